"""Facts behind the rules that look at the place: numbers and cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..entities import Accreditation, Offer, Programme, Supervisor
from ..halfdays import HALF_DAYS
from ..language import plural_sentence, sentence
from ..reasons import Excluded
from .answers import Fact, fact
from .naming import half_days
from .student_rules import StudentRules


class PlaceRules(StudentRules):
    """Facts of the other rules: the programme's, the supervisors' and the sites'."""

    def _programme(self, number: int) -> Programme:
        return self.semester.programme[self.semester.students[number].programme_id]

    def _demand(self, programme: Programme, column: str) -> str:
        return self.cells.of("programmes", programme.programme_id, column)

    def _offers(self, found: Excluded) -> list[Offer]:
        return [self.semester.offers[k] for k in found.last] if found.of_offers else []

    def _hosts(self, found: Excluded) -> list[Supervisor]:
        names = dict.fromkeys(self.naming.at(place)[0] for place in self.places(found))
        return [self.semester.supervisor[name] for name in names]

    # -- offers and accreditations ------------------------------------------------------------

    def closed(self, _: int, found: Excluded) -> Iterator[Fact]:
        """Yield the offers that are closed."""
        for offer in self._offers(found):
            said = sentence("{offer} is closed", offer=self.naming.offer(offer.offer_id))
            yield fact("closed", said, self.cells.of("offers", offer.offer_id, "open"))

    def programme(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the programmes that supervisors or offers take instead."""
        own = self._programme(number)
        for offer in self._offers(found):
            name = self.naming.offer(offer.offer_id)
            if offer.programme_id == own.programme_id:
                yield fact("no-parts", sentence("{offer} has no parts", offer=name))
                continue
            said = sentence(
                "{offer} is for programme {other}, not {programme}",
                offer=name,
                other=offer.programme_id,
                programme=own.programme_id,
            )
            yield fact(
                "other-programme", said, self.cells.of("offers", offer.offer_id, "programme_id")
            )
        if found.of_offers:
            if not found.last:
                said = sentence("no offer has a part there")
                yield fact("no-offer", said)
            return
        for host in self._hosts(found):
            said = sentence(
                "{supervisor} does not take programme {programme}",
                supervisor=self.naming.supervisor(host.supervisor_id),
                programme=own.programme_id,
            )
            yield fact("not-taken", said, *self._taken_cells(host))
        if not found.last:
            yield fact("nobody", sentence("no supervisor is there on any half-day"))

    def _lines(self, host: Supervisor) -> list[Accreditation]:
        keys = (host.supervisor_id, host.site_id)
        return [
            line
            for line in self.semester.accreditations
            if line.supervisor_id == keys[0] or line.site_id == keys[1]
        ]

    def _taken_cells(self, host: Supervisor) -> list[str]:
        lines = self._lines(host)
        if not lines:
            return [self.cells.of("supervisors", host.supervisor_id, "programmes")]
        return [self._line_cell(line, "programme_id") for line in lines]

    def _line_cell(self, line: Accreditation, column: str) -> str:
        wanted = {
            "supervisor_id": line.supervisor_id,
            "site_id": line.site_id,
            "programme_id": line.programme_id,
            "start": line.start,
            "end": line.end,
        }
        return self.cells.line("accreditations", column, **wanted)

    def accreditation(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield accreditations that end or begin within the semester."""
        own, settings = self._programme(number), self.semester.settings
        first, last = settings.first_day, settings.last_day
        for host in self._hosts(found):
            name = self.naming.supervisor(host.supervisor_id)
            lines = [x for x in self._lines(host) if x.programme_id == own.programme_id]
            dated: list[tuple[date | None, date | None, Accreditation | None]]
            dated = [(x.start, x.end, x) for x in lines]
            for start, end, line in dated or [(None, host.accreditation_end, None)]:
                if end is not None and end < last:
                    cell = (
                        self.cells.of("supervisors", host.supervisor_id, "accreditation_end")
                        if line is None
                        else self._line_cell(line, "end")
                    )
                    said = sentence(
                        "{supervisor}: accredited until {end}, the semester lasts until {last}",
                        supervisor=name,
                        end=end,
                        last=last,
                    )
                    yield fact("accredited-until", said, cell)
                elif line is not None and start is not None and start > first:
                    said = sentence(
                        "{supervisor}: accredited from {start}, the semester begins on {first}",
                        supervisor=name,
                        start=start,
                        first=first,
                    )
                    yield fact("accredited-from", said, self._line_cell(line, "start"))

    # -- the week -----------------------------------------------------------------------------

    def presence(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the half-days there against those needed."""
        own = self._programme(number)
        if found.of_offers:
            for offer in self._offers(found):
                yield from self._absences(offer, own)
            return
        counted = self.market.places.mask(own.presence)
        for place in found.last:
            host, site = self.naming.at(place)
            mask = int(counted[place])
            cells = [self.cells.of("supervisors", host, h) for h in HALF_DAYS[:1]]
            said = plural_sentence(
                "{supervisor} is at {site} for {count} half-day a week; a part needs {needed}",
                "{supervisor} is at {site} for {count} half-days a week; a part needs {needed}",
                count=mask.bit_count(),
                supervisor=self.naming.supervisor(host),
                site=self.naming.site(site),
                needed=own.min_part,
            )
            yield fact("half-days", said, *cells, self._demand(own, "min_part"))

    def _absences(self, offer: Offer, programme: Programme) -> Iterator[Fact]:
        there = self.market.places.mask(programme.presence)
        for part in offer.parts:
            mask = int(there[self.market.place_of(part.supervisor_id, part.site_id)])
            values = {
                "offer": self.naming.offer(offer.offer_id),
                "supervisor": self.naming.supervisor(part.supervisor_id),
                "site": self.naming.site(part.site_id),
            }
            if isinstance(part.half_days, int):
                if mask.bit_count() < part.half_days:
                    said = plural_sentence(
                        "{offer}: {supervisor} is at {site} for {count} half-day a week; "
                        "{needed} are needed",
                        "{offer}: {supervisor} is at {site} for {count} half-days a week; "
                        "{needed} are needed",
                        count=mask.bit_count(),
                        needed=part.half_days,
                        **values,
                    )
                    cell = self.cells.of("supervisors", part.supervisor_id, HALF_DAYS[0])
                    yield fact("half-days", said, cell, self._part_cell(offer, part.supervisor_id))
                continue
            absent = [h for h in part.half_days if not mask >> h & 1]
            if absent:
                said = sentence(
                    "{offer}: {supervisor} is not at {site} {half_days}",
                    half_days=half_days(absent),
                    **values,
                )
                cells = [
                    self.cells.of("supervisors", part.supervisor_id, HALF_DAYS[h]) for h in absent
                ]
                yield fact("absent", said, *cells)

    def _part_cell(self, offer: Offer, supervisor: str) -> str:
        return self.cells.line(
            "offer_parts", "half_days", offer_id=offer.offer_id, supervisor_id=supervisor
        )

    def mix(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the mix demanded and the setting of the sites."""
        own = self._programme(number)
        said = sentence(
            "programme {programme} demands {liberal} half-days in private practice and {centre} "
            "in a centre, of {half_days}",
            programme=own.programme_id,
            liberal=own.min_liberal,
            centre=own.min_centre,
            half_days=own.half_days,
        )
        yield fact("mix", said, self._demand(own, "min_liberal"), self._demand(own, "min_centre"))
        sites = dict.fromkeys(self.naming.at(place)[1] for place in self.places(found))
        for name in sites:
            site = self.naming.site(name)
            said = (
                sentence("{site} is private practice", site=site)
                if self.semester.site[name].setting == "liberal"
                else sentence("{site} is a centre", site=site)
            )
            yield fact("setting", said, self.cells.of("sites", name, "setting"))

    def parts(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield what a placement is made of, and how many half-days there are."""
        own = self._programme(number)
        for offer in self._offers(found):
            said = sentence(
                "the parts of {offer} cannot be held together in one week",
                offer=self.naming.offer(offer.offer_id),
            )
            yield fact("parts", said, self._part_cell(offer, offer.parts[0].supervisor_id))
        if found.of_offers:
            return
        said = sentence(
            "a placement takes {half_days} half-days a week with {least} to {most} supervisors, "
            "at least {part} at each place",
            half_days=own.half_days,
            least=own.min_parts,
            most=own.max_parts,
            part=own.min_part,
        )
        columns = ("half_days", "min_parts", "max_parts", "min_part")
        yield fact("placement", said, *(self._demand(own, column) for column in columns))
        if own.whole_days:
            yield fact(
                "whole-days", sentence("only whole days count"), self._demand(own, "whole_days")
            )
        counted = self.market.places.mask(own.presence)
        for place in found.last:
            host, site = self.naming.at(place)
            said = plural_sentence(
                "{supervisor} is at {site} for {count} half-day a week",
                "{supervisor} is at {site} for {count} half-days a week",
                count=int(counted[place]).bit_count(),
                supervisor=self.naming.supervisor(host),
                site=self.naming.site(site),
            )
            yield fact("half-days", said, self.cells.of("supervisors", host, HALF_DAYS[0]))

    # -- between places -----------------------------------------------------------------------

    def between_parts(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the distance to the nearest second place, against the one allowed."""
        own = self._programme(number)
        assert own.max_km is not None
        targets = np.array(found.last, np.int64)
        table = self.evidence.reasons.places.at_targets(number, targets, between=False, noon=False)
        nearest = None
        for row in self._sites(table.place):
            km, pair = max(self._km(a, b) for a in row for b in row)
            if nearest is None or km < nearest[0]:
                nearest = km, pair
        if nearest is not None:
            km, (one, other) = nearest
            said = sentence(
                "the nearest that {site} can be combined with is {other}: {km} km > {limit} km",
                site=self.naming.site(one),
                other=self.naming.site(other),
                km=beyond(km, own.max_km),
                limit=own.max_km,
            )
            yield fact("km", said, self._demand(own, "max_km"))

    def _sites(self, places: NDArray[np.int64]) -> Iterator[list[int]]:
        for row in np.unique(np.where(places >= 0, self.market.places.site[places], -1), axis=0):
            yield [site for site in row.tolist() if site >= 0]

    def _km(self, one: int, other: int) -> tuple[float, tuple[str, str]]:
        km = float(self.market.journeys.km(np.array([one]), np.array([other]))[0])
        sites = self.semester.sites
        return km, (sites[one].site_id, sites[other].site_id)

    def noon(self, number: int, found: Excluded) -> Iterator[Fact]:
        """Yield the shortest change at noon that is too long."""
        limit = self.semester.settings.noon_minutes
        student = self.semester.students[number]
        changes = self.market.journeys.noon[student.car]
        pairs = {
            (a, b)
            for row in self._combined(number, found)
            for a in row
            for b in row
            if a != b and not changes[a, b]
        }
        timed = sorted((self._noon_minutes(number, a, b), a, b) for a, b in pairs)
        if timed:
            minutes, one, other = timed[0]
            sites = self.semester.sites
            said = sentence(
                "from {site} to {other} at noon: {minutes} min > {limit} min",
                site=self.naming.site(sites[one].site_id),
                other=self.naming.site(sites[other].site_id),
                minutes=beyond(minutes, float(limit)),
                limit=float(limit),
            )
            yield fact("noon-minutes", said, self.cells.setting("noon_minutes"))

    def _combined(self, number: int, found: Excluded) -> Iterator[list[int]]:
        """Yield sites that would be combined but for the change at noon."""
        if found.of_offers:
            for offer in found.last:
                parts = self.market.offer_parts
                yield self.market.places.site[parts.place[parts.of(np.array([offer]))]].tolist()
            return
        targets = np.array(found.last, np.int64)
        places = self.evidence.reasons.places
        yield from self._sites(places.at_targets(number, targets, between=True, noon=False).place)

    def _noon_minutes(self, number: int, one: int, other: int) -> float:
        settings, sites = self.semester.settings, self.semester.sites
        student = self.semester.students[number]
        given = {(t.origin, t.destination): t.minutes for t in self.semester.travel}
        ends = [(s.site_id, s.territory_id) for s in (sites[one], sites[other])]
        for start in ends[0]:
            for end in ends[1]:
                minutes = given.get((start, end), given.get((end, start)))
                if minutes is not None:
                    return float(minutes)
        speed = settings.car_kmh if student.car else settings.other_kmh
        km, _ = self._km(one, other)
        return km * float(settings.detour) / float(speed) * 60

    def room(self, _: int, found: Excluded) -> Iterator[Fact]:
        """Yield the sites without any room for trainees."""
        for name in dict.fromkeys(self.naming.at(place)[1] for place in self.places(found)):
            if self.semester.site[name].rooms == 0:
                said = sentence(
                    "{site} has {rooms} consulting rooms for trainees",
                    site=self.naming.site(name),
                    rooms=0,
                )
                yield fact("rooms", said, self.cells.of("sites", name, "rooms"))

    # -- all rules ----------------------------------------------------------------------------

    def facts(self, number: int, found: Excluded) -> tuple[Fact, ...]:
        """Return the facts of the rule that excludes a wish; some stand for many."""
        tell: Mapping[str, Callable[[int, Excluded], Iterator[Fact]]] = {
            "closed": self.closed,
            "programme": self.programme,
            "accreditation": self.accreditation,
            "refused": self.refused,
            "conflict": self.conflict,
            "no-repeat": self.no_repeat,
            "shortage-only": self.shortage_only,
            "distance": self.distance,
            "presence": self.presence,
            "mix": self.mix,
            "parts": self.parts,
            "between-parts": self.between_parts,
            "noon": self.noon,
            "room": self.room,
            "lock": self.lock,
        }
        all_facts = tuple(tell[found.rule](number, found))
        if len(all_facts) <= _SHOWN:
            return all_facts
        more = plural_sentence(
            "and {count} more like it", "and {count} more like it", count=len(all_facts) - _SHOWN
        )
        return (*all_facts[:_SHOWN], Fact("more", more))


_SHOWN = 5


def beyond(value: float, limit: float) -> float:
    """Return a number rounded as little as shows that it is beyond its limit."""
    return next((r for digits in range(1, 9) if (r := round(value, digits)) > limit), value)
