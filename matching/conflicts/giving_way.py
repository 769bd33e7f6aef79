"""The semester in which some demands are dropped or lowered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..entities import Conflict, Offer, Quota, Site, Supervisor
from ..semester import Semester
from .demand import Demand, Kind


def with_only(
    semester: Semester,
    demands: Collection[Demand],
    *,
    fixed: Collection[str] = (),
    eased: Mapping[Demand, int] | None = None,
) -> Semester:
    """Return a semester with some demands only; what is merely asked for is left out too.

    Parameters
    ----------
    fixed
        Students whose locks stay, because they are settled.
    eased
        By how much some of the demands are eased: a minimum lower, a limit higher.
    """
    keeper = _Keeper(frozenset(demands), eased or {}, max(1, len(semester.students)))
    has = keeper.has
    return replace(
        semester,
        locks=tuple(
            lock
            for lock in semester.locks
            if lock.student_id in fixed or has("lock", lock.student_id)
        ),
        quotas=tuple(map(keeper.quota, semester.quotas)),
        conflicts=tuple(keeper.conflict(line) for line in semester.conflicts),
        students=tuple(
            s if s.link_id is None or has("link", s.link_id) else replace(s, link_id=None)
            for s in semester.students
        ),
        offers=tuple(map(keeper.offer, semester.offers)),
        sites=tuple(map(keeper.site, semester.sites)),
        supervisors=tuple(map(keeper.supervisor, semester.supervisors)),
    )


class _Keeper:
    """Says what is left of each row; ``many`` stands for a limit that never binds."""

    def __init__(self, demands: frozenset[Demand], eased: Mapping[Demand, int], many: int) -> None:
        self.demands, self.eased, self.many = demands, eased, many

    def has(self, kind: Kind, identifier: str, other: str = "") -> bool:
        return Demand(kind, identifier, other) in self.demands

    def by(self, kind: Kind, identifier: str, other: str = "") -> int:
        return self.eased.get(Demand(kind, identifier, other), 0)

    def limit(self, kind: Kind, identifier: str, value: int, other: str = "") -> int:
        if not self.has(kind, identifier, other):
            return max(value, self.many)
        return value + self.by(kind, identifier, other)

    def quota(self, quota: Quota) -> Quota:
        name, least, most = quota.quota_id, None, None
        if quota.hard_min and quota.min_count and self.has("quota_min", name):
            least = quota.min_count - self.by("quota_min", name)
        if quota.hard_max and quota.max_count is not None and self.has("quota_max", name):
            most = quota.max_count + self.by("quota_max", name)
        return replace(quota, min_count=least, max_count=most)

    def conflict(self, line: Conflict) -> Conflict:
        supervisor, site = line.supervisor_id, line.site_id
        if not self.has("conflict", line.student_id, f"supervisor_id:{supervisor}"):
            supervisor = None
        if not self.has("conflict", line.student_id, f"site_id:{site}"):
            site = None
        return replace(line, supervisor_id=supervisor, site_id=site)

    def offer(self, offer: Offer) -> Offer:
        name, least = offer.offer_id, offer.min_if_open
        least = least - self.by("min_if_open", name) if self.has("min_if_open", name) else 0
        seats = self.limit("seats", name, offer.seats)
        return replace(offer, seats=seats, min_seats=0, min_if_open=least)

    def site(self, site: Site) -> Site:
        name, rooms, housing = site.site_id, site.rooms, site.housing_places
        if rooms is not None:
            rooms = rooms + self.by("rooms", name) if self.has("rooms", name) else None
        if housing:
            housing = self.limit("housing", name, housing)
        return replace(site, rooms=rooms, housing_places=housing)

    def supervisor(self, host: Supervisor) -> Supervisor:
        name = host.supervisor_id
        return replace(
            host,
            max_students=self.limit("students", name, host.max_students),
            max_at_once=self.limit("at_once", name, host.max_at_once),
            limits={p: self.limit("limit", name, n, p) for p, n in host.limits.items()},
        )
