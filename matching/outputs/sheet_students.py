"""The sheet by student: a row per part, students in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator

from ..entities import Site
from .figures import half_days_text
from .labels import reading_order
from .placement_rows import PlacementRow, rows_of
from .sheet import Book, Cell, CellValue, Column, Style
from .view import View

MARK = "x"
_KEEP = 1  # the column to mark: beside the name, which stays in view
_IDENTIFIERS = ("offer_id", "supervisor_id", "site_id", "housed_id")


def write_student_sheet(book: Book, view: View) -> None:
    """Write the sheet; unplaced students and the settings are coloured.

    In the column beside the names a coordinator marks who keeps the placement in another run.
    """
    words = view.words
    columns = [
        Column(words["student"], 22),
        Column(words["keep"], 8),
        Column(words["student_id"], 10),
        Column(words["programme"], 11),
        Column(words["status"], 11),
        Column(words["wish_rank"], 8),
        Column(words["part"], 7),
        Column(words["supervisor"], 22),
        Column(words["site"], 26),
        Column(words["setting"], 12),
        Column(words["territory"], 18),
        Column(words["zone"], 9),
        Column(words["half_days"], 22),
        Column(words["half_day_count"], 10),
        Column(words["weeks"], 9),
        Column(words["minutes"], 10),
        Column(words["housed"], 14),
        Column(words["offer"], 16),
        Column(words["reason"], 18),
        *(Column(words[name], 12, hidden=True) for name in _IDENTIFIERS),
    ]
    names = view.labels.student
    rows = sorted(
        rows_of(view.semester, view.placement),
        key=lambda row: (reading_order(names[row.student_id]), row.student_id, row.part or 0),
    )
    cells = (_cells(view, row) for row in rows)
    sheet = book.table_sheet(words["sheet_students"], columns, cells)
    sheet.worksheet.data_validation(
        *(1, _KEEP, max(1, len(rows)), _KEEP),
        {
            "validate": "list",
            "source": [MARK],
            "input_title": words["keep"],
            "input_message": words["keep_help"],
            "show_error": False,  # "oui" is as good
        },
    )


def _cells(view: View, row: PlacementRow) -> list[CellValue]:
    return [*_student_cells(view, row), *_part_cells(view, row), *_identifiers(row)]


def _identifiers(row: PlacementRow) -> Iterator[CellValue]:
    """Yield what the marks need to be read back, whatever the names shown are."""
    yield from (row.offer_id, row.supervisor_id, row.site_id, row.housed)


def _mark(view: View, row: PlacementRow) -> CellValue:
    """Return the cell to mark; a place kept already is marked once, at its first part."""
    if row.part is None:
        return None
    marks = view.placement.marks
    kept = marks is not None and row.part == 1 and row.student_id in marks.students
    return Cell(MARK if kept else None, "mark")


def _student_cells(view: View, row: PlacementRow) -> Iterator[CellValue]:
    style: Style = "bad" if row.status == "unplaced" else "plain"
    yield Cell(view.labels.student[row.student_id], style)
    yield _mark(view, row)
    yield row.student_id
    yield row.programme_id
    yield Cell(view.words[f"is_{row.status}"], style)
    yield None if row.wish_rank is None else round(float(row.wish_rank), 6)


def _part_cells(view: View, row: PlacementRow) -> Iterator[CellValue]:
    if row.supervisor_id is None or row.site_id is None:
        yield from [None] * 12
        yield Cell(view.words.get(f"reason_{row.reason}", row.reason), "bad")
        return
    labels = view.labels
    site = view.semester.site[row.site_id]
    profession = view.semester.programme[row.programme_id].profession
    yield row.part
    yield labels.supervisor[row.supervisor_id]
    yield labels.site[row.site_id]
    yield setting_cell(view, site)
    yield labels.territory[site.territory_id]
    yield view.zones.get((site.territory_id, profession))
    yield half_days_text(row.half_days, view.lang)
    yield row.half_day_count
    yield row.weeks
    yield row.minutes
    yield labels.site[row.housed] if row.housed else None
    yield labels.offer[row.offer_id] if row.offer_id else None
    yield None


def setting_cell(view: View, site: Site) -> Cell:
    """Return a site's setting in words, in its colour."""
    return Cell(view.words[site.setting], site.setting)
