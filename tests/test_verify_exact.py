"""Exact definitions that `verify` derives by itself: need, ranks, classes, weeks, orders."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from maillage.matching import verify as package
from maillage.matching.entities import (
    Accreditation,
    Need,
    OfferPart,
    Programme,
    Territory,
    TravelTime,
    Wish,
    Zone,
)
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings
from maillage.matching.verify.claims import Claim, ClaimedPart, decimal_text, round_half_up
from maillage.matching.verify.distances import kilometres
from maillage.matching.verify.facts import Facts
from maillage.matching.verify.wishes import WishList

from .test_verify_market import Result, market, tier

ALLOWED = {
    "entities",
    "halfdays",
    "language",
    "money",
    "settings",
    "semester",
    "result",
    "tables.change_table",
    "tables.changed",
    "tables.changes",
    "tables.columns",
    "tables.file_faults",
    "tables.findings",
    "tables.raw",
    "tables.reading",
    "tables.schedules",
    "tables.sources",
    "tables.wrong",
}
"""What the verification may use of `matching`: the semester, the reading of tables, and how
sentences are said in either language."""


def test_it_shares_no_code_with_what_it_verifies() -> None:
    folder = Path(str(package.__file__)).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not any("maillage" in alias.name for alias in node.names), path
            if isinstance(node, ast.ImportFrom):
                assert node.level or "maillage" not in str(node.module), path
                assert node.level < 2 or (node.level == 2 and node.module in ALLOWED), path


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1), "1"),
        (Fraction(3, 2), "1.5"),
        (Fraction(7, 3), "2.333333"),
        (Fraction(8, 3), "2.666667"),
        (Fraction(10), "10"),
        (Fraction(2_000_001, 2_000_000), "1.000001"),
        (Fraction(19_999_999, 10_000_000), "2"),
    ],
)
def test_a_rank_is_printed_with_six_decimals_at_most(number: Fraction, text: str) -> None:
    assert decimal_text(number) == text


def test_halves_go_up() -> None:
    assert [round_half_up(Fraction(n, 2)) for n in (1, 2, 3, 5)] == [1, 1, 2, 3]


def test_kilometres_between_paris_and_lyon() -> None:
    assert kilometres((48.8566, 2.3522), (45.7640, 4.8357)) == pytest.approx(391.5, abs=0.5)


NEEDS: list[tuple[dict[str, Any], Fraction]] = [
    ({"need": Fraction(1, 3), "zone": "ZIP"}, Fraction(1, 3)),
    ({"zone": "ZIP"}, Fraction(8, 10)),
    ({"zone": "ZAC", "apl": Fraction(31, 10)}, Fraction(6, 10)),
    ({"zone": "ZAC", "apl": Fraction(39, 10)}, Fraction(5, 10)),
    ({"apl": Fraction(5, 2)}, Fraction(1)),
    ({"apl": Fraction(4)}, Fraction(0)),
    ({"apl": Fraction(4), "gp_over_60": Fraction(1, 4)}, Fraction(1, 3)),
    ({}, Fraction(0)),
]


@pytest.mark.parametrize(("columns", "need"), NEEDS)
def test_need_for_general_practice(columns: dict[str, Any], need: Fraction) -> None:
    facts = Facts(Semester(Settings(), territories=(Territory("T", "T", **columns),)))
    assert facts.need("T", "gp") == need


def test_need_and_zone_of_another_profession_have_tables_of_their_own() -> None:
    semester = Semester(
        Settings(semester="2027-05"),
        territories=(Territory("T", "T", zone="ZIP", need=Fraction(1)), Territory("U", "U")),
        zones=(
            Zone("T", "physio", "ZIP", end=date(2027, 4, 30)),
            Zone("T", "physio", "ZAC", start=date(2027, 5, 1)),
        ),
        needs=(Need("U", "physio", Fraction(1, 7)),),
    )
    facts = Facts(semester)
    assert [facts.zone(t, "physio") for t in "TU"] == ["ZAC", None]
    assert [facts.need(t, "physio") for t in "TU"] == [Fraction(1, 2), Fraction(1, 7)]


def test_accreditations_replace_the_supervisor_s_own() -> None:
    semester = market()
    lines = (
        Accreditation("EXT", supervisor_id="D", start=date(2027, 5, 2)),
        Accreditation("EXT", site_id="C2", end=date(2027, 10, 31)),
    )
    facts = Facts(replace(semester, accreditations=lines))
    externs, n1 = semester.programme["EXT"], semester.programme["N1"]
    faults = [facts.accreditation_fault(semester.supervisor[s], externs) for s in "ADEH"]
    assert faults == [None, "accreditation", None, None]
    assert facts.accreditation_fault(semester.supervisor["E"], n1) == "programme"


def _claim(programme: Programme, *supervisors: str) -> Claim:
    semester = market()
    parts = tuple(
        ClaimedPart(s, semester.site[s.site_id], (2 * n, 2 * n + 1), frozenset({1}), True, "", "")
        for n, s in enumerate(semester.supervisor[name] for name in supervisors)
    )
    return Claim(semester.students[0], programme, False, None, parts, None, "")


def test_ranks_and_classes() -> None:
    wishes = WishList.of(
        [
            Wish("s", 2, "A", "supervisor"),
            Wish("s", 5, "T1", "territory"),
            Wish("s", 9, "C3", "site"),
            Wish("s", None, "D", "supervisor", refused=True),
        ]
    )
    programme = Programme("P", "P", "gp", 4)
    assert wishes.last == 3
    ranks = [wishes.rank(_claim(programme, *names)) for names in ("AB", "AE", "AAE", "EG")]
    assert ranks == [Fraction(3, 2), Fraction(5, 2), Fraction(2), Fraction(4)]
    assert wishes.wish_class(_claim(programme, "A", "E")) == 3
    assert wishes.wish_class(_claim(programme, "E", "G")) == "off"
    assert wishes.wish_class(_claim(replace(programme, min_wishes=4), "E", "G")) == 4
    assert wishes.satisfaction(_claim(programme, "A", "E")) == Fraction(1, 2)
    assert wishes.satisfaction(_claim(programme, "E", "G")) == 0


def test_refusals_only_are_no_wishes() -> None:
    wishes = WishList.of([Wish("s", None, "A", "supervisor", refused=True)])
    claim = _claim(Programme("P", "P", "gp", 2), "A")
    assert (wishes.rank(claim), wishes.wish_class(claim), wishes.satisfaction(claim)) == (
        None,
        None,
        0,
    )


def test_worst_off_goes_as_deep_as_asked(tmp_path: Path) -> None:
    result = Result.correct()
    settings = result.semester.settings.model_copy(update={"worst_off_depth": 9})
    result.semester = replace(result.semester, settings=settings)
    depth = [1, "off", 1, 2, 1, 1, 3]
    result.tier("worst_off").update(value=depth, bound=depth)
    assert result.verify(tmp_path).ok
    result.tier("worst_off").update(bound=[1, 3, 1, 2, 1], gap=0.1)
    assert result.verify(tmp_path).codes == {"optimal": 1}  # 3 is better than off: a valid bound


def test_two_students_share_a_half_day_in_different_weeks(tmp_path: Path) -> None:
    result = Result.correct()
    even = frozenset(range(2, 28, 2))
    result.change("programmes", "EXT", weeks=even, weeks_text="even")
    for row in result.rows:
        row["weeks"] = "even" if row["programme_id"] == "EXT" and row["part"] else row["weeks"]
    assert result.verify(tmp_path).ok
    result.move("s3", 1, "D L2 T2", "mon_am mon_pm")  # s2 is there in all weeks
    assert result.verify(tmp_path).codes == {"lock": 1, "at-once": 2}
    result.change("programmes", "N1", weeks=even ^ frozenset(range(1, 28)), weeks_text="odd")
    for row in result.rows:
        row["weeks"] = "odd" if row["programme_id"] == "N1" else row["weeks"]
    assert result.verify(tmp_path).codes == {"lock": 1}


def test_an_offer_with_one_supervisor_in_two_seasons(tmp_path: Path) -> None:
    result = Result.correct()
    parts = (
        OfferPart("O1", "A", "L1", (6, 7), frozenset(range(1, 14)), "1-13"),
        OfferPart("O1", "B", "C1", (6, 7), frozenset(range(14, 28)), "14-27"),
    )
    result.change("offers", "O1", parts=parts)
    result.line("s4", 2)["weeks"] = "14-27"
    result.move("s4", 2, "B C1 T1", "thu_am thu_pm")
    assert result.verify(tmp_path).ok


def test_a_surnombre_takes_no_seat(tmp_path: Path) -> None:
    result = Result.correct()
    result.change("students", "s4", surnombre="validating")
    result.change("offers", "O1", seats=0, min_seats=1)
    assert result.verify(tmp_path).ok  # the seat that should be filled is still lacking


def test_the_table_s_noon_is_not_rounded(tmp_path: Path) -> None:
    result = Result.correct()
    travel = (*result.semester.travel, TravelTime("L2", "C2", Fraction(451, 10)))
    result.semester = replace(result.semester, travel=travel)
    assert result.verify(tmp_path).codes == {"noon": 1}


def test_a_journey_by_formula(tmp_path: Path) -> None:
    result = Result.correct()
    result.change("students", "s8", territory_id=None, lat=48.60, lon=2.4)
    # 5.56 km · 1.3 ÷ 40 · 60 + 5 = 15.8; without a car, at 20 km/h, 26.7.
    assert "16 minutes from home" in str(result.verify(tmp_path).violations[0])
    result.change("students", "s8", car=False)
    assert "27 minutes from home" in str(result.verify(tmp_path).violations[0])
    result.change("students", "s8", second_lat=48.65, second_lon=2.4)
    assert result.verify(tmp_path).ok


def test_missing_coordinates_are_said(tmp_path: Path) -> None:
    result = Result.correct()
    result.change("territories", "T2", lat=None)
    report = result.verify(tmp_path)
    assert "L2 is unknown minutes from home" in " ".join(map(str, report.violations))


def test_each_order_has_its_tiers(tmp_path: Path) -> None:
    result = Result.correct()
    result.change("programmes", "N1", order=1)
    first = [
        tier("placed", 2),
        tier("floors", 0),
        tier("worst_off", [0, 2, 1]),
        tier("value", 3_650_000),
        tier("travel", 246, 0.01),
        tier("balance", 4, 0.01),
    ]
    result.summary["tiers"] = [{**item, "order": 1} for item in first] + result.summary["tiers"]
    assert result.verify(tmp_path).ok


def test_a_softened_quota_counts_in_floors_and_is_noted(tmp_path: Path) -> None:
    result = Result.correct()
    result.change("quotas", "Q3", min_count=8)
    assert result.verify(tmp_path).codes == {"quota-min": 1}
    result.summary["softened"] = ["Q3"]
    assert "tier-value" in result.verify(tmp_path).codes
    result.tier("floors").update(value=4, bound=4)
    report = result.verify(tmp_path)
    assert report.ok
    assert report.summary.endswith("these quotas were made soft: Q3.")


def test_options_of_the_command_replace_settings(tmp_path: Path) -> None:
    result = Result.correct()
    result.summary["options"] = {"tiers": ["value", "shortage", "wishes"], "gap": 0.5, "seed": 3}
    result.summary["seed"] = 3
    result.summary["tiers"] = [
        tier("value", 7_550_000, 0.5),
        tier("shortage", 3_300_000),
        tier("wishes", 750_000 + 1_500_000 + 1_000_000 + 1_000_000),
    ]
    result.tier("value").update(bound=8_000_000, gap=0.06)
    assert result.verify(tmp_path).ok


def test_a_result_that_is_not_proven_may_lack_a_gap(tmp_path: Path) -> None:
    result = Result.correct()
    result.tier("value").update(bound=9_000_000, gap=None)
    assert result.verify(tmp_path).codes == {"optimal": 1}
    result.summary["status"] = "feasible"
    assert result.verify(tmp_path).ok


def test_the_report_holds_the_recomputed_tiers(tmp_path: Path) -> None:
    report = Result.correct().verify(tmp_path)
    values = {item.name: item.value for item in report.tiers}
    assert values["worst_off"] == (1, "off", 1)
    assert values["value"] == 7_550_000
    assert values["shortage"] == 3_300_000
    assert not report.codes
