"""The mechanism ``serial``: students choose one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..solvers.limits import Limits
from .bundles import Market
from .settled import Settled
from .step import NotAvailable, Step


def choose_in_line(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    limits: Limits,
) -> Step:
    """Let students (positions) choose in turn, beside those who are settled already.

    ``lottery``: identifiers of students in the order that breaks ties.
    """
    raise NotAvailable("the mechanism 'serial' is not yet available")
