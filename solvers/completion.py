"""The completion that leaves least lacking, by an exact model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from .ledger import Ledger
from .limits import Limits, run_until_stopped
from .pool import Column, Pool

_SOLVED_AT_ONCE = 60
"""Columns of a model that takes no longer than hearing whether the search has to end."""


class StoppedError(Exception):
    """The time was over, or the user ended the run, before a question was decided."""


@dataclass(frozen=True)
class Group:
    """Agents alike: they take at most ``size`` of the columns in all."""

    size: int
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Completion:
    """What lacks at the least, by demand, and how often each group takes each column."""

    lacks: dict[int, int]
    taken: dict[tuple[int, int], int]


def best_completion(
    pool: Pool,
    ledger: Ledger,
    there: Sequence[int],
    groups: Sequence[Group],
    limits: Limits,
    *,
    links: Sequence[Sequence[int]] = (),
    demands: Sequence[int] | None = None,
) -> Completion:
    """Find how groups of agents can complete what is there, with the least weight of lacks.

    Parameters
    ----------
    there
        What is there of each demand already.
    links
        Groups (of one agent each) that take columns of the same tie, or nothing.
    demands
        Those that count; all by default.

    Raises
    ------
    StoppedError
        The search had to end.
    """
    counted = range(len(pool.demands)) if demands is None else demands
    found = _Model(pool, ledger, there, groups, links, counted).solved(limits)
    assert found is not None
    return found


def completion_within(
    pool: Pool,
    ledger: Ledger,
    there: Sequence[int],
    groups: Sequence[Group],
    limits: Limits,
    *,
    links: Sequence[Sequence[int]],
    most: int,
) -> Completion | None:
    """Find a completion that lacks no more than a weight, ``None`` where there is none.

    For the parameters see `best_completion`.
    """
    model = _Model(pool, ledger, there, groups, links, range(len(pool.demands)))
    return model.solved(limits, most)


class _Model:
    def __init__(
        self,
        pool: Pool,
        ledger: Ledger,
        there: Sequence[int],
        groups: Sequence[Group],
        links: Sequence[Sequence[int]],
        demands: Sequence[int],
    ) -> None:
        self.pool, self.ledger, self.there = pool, ledger, there
        self.groups, self.demands = groups, demands
        self.model = cp_model.CpModel()
        linked = {group for link in links for group in link}
        self.taken = {
            (number, column): self.model.new_int_var(0, group.size, "")
            for number, group in enumerate(groups)
            for column in group.columns
            if number in linked or self._matters(pool.columns[column])
        }
        self._agents()
        self._links(links)
        self._resources()
        meeting: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for (_, column), taken in self.taken.items():
            for met, amount in pool.columns[column].meets:
                meeting[met].append((taken, amount))
        self.lacks = {number: self._lack(number, meeting[number]) for number in demands}
        weights = [pool.demands[number].weight for number in demands]
        self.weight = cp_model.LinearExpr.weighted_sum(list(self.lacks.values()), weights)

    def solved(self, limits: Limits, most: int | None = None) -> Completion | None:
        """Return the best completion, or any within a weight, if there is one."""
        if most is None:
            self.model.minimize(self.weight)
        else:
            self.model.add(self.weight <= most)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        # Counts of agents and resources: the linear relaxation tells most.
        solver.parameters.linearization_level = 2
        solver.parameters.catch_sigint_signal = False
        if limits.remaining is not None:
            solver.parameters.max_time_in_seconds = max(0.01, limits.remaining)
        status = (
            solver.solve(self.model)
            if len(self.taken) <= _SOLVED_AT_ONCE
            else run_until_stopped(lambda: solver.solve(self.model), limits, solver.stop_search)
        )
        if status == cp_model.INFEASIBLE and most is not None:
            return None
        if status != cp_model.OPTIMAL and (most is None or status != cp_model.FEASIBLE):
            raise StoppedError
        return Completion(
            {number: solver.value(lack) for number, lack in self.lacks.items()},
            {key: solver.value(taken) for key, taken in self.taken.items() if solver.value(taken)},
        )

    def _matters(self, column: Column) -> bool:
        wanted = any(
            self.pool.demands[d].once_begun or self.there[d] < self.pool.demands[d].needed
            for d, _ in column.meets
        )
        return wanted and self.ledger.has_room(column.uses, column.above)

    def _agents(self) -> None:
        of_group: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (group, _), taken in self.taken.items():
            of_group[group].append(taken)
        for group, all_taken in of_group.items():
            self.model.add(cp_model.LinearExpr.sum(all_taken) <= self.groups[group].size)

    def _links(self, links: Sequence[Sequence[int]]) -> None:
        for link in links:
            by_tie = [self._by_tie(group) for group in link]
            for tie in dict.fromkeys(tie for ties in by_tie for tie in ties):
                sums = [cp_model.LinearExpr.sum(ties.get(tie, [])) for ties in by_tie]
                for one, other in pairwise(sums):
                    self.model.add(one == other)

    def _by_tie(self, group: int) -> Mapping[Hashable, list[cp_model.IntVar]]:
        found: dict[Hashable, list[cp_model.IntVar]] = defaultdict(list)
        for column in self.groups[group].columns:
            found[self.pool.columns[column].tie].append(self.taken[group, column])
        return found

    def _resources(self) -> None:
        uses: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        above: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for (_, number), taken in self.taken.items():
            for resource, amount in self.pool.columns[number].uses:
                uses[resource].append((taken, amount))
            for resource, amount in self.pool.columns[number].above:
                above[resource].append((taken, amount))
        for resource in sorted(uses.keys() | above.keys()):
            own = _sum(uses[resource])
            if not above[resource]:
                self.model.add(own <= max(0, self.ledger.left(resource)))
                continue
            # All within the limit, or no ordinary use at all.
            used, standing = self.ledger.used[resource], self.ledger.above[resource]
            within = self.model.new_bool_var("")
            total = own + _sum(above[resource]) + used + standing
            self.model.add(total <= self.ledger.capacity[resource]).only_enforce_if(within)
            self.model.add(own + used <= 0).only_enforce_if(~within)

    def _lack(self, number: int, meeting: Sequence[tuple[cp_model.IntVar, int]]) -> cp_model.IntVar:
        demand, there = self.pool.demands[number], self.there[number]
        lack = self.model.new_int_var(0, demand.needed, "")
        enough = self.model.add(_sum(meeting) + lack >= demand.needed - there)
        if demand.once_begun and not there:
            begun = self.model.new_bool_var("")
            enough.only_enforce_if(begun)
            self.model.add(_sum(meeting) <= 0).only_enforce_if(~begun)
        return lack


def _sum(terms: Sequence[tuple[cp_model.IntVar, int]]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum([v for v, _ in terms], [a for _, a in terms])
