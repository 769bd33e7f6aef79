"""From the core's solution to placements, and from settled placements to fixed bundles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..solvers.result import Outcome
from .bundles import Bundles, Market
from .compositions import NOBODY, Compositions, concatenated
from .halfdays import N_HALF_DAYS
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
        By student position: the composition with its half-days given, as one row.
    housed
        By student position: position of the housing site, or -1.
    """

    placements: Mapping[str, StudentPlacement] = field(default_factory=dict)
    rows: Mapping[int, Compositions] = field(default_factory=dict)
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
    position = {p.programme_id: k for k, p in enumerate(semester.programmes)}
    numbers = sorted(settled.rows)
    first = len(own.compositions)
    students = np.array(numbers, np.int64)
    fixed = Bundles(
        compositions=concatenated([own.compositions, *(settled.rows[k] for k in numbers)]),
        with_car=np.r_[own.with_car, np.array([semester.students[k].car for k in numbers], bool)],
        programme=np.r_[
            own.programme,
            np.array([position[semester.students[k].programme_id] for k in numbers], np.int64),
        ],
        student=np.r_[own.student, students],
        composition=np.r_[own.composition, first + np.arange(len(numbers))],
        housed=np.r_[own.housed, np.array([settled.housed[k] for k in numbers], np.int64)],
    )
    order = np.argsort(fixed.student, kind="stable")
    return Bundles(
        fixed.compositions,
        fixed.with_car,
        fixed.programme,
        fixed.student[order],
        fixed.composition[order],
        fixed.housed[order],
    )


def read_solution(
    market: Market, model: Model, worth: Valuation, outcome: Outcome, before: Settled
) -> Settled:
    """Return the settled students after an order: those before, and those placed now."""
    solution = outcome.solution
    assert solution is not None
    placements, rows = dict(before.placements), dict(before.rows)
    housed = dict(before.housed)
    for agent in np.flatnonzero(solution.option >= 0).tolist():
        number = int(model.students[agent])
        if number in before.rows:
            continue
        bundle = int(solution.option[agent])
        masks = solution.slots[agent]
        student_id = market.semester.students[number].student_id
        placements[student_id] = _placement(market, model, worth, bundle, masks)
        rows[number] = _fixed(model.bundles.compositions, bundle, model.bundles, masks)
        housed[number] = int(model.bundles.housed[bundle])
    return Settled(placements, rows, housed)


def _fixed(table: Compositions, bundle: int, own: Bundles, masks: tuple[int, ...]) -> Compositions:
    row = table.take(own.composition[[bundle]])
    given = np.zeros(row.place.shape, np.int64)
    given[0, : len(masks)] = masks
    nothing = np.zeros(row.place.shape, bool)
    return Compositions(
        row.place,
        row.size,
        given,
        row.weeks,
        np.zeros_like(row.run),
        nothing,
        nothing,
        row.offer,
    )


def _placement(
    market: Market, model: Model, worth: Valuation, bundle: int, masks: tuple[int, ...]
) -> StudentPlacement:
    semester, own = market.semester, model.bundles
    number, row = int(own.student[bundle]), int(own.composition[bundle])
    student = semester.students[number]
    offer = int(own.compositions.offer[row])
    housed = int(own.housed[bundle])
    parts = [
        _part(market, number, int(place), mask, _weeks_text(market, number, offer, position))
        for position, (place, mask) in enumerate(
            zip(own.compositions.place[row], masks, strict=False)
        )
        if place != NOBODY
    ]
    return StudentPlacement(
        student_id=student.student_id,
        programme_id=student.programme_id,
        status="locked" if student.student_id in semester.lock else "placed",
        offer_id=semester.offers[offer].offer_id if offer >= 0 else None,
        wish_rank=worth.rank(bundle) if market.wishes.last[number] else None,
        parts=tuple(sorted(parts, key=lambda p: (p.half_days[:1], p.supervisor_id))),
        housed=semester.sites[housed].site_id if housed >= 0 else None,
    )


def _part(market: Market, student: int, place: int, mask: int, weeks: str) -> PlacedPart:
    site = int(market.places.site[place])
    return PlacedPart(
        supervisor_id=market.semester.supervisors[market.places.supervisor[place]].supervisor_id,
        site_id=market.semester.sites[site].site_id,
        half_days=tuple(h for h in range(N_HALF_DAYS) if mask >> h & 1),
        weeks=weeks,
        minutes=int(market.journeys.minutes[student, site]),
    )


def _weeks_text(market: Market, student: int, offer: int, position: int) -> str:
    semester = market.semester
    own = semester.offers[offer].parts[position].weeks_text if offer >= 0 else ""
    return own or semester.programme[semester.students[student].programme_id].weeks_text
