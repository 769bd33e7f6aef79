"""Facts behind the rules that look at the student: numbers and cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..cohorts import offer_places
from ..entities import Student, Wish
from ..language import sentence
from ..need import SHORTAGE_ZONES, zones
from ..reasons import Excluded
from .answers import Fact, fact
from .evidence import Evidence
from .naming import Naming


class StudentRules:
    """Facts of ``refused``, ``conflict``, ``no-repeat``, ``shortage-only``, ``distance``, ``lock``.

    Each looks at what had passed the rules before.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence, self.semester = evidence, evidence.semester
        self.market, self.cells = evidence.market, evidence.cells
        self.naming = Naming(evidence)

    def places(self, found: Excluded) -> list[int]:
        """Return the places that a rule excluded, those of offers' parts among them."""
        if not found.of_offers:
            return list(found.last)
        of_offer = [offer_places(self.market, offer).tolist() for offer in found.last]
        return sorted({place for places in of_offer for place in places})

    def refused(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the student's own refusals."""
        offers = {self.semester.offers[k].offer_id for k in found.last} if found.of_offers else ()
        for wish in self._own_wishes(number):
            if not wish.refused:
                continue
            if wish.target_kind == "offer":
                touched = wish.target in offers
            else:
                touched = self._touches(found, wish.target_kind, wish.target)
            if touched:
                said = sentence(
                    "the student refuses {target}",
                    target=self.naming.target(wish.target_kind, wish.target),
                )
                yield fact("refused", said, self.cells.wish(wish, "refused"))

    def conflict(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the conflicts of interest; their reasons stay with the coordinator."""
        student = self.semester.students[number]
        for line in self.semester.conflicts:
            if line.student_id != student.student_id:
                continue
            kind = "supervisor" if line.supervisor_id else "site"
            target = line.supervisor_id or line.site_id or ""
            if not self._touches(found, kind, target):
                continue
            cell = self.cells.line(
                "conflicts", f"{kind}_id", student_id=student.student_id, **{f"{kind}_id": target}
            )
            name = self.naming.target(kind, target)
            said = sentence("a conflict of interest with {target} is declared", target=name)
            yield fact("conflict", said, cell)
            if line.reason:
                why = sentence("reason given: {reason}", reason=line.reason)
                yield fact("conflict-reason", why, cell, private=True)

    def no_repeat(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the earlier semesters at the same supervisor or site."""
        student = self.semester.students[number]
        rule = self.semester.programme[student.programme_id].no_repeat
        for line in self.semester.history:
            target = {"supervisor": line.supervisor_id, "site": line.site_id}.get(rule)
            if line.student_id != student.student_id or target is None:
                continue
            if self._touches(found, rule, target):
                own = self.cells.line(
                    "history",
                    f"{rule}_id",
                    student_id=student.student_id,
                    semester=line.semester,
                    **{f"{rule}_id": target},
                )
                said = sentence(
                    "the student was with {target} in semester {semester}",
                    target=self.naming.target(rule, target),
                    semester=line.semester,
                )
                demand = self.cells.of("programmes", student.programme_id, "no_repeat")
                yield fact("history", said, own, demand)

    def shortage_only(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the zones of the territories that are not short of practitioners."""
        student = self.semester.students[number]
        profession = self.semester.programme[student.programme_id].profession
        zone = zones(self.semester)
        asked = self.cells.of("students", student.student_id, "shortage_only")
        sites = [self.semester.site[self.naming.at(place)[1]] for place in self.places(found)]
        for territory in dict.fromkeys(site.territory_id for site in sites):
            label = zone.get((territory, profession))
            if label in SHORTAGE_ZONES:
                continue
            where = self._zone_cell(territory, profession, label)
            name = self.naming.territory(territory)
            if label is None:
                said = sentence("{territory} has no zone; ZIP or ZAC is asked for", territory=name)
            else:
                said = sentence(
                    "{territory} is in zone {zone}; ZIP or ZAC is asked for",
                    territory=name,
                    zone=label,
                )
            yield fact("zone", said, where, asked)

    def _zone_cell(self, territory: str, profession: str, label: str | None) -> str:
        dated = self.cells.line(
            "zones", "zone", territory_id=territory, profession=profession, zone=label
        )
        if dated or profession != "gp":
            return dated
        return self.cells.of("territories", territory, "zone")

    def distance(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the minutes from home beyond the student's limit, the nearest first."""
        student = self.semester.students[number]
        limit = student.max_minutes
        if limit is None:
            return
        asked = self.cells.of("students", student.student_id, "max_minutes")
        for minutes, site in sorted(self._beyond(number, found, limit)):
            said = sentence(
                "{site}: {minutes} min > {limit} min",
                site=self.naming.site(site),
                minutes=minutes,
                limit=limit,
            )
            yield fact("minutes", said, asked, self._travel_cell(student, site))
        if student.needs_housing:
            said = sentence("no site of a placement there that is left houses students")
            yield fact(
                "no-housing", said, self.cells.of("students", student.student_id, "needs_housing")
            )

    def _beyond(self, number: int, found: Excluded, limit: float) -> set[tuple[int, str]]:
        """Return minutes and site of what is too far; of an offer, its farthest part."""
        groups = [[place] for place in found.last]
        if found.of_offers:
            groups = [offer_places(self.market, offer).tolist() for offer in found.last]
        farthest = {max(self._minutes(number, places)) for places in groups if places}
        return {(minutes, site) for minutes, site in farthest if minutes > limit}

    def _minutes(self, number: int, places: Sequence[int]) -> list[tuple[int, str]]:
        sites = self.market.places.site[np.array(places, np.int64)]
        minutes = self.market.journeys.minutes(np.full(len(sites), number), sites)
        names = [self.semester.sites[k].site_id for k in sites.tolist()]
        return list(zip(minutes.tolist(), names, strict=True))

    def _travel_cell(self, student: Student, site: str) -> str:
        """Return the line of the travel table that gives a journey, if one does."""
        ends = (site, self.semester.site[site].territory_id)
        for home in (student.student_id, student.territory_id):
            for end in ends if home is not None else ():
                for one, other in ((home, end), (end, home)):
                    cell = self.cells.line("travel", "minutes", origin=one, destination=other)
                    if cell:
                        return cell
        return ""

    def lock(self, number: int, _: Excluded) -> Iterator[Fact]:
        """Yield what the student is locked to."""
        student = self.semester.students[number].student_id
        lock = self.semester.lock.get(student)
        if lock is None:
            return
        if lock.offer_id is not None:
            targets: tuple[str, ...] = (self.naming.offer(lock.offer_id),)
            column = "offer_id"
        else:
            targets = tuple(map(self.naming.supervisor, lock.supervisor_ids))
            column = "supervisor_ids"
        cell = self.cells.of("locks", student, column)
        said = sentence("the student is locked to {targets}", targets=targets)
        yield fact("lock", said, cell)
        if lock.reason:
            why = sentence("reason given: {reason}", reason=lock.reason)
            at = self.cells.of("locks", student, "reason")
            yield fact("lock-reason", why, at, private=True)

    def _own_wishes(self, number: int) -> tuple[Wish, ...]:
        return self.semester.wishes_of.get(self.semester.students[number].student_id, ())

    def _touches(self, found: Excluded, kind: str, target: str) -> bool:
        named = set(self.market.eligibility.places_of(kind, target).tolist())
        return not named.isdisjoint(self.places(found))
