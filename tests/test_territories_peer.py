"""Accessibility beside the public package `access`: the same numbers to twelve digits."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.territories.accessibility import Accessibility, accessibility
from maillage.matching.territories.decay import Bands, Gaussian, Power, within
from maillage.matching.territories.neighbours import neighbours
from maillage.matching.territories.travel import Travel, journeys

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")  # of the peer

COMMUNES = Path(__file__).resolve().parent.parent / "matching/demonstration/territories.csv"
ENDS, STEPS = (10, 20, 30), (1, 0.68, 0.22)
DECAYS = {
    "all or nothing": (within(30), lambda _: 1.0, 30),
    "bands": (
        Bands(ENDS, STEPS),
        weights.step_fn(dict(zip(ENDS, STEPS, strict=True))),
        30,
    ),
    "gaussian": (Gaussian(12, limit=40), weights.gaussian(12), 40),
    "gravity": (Power(1.5, least=2, limit=60), weights.gravity(1, -1.5, min_dist=2), 60),
}
"""Ours, the peer's function, and the longest journey that the peer looks at."""


def of_peer(demand, supply, travel: Travel, function, limit: float, steps: int) -> np.ndarray:
    """Return what `access` computes; it leaves places out that reach nothing."""
    of_places = pd.DataFrame({"demand": demand}, pd.RangeIndex(travel.n_places, name="geoid"))
    of_sites = pd.DataFrame({"supply": supply}, pd.RangeIndex(travel.n_sites, name="geoid"))
    pairs = pd.DataFrame({"origin": travel.place, "dest": travel.site, "cost": travel.cost})
    # Its three steps count journeys beyond the limit among the choices: they are left out here.
    pairs = pairs[pairs["cost"] <= limit].copy()
    method = fca.two_stage_fca if steps == 2 else fca.three_stage_fca
    found = method(
        of_places, of_sites, pairs, limit, demand_index=True, supply_index=True, weight_fn=function
    )
    return found.reindex(of_places.index).fillna(0).to_numpy()


def same(ours: Accessibility, peer: np.ndarray) -> bool:
    return bool(np.allclose(ours.access, peer, rtol=1e-12, atol=0))


@given(st.sampled_from(list(DECAYS)), st.sampled_from([2, 3]), st.data())
def test_random_asymmetric_journeys(kind: str, steps, data: st.DataObject) -> None:
    decay, function, limit = DECAYS[kind]
    n_places, n_sites = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    whole = st.sampled_from([1, 3, 250, 40_000])
    demand = data.draw(st.lists(whole, min_size=n_places, max_size=n_places))
    supply = data.draw(
        st.lists(st.sampled_from([0, 0.5, 1, 20]), min_size=n_sites, max_size=n_sites)
    )
    pair = st.tuples(st.integers(0, n_places - 1), st.integers(0, n_sites - 1))
    near = data.draw(st.dictionaries(pair, st.sampled_from([0, 1, 9.5, 10, 17, 30, 39, 80])))
    cost = {(0, 0): 0, **near}
    place, site = np.array(list(cost)).T
    travel = journeys(place, site, list(cost.values()), n_places=n_places, n_sites=n_sites)
    ours = accessibility(demand, supply, travel, decay, steps=steps)
    assert same(ours, of_peer(demand, supply, travel, function, limit, steps))


@pytest.mark.parametrize("steps", [2, 3])
@pytest.mark.parametrize("kind", DECAYS)
@pytest.mark.parametrize("seed", range(3))
def test_larger_random_journeys(kind: str, steps, seed: int) -> None:
    decay, function, limit = DECAYS[kind]
    random = np.random.default_rng(seed)
    n_places, n_sites = 120, 70
    near = random.random((n_places, n_sites)) < 0.2
    place, site = np.nonzero(near)
    minutes = random.gamma(2, 12, len(place))
    travel = journeys(place, site, minutes, n_places=n_places, n_sites=n_sites)
    demand = random.integers(1, 50_000, n_places)
    supply = random.gamma(1, 5, n_sites) * (random.random(n_sites) < 0.8)
    ours = accessibility(demand, supply, travel, decay, steps=steps)
    assert ours.access.any()
    assert same(ours, of_peer(demand, supply, travel, function, limit, steps))


@pytest.mark.parametrize("steps", [2, 3])
@pytest.mark.parametrize("kind", DECAYS)
def test_real_communes(kind: str, steps) -> None:
    decay, function, limit = DECAYS[kind]
    with COMMUNES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    points = [(float(row["lat"]), float(row["lon"])) for row in rows]
    demand = [int(row["population"]) for row in rows]
    supply = [int(row["gp_establishments_2019"]) for row in rows]
    travel = neighbours(points, km=30).by_car()
    ours = accessibility(demand, supply, travel, decay, steps=steps)
    assert np.count_nonzero(ours.access) > 200
    assert same(ours, of_peer(demand, supply, travel, function, limit, steps))


def test_another_decay_is_not_the_same() -> None:
    # The comparison can fail.
    travel = neighbours([[46.5, 0.3], [46.6, 0.3]]).by_car()
    _, function, limit = DECAYS["bands"]
    peer = of_peer([100, 200], [1, 2], travel, function, limit, 2)
    assert same(accessibility([100, 200], [1, 2], travel, Bands(ENDS, STEPS)), peer)
    assert not same(accessibility([100, 200], [1, 2], travel, within(30)), peer)
