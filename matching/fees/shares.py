"""The shares of the parts of a placement in a fee, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..money import Fee
from ..semester import Semester
from .days import Days, days_of, replacers_first, replacing

STUDENT = -1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a placement, as far as fees ask.

    Attributes
    ----------
    host
        Number of the supervisor in the placement.
    half_days
        Per week.
    weeks
        ``None``: all.
    fees
        Positions of the fees whose conditions on programme, place and distance it meets.
    """

    host: int
    half_days: int
    weeks: frozenset[int] | None
    fees: frozenset[int]


@dataclass(frozen=True, slots=True)
class Share:
    """What one part has of one fee; both are positions. ``months`` is ``None`` where paid once."""

    fee: int
    part: int
    months: Fraction | None
    share: Fraction

    def times(self, fee: Fee) -> Fraction:
        """Return how many times the fee's amount is paid."""
        if self.months is None:
            return self.share
        return self.share * self.months / (12 if fee.period == "year" else 1)


class Sharing:
    """The shares of any placement in the fees of a semester."""

    def __init__(self, semester: Semester, fees: Sequence[Fee]) -> None:
        self._fees = fees
        self._days = days_of(semester, fees)
        self._order = replacers_first(fees)
        self._replacing = replacing(fees)

    def of(self, number: int, parts: Sequence[Part]) -> list[Share]:
        """Return the shares of the parts in one fee, those with any, by part."""
        spent = [days for days in self._days if any(days.during(p.weeks) for p in parts)]
        if not spent:
            return []
        # Once: as it stands on the first day of the placement, its parts all counted.
        start = spent[0].in_force
        if self._fees[number].period == "once":
            return self._once(number, parts, spent, start)
        return self._monthly(number, parts, spent, start)

    def _once(
        self, number: int, parts: Sequence[Part], spent: Sequence[Days], start: frozenset[int]
    ) -> list[Share]:
        lasting = [sum(days.count for days in spent if days.during(p.weeks)) for p in parts]
        weights = [part.half_days * days for part, days in zip(parts, lasting, strict=True)]
        there = [k for k, weight in enumerate(weights) if weight]
        paid = self._paid(parts, there, start, start)[number]
        shares = _shares(self._fees[number], parts, there, paid, weights)
        return [Share(number, k, None, share) for k, share in shares.items()]

    def _monthly(
        self, number: int, parts: Sequence[Part], spent: Sequence[Days], start: frozenset[int]
    ) -> list[Share]:
        months: dict[int, Fraction] = {}
        times: dict[int, Fraction] = {}
        weights = [part.half_days for part in parts]
        for days in spent:
            lasting = [k for k, part in enumerate(parts) if days.during(part.weeks)]
            paid = self._paid(parts, lasting, days.in_force, start)[number]
            for k, share in _shares(self._fees[number], parts, lasting, paid, weights).items():
                months[k] = months.get(k, Fraction()) + days.months
                times[k] = times.get(k, Fraction()) + days.months * share
        return [Share(number, k, months[k], times[k] / months[k]) for k in sorted(times)]

    def _paid(
        self,
        parts: Sequence[Part],
        lasting: Sequence[int],
        in_force: frozenset[int],
        start: frozenset[int],
    ) -> Mapping[int, list[int]]:
        """Return, per fee, the parts that it pays for: a fee replaced replaces nothing itself."""
        paid: dict[int, list[int]] = {}
        for number in self._order:
            fee = self._fees[number]
            holds = number in (start if fee.period == "once" else in_force)
            found = [k for k in lasting if holds and number in parts[k].fees]
            replaced = {
                self._payee(fee, parts[k]) for other in self._replacing[number] for k in paid[other]
            }
            paid[number] = [k for k in found if self._payee(fee, parts[k]) not in replaced]
        return paid

    def _payee(self, fee: Fee, part: Part) -> int:
        return STUDENT if fee.payee == "student" else part.host


def _shares(
    fee: Fee,
    parts: Sequence[Part],
    lasting: Sequence[int],
    paid: Sequence[int],
    weights: Sequence[int],
) -> dict[int, Fraction]:
    """Return the share of each part that is paid for."""
    found = {}
    for k in paid:
        if fee.shared:
            among = lasting
        elif fee.payee == "student":
            among = paid
        else:
            among = [other for other in paid if parts[other].host == parts[k].host]
        found[k] = Fraction(weights[k], sum(weights[other] for other in among))
    return found
