"""The one description of every table: reading, checks, templates and documentation use it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from ..language import Lang
from . import schema_decisions as decisions
from . import schema_hosts as hosts
from . import schema_places as places
from . import schema_practitioners as practitioners
from . import schema_programmes as programmes
from . import schema_students as students
from .columns import Table
from .headings import slug
from .schema_money import FEES
from .schema_settings import SETTINGS

TABLES: tuple[Table, ...] = (
    SETTINGS,
    places.TERRITORIES,
    places.ZONING,
    places.NEEDS,
    places.PROVIDERS,
    hosts.SITES,
    hosts.SUPERVISORS,
    hosts.ACCREDITATIONS,
    programmes.PROGRAMMES,
    programmes.OFFERS,
    programmes.OFFER_PARTS,
    students.STUDENTS,
    students.WISHES,
    students.HOST_RANKINGS,
    decisions.QUOTAS,
    decisions.LOCKS,
    decisions.CONFLICTS,
    decisions.HISTORY,
    decisions.TRAVEL,
    practitioners.REQUESTS,
    practitioners.OPENINGS,
    practitioners.AIDS,
    practitioners.CRITERIA,
    FEES,
)
"""Every table, in the order in which a workbook shows them."""

TABLE: Mapping[str, Table] = MappingProxyType({table.name: table for table in TABLES})
"""Tables by canonical name."""

Job = Literal["place", "diagnose", "rank"]
"""What a semester is read for."""

_NEEDED: Mapping[Job, tuple[str, ...]] = MappingProxyType(
    {
        "place": tuple(table.name for table in TABLES if table.required),
        "diagnose": ("territories",),
        "rank": ("territories", "requests", "openings"),
    }
)


def needed_for(job: Job) -> tuple[Table, ...]:
    """Return the tables without which a semester cannot be read for a job."""
    return tuple(TABLE[name] for name in _NEEDED[job])


_BY_SLUG = {slug(table.french): table for table in TABLES} | {
    slug(table.name): table for table in TABLES
}


READ_ME: Mapping[Lang, str] = MappingProxyType({"fr": "Lisez-moi", "en": "Read me"})
"""The name of a template's first sheet, which explains the others."""

CLOSING: Mapping[Lang, str] = MappingProxyType({"fr": "Clôture", "en": "Closing"})
"""The name of the sheet that says what closing the semester before changed."""

_CLOSING = frozenset(map(slug, CLOSING.values()))
_READ_ME = frozenset(map(slug, READ_ME.values())) | _CLOSING


def find_table(title: str) -> Table | None:
    """Return the table of a sheet or file name in either language, or ``None``."""
    return _BY_SLUG.get(slug(title))


def is_read_me(title: str) -> bool:
    """Say whether a sheet or file explains the others and is no table itself."""
    return slug(title) in _READ_ME


def is_closing(title: str) -> bool:
    """Say whether a sheet or file says what closing the semester before changed."""
    return slug(title) in _CLOSING
