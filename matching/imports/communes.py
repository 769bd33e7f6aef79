"""Communes in the files of statistical offices: their codes, and the columns that hold them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ..language import sentence
from ..tables.cells import clean, read_territory, text_of
from ..tables.headings import slug
from ..tables.raw import RawTable
from .cannot_import import CannotImport
from .mapping import positions_of

SEARCHED = 60
"""Filled rows looked at for the headings: official files explain themselves above them."""

_CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
_CODE_HEADING = re.compile(
    r"codecommune(insee)?(cog)?(\d{4})?|code(geo|com|insee)((dela)?commune)?(\d{4})?"
    r"|cod(geo|com)|codedelacommune|depcom|(commune)?insee(com|commune)?|communecode"
    r"|territoryid|codeterritoire|codgeo\d{2,4}|comcode"
)
_WEAK = frozenset({"code", "codecogcommune", "geocode"})


def is_code_heading(heading: str, headings: Sequence[str]) -> bool:
    """Say whether a heading is that of commune codes; ``code`` alone only where none is clearer."""
    if _CODE_HEADING.fullmatch(slug(heading)):
        return True
    return slug(heading) in _WEAK and not any(
        _CODE_HEADING.fullmatch(slug(other)) for other in headings
    )


def commune_of(cell: object, known: Collection[str]) -> str | None:
    """Return the code in a cell, or ``None`` where it holds none (a note, a total).

    Parameters
    ----------
    known
        Codes that are taken whatever they look like: those of the semester's territories.
    """
    cleaned = clean(cell)
    if cleaned is None or isinstance(cleaned, bool):
        return None
    text = text_of(cleaned)
    if text in known:
        return text
    code = read_territory(text)
    return code if code in known or _CODE.fullmatch(code) else None


def year_of(text: str) -> int | None:
    """Return the last year that a text names, or ``None``."""
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    return int(years[-1]) if years else None


def asked_columns(
    tables: Sequence[RawTable], columns: Sequence[str], roles: Mapping[str, str]
) -> dict[int, str]:
    """Return the roles that a user gives to columns, as the column's position in the table.

    Parameters
    ----------
    tables
        Where the headings are looked up: the first table that has one is meant.
    columns
        Each as ``HEADING=ROLE``.
    roles
        The role by each word that may be written.

    Raises
    ------
    CannotImport
        If one is not understood, or names no column or no role.
    """
    asked = {}
    for column in columns:
        heading, _, word = (part.strip() for part in column.rpartition("="))
        if not heading:
            raise CannotImport(
                sentence(
                    "--column '{column}' is not understood; write it as --column HEADING={role}.",
                    column=column,
                    role=next(iter(roles)),
                )
            )
        if word.lower() not in roles:
            raise CannotImport(
                sentence(
                    "a column cannot be '{word}'; it can be {roles}.", word=word, roles=(*roles,)
                )
            )
        for position in positions_of(tables[0], heading):
            asked[position] = roles[word.lower()]
    return asked
