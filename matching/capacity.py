"""Rows for supervisors and rooms: what may be placed there at all, half-days left aside.

These rows are implied by the timetable and tighten the relaxation: students at any time,
limits per programme, half-days available, whole days available, rooms. Where half-days are
given rather than chosen, the rows are per half-day and exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .halfday_rows import Table, given_rows, half_day_rows, joined
from .kinds import Kinds
from .rows import Rows


def add_capacity(market: Market, bundles: Bundles, rows: Rows) -> None:
    """Add the rows of supervisors and rooms, for every class of weeks."""
    kinds = bundles.compositions.kinds
    taken = _times_taken(bundles)
    for week in range(market.weeks.n_classes):
        now = np.flatnonzero(kinds.weeks >> week & 1)
        _add_students(market, bundles, rows, now)
        _add_half_days(market, rows, kinds, now, taken)
        _add_rooms(market, rows, kinds, now, taken)


def _times_taken(bundles: Bundles) -> NDArray[np.int64]:
    """Count the parts of each kind in all compositions."""
    table = bundles.compositions
    count = np.zeros(len(table.kinds) + 1, np.int64)
    for column in range(table.part.shape[1]):
        count += np.bincount(table.part[:, column] + 1, minlength=len(count))
    return count[1:]


# -- students -------------------------------------------------------------------------------


def _add_students(market: Market, bundles: Bundles, rows: Rows, now: NDArray[np.int64]) -> None:
    """Add the limits on students at any time, over all programmes and per programme."""
    semester, kinds = market.semester, bundles.compositions.kinds
    numbers = {p.programme_id: k for k, p in enumerate(semester.programmes)}
    supervisor, programme = market.places.supervisor[kinds.place[now]], kinds.programme[now]
    n_programmes = len(numbers)
    there = set((supervisor * n_programmes + programme).tolist())
    of_all = np.full(len(semester.supervisors), -1, np.int64)
    of_one = np.full((len(semester.supervisors), n_programmes), -1, np.int64)
    for number in np.unique(supervisor).tolist():
        host = semester.supervisors[number]
        name = host.supervisor_id
        of_all[number] = rows.add(f"students:{name}", upper=host.max_students)
        for wanted, limit in sorted(host.limits.items()):
            of = numbers.get(wanted, -1)
            if number * n_programmes + of in there and of >= 0:
                of_one[number, of] = rows.add(f"limit:{name}:{wanted}", upper=limit)
    template, again = _again_there(market, bundles, now)
    host_again = market.places.supervisor[kinds.place[again]]
    for row, row_again in (
        (of_all[supervisor], of_all[host_again]),
        (of_one[supervisor, programme], of_one[host_again, kinds.programme[again]]),
    ):
        limited = row >= 0
        rows.use_by_kinds(row[limited], now[limited], 1)
        # A composition with several parts at one supervisor is one student there.
        limited = row_again >= 0
        rows.use(row_again[limited], template[limited], -1)


def _again_there(
    market: Market, bundles: Bundles, now: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (composition, kind) of parts at a supervisor where an earlier part is, too."""
    table = bundles.compositions
    host = np.full(len(table.kinds) + 1, -1, np.int32)
    host[now] = market.places.supervisor[table.kinds.place[now]]
    templates, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    columns = [host[table.part[:, column]] for column in range(table.part.shape[1])]
    for position, column in enumerate(columns):
        again = np.zeros(len(table), bool)
        for earlier in columns[:position]:
            again |= (earlier == column) & (column >= 0)
        at = np.flatnonzero(again)
        templates.append(at)
        found.append(table.part[at, position].astype(np.int64))
    return np.concatenate(templates), np.concatenate(found)


# -- half-days ------------------------------------------------------------------------------


def _add_half_days(
    market: Market, rows: Rows, kinds: Kinds, now: NDArray[np.int64], taken: NDArray[np.int64]
) -> None:
    """Add the half-days of supervisors: one by one where they are given, else by place."""
    hosts, supervisor = market.semester.supervisors, market.places.supervisor
    at_once = np.array([s.max_at_once for s in hosts], np.int64)
    table = given_rows(kinds, now, supervisor[kinds.place], at_once, taken)
    _add(rows, table, now, [f"half-day:{s.supervisor_id}" for s in hosts])
    table = half_day_rows(kinds, now, kinds.place, at_once[supervisor])
    of_place = replace(table, group=supervisor[table.group])
    _add(rows, of_place, now, [f"half-days:{s.supervisor_id}" for s in hosts])


def _add_rooms(
    market: Market, rows: Rows, kinds: Kinds, now: NDArray[np.int64], taken: NDArray[np.int64]
) -> None:
    """Add consulting rooms: half-days in all, and per half-day where they are given."""
    sites = market.semester.sites
    needs_room = np.array([p.needs_room for p in market.semester.programmes], dtype=bool)
    limited = np.array([s.rooms is not None for s in sites], dtype=bool)
    rooms = np.array([s.rooms or 0 for s in sites], np.int64)
    site = market.places.site[kinds.place]
    using = now[needs_room[kinds.programme[now]] & limited[site[now]]]
    tables = (
        given_rows(kinds, using, site, rooms, taken),
        half_day_rows(kinds, using, site, rooms),
    )
    _add(rows, joined(tables), using, [f"rooms:{s.site_id}" for s in sites])


def _add(rows: Rows, table: Table, chosen: NDArray[np.int64], label: Sequence[str]) -> None:
    first = rows.add_all([label[group] for group in table.group.tolist()], table.upper)
    rows.use_by_kinds(first + table.row, chosen[table.kind], table.amount)
