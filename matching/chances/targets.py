"""What students of a programme can wish for, and what it is like for each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..entities import Programme, TargetKind, Wish
from ..lists import Lists, Whole, spread_ranges, starts
from ..market import Market
from ..need import SHORTAGE_ZONES, zones
from ..reached import Reached
from ..semester import Semester

KINDS: tuple[TargetKind, ...] = ("offer", "supervisor", "site", "territory")
Target = tuple[TargetKind, str]
LONGEST = 600.0
"""Minutes of a journey that is longer, or that nobody knows."""


@dataclass(frozen=True)
class Targets:
    """The targets that each student of a programme may have, nobody else being there.

    Attributes
    ----------
    kinds
        Kinds of targets, the usual one first.
    names
        Kind and identifier of all targets, by number.
    lists
        Numbers of the targets of each student (by position in the semester), ascending.
    kind, minutes, liberal, shortage
        Shape of ``lists.items``: the number of the kind; minutes from home, the share in private
        practice, the share in shortage zones (ZIP, ZAC); over the half-days of an offer, otherwise
        over the places of the target that suit the student.
    """

    kinds: tuple[TargetKind, ...]
    names: tuple[Target, ...]
    lists: Lists
    kind: NDArray[np.int64]
    minutes: NDArray[np.float64]
    liberal: NDArray[np.float64]
    shortage: NDArray[np.float64]

    @cached_property
    def number(self) -> dict[Target, int]:
        """Number of each target."""
        return {name: k for k, name in enumerate(self.names)}

    def own(self, student: int) -> slice:
        """Return where the targets of a student (position) stand."""
        return slice(int(self.lists.start[student]), int(self.lists.start[student + 1]))


def kinds_in_use(semester: Semester, programme: Programme) -> tuple[TargetKind, ...]:
    """Return the kinds of target that known wishes of a programme name, the most frequent first."""
    counts: Counter[TargetKind] = Counter(
        wish.target_kind
        for wish in ranked(semester)
        if semester.student[wish.student_id].programme_id == programme.programme_id
    )
    usual: TargetKind = "offer" if programme.composition == "offers" else "supervisor"
    used = [kind for kind in KINDS if counts[kind]] or [usual]
    return tuple(sorted(used, key=lambda kind: (-counts[kind], kind != usual)))


def ranked(semester: Semester) -> list[Wish]:
    """Return the wishes that are no refusals."""
    return [w for w in semester.wishes if w.rank is not None and not w.refused]


def targets_of(
    market: Market, led_to: Reached, students: Whole, kinds: tuple[TargetKind, ...]
) -> Targets:
    """Collect what some students (positions, ascending) can wish for.

    Parameters
    ----------
    led_to
        Where the possible placements of the students lead.
    """
    names: list[Target] = []
    pieces = []
    for kind in kinds:
        student, target, place, weight = _pieces(market, led_to, students, kind)
        pieces.append((student, target + len(names), place, weight))
        names += [(kind, name) for name in _names(market.semester, kind)]
    student, target, place, weight = map(np.concatenate, zip(*pieces, strict=True))
    key, inverse = np.unique(student * max(1, len(names)) + target, return_inverse=True)
    site = market.places.site[place]
    total = np.bincount(inverse, weight, len(key))

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.bincount(inverse, weight * values, len(key)) / total
        return found

    minutes = np.minimum(market.journeys.minutes(student, site), LONGEST)
    short = _short(market)[np.array(_programmes(market.semester), np.int64)[student], site]
    owner, item = np.divmod(key, max(1, len(names)))
    kind_of = np.array([kinds.index(kind) for kind, _ in names], np.int64)
    return Targets(
        kinds,
        tuple(names),
        Lists(starts(owner, len(market.semester.students)), item),
        kind_of[item],
        mean(minutes),
        mean(market.liberal[site].astype(np.float64)),
        mean(short.astype(np.float64)),
    )


def _names(semester: Semester, kind: TargetKind) -> tuple[str, ...]:
    return {
        "offer": tuple(o.offer_id for o in semester.offers),
        "supervisor": tuple(s.supervisor_id for s in semester.supervisors),
        "site": tuple(s.site_id for s in semester.sites),
        "territory": tuple(t.territory_id for t in semester.territories),
    }[kind]


def _pieces(
    market: Market, led_to: Reached, students: Whole, kind: TargetKind
) -> tuple[Whole, Whole, Whole, NDArray[np.float64]]:
    """Return students, targets, and the places that make up these, with a weight each."""
    if kind == "offer":
        asker, offer = led_to.offer.spread(students)
        start = market.offer_parts.start
        pair, row = spread_ranges(start[offer], start[offer + 1])
        size = market.offer_parts.size[row].astype(np.float64)
        return students[asker[pair]], offer[pair], market.offer_parts.place[row], size
    asker, place = led_to.place.spread(students)
    return students[asker], _target_of_place(market, kind)[place], place, np.ones(len(place))


def _target_of_place(market: Market, kind: TargetKind) -> Whole:
    places, semester = market.places, market.semester
    if kind == "supervisor":
        return places.supervisor
    if kind == "site":
        return places.site
    number = {t.territory_id: k for k, t in enumerate(semester.territories)}
    lies_in = np.array([number[s.territory_id] for s in semester.sites], np.int64)
    found: Whole = lies_in[places.site]
    return found


def _programmes(semester: Semester) -> list[int]:
    number = {p.programme_id: k for k, p in enumerate(semester.programmes)}
    return [number[s.programme_id] for s in semester.students]


def _short(market: Market) -> NDArray[np.bool_]:
    """Say which sites lie in shortage zones of each programme's profession."""
    zone, semester = zones(market.semester), market.semester
    found = [
        [zone.get((s.territory_id, p.profession)) in SHORTAGE_ZONES for s in semester.sites]
        for p in semester.programmes
    ]
    return np.array(found, bool)
