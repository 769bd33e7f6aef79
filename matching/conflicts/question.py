"""What was asked of the students of one step, and whether part of it can be met."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...solvers.feasibility import can_be_met, helping
from ...solvers.limits import Limits
from ..bundles import Bundles, Market, bundles, market
from ..capacity import add_capacity
from ..demands import add_demands
from ..lists import Whole
from ..model import Model, assemble
from ..rows import Rows
from ..semester import Semester
from ..settled import Settled, with_settled
from .demand import Demand, causes, limits_of
from .giving_way import with_only


@dataclass(frozen=True)
class Question:
    """A step that could not meet all its hard constraints.

    Attributes
    ----------
    settled
        Students who have their place already, and keep it.
    newcomers
        Positions of the students whom the step was to place.
    programmes
        Programmes whose minimum quotas bind; none where only locks are asked for.
    last_order
        Whether minimum quotas without a programme bind as well.
    """

    semester: Semester
    settled: Settled
    newcomers: NDArray[np.int64]
    programmes: frozenset[str]
    last_order: bool

    @cached_property
    def causes(self) -> tuple[Demand, ...]:
        """Locks, hard quotas, links and conflicts, the likeliest mistakes first."""
        names = {self.semester.students[k].student_id for k in self.newcomers.tolist()}
        binding = {q.quota_id for q in self.semester.quotas if self._binds(q.programme_id)}
        return tuple(
            demand
            for demand in causes(self.semester, names)
            if demand.kind != "quota_min" or demand.identifier in binding
        )

    @cached_property
    def limits(self) -> tuple[Demand, ...]:
        """Limits of offers, sites and supervisors."""
        return tuple(limits_of(self.semester))

    def can_be_met(
        self,
        demands: Collection[Demand],
        limits: Limits,
        eased: Mapping[Demand, int] | None = None,
    ) -> bool | None:
        """Say whether some demands, all others dropped, can be met; ``None``: not known."""
        return can_be_met(self._model(demands, eased).problem, limits)

    def crowded(self, demands: Collection[Demand]) -> Iterator[Demand]:
        """Yield the limits that more students ask for than there is room, under some demands."""
        model = self._model({*demands, *self.limits})
        wanted = _Wanted(self.semester, model)
        for demand in self.limits:
            if wanted.exceeds(self.semester, demand):
                yield demand

    def _binds(self, programme: str | None) -> bool:
        return self.last_order if programme is None else programme in self.programmes

    def _model(
        self, demands: Collection[Demand], eased: Mapping[Demand, int] | None = None
    ) -> Model:
        fixed = self.settled.placements.keys()
        semester = with_only(self.semester, demands, fixed=fixed, eased=eased)
        asked = self._concerned(semester)
        where, everything = self._listed(semester, asked)
        rows = Rows()
        add_capacity(where, everything, rows)
        add_demands(where, everything, rows, asked, self.programmes, last_order=self.last_order)
        students = np.union1d(asked, np.array(sorted(self.settled.students), np.int64))
        names = [semester.students[k].student_id for k in students.tolist()]
        must = np.array([name in fixed or name in semester.lock for name in names], bool)
        return assemble(where, everything, rows, (), must, students)

    def _listed(self, semester: Semester, asked: NDArray[np.int64]) -> tuple[Market, Bundles]:
        """Return what is possible for some students; limits and quotas do not matter to it."""
        key = (semester.locks, semester.conflicts, asked.tobytes())
        if self._last.get("key") != key:
            where = market(semester)
            everything = with_settled(where, bundles(where, asked), self.settled)
            self._last.update(key=key, found=(where, everything))
        where, everything = self._last["found"]
        return replace(where, semester=semester), everything

    @cached_property
    def _last(self) -> dict[str, Any]:
        """What was listed last: many a question differs from the one before in limits only."""
        return {}

    def _concerned(self, semester: Semester) -> NDArray[np.int64]:
        """Return the newcomers of whom something is asked, and whom they depend on."""
        counted = {q.programme_id for q in semester.quotas if q.min_count}
        counted = {p for p in counted if self._binds(p)}
        if None in counted:
            return self.newcomers
        students = {k: semester.students[k] for k in self.newcomers.tolist()}
        taken = {k for k, s in students.items() if s.programme_id in counted}
        taken |= {k for k, s in students.items() if s.student_id in semester.lock}
        opening = {o.programme_id for o in semester.offers if o.min_if_open > 1}
        while True:
            links = {students[k].link_id for k in taken} - {None}
            together = opening & {students[k].programme_id for k in taken}
            more = {
                k for k, s in students.items() if s.link_id in links or s.programme_id in together
            }
            if more <= taken:
                return np.array(sorted(taken), np.int64)
            taken |= more


class _Wanted:
    """How many students could be at each supervisor, site, offer and housing site."""

    def __init__(self, semester: Semester, model: Model) -> None:
        problem, table = model.problem, model.bundles.compositions
        assert problem.timetable is not None
        kept = np.flatnonzero(helping(problem))
        agent, template = problem.agent[kept].astype(np.int64), problem.template[kept]
        part = table.part[template]
        row, column = np.nonzero(part >= 0)
        kind = part[row, column]
        sites = [s.site_id for s in semester.sites]
        hosts = [s.supervisor_id for s in semester.supervisors]
        offers = [o.offer_id for o in semester.offers]
        self.hosts = _counted(agent[row], problem.timetable.host[kind], hosts)
        self.sites = _counted(agent[row], problem.timetable.location[kind], sites)
        self.offers = _counted(agent, table.offer[template], offers)
        self.housed = _counted(agent, model.bundles.housed[kept], sites)

    def exceeds(self, semester: Semester, demand: Demand) -> bool:
        """Say whether more students could be there than a limit allows."""
        name = demand.identifier
        match demand.kind:
            case "seats":
                return self.offers.get(name, 0) > semester.offer[name].seats
            case "min_if_open":
                return name in self.offers
            case "housing":
                return self.housed.get(name, 0) > semester.site[name].housing_places
            case "rooms":
                return self.sites.get(name, 0) > (semester.site[name].rooms or 0)
            case _:
                host = semester.supervisor[name]
                most = {"students": host.max_students, "at_once": host.max_at_once}
                limit = most.get(demand.kind, host.limits.get(demand.other, 0))
                return self.hosts.get(name, 0) > limit


def _counted(agent: NDArray[np.int64], at: Whole, names: Sequence[str]) -> dict[str, int]:
    """Count the agents by what they could be at, -1 being nowhere."""
    there = at >= 0
    pairs = np.unique(agent[there] * len(names) + at[there]) if names else agent[:0]
    number, count = np.unique(pairs % max(1, len(names)), return_counts=True)
    return {names[k]: n for k, n in zip(number.tolist(), count.tolist(), strict=True)}
