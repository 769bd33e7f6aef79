"""What of a semester may give way: each lock, hard quota, link and limit by itself.

All else (programmes' rules, presence, accreditations, students' own limits, places settled by
an earlier order) stands fast: a conflict is one of these beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from ..semester import Semester

Kind = Literal[
    "lock",
    "quota_min",
    "quota_max",
    "link",
    "conflict",
    "seats",
    "min_if_open",
    "housing",
    "rooms",
    "limit",
    "students",
    "at_once",
]

CAUSES: tuple[Kind, ...] = ("lock", "quota_min", "quota_max", "link", "conflict")
"""What is decided by hand for this semester, and is the likelier mistake."""

LIMITS: tuple[Kind, ...] = (
    "seats",
    "min_if_open",
    "housing",
    "rooms",
    "limit",
    "students",
    "at_once",
)
"""What offers, sites and supervisors can take."""


class Demand(NamedTuple):
    """One line or cell of the semester.

    Attributes
    ----------
    identifier
        Of the locked student, the quota, the link, the student of a conflict, the offer, the
        site or the supervisor.
    other
        The programme of a ``limit``, the supervisor or site of a ``conflict`` (as
        ``supervisor_id:M1``).
    """

    kind: Kind
    identifier: str
    other: str = ""


def causes(semester: Semester, students: Collection[str]) -> Iterator[Demand]:
    """Yield the locks, hard quotas, links and conflicts that concern some students."""
    for lock in semester.locks:
        if lock.student_id in students:
            yield Demand("lock", lock.student_id)
    for quota in semester.quotas:
        if quota.hard_min and quota.min_count:
            yield Demand("quota_min", quota.quota_id)
    for quota in semester.quotas:
        if quota.hard_max and quota.max_count is not None:
            yield Demand("quota_max", quota.quota_id)
    linked = Counter(semester.student[name].link_id for name in students)
    for link in sorted(link for link, n in linked.items() if link is not None and n > 1):
        yield Demand("link", link)
    for conflict in semester.conflicts:
        if conflict.student_id in students:
            yield from excluding(conflict.student_id, conflict.supervisor_id, conflict.site_id)


def excluding(student: str, supervisor: str | None, site: str | None) -> Iterator[Demand]:
    """Yield what a line of conflicts demands: one or two targets that are out of bounds."""
    if supervisor is not None:
        yield Demand("conflict", student, f"supervisor_id:{supervisor}")
    if site is not None:
        yield Demand("conflict", student, f"site_id:{site}")


def limits_of(semester: Semester) -> Iterator[Demand]:
    """Yield the limits of offers, sites and supervisors."""
    for offer in semester.offers:
        yield Demand("seats", offer.offer_id)
    for offer in semester.offers:
        if offer.min_if_open > 1:
            yield Demand("min_if_open", offer.offer_id)
    for site in semester.sites:
        if site.housing_places:
            yield Demand("housing", site.site_id)
    for site in semester.sites:
        if site.rooms is not None:
            yield Demand("rooms", site.site_id)
    for host in semester.supervisors:
        for programme in sorted(host.limits):
            yield Demand("limit", host.supervisor_id, programme)
    for host in semester.supervisors:
        yield Demand("students", host.supervisor_id)
    for host in semester.supervisors:
        yield Demand("at_once", host.supervisor_id)
