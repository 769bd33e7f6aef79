"""Which limits are used up at a place, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..checking.scopes import in_scope
from ..entities import Offer, OfferPart, Programme, Quota
from ..need import zones
from ..outputs.occupancy import Stay
from .answers import Blocking, Holder
from .evidence import Evidence

Among = Callable[[str], bool]
"""Says of a student whether it counts as being there."""


@dataclass(frozen=True)
class Wanted:
    """A part that somebody would have: half-days given, or a number of them to be chosen."""

    supervisor_id: str
    site_id: str
    half_days: tuple[int, ...] | int
    weeks: frozenset[int]


class Limits:
    """Finds the limits that leave no room for one student more of a programme.

    Parameters
    ----------
    among
        Who counts as being there: those who chose before, or everybody.
    """

    def __init__(self, evidence: Evidence, programme: Programme, among: Among) -> None:
        self.evidence, self.programme, self.among = evidence, programme, among
        self.semester = evidence.semester
        self._weeks = [weeks[0] for weeks in evidence.weeks]
        self._scopes: dict[str, Mapping[str, Collection[str]]] = {}
        self._used: dict[str, Mapping[str, int]] = {}

    def of_offer(self, offer: Offer, *, above: bool = False) -> tuple[Blocking, ...]:
        """Return what leaves no room at an offer; ``above``: a student beyond the seats."""
        found = [] if above else [*self._seats(offer)]
        for part in offer.parts:
            found += self.of_part(self.wanted(part))
        return _once([*found, *self._of_students(offer)])

    def wanted(self, part: OfferPart) -> Wanted:
        """Return a part of an offer as somebody would have it."""
        weeks = part.weeks if part.weeks_text else self.programme.weeks
        return Wanted(part.supervisor_id, part.site_id, part.half_days, self._all(weeks))

    def at_place(self, supervisor_id: str, site_id: str) -> tuple[Blocking, ...]:
        """Return what leaves no room for the smallest part at a supervisor and site."""
        least, weeks = self.programme.min_part, self._all(self.programme.weeks)
        return _once(self.of_part(Wanted(supervisor_id, site_id, least, weeks)))

    def of_part(self, wanted: Wanted) -> Iterator[Blocking]:
        """Yield what leaves no room for a part."""
        yield from self.students(wanted)
        if isinstance(wanted.half_days, tuple):
            for half_day in wanted.half_days:
                yield from self.at_half_day(wanted, half_day)
            return
        there = self.present(wanted)
        full = {h: list(self.at_half_day(wanted, h)) for h in there}
        if sum(not found for found in full.values()) < wanted.half_days:
            for found in full.values():
                yield from found

    def present(self, wanted: Wanted) -> tuple[int, ...]:
        """Return the half-days at which the supervisor is there, as the programme counts it."""
        timetable = self.semester.supervisor[wanted.supervisor_id].timetable
        reachable = self.programme.presence == "reachable"
        return tuple(
            half_day
            for half_day, cell in enumerate(timetable)
            if cell and cell.site_id == wanted.site_id and (reachable or not cell.away)
        )

    def at_half_day(self, wanted: Wanted, half_day: int) -> Iterator[Blocking]:
        """Yield the supervisor, and the rooms, where one of them is full at a half-day."""
        host = self.semester.supervisor[wanted.supervisor_id]
        site = self.semester.site[wanted.site_id]
        cells = self.evidence.cells
        stays = [s for s in self._stays(host.supervisor_id) if half_day in s.part.half_days]
        full = self._most(stays, wanted.weeks)
        if len(full) >= host.max_at_once:
            at = cells.of("supervisors", host.supervisor_id, "max_at_once")
            yield self._blocking(
                "half-day", host.supervisor_id, host.max_at_once, full, (at,), half_day
            )
        if self.programme.needs_room and site.rooms is not None:
            stays = [s for s in self._at_site(site.site_id) if half_day in s.part.half_days]
            full = self._most(stays, wanted.weeks)
            if len(full) >= site.rooms:
                at = cells.of("sites", site.site_id, "rooms")
                yield self._blocking("room", site.site_id, site.rooms, full, (at,), half_day)

    def housing(self, site_id: str) -> Iterator[Blocking]:
        """Yield the housing of a site, where it has some and all of it is taken."""
        places = self.semester.site[site_id].housing_places
        taken = [
            placed.student_id
            for placed in self.evidence.placement.students
            if placed.housed == site_id and self.among(placed.student_id)
        ]
        if places and len(taken) >= places:
            at = self.evidence.cells.of("sites", site_id, "housing_places")
            yield self._blocking("housing", site_id, places, taken, (at,))

    # -- limits on students -------------------------------------------------------------------

    def students(self, wanted: Wanted) -> Iterator[Blocking]:
        """Yield the limits on a supervisor's students that are used up."""
        host, cells = self.semester.supervisor[wanted.supervisor_id], self.evidence.cells
        name, programme = host.supervisor_id, self.programme.programme_id
        stays = self._stays(name)
        full = self._most(stays, wanted.weeks)
        if len(full) >= host.max_students:
            at = cells.of("supervisors", name, "max_students")
            yield self._blocking("supervisor", name, host.max_students, full, (at,))
        limit = host.limits.get(programme)
        if limit is not None:
            own = [s for s in stays if s.placement.programme_id == programme]
            full = self._most(own, wanted.weeks)
            if len(full) >= limit:
                at = cells.of("supervisors", name, "limits")
                yield self._blocking("limit", name, limit, full, (at,))

    def _seats(self, offer: Offer) -> Iterator[Blocking]:
        students = self.semester.student
        taken = [
            placed.student_id
            for placed in self.evidence.placement.students
            if placed.offer_id == offer.offer_id
            and students[placed.student_id].surnombre is None
            and self.among(placed.student_id)
        ]
        if len(taken) >= offer.seats:
            at = self.evidence.cells.of("offers", offer.offer_id, "seats")
            yield self._blocking("seats", offer.offer_id, offer.seats, taken, (at,))

    def _of_students(self, offer: Offer) -> Iterator[Blocking]:
        """Yield hard maximum quotas, counted in students, that are full where an offer lies."""
        parts = [(part.site_id, 1) for part in offer.parts]
        for blocking in self.quotas(parts):
            if self._quota[blocking.name].unit == "students":
                yield blocking

    def quotas(self, parts: Sequence[tuple[str, int]]) -> Iterator[Blocking]:
        """Yield hard maximum quotas that leave no room for parts: each a site and half-days."""
        own = self.programme.programme_id
        for quota in self._quota.values():
            inside = self._inside(quota)
            asked = sum(number for site, number in parts if site in inside.get(own, ()))
            if not asked:
                continue
            there = self._there(quota)
            used, more = sum(there.values()), asked
            if quota.unit == "students":
                used, more = len(there), 1
            most = quota.max_count or 0
            if used + more > most:
                at = self.evidence.cells.of("quotas", quota.quota_id, "max")
                yield self._blocking("quota", quota.quota_id, most, [*there], (at,))

    def _there(self, quota: Quota) -> Mapping[str, int]:
        """Return the students with half-days in a quota's scope, and how many."""
        if quota.quota_id not in self._used:
            inside = self._inside(quota)
            half_days = {
                placed.student_id: sum(
                    len(part.half_days)
                    for part in placed.parts
                    if part.site_id in inside.get(placed.programme_id, ())
                )
                for placed in self.evidence.placement.students
                if self.among(placed.student_id)
            }
            self._used[quota.quota_id] = {name: n for name, n in half_days.items() if n}
        return self._used[quota.quota_id]

    @cached_property
    def _quota(self) -> Mapping[str, Quota]:
        """Hard maximum quotas that count students of the programme."""
        return {
            quota.quota_id: quota
            for quota in self.semester.quotas
            if quota.max_count is not None
            and quota.hard_max
            and quota.programme_id in (None, self.programme.programme_id)
        }

    def _inside(self, quota: Quota) -> Mapping[str, Collection[str]]:
        """Return the sites in a quota's scope, by programme."""
        if quota.quota_id not in self._scopes:
            zone = zones(self.semester)
            self._scopes[quota.quota_id] = {
                p.programme_id: in_scope(self.semester, quota, p.profession, zone)
                for p in self.semester.programmes
                if quota.programme_id in (None, p.programme_id)
            }
        return self._scopes[quota.quota_id]

    # -- who is there -------------------------------------------------------------------------

    def _all(self, weeks: frozenset[int] | None) -> frozenset[int]:
        everything = range(1, self.semester.settings.n_weeks + 1)
        return frozenset(everything) if weeks is None else weeks

    def _stays(self, supervisor_id: str) -> list[Stay]:
        stays = self.evidence.occupancy.by_supervisor.get(supervisor_id, ())
        return [stay for stay in stays if self.among(stay.student.student_id)]

    def _at_site(self, site_id: str) -> list[Stay]:
        """Return the stays at a site that need a room."""
        programme = self.semester.programme
        stays = self.evidence.occupancy.by_site.get(site_id, ())
        return [
            stay
            for stay in stays
            if self.among(stay.student.student_id)
            and programme[stay.placement.programme_id].needs_room
        ]

    def _most(self, stays: Iterable[Stay], weeks: frozenset[int]) -> list[str]:
        """Return the students of the fullest of some weeks."""
        listed = list(stays)
        fullest: list[str] = []
        for week in (week for week in self._weeks if week in weeks):
            now = sorted({stay.student.student_id for stay in listed if week in stay.weeks})
            if len(now) > len(fullest):
                fullest = now
        return fullest

    def _blocking(
        self,
        kind: str,
        name: str,
        limit: int,
        students: Sequence[str],
        cells: tuple[str, ...],
        half_day: int | None = None,
    ) -> Blocking:
        holders = tuple(holder(self.evidence, student) for student in students)
        return Blocking(kind, name, limit, half_day, tuple(filter(None, cells)), holders)


def holder(evidence: Evidence, student_id: str, position: int | None = None) -> Holder:
    """Return a student with the priority that it had."""
    student = evidence.semester.student[student_id]
    return Holder(
        student_id=student_id,
        programme_id=student.programme_id,
        turn=evidence.turn.get(student_id),
        position=position,
        seniority=student.seniority,
        rank=student.rank,
        ticket=evidence.ticket.get(student_id),
        locked=student_id in evidence.semester.lock,
    )


def _once(found: Iterable[Blocking]) -> tuple[Blocking, ...]:
    return tuple(dict.fromkeys(found))


def anonymous(found: Iterable[Blocking]) -> tuple[Blocking, ...]:
    """Return limits without those who use them up."""
    return tuple(replace(blocking, holders=()) for blocking in found)
