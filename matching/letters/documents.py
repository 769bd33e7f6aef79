"""What each document is filled with: one per student, per supervisor or per part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..entities import Supervisor
from ..fees.payments import Payment
from ..fees.totals import total_by
from ..halfdays import HALF_DAYS
from ..outputs.figures import half_days_text
from ..outputs.occupancy import Stay
from ..outputs.placement_rows import sorted_parts
from ..outputs.view import View
from .fields import FROM_TABLES, Fields, at_the_top

By = Literal["student", "supervisor", "part"]
BY: tuple[By, ...] = ("student", "supervisor", "part")


@dataclass(frozen=True)
class Document:
    """One document to be made.

    Attributes
    ----------
    identifiers
        What tells it apart from others: of the student, the supervisor, the part.
    name
        Of the person, for the name of its file.
    fields
        What the template may name, in both languages.
    """

    identifiers: tuple[str, ...]
    name: str
    fields: Mapping[str, object]


def documents(view: View, by: By, students: Sequence[str] = ()) -> Iterator[Document]:
    """Yield the documents, by identifier; of some students only, where they are named."""
    made = _Made(view)
    if by == "supervisor":
        for supervisor in view.semester.supervisors:
            stays = made.stays_at(supervisor.supervisor_id)
            if stays:
                yield made.of_supervisor(supervisor, stays)
        return
    for student in view.semester.students:
        stays = made.stays_of(student.student_id)
        if not stays or (students and student.student_id not in students):
            continue
        if by == "student":
            yield made.of_student(stays)
        else:
            for stay in stays:
                yield made.of_part(stays, stay)


class _Made:
    """The fields of a placement, put together."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._stays: dict[str, list[Stay]] = {}
        for stays in view.occupancy.by_supervisor.values():
            for stay in stays:
                self._stays.setdefault(stay.student.student_id, []).append(stay)
        self._by_payee: dict[tuple[str, str], list[Payment]] = {}

    def stays_of(self, student_id: str) -> list[Stay]:
        """Return a student's parts, in order."""
        found = self._stays.get(student_id, [])
        order = sorted_parts(found[0].placement) if found else []
        return sorted(found, key=lambda stay: order.index(stay.part))

    def stays_at(self, supervisor_id: str) -> list[Stay]:
        """Return the parts with a supervisor, by student."""
        return self._view.occupancy.by_supervisor.get(supervisor_id, [])

    def of_student(self, stays: Sequence[Stay]) -> Document:
        """Return the document of a student."""
        student = stays[0].student
        values = {
            **self._placement(stays[0]),
            **self._common(stays, with_student=False),
            **self._money("student", student.student_id),
        }
        return Document((student.student_id,), student.name, at_the_top(values))

    def of_supervisor(self, supervisor: Supervisor, stays: Sequence[Stay]) -> Document:
        """Return the document of a supervisor."""
        values = {
            "supervisor": self._row("supervisor", supervisor),
            **self._place(supervisor.site_id),
            **self._common(stays, with_student=True),
            **self._money("supervisor", supervisor.supervisor_id),
        }
        return Document((supervisor.supervisor_id,), supervisor.name, at_the_top(values))

    def of_part(self, stays: Sequence[Stay], stay: Stay) -> Document:
        """Return the document of one part of a student's placement."""
        supervisor = self._view.semester.supervisor[stay.part.supervisor_id]
        student, number = stay.student, list(stays).index(stay) + 1
        values = {
            **self._placement(stay),
            "part": self._part(stay, number),
            "supervisor": self._row("supervisor", supervisor),
            **self._place(stay.part.site_id),
            **self._common([stay], with_student=False, first=number),
            **self._money("supervisor", supervisor.supervisor_id, student.student_id, number),
        }
        names = (student.student_id, str(number), supervisor.supervisor_id)
        return Document(names, student.name, at_the_top(values))

    def _placement(self, stay: Stay) -> dict[str, object]:
        """Return whose placement it is."""
        semester, placed = self._view.semester, stay.placement
        offer = semester.offer.get(placed.offer_id or "")
        housed = semester.site.get(placed.housed or "")
        return {
            "student": self._row("student", stay.student),
            "programme": self._row("programme", semester.programme[placed.programme_id]),
            "offer": self._row("offer", offer),
            "housed": None if housed is None else housed.name,
        }

    def _place(self, site_id: str) -> dict[str, object]:
        semester = self._view.semester
        site = semester.site[site_id]
        territory = semester.territory[site.territory_id]
        return {"site": self._row("site", site), "territory": self._row("territory", territory)}

    def _common(
        self, stays: Sequence[Stay], *, with_student: bool, first: int = 1
    ) -> dict[str, object]:
        parts = [self._part(stay, number) for number, stay in enumerate(stays, start=first)]
        return {
            "semester": self._semester(),
            "parts": parts,
            "week": self._week(stays, with_student=with_student),
        }

    def _semester(self) -> Fields:
        settings = self._view.semester.settings
        return Fields(
            "semester",
            {
                "semester": settings.semester,
                "start": self._day(settings.first_day),
                "end": self._day(settings.last_day),
                "months": settings.semester_months,
                "weeks": settings.n_weeks,
            },
        )

    def _part(self, stay: Stay, number: int) -> Fields:
        semester, part = self._view.semester, stay.part
        first = semester.settings.first_day
        begins = first + timedelta(weeks=min(stay.weeks) - 1)
        ends = first + timedelta(weeks=max(stay.weeks), days=-1)
        return Fields(
            "part",
            {
                "part": number,
                "half_days": half_days_text(part.half_days, self._view.lang),
                "half_day_count": len(part.half_days),
                "weeks": part.weeks,
                "start": self._day(begins),
                "end": self._day(min(ends, semester.settings.last_day)),
                "minutes": part.minutes,
                "student": self._row("student", stay.student),
                "programme": self._row("programme", semester.programme[stay.student.programme_id]),
                "supervisor": self._row("supervisor", semester.supervisor[part.supervisor_id]),
                **self._place(part.site_id),
            },
        )

    def _week(self, stays: Sequence[Stay], *, with_student: bool) -> Fields:
        """Return who is where at each half-day: names and sites, a line each."""
        labels = self._view.labels
        cells: dict[str, list[str]] = {name: [] for name in HALF_DAYS}
        for stay in stays:
            part = stay.part
            who = labels.supervisor[part.supervisor_id]
            if with_student:
                who = labels.student[stay.student.student_id]
            for half_day in part.half_days:
                cells[HALF_DAYS[half_day]].append(f"{who}, {labels.site[part.site_id]}")
        return Fields("week", {name: "\n".join(lines) for name, lines in cells.items()})

    def _money(
        self, payee: str, payee_id: str, student_id: str | None = None, part: int | None = None
    ) -> dict[str, object]:
        """Return what is paid to somebody, by fee; for one part of a placement, where named."""
        own = [
            payment
            for payment in self._payments(payee, payee_id)
            if student_id is None or (payment.student_id, payment.part) == (student_id, part)
        ]
        names = {payment.fee_id: payment.name for payment in own}
        fees = [
            Fields("fee", {"fee_id": fee, "name": names[fee], "amount": self._euros(cents)})
            for fee, cents in total_by(own, lambda payment: payment.fee_id).items()
        ]
        total = sum(payment.cents for payment in own)
        return {"fees": fees, "fees_total": self._euros(total)}

    def _payments(self, payee: str, payee_id: str) -> list[Payment]:
        if not self._by_payee:
            for payment in self._view.payments:
                key = (payment.payee, payment.payee_id)
                self._by_payee.setdefault(key, []).append(payment)
        return self._by_payee.get((payee, payee_id), [])

    def _row(self, kind: str, row: object) -> Fields:
        """Return a row of a table as fields; without a row, all of them empty."""
        words = self._view.words
        values = {
            name: getattr(row, name, None) for name in FROM_TABLES[kind][1] if row is not None
        }
        for name in ("kind", "setting"):
            if name in values:
                values[name] = words.get(str(values[name]), values[name])
        return Fields(kind, values)

    def _day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}" if self._view.lang == "fr" else day.isoformat()

    def _euros(self, cents: int) -> str:
        text = f"{cents // 100:,}.{cents % 100:02d}"
        if self._view.lang == "en":
            return text
        return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
