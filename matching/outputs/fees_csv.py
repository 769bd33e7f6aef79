"""``fees.csv``: a line per fee, student and part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ..fees.cents import cents_text
from ..fees.payments import Payment
from .decimals import decimal_text

FILE_NAME = "fees.csv"
COLUMNS = (
    "student_id",
    "fee_id",
    "name",
    "payee",
    "payee_id",
    "programme_id",
    "part",
    "supervisor_id",
    "site_id",
    "territory_id",
    "zone",
    "half_days",
    "months",
    "share",
    "amount_eur",
)
"""Column names, in order."""


def fees_csv(payments: Iterable[Payment]) -> str:
    """Return the text of the file: comma-separated, one header line, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(payment) for payment in payments)
    return text.getvalue()


def _cells(payment: Payment) -> list[str | int | None]:
    return [
        payment.student_id,
        payment.fee_id,
        payment.name,
        payment.payee,
        payment.payee_id,
        payment.programme_id,
        payment.part,
        payment.supervisor_id,
        payment.site_id,
        payment.territory_id,
        payment.zone,
        payment.half_days,
        None if payment.months is None else decimal_text(payment.months),
        decimal_text(payment.share),
        cents_text(payment.cents),
    ]
