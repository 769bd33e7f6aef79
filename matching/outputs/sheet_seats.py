"""The sheet of what is left: seats of offers, and places with supervisors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..entities import Offer, Supervisor
from .figures import half_days_text
from .labels import reading_order
from .sheet import Book, Cell, CellValue, Column
from .view import View


def write_seat_sheet(book: Book, view: View) -> None:
    """Write the sheet: offers first, then supervisors, each in the order of their names.

    Students in surnombre take no seat of an offer.
    """
    words = view.words
    columns = [
        Column(words["type"], 16),
        Column(words["name"], 30),
        Column(words["identifier"], 13),
        Column(words["programmes"], 18),
        Column(words["where"], 36),
        Column(words["places"], 9),
        Column(words["taken"], 9),
        Column(words["left"], 10),
        Column(words["free_half_days"], 46),
        Column(words["limits"], 22),
        Column(words["remark"], 24),
    ]
    book.table_sheet(words["sheet_seats"], columns, _rows(view), frozen_columns=2)


def _rows(view: View) -> Iterator[list[CellValue]]:
    taken = Counter(
        placed.offer_id
        for placed in view.placement.students
        if view.semester.student[placed.student_id].surnombre is None
    )
    semester, labels = view.semester, view.labels
    offers = sorted(
        semester.offers, key=lambda o: (reading_order(labels.offer[o.offer_id]), o.offer_id)
    )
    for offer in offers:
        yield _offer_cells(view, offer, taken[offer.offer_id])
    for supervisor in sorted(
        semester.supervisors, key=lambda s: (reading_order(s.name), s.supervisor_id)
    ):
        yield _supervisor_cells(view, supervisor)


def _offer_cells(view: View, offer: Offer, taken: int) -> list[CellValue]:
    words, labels = view.words, view.labels
    lacking = offer.min_seats - taken if offer.open else 0
    remark: CellValue = None
    if not offer.open:
        remark = words["closed"]
    elif lacking > 0:
        remark = Cell(words["lacking"].format(count=lacking), "bad")
    parts = (
        f"{labels.supervisor[part.supervisor_id]} @ {labels.site[part.site_id]}"
        for part in offer.parts
    )
    return [
        words["seat_offer"],
        labels.offer[offer.offer_id],
        offer.offer_id,
        offer.programme_id,
        "\n".join(parts),
        offer.seats,
        taken,
        max(0, offer.seats - taken) if offer.open else 0,
        None,
        None,
        remark,
    ]


def _supervisor_cells(view: View, supervisor: Supervisor) -> list[CellValue]:
    identifier = supervisor.supervisor_id
    hosted = view.occupancy.at_once(identifier)
    left = max(0, supervisor.max_students - hosted)
    limits = (
        f"{programme}: {view.occupancy.at_once(identifier, programme)} / {limit}"
        for programme, limit in sorted(supervisor.limits.items())
    )
    return [
        view.words["seat_supervisor"],
        view.labels.supervisor[identifier],
        identifier,
        ", ".join(supervisor.programmes),
        view.labels.site[supervisor.site_id],
        supervisor.max_students,
        hosted,
        left,
        half_days_text(view.occupancy.free_half_days(supervisor), view.lang) if left else None,
        "\n".join(limits),
        None,
    ]
