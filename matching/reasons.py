"""Why a wish was not given: for now, the rule that excludes every bundle at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Cohort, Market, cohort_compositions, ground
from .compositions import Compositions, Ground, Rules, compose, popcount
from .entities import Offer, Programme, Wish
from .result import Refusal, StudentPlacement

TEXTS = {
    "closed": "the offer is closed",
    "programme": "nobody there takes students of the programme",
    "accreditation": "the accreditation for the programme does not cover the whole semester",
    "refused": "the student refuses it",
    "conflict": "a conflict of interest is declared",
    "no-repeat": "the student has been there before",
    "shortage-only": "it does not lie in a zone short of practitioners, as the student asks",
    "distance": "it is farther from home than the student's limit",
    "presence": "nobody there has enough half-days in the week",
    "mix": "it cannot be part of the mix of private practice and centre that is demanded",
    "parts": "no combination of supervisors and sites with it gives the half-days demanded",
    "between-parts": "every possible second place is too far from it",
    "noon": "the half-days would need a change of site at noon that is too long",
    "room": "the site has no consulting room for trainees",
    "lock": "the student is locked to another placement",
}
"""The rules in the order in which they are tested, and what they say to a student."""


@dataclass(frozen=True)
class Reach:
    """Where students' bundles lead, by position of students, places and offers.

    Attributes
    ----------
    place, offer
        Shapes ``(n_students, n_places)`` and ``(n_students, n_offers)``.
    """

    place: NDArray[np.bool_]
    offer: NDArray[np.bool_]

    def meets(self, market: Market, number: int, wish: Wish) -> bool:
        """Say whether some bundle of a student satisfies a wish."""
        if wish.target_kind == "offer":
            names = [o.offer_id == wish.target for o in market.semester.offers]
            return bool(self.offer[number, names].any())
        named = market.eligibility.touching(wish.target_kind, wish.target)
        return bool(self.place[number, named].any())


def reach(market: Market, listed: Sequence[Bundles]) -> Reach:
    """Collect where the bundles of all orders lead."""
    n_students = len(market.semester.students)
    place = np.zeros((n_students, len(market.places.site)), bool)
    offer = np.zeros((n_students, len(market.semester.offers)), bool)
    for own in listed:
        for column in range(own.compositions.place.shape[1]):
            at = own.compositions.place[own.composition, column]
            place[own.student[at >= 0], at[at >= 0]] = True
        chosen = own.compositions.offer[own.composition]
        offer[own.student[chosen >= 0], chosen[chosen >= 0]] = True
    return Reach(place, offer)


def refusals(
    market: Market, reached: Reach, placements: Sequence[StudentPlacement]
) -> tuple[Refusal, ...]:
    """Return a line for each wish that is better than the placement and fits no bundle.

    Wishes that some bundle satisfies are left out: the reasons for those are not told yet.
    """
    return tuple(
        line
        for number, placement in enumerate(placements)
        for line in _of_student(market, reached, number, placement)
    )


def _of_student(
    market: Market, reached: Reach, number: int, placement: StudentPlacement
) -> Iterator[Refusal]:
    student = market.semester.students[number]
    for wish in market.semester.wishes_of.get(student.student_id, ()):
        if wish.refused or wish.rank is None:
            continue
        if placement.wish_rank is not None and wish.rank >= placement.wish_rank:
            continue
        if reached.meets(market, number, wish):
            continue
        rule = excluding_rule(market, number, wish)
        if rule is not None:
            yield Refusal(
                student_id=student.student_id,
                target=wish.target,
                wish_rank=wish.rank,
                code="not-eligible",
                text=f"{rule}: {TEXTS[rule]}",
                proof="exact",
            )


def excluding_rule(market: Market, number: int, wish: Wish) -> str | None:
    """Return the first rule after which nothing at the wish is left, or ``None``.

    The rules narrow down, one after the other, what touches the target: offers where the
    programme has offers, places (supervisor and site) where it composes.
    """
    programme = market.semester.programme[market.semester.students[number].programme_id]
    if programme.composition == "offers":
        steps = _offer_steps(market, number, wish, programme)
    else:
        steps = _place_steps(market, number, wish, programme)
    for rule, left in steps:
        if not left:
            return rule
    return None


def _cohort(market: Market, number: int, *, locked: bool) -> Cohort:
    student = market.semester.students[number]
    lock = market.semester.lock.get(student.student_id) if locked else None
    half_days = sum(1 << h for h in lock.half_days) if lock is not None else 0
    return Cohort(
        market.semester.programme[student.programme_id],
        student.car,
        half_days or None,
        np.array([number]),
    )


# -- offers ---------------------------------------------------------------------------------


def _offer_steps(
    market: Market, number: int, wish: Wish, programme: Programme
) -> Iterator[tuple[str, bool]]:
    """Yield each rule and whether any offer at the target passes it and all before."""
    semester, rules = market.semester, market.eligibility
    student = semester.students[number]
    touching = [(k, o) for k, o in enumerate(semester.offers) if _touches(market, o, wish)]
    left = [(k, o) for k, o in touching if o.open]
    yield "closed", bool(left) or not touching
    left = [(k, o) for k, o in left if o.programme_id == programme.programme_id and o.parts]
    yield "programme", bool(left)

    def keep(of_place: NDArray[np.bool_]) -> list[tuple[int, Offer]]:
        return [(k, o) for k, o in left if of_place[_places_of(market, o)].all()]

    left = keep(rules.accredited[programme.programme_id])
    yield "accreditation", bool(left)
    left = [
        (k, o)
        for k, o in keep(rules.not_refused[number])
        if not market.wishes.refused_offer[number, k]
    ]
    yield "refused", bool(left)
    for rule, matrix in (
        ("conflict", rules.without_conflict),
        ("no-repeat", rules.not_repeated),
        ("shortage-only", rules.in_shortage),
    ):
        left = keep(matrix[number])
        yield rule, bool(left)
    near = rules.near[number]
    locked = student.student_id in semester.lock
    housed = student.needs_housing and not locked
    left = [
        (k, o)
        for k, o in left
        if near[_places_of(market, o)].all() or (housed and _may_house(market, o))
    ]
    yield "distance", bool(left)
    left = [(k, o) for k, o in left if _present(market, o, programme)]
    yield "presence", bool(left)
    block = cohort_compositions(market, _cohort(market, number, locked=False))
    able = set(block.offer.tolist())
    left = [(k, o) for k, o in left if k in able]
    yield "noon", bool(left)
    left = [(k, o) for k, o in left if not programme.needs_room or _has_rooms(market, o)]
    yield "room", bool(left)
    yield "lock", _survives_lock(market, number, [k for k, _ in left], locked)


def _touches(market: Market, offer: Offer, wish: Wish) -> bool:
    if wish.target_kind == "offer":
        return offer.offer_id == wish.target
    if not offer.parts:
        return False
    named = market.eligibility.touching(wish.target_kind, wish.target)
    return bool(named[_places_of(market, offer)].any())


def _places_of(market: Market, offer: Offer) -> list[int]:
    semester = market.semester
    supervisors = {s.supervisor_id: k for k, s in enumerate(semester.supervisors)}
    sites = {s.site_id: k for k, s in enumerate(semester.sites)}
    return [
        market.places.number[supervisors[p.supervisor_id], sites[p.site_id]] for p in offer.parts
    ]


def _may_house(market: Market, offer: Offer) -> bool:
    return any(market.semester.site[part.site_id].housing_places for part in offer.parts)


def _has_rooms(market: Market, offer: Offer) -> bool:
    return all(market.semester.site[part.site_id].rooms != 0 for part in offer.parts)


def _present(market: Market, offer: Offer, programme: Programme) -> bool:
    there = market.places.mask(programme.presence)
    for part, place in zip(offer.parts, _places_of(market, offer), strict=True):
        mask = int(there[place])
        if isinstance(part.half_days, int):
            if mask.bit_count() < part.half_days:
                return False
        elif any(not mask >> h & 1 for h in part.half_days):
            return False
    return True


def _survives_lock(market: Market, number: int, offers: list[int], locked: bool) -> bool:
    if not locked:
        return True
    student = market.semester.students[number]
    lock = market.semester.lock[student.student_id]
    block = cohort_compositions(market, _cohort(market, number, locked=True))
    allowed = set(block.offer.tolist()) & set(offers)
    for k in sorted(allowed):
        offer = market.semester.offers[k]
        supervisors = {part.supervisor_id for part in offer.parts}
        if lock.offer_id in (None, offer.offer_id) and (
            not lock.supervisor_ids or supervisors == set(lock.supervisor_ids)
        ):
            return True
    return False


# -- composed -------------------------------------------------------------------------------


def _place_steps(
    market: Market, number: int, wish: Wish, programme: Programme
) -> Iterator[tuple[str, bool]]:
    """Yield each rule and whether any place at the target passes it and all before."""
    rules = market.eligibility
    student = market.semester.students[number]
    yield "programme", wish.target_kind != "offer"
    at_target = market.eligibility.touching(wish.target_kind, wish.target)
    near = rules.near[number] | (
        student.needs_housing and student.student_id not in market.semester.lock
    )
    for rule, allowed in (
        ("programme", rules.listed[programme.programme_id]),
        ("accreditation", rules.accredited[programme.programme_id]),
        ("refused", rules.not_refused[number]),
        ("conflict", rules.without_conflict[number]),
        ("no-repeat", rules.not_repeated[number]),
        ("shortage-only", rules.in_shortage[number]),
        ("distance", near),
        ("presence", popcount(market.places.mask(programme.presence)) >= programme.min_part),
    ):
        at_target = at_target & allowed
        yield rule, bool(at_target.any())
    here = ground(market, _cohort(market, number, locked=False))
    targets = np.flatnonzero(at_target)
    yield "mix", _mix_possible(here, targets, programme)
    for rule, kept in (
        ("parts", Rules(between=False, noon=False)),
        ("between-parts", Rules(noon=False)),
        ("noon", Rules()),
    ):
        yield rule, len(_at_targets(market, here, targets, programme, kept)) > 0
    block = _at_targets(market, here, targets, programme, Rules())
    rooms = np.array([s.rooms != 0 for s in market.semester.sites], dtype=bool)
    if programme.needs_room:
        at_rooms = np.r_[rooms[market.places.site], True][block.place].all(axis=1)
        block = block.take(at_rooms)
    yield "room", len(block) > 0
    yield "lock", _composition_survives_lock(market, number, block)


def _mix_possible(here: Ground, targets: NDArray[np.int64], programme: Programme) -> bool:
    """Say whether the settings of the targets and of their partners can make up the mix."""
    liberal = set(here.liberal.tolist())
    for at in set(here.liberal[np.isin(here.place, targets)].tolist()):
        least = max(programme.min_part, programme.min_liberal if at else programme.min_centre)
        other = programme.min_centre if at else programme.min_liberal
        if not other or (
            (not at) in liberal and least + max(other, programme.min_part) <= programme.half_days
        ):
            return True
    return False


def _at_targets(
    market: Market,
    here: Ground,
    targets: NDArray[np.int64],
    programme: Programme,
    rules: Rules,
) -> Compositions:
    """Return the compositions with a part at one of the targets."""
    weeks = market.weeks.mask(programme.weeks)
    block = compose(programme, here, programme.half_days, weeks, rules)
    return block.take(np.any(np.isin(block.place, targets), axis=1))


def _composition_survives_lock(market: Market, number: int, block: Compositions) -> bool:
    lock = market.semester.lock.get(market.semester.students[number].student_id)
    if lock is None or not len(block):
        return len(block) > 0
    supervisors = market.semester.supervisors
    for places, masks in zip(block.place.tolist(), block.mask.tolist(), strict=True):
        names = {supervisors[market.places.supervisor[p]].supervisor_id for p in places if p >= 0}
        half_days = 0
        for mask in masks:
            half_days |= mask
        if (not lock.supervisor_ids or names == set(lock.supervisor_ids)) and all(
            half_days >> h & 1 for h in lock.half_days
        ):
            return True
    return False
