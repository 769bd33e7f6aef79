"""The exploded logit: how much each feature of the alternatives counts in observed rankings.

A chooser ranks some of the alternatives offered. With utilities ``v = features · β`` the first is
chosen with probability ``exp v_j / Σ exp v_k``, the next in the same way among what remains
(Luce 1959, Plackett 1975), so that a ranking of K alternatives explodes into K choices (Beggs,
Cardell and Hausman 1981). What is not ranked comes after all that is. Alternatives of equal rank
are each counted as chosen among all that remain before any of them is taken away (the
approximation of Breslow 1974).

With a normal prior of mean 0 on each coefficient the logarithm of the posterior is strictly
concave: it has one maximum, also where the rankings alone would have none.

References
----------
R. D. Luce, *Individual Choice Behavior*, 1959. R. L. Plackett, The analysis of permutations,
*Applied Statistics* 24, 1975. S. Beggs, S. Cardell, J. Hausman, Assessing the potential demand
for electric cars, *Journal of Econometrics* 17, 1981. N. Breslow, Covariance analysis of censored
survival data, *Biometrics* 30, 1974.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

ABSENT = -1
"""Level of a cell that holds no alternative."""

_CELLS = 1 << 18
"""Alternatives looked at together."""


@dataclass(frozen=True)
class Rankings:
    """What each chooser was offered and how it was ranked.

    Attributes
    ----------
    features
        Shape ``(n_choosers, width, n_features)``.
    level
        Shape ``(n_choosers, width)``: the rank, from 1 on; 0 for an alternative that was offered
        and not ranked, `ABSENT` where there is none.
    """

    features: NDArray[np.float64]
    level: NDArray[np.int64]

    def blocks(self) -> Iterator[Rankings]:
        """Yield the rankings of some choosers at a time."""
        step = max(1, _CELLS // max(1, self.level.shape[1]))
        for start in range(0, len(self.level), step):
            yield Rankings(self.features[start : start + step], self.level[start : start + step])


@dataclass(frozen=True)
class Likelihood:
    """The log-likelihood with its gradient ``(n_features,)`` and its matrix of second derivatives.

    ``choices``: the number of choices, as many as there are ranked alternatives.
    """

    value: float
    gradient: NDArray[np.float64]
    curvature: NDArray[np.float64]
    choices: int


@dataclass(frozen=True)
class Fit:
    """Coefficients with their standard errors, shape ``(n_features,)`` each.

    The errors come from the curvature of the log-posterior at its maximum. ``likelihood`` is the
    log-likelihood (without the prior) there, ``blind`` the one with all coefficients 0.
    """

    coefficients: NDArray[np.float64]
    errors: NDArray[np.float64]
    likelihood: float
    blind: float
    choices: int


def log_likelihood(rankings: Rankings, coefficients: NDArray[np.float64]) -> Likelihood:
    """Return the log-likelihood of rankings, with its first and second derivatives."""
    n = len(coefficients)
    value, gradient, curvature, choices = 0.0, np.zeros(n), np.zeros((n, n)), 0
    for block in rankings.blocks():
        part = _of_block(block, coefficients)
        value, choices = value + part.value, choices + part.choices
        gradient, curvature = gradient + part.gradient, curvature + part.curvature
    return Likelihood(value, gradient, curvature, choices)


def _of_block(block: Rankings, coefficients: NDArray[np.float64]) -> Likelihood:
    features, level = block.features, block.level
    there = level != ABSENT
    utility = np.where(there, features @ coefficients, -np.inf)
    # Utilities count by their differences: the largest of each chooser is made 0.
    top = utility.max(axis=1, keepdims=True, initial=-np.inf)
    utility = utility - np.where(np.isfinite(top), top, 0.0)
    weight = np.exp(utility)
    n = len(coefficients)
    value, gradient, curvature, choices = 0.0, np.zeros(n), np.zeros((n, n)), 0
    for stage in np.unique(level[level > 0]).tolist():
        chosen = level == stage
        rows = np.flatnonzero(chosen.any(axis=1))
        x, taken = features[rows], chosen[rows]
        times = taken.sum(axis=1)
        left = np.where((level[rows] == 0) | (level[rows] >= stage), weight[rows], 0.0)
        total = left.sum(axis=1)
        share = left / total[:, None]
        mean = np.einsum("ij,ijk->ik", share, x)
        square = np.einsum("i,ij,ijk,ijl->kl", times, share, x, x, optimize=True)
        value += float(utility[rows][taken].sum() - (times * np.log(total)).sum())
        gradient += x[taken].sum(axis=0) - times @ mean
        curvature -= square - np.einsum("i,ik,il->kl", times, mean, mean)
        choices += int(times.sum())
    return Likelihood(value, gradient, curvature, choices)


def fit(rankings: Rankings, prior_sd: float) -> Fit:
    """Return the coefficients of the highest posterior.

    Parameters
    ----------
    prior_sd
        Standard deviation of the normal prior (mean 0) on each coefficient.
    """
    n = rankings.features.shape[2]
    blind = log_likelihood(rankings, np.zeros(n))
    if not n or not blind.choices:
        return Fit(np.zeros(n), np.full(n, prior_sd), blind.value, blind.value, blind.choices)
    pull = 1.0 / prior_sd**2

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        found = log_likelihood(rankings, beta)
        return -found.value + pull * float(beta @ beta) / 2, -found.gradient + pull * beta

    def bend(beta: NDArray[np.float64]) -> NDArray[np.float64]:
        return -log_likelihood(rankings, beta).curvature + pull * np.eye(n)

    found = minimize(
        loss, np.zeros(n), jac=True, hess=bend, method="trust-exact", options={"gtol": 1e-8}
    )
    beta: NDArray[np.float64] = np.asarray(found.x, np.float64)
    errors = np.sqrt(np.diag(np.linalg.inv(bend(beta))))
    return Fit(beta, errors, log_likelihood(rankings, beta).value, blind.value, blind.choices)
