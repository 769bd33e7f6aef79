"""Which rule excludes a wish of a student whose programme composes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .bundles import Cohort, Market
from .cohorts import Reach
from .composing import compose
from .compositions import Compositions, popcount
from .eligibility import PERSONAL_RULES
from .entities import Programme, Wish
from .grounds import ground
from .lists import Lists, Whole

Mask = NDArray[np.bool_]


class PlaceSteps:
    """Narrows down the places at a wish, one rule after the other."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._liberal = market.liberal[market.places.site]
        self._rooms = np.array([s.rooms != 0 for s in market.semester.sites], dtype=bool)

    def of_wish(self, number: int, wish: Wish) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield each rule and the places at the target that pass it and all before.

        The first are all places there, with no rule (``""``).
        """
        semester, rules = self.market.semester, self.market.eligibility
        student = semester.students[number]
        programme = semester.programme[student.programme_id]
        if wish.target_kind == "offer":
            yield "", []
            yield "programme", []
            return
        targets = rules.places_of(wish.target_kind, wish.target)
        yield "", targets.tolist()
        for rule, allowed in self._of_one_part(number, programme):
            targets = targets[allowed[targets]]
            yield rule, targets.tolist()
        there: list[int] = targets.tolist()

        def at_all(possible: bool) -> list[int]:
            return there if possible else []

        yield "mix", at_all(self._mix_possible(number, targets, programme))
        # What passes all rules passes each: milder ones are looked at only if the others fail.
        near = self.at_targets(number, targets, between=True, noon=False)
        anywhere = near or self.at_targets(number, targets, between=False, noon=False)
        yield "parts", at_all(len(anywhere) > 0)
        yield "between-parts", at_all(len(near) > 0)
        block = self.at_targets(number, targets, between=True, noon=True)
        yield "noon", at_all(len(block) > 0)
        if programme.needs_room:
            block = block.take(block.all_parts(self._rooms[self._site(block)]))
        yield "room", at_all(len(block) > 0)
        # Of a student to be housed, only a whole placement says whether it is near or houses.
        block = self._within_reach(number, block)
        yield "distance", at_all(len(block) > 0)
        yield "lock", at_all(self._survives_lock(number, block))

    def _of_one_part(self, number: int, programme: Programme) -> Iterator[tuple[str, Mask]]:
        """Yield each rule on a part alone and the places that it allows."""
        rules = self.market.eligibility
        yield "programme", rules.listed[programme.programme_id]
        yield "accreditation", rules.accredited[programme.programme_id]
        for rule in PERSONAL_RULES:
            yield rule, rules.allowed(rule, number)
        yield "shortage-only", rules.in_shortage(number)
        yield "distance", self._near(number)
        half_days = popcount(self.market.places.mask(programme.presence))
        yield "presence", half_days >= programme.min_part

    def _site(self, block: Compositions) -> NDArray[np.int64]:
        return self.market.places.site[block.kinds.place]

    def _wide(self, number: int) -> bool:
        """Say whether a student may go anywhere: locked, without a limit, or to be housed."""
        student = self.market.semester.students[number]
        return bool(np.isinf(self.market.eligibility.limit[number])) or student.needs_housing

    def _near(self, number: int) -> Mask:
        if self._wide(number):
            return np.ones(len(self.market.places.site), bool)
        return self.market.eligibility.near(number)

    def _within_reach(self, number: int, block: Compositions) -> Compositions:
        """Keep what is near home as a whole, or has a part at a site with housing."""
        limit = self.market.eligibility.limit[number]
        if np.isinf(limit) or not self._wide(number):
            return block
        near = self.market.eligibility.near(number)[block.kinds.place]
        houses = self.market.housing[self._site(block)]
        return block.take(block.all_parts(near) | block.any_part(houses))

    def _where(self, number: int, programme: Programme) -> Reach:
        """Return where a student may go, its lock and housing aside."""
        none = np.zeros(0, np.int64)
        if self._wide(number):
            return Reach(Lists(np.zeros(2, np.int64), none), np.zeros(1, np.int64), none)
        accredited = self.market.eligibility.accredited[programme.programme_id]
        return Reach(self.market.eligibility.own_places(np.array([number]), accredited), none, none)

    def at_targets(self, number: int, targets: Whole, *, between: bool, noon: bool) -> Compositions:
        """Return the compositions with a part at one of the targets."""
        semester = self.market.semester
        student = semester.students[number]
        programme = semester.programme[student.programme_id]
        cohort = Cohort(programme, student.car, None, np.array([number]))
        wanted = np.zeros(len(self.market.places.site), bool)
        wanted[targets] = True
        where = self._where(number, programme)
        here = ground(self.market, cohort, where, between=between, touching=wanted)
        weeks = self.market.weeks.mask(programme.weeks)
        touching = np.isin(here.place, targets)
        return compose(programme, here, programme.half_days, weeks, noon=noon, touching=touching)

    def _mix_possible(self, number: int, targets: Whole, programme: Programme) -> bool:
        """Say whether the settings of the targets and of their partners can make up the mix."""
        rules, liberal = self.market.eligibility, self._liberal
        if self._wide(number):
            accredited = rules.accredited[programme.programme_id]
            partners = np.flatnonzero(accredited & rules.suited(number))
        else:
            partners = self._where(number, programme).own.items
        settings = set(liberal[partners].tolist())
        for at in set(liberal[targets].tolist()):
            least = max(programme.min_part, programme.min_liberal if at else programme.min_centre)
            other = programme.min_centre if at else programme.min_liberal
            if not other or (
                (not at) in settings
                and least + max(other, programme.min_part) <= programme.half_days
            ):
                return True
        return False

    def _survives_lock(self, number: int, block: Compositions) -> bool:
        semester, places = self.market.semester, self.market.places
        lock = semester.lock.get(semester.students[number].student_id)
        if lock is None or not len(block):
            return len(block) > 0
        for row, masks in zip(block.place.tolist(), block.mask.tolist(), strict=True):
            hosts = (semester.supervisors[places.supervisor[p]] for p in row if p >= 0)
            names = {host.supervisor_id for host in hosts}
            half_days = 0
            for mask in masks:
                half_days |= mask
            if (not lock.supervisor_ids or names == set(lock.supervisor_ids)) and all(
                half_days >> h & 1 for h in lock.half_days
            ):
                return True
        return False
