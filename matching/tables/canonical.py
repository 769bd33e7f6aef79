"""The canonical form of a table, whatever the file's format, language and order of rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from ..entities import Amount
from .columns import Kind
from .numbering import numbered, taken
from .parsing import ParsedTable
from .schedules import PresenceCell, WeeksCell

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def fingerprint(table: ParsedTable) -> str:
    """Return the SHA-256 of a table's canonical form.

    The form is a JSON list: the canonical headings, sorted, of the columns that hold
    anything but remarks; then the rows of canonical texts, sorted.
    """
    names = [
        name
        for name in sorted(table.cells)
        if table.columns[name].kind is not Kind.REMARK
        and any(cell is not None for cell in table.cells[name])
    ]
    columns = [_texts(table.cells[name]) for name in names]
    form = ",".join([_encoded(names), *_sorted_rows(columns)])
    return hashlib.sha256(f"[{form}]".encode("utf-8", "surrogatepass")).hexdigest()


def _sorted_rows(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as JSON, sorted; each text is compared and encoded once."""
    if not columns:
        return
    cells = [numbered(texts) for texts in columns]
    order = np.lexsort([column.numbers for column in reversed(cells)])
    texts = [taken(list(map(_encoded, c.texts)), c.numbers[order]) for c in cells]
    for row in zip(*texts, strict=True):
        yield f"[{','.join(row)}]"


def _texts(values: list[Any]) -> list[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return values
    if dict in kinds:
        return [canonical_text(value) for value in values]
    texts = {value: canonical_text(value) for value in set(values)}
    return [texts[value] for value in values]


def canonical_text(value: Any) -> str:
    """Return the canonical text of a parsed cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case date():
            return value.isoformat()
        case Amount():
            return f"{value.value}{'%' * value.percent}"
        case PresenceCell():
            return value.text
        case WeeksCell():
            ranges = [f"{low}-{high}" for low, high in sorted(value.ranges)]
            return ",".join([*ranges, *["odd"] * value.odd, *["even"] * value.even])
        case dict():
            return ",".join(f"{key}:{value[key]}" for key in sorted(value))
        case tuple():
            return ",".join(canonical_text(item) for item in value)
        case int() | float() | str() | Fraction():
            return str(value)
        case _:
            raise TypeError(f"no canonical text for {type(value).__name__}")
