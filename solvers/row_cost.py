"""What options use of some rows and what that costs, asked again and again."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Ints
from .relaxation import Local


class RowCost:
    """What the use of some rows by some options costs, at one price after the other."""

    def __init__(self, local: Local, positions: Ints, rows: Ints) -> None:
        state = local.state
        options, rows = local.piece.options[positions], local.piece.rows[rows]
        templates = state.problem.template[options]
        part, part_use = state.use.part[templates], state.use.part_use
        # The last entry stands for "no part", which is numbered -1.
        present = np.zeros(part_use.shape[0] + 1, bool)
        present[part] = True
        numbers = np.cumsum(present) - 1
        numbers[-1] = -1
        self.part = numbers[part]
        self.part_use = part_use[np.flatnonzero(present[:-1])][:, rows]
        self.own = (state.use.own[templates] + state.extra[options])[:, rows]

    def at(self, prices: Floats) -> Floats:
        """Return the cost of each option, shape ``(n_options,)``."""
        of_kind = np.append(self.part_use @ prices, 0.0)
        cost: Floats = self.own @ prices
        for position in range(self.part.shape[1]):
            cost += of_kind[self.part[:, position]]
        return cost

    def used(self, options: Ints, amounts: Floats) -> Floats:
        """Return what some of the options use of the rows, each so many times."""
        part = self.part[options]
        there = part >= 0
        of_kind = np.bincount(
            part[there],
            weights=np.broadcast_to(amounts[:, None], part.shape)[there],
            minlength=self.part_use.shape[0],
        )
        used: Floats = self.part_use.T @ of_kind + self.own[options].T @ amounts
        return used
