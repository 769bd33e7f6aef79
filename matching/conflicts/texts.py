"""Demands and their changes in the user's words."""

from __future__ import annotations

from ..entities import Quota
from ..infeasible import cell_text, lock_asks
from ..language import Sentence, plural_sentence, sentence
from ..scope_texts import scope_text
from ..semester import Semester
from .demand import Demand

_COLUMNS = {
    "lock": ("locks", "student_id"),
    "quota_min": ("quotas", "min"),
    "quota_max": ("quotas", "max"),
    "link": ("students", "link_id"),
    "conflict": ("conflicts", "student_id"),
    "seats": ("offers", "seats"),
    "min_if_open": ("offers", "min_if_open"),
    "housing": ("sites", "housing_places"),
    "rooms": ("sites", "rooms"),
    "limit": ("supervisors", "limits"),
    "students": ("supervisors", "max_students"),
    "at_once": ("supervisors", "max_at_once"),
}


def cell_of(semester: Semester, demand: Demand) -> str:
    """Return the cell of a demand, empty where it has none of its own."""
    table, column = _COLUMNS[demand.kind]
    identifier = demand.identifier
    if demand.kind == "link":
        identifier = _linked(semester, identifier)[0]
    if demand.kind == "conflict":
        lines = [c for c in semester.conflicts if c.student_id == identifier]
        if len(lines) > 1:
            return ""
    return semester.cells.get((table, identifier, column), "")


def number_of(semester: Semester, demand: Demand) -> int | None:
    """Return the number that a demand is; ``None`` for a line without one."""
    name = demand.identifier
    match demand.kind:
        case "quota_min" | "quota_max":
            quota = next(q for q in semester.quotas if q.quota_id == name)
            return quota.min_count if demand.kind == "quota_min" else quota.max_count
        case "seats":
            return semester.offer[name].seats
        case "min_if_open":
            return semester.offer[name].min_if_open
        case "housing":
            return semester.site[name].housing_places
        case "rooms":
            return semester.site[name].rooms
        case "limit":
            return semester.supervisor[name].limits[demand.other]
        case "students":
            return semester.supervisor[name].max_students
        case "at_once":
            return semester.supervisor[name].max_at_once
        case "lock" | "link" | "conflict":
            return None


def demand_text(semester: Semester, demand: Demand) -> Sentence:
    """Return what a demand asks or allows."""
    name, cell = demand.identifier, cell_text(cell_of(semester, demand))
    match demand.kind:
        case "lock":
            return sentence(
                "the lock of student {student}{cell} on {asked}",
                student=name,
                cell=cell,
                asked=lock_asks(semester.lock[name]),
            )
        case "quota_min" | "quota_max":
            quota = next(q for q in semester.quotas if q.quota_id == name)
            return _quota(quota, cell, least=demand.kind == "quota_min")
        case "link":
            return sentence(
                "link {link}{cell}: students {students} in the same territories",
                link=name,
                cell=cell,
                students=tuple(_linked(semester, name)),
            )
        case "conflict":
            return _conflict(demand, cell)
        case "seats" | "min_if_open":
            return _of_offer(semester, demand, cell)
        case "housing" | "rooms":
            return _of_site(semester, demand, cell)
        case _:
            return _of_supervisor(semester, demand, cell)


def _linked(semester: Semester, link: str) -> list[str]:
    return [s.student_id for s in semester.students if s.link_id == link]


def _quota(quota: Quota, cell: str, *, least: bool) -> Sentence:
    count = quota.min_count if least else quota.max_count
    assert count is not None
    if quota.unit == "students":
        counted = plural_sentence("{count} student", "{count} students", count=count)
    else:
        counted = plural_sentence("{count} half-day", "{count} half-days", count=count)
    if quota.programme_id is not None:
        counted = sentence(
            "{counted} of programme {programme}", counted=counted, programme=quota.programme_id
        )
    if least:
        return sentence(
            "quota {quota}{cell}: at least {counted} in {scope}",
            quota=quota.quota_id,
            cell=cell,
            counted=counted,
            scope=scope_text(quota),
        )
    return sentence(
        "quota {quota}{cell}: at most {counted} in {scope}",
        quota=quota.quota_id,
        cell=cell,
        counted=counted,
        scope=scope_text(quota),
    )


def _conflict(demand: Demand, cell: str) -> Sentence:
    kind, _, target = demand.other.partition(":")
    if kind == "supervisor_id":
        return sentence(
            "the conflict{cell} of student {student} with supervisor {target}",
            cell=cell,
            student=demand.identifier,
            target=target,
        )
    return sentence(
        "the conflict{cell} of student {student} with site {target}",
        cell=cell,
        student=demand.identifier,
        target=target,
    )


def _of_offer(semester: Semester, demand: Demand, cell: str) -> Sentence:
    count = number_of(semester, demand)
    assert count is not None
    if demand.kind == "seats":
        return plural_sentence(
            "offer {offer}{cell}: {count} seat",
            "offer {offer}{cell}: {count} seats",
            count=count,
            offer=demand.identifier,
            cell=cell,
        )
    return plural_sentence(
        "offer {offer}{cell}: at least {count} student, if it opens",
        "offer {offer}{cell}: at least {count} students, if it opens",
        count=count,
        offer=demand.identifier,
        cell=cell,
    )


def _of_site(semester: Semester, demand: Demand, cell: str) -> Sentence:
    count = number_of(semester, demand)
    assert count is not None
    if demand.kind == "housing":
        return plural_sentence(
            "site {site}{cell}: housing for {count} student",
            "site {site}{cell}: housing for {count} students",
            count=count,
            site=demand.identifier,
            cell=cell,
        )
    return plural_sentence(
        "site {site}{cell}: {count} consulting room",
        "site {site}{cell}: {count} consulting rooms",
        count=count,
        site=demand.identifier,
        cell=cell,
    )


def _of_supervisor(semester: Semester, demand: Demand, cell: str) -> Sentence:
    count, host = number_of(semester, demand), demand.identifier
    assert count is not None
    if demand.kind == "students":
        return plural_sentence(
            "supervisor {supervisor}{cell}: at most {count} student at any time",
            "supervisor {supervisor}{cell}: at most {count} students at any time",
            count=count,
            supervisor=host,
            cell=cell,
        )
    if demand.kind == "at_once":
        return plural_sentence(
            "supervisor {supervisor}{cell}: at most {count} student at the same half-day",
            "supervisor {supervisor}{cell}: at most {count} students at the same half-day",
            count=count,
            supervisor=host,
            cell=cell,
        )
    return plural_sentence(
        "supervisor {supervisor}{cell}: at most {count} student of programme {programme}",
        "supervisor {supervisor}{cell}: at most {count} students of programme {programme}",
        count=count,
        supervisor=host,
        cell=cell,
        programme=demand.other,
    )
