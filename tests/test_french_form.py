"""The French form: consultations, age limits, standardised inhabitants, bands of minutes."""

from datetime import date
from math import fsum, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.territories.accessibility import accessibility
from maillage.matching.territories.decay import Bands, within
from maillage.matching.territories.french_form import (
    AGE_LIMITS,
    APL_BANDS,
    CONSULTATIONS_PER_FTE,
    AgeWeights,
    FrenchForm,
    Practitioners,
    french_accessibility,
)
from maillage.matching.territories.neighbours import neighbours
from maillage.matching.territories.origin import Origin
from maillage.matching.territories.travel import journeys

OWN_PLACE = journeys([0], [0], [5], n_places=1, n_sites=1)
INVENTED = AgeWeights(("0-19", "20-64", "65+"), (2, 3, 7), Origin("invented for this test"))


def test_56_full_time_equivalents_for_100_000_inhabitants() -> None:
    found = french_accessibility([100_000], Practitioners([0], [56]), OWN_PLACE)
    assert found.access[0] == pytest.approx(3.024, rel=1e-15)
    assert found.proxy_of == "APL (DREES)"


def test_the_values_say_where_they_are_from() -> None:
    assert CONSULTATIONS_PER_FTE.value == 5400
    assert CONSULTATIONS_PER_FTE.origin.dated == date(2018, 11, 1)
    assert "Bourgogne-Franche-Comté" in CONSULTATIONS_PER_FTE.origin.source
    assert AGE_LIMITS == (65, 62, 60)


@pytest.mark.parametrize(
    ("limit", "counted"), [(None, 5), (65, 4), (62, 3), (60, 2), (64.5, 3), (0, 1)]
)
def test_who_is_older_than_the_limit_does_not_count(limit, counted: int) -> None:
    practitioners = Practitioners([0, 0, 0, 0, 0], [1, 1, 1, 1, 1], age=[60, 62, 65, 66, nan])
    found = french_accessibility([5400], practitioners, OWN_PLACE, FrenchForm(age_limit=limit))
    assert found.access[0] == counted
    assert found.supply.tolist() == [counted * 5400]


def test_known_activity_goes_before_full_time_equivalents() -> None:
    practitioners = Practitioners([0, 1, 1], [1, 1, 0.5], consultations=[4000, nan, 100])
    travel = journeys([0, 1], [0, 1], [0, 0], n_places=2, n_sites=2)
    found = french_accessibility([1000, 1000], practitioners, travel)
    assert found.access.tolist() == [4, 5.5]


def test_a_site_without_anybody_has_no_supply() -> None:
    travel = journeys([0, 0], [0, 2], [0, 0], n_places=1, n_sites=3)
    found = french_accessibility([5400], Practitioners([0], [1]), travel)
    assert found.supply.tolist() == [5400, 0, 0]
    nobody = Practitioners(np.zeros(0, int), [])
    assert french_accessibility([5400], nobody, travel).access.tolist() == [0]


def test_standardised_inhabitants_keep_their_total() -> None:
    people = [[10, 20, 5], [0, 0, 100], [50, 0, 0]]
    found = INVENTED.standardised(people)
    assert found.sum() == pytest.approx(185)
    asked = [10 * 2 + 20 * 3 + 5 * 7, 700, 100]
    assert found.tolist() == pytest.approx([185 * each / sum(asked) for each in asked])


def test_a_reference_says_who_counts_as_one() -> None:
    found = INVENTED.standardised([[10, 20, 5]], reference=[0, 1, 0])
    assert found.tolist() == pytest.approx([115 / 3])


def test_nobody_there_nobody_standardised() -> None:
    assert INVENTED.standardised([[0, 0, 0], [0, 0, 0]]).tolist() == [0, 0]


@given(st.data())
def test_as_written_down(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 4))
    ages = st.lists(st.integers(0, 500), min_size=3, max_size=3)
    people = data.draw(st.lists(ages, min_size=n, max_size=n))
    minutes = [
        [data.draw(st.sampled_from([0, 9, 10, 12, 18, 20, 25])) for _ in range(n)] for _ in range(n)
    ]
    doctor = st.tuples(st.integers(0, n - 1), st.sampled_from([0, 0.5, 1]), st.integers(40, 75))
    doctors = data.draw(st.lists(doctor, max_size=5))
    form = FrenchForm(
        age_limit=data.draw(st.sampled_from([None, *AGE_LIMITS])), age_weights=INVENTED
    )
    place, site = np.divmod(np.arange(n * n), n)
    travel = journeys(place, site, np.ravel(minutes), n_places=n, n_sites=n)
    columns = [np.array(column) for column in zip(*doctors, strict=True)] or [np.zeros(0, int)] * 3
    found = french_accessibility(people, Practitioners(*columns[:2], age=columns[2]), travel, form)
    assert found.access == pytest.approx(
        written_down(people, doctors, minutes, form.age_limit), rel=1e-12
    )


def written_down(people, doctors, minutes, limit) -> list[float]:
    n = len(people)
    asked = [sum(p * c for p, c in zip(row, (2, 3, 7), strict=True)) for row in people]
    heads = sum(map(sum, people))
    inhabitants = [each * heads / sum(asked) if sum(asked) else 0.0 for each in asked]
    supply = [0.0] * n
    for site, fte, age in doctors:
        if limit is None or age <= limit:
            supply[site] += fte * 5400

    def weight(time: float) -> float:
        return 1.0 if time <= 10 else 2 / 3 if time <= 15 else 1 / 3 if time <= 20 else 0.0

    access = [0.0] * n
    for j in range(n):
        felt = fsum(weight(minutes[i][j]) * inhabitants[i] for i in range(n))
        for i in range(n):
            access[i] += weight(minutes[i][j]) * supply[j] / felt if felt > 0 else 0.0
    return access


def test_other_bands_and_other_activity() -> None:
    form = FrenchForm(bands=within(60), age_limit=None)
    travel = journeys([0], [0], [45], n_places=1, n_sites=1)
    assert french_accessibility([100], Practitioners([0], [1]), travel, form).access[0] == 54
    assert french_accessibility([100], Practitioners([0], [1]), travel).access[0] == 0


def test_it_is_the_two_steps_on_consultations() -> None:
    travel = neighbours([[46.5, 0.3], [46.52, 0.31], [46.6, 0.5]]).by_car()
    found = french_accessibility([100, 200, 300], Practitioners([0, 2], [1, 2]), travel)
    plain = accessibility([100, 200, 300], [5400, 0, 10800], travel, APL_BANDS)
    assert found.access.tolist() == plain.access.tolist()
    assert plain.proxy_of is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: french_accessibility([1], Practitioners([1], [1]), OWN_PLACE), "site: positions"),
        (
            lambda: french_accessibility([1], Practitioners([0], [1, 2]), OWN_PLACE),
            "fte: the shape",
        ),
        (lambda: french_accessibility([1], Practitioners([0], [-1]), OWN_PLACE), "fte: the value"),
        (lambda: french_accessibility([1, 2], Practitioners([0], [1]), OWN_PLACE), "population"),
        (
            lambda: french_accessibility([1], Practitioners([0], [1], [1, 2]), OWN_PLACE),
            "consultations: the shape",
        ),
        (
            lambda: french_accessibility([1], Practitioners([0], [1], [-3]), OWN_PLACE),
            "consultations: the value",
        ),
        (
            lambda: french_accessibility([1], Practitioners([0], [1], age=[-3]), OWN_PLACE),
            "age: the value",
        ),
        (
            lambda: french_accessibility([1], Practitioners([0], [1], age=[3, 4]), OWN_PLACE),
            "age: the shape",
        ),
        (
            lambda: french_accessibility([1], Practitioners([0], [1]), neighbours([[46, 0]])),
            "minutes are wanted",
        ),
        (
            lambda: french_accessibility([1], Practitioners([0], [1]), OWN_PLACE, None, [1]),
            "only age weights",
        ),
        (lambda: INVENTED.standardised([[1, 2]]), "population by age: the shape"),
        (lambda: INVENTED.standardised([[1, 2, -3]]), "population by age: the value"),
        (lambda: INVENTED.standardised([[1, 2, 3]], [1, 2]), "reference by age: the shape"),
        (lambda: INVENTED.standardised([[1, 2, 3]], [0, 0, 0]), "nobody of it would consult"),
        (lambda: AgeWeights(("all",), (1, 2), Origin("")), "each age group has its weight"),
        (lambda: AgeWeights(("all",), (-1,), Origin("")), "age weights: the value"),
        (lambda: FrenchForm(bands=Bands((1,), (-1,))), "weights are finite"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        wrong()
