"""How likely is what, before all wishes are known: the main entry."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from math import sqrt

import numpy as np

from ..infeasible import EndedEarly
from ..mechanisms import under
from ..phases import Phases, Progress
from ..semester import Semester
from ..wished_offers import wished_pairs
from .calibration import QUESTIONS, SMALLEST_FOLD, Check, Question, answer, dealt
from .forecast import Forecast
from .notes import notes
from .result import Chances, OfferChances, StudentChances, TargetChance
from .share import Share
from .tally import NONE, OFF, Tally
from .targets import Target

DRAWS, FOLDS = 200, 5
FEWEST_DRAWS = 20
"""Draws per fold of the check, if there are so many at all."""


class NothingToForecast(Exception):
    """No student of the semester chooses by rank or is matched."""


def chances(
    semester: Semester,
    *,
    draws: int = DRAWS,
    seed: int | None = None,
    folds: int = FOLDS,
    mechanism: str | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Chances:
    """Estimate chances of the students of serial and stable programmes by simulation.

    Wishes not yet known are drawn from a model fitted on the known ones; each draw is a placement
    by the very mechanisms of the programmes.

    Parameters
    ----------
    draws
        Number of draws.
    seed
        Of the draws; the setting by default. The lottery is always that of the setting.
    folds
        Of the check against known wishes, which take as many draws together; 0 for none.
    mechanism
        Used for all programmes instead of their own.
    stop
        Set it from elsewhere to end with what was drawn so far.

    Raises
    ------
    NothingToForecast
        No programme is serial or stable, or none of these has students.
    CannotBeMet
        Locks, or hard quotas of an optimised programme that comes before, cannot hold.
    EndedEarly
        Ended before the first draw.
    ValueError
        Fewer than one draw, or one fold.
    """
    if draws < 1 or folds < 0 or folds == 1:
        raise ValueError(f"at least one draw and two folds are needed, not {draws} and {folds}")
    semester = under(semester, mechanism)
    seed = semester.settings.seed if seed is None else seed
    stop = stop or threading.Event()
    phases = Phases(progress)
    forecast = phases.timed("prepare", lambda: Forecast(semester, seed))
    if not len(forecast.students):
        raise NothingToForecast
    guess = phases.timed("fit", forecast.guess)
    tally = phases.timed("draws", lambda: forecast.tally(guess, draws, stop, progress))
    if not tally.draws:
        raise EndedEarly(interrupted=True)
    check = None
    if folds and guess.drawers:
        check = phases.timed("calibrate", lambda: _check(forecast, tally, folds, stop, progress))
    models = tuple(guess.models.values())
    return Chances(
        seed=seed,
        draws_asked=draws,
        draws=tally.draws,
        interrupted=stop.is_set(),
        models=models,
        students=tuple(_student(forecast, tally, k) for k in forecast.students.tolist()),
        offers=tuple(_offers(forecast, tally)),
        check=check,
        notes=notes(forecast, models, check, folds),
        seconds=phases.seconds,
    )


def _student(forecast: Forecast, tally: Tally, number: int) -> StudentChances:
    semester = forecast.semester
    student = semester.students[number]
    counts = tally.classes[number]
    numbered = sorted((name for name in counts if name not in (OFF, NONE)), key=int)
    names = [*numbered, *(name for name in (OFF, NONE) if name in counts)]
    return StudentChances(
        student_id=student.student_id,
        programme_id=student.programme_id,
        knowledge=forecast.knowledge[number],
        targets=tuple(_targets(forecast, tally, number)),
        classes=tuple((name, Share(counts[name], tally.draws)) for name in names),
        placed=Share(tally.placed(number), tally.draws),
    )


def _targets(forecast: Forecast, tally: Tally, number: int) -> Iterator[TargetChance]:
    """Yield the chances of a student's own wishes, or of all in reach where there are none."""
    got = tally.got[number]
    student = forecast.semester.students[number]
    if forecast.knowledge[number] != "unknown":
        for wish in forecast.semester.wishes_of.get(student.student_id, ()):
            if wish.rank is not None and not wish.refused:
                times = got[wish.target_kind, wish.target]
                share = Share(times, tally.draws)
                yield TargetChance(wish.target_kind, wish.target, wish.rank, share)
        return
    for kind, name in _in_reach(forecast, number):
        yield TargetChance(kind, name, None, Share(got[kind, name], tally.draws))


def _in_reach(forecast: Forecast, number: int) -> list[Target]:
    targets = forecast.targets[forecast.semester.students[number].programme_id]
    return [targets.names[k] for k in targets.lists[number].tolist()]


def _offers(forecast: Forecast, tally: Tally) -> Iterator[OfferChances]:
    semester = forecast.semester
    known = _known_applicants(forecast)
    for position, counts in tally.applicants.items():
        offer = semester.offers[position]
        spread = np.array(counts, np.float64)
        turns = sorted(tally.full_at[position])
        yield OfferChances(
            offer_id=offer.offer_id,
            programme_id=offer.programme_id,
            seats=offer.seats,
            applicants_known=known[position],
            applicants=float(spread.mean()),
            applicants_error=float(spread.std()) / sqrt(len(spread)),
            full=Share(tally.full[position], tally.draws),
            full_at=_percentiles(turns) if turns else None,
        )


def _known_applicants(forecast: Forecast) -> dict[int, int]:
    """Count the students whose known wishes lead to each offer (position)."""
    semester, counts = forecast.semester, dict.fromkeys(range(len(forecast.semester.offers)), 0)
    student, offer = wished_pairs(forecast.days.market, forecast.students)
    for number, position in zip(student.tolist(), offer.tolist(), strict=True):
        programme = semester.offers[position].programme_id
        counts[position] += semester.students[number].programme_id == programme
    return counts


def _percentiles(ordered: list[int]) -> tuple[int, int, int]:
    low, middle, high = (ordered[round(q * (len(ordered) - 1))] for q in (0.1, 0.5, 0.9))
    return low, middle, high


def _check(
    forecast: Forecast,
    truth: Tally,
    folds: int,
    stop: threading.Event,
    progress: Progress | None,
) -> Check | None:
    """Hide the known wishes fold by fold and compare; ``None`` where too few are known."""
    students = forecast.semester.students
    draws = min(truth.draws, max(FEWEST_DRAWS, truth.draws // folds))
    known = [k for k, what in forecast.knowledge.items() if what == "known"]
    if len(known) < SMALLEST_FOLD * folds:
        return None
    events: dict[Question, list[tuple[float, float]]] = {question: [] for question in QUESTIONS}
    done = 0
    for hidden in dealt([students[k].student_id for k in known], folds, forecast.seed):
        tally = forecast.tally(forecast.guess(hidden), draws, stop, progress)
        if tally.draws < draws:
            break
        done += 1
        for number in known:
            is_hidden = students[number].student_id in hidden
            for question, target in _asked(forecast, number, hidden=is_hidden):
                events[question].append(
                    (_share(tally, number, target), _share(truth, number, target))
                )
    answers = tuple(answer(question, events[question]) for question in QUESTIONS)
    return Check(done, draws, len(known), answers) if done else None


def _asked(
    forecast: Forecast, number: int, *, hidden: bool
) -> Iterator[tuple[Question, Target | None]]:
    """Yield what is forecast of a student; no target stands for a place at all."""
    yield "placed", None
    if hidden:
        for target in _in_reach(forecast, number):
            yield "targets", target
    else:
        name = forecast.semester.students[number].student_id
        for wish in forecast.semester.wishes_of[name]:
            if wish.rank is not None and not wish.refused:
                yield "wishes", (wish.target_kind, wish.target)


def _share(tally: Tally, number: int, target: Target | None) -> float:
    times = tally.placed(number) if target is None else tally.got[number][target]
    return times / tally.draws
