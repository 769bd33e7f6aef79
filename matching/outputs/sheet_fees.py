"""The sheets of money: every payment, and what it comes to by zone, fee, supervisor, student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..fees.payments import Payment
from ..fees.totals import NO_ZONE, total_by, zone_of
from .fee_words import fee_word
from .labels import reading_order
from .sheet import Book, Cell, CellValue, Column, Sheet
from .view import View

_LAST = {"ZIP": -3, "ZAC": -2, "ZV": 1, "HV": 2, NO_ZONE: 3}
"""Zones in the order of need; others stand between."""


def write_fee_sheets(book: Book, view: View, paid: Sequence[Payment]) -> None:
    """Write both sheets."""
    _write_lines(book, view, paid)
    _Totals(book, view, paid).write()


def _write_lines(book: Book, view: View, paid: Sequence[Payment]) -> None:
    words = view.words
    columns = [
        Column(words["student"], 22),
        Column(words["student_id"], 10),
        Column(_said(view, "fee"), 40),
        Column(_said(view, "payee"), 15),
        Column(_said(view, "payee_name"), 22),
        Column(_said(view, "payee_id"), 12),
        Column(words["programme"], 11),
        Column(words["site"], 26),
        Column(words["territory"], 18),
        Column(words["zone"], 9),
        Column(words["half_day_count"], 13),
        Column(_said(view, "months"), 9),
        Column(_said(view, "share"), 9),
        Column(_said(view, "amount"), 14),
    ]
    names = view.labels.student
    payments = sorted(  # those of one student stay in their order
        paid, key=lambda p: (reading_order(names[p.student_id]), p.student_id)
    )
    rows = (_cells(view, payment) for payment in payments)
    book.table_sheet(_said(view, "sheet"), columns, rows)


def _cells(view: View, payment: Payment) -> list[CellValue]:
    labels = view.labels
    return [
        labels.student[payment.student_id],
        payment.student_id,
        payment.name,
        view.words[payment.payee].lower(),
        _payee(view, payment),
        payment.payee_id,
        payment.programme_id,
        labels.site[payment.site_id],
        labels.territory[payment.territory_id],
        payment.zone,
        payment.half_days,
        _said(view, "once") if payment.months is None else round(float(payment.months), 6),
        Cell(float(payment.share), "share"),
        _euros(payment.cents),
    ]


def _payee(view: View, payment: Payment) -> str:
    labels = view.labels
    names = labels.student if payment.payee == "student" else labels.supervisor
    return names[payment.payee_id]


def _euros(cents: int) -> Cell:
    return Cell(cents / 100, "decimal")


def _said(view: View, key: str) -> str:
    return fee_word(key, view.lang)


class _Totals:
    """The second sheet: blocks one under the other."""

    def __init__(self, book: Book, view: View, paid: Sequence[Payment]) -> None:
        self._view, self._paid = view, paid
        self._sheet: Sheet = book.sheet(_said(view, "sheet_totals"))
        self._row = 0

    def write(self) -> None:
        """Write the blocks."""
        found = {zone_of(payment) for payment in self._paid}
        zones = sorted(found, key=lambda zone: (_LAST.get(zone, 0), zone))
        self._sheet.set_widths((44, 16, 14, *(14 for _ in zones), 14, 60))
        self._by_zone(zones)
        for payee in ("supervisor", "student"):
            self._by_payee(payee)

    def _by_zone(self, zones: Sequence[str]) -> None:
        """Write what each fee comes to in each zone, with where it is from."""
        view = self._view
        said = [view.words["zone_none"] if zone == NO_ZONE else zone for zone in zones]
        headings = [_said(view, "fee"), _said(view, "payee"), view.words["programme"], *said]
        headings += [_said(view, "total"), _said(view, "source")]
        self._title(_said(view, "by_zone"), headings)
        for fee in view.semester.fees:
            own = [payment for payment in self._paid if payment.fee_id == fee.fee_id]
            cells = [fee.name, view.words[fee.payee].lower(), fee.programme_id]
            self._line([*cells, *self._in_zones(own, zones), fee.source])
        self._line([_said(view, "total"), None, None, *self._in_zones(self._paid, zones)])
        self._row += 1

    def _in_zones(self, payments: Sequence[Payment], zones: Sequence[str]) -> list[CellValue]:
        found = total_by(payments, zone_of)
        amounts = [found.get(zone, 0) for zone in zones]
        return [_euros(cents) for cents in (*amounts, sum(amounts))]

    def _by_payee(self, payee: str) -> None:
        """Write what each person is paid, in the order of names."""
        view = self._view
        own = [payment for payment in self._paid if payment.payee == payee]
        headings = [view.words[payee], view.words[f"{payee}_id"], _said(view, "amount")]
        self._title(_said(view, f"by_{payee}"), headings)
        names: Mapping[str, str] = getattr(view.labels, payee)
        self._lines(
            [names[name], name, _euros(cents)]
            for name, cents in sorted(
                total_by(own, lambda payment: payment.payee_id).items(),
                key=lambda pair: (reading_order(names[pair[0]]), pair[0]),
            )
        )
        total = sum(payment.cents for payment in own)
        self._line([_said(view, "total"), None, _euros(total)])
        self._row += 1

    def _title(self, title: str, headings: Sequence[str]) -> None:
        self._line([Cell(title, "section")])
        self._line([Cell(heading, "heading") for heading in headings])

    def _lines(self, rows: Iterator[list[CellValue]]) -> None:
        for row in rows:
            self._line(row)

    def _line(self, cells: Sequence[CellValue]) -> None:
        self._sheet.write_row(self._row, cells)
        self._row += 1
