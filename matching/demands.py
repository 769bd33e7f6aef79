"""Rows for what is asked of the whole: offers' seats, housing, quotas, links."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .entities import Quota
from .links import add_links
from .lists import Lists, Whole, ascending, grouped
from .need import zones
from .rows import Rows


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
    quotas = _Quotas(market, bundles, rows)
    for quota in market.semester.quotas:
        binds = last_order if quota.programme_id is None else quota.programme_id in programmes
        quotas.add(quota, binds, quota.quota_id in softened)
    add_links(market, bundles, rows, newcomers)


def _of_semester(market: Market, attribute: str) -> NDArray[np.bool_]:
    return np.array([bool(getattr(s, attribute)) for s in market.semester.students], dtype=bool)


# -- offers ---------------------------------------------------------------------------------


def _add_offers(market: Market, bundles: Bundles, rows: Rows, programmes: frozenset[str]) -> None:
    """Add seats, seats that should be filled, and offers that open for several or nobody.

    A student above the list (surnombre) takes no seat and fills none.
    """
    offers = market.semester.offers
    if not offers:
        return
    offer_of = bundles.compositions.offer
    of_offer = _by_number(offer_of, np.arange(len(offer_of)), len(offers))
    above = np.flatnonzero(_of_semester(market, "surnombre")[bundles.student])
    extra_of_offer = _by_number(offer_of[bundles.composition[above]], above, len(offers))
    takers = _takers(bundles, len(offers)) if any(o.min_if_open > 1 for o in offers) else None
    for number, offer in enumerate(offers):
        templates, extra = of_offer[number], extra_of_offer[number]
        name = offer.offer_id
        if len(templates):
            seats = rows.add(f"seats:{name}", upper=offer.seats)
            rows.use(seats, templates, 1)
            rows.use_by_bundles(seats, extra, -1)
        if offer.min_seats and offer.open and offer.programme_id in programmes:
            asked = rows.add(f"min_seats:{name}", lower=offer.min_seats)
            rows.use(asked, templates, 1)
            rows.use_by_bundles(asked, extra, -1)
            rows.auxiliary(offer.min_seats, 1, (asked, 1))
        if offer.min_if_open > 1 and len(templates):
            assert takers is not None
            closed = rows.add(f"open:{name}", upper=0)
            enough = rows.add(f"min_if_open:{name}", lower=0)
            for row in (closed, enough):
                rows.use(row, templates, 1)
            rows.auxiliary(1, 0, (closed, -int(takers[number])), (enough, -offer.min_if_open))


def _by_number(numbers: Whole, items: Whole, n_numbers: int) -> Lists:
    """Group items by a number, those whose number is negative left out."""
    there = numbers >= 0
    return grouped(numbers[there], items[there], n_numbers)


def _takers(bundles: Bundles, n_offers: int) -> NDArray[np.int64]:
    """Count the students who may take each offer, shape ``(n_offers,)``."""
    offer = bundles.compositions.offer[bundles.composition].astype(np.int64)
    with_offer = offer >= 0
    student = bundles.student[with_offer].astype(np.int64)
    pairs = ascending(student * n_offers + offer[with_offer])
    return np.bincount(pairs % n_offers, minlength=n_offers)


def _add_housing(market: Market, bundles: Bundles, rows: Rows) -> None:
    housed = np.flatnonzero(bundles.housed >= 0)
    sites = market.semester.sites
    at_site = grouped(bundles.housed[housed], housed, len(sites))
    for number in np.flatnonzero(at_site.lengths).tolist():
        row = rows.add(f"housing:{sites[number].site_id}", upper=sites[number].housing_places)
        rows.use_by_bundles(row, at_site[number], 1)


# -- quotas ---------------------------------------------------------------------------------


class _Quotas:
    def __init__(self, market: Market, bundles: Bundles, rows: Rows) -> None:
        self.market, self.bundles, self.rows = market, bundles, rows
        self.zone = zones(market.semester)

    def add(self, quota: Quota, binds: bool, softened: bool) -> None:
        """Add the rows of a quota."""
        use = _Use(self.market, self.bundles, quota, self.zone)
        rows, label = self.rows, f"quota:{quota.quota_id}"
        if quota.min_count and binds:
            row = rows.add(label, lower=quota.min_count)
            use.add(rows, row)
            if softened or not quota.hard_min:
                rows.auxiliary(quota.min_count, 1, (row, 1))
        if quota.max_count is not None and quota.hard_max:
            self._add_hard_maximum(quota, quota.max_count, use)
        elif quota.max_count is not None:
            row = rows.add(label, upper=quota.max_count)
            use.add(rows, row)
            rows.auxiliary(use.most(), 1, (row, -1))

    def _add_hard_maximum(self, quota: Quota, maximum: int, use: _Use) -> None:
        """Add a maximum that locked students may exceed, but to whose excess no one may add.

        With L what the locked use, the others may use at most max(0, max - L). Where L depends
        on the choice, a switch says which of "total <= max" and "others <= 0" holds.
        """
        rows, label = self.rows, f"quota:{quota.quota_id}"
        amount = use.of_bundles(self._locked)
        using, amounts = self._locked[amount > 0], amount[amount > 0]
        students = self.bundles.student[self._locked]
        least = _summed_extremes(students, amount, np.minimum)
        most = _summed_extremes(students, amount, np.maximum)
        if least == most:
            row = rows.add(label, upper=max(0, maximum - least))
            use.add(rows, row)
            rows.use_by_bundles(row, using, -amounts)
            return
        large = use.most()
        others = rows.add(label, upper=large)
        total = rows.add(label, upper=maximum)
        use.add(rows, others)
        rows.use_by_bundles(others, using, -amounts)
        use.add(rows, total)
        rows.auxiliary(1, 0, (others, large), (total, -large))

    @cached_property
    def _locked(self) -> NDArray[np.int64]:
        """The bundles of students whose lock overrides maximums."""
        semester = self.market.semester
        overruled = semester.overruled
        locked = np.array([s.student_id in overruled for s in semester.students], dtype=bool)
        return np.flatnonzero(locked[self.bundles.student])


def _summed_extremes(students: Whole, amount: NDArray[np.int64], extreme: np.ufunc) -> int:
    """Sum over students the least or the most that one of their bundles uses."""
    if not len(students):
        return 0
    first = np.flatnonzero(np.r_[True, students[1:] != students[:-1]])
    return int(extreme.reduceat(amount, first).sum())


class _Use:
    """What counts for a quota: students once each, or half-days."""

    def __init__(
        self,
        market: Market,
        bundles: Bundles,
        quota: Quota,
        zone: Mapping[tuple[str, str], str],
    ) -> None:
        self.bundles, self.once = bundles, quota.unit == "students"
        kinds = bundles.compositions.kinds
        inside = np.zeros(len(kinds), bool)
        for number, programme in enumerate(market.semester.programmes):
            if quota.programme_id in (None, programme.programme_id):
                scope = sites_in_scope(market, quota, programme.profession, zone)
                own = kinds.programme == number
                inside[own] = scope[market.places.site[kinds.place[own]]]
        self.of_kind: NDArray[np.int64] = np.where(inside, 1 if self.once else kinds.size, 0)

    @cached_property
    def _of_template(self) -> NDArray[np.int32]:
        """Return the sum over the parts of each template."""
        table = self.bundles.compositions
        of_kind = np.append(self.of_kind, 0).astype(np.int32)
        total = np.zeros(len(table), np.int32)
        for column in range(table.part.shape[1]):
            total += of_kind[table.part[:, column]]
        return total

    def add(self, rows: Rows, row: int) -> None:
        """Let kinds and templates use a row."""
        rows.use_by_kinds(row, np.arange(len(self.of_kind)), self.of_kind)
        if self.once:
            again = np.flatnonzero(self._of_template > 1)
            rows.use(row, again, 1 - self._of_template[again])

    def of_bundles(self, chosen: NDArray[np.int64] | slice) -> NDArray[np.int64]:
        """Return what some bundles use."""
        amount = self._of_template[self.bundles.composition[chosen]]
        return (np.minimum(amount, 1) if self.once else amount).astype(np.int64)

    def most(self) -> int:
        """Return what all students together could use at the very most."""
        return _summed_extremes(self.bundles.student, self.of_bundles(slice(None)), np.maximum)


def sites_in_scope(
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
