"""Maximal covering: where to open p sites so that the most weight lies within reach of one.

Church and ReVelle, "The maximal covering location problem", *Papers of the Regional Science
Association* 32 (1974): maximise Σ w_i y_i with y_i ≤ Σ x_j over the candidates j that reach point
i, and Σ x_j = p. Only x has to be whole; y then is by itself.

Good sets and a bound come first (`scouting_sites`); where they do not meet, HiGHS gets the
candidates that a better set can have. The model is made smaller without loss: points that existing
sites reach count at once, points that no candidate reaches never, points reached by the same
candidates are one, and a candidate that reaches nothing beyond what another does is left out.
(Where further answers are asked for, only for the first one: they may need it.) A model too large
for HiGHS is not built: value and bound then stay apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from .arrays import Bools, Ints
from .limits import Limits, run_until_stopped
from .scouting_sites import scouted

LARGEST_TOTAL = 2**50
"""Largest sum of weights: HiGHS computes with doubles."""
_LARGEST_MODEL = 200_000
"""Pairs of point and candidate beyond which no exact model is built."""
_OF_THE_TIME = 0.7
_ROUNDING = 1e-9
"""What its bound is raised by, as a share, before it is rounded down."""


@dataclass(frozen=True)
class CoveringProblem:
    """Points to be reached from sites.

    Attributes
    ----------
    weight
        ``(n_points,)``: people, say; 0 or more.
    reaches
        ``(n_points, n_candidates)``, sparse: not 0 where a candidate reaches a point.
    reached
        ``(n_points,)``: whether an existing site reaches the point.
    sites
        How many to open; all candidates where there are fewer.

    Raises
    ------
    ValueError
        If shapes differ, a weight is negative, or weights are too large to be added up.
    """

    weight: Ints
    reaches: sparse.csr_array
    reached: Bools
    sites: int

    def __post_init__(self) -> None:
        n_points = self.reaches.shape[0]
        if not len(self.weight) == len(self.reached) == n_points:
            raise ValueError("weight, reaches and reached have different numbers of points")
        if (self.weight < 0).any() or self.sites < 0:
            raise ValueError("a weight or the number of sites is negative")
        if sum(self.weight.tolist()) > LARGEST_TOTAL:
            raise ValueError("weights are too large")

    @property
    def n_candidates(self) -> int:
        """How many candidates there are."""
        return int(self.reaches.shape[1])

    def covered(self, sites: Ints) -> int:
        """Return the weight within reach of existing sites and of some candidates."""
        near = np.asarray(abs(self.reaches[:, sites]).sum(axis=1)).reshape(-1) > 0
        return int(self.weight[near | self.reached].sum())


@dataclass(frozen=True)
class Covering:
    """One answer.

    Attributes
    ----------
    sites
        The candidates to open, ascending.
    value
        The weight reached, existing sites included, recomputed in whole numbers.
    bound
        What no answer can pass (of those that differ enough from the answers before): that of
        prices, exact, or that of HiGHS, computed in double precision and rounded down with a
        margin of 10⁻⁹.
    """

    sites: Ints
    value: int
    bound: int

    @property
    def exact(self) -> bool:
        """Whether the value is proven to be the largest."""
        return self.value == self.bound


def best_coverings(
    problem: CoveringProblem, limits: Limits, *, answers: int = 1, differing: int = 1
) -> list[Covering]:
    """Return the best answer, then the best of those that differ from all before, and so on.

    Parameters
    ----------
    problem
        What is to be covered.
    limits
        Of time, for all answers together. The same answers come each time unless it was over.
    answers
        How many at most; fewer are returned where no more exist, or were found in time.
    differing
        In how many sites at least two answers differ: how many of one are not in the other.
    """
    opened = min(problem.sites, problem.n_candidates)
    base = int(problem.weight[problem.reached].sum())
    open_ = np.flatnonzero(~problem.reached)
    weight, reaches = _merged(problem.weight[open_], problem.reaches[open_])
    if not opened:
        return [Covering(np.arange(0), base, base)][:answers]
    search = _Search(weight, reaches, opened, differing, limits.part(0.5))
    found: list[Covering] = []
    while len(found) < answers:
        answer = search.best(limits.part(1 / (answers - len(found))))
        if answer is None:
            break
        found.append(answer)
    return [Covering(one.sites, one.value + base, one.bound + base) for one in found]


class _Search:
    """Answers one after the other, in weight that is not reached yet."""

    def __init__(
        self, weight: Ints, reaches: sparse.csr_array, opened: int, differing: int, limits: Limits
    ) -> None:
        self.weight, self.reaches = weight, reaches
        self.opened, self.differing = opened, differing
        self.known = scouted(weight, reaches, opened, limits)
        self.before: list[Ints] = []
        self.bound = self.known.bound
        self.in_vain = False

    def best(self, limits: Limits) -> Covering | None:
        """Return the best of those that differ enough from all before, ``None`` for none found."""
        value, sites = self._scouted()
        highest = self.bound
        outcome = self._exact(value, limits) if value < highest else None
        if outcome is not None:
            kept, solved = outcome
            if solved.status == _INFEASIBLE:
                highest = value
            elif solved.mip_dual_bound is not None:
                highest = min(highest, max(value, _floor(-solved.mip_dual_bound)))
            if solved.x is not None:
                better = _filled(kept[solved.x[: len(kept)] > 0.5], self.opened)
                if self._reached(better) > value:
                    value, sites = self._reached(better), better
        if sites is None:
            return None
        self.before.append(sites)
        self.bound = max(value, highest)
        return Covering(sites, value, self.bound)

    def _reached(self, sites: Ints) -> int:
        near = np.asarray(self.reaches[:, sites].sum(axis=1)).reshape(-1) > 0
        return int(self.weight[near].sum())

    def _scouted(self) -> tuple[int, Ints | None]:
        """Return the best scouted set that differs enough; below 0 where there is none."""
        for value, names in self.known.sets:
            sites = np.array(names, np.int64)
            if all(len(np.setdiff1d(sites, b)) >= self.differing for b in self.before):
                return value, sites
        return -1, None

    def _exact(self, value: int, limits: Limits) -> tuple[Ints, OptimizeResult] | None:
        """Return the candidates that a better set can have, and what HiGHS makes of them.

        ``None`` where there was no time, or the model would be too large to be worth it.
        """
        kept = np.flatnonzero(self.known.with_site > value)
        if len(kept) < self.opened:
            return kept, OptimizeResult(status=_INFEASIBLE, x=None)
        weight, reaches = _merged(self.weight, self.reaches[:, kept])
        if self.in_vain or limits.over or reaches.nnz > _LARGEST_MODEL:
            return None
        if not self.before:
            chosen = _undominated(reaches)
            kept, reaches = kept[chosen], reaches[:, chosen]
        at = {site: number for number, site in enumerate(kept.tolist())}
        before = [
            np.array([at[k] for k in sites.tolist() if k in at], np.int64) for sites in self.before
        ]
        solved = _solved(weight, reaches, self.opened, before, self.differing, limits)
        self.in_vain = solved is None or (solved.x is None and solved.status != _INFEASIBLE)
        return None if solved is None else (kept, solved)


_INFEASIBLE = 2


def _floor(bound: float) -> int:
    """Round a bound computed with doubles down, after raising it by what rounding may have lost."""
    return int(np.floor(bound + _ROUNDING * max(1.0, abs(bound))))


def _filled(sites: Ints, opened: int) -> Ints:
    """Return sites and the first others, so many in all: more sites never reach less."""
    others = np.setdiff1d(np.arange(len(sites) + opened), sites)
    return np.sort(np.concatenate([sites, others[: opened - len(sites)]]))


def _solved(
    weight: Ints,
    reaches: sparse.csr_array,
    opened: int,
    before: list[Ints],
    differing: int,
    limits: Limits,
) -> OptimizeResult | None:
    """Return what HiGHS found; ``None`` where the search had to end."""
    n_points, n = reaches.shape
    near = sparse.hstack([-reaches.astype(np.float64), sparse.eye_array(n_points)])
    count = np.ones(n), np.zeros(n, np.int64), np.arange(n)
    rows = [near, sparse.csr_array((count[0], count[1:]), shape=(1, n + n_points))]
    lower = [*[-np.inf] * n_points, float(opened) if before else 0.0]
    upper = [*[0.0] * n_points, float(opened)]
    for sites in before:
        cells = np.ones(len(sites)), (np.zeros(len(sites), np.int64), sites)
        rows.append(sparse.csr_array(cells, shape=(1, n + n_points)))
        lower.append(-np.inf)
        upper.append(float(opened - differing))
    settings: dict[str, float] = {"mip_rel_gap": 0.0}
    if limits.remaining is not None:
        # It looks at the clock only now and then.
        settings["time_limit"] = max(0.01, _OF_THE_TIME * limits.remaining)

    def work() -> OptimizeResult:
        return milp(
            -np.concatenate([np.zeros(n), weight.astype(np.float64)]),
            constraints=LinearConstraint(
                sparse.vstack(rows, format="csc"), np.array(lower), np.array(upper)
            ),
            integrality=np.concatenate([np.ones(n), np.zeros(n_points)]),
            bounds=Bounds(0.0, 1.0),
            options=settings,
        )

    # HiGHS cannot be told to end: when the search has to, it is left behind.
    return run_until_stopped(work, limits, lambda: None)


def _merged(weight: Ints, reaches: sparse.csr_array) -> tuple[Ints, sparse.csr_array]:
    """Return weights and reach of the points that matter, those reached alike as one."""
    reaches = sparse.csr_array(reaches != 0).astype(np.int64)
    reaches.sort_indices()
    start, column = reaches.indptr, reaches.indices
    weight_of: dict[bytes, int] = {}
    row_of: dict[bytes, int] = {}
    size = np.diff(start)
    for row in np.flatnonzero((size > 0) & (weight > 0)).tolist():
        key = column[start[row] : start[row + 1]].tobytes()
        weight_of[key] = weight_of.get(key, 0) + int(weight[row])
        row_of.setdefault(key, row)
    rows = np.fromiter(row_of.values(), np.int64, len(row_of))
    return np.fromiter(weight_of.values(), np.int64, len(weight_of)), reaches[rows]


def _undominated(reaches: sparse.csr_array) -> Ints:
    """Return the candidates that reach something, each not within what another one reaches.

    Of candidates that reach the same, the smallest number stays.
    """
    size = np.asarray(reaches.sum(axis=0)).reshape(-1)
    shared = sparse.coo_array(reaches.T @ reaches)
    one, other = shared.coords
    within = (shared.data == size[one]) & (one != other)
    within &= (size[other] > size[one]) | (other < one)
    keep = size > 0
    keep[one[within]] = False
    return np.flatnonzero(keep)
