"""What a spreadsheet itself checks and offers in the cells of a template."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..language import Lang, Sentence, sentence
from .columns import Column, Kind
from .describing import limits_of, table_name
from .schema import TABLE
from .writing import FLAG_WORDS

_EARLIEST = date(1900, 1, 1)
_NUMBERS = {Kind.INTEGER: "integer", Kind.NUMBER: "decimal", Kind.DECIMAL: "decimal"}
_HUGE = 10**12


def validation(column: Column, lang: Lang) -> dict[str, Any] | None:
    """Return the validation of a column's cells for XlsxWriter, ``None`` where anything goes.

    What only reading can judge (several identifiers in a cell, other codes, the ways to say
    yes) is offered as a list and not refused.
    """
    if column.kind is Kind.CHOICE:
        return _choices(column, lang)
    if column.kind is Kind.FLAG:
        return _offered([*reversed(FLAG_WORDS[lang])])
    if column.kind is Kind.PRESENCE:
        return _offered(["x", "a"])
    if len(column.references) == 1 and column.kind is not Kind.LIMITS:
        return _reference(column, lang)
    if column.kind in _NUMBERS:
        return _number(column, lang)
    if column.kind is Kind.DATE:
        needed = sentence("A date is needed, as in {day}.", day=date(2027, 5, 31))
        return {
            "validate": "date",
            "criteria": ">=",
            "value": _EARLIEST,
            **_refused("warning", needed, lang),
        }
    return None


def _choices(column: Column, lang: Lang) -> dict[str, Any]:
    values = [choice.value if lang == "en" else choice.french for choice in column.choices]
    if column.open_choice:
        return _offered(values)
    message = sentence("Choose one of the list.")
    return {"validate": "list", "source": values, **_refused("stop", message, lang)}


def _offered(source: list[str] | str) -> dict[str, Any]:
    """Return a list that is offered; other entries are let through without a question."""
    return {"validate": "list", "source": source, "show_error": False}


def _reference(column: Column, lang: Lang) -> dict[str, Any]:
    """Return the list of the identifiers that stand in another sheet by now."""
    table = TABLE[column.references[0]]
    sheet = table_name(table.name, lang)
    filled = f"COUNTA('{sheet}'!$A:$A)-1"
    # From the heading on: it stays when the example's row is deleted.
    source = f"=OFFSET('{sheet}'!$A$1,1,0,MAX(1,{filled}),1)"
    if column.kind not in (Kind.IDENTIFIER, Kind.TERRITORY) or column.lenient:
        return _offered(source)
    message = sentence("The sheet '{sheet}' has no such identifier yet.", sheet=sheet)
    return {"validate": "list", "source": source, **_refused("warning", message, lang)}


def _number(column: Column, lang: Lang) -> dict[str, Any]:
    whole = column.kind is Kind.INTEGER
    needed = sentence("A whole number is needed.") if whole else sentence("A number is needed.")
    limits = limits_of(column)
    low = -_HUGE if column.minimum is None else column.minimum
    high = _HUGE if column.maximum is None else column.maximum
    return {
        "validate": _NUMBERS[column.kind],
        "criteria": "between",
        "minimum": int(low) if whole else low,
        "maximum": int(high) if whole else high,
        **_refused("stop", needed, lang, *([] if limits is None else [limits])),
    }


def _refused(severity: str, message: Sentence, lang: Lang, *more: Sentence) -> dict[str, Any]:
    """Return what a spreadsheet says to an entry that does not fit."""
    return {
        "error_type": "stop" if severity == "stop" else "warning",
        "error_title": sentence("Please check this cell").said(lang),
        "error_message": " ".join(part.said(lang) for part in (message, *more)),
    }
