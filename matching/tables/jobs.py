"""What a semester can be read for, told from the tables that hold rows."""

from __future__ import annotations

from collections.abc import Set

from .examples import filled_tables
from .parsing import Parsed
from .schema import Job

_OF_PLACEMENTS = frozenset({"students", "programmes", "wishes", "offers", "offer_parts"})
_OF_RANKINGS = frozenset({"requests", "openings"})
_OF_DIAGNOSES = frozenset(
    {"settings", "territories", "zones", "needs", "providers", "travel", "aids", "criteria"}
)


def job_of_tables(parsed: Parsed) -> Job:
    """Return what the tables that hold more than example rows are for."""
    return job_of(filled_tables(parsed))


def job_of(filled: Set[str]) -> Job:
    """Return what tables with rows are for.

    ``place`` with students, programmes, wishes or offers; otherwise ``rank`` with requests or
    openings; otherwise ``diagnose`` with territories and what describes them alone. Anything else,
    and nothing at all, is for ``place``.
    """
    if filled & _OF_PLACEMENTS:
        return "place"
    if filled & _OF_RANKINGS:
        return "rank"
    if "territories" in filled and filled <= _OF_DIAGNOSES:
        return "diagnose"
    return "place"
