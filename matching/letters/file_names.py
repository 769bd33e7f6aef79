"""Names of files that every system takes, each only once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MOST = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text in letters, digits and hyphens without accents."""
    letters = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[^A-Za-z0-9_]+", "-", kept).strip("-")


def file_names(wanted: Iterable[tuple[str, ...]], ending: str) -> list[str]:
    """Return a name for each tuple of texts; equal ones are numbered in their order."""
    found: list[str] = []
    taken: set[str] = set()
    for texts in wanted:
        base = "-".join(filter(None, map(plain, texts)))[:_MOST].strip("-") or "document"
        if _RESERVED.fullmatch(base):
            base = f"{base}_"
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.casefold())
        found.append(f"{name}{ending}")
    return found
