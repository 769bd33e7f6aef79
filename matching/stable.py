"""The mechanism ``stable``: students and offers are matched stably."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..solvers.limits import Limits
from .bundles import Market
from .settled import Settled
from .step import NotAvailable, Step


def match(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    limits: Limits,
) -> Step:
    """Match students (positions) with offers, beside those who are settled already.

    ``lottery``: identifiers of students in the order that breaks ties.
    """
    raise NotAvailable("the mechanism 'stable' is not yet available")
