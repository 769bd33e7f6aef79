"""Where students' bundles lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .bundles import Bundles, Market
from .entities import Wish
from .lists import Lists, Whole, blocks, starts

_CELLS = 1 << 24


@dataclass(frozen=True)
class Reached:
    """Where students' bundles lead: places and offers of each student, by position."""

    place: Lists
    offer: Lists

    def meets(self, market: Market, number: int, wish: Wish) -> bool:
        """Say whether some bundle of a student satisfies a wish."""
        if wish.target_kind == "offer":
            return bool((self.offer[number] == market.wishes.offer_number[wish.target]).any())
        named = market.eligibility.places_of(wish.target_kind, wish.target)
        return not set(self.place[number].tolist()).isdisjoint(named.tolist())


def nowhere(n_students: int) -> Reached:
    """Return where nobody's bundles lead."""
    nothing = Lists(np.zeros(n_students + 1, np.int64), np.zeros(0, np.int64))
    return Reached(nothing, nothing)


def with_rooms(market: Market, own: Bundles) -> Bundles:
    """Leave out the bundles that need a room at a site that has none for trainees at all."""
    table, semester = own.compositions, market.semester
    none = np.array([site.rooms == 0 for site in semester.sites], bool)
    asking = np.array([p.needs_room for p in semester.programmes], bool)
    if not len(table) or not none.any() or not asking.any():
        return own
    kinds = table.kinds
    able = table.all_parts(~(none[market.places.site[kinds.place]] & asking[kinds.programme]))
    return own.take(able[own.composition])


def reached(market: Market, own: Bundles) -> Reached:
    """Collect where the bundles of some students lead."""
    own = with_rooms(market, own)
    table = own.compositions
    n_places, n_offers = len(market.places.site), len(market.semester.offers)
    places = [table.kinds.place[table.part[:, c]] for c in range(table.part.shape[1])]
    of_place = [np.where(table.part[:, c] >= 0, place, n_places) for c, place in enumerate(places)]
    offer = np.where(table.offer >= 0, table.offer, n_offers)
    return Reached(
        _led_to(market, own, of_place, n_places), _led_to(market, own, [offer], n_offers)
    )


def _led_to(market: Market, own: Bundles, targets: Sequence[Whole], n_targets: int) -> Lists:
    """List the distinct targets of each student's compositions; ``n_targets`` is none."""
    n_students = len(market.semester.students)
    start = starts(own.student, n_students)
    weights = np.maximum(np.diff(start), n_targets)
    askers, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for first, end in blocks(weights, _CELLS) if n_targets else ():
        at = slice(int(start[first]), int(start[end]))
        met = np.zeros((end - first, n_targets + 1), bool)
        for target in targets:
            met[own.student[at] - first, target[own.composition[at]]] = True
        met[:, n_targets] = False
        student, target = np.divmod(np.flatnonzero(met), n_targets + 1)
        askers.append(student + first)
        found.append(target)
    return Lists(starts(np.concatenate(askers), n_students), np.concatenate(found))


def merged(listed: Sequence[Reached], n_students: int) -> Reached:
    """Return where the bundles of all orders lead; no student is in two of them."""

    def together(lists: list[Lists]) -> Lists:
        asker = [np.repeat(np.arange(n_students), one.lengths) for one in lists]
        keys = np.concatenate([np.zeros(0, np.int64), *asker])
        items = np.concatenate([np.zeros(0, np.int64), *(one.items for one in lists)])
        return Lists(starts(keys, n_students), items[np.argsort(keys, kind="stable")])

    return Reached(together([r.place for r in listed]), together([r.offer for r in listed]))
