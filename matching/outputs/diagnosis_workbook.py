"""``diagnosis.xlsx``: the diagnosis as a planner reads and prints it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import SupportsFloat

from xlsxwriter import Workbook

from ..language import Lang
from ..territories.diagnosis import Diagnosis
from ..territories.facts import ALL, Area
from ..territories.indicators import number_of
from ..territories.profession_names import profession_name
from .diagnosis_columns import COLUMNS, DiagnosisColumn, Group, Line, lines_of, plain
from .diagnosis_most import most_lacking
from .diagnosis_texts import (
    area_name,
    count_sentence,
    limit_sentences,
    limit_text,
    shown_value,
    source_sentences,
    title_of,
)
from .diagnosis_words import diagnosis_words
from .sheet import Book, Cell, CellValue, Column, Style
from .workbook import CREATED

FILE_NAME = "diagnosis.xlsx"
MOST_LACKING = 15

_LEFT_OUT = frozenset({"lat", "lon", "need_percentile", "accessibility_supply", "ages_known"})
_WIDTHS = {"name": 28.0, "sectors": 18.0, "profession": 22.0, "need_source": 20.0}
_NARROW, _WIDE = 11.0, 24.0
_WHOLE_STEPS = frozenset({"population"})


def diagnosis_workbook(diagnosis: Diagnosis, lang: Lang) -> bytes:
    """Return the workbook: summary, territories, totals, indicators, sources."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": title_of(diagnosis, lang), "created": CREATED})
        book = Book(workbook)
        _summary(book, diagnosis, lang)
        _territories(book, diagnosis, lang)
        _totals(book, diagnosis, lang)
        if diagnosis.indicators:
            _indicators(book, diagnosis, lang)
        _sources(book, diagnosis, lang)
    return buffer.getvalue()


def _summary(book: Book, diagnosis: Diagnosis, lang: Lang) -> None:
    words = diagnosis_words(lang)
    sheet = book.sheet(words["sheet_summary"])
    sheet.set_widths((34, 16, 12, 14, 16, 14, 14, 14))
    sheet.write_row(0, [Cell(title_of(diagnosis, lang), "title")])
    sheet.write_row(1, [Cell(count_sentence(diagnosis).said(lang), "section")])
    row = 3
    for profession in diagnosis.professions:
        for cells in _profession_block(diagnosis, profession, lang):
            sheet.write_row(row, cells)
            row += 1
        row += 1


def _profession_block(
    diagnosis: Diagnosis, profession: str, lang: Lang
) -> Iterator[Sequence[CellValue]]:
    """Yield the lines of one profession: the totals, then where most is lacking."""
    words = diagnosis_words(lang)
    yield [Cell(profession_name(profession, lang), "section")]
    headings = ["area", "population", "need_mean", "accessibility_mean", "fte_per_10000"]
    headings += ["over_60_share", "gini", "extreme_tenths"]
    yield [Cell(words[key], "heading") for key in headings]
    for area in diagnosis.areas:
        if area.profession == profession and area.kind in ("selection", ALL):
            yield [
                area_name(area, lang),
                area.population,
                Cell(area.need, "decimal"),
                Cell(area.access, "decimal"),
                Cell(area.fte_per_10000, "decimal"),
                Cell(area.workforce.over_60, "percent"),
                Cell(area.inequality.gini, "decimal"),
                Cell(area.inequality.extreme_tenths, "decimal"),
            ]
    rows = most_lacking(diagnosis, profession, MOST_LACKING)
    if rows:
        yield []
        headings = ["name", "population", "need", "accessibility", "zone", "need_rank"]
        yield [Cell(words[key], "heading") for key in headings]
    for one in rows:
        territory = diagnosis.semester.territory[one.territory_id]
        yield [
            territory.name,
            territory.population,
            Cell(plain_number(one.known_need), "decimal"),
            Cell(one.access.value, "decimal"),
            one.need.zone,
            None if one.standing is None else one.standing.rank,
        ]


def plain_number(value: SupportsFloat | None) -> float | None:
    """Return a fraction as a number."""
    return None if value is None else float(value)


_SHEETS: tuple[tuple[str, frozenset[Group]], ...] = (
    ("sheet_territories", frozenset({"place", "need", "access", "supply"})),
    ("sheet_grounds", frozenset({"near", "grounds"})),
    ("sheet_compare", frozenset({"parts", "compare"})),
)
"""What each sheet by territory shows: one of all columns could not be printed."""

_ROW_NAMES = ("territory_id", "name", "profession")


def _territories(book: Book, diagnosis: Diagnosis, lang: Lang) -> None:
    words = diagnosis_words(lang)
    lines = list(lines_of(diagnosis))
    named = [column for column in COLUMNS if column.name in _ROW_NAMES]
    for key, groups in _SHEETS:
        own = [c for c in COLUMNS if c.group in groups and c.name not in {*_LEFT_OUT, *_ROW_NAMES}]
        used = [*named, *(column for column in own if _has_values(column, lines))]
        if len(used) == len(named):
            continue
        columns = [Column(words[c.name], _width(c)) for c in used]
        rows = ([_cell(column, line, lang) for column in used] for line in lines)
        book.table_sheet(words[key], columns, rows, frozen_columns=2)


def _has_values(column: DiagnosisColumn, lines: Iterable[Line]) -> bool:
    """Say whether a column holds anything: one without is left out of the workbook."""
    if column.name == "need":
        return True
    found = (column.read(line) for line in lines)
    return any(value is not None and value is not False for value in found)


def _width(column: DiagnosisColumn) -> float:
    wide = column.name.endswith("_nearest")
    return _WIDTHS.get(column.name, _WIDE if wide else _NARROW)


def _cell(column: DiagnosisColumn, line: Line, lang: Lang) -> CellValue:
    value = shown_value(column, line, lang)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)) and column.name not in _WHOLE_STEPS:
        return Cell(value, _style(column))
    return value


def _style(column: DiagnosisColumn) -> Style:
    if column.kind == "share":
        return "percent"
    return "decimal" if column.kind == "number" else "number"


_AREA_COLUMNS: tuple[tuple[str, float], ...] = (
    ("area", 30),
    ("profession", 22),
    ("territories", 11),
    ("population", 12),
    ("need_mean", 11),
    ("accessibility_mean", 13),
    ("accessibility_unit", 16),
    ("share_under", 14),
    ("gini", 13),
    ("extreme_tenths", 13),
    ("providers", 13),
    ("fte", 10),
    ("fte_per_10000", 12),
    ("over_60_share", 10),
    ("leavers_5_years", 11),
    ("leavers_10_years", 11),
    ("supervisors", 11),
    ("supervisor_places", 13),
    ("seats", 10),
    ("students", 11),
    ("students_before", 12),
)


def _totals(book: Book, diagnosis: Diagnosis, lang: Lang) -> None:
    words = diagnosis_words(lang)
    limit = limit_text(diagnosis, lang)
    columns = [Column(words[key].format(limit=limit), width) for key, width in _AREA_COLUMNS]
    rows = (_area_cells(area, lang) for area in diagnosis.areas)
    book.table_sheet(words["sheet_areas"], columns, rows, frozen_columns=2)


def _area_cells(area: Area, lang: Lang) -> list[CellValue]:
    staff, hosting, unequal = area.workforce, area.hosting, area.inequality
    unit = diagnosis_words(lang).get(f"unit_{area.access_unit}")
    return [
        area_name(area, lang),
        profession_name(area.profession, lang),
        area.territories,
        area.population,
        Cell(area.need, "decimal"),
        Cell(area.access, "decimal"),
        unit,
        Cell(unequal.share_under, "percent"),
        Cell(unequal.gini, "decimal"),
        Cell(unequal.extreme_tenths, "decimal"),
        staff.providers,
        Cell(staff.fte, "decimal"),
        Cell(area.fte_per_10000, "decimal"),
        Cell(staff.over_60, "percent"),
        staff.leavers_5,
        staff.leavers_10,
        hosting.supervisors,
        hosting.supervisor_places,
        hosting.seats,
        hosting.students,
        hosting.students_before,
    ]


def _indicators(book: Book, diagnosis: Diagnosis, lang: Lang) -> None:
    """Write a line per indicator and territory, under the headings of a diagnosis."""
    words = diagnosis_words(lang)
    names = ["territory_id", "name", "indicator", "value"]
    columns = [
        Column(words["area"], 30),
        *(Column(words[key], width) for key, width in zip(names, (10, 28, 34, 40), strict=True)),
        Column(words["mean_of"].format(area=words["department"]), 16),
        Column(words["mean_of"].format(area=words["area_all"]), 16),
    ]
    columns[0] = Column(words["sheet_indicators"], 30)
    book.table_sheet(words["sheet_indicators"], columns, _indicator_rows(diagnosis, lang), 3)


def _indicator_rows(diagnosis: Diagnosis, lang: Lang) -> Iterator[list[CellValue]]:
    words = diagnosis_words(lang)
    means = {key: dict(values) for key, values in diagnosis.means.items()}
    everywhere = means[ALL, ""]
    for territory in diagnosis.territories:
        around = means.get(("department", territory.department or ""), {})
        for one in diagnosis.indicators:
            text = territory.indicators.get(one.column)
            if text is None:
                continue
            side = "" if one.side is None else f" ({words[f'side_{one.side}'].lower()})"
            yield [
                words[f"heading_{one.heading}"] + side,
                territory.territory_id,
                territory.name,
                one.label,
                Cell(number_of(text), "number") if one.numeric else text,
                Cell(_rounded(around.get(one.column)), "decimal"),
                Cell(_rounded(everywhere.get(one.column)), "decimal"),
            ]


def _rounded(value: float | None) -> float | None:
    found = None if value is None else plain(value)
    return float(found) if isinstance(found, (int, float)) else None


def _sources(book: Book, diagnosis: Diagnosis, lang: Lang) -> None:
    words = diagnosis_words(lang)
    sheet = book.sheet(words["sheet_sources"])
    sheet.set_widths((120,))
    said = [*source_sentences(diagnosis, lang), *limit_sentences(diagnosis)]
    sheet.write_row(0, [Cell(words["sheet_sources"], "title")])
    for number, one in enumerate(said, start=2):
        sheet.write_row(number, [one.said(lang)])
