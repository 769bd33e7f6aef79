"""The wishes as written, in long and wide form, by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..entities import TargetKind
from ..language import sentence
from .findings import Finding, error
from .parsing import Parsed, ParsedTable, empty_cell


@dataclass(frozen=True)
class Block:
    """Wishes of one column of a table, as written; ``rows`` are those of the table."""

    table: ParsedTable
    column: str
    rows: Sequence[int]
    students: Sequence[str]
    ranks: Sequence[int | None]
    targets: Sequence[str]
    kinds: Sequence[TargetKind | None]
    refused: Sequence[bool]

    def where(self, line: int) -> str:
        """Return the name of a wish's cell."""
        return self.table.where(self.rows[line], self.column)

    def only(self, lines: Sequence[int]) -> Block:
        """Return some of the wishes."""

        def chosen(values: Sequence[Any]) -> list[Any]:
            return [values[line] for line in lines]

        columns = (self.rows, self.students, self.ranks, self.targets, self.kinds, self.refused)
        return Block(self.table, self.column, *map(chosen, columns))


def wish_blocks(parsed: Parsed, findings: list[Finding]) -> list[Block]:
    """Return the wishes of both forms; a student's wishes stand in one table only."""
    table, students = parsed.get("wishes"), parsed.get("students")
    wide = list(_wide(students)) if students is not None else []
    if table is None:
        return wide
    if "target" not in table.cells and not table.family("wish_"):
        message = sentence(
            "{table} has no column 'target' (or 'cible'), nor 'wish_1' (or 'voeu_1').",
            table=table.raw.title,
        )
        findings.append(error("missing-column", table.where(), message))
    own = [*_long(table, findings), *_wide(table)]
    _report_two_answers(table, findings)
    _report_both(own, wide, findings)
    return [*own, *wide]


def _long(table: ParsedTable, findings: list[Finding]) -> Iterator[Block]:
    """Yield the wishes with a line each."""
    if "target" not in table.cells:
        return
    names = ("student_id", "rank", "target", "target_kind", "refused")
    columns = [table.values(name) for name in names]
    block = Block(table, "target", range(len(table)), *columns)
    wrong = {row for row, _ in table.wrong}
    written = enumerate(zip(block.targets, block.ranks, strict=True))
    bare = {row for row, (target, rank) in written if target is None or rank is None}
    left_out = wrong | {row for row in sorted(bare - wrong) if not _is_whole(block, row, findings)}
    yield block.only([row for row in block.rows if row not in left_out]) if left_out else block


def _is_whole(block: Block, row: int, findings: list[Finding]) -> bool:
    """Say whether a line has a target, and a rank or a refusal; report it where not."""
    table = block.table
    if block.targets[row] is None:
        if not any(table.cells[name][row] for name in table.family("wish_")):
            findings.append(empty_cell(table, row, "target"))
        return False
    if block.ranks[row] is None and not block.refused[row]:
        findings.append(empty_cell(table, row, "rank"))
        return False
    return True


def _wide(table: ParsedTable) -> Iterator[Block]:
    """Yield the wishes with a column per rank."""
    wrong = {row for row, _ in table.wrong}
    students = table.values("student_id")
    for name in table.family("wish_"):
        cells = table.cells[name]
        rows = [row for row, cell in enumerate(cells) if cell is not None and row not in wrong]
        n = len(rows)
        yield Block(
            table,
            name,
            rows,
            [students[row] for row in rows],
            [int(name.removeprefix("wish_"))] * n,
            [cells[row] for row in rows],
            [None] * n,
            [False] * n,
        )


def _report_two_answers(table: ParsedTable, findings: list[Finding]) -> None:
    """Report students with two lines of a form: which of them counts cannot be known."""
    family = table.family("wish_")
    first: dict[str, str] = {}
    for row, student in enumerate(table.values("student_id") if family else ()):
        column = next((name for name in family if table.cells[name][row] is not None), None)
        if student is None or column is None:
            continue
        where = table.where(row, column)
        if first.setdefault(student, where) != where:
            findings.append(_twice(student, where, first[student]))


def _report_both(own: list[Block], wide: list[Block], findings: list[Finding]) -> None:
    """Report students whose wishes stand in two tables; refusals may stand apart."""
    if not any(block.rows for block in wide):
        return
    there = _first_lines(own)
    for student, (block, line) in _first_lines(wide).items():
        if student in there:
            other, place = there[student]
            findings.append(_twice(student, block.where(line), other.where(place)))


def _first_lines(blocks: list[Block]) -> dict[str, tuple[Block, int]]:
    """Return the first wish of each student that is no refusal."""
    found: dict[str, tuple[Block, int]] = {}
    for block in blocks:
        for line, (student, refused) in enumerate(zip(block.students, block.refused, strict=True)):
            if student not in found and not refused:
                found[student] = block, line
    return found


def _twice(student: str, here: str, there: str) -> Finding:
    message = sentence(
        "the wishes of '{student}' stand both here and at {other}; leave one.",
        student=student,
        other=there,
    )
    return error("wishes-twice", here, message)
