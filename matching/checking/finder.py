"""Whether any placement at all fits a student, found out without listing them all.

A placement found for one student fits others too: those already found are tried first, and new
ones are looked for among a few places, then among more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..bundles import Bundles, Cohort, Market, bundles, market
from ..entities import Lock, Offer, Programme, Student, Supervisor
from ..offering import offered
from ..semester import Semester
from ..settings import Settings
from .excerpts import Excerpts
from .hosting import Hosting
from .personal import Mask, Personal, Places

_EACH = 3
"""Supervisors of each setting (and with housing, where needed) who are tried first."""
_SIZES = (2 * _EACH, 16, 60)
"""Supervisors among whom a placement is looked for, one size after the other."""
_MOST = {1: 4000, 2: 800, 3: 120}
_MOST_BEYOND = 40
"""Supervisors among whom it is looked for at last, by max_parts; more are too many to try."""
_OFFERS_AT_ONCE = 200
_KEPT = 8  # placements kept from each search
_LAST = 1024  # placements tried before all the others
_ONLY = np.zeros(1, np.int64)  # the position of the only student of an excerpt


def most_tried(programme: Programme) -> int:
    """Return among how many supervisors a placement of a programme is looked for at last."""
    return _MOST.get(programme.max_parts, _MOST_BEYOND)


@dataclass
class Known:
    """Placements found so far: places of each, padded by -1, and the offer of each ("": none)."""

    places: NDArray[np.int64]
    offers: NDArray[np.str_]


class Finder:
    """Finds out whether placements exist; where too many places are open to tell, says yes."""

    def __init__(self, semester: Semester, hosts: Hosting) -> None:
        self.semester = semester
        self.hosts = hosts
        self.personal = Personal(semester, hosts)
        self.excerpts = Excerpts(semester)
        self._known: dict[tuple[str, bool], Known] = {}
        self._usable: dict[str, Mask] = {}
        site = hosts.places.site
        self._housing = np.array([s.housing_places > 0 for s in semester.sites], bool)[site]
        self._liberal = np.array([s.setting == "liberal" for s in semester.sites], bool)[site]

    def fits(self, student: Student, rules: Collection[str]) -> bool:
        """Say whether a placement exists under some of the student's rules, its lock aside."""
        programme = self.semester.programme[student.programme_id]
        allowed = self.usable(programme).copy()
        for rule in rules:
            excluded = self.personal.excluded(student, rule) if rule != "distance" else None
            if excluded is not None:
                allowed[excluded] = False
        far = self.personal.excluded(student, "distance") if "distance" in rules else None
        near = allowed if far is None else allowed & ~far
        known = self._placements(programme, student.car)
        refused = self.personal.refused_offers(student) if "refused" in rules else frozenset()
        if _any_within(known, near, refused):
            return True
        housing = None
        if far is not None and student.needs_housing:
            housing = allowed & self._housing
            if _any_within(known, allowed, refused, housing):
                return True
        if programme.composition == "offers":
            return False  # all that there are have been tried
        open_places = near if housing is None else allowed
        return self._search(programme, student, open_places, housing, rules)

    def usable(self, programme: Programme) -> Mask:
        """Return the places where the programme's students may be at all, rooms included."""
        name = programme.programme_id
        if name not in self._usable:
            if programme.composition == "offers":
                usable = self.hosts.accredited[name]
            else:
                usable = self.hosts.usable(programme) > 0
            self._usable[name] = usable & self._has_room(programme)
        return self._usable[name]

    def _has_room(self, programme: Programme) -> Mask:
        rooms = [not programme.needs_room or site.rooms != 0 for site in self.semester.sites]
        has: Mask = np.array(rooms, bool)[self.hosts.places.site]
        return has

    # -- offers -----------------------------------------------------------------------------

    def _placements(self, programme: Programme, car: bool) -> Known:
        """Return the placements known so far; all of them where the programme has offers."""
        key = _key(programme, car)
        if key not in self._known:
            self._known[key] = Known(np.zeros((0, 1), np.int64), np.zeros(0, "U1"))
            if programme.composition == "offers":
                for found in self.of_offers(programme, car, self.semester.settings):
                    self._add(key, found)
        return self._known[key]

    def of_offers(
        self, programme: Programme, car: bool, settings: Settings
    ) -> Iterator[list[tuple[list[int], str]]]:
        """Yield the places and the identifiers of the offers that somebody can hold at all."""
        offers = self.hosts.open_offers(programme)
        nobody = Student("", "", programme.programme_id, car=car)
        for start in range(0, len(offers), _OFFERS_AT_ONCE):
            chunk = offers[start : start + _OFFERS_AT_ONCE]
            excerpt = self.excerpts.excerpt(
                programme, nobody, self._hosts_of(chunk), chunk, settings=settings
            )
            worked = market(excerpt)
            block = offered(worked, Cohort(programme, car, None, _ONLY))
            yield [
                (self._numbers(worked, places), excerpt.offers[offer].offer_id)
                for places, offer in zip(block.place.tolist(), block.offer.tolist(), strict=True)
            ]

    def _hosts_of(self, offers: Collection[Offer]) -> list[Supervisor]:
        names = {part.supervisor_id for offer in offers for part in offer.parts}
        return [self.semester.supervisor[name] for name in sorted(names)]

    # -- composed ---------------------------------------------------------------------------

    def _search(
        self,
        programme: Programme,
        student: Student,
        allowed: Mask,
        housing: Mask | None,
        rules: Collection[str],
    ) -> bool:
        """Look for a placement among more and more of the places allowed."""
        candidates = self._candidates(student, allowed, housing)
        if self._search_among(_plainest(programme), student, candidates[: _SIZES[0]], rules):
            return True
        for size in (*_SIZES, most_tried(programme)):
            if self._search_among(programme, student, candidates[:size], rules):
                return True
            if len(candidates) <= size:
                return False
        return True  # not known: too many to try

    def _search_among(
        self, programme: Programme, student: Student, numbers: list[int], rules: Collection[str]
    ) -> bool:
        """Look for placements among some supervisors, and keep some of those found."""
        hosts = [self.semester.supervisors[k] for k in sorted(numbers)]
        excerpt = self.excerpts.excerpt(
            programme, student, self.with_rooms(programme, hosts), rules=rules
        )
        worked = market(excerpt)
        found = bundles(worked, _ONLY)
        if len(found.student):
            self._remember(programme, student, worked, found)
        return len(found.student) > 0

    def _candidates(self, student: Student, allowed: Mask, housing: Mask | None) -> list[int]:
        """Return supervisors at places allowed, near ones first, some of each kind before."""
        numbers = np.flatnonzero(allowed)
        km = self.personal.distances.from_home(student, self.hosts.places.site[numbers])
        numbers = numbers[np.argsort(km, kind="stable")]

        def ordered(mask: Mask) -> list[int]:
            supervisors = self.hosts.places.supervisor[numbers[mask[numbers]]]
            return list(dict.fromkeys(supervisors.tolist()))

        first = ordered(self._liberal)[:_EACH] + ordered(~self._liberal)[:_EACH]
        if housing is not None:
            first = ordered(housing)[:_EACH] + first
        return list(dict.fromkeys([*first, *ordered(allowed)]))

    def with_rooms(self, programme: Programme, supervisors: list[Supervisor]) -> list[Supervisor]:
        """Return supervisors without the half-days at sites that have no room at all."""
        if not programme.needs_room:
            return supervisors
        return [
            replace(
                supervisor,
                timetable=tuple(
                    None if p is None or self.semester.site[p.site_id].rooms == 0 else p
                    for p in supervisor.timetable
                ),
            )
            for supervisor in supervisors
        ]

    def _remember(
        self, programme: Programme, student: Student, worked: Market, found: Bundles
    ) -> None:
        rows = np.unique(found.composition)
        chosen = rows[np.unique(np.linspace(0, len(rows) - 1, _KEPT).astype(np.int64))]
        new = [
            (self._numbers(worked, places), "")
            for places in found.compositions.take(chosen).place.tolist()
        ]
        speeds = self.semester.settings
        for car in {student.car, student.car or speeds.other_kmh <= speeds.car_kmh}:
            self._placements(programme, car)
            self._add(_key(programme, car), new)

    # -- what is known ----------------------------------------------------------------------

    def _add(self, key: tuple[str, bool], new: list[tuple[list[int], str]]) -> None:
        if not new:
            return
        old = self._known[key]
        width = max(old.places.shape[1], *(len(places) for places, _ in new))
        padded = np.pad(old.places, ((0, 0), (0, width - old.places.shape[1])), constant_values=-1)
        rows = [[*places, *[-1] * (width - len(places))] for places, _ in new]
        self._known[key] = Known(
            np.concatenate([padded, np.array(rows, np.int64)]),
            np.concatenate([old.offers, np.array([offer for _, offer in new], np.str_)]),
        )

    def _numbers(self, worked: Market, places: list[int]) -> list[int]:
        """Return the numbers that places of an excerpt have in the whole semester."""
        own = worked.semester
        return [
            self.hosts.place_of(
                own.supervisors[int(worked.places.supervisor[p])].supervisor_id,
                own.sites[int(worked.places.site[p])].site_id,
            )
            for p in places
            if p >= 0
        ]

    def placements_under_lock(self, student: Student) -> list[Places]:
        """Return the places of each placement that a student's lock leaves, conflicts counting."""
        programme = self.semester.programme[student.programme_id]
        lock = self.semester.lock[student.student_id]
        offers = self._offers_under_lock(programme, lock)
        names = {*lock.supervisor_ids, *(p.supervisor_id for o in offers for p in o.parts)}
        hosts = [self.semester.supervisor[name] for name in sorted(names)]
        excerpt = self.excerpts.excerpt(
            programme,
            student,
            self.with_rooms(programme, hosts),
            offers,
            rules=("conflict", "no-repeat"),
            locked=True,
        )
        worked = market(excerpt)
        found = bundles(worked, _ONLY)
        return [
            np.array(self._numbers(worked, places), np.int64)
            for places in found.compositions.take(np.unique(found.composition)).place.tolist()
        ]

    def _offers_under_lock(self, programme: Programme, lock: Lock) -> list[Offer]:
        """Return the offer that a lock names, or those with exactly its supervisors."""
        if lock.offer_id is not None or programme.composition != "offers":
            return [o for o in self.semester.offers if o.offer_id == lock.offer_id]
        hosts = frozenset(lock.supervisor_ids)
        return [offer for offer in self.hosts.open_offers(programme) if _is_of(offer, hosts)]


def _is_of(offer: Offer, hosts: frozenset[str]) -> bool:
    """Say whether an offer has exactly these supervisors, or any where none are named."""
    return not hosts or hosts == {part.supervisor_id for part in offer.parts}


def _plainest(programme: Programme) -> Programme:
    """Return rules under which placements are few and quickly listed: as few, equal parts."""
    equal = programme.half_days // max(1, programme.min_parts)
    if programme.whole_days:
        equal -= equal % 2
    return replace(
        programme, max_parts=programme.min_parts, min_part=max(programme.min_part, equal)
    )


def _key(programme: Programme, car: bool) -> tuple[str, bool]:
    """Return what students must have in common for one placement to fit them alike.

    How they travel matters at noon only, and in whole days nobody changes sites at noon.
    """
    free = programme.composition == "composed" and programme.whole_days
    return programme.programme_id, car or free


def _any_within(
    known: Known,
    allowed: Mask,
    refused: Collection[str],
    one_of: Mask | None = None,
) -> bool:
    """Say whether a known placement lies within places, and touches one of some if asked."""
    allowed = np.append(allowed, True)
    one_of = None if one_of is None else np.append(one_of, False)
    # Those found last were found for neighbours.
    for rows in (slice(-_LAST, None), slice(None, -_LAST)):
        inside = allowed[known.places[rows]].all(axis=1)
        if refused:
            inside &= ~np.isin(known.offers[rows], list(refused))
        if one_of is not None:
            inside &= one_of[known.places[rows]].any(axis=1)
        if inside.any():
            return True
    return False
