"""A semester under several mechanisms, and what each costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .costs import Costs, costs_of
from .infeasible import CannotBeMet, EndedEarly
from .language import Sentence
from .market import Market, market
from .mechanisms import MECHANISMS
from .phases import Progress
from .placement import place
from .result import Placement
from .semester import Semester
from .tables.findings import InputError

Place = Callable[..., Placement]


@dataclass(frozen=True)
class Compared:
    """One mechanism: its placement and what it costs, or why it cannot be used.

    Attributes
    ----------
    reasons
        Why there is no placement; empty where there is one.
    seconds
        How long placing took.
    """

    mechanism: str
    placement: Placement | None
    costs: Costs | None
    reasons: tuple[Sentence, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """A semester under several mechanisms, in the order asked for.

    Attributes
    ----------
    classes
        Classes of wish that a placement of this semester can have, best first: numbers as text.
    interrupted
        Whether the user ended it; mechanisms that had not begun are missing.
    """

    runs: tuple[Compared, ...]
    classes: tuple[str, ...]
    interrupted: bool = False


def compare(
    semester: Semester,
    mechanisms: Sequence[str] = MECHANISMS,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    **options: Any,
) -> Comparison:
    """Place a semester under each of several mechanisms and work out what each costs.

    A mechanism that cannot be used for this semester has its reasons instead of a placement.

    Parameters
    ----------
    mechanisms
        Names, each used for all programmes.
    progress, stop
        As in `place`; ``stop`` also leaves out the mechanisms that have not begun.
    options
        Other options of `place`; ``time_limit`` is that of each mechanism.

    Raises
    ------
    CannotBeMet, EndedEarly, InputError
        That of the first mechanism, where none can be used.
    ValueError
        No mechanism, an unknown one, one named twice, or a wrong option of `place`.
    """
    _check_names(mechanisms)
    options |= {"stop": stop or threading.Event(), "progress": progress}
    there = market(semester)
    runs: list[Compared] = []
    errors: list[Exception] = []
    for name in mechanisms:
        if options["stop"].is_set():
            break
        if progress is not None:
            progress.phase(f"under_{name}")
        run = _run(there, name, partial(place, semester, mechanism=name, **options), errors)
        runs.append(run)
    if not any(run.placement for run in runs):
        if not errors:
            raise EndedEarly(interrupted=True)
        raise errors[0]
    statuses = [run.placement.status for run in runs if run.placement is not None]
    interrupted = len(runs) < len(mechanisms) or "interrupted" in statuses
    return Comparison(tuple(runs), _classes(there), interrupted)


def _run(
    there: Market, mechanism: str, placing: Callable[[], Placement], errors: list[Exception]
) -> Compared:
    started = time.perf_counter()
    try:
        placement = placing()
    except (InputError, CannotBeMet) as error:
        errors.append(error)
        return Compared(mechanism, None, None, _reasons(error))
    seconds = time.perf_counter() - started
    return Compared(mechanism, placement, costs_of(there, placement), (), seconds)


def _reasons(error: InputError | CannotBeMet) -> tuple[Sentence, ...]:
    if isinstance(error, InputError):
        return tuple(f.sentence for f in error.findings if f.severity == "error")
    return error.sentences


def _check_names(mechanisms: Sequence[str]) -> None:
    for name in mechanisms:
        if name not in MECHANISMS:
            known = ", ".join(MECHANISMS)
            raise ValueError(f"there is no mechanism {name!r}; there are {known}")
    if not mechanisms or len(set(mechanisms)) < len(mechanisms):
        raise ValueError("at least one mechanism is needed, each named once")


def _classes(there: Market) -> tuple[str, ...]:
    """Return the numbered classes that a placement can have, as text."""
    last, lenient = there.wishes.last, there.wishes.lenient
    most = int((last + lenient * (last > 0)).max(initial=0))
    return tuple(str(number) for number in range(1, most + 1))
