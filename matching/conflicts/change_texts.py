"""Changes of demands in the user's words."""

from __future__ import annotations

from ..infeasible import cell_text
from ..language import Sentence, sentence
from ..semester import Semester
from .demand import Demand
from .texts import cell_of


def change_text(
    semester: Semester, demand: Demand, before: int | None, after: int | None
) -> Sentence:
    """Return what to change, and to what."""
    name, where = demand.identifier, cell_text(cell_of(semester, demand))
    match demand.kind:
        case "lock":
            return sentence("remove the lock of student {student}{cell}", student=name, cell=where)
        case "link":
            return sentence("dissolve link {link}{cell}", link=name, cell=where)
        case "conflict":
            target = demand.other.partition(":")[2]
            return sentence(
                "remove the conflict{cell} of student {student} with {target}",
                cell=where,
                student=name,
                target=target,
            )
        case "quota_min":
            return sentence(
                "quota {quota}{cell}: min {after} instead of {before}",
                quota=name,
                cell=where,
                after=after,
                before=before,
            )
        case "quota_max":
            return sentence(
                "quota {quota}{cell}: max {after} instead of {before}",
                quota=name,
                cell=where,
                after=after,
                before=before,
            )
        case "seats" | "min_if_open":
            return _of_offer(demand, where, before, after)
        case "housing" | "rooms":
            return _of_site(demand, where, before, after)
        case _:
            return _of_supervisor(demand, where, before, after)


def _of_offer(demand: Demand, cell: str, before: int | None, after: int | None) -> Sentence:
    if demand.kind == "seats":
        return sentence(
            "offer {offer}{cell}: seats {after} instead of {before}",
            offer=demand.identifier,
            cell=cell,
            after=after,
            before=before,
        )
    return sentence(
        "offer {offer}{cell}: open from {after} on instead of {before}",
        offer=demand.identifier,
        cell=cell,
        after=after,
        before=before,
    )


def _of_site(demand: Demand, cell: str, before: int | None, after: int | None) -> Sentence:
    if demand.kind == "housing":
        return sentence(
            "site {site}{cell}: housing for {after} instead of {before}",
            site=demand.identifier,
            cell=cell,
            after=after,
            before=before,
        )
    return sentence(
        "site {site}{cell}: rooms {after} instead of {before}",
        site=demand.identifier,
        cell=cell,
        after=after,
        before=before,
    )


def _of_supervisor(demand: Demand, cell: str, before: int | None, after: int | None) -> Sentence:
    if demand.kind == "students":
        return sentence(
            "supervisor {supervisor}{cell}: at most {after} at any time instead of {before}",
            supervisor=demand.identifier,
            cell=cell,
            after=after,
            before=before,
        )
    if demand.kind == "at_once":
        return sentence(
            "supervisor {supervisor}{cell}: at most {after} at the same half-day instead of "
            "{before}",
            supervisor=demand.identifier,
            cell=cell,
            after=after,
            before=before,
        )
    return sentence(
        "supervisor {supervisor}{cell}: at most {after} of programme {programme} instead of "
        "{before}",
        supervisor=demand.identifier,
        cell=cell,
        programme=demand.other,
        after=after,
        before=before,
    )
