"""What spreadsheets and keyboards leave in a cell, taken away before anything is read.

Everything here keeps what the cell means: spaces and hyphens of other kinds, letters composed
in another way, invisible characters.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from fractions import Fraction

LONGEST = 10_000
"""Characters of the longest cell that is read."""

_SHOWN = 80
_LONGEST_INTEGER_BITS = 256
_SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LINE_BREAKS = "\x0b\x0c\x85\u2028\u2029"
_HYPHENS = "\u2010\u2011\u2212"
# Soft hyphens, joiners, marks of direction, byte order marks.
_INVISIBLE = "\u00ad\ufeff" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)))
)
_TABLE = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_LINE_BREAKS, "\n")
    | dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_INVISIBLE, "")
    # Full-width letters, digits and signs.
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
)
_UNUSUAL = re.compile(f"[{''.join(map(chr, _TABLE))}]")
# In a .csv file, ="01053" is how a text is kept from becoming a number.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
# How pandas marks an empty cell; not-a-number differs from itself.
_MISSING = frozenset({"NAType", "NaTType"})


def clean(raw: object) -> object:
    """Return a cell without the habits of spreadsheets; ``None`` where it is empty."""
    if type(raw) is str:
        return (raw.strip() if is_plain(raw) else _tidied(raw)) or None
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, int):
        # Larger ones could not be shown; as a text they are refused like any other.
        return raw if raw.bit_length() <= _LONGEST_INTEGER_BITS else hex(raw)
    if isinstance(raw, float):
        return raw if raw == raw else None
    return _clean_other(raw)


def is_plain(text: str) -> bool:
    """Say whether nothing has to be taken from a text but spaces around it."""
    if "=" in text or not text.isprintable():
        return False
    if text.isascii():
        return True
    return _UNUSUAL.search(text) is None and unicodedata.is_normalized("NFC", text)


def _tidied(text: str) -> str:
    if _UNUSUAL.search(text):
        text = text.translate(_TABLE)
    tidied = unicodedata.normalize("NFC", text).strip()
    kept = _KEPT_AS_TEXT.fullmatch(tidied)
    return kept[1].strip() if kept is not None else tidied


def _clean_other(raw: object) -> object:
    """Return a cell that came from Python or from a columnar file."""
    if isinstance(raw, str):
        return clean(str(raw))
    if isinstance(raw, (list, tuple, set, frozenset)):
        items = [text_of(item) for item in map(clean, raw) if item is not None]
        return ", ".join(sorted(items) if isinstance(raw, (set, frozenset)) else items) or None
    if isinstance(raw, bytes):
        return clean(raw.decode("utf-8", "backslashreplace"))
    if type(raw).__name__ in _MISSING:
        return None
    if isinstance(raw, (date, time, timedelta, Fraction)):
        return raw
    if hasattr(raw, "tolist"):
        return clean(raw.tolist())  # a scalar or an array of numpy
    return clean(str(raw)) if raw == raw else None


def text_of(cell: object) -> str:
    """Return the text of a cell; 12.0 is ``12``, a date is ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def shown(cell: object) -> str:
    """Return the text of a cell for a message, cut where it is long."""
    text = text_of(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
