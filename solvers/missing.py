"""What demands lack if all that is left is given to each of them alone, as arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .ledger import Ledger
from .pool import Pool


class Missing:
    """Demands with what agents and resources left can give to each.

    Parameters
    ----------
    columns
        Columns that meet each demand, by number.
    """

    def __init__(self, pool: Pool, ledger: Ledger, columns: Sequence[Sequence[int]]) -> None:
        self.pool, self.ledger, self.columns = pool, ledger, columns
        self._needed = np.array([demand.needed for demand in pool.demands], np.int64)
        self._once = np.array([demand.once_begun for demand in pool.demands], bool)
        self._gives = _most_by_kind(pool)
        self._reach: NDArray[np.int64] | None = None
        self._left: Mapping[int, int] = {}
        self._room = self._needed.copy()
        self._only = self._only_columns()
        self._stale = set(self._only)
        self._users: dict[int, list[int]] = defaultdict(list)
        for demand, column in self._only.items():
            for resource, _ in pool.columns[column].uses:
                self._users[resource].append(demand)

    def begin(self, left: Mapping[int, int]) -> None:
        """Note how many agents of each kind are left."""
        self._left, self._reach = left, None

    def taken(self, resources: Iterable[int]) -> None:
        """Note that what is left of resources has changed."""
        for resource in resources:
            self._stale.update(self._users.get(resource, ()))

    def lack(self, there: Sequence[int]) -> NDArray[np.int64]:
        """Return what each demand lacks, shape ``(n_demands,)``."""
        now = np.array(there, np.int64)
        lack: NDArray[np.int64] = np.maximum(self._needed - now, 0)
        lack[self._once & (now == 0)] = 0
        return lack

    def alone(self, there: Sequence[int]) -> dict[int, int]:
        """Return what each demand lacks even if all agents give to it alone."""
        lack = self.lack(there)
        lack -= np.minimum(self.reach, self._left_room())
        short = np.flatnonzero(lack > 0)
        return dict(zip(short.tolist(), lack[short].tolist(), strict=True))

    @property
    def reach(self) -> NDArray[np.int64]:
        """How much the agents left can give to each demand, resources left out."""
        if self._reach is None:
            left = np.zeros(len(self.pool.kinds), np.int64)
            left[list(self._left)] = list(self._left.values())
            self._reach = self._gives @ left
        return self._reach

    def givers(self, demand: int) -> list[int]:
        """Return the kinds of agents that can give to a demand."""
        row = slice(self._gives.indptr[demand], self._gives.indptr[demand + 1])
        found: list[int] = self._gives.indices[row].tolist()
        return found

    def _only_columns(self) -> dict[int, int]:
        """Return the column of each demand that only one column meets."""
        return {d: own[0] for d, own in enumerate(self.columns) if len(own) == 1}

    def _left_room(self) -> NDArray[np.int64]:
        """Return how much the resources left can give, where only one column meets a demand."""
        for demand in self._stale:
            column = self.pool.columns[self._only[demand]]
            needed = int(self._needed[demand])
            times = (max(0, self.ledger.left(r)) // amount for r, amount in column.uses)
            self._room[demand] = dict(column.meets)[demand] * min(times, default=needed)
        self._stale.clear()
        return self._room


def _most_by_kind(pool: Pool) -> sparse.csr_array:
    """Return the most that one agent of each kind can give to each demand."""
    most: dict[tuple[int, int], int] = {}
    for kind, columns in enumerate(pool.kinds):
        for number in columns:
            for demand, amount in pool.columns[number].meets:
                key = demand, kind
                most[key] = max(most.get(key, 0), amount)
    pairs = np.array(list(most), np.int64).reshape(-1, 2)
    amounts = np.array(list(most.values()), np.int64)
    shape = len(pool.demands), len(pool.kinds)
    found = sparse.csr_array((amounts, (pairs[:, 0], pairs[:, 1])), shape=shape)
    found.sort_indices()
    return found
