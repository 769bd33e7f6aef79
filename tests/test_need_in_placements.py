"""What computed need does to a placement, what the summary says of it, and that it is verified."""

from __future__ import annotations

import copy
import csv
import json
from fractions import Fraction
from typing import Any

import maillage
import pytest
from openpyxl import load_workbook

WEEK = {f"{day}_{half}": "x" for day in ("mon", "tue") for half in ("am", "pm")}


def rows(**territories: dict[str, object]) -> dict[str, list[dict[str, Any]]]:
    """Return a semester with one student and two equal sites, 30 km apart."""
    places = {
        "A": {"lat": 46.5, "lon": 0.3, "population": 3000},
        "B": {"lat": 46.77, "lon": 0.3, "population": 3000},
    }
    return {
        "territories": [
            {"territory_id": code, "name": code, **columns, **territories.get(code, {})}
            for code, columns in places.items()
        ],
        "sites": [
            {
                "site_id": f"S{code}",
                "name": f"S{code}",
                "kind": "liberal_practice",
                "setting": "liberal",
                "territory_id": code,
            }
            for code in places
        ],
        "supervisors": [
            {
                "supervisor_id": f"M{code}",
                "name": f"Dr {code}",
                "profession": "gp",
                "site_id": f"S{code}",
                "programmes": "N1",
                "max_students": 1,
                **WEEK,
            }
            for code in places
        ],
        "programmes": [
            {
                "programme_id": "N1",
                "name": "N1",
                "profession": "gp",
                "half_days": 2,
                "max_parts": 1,
                "mechanism": "optimal",
            }
        ],
        "students": [
            {"student_id": "s", "name": "s", "programme_id": "N1", "lat": 46.5, "lon": 0.3}
        ],
    }


def placed(tables: dict[str, list[dict[str, Any]]]) -> tuple[maillage.Semester, Any]:
    semester = maillage.read_rows(tables)
    return semester, maillage.place(semester)


def territory(semester: maillage.Semester, placement: Any) -> str:
    (part,) = placement.students[0].parts
    return semester.site[part.site_id].territory_id


def summary_of(folder) -> dict[str, Any]:
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_the_student_goes_where_care_is_out_of_reach(tmp_path):
    # Without anything known, the nearer site; with supply alone, the territory that lacks it.
    assert territory(*placed(rows())) == "A"
    semester, placement = placed(rows(A={"gp_fte": 2.5}, B={"gp_fte": 1.6}))
    assert territory(semester, placement) == "B"
    assert territory(*placed(rows(A={"gp_fte": 1.6}, B={"gp_fte": 2.5}))) == "A"
    maillage.write_results(semester, placement, tmp_path / "out")
    found = summary_of(tmp_path / "out")["needs"]
    told = found["gp"]["territories"]["B"]
    assert found["gp"]["counts"] == {"accessibility": 2}
    assert (found["gp"]["unit"], found["gp"]["supply"]) == ("consultations", "gp_fte")
    assert told["accessibility"] == pytest.approx(1.6 / 3000 * 5400, rel=1e-12)
    assert told["need"] == told["shortage"] == pytest.approx((4 - 2.88) / 1.5, rel=1e-12)
    report = maillage.verify(semester, tmp_path / "out")
    assert report.ok, report.summary


def test_the_census_of_care_decides_as_well():
    tables = rows()
    tables["providers"] = [
        {"provider_id": f"P{k}", "profession": "gp", "lat": 46.5, "lon": 0.31} for k in range(3)
    ]
    semester, placement = placed(tables)
    assert territory(semester, placement) == "B"
    assert maillage.verify(semester, placement).ok


def test_another_profession_is_compared_by_percentile(tmp_path):
    tables = rows()
    tables["providers"] = [
        {"provider_id": "P", "profession": "nurse", "territory_id": "A", "birth_year": 1960}
    ]
    tables["programmes"][0]["profession"] = "nurse"
    for supervisor in tables["supervisors"]:
        supervisor["profession"] = "nurse"
    semester, placement = placed(tables)
    assert territory(semester, placement) == "B"
    maillage.write_results(semester, placement, tmp_path / "out")
    found = summary_of(tmp_path / "out")["needs"]
    assert list(found) == ["nurse"]
    assert found["nurse"]["unit"] == "percentile"
    told = found["nurse"]["territories"]
    assert (told["A"]["percentile"], told["B"]["percentile"]) == (0.75, 0.25)
    assert (told["A"]["need"], told["B"]["need"]) == (0.25, 0.75)
    assert (told["A"]["over_60"], told["A"]["leaving"]) == (1, 0.5)
    assert maillage.verify(semester, tmp_path / "out").ok


def test_official_accessibility_goes_first():
    semester, placement = placed(rows(A={"gp_fte": 0.1, "apl": 4.2}, B={"gp_fte": 9.0, "apl": 2.9}))
    assert territory(semester, placement) == "B"


def test_supply_changes_nothing_where_need_is_known():
    known = {"A": {"apl": 3.0}, "B": {"need": 0.4}}
    supplied = {code: {**columns, "gp_fte": 1.0} for code, columns in known.items()}
    (one, first), (other, second) = placed(rows(**known)), placed(rows(**supplied))
    assert maillage.to_frame(first, one).equals(maillage.to_frame(second, other))
    assert first.tiers == second.tiers


def test_without_data_need_is_0_and_said():
    semester = maillage.read_rows(rows())
    assert "no-need" in [finding.code for finding in semester.warnings]
    assert maillage.need(semester)["need"].tolist() == [0.0, 0.0]
    # Supply without people says nothing of what they reach.
    alone = rows(A={"gp_fte": 1.0, "population": None}, B={"population": None})
    assert "no-need" in [finding.code for finding in maillage.read_rows(alone).warnings]
    known = maillage.read_rows(rows(A={"gp_fte": 1.0}))
    assert "no-need" not in [finding.code for finding in known.warnings]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    semester, placement = placed(rows(A={"gp_fte": 2.5, "gp_over_60": 0.3}, B={"gp_fte": 1.6}))
    folder = tmp_path_factory.mktemp("need") / "out"
    maillage.write_results(semester, placement, folder)
    with (folder / "placements.csv").open(newline="", encoding="utf-8") as file:
        return semester, list(csv.DictReader(file)), summary_of(folder)


TAMPERINGS = {
    "an accessibility": lambda told: told["B"].update(accessibility=2.8800001),
    "an accessibility of whole numbers": lambda told: told["B"].update(accessibility=3),
    "an accessibility beside its need": lambda told: told["A"].update(accessibility=4.5 + 1e-10),
    "what is left": lambda told: told["A"].update(accessible=4.5),
    "who leaves": lambda told: told["A"].update(leaving=0.3),
    "age": lambda told: told["A"].pop("over_60"),
    "a shortage": lambda told: told["B"].update(shortage=0.75),
    "a need": lambda told: told["B"].update(need=0.75),
    "a source": lambda told: told["B"].update(source="apl"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_need_is_rejected(result, name):
    semester, lines, summary = result
    assert maillage.matching.verify.verify(semester, lines, summary).ok
    summary = copy.deepcopy(summary)
    TAMPERINGS[name](summary["needs"]["gp"]["territories"])
    report = maillage.matching.verify.verify(semester, lines, summary)
    assert "needs" in report.codes


def test_a_last_digit_is_no_fault(result):
    """Another program may have added up in another order: the value follows what it recorded."""
    semester, lines, summary = result
    summary = copy.deepcopy(summary)
    told = summary["needs"]["gp"]["territories"]["B"]
    told["accessibility"] *= 1 + 4e-16
    told["accessible"] = told["accessibility"]
    told["shortage"] = told["need"] = float((4 - Fraction(told["accessibility"])) * 2 / 3)
    report = maillage.matching.verify.verify(semester, lines, summary)
    assert report.ok, report.summary


def test_unit_and_supply_are_verified(result):
    semester, lines, summary = result
    for change in ({"unit": "percentile"}, {"supply": "providers"}, {"unit": None}):
        spoilt = copy.deepcopy(summary)
        spoilt["needs"]["gp"].update(change)
        assert "needs" in maillage.matching.verify.verify(semester, lines, spoilt).codes


def test_the_workbook_says_where_needs_come_from(tmp_path):
    semester, placement = placed(rows(A={"gp_fte": 2.5}, B={"zone": "ZIP"}))
    maillage.write_results(semester, placement, tmp_path / "out", lang="en")
    book = load_workbook(tmp_path / "out" / "placements.xlsx")
    by_territory = [[cell.value for cell in row] for row in book["By territory"].iter_rows()]
    at = by_territory[0].index("Need (general practice)")
    assert [line[at : at + 2] for line in by_territory[1:3]] == [
        [0, "computed accessibility, a proxy"],
        [1, "computed accessibility, a proxy"],
    ]
    summary = [[cell.value for cell in row] for row in book["Summary"].iter_rows()]
    start = next(k for k, line in enumerate(summary) if line[0] == "Where the needs come from")
    assert summary[start + 2][:3] == ["gp", "computed accessibility, a proxy", 2]


def test_bands_in_a_cell_that_are_none_are_refused():
    tables = rows()
    tables["settings"] = [{"key": "catchment_bands", "value": "10, 20"}]
    with pytest.raises(maillage.InputError) as refused:
        maillage.read_rows(tables)
    assert str(refused.value.findings[0]).startswith("settings[0]: catchment_bands '10, 20'")
    tables["settings"] = [{"key": "catchment_bands", "value": "30:1; 60:0,5"}]
    assert maillage.read_rows(tables).settings.catchment_bands == ("30:1", "60:0.5")
