"""Checks of what practitioners are ranked by: criteria, teams, anchors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..language import sentence
from ..practitioners import CRITERIA, Request
from ..semester import Semester
from .findings import Finding, error, warning
from .headings import suggestion


def check_practitioners(semester: Semester) -> Iterator[Finding]:
    """Yield what is wrong or odd with criteria and requests."""
    yield from _criteria(semester)
    yield from _teams(semester)
    for request in semester.requests:
        if request.max_minutes is not None and not request.anchors:
            where = semester.cells["requests", request.request_id, "max_minutes"]
            message = sentence(
                "request '{request}' limits its journey, and names no place to count it from.",
                request=request.request_id,
            )
            yield warning("no-anchor", where, message)


def _criteria(semester: Semester) -> Iterator[Finding]:
    for line in semester.criteria:
        if line.criterion not in CRITERIA:
            where = semester.cells["criteria", line.criterion, "criterion"]
            message = sentence("criterion '{criterion}' does not exist.", criterion=line.criterion)
            hint = suggestion(line.criterion, CRITERIA)
            there = sentence("There are {known}.", known=CRITERIA)
            yield error("unknown-reference", where, message, hint or there)
    if semester.criteria and not any(line.weight for line in semester.criteria):
        where = semester.cells["criteria", semester.criteria[0].criterion, "weight"]
        yield error("no-weight", where, sentence("no criterion has a weight above 0."))


def _teams(semester: Semester) -> Iterator[Finding]:
    teams: dict[str, list[Request]] = defaultdict(list)
    for request in semester.requests:
        if request.team_id is not None:
            teams[request.team_id].append(request)
    for team, members in sorted(teams.items()):
        if len(members) == 1:
            where = semester.cells["requests", members[0].request_id, "team_id"]
            message = sentence("team '{team}' has one request only.", team=team)
            yield warning("lonely-team", where, message)
