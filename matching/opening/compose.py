"""Compose offers from supervisors' half-days, before the students choose."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ...solvers.result import Outcome, relative_gap
from ..entities import Offer, Programme
from ..infeasible import EndedEarly
from ..language import Sentence, sentence
from ..memory import peak_mb
from ..phases import Phases, Progress
from ..placement import check_limits, orders, worst
from ..result import Status, TierResult
from ..semester import Semester
from .choosing import choose, those_kept
from .naming import new_offers
from .result import TIERS, Composition, ProgrammeSeats
from .seats import NONE, Seats, joined, led, of_student, one_each
from .stock import Stock, stock
from .wanted import CannotCompose, chosen_programmes, wanted, with_composition

_CHANGED = frozenset({"offers", "offer_parts", "programmes"})


def compose(
    semester: Semester,
    *,
    programmes: Sequence[str] | None = None,
    tiers: Sequence[str] | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Composition:
    """Turn supervisors' half-days into offers, as many seats as the programmes need.

    All seats, those of existing open offers and of locked students included, can be used at the
    same time. Programmes are composed by their ``order``; those of one order together.

    Parameters
    ----------
    programmes
        Identifiers; by default the programmes whose students choose among offers: of mechanism
        ``serial`` or ``stable``, or of composition ``offers``.
    tiers
        Objectives, first to last, of `result.TIERS` (by default all of them).
    time_limit
        Seconds after which the best offers found are returned, with their gaps.
    gap
        Relative gap, from 0 to 1, at which every tier may be left.
    workers
        Threads of everything, as in `place`.
    progress, stop
        As in `place`.

    Raises
    ------
    CannotCompose
        No programme is to be composed, or not one seat that is lacking can be opened.
    CannotBeMet
        The locks cannot all hold.
    ValueError
        An unknown programme or tier, or a limit that is none.
    """
    check_limits(time_limit, gap, workers)
    names = tuple(tiers) if tiers is not None else TIERS
    unknown = [name for name in names if name not in TIERS]
    if unknown:
        raise ValueError(f"there is no tier {unknown[0]!r}; there are {', '.join(TIERS)}")
    chosen = chosen_programmes(semester, programmes)
    if not chosen:
        raise CannotCompose([_NOBODY])
    limits = Limits(time_limit, gap, workers, stop or threading.Event())
    composition = _Run(semester, names, limits, Phases(progress)).composition(chosen)
    given = {"programmes": programmes and list(programmes), "tiers": tiers and list(tiers)}
    options = {k: v for k, v in {**given, "gap": gap}.items() if v is not None}
    return replace(composition, options=options)


_NOBODY = sentence(
    "no programme is of mechanism serial or stable, or of composition offers; name the programme "
    "that is to have offers"
)


class _Run:
    def __init__(
        self, semester: Semester, names: Sequence[str], limits: Limits, phases: Phases
    ) -> None:
        self.before = self.semester = semester
        self.names, self.limits, self.phases = names, limits, phases
        self.offers: list[Offer] = []
        self.seats: dict[str, ProgrammeSeats] = {}
        self.tiers: list[TierResult] = []
        self.statuses: list[Status] = []
        self.apart: Counter[str] = Counter()

    def composition(self, programmes: Sequence[Programme]) -> Composition:
        """Compose order after order and put the composition together."""
        for order, together in orders(programmes):
            self._compose(order, [p.programme_id for p in together])
        lacking = [s for s in self.seats.values() if s.existing < s.wanted]
        if lacking and not self.offers:
            if any(t.name == "opened" and t.value != t.bound for t in self.tiers):
                raise EndedEarly(interrupted=self.limits.stop.is_set())
            raise CannotCompose([_nothing(s.programme_id) for s in lacking])
        names = {p.programme_id for p in programmes}
        after = with_composition(self.semester, names, "offers")
        known = {k: v for k, v in self.before.fingerprints.items() if k not in _CHANGED}
        return Composition(
            status=worst(self.statuses),
            offers=tuple(sorted(self.offers, key=lambda o: o.offer_id)),
            programmes=tuple(self.seats[name] for name in sorted(self.seats)),
            tiers=tuple(self.tiers),
            semester=replace(after, fingerprints=known),
            apart=dict(sorted(self.apart.items())),
            seconds=self.phases.seconds,
            peak_mb=peak_mb(),
        )

    def _compose(self, order: int | None, names: Sequence[str]) -> None:
        timed = self.phases.timed
        found = timed("prepare", lambda: stock(self.semester, names))
        there = timed("bundles", lambda: joined([*_existing(found, self.apart), *_locked(found)]))
        # What is there already has to be known, however little time there is.
        patient = replace(self.limits, seconds=None, gap=None)
        held = timed("solve", lambda: those_kept(found.composing, there, patient))
        kept, start = there.taking(held)
        offers = found.semester.offers
        self.apart.update(offers[k].offer_id for k in there.offer[held < 0].tolist())
        missing = _missing(found, kept)
        groups = timed("bundles", lambda: list(_to_open(found, missing)))
        seats = joined([kept, *groups])
        self._count(found, kept)
        if seats.opens.any():
            start = np.concatenate([start, np.full(len(seats) - len(kept), NONE, np.int64)])
            work = partial(self._chosen, found, seats, missing, start)
            most = sum(missing.values()) + int(kept.opens.sum())
            self._take(found, order, seats, timed("solve", work), most)

    def _chosen(
        self,
        found: Stock,
        seats: Seats,
        missing: Mapping[int, int],
        start: NDArray[np.int64],
    ) -> Outcome:
        quotas = [q for q in self.semester.quotas if q.programme_id in found.names]
        market, names = found.composing, self.names
        return choose(market, seats, missing, quotas, names, self.limits, self._report, start)

    def _count(self, found: Stock, kept: Seats) -> None:
        """Count the seats of each programme that are there already."""
        for name in sorted(found.names):
            asked = wanted(self.semester, self.semester.programme[name])
            own = kept.programme == _position(self.semester, name)
            existing = int((~kept.opens & _counts(found, kept) & own).sum())
            self.seats[name] = ProgrammeSeats(name, asked.students, asked.seats, existing, 0)

    def _take(
        self, found: Stock, order: int | None, seats: Seats, outcome: Outcome, most: int
    ) -> None:
        """Take new offers over; no more than ``most`` seats were to be opened."""
        assert outcome.solution is not None
        new = new_offers(found.composing, seats, outcome.solution, self.semester)
        for offer in new:
            own = self.seats[offer.programme_id]
            self.seats[offer.programme_id] = replace(own, opened=own.opened + offer.seats)
        self.offers += new
        everything = sorted((*self.semester.offers, *new), key=lambda o: o.offer_id)
        after = replace(self.semester, offers=tuple(everything))
        self.semester = with_composition(after, found.names, "offers")
        tiers = [_bounded(t, most) for t in _results(outcome, order, self.limits.gap)]
        self.tiers += tiers
        assert outcome.status != "infeasible"
        proven = all(tier.gap <= tier.tolerance for tier in tiers)
        self.statuses.append("optimal" if proven else outcome.status)

    def _report(
        self, phase: str, tier: str, value: tuple[int, ...], bound: tuple[int, ...]
    ) -> None:
        progress = self.phases.progress
        # The core also has objectives of its own, which no user knows.
        if progress is not None and tier in TIERS:
            hear = progress.advance if phase == "progress" else progress.tier
            hear(tier, value[0] if value else None, bound[0] if bound else None)


def _position(semester: Semester, programme: str) -> int:
    return next(k for k, p in enumerate(semester.programmes) if p.programme_id == programme)


def _existing(found: Stock, apart: Mapping[str, int]) -> Iterator[Seats]:
    """Yield the seats of open offers that are used in placing and can be held at all.

    Seats of students who are locked to an offer are left to `_locked`; those known to be
    ``apart``, by offer, are left out.
    """
    locked = Counter(lock.offer_id for lock in found.locks if _takes_seat(found, lock.student_id))
    for number, programme in enumerate(found.semester.programmes):
        name = programme.programme_id
        if programme.composition != "offers" and name not in found.names:
            continue
        table = found.offers(name)
        offers = [found.semester.offers[k] for k in table.offer.tolist()]
        free = [max(0, o.seats - locked[o.offer_id] - apart.get(o.offer_id, 0)) for o in offers]
        rows = np.repeat(np.arange(len(table)), np.array(free, np.int64))
        yield one_each(table, rows, number, with_car=found.cars[name])


def _takes_seat(found: Stock, student_id: str) -> bool:
    return found.semester.student[student_id].surnombre is None


def _locked(found: Stock) -> Iterator[Seats]:
    """Yield the seats of locked students who do not sit in whichever offer suits their lock."""
    semester = found.semester
    for lock in found.locks:
        student = semester.student[lock.student_id]
        own = found.own(lock.student_id, composed=False)
        opens = student.programme_id in found.names and lock.offer_id is None
        if opens and len(own.student):
            continue
        if opens:
            own = found.own(lock.student_id, composed=True)
        number = _position(semester, student.programme_id)
        # The stock's students are the locked ones, in the order of the semester.
        position = [s.student_id for s in found.composing.semester.students]
        yield of_student(own, position.index(lock.student_id), number, opens=opens)


def _counts(found: Stock, kept: Seats) -> NDArray[np.bool_]:
    """Say which seats count among those of their programme: all but those above the list."""
    students = found.composing.semester.students
    return np.array([k < 0 or students[k].surnombre is None for k in kept.student.tolist()], bool)


def _missing(found: Stock, kept: Seats) -> dict[int, int]:
    """Return how many seats each programme composed lacks, by position."""
    semester = found.semester
    lacking = {}
    for name in sorted(found.names):
        number = _position(semester, name)
        have = int((_counts(found, kept) & (kept.programme == number)).sum())
        lacking[number] = max(0, wanted(semester, semester.programme[name]).seats - have)
    return lacking


def _to_open(found: Stock, missing: Mapping[int, int]) -> Iterator[Seats]:
    for number, most in missing.items():
        programme = found.composing.semester.programmes[number]
        if most:
            own = found.for_anybody(programme.programme_id)
            yield led(found.composing, own, programme, most)


def _results(outcome: Outcome, order: int | None, gap: float | None) -> list[TierResult]:
    return [
        TierResult(t.name, order, t.value[0], t.bound[0], t.gap, max(t.tolerance, gap or 0.0))
        for t in outcome.tiers
    ]


def _bounded(tier: TierResult, most: int) -> TierResult:
    """Return the tier of seats opened with the bound that the number wanted is."""
    if tier.name != "opened" or not isinstance(tier.value, int) or tier.bound == tier.value:
        return tier
    assert isinstance(tier.bound, int)
    bound = min(tier.bound, most)
    return replace(tier, bound=bound, gap=relative_gap(tier.value, bound))


def _nothing(programme: str) -> Sentence:
    return sentence(
        "no seat can be opened for programme '{programme}': its supervisors' half-days make up no "
        "placement that its rules allow, or existing seats leave no room",
        programme=programme,
    )


__all__ = ["compose"]
