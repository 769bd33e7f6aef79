"""Checks of requests and openings for what is possible but hardly meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..language import Sentence, sentence
from ..practitioners import Opening, Request
from ..semester import Semester
from .findings import Finding, warning
from .geography import Point, kilometres
from .headings import suggestion

MOST_FTE, MOST_M2, MOST_SEATS, MOST_MINUTES = 1.5, 1_000.0, 20, 240.0
"""What is larger is hardly meant."""
YEARS_BEFORE, YEARS_AFTER = 10, 10
"""Dates farther from the first day of the semester are hardly meant."""
FAR_KM = 300.0
"""An anchor farther from every territory is hardly meant."""
SETTINGS = ("liberal", "centre")


def check_settling(semester: Semester) -> Iterator[Finding]:
    """Yield values of requests and openings that look mistaken."""
    for request in semester.requests:
        yield from _request(semester, request)
    for opening in semester.openings:
        yield from _opening(semester, opening)
    yield from _wanted_by_nobody(semester)


def _request(semester: Semester, request: Request) -> Iterator[Finding]:
    name = request.request_id
    if not 0 < request.fte <= MOST_FTE:
        yield _unlikely(semester, "requests", name, "fte", request.fte)
    if (request.wants_premises_m2 or 0) > MOST_M2:
        yield _unlikely(semester, "requests", name, "wants_premises_m2", request.wants_premises_m2)
    if (request.max_minutes or 0) > MOST_MINUTES:
        yield _unlikely(semester, "requests", name, "max_minutes", request.max_minutes)
    for column in ("available_from", "opened_on", "next_date"):
        yield from _date(semester, "requests", name, column, getattr(request, column))
    opened, planned = request.opened_on, request.next_date
    if opened is not None and planned is not None and planned < opened:
        said = sentence(
            "the next step of request '{request}' is on {planned}, before its first contact on "
            "{opened}.",
            request=name,
            planned=planned,
            opened=opened,
        )
        yield warning("step-too-early", semester.cells["requests", name, "next_date"], said)
    yield from _anchors(semester, request)


def _opening(semester: Semester, opening: Opening) -> Iterator[Finding]:
    name = opening.opening_id
    if opening.seats > MOST_SEATS:
        yield _unlikely(semester, "openings", name, "seats", opening.seats)
    for column in ("available_from", "leaver_date"):
        yield from _date(semester, "openings", name, column, getattr(opening, column))
    if opening.setting not in SETTINGS:
        said = sentence(
            "the setting '{setting}' of opening '{opening}' is neither liberal nor centre: it "
            "suits every way of working.",
            setting=opening.setting,
            opening=name,
        )
        hint = suggestion(opening.setting, SETTINGS)
        yield warning("unlisted-setting", semester.cells["openings", name, "setting"], said, hint)


def _unlikely(semester: Semester, table: str, name: str, column: str, value: object) -> Finding:
    said = sentence(
        "{column} {value} of '{name}' is hardly meant.", column=column, value=value, name=name
    )
    return warning("unlikely-value", semester.cells[table, name, column], said)


def _date(
    semester: Semester, table: str, name: str, column: str, day: date | None
) -> Iterator[Finding]:
    first = semester.settings.first_day
    if day is not None and not -YEARS_BEFORE <= day.year - first.year <= YEARS_AFTER:
        yield _unlikely(semester, table, name, column, day)


def _anchors(semester: Semester, request: Request) -> Iterator[Finding]:
    """Yield anchors that lie far from every territory."""
    points = [(t.lat, t.lon) for t in semester.territories if t.lat is not None]
    known = [(lat, lon) for lat, lon in points if lat is not None and lon is not None]
    where = semester.cells["requests", request.request_id, "anchors"]
    for anchor in request.anchors if known else ():
        if isinstance(anchor, str) or _near(anchor, known):
            continue
        said = sentence(
            "anchor {lat} {lon} of request '{request}' is far from every territory.",
            lat=anchor[0],
            lon=anchor[1],
            request=request.request_id,
        )
        yield warning("implausible-coordinates", where, said, _exchanged(anchor, known))


def _near(point: Point, known: list[Point]) -> bool:
    return any(kilometres(point, other) <= FAR_KM for other in known)


def _exchanged(point: Point, known: list[Point]) -> Sentence | None:
    """Return what helps where latitude and longitude are exchanged."""
    lat, lon = point[1], point[0]
    if abs(lat) <= 90 and _near((lat, lon), known):
        return sentence("Did you mean {lat} {lon}?", lat=lat, lon=lon)
    return None


def _wanted_by_nobody(semester: Semester) -> Iterator[Finding]:
    """Yield the first request of each profession that no opening is for."""
    offered = {opening.profession for opening in semester.openings}
    told: set[str] = set()
    for request in semester.requests if offered else ():
        if request.profession in offered | told:
            continue
        told.add(request.profession)
        said = sentence("no opening is for profession '{name}'.", name=request.profession)
        where = semester.cells["requests", request.request_id, "profession"]
        yield warning("no-opening", where, said, suggestion(request.profession, offered))
