"""Practitioners' tables at the ends of what a cell can hold: no fault, no silent turn of sign."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from maillage import InputError, read_rows, requests
from maillage.matching.outputs.intake_tables import intake_tables
from maillage.matching.outputs.ranking_csv import ranking_csv
from maillage.matching.settling.distances import FARTHEST
from maillage.matching.settling.ranking import rank

from .rank_example import TERRITORIES

REQUEST = {"request_id": "R", "name": "x", "profession": "gp", "anchors": "T1"}
OPENING = {
    "opening_id": "O",
    "name": "y",
    "territory_id": "T2",
    "kind": "group_practice",
    "setting": "liberal",
    "profession": "gp",
    "seats": 1,
}


def made(
    request: dict[str, Any] | None = None, opening: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "territories": TERRITORIES,
        "requests": [REQUEST | (request or {})],
        "openings": [OPENING | (opening or {})],
        **more,
    }


def test_who_is_available_on_the_last_day_of_all_waits_until_then() -> None:
    last = {"available_from": date.max}
    ranking = rank(read_rows(made(last, last), job="rank"))
    assert [line.opening.opening_id for line in ranking.of("R")] == ["O"]
    assert requests(read_rows(made(last, last), job="rank")).requests[0].possible == 1


@pytest.mark.parametrize(
    "more",
    [
        {"settings": [{"key": "car_kmh", "value": "0,000000001"}]},
        {"settings": [{"key": "fixed_minutes", "value": 10**12}]},
        {"travel": [{"origin": "T1", "destination": "T2", "minutes": 3 * 10**9}]},
    ],
)
def test_a_journey_without_end_is_too_far_and_not_unknown(more: dict[str, Any]) -> None:
    ranking = rank(read_rows(made({"max_minutes": 10**6}, **more), job="rank"))
    assert [pair.code for pair in ranking.excluded()] == ["distance"]
    without = rank(read_rows(made(**more), job="rank"))
    assert without.of("R")[0].minutes == FARTHEST


def test_aids_beyond_all_measure_are_added_up() -> None:
    aids = [
        {
            "aid_id": f"A{k}",
            "name": "a",
            "amount": 10**12,
            "period": "month",
            "duration_months": 10**12,
        }
        for k in range(3)
    ]
    (line,) = csv.DictReader(io.StringIO(ranking_csv(rank(read_rows(made(aids=aids), job="rank")))))
    assert float(line["aids_total"]) > 10**12
    assert line["aids"] == "1.000000"


@pytest.mark.parametrize("month", ["0000-05", "9999-11"])
def test_a_semester_outside_the_calendar_is_refused_with_its_cell(month: str) -> None:
    with pytest.raises(InputError) as caught:
        read_rows(made(settings=[{"key": "semester", "value": month}]), job="rank")
    assert [(f.code, f.where) for f in caught.value.errors] == [("bad-setting", "settings[0]")]


def test_names_are_no_formulas_in_the_csv_files_of_an_intake() -> None:
    named = {"request_id": "=1+1", "name": "=HYPERLINK(1)", "referent": "@x", "next_step": "-2"}
    found = requests(read_rows(made(named, {"name": "+call()"}), job="rank"))
    texts = {name: table.csv() for name, table in intake_tables(found, "en").items()}
    (line,) = csv.DictReader(io.StringIO(texts["requests"]))
    assert (line["name"], line["referent"]) == ("'=HYPERLINK(1)", "'@x")
    assert line["next_step"] == "-2"  # a number is no formula
    assert line["request_id"] == "=1+1"  # by which the files are joined
    (line,) = csv.DictReader(io.StringIO(texts["openings"]))
    assert line["name"] == "'+call()"
