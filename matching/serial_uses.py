"""What placements take of supervisors, rooms, seats, housing and maximum quotas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..solvers.ledger import Ledger
from ..solvers.ledger import Uses as Amounts
from ..solvers.timetable import Part, Signature, Timetable
from .bundles import Bundles
from .demands import sites_in_scope
from .entities import Quota
from .halfdays import half_days_of
from .market import Market
from .model import timetable
from .need import zones


class Desk:
    """All that is shared, as resources of one ledger with a number each."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.ledger = Ledger()
        self._numbers: dict[tuple[str | int, ...], int] = {}
        self._at: dict[tuple[int, int, int, int], list[int]] = {}

    def resource(self, capacity: Callable[[], int], *key: str | int) -> int:
        """Return the number of a resource, which is added when it is first asked for."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self.ledger.add(capacity())
        return number

    def students(self, host: int, week: int) -> int:
        """Return the resource of students of a supervisor in a class of weeks."""
        hosts = self.market.semester.supervisors
        return self.resource(lambda: hosts[host].max_students, "students", host, week)

    def limit(self, host: int, programme: str, week: int) -> int | None:
        """Return the resource of a supervisor's limit for a programme, if there is one."""
        limit = self.market.semester.supervisors[host].limits.get(programme)
        if limit is None:
            return None
        return self.resource(lambda: limit, "limit", host, programme, week)

    def half_day(self, part: Part, slot: int, week: int) -> list[int]:
        """Return the resources of a supervisor and of a room at a half-day."""
        key = part.host, part.room, slot, week
        if key not in self._at:
            self._at[key] = self._half_day(*key)
        return self._at[key]

    def _half_day(self, host: int, room: int, slot: int, week: int) -> list[int]:
        semester = self.market.semester
        found = [
            self.resource(lambda: semester.supervisors[host].max_at_once, "at", host, slot, week)
        ]
        if room >= 0:
            rooms = semester.sites[room].rooms or 0
            found.append(self.resource(lambda: rooms, "room", room, slot, week))
        return found

    def seat(self, offer: int) -> int:
        """Return the resource of an offer's seats."""
        return self.resource(lambda: self.market.semester.offers[offer].seats, "seat", offer)

    def housing(self, site: int) -> int:
        """Return the resource of a site's housing."""
        sites = self.market.semester.sites
        return self.resource(lambda: sites[site].housing_places, "housing", site)

    def quota(self, number: int) -> int:
        """Return the resource of a maximum quota."""
        most = self.market.semester.quotas[number].max_count or 0
        return self.resource(lambda: most, "quota", number)

    @cached_property
    def maximums(self) -> list[int]:
        """Positions of the hard maximum quotas."""
        quotas = enumerate(self.market.semester.quotas)
        return [k for k, q in quotas if q.hard_max and q.max_count is not None]

    def inside(self, number: int, programme: int) -> NDArray[np.bool_]:
        """Return which sites count for a quota and students of a programme."""
        key = number, programme
        if key not in self._scopes:
            quota = self.market.semester.quotas[number]
            self._scopes[key] = self._scope(quota, programme)
        return self._scopes[key]

    def _scope(self, quota: Quota, programme: int) -> NDArray[np.bool_]:
        market = self.market
        of = market.semester.programmes[programme]
        if quota.programme_id not in (None, of.programme_id):
            return np.zeros(len(market.semester.sites), bool)
        return sites_in_scope(market, quota, of.profession, zones(market.semester))

    @cached_property
    def _scopes(self) -> dict[tuple[int, int], NDArray[np.bool_]]:
        return {}

    def counted(self, number: int, programme: int, parts: Sequence[Part]) -> int:
        """Return what a placement counts for a quota."""
        inside = self.inside(number, programme)
        half_days = sum(part.size for part in parts if inside[part.location])
        return (
            min(half_days, 1)
            if self.market.semester.quotas[number].unit == "students"
            else (half_days)
        )


class Uses:
    """What the templates of one timetable take of a desk's resources."""

    def __init__(
        self,
        desk: Desk,
        table: Timetable,
        programme: NDArray[np.int64],
        offer: NDArray[np.int32],
    ) -> None:
        self.desk, self.table = desk, table
        self.programme, self.offer = programme, offer
        self._signatures: dict[int, Signature] = {}
        self._given: dict[int, tuple[int, ...] | None] = {}
        self._standing: dict[int, Amounts] = {}
        self._whole: dict[int, Amounts] = {}
        self._territories: dict[int, frozenset[str]] = {}

    def signature(self, template: int) -> Signature:
        """Return a template's parts and the changes at noon that are not possible."""
        if template not in self._signatures:
            table = self.table
            self._signatures[template] = table.parts(template), table.blocked_changes(template)
        return self._signatures[template]

    def given(self, template: int) -> tuple[int, ...] | None:
        """Return the half-days of the parts where none is left to choose."""
        if template not in self._given:
            parts = self.table.parts(template)
            fixed = all(part.mask.bit_count() == part.size for part in parts)
            self._given[template] = tuple(part.mask for part in parts) if fixed else None
        return self._given[template]

    def still_free(self, template: int) -> Signature:
        """Return a template's parts with the half-days at which there is room now."""
        parts, blocked = self.signature(template)
        return tuple(self._with_room(part) for part in parts), blocked

    def _with_room(self, part: Part) -> Part:
        left, mask = self.desk.ledger.left, 0
        for slot in range(part.mask.bit_length()):
            if part.mask >> slot & 1 and all(
                left(resource) > 0
                for week in range(self.table.n_classes)
                if part.weeks >> week & 1
                for resource in self.desk.half_day(part, slot, week)
            ):
                mask |= 1 << slot
        return Part(
            part.host,
            part.location,
            part.room,
            part.size,
            mask,
            part.weeks,
            part.paired,
            part.run,
            part.free,
        )

    def of(self, template: int, masks: Sequence[int]) -> Amounts:
        """Return what a template takes whoever has it, seats, housing and quotas aside."""
        if self.given(template) is None:
            return (*self.standing(template), *self._half_days(template, masks))
        if template not in self._whole:
            self._whole[template] = (
                *self.standing(template),
                *self._half_days(template, masks),
            )
        return self._whole[template]

    def standing(self, template: int) -> Amounts:
        """Return what a template takes whatever its half-days: students at supervisors."""
        if template not in self._standing:
            self._standing[template] = self._hosted(template)
        return self._standing[template]

    def _hosted(self, template: int) -> Amounts:
        programme = self.desk.market.semester.programmes[self.programme[template]].programme_id
        found: dict[int, int] = {}
        for part in self.table.parts(template):
            for week in range(self.table.n_classes):
                if part.weeks >> week & 1:
                    found[self.desk.students(part.host, week)] = 1
                    limit = self.desk.limit(part.host, programme, week)
                    if limit is not None:
                        found[limit] = 1
        return tuple(found.items())

    def _half_days(self, template: int, masks: Sequence[int]) -> Amounts:
        found: dict[int, int] = {}
        for part, mask in zip(self.table.parts(template), masks, strict=True):
            for week in range(self.table.n_classes):
                if part.weeks >> week & 1:
                    for slot in half_days_of(mask):
                        for number in self.desk.half_day(part, slot, week):
                            found[number] = found.get(number, 0) + 1
        return tuple(found.items())

    def territories(self, template: int) -> frozenset[str]:
        """Return the territories of a template's parts."""
        if template not in self._territories:
            sites = self.desk.market.semester.sites
            parts = self.table.parts(template)
            self._territories[template] = frozenset(sites[p.location].territory_id for p in parts)
        return self._territories[template]

    def maximums(self, template: int) -> Amounts:
        """Return what a template takes of maximum quotas."""
        parts, programme = self.table.parts(template), int(self.programme[template])
        counted = (
            (self.desk.quota(number), self.desk.counted(number, programme, parts))
            for number in self.desk.maximums
        )
        return tuple((resource, amount) for resource, amount in counted if amount)


def uses_of(market: Market, desk: Desk, own: Bundles) -> Uses:
    """Return what the templates of some bundles take."""
    table = own.compositions
    programme = own.programme if len(table) else np.zeros(0, np.int64)
    return Uses(desk, timetable(market, own), programme, table.offer)
