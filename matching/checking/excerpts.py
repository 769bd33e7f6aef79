"""Small parts of a semester: a few supervisors and offers, with what concerns one student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from ..entities import (
    Accreditation,
    Conflict,
    HistoryLine,
    Offer,
    Programme,
    Student,
    Supervisor,
    TravelTime,
    Zone,
)
from ..semester import Semester
from ..settings import Settings

_Line = TypeVar("_Line")


class Excerpts:
    """Cuts a semester down, so that placements can be listed where all of them are too many."""

    def __init__(self, semester: Semester) -> None:
        self.semester = semester

    def excerpt(
        self,
        programme: Programme,
        student: Student,
        supervisors: Sequence[Supervisor],
        offers: Sequence[Offer] = (),
        *,
        rules: Collection[str] = (),
        locked: bool = False,
        settings: Settings | None = None,
    ) -> Semester:
        """Return the semester of one student, some supervisors and some offers.

        Parameters
        ----------
        rules
            Those of the student alone that are to count (`personal.RULES`). Of the wishes only
            refusals are kept: the others exclude nothing.
        locked
            Whether the student's lock counts.
        """
        whole, name = self.semester, student.student_id
        sites = {p.site_id for s in supervisors for p in s.timetable if p is not None}
        sites |= {part.site_id for offer in offers for part in offer.parts}
        territories = {whole.site[site].territory_id for site in sites}
        if student.territory_id is not None:
            territories.add(student.territory_id)
        hosts = {s.supervisor_id for s in supervisors} | {s.site_id for s in supervisors}
        places = territories | sites | {name}
        named = {offer.offer_id for offer in offers}
        lock = whole.lock.get(name) if locked else None
        return Semester(
            settings=settings or whole.settings,
            territories=tuple(whole.territory[t] for t in sorted(territories)),
            sites=tuple(whole.site[site] for site in sorted(sites)),
            supervisors=tuple(supervisors),
            programmes=(programme,),
            students=(_under(student, rules),),
            offers=tuple(offers),
            wishes=tuple(
                wish
                for wish in (whole.wishes_of.get(name, ()) if "refused" in rules else ())
                if wish.refused and (wish.target_kind != "offer" or wish.target in named)
            ),
            locks=() if lock is None else (lock,),
            conflicts=tuple(self.conflicts.get(name, ()) if "conflict" in rules else ()),
            history=tuple(self.history.get(name, ()) if "no-repeat" in rules else ()),
            travel=tuple(
                line
                for place in sorted(places)
                for line in self._travel.get(place, ())
                if line.destination in places
            ),
            zones=tuple(z for place in sorted(territories) for z in self._zones.get(place, ())),
            accreditations=tuple(
                line for host in sorted(hosts) for line in self._accreditations.get(host, ())
            ),
        )

    @cached_property
    def conflicts(self) -> dict[str, list[Conflict]]:
        """Conflicts by student."""
        return _by(self.semester.conflicts, lambda line: line.student_id)

    @cached_property
    def history(self) -> dict[str, list[HistoryLine]]:
        """Earlier semesters by student."""
        return _by(self.semester.history, lambda line: line.student_id)

    @cached_property
    def _travel(self) -> dict[str, list[TravelTime]]:
        return _by(self.semester.travel, lambda line: line.origin)

    @cached_property
    def _zones(self) -> dict[str, list[Zone]]:
        return _by(self.semester.zones, lambda line: line.territory_id)

    @cached_property
    def _accreditations(self) -> dict[str, list[Accreditation]]:
        return _by(
            self.semester.accreditations, lambda line: line.supervisor_id or line.site_id or ""
        )


def _under(student: Student, rules: Collection[str]) -> Student:
    """Return the student without what the rules left out would demand."""
    return replace(
        student,
        shortage_only=student.shortage_only and "shortage-only" in rules,
        max_minutes=student.max_minutes if "distance" in rules else None,
    )


def _by(lines: Iterable[_Line], key: Callable[[_Line], str]) -> dict[str, list[_Line]]:
    found: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(line)
    return found
