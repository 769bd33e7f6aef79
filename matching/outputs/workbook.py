"""``placements.xlsx``: the placement as a coordinator reads it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

from xlsxwriter import Workbook

from ..fees.payments import Payment
from ..language import Lang
from ..result import Placement
from ..semester import Semester
from .sheet import Book
from .sheet_fees import write_fee_sheets
from .sheet_places import write_site_sheet, write_territory_sheet
from .sheet_reasons import write_reason_sheet
from .sheet_seats import write_seat_sheet
from .sheet_students import write_student_sheet
from .sheet_summary import write_summary_sheet
from .sheet_supervisors import write_supervisor_sheet
from .view import View

FILE_NAME = "placements.xlsx"
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Fixed, so that the same result gives the same bytes."""


def workbook_bytes(
    semester: Semester,
    placement: Placement,
    lang: Lang,
    after_summary: Callable[[Book, View], None] | None = None,
    paid: tuple[Payment, ...] | None = None,
) -> bytes:
    """Return the workbook: a summary, then one table per question a coordinator asks.

    ``after_summary`` writes a sheet of its own behind the summary; ``paid`` is what the fees come
    to, where they are told.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        view = View(semester, placement, lang)
        workbook.set_properties(
            {
                "title": view.words["title"].format(semester=semester.settings.semester),
                "created": CREATED,
            }
        )
        book = Book(workbook)
        write_summary_sheet(book, view)
        if after_summary is not None:
            after_summary(book, view)
        write_student_sheet(book, view)
        write_supervisor_sheet(book, view)
        write_site_sheet(book, view)
        write_territory_sheet(book, view)
        write_seat_sheet(book, view)
        write_reason_sheet(book, view)
        if paid is not None:
            write_fee_sheets(book, view, paid)
    return buffer.getvalue()
