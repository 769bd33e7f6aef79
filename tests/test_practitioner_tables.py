"""Requests, openings, aids and weights as they are read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from maillage import InputError, read_rows

TABLES = {
    "territories": [
        {"territory_id": "01053", "name": "Bourg", "lat": 46.2, "lon": 5.2, "zone": "ZIP"},
        {"territory_id": "01004", "name": "Ambérieu", "lat": 45.9, "lon": 5.3},
    ],
    "requests": [
        {"request_id": "R2", "name": "B", "profession": "gp", "anchors": "46.1 5.1; 1053"},
        {"request_id": "R1", "name": "A", "profession": "nurse", "team_id": "T"},
    ],
    "openings": [
        {
            "opening_id": "O1",
            "name": "Cabinet",
            "territory_id": "1053",
            "kind": "msp",
            "setting": "libéral",
            "profession": "gp",
            "seats": 2,
            "team": "physio, nurse",
        }
    ],
    "criteria": [{"criterion": "travel", "weight": "0,25"}],
}


def aid(**cells):
    return {**TABLES, "aids": [{"aid_id": "A", "name": "Aide", "amount": "10000", **cells}]}


def test_they_are_read_sorted_and_resolved():
    semester = read_rows(TABLES, job="rank")
    assert [r.request_id for r in semester.requests] == ["R1", "R2"]
    assert semester.requests[1].anchors == ((46.1, 5.1), "01053")
    assert semester.openings[0].territory_id == "01053"
    assert semester.openings[0].team == ("nurse", "physio")
    assert semester.criteria[0].weight == Fraction(1, 4)


def test_an_aid_has_its_scope_resolved():
    semester = read_rows(aid(scope="territoire", value="1053"), job="rank")
    assert semester.aids[0].values == ("01053",)
    assert semester.aids[0].amount == 10000


@pytest.mark.parametrize(
    ("cells", "code", "where"),
    [
        ({"scope": "zone", "value": "ZIPP"}, "unknown-reference", "aids[0]"),
        ({"scope": "zone"}, "missing-value", "aids[0]"),
        ({"value": "ZIP"}, "missing-value", "aids[0]"),
    ],
)
def test_an_aid_with_half_a_scope_is_refused(cells, code, where):
    with pytest.raises(InputError) as caught:
        read_rows(aid(**cells), job="rank")
    errors = [f for f in caught.value.findings if f.severity == "error"]
    assert [(f.code, f.where) for f in errors] == [(code, where)]
