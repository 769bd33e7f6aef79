"""Accreditations that do not cover the next semester, and supervisors who are to leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from ..entities import Accreditation
from ..semester import Semester
from ..settings import Settings
from ..tables.headings import slug
from ..tables.parsing import Parsed
from .result import EndingHost


def ending_hosts(semester: Semester, parsed: Parsed, following: Settings) -> tuple[EndingHost, ...]:
    """Return what ends before the last day of the next semester, the earliest first.

    Parameters
    ----------
    parsed
        The tables that the semester was read from, for the names of cells and for the census.
    following
        The settings of the next semester.
    """
    found = [
        *_of_rows(semester, parsed, following),
        *_of_lines(semester, parsed, following),
        *_departures(semester, parsed, following),
    ]
    return tuple(sorted(found, key=lambda e: (e.day, e.holder, e.programme_id or "", e.kind)))


def _of_rows(semester: Semester, parsed: Parsed, following: Settings) -> Iterator[EndingHost]:
    """Yield the ends of supervisors' rows that no line of accreditations replaces."""
    table = parsed["supervisors"]
    replaced = {line.supervisor_id for line in semester.accreditations}
    replaced_sites = {line.site_id for line in semester.accreditations} - {None}
    for index, record in table.records():
        end = record["accreditation_end"]
        lines = record["supervisor_id"] in replaced or record["site_id"] in replaced_sites
        if end is None or lines or end >= following.last_day:
            continue
        yield EndingHost(
            "accreditation",
            record["supervisor_id"],
            record["name"],
            None,
            end,
            end < following.first_day,
            table.where(index, "accreditation_end"),
        )


def _of_lines(semester: Semester, parsed: Parsed, following: Settings) -> Iterator[EndingHost]:
    """Yield the last line of each holder and programme, unless one covers the next semester."""
    table = parsed.get("accreditations")
    last: dict[tuple[str, str], tuple[date, int]] = {}
    covered = set()
    for index, record in table.records() if table is not None else ():
        line = Accreditation(**record)
        key = line.supervisor_id or line.site_id or "", line.programme_id
        starts = line.start is None or line.start <= following.first_day
        if line.end is None or line.end >= following.last_day:
            if starts:
                covered.add(key)
        elif key not in last or last[key][0] < line.end:
            last[key] = line.end, index
    for key, (end, index) in last.items():
        if key not in covered and table is not None:
            yield EndingHost(
                "line",
                key[0],
                _name(semester, key[0]),
                key[1],
                end,
                end < following.first_day,
                table.where(index, "end"),
            )


def _name(semester: Semester, holder: str) -> str:
    host = semester.supervisor.get(holder) or semester.site.get(holder)
    return holder if host is None else host.name


def _departures(semester: Semester, parsed: Parsed, following: Settings) -> Iterator[EndingHost]:
    """Yield supervisors whose departure the census of care announces.

    A line of the census is a supervisor's by its identifier, failing that by a name that only
    one supervisor and one line have.
    """
    census, hosts = parsed.get("providers"), parsed["supervisors"]
    if census is None:
        return
    rows = {record["supervisor_id"]: index for index, record in hosts.records()}
    named = Counter(slug(s.name) for s in semester.supervisors)
    by_name = {slug(s.name): s.supervisor_id for s in semester.supervisors}
    lines = [record for _, record in census.records()]
    told = Counter(slug(record["name"] or "") for record in lines)
    for record in lines:
        name, day = slug(record["name"] or ""), record["leaver_date"]
        holder = record["provider_id"]
        if holder not in semester.supervisor:
            alone = name and named[name] == 1 and told[name] == 1
            holder = by_name[name] if alone else None
        if holder in rows and day is not None and day <= following.last_day:
            host, where = semester.supervisor[holder], hosts.where(rows[holder], "name")
            before = day < following.first_day
            yield EndingHost("departure", holder, host.name, None, day, before, where)
