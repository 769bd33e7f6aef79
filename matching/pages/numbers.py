"""Numbers and dates as the readers of a language write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ..language import Lang, sentence
from .column import Kind, Value

NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def number_text(number: float, lang: Lang, decimals: int = 0) -> str:
    r"""Return a number with its thousands set apart, halves rounded away from zero.

    >>> number_text(-1234.5, "fr", 1)
    '−1\\u202f234,5'
    """
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    if lang == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return MINUS + text if rounded < 0 else text


def percent_text(share: float, lang: Lang, decimals: int = 0) -> str:
    """Return a share (0.25) as a percentage (25 %)."""
    return number_text(share * 100, lang, decimals) + percent_sign(lang)


def percent_sign(lang: Lang) -> str:
    """Return the sign with the space that belongs before it."""
    return "\N{NO-BREAK SPACE}%" if lang == "fr" else "%"


def date_text(day: date, lang: Lang) -> str:
    """Return a date: 31/05/2027 in French, 2027-05-31 in English."""
    return f"{day:%d/%m/%Y}" if lang == "fr" else day.isoformat()[:10]


def value_text(value: Value, kind: Kind, lang: Lang, decimals: int = 0) -> str:
    """Return a value of a column as it is read; nothing where it is not known."""
    if value is None:
        return ""
    if kind == "flag":
        return flag_text(bool(value), lang)
    if isinstance(value, date):
        return date_text(value, lang)
    if isinstance(value, str):
        return value
    if kind == "percent":
        return percent_text(value, lang, decimals)
    return number_text(value, lang, decimals)


def flag_text(value: bool, lang: Lang) -> str:
    """Return yes or no."""
    return (sentence("yes") if value else sentence("no")).said(lang)
