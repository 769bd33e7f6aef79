"""The limits on students that a stable matching keeps: laminar caps on contracts.

Caps are seats of offers, students of supervisors (at any time, and per programme), half-days of
supervisors and rooms where the seats of several offers share them, housing, and maximum quotas.
What those settled before use is taken off. A cap that cannot bind is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..solvers.stable import crossing_caps
from .bundles import Market
from .checking.scopes import in_scope
from .entities import Offer, OfferPart, Quota
from .halfdays import half_days_of
from .infeasible import CannotBeMet
from .limit_texts import limits_cross, quota_uneven
from .lists import Whole
from .need import zones
from .settled import Settled
from .wished_offers import WishedOffers


@dataclass(frozen=True)
class Cap:
    """A limit on the contracts of some offers.

    Attributes
    ----------
    name
        ``kind:identifier``, as in ``seats:O1`` or ``quota:Q3``.
    offers
        Identifiers of the offers.
    limit
        Contracts at most.
    only
        Whose contracts count: ``"all"``, ``"listed"`` (no surnombre) or ``"housed"``.
    site
        Position of the site that houses, where only the housed count.
    """

    name: str
    offers: frozenset[str]
    limit: int
    only: str = "all"
    site: int = -1


@dataclass(frozen=True)
class LaminarCaps:
    """Caps as arrays.

    Attributes
    ----------
    caps
        Shape ``(n_contracts, depth)``: caps of each contract from the innermost, -1 beyond.
    limit
        Shape ``(n_caps,)``.
    names
        What each cap is.
    """

    caps: NDArray[np.int64]
    limit: NDArray[np.int64]
    names: tuple[str, ...]


def laminar_caps(
    market: Market,
    offers: Sequence[Offer],
    contracts: WishedOffers,
    settled: Settled,
    *,
    all_seats: bool = False,
) -> LaminarCaps:
    """Return the caps on some contracts.

    ``all_seats``: also those of offers with seats for everybody, because they may be lowered.

    Raises
    ------
    CannotBeMet
        Two caps cross: neither lies within the other. `check` tells it before, unless those
        settled by an earlier order leave so little that a further limit binds.
    """
    members = _Members(market, offers, contracts)
    kept: dict[bytes, tuple[NDArray[np.int64], int, str]] = {}
    for cap in _all_caps(market, offers, settled):
        if members.is_wide(cap):
            continue
        inside = members.of(cap)
        kept_anyway = all_seats and cap.name.startswith("seats:") and len(inside)
        if kept_anyway or cap.limit < members.most(inside, cap):
            key = inside.tobytes()
            if key not in kept or cap.limit < kept[key][1]:
                kept[key] = (inside, cap.limit, cap.name)
    ordered = sorted(kept.values(), key=lambda one: (len(one[0]), one[2]))
    names = tuple(name for _, _, name in ordered)
    table = _by_contract([inside for inside, _, _ in ordered], len(contracts.half_days))
    crossing = crossing_caps(table)
    if crossing is not None:
        raise CannotBeMet((limits_cross(names[crossing[0]], names[crossing[1]]),))
    return LaminarCaps(table, np.array([limit for _, limit, _ in ordered], np.int64), names)


@dataclass(frozen=True)
class _Held:
    """A part that somebody settled before has."""

    student: int
    programme_id: str
    supervisor_id: str
    site_id: str
    half_days: tuple[int, ...]
    weeks: tuple[int, ...]


def _held(market: Market, settled: Settled) -> Iterator[_Held]:
    semester, places = market.semester, market.places
    for number, fixed in sorted(settled.rows.items()):
        kinds = fixed.kinds
        for place, mask, weeks in zip(
            kinds.place.tolist(), kinds.mask.tolist(), kinds.weeks.tolist(), strict=True
        ):
            yield _Held(
                student=number,
                programme_id=semester.students[number].programme_id,
                supervisor_id=semester.supervisors[int(places.supervisor[place])].supervisor_id,
                site_id=semester.sites[int(places.site[place])].site_id,
                half_days=half_days_of(mask),
                weeks=_classes(market, weeks),
            )


def _classes(market: Market, mask: int) -> tuple[int, ...]:
    return tuple(week for week in range(market.weeks.n_classes) if mask >> week & 1)


def _offer_parts(market: Market, offer: Offer) -> Iterator[tuple[OfferPart, tuple[int, ...]]]:
    """Yield the parts of an offer with their classes of weeks."""
    programme = market.semester.programme[offer.programme_id]
    for part in offer.parts:
        weeks = market.weeks.mask(part.weeks if part.weeks_text else programme.weeks)
        yield part, _classes(market, weeks)


_NONE = np.zeros(0, np.int64)


class _Members:
    """Which contracts a cap counts."""

    def __init__(self, market: Market, offers: Sequence[Offer], contracts: WishedOffers) -> None:
        self.seats = {offer.offer_id: offer.seats for offer in offers}
        semester = market.semester
        self.student = contracts.bundles.student
        self.housed = contracts.bundles.housed
        above = np.array([s.surnombre is not None for s in semester.students], bool)
        self.above = above[self.student]
        self._n_above = int(self.above.sum())
        order = np.argsort(contracts.offer, kind="stable")
        names = [semester.offers[k].offer_id for k in np.unique(contracts.offer).tolist()]
        ends = np.flatnonzero(np.diff(contracts.offer[order], append=-1)) + 1
        starts = [0, *ends[:-1].tolist()] if len(ends) else []
        self._own = {
            name: order[start:end]
            for name, start, end in zip(names, starts, ends.tolist(), strict=True)
        }

    def is_wide(self, cap: Cap) -> bool:
        """Say whether a cap holds all seats of its offers, and all students above the list."""
        if cap.name.startswith("seats:"):
            return False
        return cap.limit >= sum(self.seats[name] for name in cap.offers) + self._n_above

    def of(self, cap: Cap) -> NDArray[np.int64]:
        """Return the contracts of a cap, ascending."""
        own = [self._own[name] for name in sorted(cap.offers) if name in self._own]
        # Those of one offer are ascending already.
        found = own[0] if len(own) == 1 else np.sort(np.concatenate([_NONE, *own]))
        if cap.only == "listed":
            found = found[~self.above[found]]
        elif cap.only == "housed":
            found = found[self.housed[found] == cap.site]
        return found

    def most(self, inside: Whole, cap: Cap) -> int:
        """Return how many of a cap's contracts could be chosen if there were no such cap.

        A student may have several: the hosts choose from contracts, not from students.
        """
        if cap.name.startswith("seats:"):
            return len(inside)
        above = int(self.above[inside].sum())
        return min(len(inside), sum(self.seats[name] for name in cap.offers) + above)


def _by_contract(caps: Sequence[Whole], n_contracts: int) -> NDArray[np.int64]:
    """List the caps of each contract, the smallest cap first."""
    if not caps:
        return np.full((n_contracts, 1), -1)
    contract = np.concatenate(caps)
    number = np.repeat(np.arange(len(caps)), [len(inside) for inside in caps])
    order = np.lexsort((number, contract))
    contract, number = contract[order], number[order]
    first = np.searchsorted(contract, contract)
    depth = np.arange(len(contract)) - first
    table = np.full((n_contracts, int(depth.max(initial=0)) + 1), -1)
    table[contract, depth] = number
    return table


# -- the caps -------------------------------------------------------------------------------


def _all_caps(market: Market, offers: Sequence[Offer], settled: Settled) -> Iterator[Cap]:
    before = list(_held(market, settled))
    yield from _seats(market, offers, settled)
    yield from _supervisors(market, offers, before)
    yield from _half_days(market, offers, before)
    yield from _housing(market, offers, settled)
    yield from _quotas(market, offers, before)


def _seats(market: Market, offers: Sequence[Offer], settled: Settled) -> Iterator[Cap]:
    taken: dict[str | None, int] = defaultdict(int)
    for number, fixed in settled.rows.items():
        if fixed.offer >= 0 and market.semester.students[number].surnombre is None:
            taken[market.semester.offers[fixed.offer].offer_id] += 1
    for offer in offers:
        left = max(0, offer.seats - taken[offer.offer_id])
        yield Cap(f"seats:{offer.offer_id}", frozenset([offer.offer_id]), left, "listed")


def _supervisors(market: Market, offers: Sequence[Offer], before: Sequence[_Held]) -> Iterator[Cap]:
    """Yield students at any time, over all programmes and per programme, in each class of weeks."""
    semester = market.semester
    there = {
        (held.student, held.supervisor_id, programme, week)
        for held in before
        for week in held.weeks
        for programme in (None, held.programme_id)
    }
    used = Counter((supervisor, programme, week) for _, supervisor, programme, week in there)
    of: dict[tuple[str, str | None, int], set[str]] = defaultdict(set)
    for offer in offers:
        for part, weeks in _offer_parts(market, offer):
            for week in weeks:
                for programme in (None, offer.programme_id):
                    of[part.supervisor_id, programme, week].add(offer.offer_id)
    for key, inside in sorted(of.items(), key=lambda pair: (pair[0][0], pair[0][1] or "")):
        supervisor = semester.supervisor[key[0]]
        limit: int | None = supervisor.max_students
        if key[1] is not None:
            limit = supervisor.limits.get(key[1])
        if limit is not None:
            left = max(0, limit - used[key])
            yield Cap(f"supervisor:{key[0]}", frozenset(inside), left)


def _half_days(market: Market, offers: Sequence[Offer], before: Sequence[_Held]) -> Iterator[Cap]:
    """Yield given half-days of supervisors and rooms, in each class of weeks."""
    semester = market.semester
    used: dict[tuple[str, str, int, int], int] = defaultdict(int)
    for held in before:
        in_room = semester.programme[held.programme_id].needs_room
        for week in held.weeks:
            for half_day in held.half_days:
                used["half-day", held.supervisor_id, half_day, week] += 1
                used["room", held.site_id, half_day, week] += in_room
    of: dict[tuple[str, str, int, int], set[str]] = defaultdict(set)
    for offer in offers:
        in_room = semester.programme[offer.programme_id].needs_room
        for part, weeks in _offer_parts(market, offer):
            given = () if isinstance(part.half_days, int) else part.half_days
            for week in weeks:
                for half_day in given:
                    of["half-day", part.supervisor_id, half_day, week].add(offer.offer_id)
                    if in_room and semester.site[part.site_id].rooms is not None:
                        of["room", part.site_id, half_day, week].add(offer.offer_id)
    for key, inside in sorted(of.items()):
        kind, name, _, _ = key
        limit = semester.site[name].rooms if kind == "room" else None
        limit = semester.supervisor[name].max_at_once if limit is None else limit
        yield Cap(f"{kind}:{name}", frozenset(inside), max(0, limit - used[key]))


def _housing(market: Market, offers: Sequence[Offer], settled: Settled) -> Iterator[Cap]:
    semester = market.semester
    used = Counter(settled.housed.values())
    at_site: dict[str, set[str]] = defaultdict(set)
    for offer in offers:
        for part in offer.parts:
            at_site[part.site_id].add(offer.offer_id)
    for number, site in enumerate(semester.sites):
        inside = at_site[site.site_id]
        if site.housing_places and inside:
            left = max(0, site.housing_places - used[number])
            yield Cap(f"housing:{site.site_id}", frozenset(inside), left, "housed", number)


def _quotas(market: Market, offers: Sequence[Offer], before: Sequence[_Held]) -> Iterator[Cap]:
    zone = zones(market.semester)
    for quota in market.semester.quotas:
        if quota.max_count is not None and quota.hard_max:
            yield from _of_quota(market, quota, offers, before, zone)


def _of_quota(
    market: Market,
    quota: Quota,
    offers: Sequence[Offer],
    before: Sequence[_Held],
    zone: Mapping[tuple[str, str], str],
) -> Iterator[Cap]:
    semester = market.semester
    scopes = {
        p.programme_id: in_scope(semester, quota, p.profession, zone)
        for p in semester.programmes
        if quota.programme_id in (None, p.programme_id)
    }
    weight = {
        offer.offer_id: sum(
            part.half_day_count
            for part in offer.parts
            if part.site_id in scopes.get(offer.programme_id, frozenset())
        )
        for offer in offers
    }
    inside = frozenset(name for name, half_days in weight.items() if half_days)
    if not inside:
        return
    inside_before = [
        held for held in before if held.site_id in scopes.get(held.programme_id, frozenset())
    ]
    assert quota.max_count is not None
    if quota.unit == "students":
        left = quota.max_count - len({held.student for held in inside_before})
        yield Cap(f"quota:{quota.quota_id}", inside, max(0, left))
        return
    amounts = {weight[name] for name in inside}
    if len(amounts) > 1:
        raise CannotBeMet((quota_uneven(quota.quota_id),))
    used = sum(len(held.half_days) for held in inside_before)
    left = (quota.max_count - used) // amounts.pop()
    yield Cap(f"quota:{quota.quota_id}", inside, max(0, left))
