"""What bundles use up: limits that nothing may pass, and counts for quotas and seats.

Limits are packed into one whole number, four bits each: a field starts at 7 minus its limit
and each use adds one, so that a field reaches 8 exactly where its limit is passed. A student
uses a field once at most, and the search stops at the first field passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from maillage.matching.entities import Quota, Student
from maillage.matching.semester import Semester

from .bundles import Bundle, Part
from .geography import Atlas

Key = tuple[str | int, ...]


def uses_of(
    semester: Semester, student: Student, bundle: Bundle, weeks: list[int]
) -> Iterator[tuple[Key, int | None]]:
    """Name every limited thing that a bundle uses, with its limit (``None``: no limit)."""
    programme = semester.programme[student.programme_id]
    for part in bundle.parts:
        supervisor = semester.supervisor[part.supervisor_id]
        site = semester.site[part.site_id]
        name = part.supervisor_id
        for week in weeks:
            if week not in part.weeks:
                continue
            yield ("students", name, week), supervisor.max_students
            limit = supervisor.limits.get(programme.programme_id)
            yield ("limit", name, programme.programme_id, week), limit
            for half_day in part.half_days:
                yield ("at once", name, half_day, week), supervisor.max_at_once
                if programme.needs_room:
                    yield ("room", part.site_id, half_day, week), site.rooms
    if bundle.housed is not None:
        yield ("housing", bundle.housed), semester.site[bundle.housed].housing_places
    if bundle.offer_id is not None and student.surnombre is None:
        yield ("seat", bundle.offer_id), semester.offer[bundle.offer_id].seats


def distinct_weeks(semester: Semester, bundles: list[Bundle]) -> list[int]:
    """Return one week for each set of weeks in use that some weeks share."""
    sets = sorted({part.weeks for bundle in bundles for part in bundle.parts}, key=sorted)
    seen: dict[tuple[bool, ...], int] = {}
    for week in range(1, semester.settings.n_weeks + 1):
        seen.setdefault(tuple(week in weeks for weeks in sets), week)
    return sorted(seen.values())


@dataclass(frozen=True)
class Packing:
    """Where each limited thing has its four bits."""

    shift: dict[Key, int]
    empty: int
    guard: int

    def use(self, keys: list[Key]) -> int:
        """Return the number to add for things that are each used once."""
        return sum(1 << self.shift[key] for key in set(keys) if key in self.shift)


def pack(limits: dict[Key, int]) -> Packing:
    """Give four bits to each limit that seven students or fewer could pass."""
    shift = {key: 4 * i for i, key in enumerate(k for k, limit in limits.items() if limit <= 6)}
    empty = sum((7 - limits[key]) << place for key, place in shift.items())
    return Packing(shift, empty, sum(8 << place for place in shift.values()))


def quota_count(semester: Semester, student: Student, bundle: Bundle, quota: Quota) -> int:
    """Return what a bundle adds to a quota, in the quota's unit."""
    if quota.programme_id not in (None, student.programme_id):
        return 0
    inside = [part for part in bundle.parts if in_scope(semester, student, part, quota)]
    if quota.unit == "students":
        return 1 if inside else 0
    return sum(len(part.half_days) for part in inside)


def in_scope(semester: Semester, student: Student, part: Part, quota: Quota) -> bool:
    """Say whether a part lies in the scope of a quota."""
    site = semester.site[part.site_id]
    territory = semester.territory[site.territory_id]
    profession = semester.programme[student.programme_id].profession
    values: dict[str, str | None] = {
        "territory": territory.territory_id,
        "zone": Atlas(semester).zone(territory.territory_id, profession),
        "department": territory.department,
        "epci": territory.epci,
        "region": territory.region,
        "setting": site.setting,
        "kind": site.kind,
        "site": site.site_id,
        "qpv": "true" if territory.qpv else None,
        "frr": "true" if territory.frr else None,
    }
    return values[quota.scope] in quota.values
