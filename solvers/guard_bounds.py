"""Lower bounds on what lacks after a choice: some of what ties agents together is left out.

Three relaxations are looked at, the cheapest first:

- each demand alone: how much the agents left, and the resources left, can give to it;
- demands that no column shares, resources left out: agents by kind are matched with what is
  missing, as a maximum flow (what the flow leaves open must lack, by Hall's theorem);
- demands that share resources, as if agents gave to them alone: an exact model of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from .completion import Group, best_completion
from .ledger import Ledger
from .limits import Limits
from .missing import Missing
from .pool import Column, Pool

_LARGEST_MODEL = 3000
"""Columns of demands that share resources, beyond which all is looked at together at once."""


class Bounds:
    """Lower bounds, as things stand in one agent's turn."""

    def __init__(self, pool: Pool, ledger: Ledger) -> None:
        self.pool, self.ledger = pool, ledger
        self._together = self._sharing()
        self._missing = Missing(pool, ledger, self._columns)
        self._apart = self._demands_apart()
        self._is_apart = frozenset(self._apart)
        self._resources = {r for c in pool.columns for r, _ in (*c.uses, *c.above)}
        self._floors: dict[int, dict[int, int]] = {}
        self._left: Mapping[int, int] = {}
        self._matched: dict[bytes, int] = {}
        self._known: dict[tuple[int, ...], dict[int, int]] = {}
        self._flow_edges = self._edges()

    def begin(self, left: Mapping[int, int]) -> None:
        """Begin a turn: so many agents of each kind are left."""
        self._left = left
        self._matched = {}
        self._missing.begin(left)

    def taken(self, choice: Iterable[Column]) -> None:
        """Note that resources have been taken, or given back."""
        self._missing.taken(r for column in choice for r, _ in (*column.uses, *column.above))

    def weight(
        self,
        there: Sequence[int],
        left: Mapping[int, int],
        demands: Iterable[int],
        limits: Limits,
    ) -> int:
        """Return a weight that lacks at the least; ``demands`` are looked at anew."""
        self.begin(left)
        alone = self._missing.alone(there)
        for group in sorted({self._together[d] for d in demands}):
            # What lacks for want of resources never becomes less.
            if any(self.pool.demands[d].lack(there[d]) for d in self._members[group]):
                self._learn(there, group, self._floors, limits)
        return self._together_weigh(there, alone, self._floors)

    def lacks(
        self, there: Sequence[int], least: int, resources: set[int], limits: Limits
    ) -> dict[int, int] | None:
        """Return what lacks if that is proven to weigh more than ``least``, otherwise ``None``.

        Parameters
        ----------
        resources
            Those that the choice took which is asked about.
        """
        alone, known = self._missing.alone(there), dict(self._floors)
        touched = sorted({g for r in resources for g in self._touching.get(r, ())})
        for group in touched:
            self._learn(there, group, known, limits)
        if self._groups_weigh(alone, known) > least:
            return self._named(there, alone, known, matched=False)
        if self._together_weigh(there, alone, known) > least:
            return self._named(there, alone, known)
        for group in sorted({self._together[d] for d in self._lacking(there)} - set(touched)):
            learnt = self._learn(there, group, known, limits)
            if learnt and self._together_weigh(there, alone, known) > least:
                return self._named(there, alone, known)
        return None

    def _learn(
        self, there: Sequence[int], group: int, known: dict[int, dict[int, int]], limits: Limits
    ) -> bool:
        """Look at a group; say whether more lacks in it than was known."""
        found = self._of_group(there, group, limits)
        more = self._weight(found) > self._weight(known.get(group, {}))
        if more:
            known[group] = found
        return more

    def _lacking(self, there: Sequence[int]) -> Iterator[int]:
        demands = enumerate(self.pool.demands)
        return (number for number, demand in demands if demand.lack(there[number]))

    def _groups_weigh(self, alone: Mapping[int, int], known: Mapping[int, dict[int, int]]) -> int:
        """Return what demands lack alone, and groups of them together."""
        by_group: dict[int, int] = defaultdict(int)
        for demand, lack in alone.items():
            by_group[self._together[demand]] += self.pool.demands[demand].weight * lack
        for group, lacks in known.items():
            by_group[group] = max(by_group[group], self._weight(lacks))
        return sum(by_group.values())

    def _together_weigh(
        self, there: Sequence[int], alone: Mapping[int, int], known: Mapping[int, dict[int, int]]
    ) -> int:
        """Return the better bound of groups, and of agents given out once."""
        others = {d: lack for d, lack in alone.items() if d not in self._is_apart}
        return max(
            self._groups_weigh(alone, known),
            self._weight(others) + self._unmatched(there, alone, known),
        )

    def _named(
        self,
        there: Sequence[int],
        alone: Mapping[int, int],
        known: Mapping[int, dict[int, int]],
        *,
        matched: bool = True,
    ) -> dict[int, int]:
        """Return demands that lack in a bound; where agents are too few, all they could give to."""
        found = dict(alone)
        for lacks in known.values():
            for demand, lack in lacks.items():
                found[demand] = max(found.get(demand, 0), lack)
        if matched or not found:
            for demand in self._apart:
                if self.pool.demands[demand].lack(there[demand]):
                    found[demand] = found.get(demand, 0) + 1
        return found

    def concerns(self, choice: Iterable[Column]) -> bool:
        """Say whether a choice meets a demand, or takes a resource that could serve one."""
        return any(
            column.meets or any(r in self._resources for r, _ in (*column.uses, *column.above))
            for column in choice
        )

    def near(self, demands: Iterable[int]) -> set[int]:
        """Return all demands that share resources with some."""
        return {d for group in {self._together[d] for d in demands} for d in self._members[group]}

    def rearranged(
        self, there: Sequence[int], resources: set[int], limits: Limits
    ) -> tuple[set[int], list[int]]:
        """Return the demands that share resources with a choice, and columns that serve them best.

        What other demands want of the agents is left out.
        """
        demands: set[int] = set()
        columns: list[int] = []
        for group in sorted({g for r in resources for g in self._touching.get(r, ())}):
            members = self._members[group]
            if len(self._columns_of[group]) <= _LARGEST_MODEL:
                agents = self._agents(group)
                best = best_completion(
                    self.pool, self.ledger, there, agents, limits, demands=members
                )
                demands.update(members)
                columns += [c for (_, c), times in best.taken.items() for _ in range(times)]
        return demands, columns

    def _weight(self, lacks: Mapping[int, int]) -> int:
        return sum(self.pool.demands[d].weight * lack for d, lack in lacks.items())

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

    def _unmatched(
        self, there: Sequence[int], alone: Mapping[int, int], known: Mapping[int, dict[int, int]]
    ) -> int:
        """Return the weight that must lack of the demands apart, agents being given out once.

        A group can be met no further than its resources reach.
        """
        if not self._apart:
            return 0
        missing = self._missing.lack(there)[self._apart]
        more = missing.copy()
        for position, demand in enumerate(self._apart):
            more[position] -= alone.get(demand, 0)
        most = np.bincount(self._group_of_apart, more, self._n_groups).astype(np.int64)
        for group, lacks in known.items():
            members = self._members[group]
            if self._is_apart.issuperset(members):
                in_all = sum(self.pool.demands[d].lack(there[d]) for d in members)
                own = self._own_group[group]
                most[own] = min(most[own], in_all - sum(lacks.values()))
        key = missing.tobytes() + most.tobytes()
        if key not in self._matched:
            self._matched[key] = int(missing.sum()) - self._flow(missing, most)
        return self._matched[key] * self.pool.demands[self._apart[0]].weight

    def _edges(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs of a kind of agents and a demand apart (its position) it can give to."""
        groups = [self._together[demand] for demand in self._apart]
        self._own_group = {group: k for k, group in enumerate(dict.fromkeys(groups))}
        self._group_of_apart = np.array([self._own_group[group] for group in groups], np.int64)
        self._n_groups = len(self._own_group)
        pairs = [
            (kind, position)
            for position, demand in enumerate(self._apart)
            for kind in self._missing.givers(demand)
        ]
        kinds, positions = np.array(pairs, np.int64).reshape(-1, 2).T
        return kinds, positions

    def _flow(self, missing: NDArray[np.int64], most: NDArray[np.int64]) -> int:
        """Return how much of what is missing the agents can give, each one unit."""
        kinds = np.array([kind for kind, left in self._left.items() if left], np.int64)
        amounts = np.array([self._left[kind] for kind in kinds.tolist()], np.int64)
        node = np.zeros(len(self.pool.kinds), np.int64)
        node[kinds] = 1 + np.arange(len(kinds))
        first = 1 + len(kinds)
        first_group = first + len(missing)
        sink = first_group + len(most)
        wanted = np.flatnonzero(missing)
        kind, position = self._flow_edges
        used = (node[kind] > 0) & (missing[position] > 0)
        kind, position = kind[used], position[used]
        groups = np.arange(len(most))
        rows = (0 * kinds, node[kind], first + wanted, first_group + groups)
        columns = (
            node[kinds],
            first + position,
            first_group + self._group_of_apart[wanted],
            np.full(len(most), sink),
        )
        limits = np.concatenate([amounts, missing[position], missing[wanted], most])
        graph = sparse.csr_array(
            (limits.astype(np.int32), (np.concatenate(rows), np.concatenate(columns))),
            shape=(sink + 1, sink + 1),
        )
        return int(maximum_flow(sparse.csr_matrix(graph), 0, sink).flow_value)

    # -- resources, group by group ------------------------------------------------------------

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

    def _of_group(self, there: Sequence[int], group: int, limits: Limits) -> dict[int, int]:
        """Return what the demands of a group lack together, exactly, if agents give to it alone.

        A group too large for that is left to the model of all.
        """
        members, columns = self._members[group], self._columns_of[group]
        if len(columns) > _LARGEST_MODEL or self._all_fit(there, members):
            return {}
        agents = self._agents(group)
        key = self._as_it_stands(there, group)
        if key not in self._known:
            best = best_completion(self.pool, self.ledger, there, agents, limits, demands=members)
            self._known[key] = {d: lack for d, lack in best.lacks.items() if lack}
        return self._known[key]

    def _as_it_stands(self, there: Sequence[int], group: int) -> tuple[int, ...]:
        """Return all that the best completion of a group depends on.

        Its resources stay as they are while others choose elsewhere, and more agents than could
        be of use make no difference: so the same question comes back often.
        """
        members, ledger = self._members[group], self.ledger
        enough = sum(self.pool.demands[d].needed for d in members)
        return (
            group,
            *(there[d] for d in members),
            *(n for r in self._resources_of[group] for n in (ledger.used[r], ledger.above[r])),
            *(min(self._left.get(kind, 0), enough) for kind in self._kinds_of[group]),
        )

    def _agents(self, group: int) -> list[Group]:
        """Return the agents left, by kind, with those of a group's columns they could take."""
        return [
            Group(self._left[kind], columns)
            for kind, columns in self._kinds_of[group].items()
            if self._left.get(kind, 0)
        ]

    @cached_property
    def _columns_of(self) -> dict[int, list[int]]:
        """Columns that meet a demand of each group, ascending."""
        return {
            group: sorted({c for d in members for c in self._columns[d]})
            for group, members in self._members.items()
        }

    @cached_property
    def _resources_of(self) -> dict[int, list[int]]:
        columns = self.pool.columns
        return {
            group: sorted({r for c in own for r, _ in (*columns[c].uses, *columns[c].above)})
            for group, own in self._columns_of.items()
        }

    @cached_property
    def _kinds_of(self) -> dict[int, dict[int, tuple[int, ...]]]:
        """By group: the columns that agents of each kind could take of it."""
        found: dict[int, dict[int, tuple[int, ...]]] = {}
        for group, own in self._columns_of.items():
            among = frozenset(own)
            kinds = sorted({k for d in self._members[group] for k in self._missing.givers(d)})
            found[group] = {k: tuple(sorted(among.intersection(self.pool.kinds[k]))) for k in kinds}
        return found

    def _all_fit(self, there: Sequence[int], members: Sequence[int]) -> bool:
        """Say whether one column of each demand, taken as often as is missing, has room."""
        taken: dict[int, int] = defaultdict(int)
        for demand in members:
            missing = self.pool.demands[demand].lack(there[demand])
            if missing and (not self._columns[demand] or self._missing.reach[demand] < missing):
                return False
            if missing:
                column = self.pool.columns[self._columns[demand][0]]
                times = -(-missing // dict(column.meets)[demand])
                for resource, amount in column.uses:
                    taken[resource] += times * amount
        return all(amount <= self.ledger.left(resource) for resource, amount in taken.items())
