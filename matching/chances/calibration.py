"""Whether the chances are calibrated: of what is given 30 %, about 30 % should come true.

The students whose wishes are known are dealt into folds. Each fold's wishes are treated in turn as
unknown, the model is fitted again on the others, and the chances it then gives are compared with
what is obtained with the true wishes.

References
----------
G. W. Brier, Verification of forecasts expressed in terms of probability, *Monthly Weather Review*
78, 1950.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

N_BINS = 10
SMALLEST_FOLD = 2
"""Known lists per fold without which no check is made."""

Question = Literal["wishes", "targets", "placed"]
QUESTIONS: tuple[Question, ...] = ("wishes", "targets", "placed")
"""What is forecast: ``wishes``, each known wish of the students who keep theirs; ``targets``, each
target in reach of those whose wishes are hidden; ``placed``, a place at all, of either."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same chance, from ``low`` to ``high``.

    ``predicted`` and ``observed`` are means; ``error`` is sqrt(observed (1 − observed) / n), as
    if the n events were independent (those of one fold are not quite).
    """

    low: float
    high: float
    events: int
    predicted: float
    observed: float
    error: float


@dataclass(frozen=True)
class Answer:
    """How good the forecasts of one question are.

    Attributes
    ----------
    bins
        Those with any event.
    brier
        The mean squared distance between chance and outcome: 0 is perfect.
    base
        That of always giving the overall share: what a useful forecast is below.
    """

    question: Question
    bins: tuple[Bin, ...]
    events: int
    brier: float
    base: float


@dataclass(frozen=True)
class Check:
    """The check: folds that were worked out, draws of each, and the answers."""

    folds: int
    draws: int
    students: int
    answers: tuple[Answer, ...]


def dealt(names: Sequence[str], folds: int, seed: int) -> list[frozenset[str]]:
    """Deal students into folds of almost equal size; the order of names does not matter."""
    order = sorted(names, key=lambda name: sha256(f"{seed}:fold:{name}".encode()).digest())
    return [frozenset(order[k::folds]) for k in range(folds)]


def answer(question: Question, events: Sequence[tuple[float, float]]) -> Answer:
    """Compare forecasts with outcomes.

    Parameters
    ----------
    events
        The chance given to each, and how often it came true with the true wishes: a share, since
        the wishes that nobody knows differ from draw to draw. The score is the mean over these.
    """
    given, true = np.array(events, np.float64).reshape(-1, 2).T
    if not len(given):
        return Answer(question, (), 0, 0.0, 0.0)
    mean = float(true.mean())
    return Answer(
        question,
        tuple(_bins(given, true)),
        len(given),
        float(((given - true) ** 2 + true * (1 - true)).mean()),
        mean * (1 - mean),
    )


def _bins(given: NDArray[np.float64], true: NDArray[np.float64]) -> list[Bin]:
    number = np.minimum((given * N_BINS + 1e-9).astype(np.int64), N_BINS - 1)
    found = []
    for k, (low, high) in enumerate(pairwise(np.linspace(0.0, 1.0, N_BINS + 1).tolist())):
        inside = number == k
        n = int(inside.sum())
        if n:
            observed = min(1.0, float(true[inside].mean()))
            error = sqrt(observed * (1 - observed) / n)
            predicted = float(given[inside].mean())
            found.append(Bin(round(low, 1), round(high, 1), n, predicted, observed, error))
    return found
