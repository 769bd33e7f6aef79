"""The model of choice: what draws students to a target, fitted on the known wish lists.

The utility of a target is a sum over `FEATURES`; lists follow an exploded logit
(`solvers.exploded_logit`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...solvers.exploded_logit import ABSENT, Rankings, fit
from ..entities import TargetKind, Wish
from ..semester import Semester
from .targets import Targets

FEATURES = ("minutes", "popularity", "liberal", "shortage")
"""Minutes from home in half-hours; ln(1 + first wishes of the others); the share of private
practice; the share in shortage zones. Where wishes name several kinds of target, each kind but the
most frequent has a constant of its own (``kind_site``)."""

PRIOR_SD = 3.0
"""Standard deviation of the normal prior on each coefficient: few lists do not explode."""

FEW_LISTS = 10
"""Below so many known lists a programme's model says little."""

LENGTH_UNKNOWN = 5
"""Wishes of a drawn list where no list is known."""


@dataclass(frozen=True)
class Coefficient:
    """What one unit of a feature adds to the utility; ``error`` is ``None`` if it never varies."""

    name: str
    value: float
    error: float | None


@dataclass(frozen=True)
class ChoiceModel:
    """The fitted model of one programme.

    Attributes
    ----------
    kinds
        What wishes name, the most frequent kind first.
    first_wishes
        Shape ``(n_targets,)``: how many known lists have the target first (ties are shared).
    lengths
        Of the complete known lists, ascending: what the length of a drawn list is drawn from.
    lists, choices
        Known lists, and wishes of theirs, that the model is fitted on.
    left_out
        Known wishes of what is out of the student's reach, which it is not.
    likelihood, blind
        Log-likelihood, and that of choices in which all targets are alike.
    """

    programme_id: str
    kinds: tuple[TargetKind, ...]
    coefficients: tuple[Coefficient, ...]
    first_wishes: NDArray[np.float64]
    lengths: tuple[int, ...]
    lists: int
    choices: int
    left_out: int
    likelihood: float
    blind: float

    def utilities(self, targets: Targets, student: int) -> NDArray[np.float64]:
        """Return the utility of each target of a student (position)."""
        beta = np.array([c.value for c in self.coefficients])
        found: NDArray[np.float64] = features(targets, student, self.first_wishes) @ beta
        return found


def features(
    targets: Targets, student: int, first_wishes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the features of each target of a student, shape ``(n_targets, n_features)``.

    The columns are `FEATURES` and the constants of the kinds (`feature_names`).
    """
    own = targets.own(student)
    others = np.arange(1, len(targets.kinds))
    return np.column_stack(
        [
            targets.minutes[own] / 30.0,
            np.log1p(first_wishes[targets.lists.items[own]]),
            targets.liberal[own],
            targets.shortage[own],
            targets.kind[own, None] == others,
        ]
    )


def feature_names(targets: Targets) -> tuple[str, ...]:
    """Return the names of the features, in the order of the columns."""
    return (*FEATURES, *(f"kind_{kind}" for kind in targets.kinds[1:]))


@dataclass(frozen=True)
class KnownList:
    """The wishes of one student (position) that can be learnt from: targets and their ranks."""

    student: int
    target: NDArray[np.int64]
    rank: NDArray[np.int64]
    complete: bool
    length: int


def fitted(
    programme_id: str, targets: Targets, known: Collection[KnownList], left_out: int, least: int
) -> ChoiceModel:
    """Fit the model of a programme.

    Parameters
    ----------
    known
        In any order that does not depend on the order of rows.
    least
        The programme's ``min_wishes``.
    """
    total = _first_wishes(targets, known)
    lists = [one for one in known if len(one.target)]
    # Nobody's own first wish makes a target popular for that student.
    seen = [features(targets, o.student, total - _first_wishes(targets, [o])) for o in lists]
    rankings = _rankings(targets, lists, seen)
    varies = _varying(rankings)
    found = fit(Rankings(rankings.features[:, :, varies], rankings.level), PRIOR_SD)
    values = iter(zip(found.coefficients.tolist(), found.errors.tolist(), strict=True))
    coefficients = tuple(
        Coefficient(name, *next(values)) if there else Coefficient(name, 0.0, None)
        for name, there in zip(feature_names(targets), varies.tolist(), strict=True)
    )
    lengths = sorted(one.length for one in known if one.complete)
    return ChoiceModel(
        programme_id=programme_id,
        kinds=targets.kinds,
        coefficients=coefficients,
        first_wishes=total,
        lengths=tuple(lengths) or (max(least, LENGTH_UNKNOWN),),
        lists=len(lists),
        choices=found.choices,
        left_out=left_out,
        likelihood=found.likelihood,
        blind=found.blind,
    )


def known_lists(
    semester: Semester, targets: Targets, students: Mapping[int, bool]
) -> tuple[list[KnownList], int]:
    """Read the wishes of some students, and count those that cannot be learnt from.

    Parameters
    ----------
    students
        By position: whether the list is complete.
    """
    found, left_out = [], 0
    for student, complete in sorted(students.items()):
        name = semester.students[student].student_id
        wishes = [w for w in semester.wishes_of.get(name, ()) if w.rank and not w.refused]
        rank_of = _ranks(targets, student, wishes)
        left_out += len(wishes) - len(rank_of)
        found.append(
            KnownList(
                student,
                np.array(sorted(rank_of), np.int64),
                np.array([rank_of[t] for t in sorted(rank_of)], np.int64),
                complete,
                len(wishes),
            )
        )
    return found, left_out


def _ranks(targets: Targets, student: int, wishes: Collection[Wish]) -> dict[int, int]:
    """Return the ranks of the targets that are within a student's reach."""
    reach = set(targets.lists[student].tolist())
    ranks = {
        targets.number[w.target_kind, w.target]: w.rank
        for w in sorted(wishes, key=lambda w: -(w.rank or 0))
        if w.rank
    }
    return {target: rank for target, rank in ranks.items() if target in reach}


def _first_wishes(targets: Targets, known: Collection[KnownList]) -> NDArray[np.float64]:
    """Return how many lists have each target first, ties being shared."""
    total = np.zeros(len(targets.names))
    for one in known:
        first = one.target[one.rank == 1]
        total[first] += 1.0 / max(1, len(first))
    return total


def _rankings(
    targets: Targets, lists: list[KnownList], seen: list[NDArray[np.float64]]
) -> Rankings:
    """Lay lists side by side, each as wide as the widest."""
    width = max((len(one) for one in seen), default=0)
    laid = np.zeros((len(lists), width, len(feature_names(targets))))
    level = np.full((len(lists), width), ABSENT, np.int64)
    for row, (one, own) in enumerate(zip(lists, seen, strict=True)):
        laid[row, : len(own)] = own
        level[row, : len(own)] = 0
        level[row, np.searchsorted(targets.lists[one.student], one.target)] = one.rank
    return Rankings(laid, level)


def _varying(rankings: Rankings) -> NDArray[np.bool_]:
    """Say which features tell the targets of some student apart."""
    there = (rankings.level != ABSENT)[:, :, None]
    if not there.any():
        return np.zeros(rankings.features.shape[2], bool)
    high = np.where(there, rankings.features, -np.inf).max(axis=1)
    low = np.where(there, rankings.features, np.inf).min(axis=1)
    varies: NDArray[np.bool_] = (high > low).any(axis=0)
    return varies
