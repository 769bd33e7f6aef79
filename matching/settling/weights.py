"""How much each criterion counts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..practitioners import CRITERIA
from ..semester import Semester

DEFAULT_WEIGHTS: dict[str, Fraction] = {
    "travel": Fraction(20, 100),
    "practice": Fraction(10, 100),
    "mode": Fraction(5, 100),
    "team": Fraction(15, 100),
    "services": Fraction(10, 100),
    "premises": Fraction(5, 100),
    "takeover": Fraction(5, 100),
    "leaver": Fraction(5, 100),
    "need": Fraction(10, 100),
    "need_gain": Fraction(10, 100),
    "aids": Fraction(5, 100),
}
"""Used where there is no table of criteria. They follow how often residents named each in a
survey (CNOM 2019, n = 2,443): stated importances, not measured trade-offs."""


def weights(semester: Semester) -> NDArray[np.float64]:
    """Return the weight of each of `CRITERIA`, summing to 1, shape ``(n_criteria,)``.

    Those of the table ``criteria`` divided by their sum; a criterion that the table does not
    name counts 0.
    """
    given = {line.criterion: line.weight for line in semester.criteria} or DEFAULT_WEIGHTS
    total = sum(given.values(), Fraction(0))
    return np.array([float(given.get(name, Fraction(0)) / total) for name in CRITERIA], np.float64)
