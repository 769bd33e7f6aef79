"""Whether a place of an earlier result may still be had, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from ...solvers.timetable import Timetable, patterns
from ..bundles import Bundles, Market, bundles, market
from ..entities import EarlierPlace, Lock
from ..language import Sentence, sentence
from ..model import timetable
from ..semester import Semester


def impossible(
    semester: Semester, places: Sequence[EarlierPlace]
) -> Iterator[tuple[int, Sentence]]:
    """Yield the positions of places that the rules on their students no longer allow, and why.

    Every place names what the semester has.
    """
    # Locks on the same hosts leave few bundles to look through.
    kept = {place.student_id for place in places}
    others = [lock for lock in semester.locks if lock.student_id not in kept]
    locks = [*others, *(_hosts_only(semester, place) for place in places)]
    there = market(replace(semester, locks=tuple(sorted(locks, key=lambda k: k.student_id))))
    number = there.eligibility.student_number
    students = np.array(sorted(number[place.student_id] for place in places), np.int64)
    own = bundles(there, students)
    times = timetable(there, own)
    for position, place in enumerate(places):
        if not _held(there, own, times, number[place.student_id], place):
            yield position, _why(there, number[place.student_id], place)


def _hosts_only(semester: Semester, place: EarlierPlace) -> Lock:
    hosts = tuple(sorted({host for host, _, _ in place.parts}))
    return Lock(
        place.student_id,
        offer_id=place.offer_id,
        supervisor_ids=() if place.offer_id else hosts,
        overrides=place.student_id in semester.overruled,
    )


def _held(there: Market, own: Bundles, times: Timetable, number: int, place: EarlierPlace) -> bool:
    """Say whether one of a student's bundles is this place."""
    semester = there.semester
    wanted = [
        (there.place_of(host, at), sum(1 << h for h in half_days))
        for host, at, half_days in place.parts
    ]
    offer = -1 if place.offer_id is None else there.wishes.offer_number[place.offer_id]
    housed = -1 if place.housed is None else semester.sites.index(semester.site[place.housed])
    span = own.own(number)
    for bundle in range(span.start, span.stop):
        row = int(own.composition[bundle])
        if own.compositions.offer[row] == offer and own.housed[bundle] == housed:
            kinds = own.compositions.part[row]
            hosts = own.compositions.kinds.place[kinds[kinds >= 0]].tolist()
            if any(_fits(times, row, hosts, order) for order in permutations(wanted)):
                return True
    return False


def _fits(
    times: Timetable, row: int, hosts: Sequence[int], wanted: Sequence[tuple[int, int]]
) -> bool:
    """Say whether a composition takes exactly these half-days at its places, part by part."""
    if hosts != [at for at, _ in wanted]:
        return False
    parts = [
        replace(part, mask=part.mask & mask)
        for part, (_, mask) in zip(times.parts(row), wanted, strict=True)
    ]
    exact = all(
        part.mask == mask and part.size == mask.bit_count()
        for part, (_, mask) in zip(parts, wanted, strict=True)
    )
    return exact and next(patterns((tuple(parts), times.blocked_changes(row))), None) is not None


def _why(there: Market, number: int, place: EarlierPlace) -> Sentence:
    """Say which rule a place fails first."""
    semester, rules = there.semester, there.eligibility
    student = semester.students[number]
    programme = semester.programme[student.programme_id]
    at = np.array([there.place_of(host, site) for host, site, _ in place.parts], np.int64)
    offer = None if place.offer_id is None else semester.offer[place.offer_id]
    refused = there.wishes.refused_offers[number]
    if offer is not None and not offer.open:
        return sentence("the offer is closed")
    if not rules.accredited[programme.programme_id][at].all():
        return sentence("a supervisor is not accredited for the programme over the whole semester")
    present = there.places.mask(programme.presence)
    masks = np.array([sum(1 << h for h in half_days) for _, _, half_days in place.parts])
    if (masks & ~present[at]).any():
        return sentence("a supervisor is not there at these half-days")
    if not rules.allowed("refused", number)[at].all() or (
        offer is not None and there.wishes.offer_number[offer.offer_id] in refused
    ):
        return sentence("the student refuses it")
    if not rules.allowed("conflict", number)[at].all():
        return sentence("a conflict of interest is declared")
    if not rules.allowed("no-repeat", number)[at].all():
        return sentence("the student has been there before")
    if not rules.in_shortage(number)[at].all():
        return sentence("not all of it lies in a zone short of practitioners, as the student asks")
    if place.housed is None and not rules.near(number)[at].all():
        return sentence("it is farther from home than the student's limit")
    return sentence(
        "the rules of programme '{programme}', its offers or the housing have changed",
        programme=programme.programme_id,
    )
