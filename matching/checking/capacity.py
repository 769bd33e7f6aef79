"""Checks that the supervisors' half-days can hold the programmes that compose, by arithmetic.

Each bound is exact in what it says: where it is passed, somebody is left without a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compositions import popcount
from ..entities import Programme
from ..language import sentence
from ..semester import Semester
from ..tables.findings import Finding, warning
from ..weeks import WeekClasses, week_classes
from .hosting import Hosting, cell, most_students


@dataclass(frozen=True)
class _Supply:
    """What supervisors can give to a programme, shape ``(n_supervisors,)`` each.

    ``half_days`` per week, of which ``liberal`` and ``centre`` in that setting; ``students``
    at any time.
    """

    half_days: NDArray[np.int64]
    liberal: NDArray[np.int64]
    centre: NDArray[np.int64]
    students: NDArray[np.int64]


def check_capacity(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    """Yield programmes that the half-days and the supervisors' limits cannot hold."""
    composed = [
        p
        for p in semester.programmes
        if p.composition == "composed" and hosts.students[p.programme_id]
    ]
    told = False
    for programme in composed:
        for finding in _of_programme(hosts, programme):
            told = True
            yield finding
    possible = [p for p in composed if hosts.usable(p).any()]
    if not told and len(possible) > 1:
        yield from _of_all(hosts, possible, week_classes(semester))


def _supply(hosts: Hosting, programme: Programme) -> _Supply:
    semester, places = hosts.semester, hosts.places
    n = len(semester.supervisors)
    at_once = np.array([s.max_at_once for s in semester.supervisors], np.int64)
    most = np.array([most_students(s, programme) for s in semester.supervisors], np.int64)
    there = popcount(hosts.usable(programme))
    liberal = np.array([s.setting == "liberal" for s in semester.sites], bool)[places.site]

    def summed(chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        of_host = np.bincount(places.supervisor, weights=chosen, minlength=n).astype(np.int64)
        result: NDArray[np.int64] = np.minimum(of_host * at_once, most * programme.half_days)
        return result

    half_days = summed(there)
    students = np.minimum(most, half_days // max(1, programme.min_part))
    return _Supply(half_days, summed(there * liberal), summed(there * ~liberal), students)


def _of_programme(hosts: Hosting, programme: Programme) -> Iterator[Finding]:
    """Yield the first of a programme's bounds that is passed.

    Nothing is said where nobody at all can host: what is wrong there is told of the students.
    """
    supply = _supply(hosts, programme)
    number = hosts.students[programme.programme_id]
    values = {"programme": programme.programme_id, "students": number}
    where = cell(hosts.semester, "programmes", programme.programme_id, "programme_id")
    have = int(supply.half_days.sum())
    rooms = _in_rooms(hosts, programme)
    if not hosts.usable(programme).any():
        return
    if have < number * programme.half_days:
        message = sentence(
            "programme '{programme}' needs {need} half-days a week for its students ({students}); "
            "the supervisors who take it have {have}.",
            need=number * programme.half_days,
            have=have,
            **values,
        )
        yield warning("capacity", where, message)
    elif supply.students.sum() < number * programme.min_parts:
        message = sentence(
            "the students of programme '{programme}' ({students}) need {parts} supervisors each "
            "(min_parts); those who take it can take {have} together.",
            parts=programme.min_parts,
            have=int(supply.students.sum()),
            **values,
        )
        yield warning("capacity", where, message)
    elif rooms is not None and rooms < number * programme.half_days:
        message = sentence(
            "programme '{programme}' needs a consulting room for {need} half-days a week; the "
            "rooms of its sites give {have}.",
            need=number * programme.half_days,
            have=rooms,
            **values,
        )
        yield warning("capacity", where, message)
    else:
        yield from _mix(hosts, programme, supply, number)


def _mix(hosts: Hosting, programme: Programme, supply: _Supply, number: int) -> Iterator[Finding]:
    values = {"programme": programme.programme_id, "students": number}
    liberal, centre = int(supply.liberal.sum()), int(supply.centre.sum())
    if 0 < liberal < number * programme.min_liberal:
        message = sentence(
            "programme '{programme}' needs {need} half-days a week in private practice "
            "(min_liberal) for its students ({students}); its supervisors have {have}.",
            need=number * programme.min_liberal,
            have=liberal,
            **values,
        )
        where = cell(hosts.semester, "programmes", programme.programme_id, "min_liberal")
        yield warning("capacity", where, message)
    if 0 < centre < number * programme.min_centre:
        message = sentence(
            "programme '{programme}' needs {need} half-days a week in centres (min_centre) for "
            "its students ({students}); its supervisors have {have}.",
            need=number * programme.min_centre,
            have=centre,
            **values,
        )
        where = cell(hosts.semester, "programmes", programme.programme_id, "min_centre")
        yield warning("capacity", where, message)


def _in_rooms(hosts: Hosting, programme: Programme) -> int | None:
    """Return the half-days that rooms allow; ``None`` where none are needed or one has no limit."""
    if not programme.needs_room:
        return None
    usable = hosts.usable(programme)
    there = np.zeros(len(hosts.semester.sites), np.int64)
    np.bitwise_or.at(there, hosts.places.site, usable)
    total = 0
    for site, half_days in zip(hosts.semester.sites, popcount(there).tolist(), strict=True):
        if half_days and site.rooms is None:
            return None
        total += half_days * (site.rooms or 0)
    return total


def _of_all(
    hosts: Hosting, programmes: Sequence[Programme], weeks: WeekClasses
) -> Iterator[Finding]:
    """Yield the first week in which the programmes together pass what all supervisors have."""
    where = cell(hosts.semester, "programmes", programmes[0].programme_id, "programme_id")
    for week in range(weeks.n_classes):
        now = [p for p in programmes if weeks.mask(p.weeks) >> week & 1]
        need = sum(hosts.students[p.programme_id] * p.half_days for p in now)
        supplies = [_supply(hosts, p).half_days for p in now]
        # A supervisor's half-days serve one programme or the other: at most all that are there.
        have = int(np.minimum(_present(hosts, now), np.sum(supplies, axis=0)).sum()) if now else 0
        if need > have > 0:
            message = sentence(
                "the programmes {programmes} together need {need} half-days a week; the "
                "supervisors who take them have {have}.",
                programmes=tuple(p.programme_id for p in now),
                need=need,
                have=have,
            )
            yield warning("capacity", where, message)
            return
        parts = sum(hosts.students[p.programme_id] * p.min_parts for p in now)
        taken = np.array([s.max_students for s in hosts.semester.supervisors], np.int64)
        able = int(taken[np.sum(supplies, axis=0) > 0].sum()) if now else 0
        if parts > able > 0:
            message = sentence(
                "the students of the programmes {programmes} need {need} places with supervisors "
                "(min_parts); those who take them can take {have} students together.",
                programmes=tuple(p.programme_id for p in now),
                need=parts,
                have=able,
            )
            yield warning("capacity", where, message)
            return


def _present(hosts: Hosting, programmes: Sequence[Programme]) -> NDArray[np.int64]:
    """Return the half-days that each supervisor has for any of the programmes."""
    semester, places = hosts.semester, hosts.places
    mask = np.bitwise_or.reduce([hosts.usable(p) for p in programmes])
    at_once = np.array([s.max_at_once for s in semester.supervisors], np.int64)
    there = np.bincount(
        places.supervisor, weights=popcount(mask), minlength=len(semester.supervisors)
    )
    result: NDArray[np.int64] = there.astype(np.int64) * at_once
    return result
