"""What must lack at the least of what is asked, by counting: for many students.

Three counts, each of which leaves out some of what ties students together:

- each demand alone: what the students left, or the places left, can give to it at the most;
- the demands that share supervisors, rooms or quotas, together, as if students were without
  number: by trying everything;
- seats to be filled: students left are matched with them as a maximum flow, a group of demands
  taking no more than its places allow. What the flow leaves open must lack (Hall).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from .asked import Asked, Demand
from .expected import Column, Kind, TooManyError
from .taken import Amounts

MOST_COLUMNS = 200
"""Columns of a demand; one with more of them is set against the students left only."""
MOST_IN_GROUP = 50_000
"""Columns looked at to see how far a group can be met; beyond, each demand is counted alone."""
MOST_COUNTED = 10_000_000
"""Columns looked at for a line; beyond these nothing more is proven."""


class Agents:
    """How many students of each kind are still to choose after those who are asked about."""

    def __init__(self, n_demands: int) -> None:
        self.number: Counter[Kind] = Counter()
        self.reach = [0] * n_demands
        self._within: dict[frozenset[int], dict[Kind, frozenset[int]]] = {}

    def add(self, kind: Kind, times: int = 1) -> None:
        """Count one more, or with ``times`` -1 one less."""
        self.number[kind] += times
        for demand, amount in kind.most:
            self.reach[demand] += times * amount

    def lacks(self, demands: Sequence[Demand], there: Sequence[int], among: Sequence[int]) -> int:
        """Return the weight that demands lack, whatever all students do for each of them."""
        return sum(
            demands[d].weight * max(0, demands[d].lack(there[d]) - self.reach[d]) for d in among
        )

    def by_reach(self, wanted: frozenset[int]) -> dict[frozenset[int], int]:
        """Return how many students can give to the same of the demands wanted."""
        within = self._within.setdefault(wanted, {})
        found: dict[frozenset[int], int] = {}
        for kind, number in self.number.items():
            if kind not in within:
                within[kind] = wanted.intersection(d for d, _ in kind.most)
            reach = within[kind]
            if reach:
                found[reach] = found.get(reach, 0) + number
        return found


class Bounds:
    """Lower bounds for one line, from what is left at a moment."""

    def __init__(self, asked: Asked, columns: Iterable[Column], left: list[int]) -> None:
        self.demands, self.left = asked.demands, left
        self.columns = list({(c.uses, c.gives): c for c in columns}.values())
        self.at: list[list[int]] = [[] for _ in self.demands]
        for number, column in enumerate(self.columns):
            for demand, _ in column.gives:
                self.at[demand].append(number)
        self.narrow = [len(columns) <= MOST_COLUMNS for columns in self.at]
        self.work = 0
        self.touching: dict[int, int] = {}
        self.group, self.members = self._groups()
        self._of_seats = [d.label.startswith("min_seats:") for d in self.demands]
        self._pure = {
            group: all(self._of_seats[d] for d in own) for group, own in self.members.items()
        }
        self._matter = {
            group: (own, sorted({r for d in own for c in self.at[d] for r, _ in self.uses(c)}))
            for group, own in self.members.items()
            if self.narrow[group]
        }
        self._known: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int] = {}
        self._flows: dict[tuple[object, ...], int] = {}

    def count(self, columns: int) -> None:
        """Count columns looked at.

        Raises
        ------
        TooManyError
            They are too many.
        """
        self.work += columns
        if self.work > MOST_COUNTED:
            raise TooManyError

    def uses(self, column: int) -> Amounts:
        """Return what a column takes."""
        return self.columns[column].uses

    def _groups(self) -> tuple[list[int], dict[int, list[int]]]:
        """Return a number for each demand: the same for those that share, of few columns."""
        parent = list(range(len(self.demands)))

        def root(k: int) -> int:
            while parent[k] != k:
                parent[k] = parent[parent[k]]
                k = parent[k]
            return k

        for column in self.columns:
            narrow = [demand for demand, _ in column.gives if self.narrow[demand]]
            for demand in narrow:
                parent[root(demand)] = root(narrow[0])
            for resource, _ in column.uses if narrow else ():
                parent[root(self.touching.setdefault(resource, narrow[0]))] = root(narrow[0])
        self.touching = {resource: root(d) for resource, d in self.touching.items()}
        group = [root(k) for k in range(len(parent))]
        members: dict[int, list[int]] = defaultdict(list)
        for demand, number in enumerate(group):
            members[number].append(demand)
        return group, dict(members)

    # -- places, group by group ---------------------------------------------------------------

    def floor(self, there: Sequence[int], group: int) -> int:
        """Return the weight that a group lacks at the least, by the places that are left."""
        if not self.narrow[group]:
            return 0
        own, resources = self._matter[group]
        key = group, tuple(there[d] for d in own), tuple(self.left[r] for r in resources)
        if key not in self._known:
            self._known[key] = self._find_floor(there, own)
            self.count(sum(len(self.at[d]) for d in own))
        return self._known[key]

    def _find_floor(self, there: Sequence[int], own: Sequence[int]) -> int:
        if not any(self.demands[d].lack(there[d]) for d in own):
            return 0
        alone = sum(self.demands[d].weight * self._alone(there, d) for d in own)
        columns = sorted({c for d in own for c in self.at[d] if self._times(there, c)})
        if len(columns) > MOST_COLUMNS:
            return alone
        trial = _Trial(self, there, own, columns)
        tried = trial.least()
        self.count(trial.steps)
        return max(alone, tried)

    def _times(self, there: Sequence[int], number: int) -> int:
        """Return how often a column can be taken, and still give to what lacks."""
        column = self.columns[number]
        wanted = max(
            -(-max(0, self.demands[d].needed - there[d]) // amount) for d, amount in column.gives
        )
        return min((wanted, *(max(0, self.left[r]) // n for r, n in column.uses)))

    def _alone(self, there: Sequence[int], demand: int) -> int:
        """Return what a demand lacks at the least, whatever the others get."""
        lack = self.demands[demand].lack(there[demand])
        if not lack:
            return 0
        reach, shared = 0, None
        for number in self.at[demand]:
            column = self.columns[number]
            gives = dict(column.gives)[demand]
            reach += gives * self._times(there, number)
            own = {r: gives * max(0, self.left[r]) // n for r, n in column.uses}
            if shared is None:
                shared = own
            else:
                # One thing that all columns need, counted for the one that makes most of it.
                shared = {r: max(n, own[r]) for r, n in shared.items() if r in own}
        limits = shared.values() if shared else ()
        most: int = min((reach, *limits))
        return max(0, lack - most)

    # -- all together -------------------------------------------------------------------------

    def weight(
        self, there: Sequence[int], floors: Mapping[int, int], agents: Agents, least: int
    ) -> int:
        """Return a weight that lacks at the least; that it is above ``least`` is enough.

        Parameters
        ----------
        floors
            By group, what it lacks for want of places.
        """
        by_group = {
            group: max(floor, agents.lacks(self.demands, there, self.members[group]))
            for group, floor in floors.items()
        }
        total = sum(by_group.values())
        if total > least:
            return total
        rest = sum(weight for group, weight in by_group.items() if not self._pure[group])
        return max(total, rest + self._unmatched(there, floors, agents))

    def _unmatched(self, there: Sequence[int], floors: Mapping[int, int], agents: Agents) -> int:
        """Return how many seats must stay empty in the groups that ask for seats only."""
        missing: list[tuple[int, int]] = []
        most: dict[int, int] = {}
        total = 0
        for group, floor in floors.items():
            if not self._pure[group]:
                continue
            lacks = [(d, self.demands[d].lack(there[d])) for d in self.members[group]]
            of_group = sum(lack for _, lack in lacks)
            total += of_group
            if of_group > floor:
                most[group] = of_group - floor
                missing += [(d, lack) for d, lack in lacks if lack]
        wanted = frozenset(d for d, _ in missing)
        kinds = agents.by_reach(wanted)
        key = tuple(missing), tuple(most.items()), tuple(kinds.items())
        if key not in self._flows:
            self._flows[key] = total - self._flow(missing, most, kinds)
        return self._flows[key]

    def _flow(
        self,
        missing: Sequence[tuple[int, int]],
        most: Mapping[int, int],
        kinds: Mapping[frozenset[int], int],
    ) -> int:
        """Return how many of the seats that are missing the students can fill."""
        first = 1 + len(kinds)
        node = {d: first + k for k, (d, _) in enumerate(missing)}
        of_group = {group: first + len(missing) + k for k, group in enumerate(most)}
        sink = first + len(missing) + len(of_group)
        arcs = [(of_group[group], sink, limit) for group, limit in most.items()]
        arcs += [(node[d], of_group[self.group[d]], lack) for d, lack in missing]
        for number, (reach, size) in enumerate(kinds.items(), start=1):
            arcs.append((0, number, size))
            arcs += [(number, node[d], lack) for d, lack in missing if d in reach]
        rows, columns, amounts = np.array(arcs, np.int32).reshape(-1, 3).T
        graph = sparse.csr_array((amounts, (rows, columns)), shape=(sink + 1, sink + 1))
        return int(maximum_flow(sparse.csr_matrix(graph), 0, sink).flow_value)


class _Trial:
    """How far a group of demands can be met, each column being taken as often as it fits."""

    def __init__(
        self, bounds: Bounds, there: Sequence[int], own: Sequence[int], columns: Sequence[int]
    ) -> None:
        self.demands, self.own = bounds.demands, own
        self.columns = [_within(bounds.columns[number], own) for number in columns]
        self.left = {r: bounds.left[r] for column in self.columns for r, _ in column.uses}
        self.there = {d: there[d] for d in own}
        self.steps = 0
        self._seen: set[tuple[object, ...]] = set()

    def least(self) -> int:
        """Return the weight that lacks at the least, 0 where there is too much to try."""
        self.best = self._now()
        self._go_on(0)
        return 0 if self.steps > MOST_IN_GROUP else self.best

    def _now(self) -> int:
        return sum(self.demands[d].weight * self.demands[d].lack(self.there[d]) for d in self.own)

    def _go_on(self, number: int) -> None:
        self.steps += 1 + len(self.columns) - number
        if self.steps > MOST_IN_GROUP or not self.best:
            return
        self.best = min(self.best, self._now())
        if number == len(self.columns) or self._lacks(number) >= self.best:
            return
        state = number, *self.left.values(), *self.there.values()
        if state in self._seen:
            return
        self._seen.add(state)
        column = self.columns[number]
        most = self._times(column)
        self._take(column, most)
        for _ in range(most):
            self._go_on(number + 1)
            self._take(column, -1)
        self._go_on(number + 1)

    def _times(self, column: Column) -> int:
        wanted = max(
            -(-max(0, self.demands[d].needed - self.there[d]) // amount)
            for d, amount in column.gives
        )
        return min((wanted, *(max(0, self.left[r]) // n for r, n in column.uses)))

    def _take(self, column: Column, times: int) -> None:
        for resource, amount in column.uses:
            self.left[resource] -= times * amount
        for demand, amount in column.gives:
            self.there[demand] += times * amount

    def _lacks(self, number: int) -> int:
        """Return what lacks at the least, whatever columns from a number on are taken."""
        reach: dict[int, int] = {}
        for column in self.columns[number:]:
            times = self._times(column)
            for demand, amount in column.gives:
                reach[demand] = reach.get(demand, 0) + times * amount
        return sum(
            self.demands[d].weight * max(0, self.demands[d].lack(self.there[d]) - reach.get(d, 0))
            for d in self.own
        )


def _within(column: Column, demands: Sequence[int]) -> Column:
    """Return a column as far as it gives to some demands."""
    gives = tuple((demand, amount) for demand, amount in column.gives if demand in demands)
    return Column(column.uses, gives, column.territories)
