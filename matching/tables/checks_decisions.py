"""Checks of what is decided beforehand: locks, links, quotas, mechanisms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..entities import Lock, Student
from ..semester import Semester
from .findings import Finding


def check_decisions(semester: Semester) -> Iterator[Finding]:
    """Yield what is wrong or odd with locks, links and quotas."""
    for lock in semester.locks:
        yield from _lock(semester, lock)
    yield from _links(semester)
    yield from _quotas(semester)


def _lock(semester: Semester, lock: Lock) -> Iterator[Finding]:
    student = semester.student.get(lock.student_id)
    programme = None if student is None else semester.programme.get(student.programme_id)
    offer = None if lock.offer_id is None else semester.offer.get(lock.offer_id)
    if student is None or programme is None:
        return
    if offer is not None and offer.programme_id != student.programme_id:
        yield Finding(
            "error",
            "lock-target",
            semester.cells["locks", lock.student_id, "offer_id"],
            f"offer '{offer.offer_id}' belongs to programme '{offer.programme_id}', student "
            f"'{lock.student_id}' to '{student.programme_id}'.",
        )
    if offer is not None and not offer.open:
        where = semester.cells["locks", lock.student_id, "offer_id"]
        message = f"offer '{offer.offer_id}' is closed; a lock cannot use it."
        yield Finding("error", "lock-target", where, message)
    if lock.half_days and offer is None and len(lock.half_days) != programme.half_days:
        yield Finding(
            "warning",
            "lock-target",
            semester.cells["locks", lock.student_id, "half_days"],
            f"the lock fixes {len(lock.half_days)} half-days, programme "
            f"'{programme.programme_id}' asks {programme.half_days}.",
        )


def _links(semester: Semester) -> Iterator[Finding]:
    groups: dict[str, list[Student]] = defaultdict(list)
    for student in semester.students:
        if student.link_id is not None and student.programme_id in semester.programme:
            groups[student.link_id].append(student)
    for link, members in sorted(groups.items()):
        where = semester.cells["students", members[0].student_id, "link_id"]
        orders = {semester.programme[s.programme_id].order for s in members}
        if len(orders) > 1:
            names = ", ".join(sorted({s.programme_id for s in members}))
            message = f"link '{link}' joins programmes of different order: {names}."
            yield Finding("error", "link-order", where, message)
        if len(members) == 1:
            message = f"link '{link}' has one student only."
            yield Finding("warning", "lonely-link", where, message)


def _quotas(semester: Semester) -> Iterator[Finding]:
    for quota in semester.quotas:
        low, high = quota.min_count, quota.max_count
        where = semester.cells["quotas", quota.quota_id, "min"]
        if low is None and high is None:
            message = f"quota '{quota.quota_id}' has neither min nor max."
            yield Finding("warning", "empty-quota", where, message)
        elif low is not None and high is not None and low > high:
            message = f"quota '{quota.quota_id}': min {low} is more than max {high}."
            both = quota.hard_min and quota.hard_max
            yield Finding("error" if both else "warning", "contradiction", where, message)
