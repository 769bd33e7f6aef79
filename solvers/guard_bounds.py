"""Lower bounds on what lacks after a choice: some of what ties agents together is left out.

Three relaxations are looked at, the cheapest first:

- each demand alone: how much the agents left, and the resources left, can give to it;
- demands that no column shares, resources left out: agents by kind are matched with what is
  missing, as a maximum flow (what the flow leaves open must lack, by Hall's theorem);
- the demands that share resources with a choice, agents left out: an exact model of them alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from .completion import Group, best_completion
from .ledger import Ledger
from .limits import Limits
from .pool import Pool

_LARGEST_MODEL = 3000
"""Columns of demands that share resources, beyond which all is looked at together at once."""


class Bounds:
    """Lower bounds, as things stand in one agent's turn."""

    def __init__(self, pool: Pool, ledger: Ledger) -> None:
        self.pool, self.ledger = pool, ledger
        self._givers = self._most_by_kind()
        self._together = self._sharing()
        self._apart = self._demands_apart()
        self._floors: dict[int, int] = {}
        self._left: Mapping[int, int] = {}
        self._matched: dict[tuple[int, ...], int] = {}
        self._reach: dict[int, int] = {}

    def begin(self, left: Mapping[int, int]) -> None:
        """Begin a turn: so many agents of each kind are left."""
        self._left = left
        self._matched, self._reach = {}, {}

    def weight(self, there: Sequence[int], left: Mapping[int, int]) -> int:
        """Return a weight that lacks at the least."""
        self.begin(left)
        lacks = self._alone(there)
        return self._weight(lacks) + self._unmatched(there, lacks)

    def lacks(
        self,
        there: Sequence[int],
        least: int,
        resources: set[int],
        limits: Limits,
    ) -> dict[int, int] | None:
        """Return what lacks if that is proven to weigh more than ``least``, otherwise ``None``.

        Parameters
        ----------
        resources
            Those that the choice took which is asked about.
        """
        lacks = self._alone(there)
        if self._weight(lacks) > least:
            return lacks
        unmatched = self._unmatched(there, lacks)
        if self._weight(lacks) + unmatched > least:
            missing = [d for d in self._apart if self.pool.demands[d].lack(there[d])]
            return {**lacks, **{d: lacks.get(d, 0) + 1 for d in missing}}
        return self._near(there, least, resources, lacks, limits)

    def _weight(self, lacks: Mapping[int, int]) -> int:
        return sum(self.pool.demands[d].weight * lack for d, lack in lacks.items())

    # -- each alone -------------------------------------------------------------------------

    def _most_by_kind(self) -> list[dict[int, int]]:
        """Return, for each demand, the most that one agent of each kind can give."""
        found: list[dict[int, int]] = [{} for _ in self.pool.demands]
        for kind, columns in enumerate(self.pool.kinds):
            for number in columns:
                for demand, amount in self.pool.columns[number].meets:
                    most = found[demand]
                    most[kind] = max(most.get(kind, 0), amount)
        return found

    def _alone(self, there: Sequence[int]) -> dict[int, int]:
        """Return what each demand lacks even if all agents give to it alone."""
        found = {}
        for number, demand in enumerate(self.pool.demands):
            missing = demand.lack(there[number])
            if missing:
                lack = missing - min(self._agents_give(number), self._room_for(number))
                if lack > 0:
                    found[number] = lack
        return found

    def _agents_give(self, demand: int) -> int:
        if demand not in self._reach:
            givers = self._givers[demand].items()
            self._reach[demand] = sum(amount * self._left.get(kind, 0) for kind, amount in givers)
        return self._reach[demand]

    def _room_for(self, demand: int) -> int:
        """Return how much the resources left can give, where only one column meets a demand."""
        columns = self._columns[demand]
        if len(columns) != 1:
            return self.pool.demands[demand].needed
        column = self.pool.columns[columns[0]]
        times = [max(0, self.ledger.left(r)) // amount for r, amount in column.uses]
        gives = dict(column.meets)[demand]
        return gives * min(times, default=self.pool.demands[demand].needed)

    # -- agents by kind, without resources ----------------------------------------------------

    def _demands_apart(self) -> list[int]:
        """Return demands of one weight such that each column meets one of them at most, once."""
        found: list[int] = []
        claimed: set[int] = set()
        weights = [d.weight for d in self.pool.demands if not d.once_begun]
        for number, demand in enumerate(self.pool.demands):
            own = self._columns[number]
            once = all(dict(self.pool.columns[c].meets)[number] == 1 for c in own)
            usual = not demand.once_begun and demand.weight == min(weights, default=0)
            if own and once and usual and claimed.isdisjoint(own):
                claimed.update(own)
                found.append(number)
        return found

    def _unmatched(self, there: Sequence[int], lacks: Mapping[int, int]) -> int:
        """Return the weight that must lack besides, for want of agents in all."""
        if not self._apart:
            return 0
        missing = tuple(self.pool.demands[d].lack(there[d]) for d in self._apart)
        if missing not in self._matched:
            self._matched[missing] = sum(missing) - self._flow(missing)
        alone = sum(lacks.get(d, 0) for d in self._apart)
        weight = self.pool.demands[self._apart[0]].weight
        return max(0, self._matched[missing] - alone) * weight

    def _flow(self, missing: Sequence[int]) -> int:
        """Return how much of what is missing the agents can give, each one unit."""
        kinds = [kind for kind, left in self._left.items() if left]
        node = {kind: 1 + k for k, kind in enumerate(kinds)}
        first = 1 + len(kinds)
        entries = [(0, node[kind], self._left[kind]) for kind in kinds]
        for position, (demand, lack) in enumerate(zip(self._apart, missing, strict=True)):
            if lack:
                entries.append((first + position, first + len(missing), lack))
                givers = (kind for kind in self._givers[demand] if kind in node)
                entries.extend((node[kind], first + position, lack) for kind in givers)
        rows, columns, amounts = np.array(entries, np.int32).reshape(-1, 3).T
        size = first + len(missing) + 1
        graph = sparse.csr_array((amounts, (rows, columns)), shape=(size, size))
        return int(maximum_flow(sparse.csr_matrix(graph), 0, size - 1).flow_value)

    # -- resources, without agents ------------------------------------------------------------

    def _sharing(self) -> list[int]:
        """Return a number for each demand: the same for those that share resources."""
        self._columns: list[list[int]] = [[] for _ in self.pool.demands]
        parent = list(range(len(self.pool.demands)))

        def root(k: int) -> int:
            while parent[k] != k:
                parent[k] = parent[parent[k]]
                k = parent[k]
            return k

        user: dict[int, int] = {}
        self._touching: dict[int, set[int]] = defaultdict(set)
        for number, column in enumerate(self.pool.columns):
            for demand, _ in column.meets:
                self._columns[demand].append(number)
                parent[root(demand)] = root(column.meets[0][0])
            for resource, _ in (*column.uses, *column.above) if column.meets else ():
                own = user.setdefault(resource, column.meets[0][0])
                parent[root(own)] = root(column.meets[0][0])
        for resource, demand in user.items():
            self._touching[resource].add(root(demand))
        groups = [root(k) for k in range(len(parent))]
        self._members: dict[int, list[int]] = defaultdict(list)
        for demand, group in enumerate(groups):
            self._members[group].append(demand)
        return groups

    def _near(
        self,
        there: Sequence[int],
        least: int,
        resources: set[int],
        lacks: dict[int, int],
        limits: Limits,
    ) -> dict[int, int] | None:
        """Look exactly at the demands that share resources with a choice."""
        touched = {group for r in resources for group in self._touching.get(r, ())}
        for group in sorted(touched):
            lacks = self._with_group(there, group, lacks, limits)
            if self._weight(lacks) > least:
                return lacks
        return None

    def _with_group(
        self, there: Sequence[int], group: int, lacks: dict[int, int], limits: Limits
    ) -> dict[int, int]:
        """Replace what the demands of a group lack alone by what they lack together."""
        members = self._members[group]
        columns = sorted({c for d in members for c in self._columns[d]})
        if len(members) == 1 or len(columns) > _LARGEST_MODEL:
            return lacks
        agents = Group(sum(self._left.values()), tuple(columns))
        found = best_completion(
            self.pool, self.ledger, there, [agents], limits, demands=members
        ).lacks
        others = {d: lack for d, lack in lacks.items() if d not in set(members)}
        return others | {d: lack for d, lack in found.items() if lack}
