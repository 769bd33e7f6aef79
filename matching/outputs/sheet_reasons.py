"""The sheet of reasons: why a better wish was not given."""

from __future__ import annotations

from ..result import Refusal
from .labels import reading_order
from .reasons_csv import sorted_refusals
from .sheet import Book, CellValue, Column
from .view import View


def write_reason_sheet(book: Book, view: View) -> None:
    """Write the sheet: a row per refused wish, students in the order of their names."""
    words = view.words
    columns = [
        Column(words["student"], 26),
        Column(words["student_id"], 12),
        Column(words["wish_rank"], 9),
        Column(words["target"], 34),
        Column(words["text"], 70),
        Column(words["moved"], 12),
        Column(words["code"], 16),
        Column(words["rule"], 14),
        Column(words["tier"], 26),
        Column(words["low"], 12),
        Column(words["high"], 12),
        Column(words["proof"], 14),
    ]
    names = view.labels.student
    # Sorting keeps the order of wishes within a student.
    refusals = sorted(
        sorted_refusals(view.placement.refusals),
        key=lambda r: (reading_order(names[r.student_id]), r.student_id),
    )
    rows = (_cells(view, refusal) for refusal in refusals)
    book.table_sheet(words["sheet_reasons"], columns, rows)


def _cells(view: View, refusal: Refusal) -> list[CellValue]:
    return [
        view.labels.student[refusal.student_id],
        refusal.student_id,
        refusal.wish_rank,
        view.labels.target(refusal.target),
        refusal.said.said(view.lang),
        _number(refusal.moved),
        refusal.code,
        refusal.rule,
        view.words.get(f"tier_{refusal.tier}", refusal.tier),
        _number(refusal.low),
        _number(refusal.high),
        view.words.get(f"proof_{refusal.proof}", refusal.proof),
    ]


def _number(text: str) -> CellValue:
    """Return a number as one, so that it can be sorted and filtered; other text as it is."""
    return int(text) if text.lstrip("-").isdecimal() else text
