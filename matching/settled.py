"""From the core's solution to placements, and from settled placements to fixed bundles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..solvers.result import Outcome
from .bundles import Bundles, Market
from .compositions import concatenated
from .fixed import Fixed, as_compositions
from .halfdays import half_days_of
from .kinds import Kinds
from .model import Model
from .result import PlacedPart, StudentPlacement
from .valuation import Valuation


@dataclass(frozen=True)
class Settled:
    """Students who have their place.

    Attributes
    ----------
    placements
        By student identifier.
    rows
        By student position.
    housed
        By student position: position of the housing site, or -1.
    """

    placements: Mapping[str, StudentPlacement] = field(default_factory=dict)
    rows: Mapping[int, Fixed] = field(default_factory=dict)
    housed: Mapping[int, int] = field(default_factory=dict)

    @property
    def students(self) -> frozenset[int]:
        """Positions of the students."""
        return frozenset(self.rows)


def nobody() -> Settled:
    """Return the start: nobody has a place."""
    return Settled()


def with_settled(market: Market, own: Bundles, settled: Settled) -> Bundles:
    """Add the settled students to others' bundles, each with the one bundle that it has."""
    if not settled.rows:
        return own
    semester = market.semester
    numbers = sorted(settled.rows)
    first = len(own.compositions)
    fixed = [settled.rows[k] for k in numbers]
    student = np.concatenate([own.student, np.array(numbers, np.int32)])
    composition = np.concatenate(
        [own.composition, np.arange(first, first + len(numbers), dtype=np.int32)]
    )
    housed = np.concatenate([own.housed, np.array([settled.housed[k] for k in numbers], np.int32)])
    order = np.argsort(student, kind="stable")
    return Bundles(
        compositions=concatenated([own.compositions, as_compositions(fixed)]),
        with_car=np.r_[own.with_car, np.array([semester.students[k].car for k in numbers], bool)],
        student=student[order],
        composition=composition[order],
        housed=housed[order],
    )


def read_solution(
    market: Market, model: Model, worth: Valuation, outcome: Outcome, before: Settled
) -> Settled:
    """Return the settled students after an order: those before, and those placed now."""
    solution = outcome.solution
    assert solution is not None
    placed = np.flatnonzero(solution.option >= 0)
    new = [int(model.students[agent]) not in before.rows for agent in placed]
    agents = placed[np.array(new, bool)]
    chosen = solution.option[agents]
    slots = [solution.slots[agent] for agent in agents.tolist()]
    return settle(market, model.bundles, chosen, slots, worth.ranks(chosen), before)


def settle(
    market: Market,
    own: Bundles,
    chosen: NDArray[np.int64],
    slots: Sequence[tuple[int, ...]],
    ranks: Sequence[Fraction],
    before: Settled,
) -> Settled:
    """Return the settled students with some more.

    Parameters
    ----------
    chosen
        Bundles, one per new student.
    slots
        The half-days (bit sets) of the parts of each.
    ranks
        The wish rank of each.
    """
    placements, rows = dict(before.placements), dict(before.rows)
    housed = dict(before.housed)
    minutes = _minutes(market, own, chosen)
    for bundle, masks, rank, away in zip(
        chosen.tolist(), slots, ranks, minutes.tolist(), strict=True
    ):
        number = int(own.student[bundle])
        placement = _placement(market, own, bundle, masks, away)
        if market.wishes.last[number]:
            placement = replace(placement, wish_rank=rank)
        placements[placement.student_id] = placement
        rows[number] = _fixed(own, bundle, masks)
        housed[number] = int(own.housed[bundle])
    return Settled(placements, rows, housed)


def _minutes(market: Market, own: Bundles, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return minutes from home to the parts of some bundles, shape ``(n, width)``."""
    table = own.compositions
    part = table.part[own.composition[chosen]]
    row, column = np.nonzero(part >= 0)
    minutes = np.zeros(part.shape, np.int64)
    minutes[row, column] = market.journeys.minutes(
        own.student[chosen[row]], market.places.site[table.kinds.place[part[row, column]]]
    )
    return minutes


def _fixed(own: Bundles, bundle: int, masks: tuple[int, ...]) -> Fixed:
    table, row = own.compositions, own.composition[bundle]
    part = table.part[row]
    part = part[part >= 0]
    kinds, nothing = table.kinds, np.zeros(len(part), bool)
    given = Kinds(
        place=kinds.place[part],
        programme=kinds.programme[part],
        size=kinds.size[part],
        mask=np.array(masks[: len(part)], np.int64),
        weeks=kinds.weeks[part],
        run=np.zeros(len(part), np.int64),
        paired=nothing,
        free=nothing,
    )
    return Fixed(given, int(table.offer[row]))


def _placement(
    market: Market, own: Bundles, bundle: int, masks: tuple[int, ...], minutes: list[int]
) -> StudentPlacement:
    semester = market.semester
    number, row = int(own.student[bundle]), int(own.composition[bundle])
    student = semester.students[number]
    offer = int(own.compositions.offer[row])
    housed = int(own.housed[bundle])
    kinds = own.compositions.part[row]
    places = own.compositions.kinds.place[kinds[kinds >= 0]].tolist()
    parts = [
        _part(market, place, mask, away, _weeks_text(market, number, offer, position))
        for position, (place, mask, away) in enumerate(zip(places, masks, minutes, strict=False))
    ]
    return StudentPlacement(
        student_id=student.student_id,
        programme_id=student.programme_id,
        status="locked" if student.student_id in semester.lock else "placed",
        offer_id=semester.offers[offer].offer_id if offer >= 0 else None,
        parts=tuple(sorted(parts, key=lambda p: (p.half_days[:1], p.supervisor_id))),
        housed=semester.sites[housed].site_id if housed >= 0 else None,
    )


def _part(market: Market, place: int, mask: int, minutes: int, weeks: str) -> PlacedPart:
    semester = market.semester
    return PlacedPart(
        supervisor_id=semester.supervisors[market.places.supervisor[place]].supervisor_id,
        site_id=semester.sites[int(market.places.site[place])].site_id,
        half_days=half_days_of(mask),
        weeks=weeks,
        minutes=minutes,
    )


def _weeks_text(market: Market, student: int, offer: int, position: int) -> str:
    semester = market.semester
    own = semester.offers[offer].parts[position].weeks_text if offer >= 0 else ""
    return own or semester.programme[semester.students[student].programme_id].weeks_text
