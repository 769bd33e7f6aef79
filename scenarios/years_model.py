"""One simulation: students advance, finish and settle; practitioners age and leave.

Each year, for all draws at once:

1. Of the practitioners some leave (by age), the others grow a year older. Of those who stay and
   do not supervise some become supervisors; supervisors leave as often as the others.
2. Of the students some drop out, the others go on a year; those at the end finish. What share of
   their half-days was in shortage territories is kept, cohort by cohort, as the mean of years.
3. Of those who finish some settle; in a shortage territory with a probability that grows with that
   share and with aids; there they spread by population, aids and new group practices.
4. Accessibility and need are computed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..matching.territories.census import OLD
from .years_ground import (
    FIRST_AGE,
    N_AGES,
    Floats,
    Ground,
    Ints,
    Values,
    drawn_ages,
    need_of,
    reached,
)
from .years_plan import Policy, Stay

SETTLING_AGE = 32
"""Age of those who settle."""

FLOWS = ("left", "settled", "finished", "dropped", "entered", "settled_in_shortage")
"""What moves within a year: practitioners who left and settled, students who finished, dropped
out and entered, and of the settled those in shortage territories."""


@dataclass(frozen=True)
class Course:
    """What the years brought; the first axis is the draw, the second the year (0: the start).

    Attributes
    ----------
    access, need, practitioners, fte
        Shape ``(draws, years + 1, n)``.
    students, supervisors, trained
        Shape ``(draws, years + 1)``: all students, all supervisors, and the share of half-days in
        shortage territories in that year.
    flows
        By name, shape ``(draws, years + 1)``; nothing moves in year 0.
    """

    access: Floats
    need: Floats
    practitioners: Ints
    fte: Floats
    students: Ints
    supervisors: Ints
    trained: Floats
    flows: dict[str, Ints] = field(default_factory=dict)


class Simulation:
    """All draws of one policy under one set of values."""

    def __init__(
        self,
        ground: Ground,
        stays: Sequence[Stay],
        intake: int,
        policy: Policy,
        values: Values,
        draws: int,
        generator: np.random.Generator,
    ) -> None:
        self.ground, self.policy, self.values, self.random = ground, policy, values, generator
        self.intake, self.draws, n = intake, draws, len(ground.codes)
        ages = drawn_ages(ground, values["over_60"], draws, generator)
        # Those of the start, then those who settled since: they work another share of a week.
        self.ages = np.stack([ages, np.zeros_like(ages)], axis=1)
        self.supervisors = self._first_supervisors()
        length = sum(stay.years for stay in stays)
        self.cohorts = np.zeros((draws, length), np.int64)
        at = 0
        for stay, students in zip(stays, ground.students.tolist(), strict=True):
            for year in range(stay.years):
                # The first years of a programme have those that do not divide evenly.
                self.cohorts[:, at + year] = (students + stay.years - 1 - year) // stay.years
            at += stay.years
        self.share = np.full((draws, length), values["trained_in_shortage"])
        self.seen = np.tile(np.arange(1, length + 1), (draws, 1))
        self.leaving = self._leaving()
        at_start = reached(ground, self._fte(), 1.0)
        # An official figure moves as the computed one does.
        factor = np.divide(ground.official, at_start, out=np.ones((draws, n)), where=at_start > 0)
        self.calibration = np.where(np.isnan(factor), 1.0, factor)

    def run(self, years: int) -> Course:
        """Let the years pass."""
        records: list[tuple[np.ndarray, ...]] = [self._record(0)]
        flows: dict[str, list[Ints]] = {k: [np.zeros(self.draws, np.int64)] for k in FLOWS}
        trained = [self._trained(0)]
        for year in range(1, years + 1):
            trained.append(self._trained(year))
            left = self._age()
            finished, share, dropped = self._advance(trained[-1])
            settled, in_shortage = self._settle(finished, share, year)
            moved = (
                left,
                settled,
                finished,
                dropped,
                np.full(self.draws, self.intake),
                in_shortage,
            )
            for name, number in zip(FLOWS, moved, strict=True):
                flows[name].append(number)
            records.append(self._record(year))
        access, need, heads, fte, students, supervisors = (
            np.stack(one, axis=1) for one in zip(*records, strict=True)
        )
        return Course(
            access=access,
            need=need,
            practitioners=heads,
            fte=fte,
            students=students,
            supervisors=supervisors,
            trained=np.stack(trained, axis=1),
            flows={name: np.stack(numbers, axis=1) for name, numbers in flows.items()},
        )

    def _leaving(self) -> Floats:
        """Return the probability of leaving within a year by age."""
        age = np.arange(FIRST_AGE, FIRST_AGE + N_AGES)
        early, late = self.values["leaving_under_60"], self.values["leaving_over_60"]
        chance = np.where(age < OLD, early, late)
        return np.asarray(np.where(age >= self.values["last_age"], 1.0, chance), np.float64)

    def _first_supervisors(self) -> Ints:
        heads = np.broadcast_to(self.ground.heads, (self.draws, len(self.ground.codes)))
        if self.ground.supervisors.any():
            return np.broadcast_to(self.ground.supervisors, heads.shape).copy()
        return self.random.binomial(heads, self.values["supervisors"])

    def _age(self) -> Ints:
        """Let practitioners leave and grow older; return how many left, by draw."""
        before = self.ages.sum(axis=(1, 3))
        # Most ages of most territories have nobody.
        at = np.nonzero(self.ages)
        leavers = np.zeros_like(self.ages)
        leavers[at] = self.random.binomial(self.ages[at], self.leaving[at[-1]])
        staying = self.ages - leavers
        older = np.zeros_like(staying)
        older[..., 1:] = staying[..., :-1]
        older[..., -1] += staying[..., -1]
        gone = leavers.sum(axis=(1, 3))
        # Supervisors are as likely to be among those who left as anybody else.
        lost = self.random.hypergeometric(self.supervisors, before - self.supervisors, gone)
        self.ages, self.supervisors = older, self.supervisors - lost
        others = older.sum(axis=(1, 3)) - self.supervisors
        self.supervisors += self.random.binomial(others, self.values["becoming_supervisor"])
        total: Ints = gone.sum(axis=1)
        return total

    def _trained(self, year: int) -> Floats:
        """Return the share of half-days in shortage territories, as far as supervisors allow."""
        mixed = self.policy.mixed_placements and year > 0
        wanted = self.values["trained_in_shortage_mixed" if mixed else "trained_in_shortage"]
        there = self.supervisors[:, self.ground.short].sum(axis=1)
        places = there * self.values["students_per_supervisor"]
        students = self.cohorts.sum(axis=1)
        room = np.divide(places, students, out=np.ones(self.draws), where=students > 0)
        return np.asarray(np.minimum(wanted, room), np.float64)

    def _advance(self, trained: Floats) -> tuple[Ints, Floats, Ints]:
        """Let a year pass in the programmes: who finished, their share, who dropped out."""
        if not self.cohorts.shape[1]:
            none = np.zeros(self.draws, np.int64)
            return none, np.zeros(self.draws), none
        staying = self.random.binomial(self.cohorts, 1 - self.values["dropping_out"])
        dropped = (self.cohorts - staying).sum(axis=1)
        share = self.share + (trained[:, None] - self.share) / self.seen
        finished, of_finished = staying[:, -1], share[:, -1]
        entering = np.full((self.draws, 1), self.intake)
        self.cohorts = np.concatenate([entering, staying[:, :-1]], axis=1)
        self.share = np.concatenate([np.zeros((self.draws, 1)), share[:, :-1]], axis=1)
        return finished, of_finished, dropped

    def _settle(self, finished: Ints, share: Floats, year: int) -> tuple[Ints, Ints]:
        """Let those who finished settle; return how many, and how many where care is short."""
        values, ground = self.values, self.ground
        settled = self.random.binomial(finished, values["settling"])
        pull, aided = self._pull(year)
        chance = values["settling_in_shortage"] + values["training_effect"] * share
        chance = np.clip(chance + (values["aid_effect"] if aided else 0.0), 0.0, 1.0)
        for group, kept in ((ground.short, 1.0), (~ground.short, 0.0)):
            if not (pull * group).sum() > 0:
                chance = np.full(self.draws, 1.0 - kept)
        there = self.random.binomial(settled, chance)
        for group, number in ((ground.short, there), (~ground.short, settled - there)):
            weight = pull * group
            if weight.sum() > 0:
                came = self.random.multinomial(number, weight / weight.sum())
                self.ages[:, 1, :, SETTLING_AGE - FIRST_AGE] += came
        return settled, there

    def _pull(self, year: int) -> tuple[Floats, bool]:
        """Return what draws to each territory, and whether there are aids this year."""
        ground, policy = self.ground, self.policy
        pull = ground.population.copy()
        if not pull.any():
            pull = np.ones(len(pull))
        now = ground.first_year + year
        aids = policy.aids
        aided = aids is not None and (aids.start is None or aids.start <= now)
        if aids is not None and aided:
            named = zip(ground.zone, ground.codes, strict=True)
            there = [zone in aids.zones or code in aids.territories for zone, code in named]
            pull[np.array(there, bool)] *= self.values["aid_pull"]
        for practice in policy.group_practices:
            if practice.year <= now:
                pull[ground.codes.index(practice.territory)] *= self.values["practice_pull"]
        return pull, aided

    def _fte(self) -> Floats:
        heads = self.ages.sum(axis=3)
        return np.asarray(heads[:, 0] * self.ground.fte + heads[:, 1] * self.values["new_fte"])

    def _record(self, year: int) -> tuple[np.ndarray, ...]:
        heads = self.ages.sum(axis=(1, 3))
        fte = self._fte()
        growth = (1 + self.values["population_growth"]) ** year
        access = reached(self.ground, fte, growth)
        access = access * self.calibration
        old = self.ages[..., OLD - FIRST_AGE :].sum(axis=3)
        old_fte = old[:, 0] * self.ground.fte + old[:, 1] * self.values["new_fte"]
        over_60 = np.divide(old_fte, fte, out=np.zeros_like(fte), where=fte > 0)
        need = need_of(self.ground, access, over_60)
        supervisors, students = self.supervisors.sum(axis=1), self.cohorts.sum(axis=1)
        return access, need, heads, fte, students, supervisors
