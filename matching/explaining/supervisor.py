"""Who is with a supervisor, and why a half-day stays empty."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ..entities import Presence, Programme
from ..language import plural_sentence, sentence
from ..result import Placement
from ..semester import Semester
from .answers import Blocking, Fact, Slot, SupervisorAnswer, fact
from .blocking import Limits, Wanted
from .evidence import Evidence, evidence, known
from .naming import HALF_DAY
from .newcomers import Newcomers
from .place_rules import PlaceRules


def explain_supervisor(
    semester: Semester, result: Placement | str | os.PathLike[str], supervisor_id: str
) -> SupervisorAnswer:
    """Return who is with a supervisor, half-day by half-day, and why some stay empty.

    Raises
    ------
    InputError
        The folder holds no result, or one of another input.
    UnknownNameError
        There is no such supervisor.
    """
    there = evidence(semester, result)
    known("supervisors", supervisor_id, there.semester.supervisor)
    return _Supervisor(there, supervisor_id).answer()


class _Supervisor:
    def __init__(self, there: Evidence, supervisor_id: str) -> None:
        self.there, self.semester = there, there.semester
        self.host = there.semester.supervisor[supervisor_id]
        self.stays = there.occupancy.by_supervisor.get(supervisor_id, [])
        self.newcomers = Newcomers(there)
        self.rules = PlaceRules(there)
        self.reasons: list[Fact] = []

    def answer(self) -> SupervisorAnswer:
        """Return the tables of the week with their reasons."""
        alike: dict[tuple[Slot, ...], list[int]] = {}
        for own in self.there.weeks:
            slots = tuple(self._slot(half_day, own[0]) for half_day in range(len(HALF_DAY)))
            alike.setdefault(slots, []).extend(own)
        weeks = tuple((tuple(sorted(own)), slots) for slots, own in alike.items())
        return SupervisorAnswer(
            supervisor_id=self.host.supervisor_id,
            hosted=self.there.occupancy.at_once(self.host.supervisor_id),
            max_students=self.host.max_students,
            weeks=weeks,
            reasons=tuple(self.reasons),
        )

    def _slot(self, half_day: int, week: int) -> Slot:
        students = tuple(
            sorted(
                stay.student.student_id
                for stay in self.stays
                if half_day in stay.part.half_days and week in stay.weeks
            )
        )
        cell = self.host.timetable[half_day]
        if cell is None:
            return Slot(half_day, None, away=False, students=students)
        reasons: tuple[int, ...] = ()
        if len(students) < self.host.max_at_once:
            reasons = tuple(self._number(f) for f in self._why(cell, half_day, week))
        return Slot(half_day, cell.site_id, cell.away, students, reasons)

    def _number(self, why: Fact) -> int:
        """Return the number of a reason, which is listed once."""
        if why not in self.reasons:
            self.reasons.append(why)
        return self.reasons.index(why)

    # -- why a half-day stays empty -----------------------------------------------------------

    def _why(self, cell: Presence, half_day: int, week: int) -> Iterator[Fact]:
        """Yield what is true of every student who might still come at a half-day."""
        now = sum(1 for _ in {s.student.student_id for s in self.stays if week in s.weeks})
        if now >= self.host.max_students:
            said = sentence(
                "the supervisor has {hosted} students, and takes no more than {limit}",
                hosted=now,
                limit=self.host.max_students,
            )
            at = self.there.cells.of("supervisors", self.host.supervisor_id, "max_students")
            yield fact("max-students", said, at)
            return
        told = [
            self._of_programme(programme, cell, half_day, week)
            for programme in self.semester.programmes
            if programme.weeks is None or week in programme.weeks
        ]
        found = [why for why in told if why is not None]
        # That it does not take a programme is worth a word only where it takes no other.
        yield from [why for why in found if why.code != "not-taken"] or found

    def _of_programme(
        self, programme: Programme, cell: Presence, half_day: int, week: int
    ) -> Fact | None:
        """Return why nobody of a programme is there; ``None`` where it has no students."""
        there, name = self.there, programme.programme_id
        if not self.newcomers.students(name):
            return None
        place = there.market.place_of(self.host.supervisor_id, cell.site_id)
        rules = there.market.eligibility
        cells, host = there.cells, self.host.supervisor_id
        values = {"programme": name}
        if not rules.listed[name][place]:
            said = sentence("{programme}: the supervisor does not take it", **values)
            return fact("not-taken", said, cells.of("supervisors", host, "programmes"))
        if not rules.accredited[name][place]:
            said = sentence(
                "{programme}: the accreditation does not cover the whole semester", **values
            )
            return fact("accreditation", said, cells.of("supervisors", host, "accreditation_end"))
        if cell.away and programme.presence == "required":
            said = sentence("{programme}: the supervisor is away, and has to be there", **values)
            return fact("away", said, cells.of("programmes", name, "presence"))
        return self._room(programme, cell, half_day, week) or self._nobody(programme)

    def _room(self, programme: Programme, cell: Presence, half_day: int, week: int) -> Fact | None:
        """Return the limit of a programme that is reached, or the half-days that are lacking."""
        limits = Limits(self.there, programme, lambda _: True)
        host, weeks = self.host.supervisor_id, frozenset([week])
        values = {"programme": programme.programme_id}
        here = Wanted(host, cell.site_id, (half_day,), weeks)
        for full in limits.of_part(here):
            return _of_limit(full, programme)
        if programme.composition == "offers":
            return self._of_offers(programme, cell, half_day)
        free = [
            h
            for h in limits.present(here)
            if not any(limits.at_half_day(Wanted(host, cell.site_id, (h,), weeks), h))
        ]
        if programme.whole_days:
            free = [h for h in free if h ^ 1 in free]
            if half_day not in free:
                said = sentence(
                    "{programme}: only whole days count, and the other half is not free", **values
                )
                at = self.there.cells.of("programmes", programme.programme_id, "whole_days")
                return fact("whole-days", said, at)
        if len(free) < programme.min_part:
            said = plural_sentence(
                "{programme}: {count} half-day is left here, a part needs {needed}",
                "{programme}: {count} half-days are left here, a part needs {needed}",
                count=len(free),
                needed=programme.min_part,
                **values,
            )
            at = self.there.cells.of("programmes", programme.programme_id, "min_part")
            return fact("too-few-half-days", said, at)
        return None

    def _of_offers(self, programme: Programme, cell: Presence, half_day: int) -> Fact | None:
        """Return what a programme with offers has to say: none here, or seats that are free."""
        open_seats = []
        there_is_one = False
        for offer in self.semester.offers:
            if offer.programme_id != programme.programme_id or not offer.open:
                continue
            for part in offer.parts:
                given = isinstance(part.half_days, int) or half_day in part.half_days
                if (part.supervisor_id, part.site_id) == (
                    self.host.supervisor_id,
                    cell.site_id,
                ) and given:
                    there_is_one = True
                    if self.newcomers.seats_left(offer):
                        open_seats.append(offer.offer_id)
        values = {"programme": programme.programme_id}
        if not there_is_one:
            said = sentence("{programme}: no open offer has this half-day", **values)
            return fact("no-offer", said)
        if not open_seats:
            said = sentence(
                "{programme}: the seats of the offers with this half-day are taken", **values
            )
            return fact("seats-taken", said)
        said = sentence(
            "{programme}: seats are free in {offers} (why: --offer)",
            offers=tuple(dict.fromkeys(open_seats)),
            **values,
        )
        return fact("seats-free", said)

    def _nobody(self, programme: Programme) -> Fact:
        """Return whether students without a place could come, as far as their own rules go."""
        return self.newcomers.at_supervisor(programme, self.host.supervisor_id)


def _of_limit(full: Blocking, programme: Programme) -> Fact:
    values = {"programme": programme.programme_id, "limit": full.limit}
    match full.kind:
        case "limit":
            said = sentence(
                "{programme}: the supervisor takes no more than {limit} of it", **values
            )
        case "room":
            said = sentence("{programme}: the rooms of the site are taken ({limit})", **values)
        case _:
            said = sentence("{programme}: the supervisor is taken ({limit})", **values)
    return fact(full.kind, said, *full.cells)
