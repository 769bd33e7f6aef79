"""Checks of what is decided beforehand: locks, links, quotas, mechanisms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..entities import Lock, Student
from ..language import sentence
from ..semester import Semester
from .findings import Finding, error, warning


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
        message = sentence(
            "offer '{offer}' belongs to programme '{programme}', student '{student}' to '{other}'.",
            offer=offer.offer_id,
            programme=offer.programme_id,
            student=lock.student_id,
            other=student.programme_id,
        )
        yield error("lock-target", semester.cells["locks", lock.student_id, "offer_id"], message)
    if offer is not None and not offer.open:
        where = semester.cells["locks", lock.student_id, "offer_id"]
        message = sentence("offer '{offer}' is closed; a lock cannot use it.", offer=offer.offer_id)
        yield error("lock-target", where, message)
    if lock.half_days and offer is None and len(lock.half_days) != programme.half_days:
        message = sentence(
            "the lock fixes {fixed} half-days, programme '{programme}' asks {half_days}.",
            fixed=len(lock.half_days),
            programme=programme.programme_id,
            half_days=programme.half_days,
        )
        yield warning("lock-target", semester.cells["locks", lock.student_id, "half_days"], message)


def _links(semester: Semester) -> Iterator[Finding]:
    groups: dict[str, list[Student]] = defaultdict(list)
    for student in semester.students:
        if student.link_id is not None and student.programme_id in semester.programme:
            groups[student.link_id].append(student)
    for link, members in sorted(groups.items()):
        where = semester.cells["students", members[0].student_id, "link_id"]
        orders = {semester.programme[s.programme_id].order for s in members}
        if len(orders) > 1:
            message = sentence(
                "link '{link}' joins programmes of different order: {programmes}.",
                link=link,
                programmes=tuple(sorted({s.programme_id for s in members})),
            )
            yield error("link-order", where, message)
        if len(members) == 1:
            message = sentence("link '{link}' has one student only.", link=link)
            # Many write the other student's identifier there.
            hint = sentence("Write one and the same code at both students.")
            yield warning("lonely-link", where, message, hint if link in semester.student else None)


def _quotas(semester: Semester) -> Iterator[Finding]:
    for quota in semester.quotas:
        low, high = quota.min_count, quota.max_count
        where = semester.cells["quotas", quota.quota_id, "min"]
        if low is None and high is None:
            message = sentence("quota '{quota}' has neither min nor max.", quota=quota.quota_id)
            yield warning("empty-quota", where, message)
        elif low is not None and high is not None and low > high:
            message = sentence(
                "quota '{quota}': min {low} is more than max {high}.",
                quota=quota.quota_id,
                low=low,
                high=high,
            )
            if quota.hard_min and quota.hard_max:
                yield error("contradiction", where, message)
            else:
                yield warning("contradiction", where, message)
