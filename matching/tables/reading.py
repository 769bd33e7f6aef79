"""Reading of a semester: from a file, or from Python rows, to one frozen `Semester`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..language import Sentence, sentence
from ..semester import Semester
from . import resolve_fees, resolve_hosts, resolve_places, resolve_practitioners, resolve_students
from .cellnames import CellNames
from .checks import check
from .collection import no_collection
from .columns import Table
from .examples import set_examples_aside
from .findings import Finding, InputError, error
from .fingerprints import Fingerprints
from .headings import slug
from .jobs import job_of_tables
from .parsing import Parsed, parse_tables
from .raw import RawTable
from .references import known_identifiers, report_duplicates, report_unknown, restore_zeros
from .resolve_wishes import wishes
from .schema import Job, find_table, is_read_me, needed_for
from .settings_table import read_settings
from .sources import read_source

# Where a finding is in a file of a folder.
_FILE = re.compile(r"(.+)\.(?:csv|parquet)(?::\d+)?", re.IGNORECASE)


@no_collection()
def read_semester(path: str | Path, *, job: Job | None = "place") -> Semester:
    """Read a semester from an ``.xlsx`` workbook or a folder of ``.csv`` files.

    Parameters
    ----------
    path
        The workbook or the folder.
    job
        What it is read for, which says which tables must be there: ``place`` those of a
        placement, ``diagnose`` the territories alone, ``rank`` territories, requests, openings.
        ``None``: what the tables that hold rows are for (`jobs.job_of`).

    Returns
    -------
    Semester
        The checked semester, its warnings in ``warnings``.

    Raises
    ------
    InputError
        With every error and warning at once.
    """
    findings: list[Finding] = []
    raws = read_source(Path(path), findings)
    if not raws:
        raise InputError(findings)
    return read_raw(raws, findings, job=job)


@no_collection()
def read_rows(
    tables: Mapping[str, Sequence[Mapping[str, object]]], *, job: Job | None = "place"
) -> Semester:
    """Read a semester from Python rows.

    Parameters
    ----------
    tables
        Per table its rows as mappings of headings to cells, English or French, as
        ``DataFrame.to_dict("records")`` gives them.
    job
        What they are read for, as `read_semester` takes it.

    Returns
    -------
    Semester
        The checked semester, its warnings in ``warnings``.

    Raises
    ------
    InputError
        With every error and warning at once.
    """
    return read_raw([_raw(name, rows) for name, rows in tables.items()], job=job)


def read_raw(
    raws: Iterable[RawTable], findings: Iterable[Finding] = (), *, job: Job | None = "place"
) -> Semester:
    """Read a semester from raw tables; ``findings`` are what finding the tables gave.

    Raises
    ------
    InputError
        With every error and warning at once.
    """
    found = list(findings)
    parsed = parse_tables((raw for raw in raws if not is_read_me(raw.title)), found)
    needed = needed_for(job or job_of_tables(parsed))
    set_examples_aside(parsed, needed, found)
    _report_missing_tables(parsed, needed, found)
    semester = _resolve(parsed, found)
    found += check(semester, parsed, needed)
    _let_go(parsed)
    if any(finding.severity == "error" for finding in found):
        raise InputError(found)
    return replace(semester, warnings=tuple(found))


def _let_go(parsed: Parsed) -> None:
    """Forget the cells as they were found; their names are all that is asked for later."""
    for table in parsed.values():
        table.raw = replace(table.raw, rows=())


def _raw(name: str, rows: Sequence[Mapping[str, object]]) -> RawTable:
    table = find_table(name)
    if not rows and table is not None:
        return RawTable(name, name, tuple(table.by_name), (), ())  # nothing is missing in it
    headings = tuple(dict.fromkeys(str(heading) for row in rows for heading in row))
    cells = [[row.get(heading) for heading in headings] for row in rows]
    return RawTable(name, name, headings, cells, range(len(rows)))


def _report_missing_tables(
    parsed: Parsed, needed: Sequence[Table], findings: list[Finding]
) -> None:
    files = (_FILE.fullmatch(finding.where) for finding in findings if finding.severity == "error")
    unreadable = [find_table(file[1]) for file in files if file is not None]
    findings += [
        error("missing-table", "", _missing(table))
        for table in needed
        if table.name not in parsed and table not in unreadable
    ]


def _missing(table: Table) -> Sentence:
    if slug(table.name) == slug(table.french):
        return sentence("the table '{table}' is missing; it is required.", table=table.name)
    return sentence(
        "the table '{table}' (or '{french}') is missing; it is required.",
        table=table.name,
        french=table.french,
    )


def _resolve(parsed: Parsed, findings: list[Finding]) -> Semester:
    """Build the semester from the rows that have no error so far."""
    known = known_identifiers(parsed)
    restore_zeros(parsed, known)
    report_duplicates(parsed, findings)
    report_unknown(parsed, known, findings)
    settings = read_settings(parsed.get("settings"), findings)
    n_weeks = settings.n_weeks
    return Semester(
        settings=settings,
        territories=resolve_places.territories(parsed),
        sites=resolve_places.sites(parsed, findings),
        supervisors=resolve_hosts.supervisors(parsed, known),
        programmes=resolve_hosts.programmes(parsed, n_weeks, findings),
        students=resolve_students.students(parsed),
        offers=resolve_hosts.offers(parsed, n_weeks, findings),
        wishes=wishes(parsed, findings),
        host_rankings=resolve_students.host_rankings(parsed),
        quotas=resolve_students.quotas(parsed, known, findings),
        locks=resolve_students.locks(parsed),
        conflicts=resolve_students.conflicts(parsed),
        history=resolve_students.history(parsed, known),
        travel=resolve_places.travel(parsed, known),
        zones=resolve_places.zones(parsed),
        needs=resolve_places.needs(parsed),
        providers=resolve_places.providers(parsed),
        requests=resolve_practitioners.requests(parsed),
        openings=resolve_practitioners.openings(parsed),
        aids=resolve_practitioners.aids(parsed, known, findings),
        criteria=resolve_practitioners.criteria(parsed),
        fees=resolve_fees.fees(parsed, known, findings),
        accreditations=resolve_hosts.accreditations(parsed),
        fingerprints=Fingerprints(parsed),
        cells=CellNames(parsed),
    )
