"""A table of changes as it was understood."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Finding
from .schema_changes import TABLE_OF


@dataclass(frozen=True)
class Change:
    """One line of the table of changes.

    Attributes
    ----------
    week
        The first week that it holds for, from 1.
    column
        Canonical name of a column of the table, empty where the line names none.
    value
        The cell as found; ``None``: nothing.
    where
        Its row; ``id_where`` and ``value_where``: its cells of the identifier and the value.
    """

    change: str
    identifier: str
    week: int
    half_days: tuple[int, ...]
    column: str
    value: object
    reason: str
    where: str
    id_where: str
    value_where: str

    @property
    def table(self) -> str:
        """The table whose row it is about."""
        return TABLE_OF[self.change]


@dataclass(frozen=True)
class AddedRow:
    """A row that stands beside the changes: the cells by canonical column, and their names."""

    table: str
    owner: str
    cells: tuple[tuple[str, object], ...]
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ChangeTable:
    """Changes by week, then as they are sorted by content; and the rows they bring."""

    changes: tuple[Change, ...]
    added: tuple[AddedRow, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def weeks(self) -> tuple[int, ...]:
        """The distinct weeks, ascending."""
        return tuple(sorted({change.week for change in self.changes}))


@dataclass(frozen=True)
class Named:
    """Whom a line is about, whether or not the rest of it can be understood."""

    change: str
    identifier: str
    where: str


@dataclass(frozen=True)
class Scanned:
    """A table of changes as far as it can be understood.

    Attributes
    ----------
    table
        The lines without faults.
    named
        Whom the lines are about, those with faults too.
    findings
        What is wrong or doubtful.
    """

    table: ChangeTable
    named: tuple[Named, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What is wrong."""
        return tuple(finding for finding in self.findings if finding.severity == "error")
