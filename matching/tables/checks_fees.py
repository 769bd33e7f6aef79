"""Checks of the fees: what replaces what, and distances that can be known."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import sentence
from ..money import Fee
from ..semester import Semester
from .findings import Finding, error, warning


def check_fees(semester: Semester) -> Iterator[Finding]:
    """Yield what is wrong or odd with fees."""
    by_id = {fee.fee_id: fee for fee in semester.fees}
    for fee in semester.fees:
        yield from _payees(semester, by_id, fee)
        yield from _distance(semester, fee)
        yield from _over(semester, fee)
    yield from _circles(semester, by_id)


def _payees(semester: Semester, by_id: dict[str, Fee], fee: Fee) -> Iterator[Finding]:
    for name in fee.excludes:
        if name in by_id and by_id[name].payee != fee.payee:
            message = sentence(
                "fee '{fee}' cannot replace '{other}': one is paid to students, the other to "
                "supervisors.",
                fee=fee.fee_id,
                other=name,
            )
            yield error("fee-excludes", semester.cells["fees", fee.fee_id, "excludes"], message)


def _distance(semester: Semester, fee: Fee) -> Iterator[Finding]:
    if fee.min_km_campus and semester.settings.campus is None:
        message = sentence(
            "fee '{fee}' counts the distance from the campus, and the setting campus is empty.",
            fee=fee.fee_id,
        )
        yield error("no-campus", semester.cells["fees", fee.fee_id, "min_km_campus"], message)


def _over(semester: Semester, fee: Fee) -> Iterator[Finding]:
    """Warn of a fee that is not in force on any day of the semester."""
    first, last = semester.settings.first_day, semester.settings.last_day
    column = "end" if fee.end is not None and fee.end < first else "start"
    if column == "end" or (fee.start is not None and fee.start > last):
        message = sentence(
            "fee '{fee}' is not in force in this semester ({first} to {last}).",
            fee=fee.fee_id,
            first=first,
            last=last,
        )
        yield warning("fee-not-in-force", semester.cells["fees", fee.fee_id, column], message)


def _circles(semester: Semester, by_id: dict[str, Fee]) -> Iterator[Finding]:
    """Yield each circle of fees that replace each other, once, at its first fee by name."""
    told: set[str] = set()
    for name in sorted(by_id):
        circle = _circle(by_id, name)
        if not circle or told & set(circle):
            continue
        told |= set(circle)
        message = sentence(
            "the fees {fees} replace each other in a circle.", fees=" → ".join([*circle, circle[0]])
        )
        yield error("fee-excludes", semester.cells["fees", name, "excludes"], message)


def _circle(by_id: dict[str, Fee], name: str) -> list[str]:
    """Return a way from a fee back to itself along what is replaced; empty where there is none."""
    ways = [[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in by_id[way[-1]].excludes:
            if other == name:
                return way
            if other in by_id and other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
