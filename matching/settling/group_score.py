"""The score of a group in a place: five parts, each 0 to 1, and their weighted mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..practitioners import Opening, Request
from ..territories.census import GENERAL_PRACTICE
from .group_facts import GroupFacts, Unit
from .takeovers import Takeover

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"composition": 0.40, "nearness": 0.20, "need": 0.15, "seats": 0.15, "dates": 0.10}
)
"""The weights of the parts; a choice of this program, measured on nothing."""

MOST_MEMBERS = 6
CORE = 3
"""A practice begins with two general practitioners and one other professional."""
FURTHER = 2
"""Further members that still add to the composition."""
DATES_DAYS = 365.0


@dataclass(frozen=True)
class Score:
    """The score of a group.

    Attributes
    ----------
    parts
        ``composition``: of two general practitioners, one other professional and two further
        members, the share that is there. ``nearness``: mean over the members of 1 - minutes from
        the farthest anchor ÷ their limit; ½ without an anchor. ``need``: mean need of the territory
        for their professions. ``seats``: share of the members with an opening that suits or a
        practice to take over. ``dates``: 1 - days between the first and the last available ÷ 365.
    seats, taken
        The opening, and the practice to take over, by request.
    missing
        What the beginning of a practice still lacks: ``gp``, ``other``.
    """

    parts: tuple[tuple[str, float], ...]
    seats: tuple[tuple[str, Opening], ...]
    taken: tuple[tuple[str, Takeover], ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> float:
        """The weighted mean of the parts, rounded to 9 decimals so that equal is equal."""
        return round(sum(WEIGHTS[name] * part for name, part in self.parts), 9)


def scored(facts: GroupFacts, place: str, group: Sequence[Unit]) -> Score:
    """Score a group in a place."""
    members = sorted((r for unit in group for r in unit.requests), key=lambda r: r.request_id)
    doctors = sum(r.profession == GENERAL_PRACTICE for r in members)
    others = len(members) - doctors
    core = min(doctors, CORE - 1) + min(others, 1)
    seats = seated(members, facts.openings_at.get(place, ()))
    taken = _taken([r for r in members if r.request_id not in seats], facts.takeovers.get(place))
    days = [r.available_from for r in members if r.available_from is not None]
    spread = (max(days) - min(days)).days if days else 0
    pulls = [facts.pull(r, place) for r in members]
    parts = {
        "composition": (core + min(len(members) - core, FURTHER)) / (CORE + FURTHER),
        "nearness": sum(near for near, _ in pulls) / len(members),
        "need": sum(need for _, need in pulls) / len(members),
        "seats": (len(seats) + len(taken)) / len(members),
        "dates": max(0.0, 1 - spread / DATES_DAYS),
    }
    missing = ["gp"] * max(0, CORE - 1 - doctors) + ["other"] * (not others)
    return Score(
        tuple(parts.items()), tuple(sorted(seats.items(), key=lambda entry: entry[0])),
        tuple(taken), tuple(missing),
    )  # fmt: skip


def suits(request: Request, opening: Opening) -> bool:
    """Say whether an opening is of the profession, and its premises are as wanted."""
    if request.profession != opening.profession or (request.accessible and not opening.accessible):
        return False
    wanted = request.wants_premises_m2
    return wanted is None or opening.m2 is None or opening.m2 >= wanted


def seated(members: Sequence[Request], openings: Sequence[Opening]) -> dict[str, Opening]:
    """Give as many members as possible a seat that suits: a largest matching.

    Members come in the order given, openings in that of their identifiers.
    """
    in_order = sorted(openings, key=lambda opening: opening.opening_id)
    seats = [o for o in in_order for _ in range(min(o.seats, len(members)))]
    holder: dict[int, Request] = {}

    def placed(request: Request, seen: set[int]) -> bool:
        for number, opening in enumerate(seats):
            if number in seen or not suits(request, opening):
                continue
            seen.add(number)
            if number not in holder or placed(holder[number], seen):
                holder[number] = request
                return True
        return False

    for request in members:
        placed(request, set())
    return {request.request_id: seats[number] for number, request in holder.items()}


def _taken(
    members: Sequence[Request], practices: Sequence[Takeover] | None
) -> list[tuple[str, Takeover]]:
    """Give members a practice of their profession each, as far as there are any."""
    left = list(practices or ())
    found = []
    for request in members:
        own = next((one for one in left if one.profession == request.profession), None)
        if own is not None:
            left.remove(own)
            found.append((request.request_id, own))
    return found


class Totals:
    """The totals of groups, kept for each place until something is taken there.

    Greedy steps from different starts come to the same groups again and again.
    """

    def __init__(self, facts: GroupFacts) -> None:
        self.facts = facts
        self._known: dict[str, dict[tuple[str, ...], float]] = {}

    def of(self, place: str, group: Sequence[Unit]) -> float:
        """Return the total of a group in a place."""
        known = self._known.setdefault(place, {})
        names = tuple(unit.name for unit in group)
        if names not in known:
            known[names] = scored(self.facts, place, group).total
        return known[names]

    def change(self, facts: GroupFacts, place: str) -> None:
        """Go on with other facts, which differ in one place."""
        self.facts = facts
        self._known.pop(place, None)
