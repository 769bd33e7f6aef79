"""Names of tables and columns as a reader of a language finds them in a workbook."""

from __future__ import annotations

import re

from ..language import Lang
from .schema import TABLE

_NAME = re.compile(r"([a-z_]+)(?:\.([a-z_]+))?")


def named_in(text: str, lang: Lang) -> str:
    """Return a text whose tables and columns have the names of a language; all else stays.

    >>> named_in("territories.need, needs", "fr"), named_in("needs", "en")
    ('territoires.besoin, besoins', 'needs')
    """
    return text if lang == "en" else _NAME.sub(_french, text)


def _french(found: re.Match[str]) -> str:
    table = TABLE.get(found[1])
    if table is None or found[2] is None:
        return found[0] if table is None else table.french
    column = table.by_name.get(found[2])
    return found[0] if column is None else f"{table.french}.{column.french}"
