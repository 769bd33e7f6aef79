"""Rows on the seats as a whole: as many as wanted, quotas, what stable matching counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..checking.scopes import in_scope
from ..entities import Quota
from ..market import Market
from ..need import zones
from ..rows import Rows
from .scopes import Scope, scope
from .seats import NEW, Seats

SPREAD = "spread:"
"""Begins the labels of the rows on territories."""

LEVELS = 3
"""A territory should have up to so many seats."""


def add_wanted(rows: Rows, seats: Seats, missing: Mapping[int, int]) -> None:
    """Open no more seats of a programme (by position) than it lacks."""
    own = seats.bundles
    for programme, most in missing.items():
        new = (seats.sort == NEW) & (seats.programme == programme)
        if new.sum() > most:
            row = rows.add(f"wanted:{programme}", upper=most)
            rows.use_by_bundles(row, np.flatnonzero(new[own.student]), 1)


def add_stable(market: Market, rows: Rows, seats: Seats) -> None:
    """Let no supervisor be in more seats of stable matching than it takes students.

    That counts the seats of all weeks together, as the check of limits that nest does; seats
    that exist may pass it. Without it, two programmes of other weeks could share a supervisor
    in a way that stable matching refuses.
    """
    programmes = market.semester.programmes
    stable = np.array([p.mechanism == "stable" for p in programmes], bool)
    if len({p.weeks_text for p in programmes if p.mechanism == "stable"}) < 2:
        return
    kinds = seats.bundles.compositions.kinds
    host = market.places.supervisor[kinds.place]
    for number in np.unique(host[stable[kinds.programme]]).tolist():
        own = _of_host(market, seats, stable, number)
        held = _held(seats, own)
        most = max(market.semester.supervisors[number].max_students, held)
        own.add(rows, rows.add(f"stable:{number}", upper=most))


def _of_host(market: Market, seats: Seats, stable: NDArray[np.bool_], number: int) -> Scope:
    """Return the use of one supervisor, each seat once."""
    kinds = seats.bundles.compositions.kinds
    there = (market.places.supervisor[kinds.place] == number) & stable[kinds.programme]
    of_kind = there.astype(np.int64)
    parts = seats.bundles.compositions.of_parts(of_kind, 0).sum(axis=1)
    again = np.flatnonzero(parts > 1)
    return Scope(of_kind, again, 1 - parts[again])


def _held(seats: Seats, use: Scope) -> int:
    """Return the most that seats which are there already use."""
    amount = use.of_options(seats.bundles)
    most = np.zeros(len(seats), np.int64)
    np.maximum.at(most, seats.bundles.student, amount)
    return int(most[seats.sort != NEW].sum())


def add_quotas(market: Market, rows: Rows, seats: Seats, quotas: Sequence[Quota]) -> None:
    """Keep hard maximums of a programme, and ask for its minimums, as if all seats were taken.

    What exists may pass a maximum; nothing is opened then.
    """
    zone = zones(market.semester)
    programmes = market.semester.programmes
    for quota in quotas:
        own = np.array([p.programme_id == quota.programme_id for p in programmes], bool)
        profession = programmes[int(np.argmax(own))].profession
        within = in_scope(market.semester, quota, profession, zone)
        inside = np.array([s.site_id in within for s in market.semester.sites], bool)
        use = scope(market, seats.bundles, inside, own, half_days=quota.unit == "half_days")
        label = f"quota:{quota.quota_id}"
        if quota.max_count is not None and quota.hard_max:
            row = rows.add(label, upper=max(quota.max_count, _held(seats, use)))
            use.add(rows, row)
        if quota.min_count:
            row = rows.add(label, lower=quota.min_count)
            use.add(rows, row)
            rows.auxiliary(quota.min_count, 1, (row, 1))


def add_territories(market: Market, rows: Rows, seats: Seats) -> None:
    """Ask that each territory where a seat can be has one seat, a second, a third."""
    semester, kinds = market.semester, seats.bundles.compositions.kinds
    number = {t.territory_id: k for k, t in enumerate(semester.territories)}
    lies_in = np.array([number[s.territory_id] for s in semester.sites], np.int64)
    everywhere = np.ones(len(semester.programmes), bool)
    for territory in np.unique(lies_in[market.places.site[kinds.place]]).tolist():
        use = scope(market, seats.bundles, lies_in == territory, everywhere)
        for level in range(1, LEVELS + 1):
            row = rows.add(f"{SPREAD}{territory}", lower=level)
            use.add(rows, row)
            rows.auxiliary(level, 0, (row, 1))
