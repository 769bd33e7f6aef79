"""The problem of the core: agents, options, rows, auxiliary quantities, tiers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .arrays import Bools, Ints
from .tiers import Tier
from .timetable import Timetable
from .usage import Usage

NO_LIMIT = np.int64(2**53)
"""A row's limit that never binds; exact in double precision too."""


@dataclass(frozen=True)
class Problem:
    """Each agent takes at most one of its options; rows bound what the options use.

    Options that use the rows alike share a *template*; ``use`` is stored per template and
    ``extra`` adds what one option uses besides. Row r demands::

        lower[r] <= sum_o (use[template[o], r] + extra[o, r]) x[o]
                    + sum_a auxiliary[a, r] y[a] <= upper[r]

    with x binary and 0 <= y <= auxiliary_upper whole numbers.

    Attributes
    ----------
    agent, template
        Shape ``(n_options,)``; ``agent`` ascends.
    use
        What templates use of the rows.
    extra
        Shape ``(n_options, n_rows)``.
    auxiliary, auxiliary_upper
        Shapes ``(n_auxiliary, n_rows)`` and ``(n_auxiliary,)``: shortfalls, excesses, switches.
    lower, upper
        Shape ``(n_rows,)``; ``-NO_LIMIT`` and ``NO_LIMIT`` where there is none. Rows that
        "nothing chosen" violates (a positive lower limit) are *requirements*.
    must
        Shape ``(n_agents,)``: agents that have to get an option (a requirement each).
    lazy
        Shape ``(n_rows,)``: rows that tie much of the problem together but seldom bind; the
        search leaves them out until a choice breaks them.
    tiers
        Objectives, first to last.
    timetable
        What the chosen templates have to fit into, besides the rows.
    alike
        Shape ``(n_agents,)``: agents of the same number have the same options, of the same
        templates and worth in every tier; ``None`` where nobody is known to be like another.
    """

    n_agents: int
    agent: Ints
    template: Ints
    use: Usage
    extra: sparse.csr_array
    auxiliary: sparse.csr_array
    auxiliary_upper: Ints
    lower: Ints
    upper: Ints
    must: Bools
    lazy: Bools
    tiers: tuple[Tier, ...]
    timetable: Timetable | None = None
    alike: Ints | None = None

    @property
    def n_options(self) -> int:
        """Number of options over all agents."""
        return len(self.agent)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.lower)

    @property
    def n_auxiliary(self) -> int:
        """Number of auxiliary quantities."""
        return len(self.auxiliary_upper)
