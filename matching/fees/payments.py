"""What a placement pays: a line per fee and part, in cents that add up.

For a fee each part has a share of each day of the placement, ``h`` being half-days a week:

- ``shared``: ``h`` ÷ the half-days of all parts that last on the day;
- otherwise, of a student: ``h`` ÷ the half-days of the parts where the fee holds;
- otherwise, of a supervisor: ``h`` ÷ those of its own parts where it holds (so each supervisor
  is paid in full).

A part where the fee does not hold has none. The sum of the shares over the days of the semester,
each a part of its month, times the amount is what the part is paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..entities import Student
from ..money import Fee, Payee
from ..outputs.placement_rows import sorted_parts
from ..part_weeks import weeks_of_part
from ..result import PlacedPart, Placement, StudentPlacement
from ..semester import Semester
from .cents import whole_cents
from .holding import Holding
from .shares import Part, Share, Sharing


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of ``fees.csv``: what one fee pays for one part of a placement.

    ``months`` is how long it is paid for, ``None`` where it is paid once; ``share`` the part's
    share of the fee over this time. ``part`` counts from 1.
    """

    student_id: str
    fee_id: str
    name: str
    payee: Payee
    payee_id: str
    programme_id: str
    part: int
    supervisor_id: str
    site_id: str
    territory_id: str
    zone: str | None
    half_days: int
    months: Fraction | None
    share: Fraction
    cents: int


def payments(semester: Semester, placement: Placement) -> tuple[Payment, ...]:
    """Return every payment, sorted by student, fee, then part."""
    if not semester.fees:
        return ()
    paying = _Paying(semester)
    students = sorted(placement.students, key=lambda s: s.student_id)
    return tuple(payment for student in students for payment in paying.of(student))


class _Paying:
    """What is the same for all students, looked up once."""

    def __init__(self, semester: Semester) -> None:
        self._semester = semester
        self._holding = Holding(semester)
        self._sharing = Sharing(semester, semester.fees)
        self._known: dict[tuple[Part, ...], tuple[tuple[Share, int], ...]] = {}

    def of(self, placed: StudentPlacement) -> Iterator[Payment]:
        """Yield the payments of one student's placement."""
        parts = sorted_parts(placed)
        key = self._parts(self._semester.student[placed.student_id], placed, parts)
        if key not in self._known:
            self._known[key] = tuple(self._in_cents(key))
        for share, cents in self._known[key]:
            yield self._payment(placed, parts, share, cents)

    def _parts(
        self, student: Student, placed: StudentPlacement, parts: Sequence[PlacedPart]
    ) -> tuple[Part, ...]:
        holds = self._holding.of(student, placed.programme_id, [p.site_id for p in parts])
        hosts = list(dict.fromkeys(part.supervisor_id for part in parts))
        return tuple(
            Part(
                host=hosts.index(part.supervisor_id),
                half_days=len(part.half_days),
                weeks=weeks_of_part(self._semester, placed, part),
                fees=holds[k],
            )
            for k, part in enumerate(parts)
        )

    def _in_cents(self, parts: tuple[Part, ...]) -> Iterator[tuple[Share, int]]:
        """Yield shares with their cents, by fee, then part."""
        for number, fee in enumerate(self._semester.fees):
            shares = self._sharing.of(number, parts)
            for group in _rounded_together(fee, parts, shares):
                amounts = [fee.amount * share.times(fee) for share in group]
                yield from zip(group, whole_cents(amounts), strict=True)

    def _payment(
        self, placed: StudentPlacement, parts: Sequence[PlacedPart], share: Share, cents: int
    ) -> Payment:
        fee, part = self._semester.fees[share.fee], parts[share.part]
        territory = self._semester.site[part.site_id].territory_id
        return Payment(
            student_id=placed.student_id,
            fee_id=fee.fee_id,
            name=fee.name,
            payee=fee.payee,
            payee_id=placed.student_id if fee.payee == "student" else part.supervisor_id,
            programme_id=placed.programme_id,
            part=share.part + 1,
            supervisor_id=part.supervisor_id,
            site_id=part.site_id,
            territory_id=territory,
            zone=self._holding.zone(territory, placed.programme_id),
            half_days=len(part.half_days),
            months=share.months,
            share=share.share,
            cents=cents,
        )


def _rounded_together(
    fee: Fee, parts: Sequence[Part], shares: Sequence[Share]
) -> Iterator[Sequence[Share]]:
    """Yield the shares whose cents add up: of one fee, or of one supervisor paid in full."""
    if fee.payee == "student" or fee.shared:
        yield shares
        return
    for host in dict.fromkeys(parts[share.part].host for share in shares):
        yield [share for share in shares if parts[share.part].host == host]
