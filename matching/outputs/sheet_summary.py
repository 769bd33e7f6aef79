"""The first sheet: how many are placed, how good it is, and who is not placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..need import SOURCES, needs
from ..result import StudentPlacement
from .counts import Counts, count, is_placed
from .figures import bound_text, class_text, gap_text, tier_title, tier_value_text
from .labels import reading_order
from .sentences import last_line
from .sheet import Book, Cell, CellValue, Sheet, Style
from .status_text import is_optimised
from .view import View


def write_summary_sheet(book: Book, view: View) -> None:
    """Write the sheet as blocks, one under the other."""
    words = view.words
    counts = count(view.semester, view.placement)
    sheet = book.sheet(words["sheet_summary"])
    sheet.set_widths((34, 34, 16, 14, 34))
    title = words["title"].format(semester=view.semester.settings.semester)
    sheet.write_row(0, [Cell(title, "title")])
    sheet.write_row(1, [Cell(last_line(view.placement, counts, view.lang), "section")])
    page = _Page(sheet, first_row=3)
    _unplaced(page, view)
    _distributions(page, view, counts)
    _needs(page, view)
    _objectives(page, view)
    _remarks(page, view)
    page.block(words["colours"], (), ([cell] for cell in _colours(view)))


class _Page:
    """Blocks written one under the other, with an empty row between them."""

    def __init__(self, sheet: Sheet, first_row: int) -> None:
        self._sheet = sheet
        self._row = first_row

    def block(
        self, title: str, headings: Sequence[str], rows: Iterable[Iterable[CellValue]]
    ) -> None:
        """Write a title, headings if any, and rows."""
        self._line([Cell(title, "section")])
        if headings:
            self._line([Cell(heading, "heading") for heading in headings])
        for row in rows:
            self._line(row)
        self._row += 1

    def _line(self, cells: Iterable[CellValue]) -> None:
        self._sheet.write_row(self._row, cells)
        self._row += 1


def _unplaced(page: _Page, view: View) -> None:
    words, names = view.words, view.labels.student
    students = sorted(
        (s for s in view.placement.students if not is_placed(s)),
        key=lambda s: (reading_order(names[s.student_id]), s.student_id),
    )
    if not students:
        return
    headings = [words[key] for key in ("student", "reason", "student_id", "programme")]
    rows = (_unplaced_cells(view, student) for student in students)
    page.block(words["unplaced_students"], headings, rows)


def _unplaced_cells(view: View, student: StudentPlacement) -> list[CellValue]:
    return [
        Cell(view.labels.student[student.student_id], "bad"),
        view.words.get(f"reason_{student.reason}", student.reason or ""),
        student.student_id,
        student.programme_id,
    ]


def _distributions(page: _Page, view: View, counts: Counts) -> None:
    words, lang = view.words, view.lang
    programmes = view.semester.programme
    page.block(
        words["by_programme"],
        [words[key] for key in ("programme", "mechanism", "students", "placed")],
        (
            [
                f"{identifier} {programmes[identifier].name}",
                words.get(view.placement.mechanisms.get(identifier, ""), ""),
                programme.students,
                programme.placed,
            ]
            for identifier, programme in counts.by_programme.items()
        ),
    )
    page.block(
        words["by_wish_rank"],
        [words["wish_rank"], words["students"]],
        ([class_text(name, lang), number] for name, number in counts.by_wish_rank.items()),
    )
    page.block(
        words["by_zone"],
        [words["zone"], words["students"]],
        ([words.get(f"zone_{zone}", zone), n] for zone, n in counts.by_zone.items()),
    )
    page.block(
        words["by_setting"],
        [words["setting"], words["students"]],
        ([words[setting], number] for setting, number in counts.by_setting.items()),
    )


def _needs(page: _Page, view: View) -> None:
    """Write how many territories with a site have their need from which source."""
    words = view.words
    at = {site.territory_id for site in view.semester.sites}
    rows: list[list[CellValue]] = []
    for profession in sorted({p.profession for p in view.semester.programmes}):
        found = needs(view.semester, profession)
        counted = Counter(found[territory].source for territory in at)
        rows += [
            [profession, words[f"need_{source}"], counted[source]]
            for source in SOURCES
            if counted[source]
        ]
    headings = [words[key] for key in ("profession", "need_source", "territories")]
    page.block(words["needs_by_source"], headings, rows)


def _objectives(page: _Page, view: View) -> None:
    words, lang = view.words, view.lang
    if not is_optimised(view.placement):
        figures = [tier for tier in view.placement.tiers if tier.name != "placed"]
        page.block(
            words["figures"],
            [words[key] for key in ("tier", "value")],
            (
                [tier_title(tier, lang), tier_value_text(tier.name, tier.value, lang)]
                for tier in figures
            ),
        )
        return
    page.block(
        words["objectives"],
        [words[key] for key in ("tier", "value", "bound", "gap")],
        (
            [
                tier_title(tier, lang),
                tier_value_text(tier.name, tier.value, lang),
                bound_text(tier.name, tier.bound, lang),
                gap_text(tier.gap, lang),
            ]
            for tier in view.placement.tiers
        ),
    )


def _remarks(page: _Page, view: View) -> None:
    remarks = [note.said(view.lang) for note in view.placement.notes]
    if view.placement.softened:
        quotas = ", ".join(view.placement.softened)
        remarks.insert(0, view.words["softened"].format(quotas=quotas))
    if remarks:
        page.block(view.words["notes"], (), ([remark] for remark in remarks))


def _colours(view: View) -> list[Cell]:
    shown: tuple[tuple[str, Style], ...] = (
        ("liberal", "liberal"),
        ("centre", "centre"),
        ("colour_absent", "absent"),
        ("colour_keep", "mark"),
        ("is_unplaced", "bad"),
    )
    return [Cell(view.words[key], style) for key, style in shown]
