"""The programme that goes on from its last basis against the one that starts anew."""

from __future__ import annotations

import numpy as np
import pytest
from core_problems import tries
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.linear import ColdProgram, LinearAnswer, LinearProgram, WarmProgram
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


class Programme:
    """The same programme twice, and written down plainly."""

    def __init__(self, dice: np.random.Generator, n_rows: int) -> None:
        self.dice = dice
        kind = dice.integers(5, size=n_rows)
        upper = dice.integers(0, 6, n_rows).astype(float)
        lower = upper - dice.integers(0, 6, n_rows)
        self.row_lower = np.where(kind == 0, upper, np.where(kind == 1, lower, -np.inf))
        self.row_upper = np.where(kind == 2, np.inf, upper)
        self.row_lower[kind == 2] = lower[kind == 2]
        self.both: tuple[LinearProgram, ...] = tuple(
            make(self.row_lower, self.row_upper) for make in (WarmProgram, ColdProgram)
        )
        self.worth, self.lower, self.upper = np.zeros(0), np.zeros(0), np.zeros(0)
        self.use = np.zeros((0, n_rows))

    def grow(self) -> None:
        n, dice = int(self.dice.integers(len(self.worth) == 0, 6)), self.dice
        use = dice.integers(-1, 3, (n, self.use.shape[1])) * (dice.integers(2, size=(n, 1)) == 0)
        worth, upper = dice.normal(size=n).round(2), dice.integers(1, 4, n).astype(float)
        upper[dice.integers(4, size=n) == 0] = np.inf
        for program in self.both:
            program.add_columns(worth, np.zeros(n), upper, sparse.csr_array(use))
        self.worth = np.concatenate([self.worth, worth])
        self.lower = np.concatenate([self.lower, np.zeros(n)])
        self.upper = np.concatenate([self.upper, upper])
        self.use = np.vstack([self.use, use])

    def limit(self) -> None:
        if not len(self.worth):
            return
        size = int(self.dice.integers(1, len(self.worth) + 1))
        columns = self.dice.choice(len(self.worth), size, replace=False)
        lower = np.full(size, float(self.dice.integers(2)))
        upper = np.full(size, float(self.dice.choice([1.0, 2.0, np.inf])))
        for program in self.both:
            program.limit_columns(columns, lower, upper)
        self.lower[columns], self.upper[columns] = lower, upper

    def charge(self) -> None:
        self.worth = self.dice.normal(size=len(self.worth)).round(2)
        for program in self.both:
            program.set_worth(self.worth)

    def compare(self) -> None:
        answers = [program.solve() for program in self.both]
        assert (answers[0] is None) == (answers[1] is None)
        values = []
        for answer in answers:
            if answer is not None:
                values += [float(self.worth @ answer.column), self.bound_of(answer)]
                self.check(answer)
        assert np.ptp([*values, *values[:1]]) < 1e-6 if values else True

    def check(self, answer: LinearAnswer) -> None:
        """Hold the columns to all limits."""
        total = answer.column @ self.use
        assert (total <= self.row_upper + 1e-6).all()
        assert (total >= self.row_lower - 1e-6).all()
        assert (answer.column <= self.upper + 1e-6).all()
        assert (answer.column >= self.lower - 1e-6).all()

    def bound_of(self, answer: LinearAnswer) -> float:
        """Return the bound that the duals prove: the value itself, where they are right."""
        dual = np.where(np.abs(answer.row) < 1e-9, 0.0, answer.row)
        gain = self.worth - self.use @ dual
        gain[np.abs(gain) < 1e-9] = 0.0
        rows = np.where(dual > 0, self.row_upper, self.row_lower)
        columns = np.where(gain > 0, self.upper, self.lower)
        return float(rows[dual != 0] @ dual[dual != 0] + columns[gain != 0] @ gain[gain != 0])


@pytest.mark.parametrize("n_rows", [0, 1, 4, 8])
@tries(25)
@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(st.sampled_from("gglc"), max_size=8))
def test_both_programmes_agree(n_rows: int, seed: int, steps: list[str]) -> None:
    programme = Programme(np.random.default_rng(seed), n_rows)
    programme.grow()
    programme.compare()
    for step in steps:
        {"g": programme.grow, "l": programme.limit, "c": programme.charge}[step]()
        programme.compare()
