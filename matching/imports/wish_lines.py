"""Answers as lines of the table of wishes, and where in the file each line goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from ..entities import Wish
from ..language import Lang
from ..tables.cells import clean
from ..tables.columns import Column
from ..tables.headings import slug
from ..tables.parsing import Parsed, ParsedTable
from ..tables.raw import RawTable
from ..tables.schema import TABLE
from .answers import Answer, Answers
from .labels import Label, Labels
from .table_edit import HEADING, TableEdit, Value

_LONG = ("student_id", "rank", "target", "target_kind", "refused")
Line = Mapping[str, Value]
"""One line of the table by canonical column."""


@dataclass(frozen=True)
class WishLines:
    """What changes in a semester's tables when answers are brought in.

    Attributes
    ----------
    edits
        The table of wishes; the students' too, where wishes stand beside them.
    written, replaced, kept
        Lines of the table of wishes.
    moved
        Wishes beside the students that are emptied, since the answers replace them.
    """

    edits: tuple[TableEdit, ...]
    written: int
    replaced: int
    kept: int
    moved: int

    @property
    def wishes(self) -> TableEdit:
        """The change of the table of wishes."""
        return self.edits[0]


def wish_lines(
    parsed: Parsed,
    answers: Answers,
    labels: Labels,
    *,
    sheet: str | None = None,
    examples: frozenset[int] = frozenset(),
) -> WishLines:
    """Return what changes in the tables of a semester.

    A table with a line per wish stays so, and so does one with a column per rank; refusals,
    ties and targets whose kind must be said have lines of their own in it. The lines of those
    who answered make room for the new ones; all other lines stay in their rows.

    Parameters
    ----------
    sheet
        The name of a sheet that is there for the wishes but has nothing in it.
    examples
        The numbers of rows that are a template's examples; they make room too.
    """
    table = parsed.get("wishes")
    students = {answer.student_id for answer in answers.given}
    free, kept = _free_rows(table, students, keep_refusals=not answers.refusals_asked)
    wide = table is not None and "target" not in table.cells and bool(table.family("wish_"))
    lines = [line for answer in answers.given for line in _lines(answer, labels, wide)]
    rows = sorted({*free, *examples})
    edit = _edit(table, lines, rows, language_of(parsed), sheet)
    moved = _wishes_beside(parsed["students"], students)
    edits = [edit, *([moved] if moved else [])]
    cleared = sum(map(len, moved.cells.values())) if moved else 0
    return WishLines(tuple(edits), len(lines), len(free), kept, cleared)


def language_of(parsed: Parsed, names: Sequence[str] = ("wishes", "students")) -> Lang:
    """Return the language of a file's headings: of the first of some tables that tells it."""
    for name in names:
        table = parsed.get(name)
        if table is not None:
            told = [_heading_language(table, column) for column in table.columns.values()]
            french, english = told.count("fr"), told.count("en")
            if french != english:
                return "fr" if french > english else "en"
            if slug(table.raw.title) != slug(table.table.name):
                return "fr"
    return "en"


def _heading_language(table: ParsedTable, column: Column) -> Lang | None:
    heading = slug(table.heading(column.name))
    if slug(column.name) == slug(column.french):
        return None
    return "fr" if heading == slug(column.french) else "en"


def _free_rows(
    table: ParsedTable | None, students: set[str], *, keep_refusals: bool
) -> tuple[list[int], int]:
    """Return the numbers of the rows to replace, and how many others there are."""
    if table is None:
        return [], 0
    columns = [table.values(name) for name in ("student_id", "refused", "target")]
    numbers = [table.raw.numbers[row] for row in table.rows]
    free = [
        number
        for number, student, refused, target in zip(numbers, *columns, strict=True)
        if student in students and not (keep_refusals and refused and target is not None)
    ]
    return free, len(numbers) - len(free)


def _lines(answer: Answer, labels: Labels, wide: bool) -> Iterator[Line]:
    ranked = [wish for wish in answer.wishes if not wish.refused]
    refused = [wish for wish in answer.wishes if wish.refused]
    if wide and ranked and _fits_one_line(ranked, labels):
        yield {
            "student_id": answer.student_id,
            **{f"wish_{wish.rank}": wish.target for wish in ranked},
        }
        ranked = []
    for wish in [*ranked, *refused]:
        yield {
            "student_id": wish.student_id,
            "rank": wish.rank,
            "target": wish.target,
            "target_kind": wish.target_kind if _needs_kind(wish, labels) else None,
            "refused": "yes" if wish.refused else None,
        }


def _fits_one_line(wishes: Sequence[Wish], labels: Labels) -> bool:
    tied = len({wish.rank for wish in wishes}) < len(wishes)
    return not tied and not any(_needs_kind(wish, labels) for wish in wishes)


def _needs_kind(wish: Wish, labels: Labels) -> bool:
    return labels.needs_kind(Label(wish.target_kind, wish.target))


def _edit(
    table: ParsedTable | None,
    lines: Sequence[Line],
    free: Sequence[int],
    lang: Lang,
    sheet: str | None,
) -> TableEdit:
    """Return the lines in the rows that become free, and then below the last row."""
    used = _in_use(lines)
    heading_row = HEADING if table is None else table.raw.heading_number
    positions = _positions(table, used)
    cells: dict[int, dict[int, Value]] = {}
    headings: dict[int, Value] = {
        position: _heading(name, lang)
        for name, position in positions.items()
        if table is None or name not in table.positions
    }
    if headings:
        cells[heading_row] = headings
    last = heading_row if table is None else last_row(table.raw)
    rows = iter([*free, *range(last + 1, last + 1 + len(lines))])
    for line, number in zip(lines, rows, strict=False):
        cells[number] = dict.fromkeys(positions.values()) | {
            positions[name]: _shown(name, value, lang)
            for name, value in line.items()
            if value is not None
        }
    for number in free[len(lines) :]:
        cells[number] = dict.fromkeys(positions.values())
    name = table.raw.name if table is not None else sheet or _title(lang)
    return TableEdit(name, cells, frozenset(free), heading_row, table is None and sheet is None)


def last_row(raw: RawTable) -> int:
    """Return the number of the last row with anything in it, also what is not read."""
    filled = (
        number
        for number, row in zip(raw.numbers, raw.rows, strict=True)
        if any(clean(cell) is not None for cell in row)
    )
    return max(filled, default=raw.heading_number)


def width(row: Sequence[object]) -> int:
    """Return how many columns of a row there are up to the last that is filled."""
    filled = (k for k in range(len(row) - 1, -1, -1) if clean(row[k]) is not None)
    return next(filled, -1) + 1


def _in_use(lines: Sequence[Line]) -> list[str]:
    """Return the columns that the lines need, in the order of the table."""
    used = {name for line in lines for name, value in line.items() if value is not None}
    wide = sorted((name for name in used if name.startswith("wish_")), key=lambda n: int(n[5:]))
    return [*(name for name in _LONG if name in used), *wide]


def _positions(table: ParsedTable | None, used: Sequence[str]) -> dict[str, int]:
    """Return the position of every column; those that are lacking come at the right."""
    if table is None:
        return {name: position for position, name in enumerate(_LONG)}
    positions = dict(table.positions)
    free = count(max([len(table.raw.headings), *map(width, table.raw.rows)]))
    for name in used:
        if name not in positions:
            positions[name] = next(free)
    return positions


def _heading(name: str, lang: Lang) -> str:
    column = TABLE["wishes"].find(name)
    assert column is not None
    return column.name if lang == "en" else column.french


def _shown(name: str, value: Value, lang: Lang) -> Value:
    """Return a value as the reader's language writes it."""
    if lang == "fr" and name == "refused":
        return "oui"
    if lang == "fr" and name == "target_kind":
        choices = TABLE["wishes"].by_name[name].choices
        return {choice.value: choice.french for choice in choices}[str(value)]
    return value


def _title(lang: Lang) -> str:
    return TABLE["wishes"].name if lang == "en" else TABLE["wishes"].french


def _wishes_beside(table: ParsedTable, students: set[str]) -> TableEdit | None:
    """Return the wishes in the students' table that the answers replace, emptied."""
    cells: dict[int, dict[int, Value]] = {}
    identifiers = table.values("student_id")
    for name in table.family("wish_"):
        for row, target in enumerate(table.cells[name]):
            if target is not None and identifiers[row] in students:
                number = table.raw.numbers[table.rows[row]]
                cells.setdefault(number, {})[table.positions[name]] = None
    return (
        TableEdit(table.raw.name, cells, frozenset(), table.raw.heading_number) if cells else None
    )
