"""Catchment areas as one would write them down: loops, dictionaries, no library."""

from math import fsum

import numpy as np
from hypothesis import strategies as st

Table = list[list[float]]


def ratios(supply: list[float], demand: list[float], weights: Table) -> list[float]:
    found = []
    for j, offered in enumerate(supply):
        felt = fsum(row[j] * asked for row, asked in zip(weights, demand, strict=True))
        found.append(offered / felt if felt > 0 else 0.0)
    return found


def in_two_steps(
    supply: list[float], demand: list[float], weights: Table, step_one: Table | None = None
) -> list[float]:
    ratio = ratios(supply, demand, weights if step_one is None else step_one)
    return [fsum(w * r for w, r in zip(row, ratio, strict=True)) for row in weights]


def in_three_steps(
    supply: list[float], demand: list[float], weights: Table, attraction: list[float] | None = None
) -> list[float]:
    chosen: Table = []
    for row in weights:
        pulls = [w * (attraction[j] if attraction else 1.0) for j, w in enumerate(row)]
        total = fsum(pulls)
        shares = [pull / total if total > 0 else 0.0 for pull in pulls]
        chosen.append([share * w for share, w in zip(shares, row, strict=True)])
    return in_two_steps(supply, demand, chosen)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[float], list[float], Table]:
    """Draw supply, demand and weights: zeros, unreachable sites and isolated places among them."""
    n_places, n_sites = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    weight = st.sampled_from([0.0, 0.0, 1.0, 0.68, 0.22, 1 / 3, 1 / 80])
    row = st.lists(weight, min_size=n_sites, max_size=n_sites)
    demand = st.lists(
        st.sampled_from([0, 1, 7, 150, 100_000]), min_size=n_places, max_size=n_places
    )
    supply = st.lists(st.sampled_from([0, 0.5, 1, 12]), min_size=n_sites, max_size=n_sites)
    weights = draw(st.lists(row, min_size=n_places, max_size=n_places))
    return draw(supply), draw(demand), weights


def close(found: np.ndarray, expected: list[float] | np.ndarray) -> bool:
    """Say whether two results agree to 1e-12, relatively."""
    return bool(np.allclose(found, expected, rtol=1e-12, atol=0))
