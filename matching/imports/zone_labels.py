"""The labels of a zoning, in words or codes, as the zones that the program knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..language import sentence
from ..tables.cells import read_cell
from ..tables.columns import Column, Kind
from ..tables.headings import slug, suggestion
from ..tables.schema_places import ZONES
from ..tables.tidying import shown
from ..tables.wrong import CellError
from .cannot_import import CannotImport

CODES = tuple(choice.value for choice in ZONES)
NONE = "none"
"""Stands for no zone where a user says what a label means."""

_IN_WORDS = {
    "ZIP": ("zoned?intervention(s)?prioritaires?", "priority(intervention)?zone"),
    "ZAC": ("zoned?actions?complementaires?", "complementary(action)?zone"),
    "ZV": ("zonede?vigilance", "vigilancezone"),
    "HV": ("horsvivier", "outofthepool"),
}
_PATTERNS = {code: re.compile("|".join(words)) for code, words in _IN_WORDS.items()}
_SHORT = {"ZV": re.compile("vigilance|zonevigilance")}
_NOTHING = frozenset({"", "nc", "nd", "na", "neant", "aucun", "aucune", "nonrenseigne", "vide"})


def is_no_label(text: str) -> bool:
    """Say whether a text is what stands where there is no zone: ``-``, ``nc``."""
    return slug(text) in _NOTHING


@cache
def zones_in(text: str) -> frozenset[str]:
    """Return the zones that a label names, as code or in words.

    >>> sorted(zones_in("Zone de vigilance (ZV)")), sorted(zones_in("ZIP/ZAC"))
    (['ZV'], ['ZAC', 'ZIP'])
    """
    words = {slug(word) for word in re.split(r"[^\w]+|_", text)}
    folded = slug(text)
    by_code = {code for code in CODES if code.casefold() in words}
    in_words = {code for code, pattern in _PATTERNS.items() if pattern.search(folded)}
    short = {code for code, pattern in _SHORT.items() if pattern.fullmatch(folded)}
    return frozenset(by_code | in_words | short)


def zone_of(text: str, said: dict[str, str], *, strict: bool) -> str | None:
    """Return the zone of a label, ``None`` for none.

    Parameters
    ----------
    said
        What the user says that labels mean, by folded label.
    strict
        Whether only the four zones are known; otherwise other labels are taken as written.

    Raises
    ------
    CellError
        If the label is of no zone, or of several.
    """
    if slug(text) in said:
        zone = said[slug(text)]
        return None if zone == NONE else zone
    if text.startswith("#"):
        read_cell(text, Column("zone", "zone", Kind.TEXT, ""))  # refuses #N/A and the like
    if is_no_label(text):
        return None
    found = sorted(zones_in(text), key=CODES.index)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        message = sentence(
            "'{text}' names several zones ({zones}); say which counts with "
            '--label "{text}={first}".',
            text=shown(text),
            zones=tuple(found),
            first=found[0],
        )
        raise CellError("ambiguous-zone", message)
    if not strict:
        return " ".join(text.split())
    message = sentence(
        "'{text}' is none of the zones {zones}; say what it means with "
        '--label "{text}={first}" (or {none}).',
        text=shown(text),
        zones=CODES,
        first=CODES[0],
        none=NONE,
    )
    raise CellError("unknown-zone", message, suggestion(text, CODES))


def said_labels(labels: Sequence[str]) -> dict[str, str]:
    """Return what labels mean, each given as ``TEXT=ZONE``.

    Raises
    ------
    CannotImport
        If one is not understood.
    """
    said = {}
    known = {code.casefold(): code for code in (*CODES, NONE)}
    for label in labels:
        text, _, zone = (part.strip() for part in label.rpartition("="))
        if not slug(text) or zone.casefold() not in known:
            raise CannotImport(
                sentence(
                    "--label '{label}' is not understood; write it as --label \"TEXT=ZIP\", with "
                    "one of {zones}.",
                    label=label,
                    zones=(*CODES, NONE),
                )
            )
        said[slug(text)] = known[zone.casefold()]
    return said
