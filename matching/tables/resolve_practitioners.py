"""From parsed tables to requests, openings, aids and the weights of criteria."""

from __future__ import annotations

from ..practitioners import Aid, Criterion, Opening, Request
from .findings import Finding
from .parsing import Parsed
from .references import Known
from .resolve_places import rows_of
from .scopes import optional_scope


def requests(parsed: Parsed) -> tuple[Request, ...]:
    """Return the requests."""
    found = []
    for _, record in rows_of(parsed, "requests"):
        anchors = tuple(record.pop("anchors") or ())
        found.append(Request(**record, anchors=anchors))
    return tuple(sorted(found, key=lambda request: request.request_id))


def openings(parsed: Parsed) -> tuple[Opening, ...]:
    """Return the openings."""
    found = []
    for _, record in rows_of(parsed, "openings"):
        team = tuple(sorted(record.pop("team") or ()))
        found.append(Opening(**record, team=team))
    return tuple(sorted(found, key=lambda opening: opening.opening_id))


def aids(parsed: Parsed, known: Known, findings: list[Finding]) -> tuple[Aid, ...]:
    """Return the aids, the values of their scopes resolved."""
    found = []
    for index, record in rows_of(parsed, "aids"):
        values = optional_scope(parsed, known, ("aids", index), record, findings)
        found.append(Aid(**record, values=values))
    return tuple(sorted(found, key=lambda aid: aid.aid_id))


def criteria(parsed: Parsed) -> tuple[Criterion, ...]:
    """Return the weights of the criteria."""
    found = [Criterion(**record) for _, record in rows_of(parsed, "criteria")]
    return tuple(sorted(found, key=lambda criterion: criterion.criterion))
