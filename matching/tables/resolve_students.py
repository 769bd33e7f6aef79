"""From parsed tables to students and what is decided about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

from ..entities import Amount, Conflict, HistoryLine, HostRanking, Lock, Quota, Student
from ..language import sentence
from .dates import read_month
from .findings import Finding, error, warning
from .numbers import is_number
from .parsing import Parsed, ParsedTable
from .references import Known
from .resolve_places import rows_of
from .scopes import scoped_values
from .tidying import text_of


def students(parsed: Parsed) -> tuple[Student, ...]:
    """Return the students."""
    found = []
    no_credit = Fraction(0)
    for _, record in rows_of(parsed, "students"):
        record["credit"] = record["credit"] or no_credit
        found.append(Student(**record))
    return tuple(sorted(found, key=lambda student: student.student_id))


def host_rankings(parsed: Parsed) -> tuple[HostRanking, ...]:
    """Return the lists of hosts."""
    found = [HostRanking(**record) for _, record in rows_of(parsed, "host_rankings")]
    return tuple(
        sorted(
            found,
            key=lambda line: (
                line.offer_id or "",
                line.supervisor_id or "",
                line.rank if line.rank is not None else 10**9,
                line.student_id,
            ),
        )
    )


def quotas(parsed: Parsed, known: Known, findings: list[Finding]) -> tuple[Quota, ...]:
    """Return the quotas, percentages and hardness resolved."""
    table = parsed.get("quotas")
    if table is None:
        return ()
    enrolled = Counter(_programmes_of_students(parsed))
    findings += chain.from_iterable(_ones_among_shares(table, name) for name in ("min", "max"))
    found = []
    for index, record in table.records():
        line = ("quotas", index)
        given = record["scope"], record["value"]
        values = scoped_values(parsed, known, line, *given, findings)
        students_counted = (
            enrolled[record["programme_id"]] if record["programme_id"] else enrolled.total()
        )
        for name in ("min", "max"):
            amount = record[name]
            if amount is not None and amount.percent and record["unit"] == "half_days":
                message = sentence(
                    "{column}: a percentage is of students, not of half-days.",
                    column=table.heading(name),
                )
                where = table.where(index, name)
                findings.append(error("percent-of-half-days", where, message))
        found.append(_quota(record, values, students_counted))
    return tuple(sorted(found, key=lambda quota: quota.quota_id))


def _ones_among_shares(table: ParsedTable, name: str) -> Iterator[Finding]:
    """Yield each 1 in a column of shares: one student, or what a spreadsheet makes of 100 %."""
    if name not in table.cells:
        return
    written = {row: _number_in(table.written(row, name)) for row in range(len(table))}
    if not any(number is not None and 0 < number < 1 for number in written.values()):
        return
    for row, number in written.items():
        if number == 1:
            message = sentence(
                "{column} 1 is read as one, among percentages; if all are meant, write 100% as "
                "text.",
                column=table.heading(name),
            )
            yield warning("ambiguous-amount", table.where(row, name), message)


def _number_in(cell: object) -> Fraction | None:
    """Return the number that a cell holds without a sign of percentage, if any."""
    text = text_of(cell)
    return Fraction(text.replace(",", ".")) if is_number(text) else None


def _programmes_of_students(parsed: Parsed) -> Sequence[str]:
    table = parsed.get("students")
    return table.values("programme_id") if table is not None else ()


def _quota(record: dict[str, Any], values: tuple[str, ...], n_students: int) -> Quota:
    hard = record["hard"]
    return Quota(
        quota_id=record["quota_id"],
        scope=record["scope"],
        values=values,
        programme_id=record["programme_id"],
        min_count=count_of(record["min"], n_students, up=True),
        max_count=count_of(record["max"], n_students, up=False),
        hard_min=False if hard is None else hard,
        hard_max=True if hard is None else hard,
        unit=record["unit"],
    )


def count_of(amount: Amount | None, n_students: int, *, up: bool) -> int | None:
    """Return an amount as a whole number; a percentage is rounded up or down."""
    if amount is None:
        return None
    if not amount.percent:
        return int(amount.value)
    share = amount.value * n_students / 100
    return -(-share.numerator // share.denominator) if up else int(share)


def locks(parsed: Parsed) -> tuple[Lock, ...]:
    """Return the locks."""
    found = []
    for _, record in rows_of(parsed, "locks"):
        record["supervisor_ids"] = tuple(sorted(record["supervisor_ids"] or ()))
        record["half_days"] = record["half_days"] or ()
        found.append(Lock(**record))
    return tuple(sorted(found, key=lambda lock: lock.student_id))


def conflicts(parsed: Parsed) -> tuple[Conflict, ...]:
    """Return the conflicts."""
    found = [Conflict(**record) for _, record in rows_of(parsed, "conflicts")]
    return tuple(
        sorted(
            found,
            key=lambda line: (
                line.student_id,
                line.supervisor_id or "",
                line.site_id or "",
                line.reason or "",
            ),
        )
    )


def history(parsed: Parsed, known: Known) -> tuple[HistoryLine, ...]:
    """Return the history of the students of this semester."""
    present = known.get("students", ())
    found = [
        HistoryLine(**record | {"semester": read_month(record["semester"])})
        for _, record in rows_of(parsed, "history")
        if record["student_id"] in present
    ]
    return tuple(
        sorted(
            found,
            key=lambda line: (
                line.student_id,
                line.semester,
                line.supervisor_id or "",
                line.site_id or "",
                line.programme_id or "",
                line.validated,
            ),
        )
    )
