"""Floating catchment areas: supply shared out among those who reach it.

All are sums over pairs of a place ``i``, where ``P_i`` live who need care, and a site ``j``, which
offers ``S_j``, with a weight ``w_ij`` that falls with the journey (0: out of reach). Nothing is
looped over in Python: both steps are products of a sparse matrix and a vector.

Where nobody, or nobody who needs care, reaches a site, its ratio is 0: its supply counts for no
place. Where a place reaches no site, its accessibility is 0. Neither is an error.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from .amounts import Floats, amounts


def two_step(
    supply: ArrayLike, demand: ArrayLike, weights: Any, step_one: Any | None = None
) -> Floats:
    """Return accessibility in two steps (2SFCA, E2SFCA).

    1. What each site has for those who reach it: ``R_j = S_j / Σ_i w_ij P_i``.
    2. What each place reaches: ``A_i = Σ_j w_ij R_j``.

    With weights of 0 and 1 it is the 2SFCA of Luo & Wang (2003), with weights by bands the E2SFCA
    of Luo & Qi (2009), with a continuous decay a gravity model with competition. What is given is
    what is shared out: ``Σ_i A_i P_i = Σ_j S_j`` over the sites that somebody reaches, and more
    supply anywhere lowers nobody's accessibility.

    Parameters
    ----------
    supply
        Shape ``(n_sites,)``, such as full-time equivalents or consultations per year.
    demand
        Shape ``(n_places,)``: inhabitants, weighted by age if wanted.
    weights
        Shape ``(n_places, n_sites)``, sparse or dense: weights of the journeys of people to care.
    step_one
        Other weights for step one, where care goes out to people and not the other way round, or
        demand is felt farther than care is sought. The sum above does not hold then.

    Returns
    -------
    Floats
        Shape ``(n_places,)``: units of supply per unit of demand.

    Raises
    ------
    ValueError
        Where shapes do not fit, or a value is negative, infinite or no number.

    References
    ----------
    Luo W., Wang F. (2003), Measures of spatial accessibility to health care in a GIS
    environment: synthesis and a case study in the Chicago region, Environment and Planning B
    30 (6), 865-884.

    Luo W., Qi Y. (2009), An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians, Health & Place 15 (4), 1100-1107.
    """
    reach = _matrix(weights)
    back = reach if step_one is None else _matrix(step_one)
    if back.shape != reach.shape:
        raise ValueError(f"step one: the shape should be {reach.shape} and is {back.shape}")
    return within_reach(reach, ratios(supply, felt_demand(demand, back)))


def three_step(
    supply: ArrayLike, demand: ArrayLike, weights: Any, attraction: ArrayLike | None = None
) -> Floats:
    """Return accessibility in three steps (3SFCA).

    1. How people choose among the sites they reach: ``G_ij = a_j w_ij / Σ_k a_k w_ik``.
    2. ``R_j = S_j / Σ_i G_ij w_ij P_i``.
    3. ``A_i = Σ_j G_ij w_ij R_j``.

    With ``a_j = 1`` it is the 3SFCA of Wan et al. (2012): who has many sites near asks less of each
    of them. With an attraction such as the size of the site the choice is that of Huff (1963), as
    proposed by Luo (2014). Again ``Σ_i A_i P_i = Σ_j S_j`` over the sites reached; where the
    attraction is the supply itself, more supply at one site may lower the accessibility elsewhere.

    Parameters
    ----------
    supply, demand, weights
        As for `two_step`.
    attraction
        Shape ``(n_sites,)``: 1 by default. Nobody chooses a site of attraction 0.

    Returns
    -------
    Floats
        Shape ``(n_places,)``: units of supply per unit of demand.

    Raises
    ------
    ValueError
        As `two_step`.

    References
    ----------
    Wan N., Zou B., Sternberg T. (2012), A three-step floating catchment area method for analyzing
    spatial access to health services, International Journal of Geographical Information Science
    26 (6), 1073-1089.

    Luo J. (2014), Integrating the Huff model and floating catchment area methods to analyze spatial
    access to healthcare services, Transactions in GIS 18 (3), 436-448.

    Huff D. L. (1963), A probabilistic analysis of shopping center trade areas, Land Economics
    39 (1), 81-90.
    """
    chosen = chosen_weights(weights, attraction)
    return within_reach(chosen, ratios(supply, felt_demand(demand, chosen)))


def felt_demand(demand: ArrayLike, weights: Any) -> Floats:
    """Return the demand that reaches each site: ``Σ_i w_ij P_i``, shape ``(n_sites,)``."""
    reach = _matrix(weights)
    felt: Floats = reach.T @ amounts(demand, "demand", (reach.shape[0],))
    return felt


def ratios(supply: ArrayLike, felt: Floats) -> Floats:
    """Return what each site has per unit of demand that reaches it, shape ``(n_sites,)``.

    0 where no demand reaches it.
    """
    offered = amounts(supply, "supply", felt.shape)
    with np.errstate(over="ignore"):
        found = np.divide(offered, felt, out=np.zeros(len(felt)), where=felt > 0)
    if found.size and not found.max() < np.inf:
        raise ValueError("the demand that reaches a site is too small to divide its supply by")
    return found


def within_reach(weights: Any, ratio: Floats) -> Floats:
    """Return the sum of the ratios that each place reaches, weighted, shape ``(n_places,)``."""
    found: Floats = weights @ ratio
    return found


def chosen_weights(weights: Any, attraction: ArrayLike | None = None) -> Any:
    """Return the weights ``G_ij w_ij`` of `three_step`, sparse, shape ``(n_places, n_sites)``."""
    reach = _matrix(weights)
    pull = reach.data
    if attraction is not None:
        pull = pull * amounts(attraction, "attraction", (reach.shape[1],)).take(reach.indices)
    drawn = _like(reach, pull)
    total: Floats = drawn @ np.ones(reach.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):
        share = np.divide(1.0, total, out=np.zeros(len(total)), where=total > 0)
        # The share first: the square of a small weight could be too small for a number.
        product = pull * np.repeat(share, np.diff(reach.indptr))
        product *= reach.data
    if product.size and not product.max() < np.inf:
        raise ValueError("the weights of a place are too small to choose by")
    return _like(reach, product)


def _like(matrix: Any, values: Floats) -> Any:
    """Return a matrix of other values at the same pairs, which are not copied."""
    parts = (values, matrix.indices, matrix.indptr)
    found = sparse.csr_array(parts, shape=matrix.shape, copy=False)
    found.has_canonical_format = True
    return found


def _matrix(weights: Any) -> Any:
    """Return weights as a sparse matrix by rows of float64, without a copy where they are one."""
    if sparse.issparse(weights) and weights.format == "csr" and weights.dtype == np.float64:
        matrix = weights
    elif sparse.issparse(weights):
        matrix = sparse.csr_array(weights, dtype=np.float64)
    else:
        table = np.asarray(weights, np.float64)
        if table.ndim != 2:
            raise ValueError("weights: a table of places and sites is wanted, in two dimensions")
        matrix = sparse.csr_array(table)
    amounts(matrix.data, "weights", (None,))
    if not matrix.has_canonical_format:
        # Pairs given twice are added up, in a copy: the matrix is the caller's.
        matrix = matrix.copy()
        matrix.sum_duplicates()
    return matrix
