"""Decay with travel time: bands and functions, and the values that make no sense."""

from math import exp, inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.territories.decay import Bands, Exponential, Gaussian, Power, within
from maillage.matching.territories.french_form import APL_BANDS, APL_BANDS_2012


def weight(decay, minutes: float) -> float:
    return float(decay(np.array([minutes]))[0])


def test_the_end_of_a_band_belongs_to_it() -> None:
    decay = Bands((10, 20, 30), (1, 0.68, 0.22))
    minutes = [0, 10, 10.001, 20, 20.001, 30, 30.001, 1e6]
    assert decay(np.array(minutes)).tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0, 0]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=200, unique=True), st.floats(0, 70))
def test_bands_are_looked_up_one_by_one(ends: list[int], minutes: float) -> None:
    bands = Bands(tuple(sorted(ends)), tuple(range(1, len(ends) + 1)))
    inside = [k for k, end in enumerate(sorted(ends), 1) if minutes <= end]
    assert weight(bands, minutes) == (inside[0] if inside else 0)


def test_many_bands() -> None:
    decay = Bands(tuple(range(300)), tuple(range(300)))
    assert decay(np.array([0, 127.5, 299, 300])).tolist() == [0, 128, 299, 0]


def test_a_last_band_may_have_no_end() -> None:
    assert weight(Bands((10, inf), (1, 0.5)), 1e9) == 0.5


def test_within_is_all_or_nothing() -> None:
    assert within(30)(np.array([0, 30, 30.1])).tolist() == [1, 1, 0]


@given(st.floats(0, 200), st.floats(0.5, 50), st.floats(0, 100))
def test_functions_as_their_formulas(minutes: float, scale: float, limit: float) -> None:
    inside = minutes <= limit
    gaussian = exp(-(minutes**2) / (2 * scale**2)) if inside else 0
    exponential = exp(-minutes / scale) if inside else 0
    power = max(minutes, 1) ** (-1 / scale) if inside else 0
    assert weight(Gaussian(scale, limit), minutes) == pytest.approx(gaussian, rel=1e-12, abs=1e-300)
    found = weight(Exponential(1 / scale, limit), minutes)
    assert found == pytest.approx(exponential, rel=1e-12, abs=1e-300)
    assert weight(Power(1 / scale, limit=limit), minutes) == pytest.approx(power, rel=1e-12)


@pytest.mark.parametrize(
    "decay",
    [
        APL_BANDS,
        APL_BANDS_2012,
        within(20),
        Gaussian(10),
        Exponential(0.1),
        Power(2),
        Power(limit=9),
    ],
)
def test_nearer_counts_no_less_and_nothing_is_changed(decay) -> None:
    minutes = np.linspace(0, 90, 901)
    kept = minutes.copy()
    found = decay(minutes)
    assert found.dtype == np.float64
    assert (np.diff(found) <= 0).all()
    assert (found >= 0).all()
    assert found[0] == 1
    assert (minutes == kept).all()


def test_the_bands_of_the_apl_end_at_20_minutes_and_say_where_they_are_from() -> None:
    assert APL_BANDS(np.array([9.0, 12.0, 20.0, 20.01])).tolist() == [1, 2 / 3, 1 / 3, 0]
    assert APL_BANDS_2012(np.array([5.0, 10.0, 15.0, 15.01])).tolist() == [1, 0.3, 0.1, 0]
    for bands in (APL_BANDS, APL_BANDS_2012):
        assert bands.origin is not None
        assert bands.origin.source
        assert bands.origin.dated
        # Neither was read in a publication of the DREES itself.
        assert not bands.origin.official


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Bands((), ()), "each band has its end"),
        (lambda: Bands((10, 20), (1,)), "each band has its end"),
        (lambda: Bands((20, 10), (1, 0.5)), "each larger than the last"),
        (lambda: Bands((10, 10), (1, 0.5)), "each larger than the last"),
        (lambda: Bands((-1, 10), (1, 0.5)), "from 0 on"),
        (lambda: Bands((nan,), (1,)), "from 0 on"),
        (lambda: Bands((10, 20), (1, -0.5)), "finite and not negative"),
        (lambda: Bands((10, 20), (1, nan)), "finite and not negative"),
        (lambda: Gaussian(0), "sigma: a number above 0"),
        (lambda: Gaussian(nan), "sigma: a number above 0"),
        (lambda: Exponential(-1), "rate: a number above 0"),
        (lambda: Power(0), "exponent: a number above 0"),
        (lambda: Power(least=0), "least: a number above 0"),
        (lambda: Gaussian(1, limit=-1), "limit: minutes from 0 on"),
        (lambda: Power(limit=nan), "limit: minutes from 0 on"),
    ],
)
def test_a_decay_that_makes_no_sense_is_refused(wrong, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        wrong()
