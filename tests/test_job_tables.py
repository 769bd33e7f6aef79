"""Which tables must be there depends on what a semester is read for."""

from __future__ import annotations

from datetime import date

import pytest
from maillage import InputError, read_rows

TERRITORIES = [{"territory_id": "86001", "name": "Adriers", "population": 698}]


def test_a_diagnosis_needs_the_territories_alone() -> None:
    semester = read_rows({"territories": TERRITORIES}, job="diagnose")
    assert [t.name for t in semester.territories] == ["Adriers"]
    assert semester.warnings == ()


def test_a_placement_needs_more() -> None:
    with pytest.raises(InputError) as caught:
        read_rows({"territories": TERRITORIES})
    missing = [f.message for f in caught.value.findings if f.code == "missing-table"]
    assert len(missing) == 4


def test_a_ranking_needs_requests_and_openings() -> None:
    with pytest.raises(InputError) as caught:
        read_rows({"territories": TERRITORIES}, job="rank")
    texts = [str(f.message) for f in caught.value.findings if f.code == "missing-table"]
    assert [name in text for name, text in zip(("requests", "openings"), texts, strict=True)] == [
        True,
        True,
    ]


def test_the_census_is_read_sorted() -> None:
    providers = [
        {"provider_id": "P2", "profession": "gp", "territory_id": "86001", "fte": "0,8"},
        {
            "provider_id": "P1",
            "profession": "nurse",
            "territory_id": "86001",
            "birth_year": 1962,
            "leaver_date": "2028-06-30",
            "takes_trainees": "oui",
        },
    ]
    semester = read_rows({"territories": TERRITORIES, "providers": providers}, job="diagnose")
    first, second = semester.providers
    assert (first.provider_id, first.leaver_date, first.takes_trainees) == (
        "P1",
        date(2028, 6, 30),
        True,
    )
    assert (second.fte, second.birth_year) == (0.8, None)
