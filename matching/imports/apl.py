"""Import of the official accessibility to general practitioners (APL) into the territories."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ..language import Sentence, plural_sentence, sentence
from ..tables.cells import clean, read_cell, text_of
from ..tables.columns import Column, Kind
from ..tables.findings import Finding, error, warning
from ..tables.headings import slug
from ..tables.raw import RawTable, letters
from ..tables.wrong import CellError
from .apl_columns import Figures, chosen_figures, clarity_of
from .communes import SEARCHED, commune_of
from .form import read_sheets
from .prepared import Prepared, named, prepared, raise_errors
from .target import Purpose, open_target
from .territory_column import (
    column_change,
    known_in,
    refuse_strangers,
    territories_of,
    unmatched,
    with_names,
)

PURPOSE = Purpose(sentence("the APL"), ("territories",), {"territories": "territory_id"})

_SHOWN = 60
_NO_FIGURE = frozenset({"", "nd", "ns", "nc", "na", "s", "secret", "so", "nonrenseigne"})
_MOST = 50
"""Consultations a year per inhabitant that no commune has: a decimal comma was lost."""


@dataclass
class _Found:
    """What a column holds.

    Attributes
    ----------
    values
        The figure of each of the semester's territories, ``None`` where the file says none.
    others
        Communes that are not in the semester.
    strange
        Rows with a figure and a text that is no commune's code.
    """

    values: dict[str, Fraction | None] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    strange: list[int] = field(default_factory=list)


def prepare_apl(
    file: str | Path,
    into: str | Path,
    *,
    year: int | None = None,
    age_limit: int | None = None,
    columns: Sequence[str] = (),
    keep: bool = False,
) -> Prepared:
    """Read the APL of communes and work out what it changes in a semester's territories.

    Nothing is written before `Prepared.write`.

    Parameters
    ----------
    file
        The official workbook, or a ``.csv``, ``.ods`` or ``.xlsx`` with a column of commune
        codes and one of figures.
    year
        The year wanted; the latest where none is given.
    age_limit
        65, 62 or 60: the figures that leave out older practitioners.
    columns
        Columns as the user names them, each as ``HEADING=code`` or ``HEADING=apl``.
    keep
        Whether figures that are there already stay.

    Raises
    ------
    CannotImport
        If the files are none that can be used so.
    InputError
        With every error of the file at once, each with its cell.
    """
    target = open_target(Path(into), PURPOSE)
    table = territories_of(target)
    sheets = read_sheets(Path(file), clarity_of, SEARCHED)
    figures = chosen_figures(Path(file).name, sheets, columns, year, age_limit)
    findings: list[Finding] = []
    known = known_in(table)
    found = _read(figures, known, findings)
    raise_errors(findings)
    refuse_strangers(figures.table, figures.code, found.values, len(found.others))
    given = {code: value for code, value in found.values.items() if value is not None}
    change = column_change(target.parsed, "apl", given, keep=keep)
    report = [
        _described(figures, len(found.values) + len(found.others)),
        *change.report(),
        *_without_figure(with_names(table, found.values.keys() - given.keys())),
        *unmatched(table, found.values, len(found.others), target.path.name),
    ]
    return prepared(target, report, findings, [change.edit], change.holds)


def _read(figures: Figures, known: Collection[str], findings: list[Finding]) -> _Found:
    """Return what a column holds; what is wrong with the semester's own is reported."""
    table, found = figures.table, _Found()
    column = Column(figures.heading, figures.heading, Kind.DECIMAL, "", minimum=0, maximum=_MOST)
    first: dict[str, int] = {}
    for row, cells in enumerate(table.rows):
        code = commune_of(cells[figures.code], known)
        cell = clean(cells[figures.column])
        if code is None:
            if _is_figure(cell) and clean(cells[figures.code]) is not None:
                found.strange.append(row)
            continue
        if code not in known:
            found.others.add(code)
            continue
        try:
            value = _figure(cell, column)
        except CellError as refused:
            findings.append(refused.at(table.where(row, figures.column)))
            continue
        if found.values.setdefault(code, value) != value:
            before = table.where(first[code], figures.column)
            findings.append(_twice(table.where(row, figures.column), code, before))
        first.setdefault(code, row)
    findings += _strange(table, figures.code, found.strange)
    return found


def _figure(cell: object, column: Column) -> Fraction | None:
    """Return a figure as its shortest decimal text says it; ``None`` where it is kept back."""
    if cell is None:
        return None
    # #N/A is an error of the spreadsheet, not a figure that is kept back.
    if isinstance(cell, str) and slug(cell) in _NO_FIGURE and not cell.startswith("#"):
        return None
    # A spreadsheet holds no more digits than a float.
    return Fraction(repr(float(read_cell(cell, column))))


def _is_figure(cell: object) -> bool:
    try:
        return _figure(cell, Column("", "", Kind.DECIMAL, "")) is not None
    except CellError:
        return False


def _twice(where: str, code: str, before: str) -> Finding:
    said = sentence(
        "the commune '{code}' has another figure at {before}.", code=code, before=before
    )
    return error("duplicate-identifier", where, said)


def _strange(table: RawTable, column: int, rows: Sequence[int]) -> Iterator[Finding]:
    """Yield the warning of rows with a figure whose code is none; totals look so."""
    if rows:
        said = plural_sentence(
            "'{text}' is no commune's code; the row's figure is left out.",
            "'{text}' is no commune's code; the figures of {count} such rows are left out.",
            count=len(rows),
            text=text_of(clean(table.rows[rows[0]][column]))[:_SHOWN],
        )
        yield warning("no-commune", table.where(rows[0], column), said)


def _described(figures: Figures, communes: int) -> Sentence:
    values = {
        "table": figures.table.name,
        "heading": " ".join(figures.heading.split()),
        "column": letters(figures.column),
        "row": figures.table.heading_number,
    }
    if figures.year is None:
        return plural_sentence(
            "{table}: column {column}, '{heading}', of a year that is not said; headings in row "
            "{row}; {count} commune.",
            "{table}: column {column}, '{heading}', of a year that is not said; headings in row "
            "{row}; {count} communes.",
            count=communes,
            **values,
        )
    return plural_sentence(
        "{table}: column {column}, '{heading}', {year}; headings in row {row}; {count} commune.",
        "{table}: column {column}, '{heading}', {year}; headings in row {row}; {count} communes.",
        count=communes,
        year=figures.year,
        **values,
    )


def _without_figure(territories: Sequence[str]) -> Iterator[Sentence]:
    if territories:
        yield plural_sentence(
            "In the file without a figure, and left as it is: {count} territory ({territories}).",
            "In the file without a figure, and left as they are: {count} territories "
            "({territories}).",
            count=len(territories),
            territories=named(territories),
        )
