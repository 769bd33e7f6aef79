"""What the exhaustive search handles: options, states between students, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .bundles import Bundle

TierValue = int | tuple[int | str, ...]
Order = int | None
Cost = int | tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The value of every tier of every order, or ``infeasible``, and one best placement."""

    infeasible: bool
    tiers: dict[Order, list[tuple[str, TierValue]]]
    placements: dict[str, Bundle | None]


class Option(NamedTuple):
    """A bundle of one student (``None``: not placed) and all that it counts for."""

    bundle: Bundle | None
    use: int
    counts: tuple[int, ...]
    free_counts: tuple[int, ...]
    hosts: tuple[int, ...]
    territories: frozenset[str] | None
    klass: int | None
    unplaced: int
    unplaced_wishing: int
    value: int
    travel: int


class State(NamedTuple):
    """What the students placed so far add up to."""

    use: int
    counts: tuple[int, ...]
    free_counts: tuple[int, ...]
    hosts: tuple[int, ...]
    links: frozenset[tuple[str, frozenset[str] | None]]
    classes: tuple[int, ...]
    unplaced: int
    unplaced_wishing: int
    value: int
    travel: int
