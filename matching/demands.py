"""Rows for what is asked of the whole: offers' seats, housing, quotas, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .entities import Quota
from .model import Rows
from .need import zones


def add_demands(
    market: Market,
    bundles: Bundles,
    rows: Rows,
    newcomers: NDArray[np.int64],
    programmes: frozenset[str],
    *,
    last_order: bool,
    softened: frozenset[str] = frozenset(),
) -> None:
    """Add the rows of offers, housing, quotas and links.

    Parameters
    ----------
    newcomers
        Positions of the students to be placed now.
    programmes
        Programmes placed now or by an earlier order: their minimums bind.
    last_order
        Whether all students are in: minimums without a programme bind only then.
    softened
        Quotas whose minimum is asked for, not demanded, although the input calls it hard.
    """
    _add_offers(market, bundles, rows, programmes)
    _add_housing(market, bundles, rows)
    for quota in market.semester.quotas:
        binds = last_order if quota.programme_id is None else quota.programme_id in programmes
        _add_quota(market, bundles, rows, quota, binds, quota.quota_id in softened)
    _add_links(market, bundles, rows, newcomers)


def _of_semester(market: Market, attribute: str) -> NDArray[np.bool_]:
    return np.array([bool(getattr(s, attribute)) for s in market.semester.students], dtype=bool)


# -- offers ---------------------------------------------------------------------------------


def _add_offers(market: Market, bundles: Bundles, rows: Rows, programmes: frozenset[str]) -> None:
    """Add seats, seats that should be filled, and offers that open for several or nobody.

    A student above the list (surnombre) takes no seat and fills none.
    """
    above = _of_semester(market, "surnombre")[bundles.student]
    offer_of_bundle = bundles.compositions.offer[bundles.composition]
    for number, offer in enumerate(market.semester.offers):
        templates = np.flatnonzero(bundles.compositions.offer == number)
        ones = np.ones(len(templates), np.int64)
        extra = np.flatnonzero(above & (offer_of_bundle == number))
        name = offer.offer_id
        if len(templates):
            seats = rows.add(f"seats:{name}", upper=offer.seats)
            rows.use(seats, templates, ones)
            rows.use_by_bundles(seats, extra, -1)
        if offer.min_seats and offer.open and offer.programme_id in programmes:
            asked = rows.add(f"min_seats:{name}", lower=offer.min_seats)
            rows.use(asked, templates, ones)
            rows.use_by_bundles(asked, extra, -1)
            rows.auxiliary(offer.min_seats, 1, (asked, 1))
        if offer.min_if_open > 1 and len(templates):
            most = len(np.unique(bundles.student[offer_of_bundle == number]))
            closed = rows.add(f"open:{name}", upper=0)
            enough = rows.add(f"min_if_open:{name}", lower=0)
            for row in (closed, enough):
                rows.use(row, templates, ones)
            rows.auxiliary(1, 0, (closed, -most), (enough, -offer.min_if_open))


def _add_housing(market: Market, bundles: Bundles, rows: Rows) -> None:
    for number in np.unique(bundles.housed[bundles.housed >= 0]).tolist():
        site = market.semester.sites[number]
        row = rows.add(f"housing:{site.site_id}", upper=site.housing_places)
        rows.use_by_bundles(row, np.flatnonzero(bundles.housed == number), 1)


# -- quotas ---------------------------------------------------------------------------------


def _add_quota(
    market: Market,
    bundles: Bundles,
    rows: Rows,
    quota: Quota,
    binds: bool,
    softened: bool,
) -> None:
    templates, amounts = quota_use(market, bundles, quota)
    label = f"quota:{quota.quota_id}"
    if quota.min_count and binds:
        row = rows.add(label, lower=quota.min_count)
        rows.use(row, templates, amounts)
        if softened or not quota.hard_min:
            rows.auxiliary(quota.min_count, 1, (row, 1))
    if quota.max_count is not None and quota.hard_max:
        _add_hard_maximum(market, bundles, rows, quota, templates, amounts)
    elif quota.max_count is not None:
        row = rows.add(label, upper=quota.max_count)
        rows.use(row, templates, amounts)
        rows.auxiliary(_most(bundles, templates, amounts), 1, (row, -1))


def _add_hard_maximum(
    market: Market,
    bundles: Bundles,
    rows: Rows,
    quota: Quota,
    templates: NDArray[np.int64],
    amounts: NDArray[np.int64],
) -> None:
    """Add a maximum that locked students may exceed, but to whose excess no one may add.

    With L what the locked use, the others may use at most max(0, max - L). Where L depends on
    the choice, a switch says which of "total <= max" and "others <= 0" holds.
    """
    assert quota.max_count is not None
    label = f"quota:{quota.quota_id}"
    amount = np.zeros(len(bundles.compositions), np.int64)
    amount[templates] = amounts
    of_bundle = amount[bundles.composition]
    locked_student = np.array(
        [s.student_id in market.semester.lock for s in market.semester.students], dtype=bool
    )
    locked = locked_student[bundles.student]
    using = np.flatnonzero(locked & (of_bundle > 0))
    least = _extreme_use(bundles, locked, of_bundle, np.minimum)
    most = _extreme_use(bundles, locked, of_bundle, np.maximum)
    if least == most:
        row = rows.add(label, upper=max(0, quota.max_count - least))
        rows.use(row, templates, amounts)
        rows.use_by_bundles(row, using, -of_bundle[using])
        return
    large = _most(bundles, templates, amounts)
    others = rows.add(label, upper=large)
    total = rows.add(label, upper=quota.max_count)
    rows.use(others, templates, amounts)
    rows.use_by_bundles(others, using, -of_bundle[using])
    rows.use(total, templates, amounts)
    rows.auxiliary(1, 0, (others, large), (total, -large))


def _extreme_use(
    bundles: Bundles,
    locked: NDArray[np.bool_],
    of_bundle: NDArray[np.int64],
    extreme: np.ufunc,
) -> int:
    """Sum over locked students the least or the most that one of their bundles uses."""
    students = bundles.student[locked]
    if not len(students):
        return 0
    starts = np.flatnonzero(np.r_[True, students[1:] != students[:-1]])
    return int(extreme.reduceat(of_bundle[locked], starts).sum())


def _most(bundles: Bundles, templates: NDArray[np.int64], amounts: NDArray[np.int64]) -> int:
    """Return what all students together could use at the very most."""
    amount = np.zeros(len(bundles.compositions), np.int64)
    amount[templates] = amounts
    everyone = np.ones(len(bundles.student), bool)
    return _extreme_use(bundles, everyone, amount[bundles.composition], np.maximum)


def quota_use(
    market: Market, bundles: Bundles, quota: Quota
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the templates that count for a quota and how much each does."""
    table = bundles.compositions
    inside = np.zeros(table.place.shape, bool)
    used = table.place >= 0
    zone = zones(market.semester)
    for number, programme in enumerate(market.semester.programmes):
        if quota.programme_id in (None, programme.programme_id):
            scope = _in_scope(market, quota, programme.profession, zone)
            rows = bundles.programme == number
            inside[rows] = scope[market.places.site[table.place[rows]]] & used[rows]
    if quota.unit == "students":
        amount: NDArray[np.int64] = np.any(inside, axis=1).astype(np.int64)
    else:
        amount = (inside * table.size).sum(axis=1)
    templates = np.flatnonzero(amount)
    return templates, amount[templates]


def _in_scope(
    market: Market, quota: Quota, profession: str, zone: Mapping[tuple[str, str], str]
) -> NDArray[np.bool_]:
    """Return which sites lie in a quota's scope, for students of a profession."""
    semester = market.semester
    values = set(quota.values)
    found = []
    for site in semester.sites:
        territory = semester.territory[site.territory_id]
        value: str | None
        match quota.scope:
            case "site":
                value = site.site_id
            case "setting" | "kind":
                value = getattr(site, quota.scope)
            case "territory":
                value = site.territory_id
            case "zone":
                value = zone.get((site.territory_id, profession))
            case "qpv" | "frr":
                found.append(getattr(territory, quota.scope))
                continue
            case _:
                value = getattr(territory, quota.scope)
        found.append(value in values)
    return np.array(found, dtype=bool)


# -- links ----------------------------------------------------------------------------------


def _add_links(market: Market, bundles: Bundles, rows: Rows, newcomers: NDArray[np.int64]) -> None:
    """Let linked students have the same set of territories, or none of them a place.

    For each set of territories, as many of one member's bundles are chosen as of the next
    member's: none or one.
    """
    for link, members in sorted(_linked(market, newcomers).items()):
        by_set = [_by_territories(market, bundles, member) for member in members]
        common = frozenset[tuple[str, ...]].intersection(*(frozenset(sets) for sets in by_set))
        never = rows.add(f"link:{link}", upper=0)
        for sets in by_set:
            for key in sorted(sets.keys() - common):
                rows.use_by_bundles(never, sets[key], 1)
        for first, second in pairwise(by_set):
            for key in sorted(common):
                row = rows.add(f"link:{link}", lower=0, upper=0)
                rows.use_by_bundles(row, first[key], 1)
                rows.use_by_bundles(row, second[key], -1)
        for key in sorted(common):
            _add_linked_hosts(market, bundles, rows, link, [sets[key] for sets in by_set])


def _add_linked_hosts(
    market: Market, bundles: Bundles, rows: Rows, link: str, members: list[NDArray[np.int64]]
) -> None:
    """Let linked students together be at a supervisor no more often than it has room.

    Implied by whole choices; it keeps the relaxation from placing half of each member there.
    ``members`` are their bundles at one set of territories: they are chosen all or none.
    """
    found = np.concatenate(members)
    supervisors = _supervisors(market, bundles, found)
    for number in np.unique(supervisors[supervisors >= 0]).tolist():
        there = [own[(_supervisors(market, bundles, own) == number).any(axis=1)] for own in members]
        host = market.semester.supervisors[number]
        programmes = {
            market.semester.students[int(bundles.student[own[0]])].programme_id for own in members
        }
        most = host.max_students
        if len(programmes) == 1:
            most = min(most, host.limits.get(programmes.pop(), most))
        if sum(len(own) > 0 for own in there) > most:
            row = rows.add(f"link:{link}", upper=0)
            rows.use_by_bundles(row, np.concatenate(there), 1)
            rows.use_by_bundles(row, members[0], -most)


def _supervisors(market: Market, bundles: Bundles, which: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the supervisors of bundles, shape ``(n, width)``, -1 beyond the last part."""
    place = bundles.compositions.place[bundles.composition[which]]
    result: NDArray[np.int64] = np.where(place >= 0, market.places.supervisor[place], -1)
    return result


def linked_territories(
    market: Market, bundles: Bundles, newcomers: NDArray[np.int64]
) -> dict[str, int]:
    """Count, by link, the sets of territories at which all its members could be placed."""
    return {
        link: len(
            frozenset[tuple[str, ...]].intersection(
                *(frozenset(_by_territories(market, bundles, member)) for member in members)
            )
        )
        for link, members in _linked(market, newcomers).items()
    }


def _linked(market: Market, newcomers: NDArray[np.int64]) -> dict[str, list[int]]:
    """Return the members of each link, by position.

    A member without any bundle is one too: it keeps the others from a place.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for number in newcomers.tolist():
        link = market.semester.students[number].link_id
        if link is not None:
            groups[link].append(number)
    return groups


def _by_territories(
    market: Market, bundles: Bundles, student: int
) -> dict[tuple[str, ...], NDArray[np.int64]]:
    """Group a student's bundles by their set of territories."""
    own = np.flatnonzero(bundles.student == student)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sets: dict[int, tuple[str, ...]] = {}
    for bundle in own.tolist():
        row = int(bundles.composition[bundle])
        if row not in sets:
            places = bundles.compositions.place[row]
            sites = market.places.site[places[places >= 0]]
            sets[row] = tuple(sorted({market.semester.sites[s].territory_id for s in sites}))
        groups[sets[row]].append(bundle)
    return {key: np.array(members, np.int64) for key, members in groups.items()}
