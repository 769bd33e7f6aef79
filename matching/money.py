"""The rows of the table ``fees``: allowances and fees around a placement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Payee = Literal["student", "supervisor"]
Period = Literal["once", "month", "year"]


@dataclass(frozen=True, slots=True)
class Fee:
    """A sum that a student or a supervisor is paid; ``amount`` is in euros each ``period``.

    ``scope`` and ``values`` as those of a quota; without a scope it holds everywhere.
    ``min_km_home`` and ``min_km_campus`` are kilometres as the crow flies. ``shared`` says that
    only the half-days where it holds are paid for. ``excludes``: fees that are not paid where
    this one is. A missing ``period`` is resolved to ``once``.
    """

    fee_id: str
    name: str
    payee: Payee
    amount: Fraction
    programme_id: str | None = None
    scope: str | None = None
    values: tuple[str, ...] = ()
    min_km_home: float | None = None
    min_km_campus: float | None = None
    period: Period = "once"
    shared: Literal["half_days"] | None = None
    excludes: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    source: str | None = None

    def in_force(self, day: date) -> bool:
        """Say whether the fee holds on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
