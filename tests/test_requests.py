"""The intake of requests against plain recomputation, and as files."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from maillage import InputError, rank, read_rows, requests, write_requests
from maillage.cli import commands
from maillage.matching.tables.writing import write_csv_folder

from .rank_example import FIRST_DAY, Tables, tables
from .test_rank import TERRITORY
from .test_rank import minutes as minutes_to

days = st.one_of(st.none(), st.integers(-400, 400).map(lambda n: FIRST_DAY + timedelta(days=n)))


@st.composite
def intakes(draw: st.DrawFn) -> Tables:
    made = draw(tables(requests=5, openings=5, aids=0))
    for row in made["requests"]:
        row["opened_on"] = draw(days)
        row["next_step"] = draw(st.sampled_from([None, "call"]))
        row["next_date"] = draw(days)
    return made


@given(intakes(), days)
def test_ages_and_next_steps(made: Tables, day: date | None) -> None:
    found = requests(read_rows(made, job="rank"), day=day)
    seen = day or FIRST_DAY
    assert found.day == seen
    lines = {line.request.request_id: line for line in found.requests}
    for row in made["requests"]:
        line = lines[row["request_id"]]
        opened, planned = row["opened_on"], row["next_date"]
        if opened is None:
            assert line.age is None
        else:
            assert line.age == (max(seen, opened) - opened).days
        if row["status"] in ("settled", "withdrawn"):
            expected = "closed"
        elif planned is None:
            expected = "none" if row["next_step"] is None else "undated"
        elif planned < seen:
            expected = "overdue"
        else:
            expected = "due" if planned <= seen + timedelta(days=30) else "later"
        assert line.step == expected


@given(intakes())
def test_the_best_are_those_of_the_ranking(made: Tables) -> None:
    semester = read_rows(made, job="rank")
    found, ranking = requests(semester), rank(semester)
    fit = {}
    for request in ranking.market.requests:
        for line in ranking.of(request.request_id):
            fit[request.request_id, line.opening.opening_id] = line.fit
    for line in found.requests:
        own = {o: f for (r, o), f in fit.items() if r == line.request.request_id}
        assert line.possible == len(own)
        assert [m.fit for m in line.best] == sorted(own.values(), reverse=True)[:3]
        assert all(own[m.opening_id] == m.fit for m in line.best)
    for one in found.openings:
        own = {r: f for (r, o), f in fit.items() if o == one.opening.opening_id}
        assert one.possible == len(own)
        assert [m.fit for m in one.best] == sorted(own.values(), reverse=True)[:3]
    place = {o["opening_id"]: o["territory_id"] for o in made["openings"]}
    for territory in found.territories:
        best: dict[str, float] = {}
        for (r, o), f in fit.items():
            if place[o] == territory.territory_id:
                best[r] = max(f, best.get(r, 0.0))
        assert territory.possible == len(best)
        assert [m.fit for m in territory.best] == sorted(best.values(), reverse=True)[:3]


def zone_of(territory: str, profession: str) -> str | None:
    if profession == "gp":
        return TERRITORY[territory]["zone"]  # type: ignore[no-any-return]
    return "ZIP" if (territory, profession) == ("T2", "nurse") else None


def lacking(request: dict[str, Any], opening: dict[str, Any]) -> list[str]:
    """Return each thing that keeps a request from an opening."""
    found = []
    if request["profession"] != opening["profession"]:
        found.append("profession")
    if not opening["seats"]:
        found.append("seats")
    if request["mode"] == "salaried" and opening["setting"] == "liberal":
        found.append("salaried_post")
    if request["mode"] == "liberal" and opening["setting"] == "centre":
        found.append("private_practice")
    grouped = opening["kind"] in ("group_practice", "health_centre")
    alone = opening["kind"] == "liberal_practice" and not opening["team"] and opening["seats"] < 2
    if request["practice"] == "solo" and grouped:
        found.append("solo_practice")
    if request["practice"] == "group" and alone:
        found.append("group_practice")
    if request["shortage_only"] and zone_of(opening["territory_id"], opening["profession"]) not in (
        "ZIP",
        "ZAC",
    ):
        found.append("(zone)")
    ready = request["available_from"] or FIRST_DAY
    month = ready.year * 12 + ready.month - 1 + 6
    last = next(
        date(month // 12, month % 12 + 1, day)
        for day in range(ready.day, 0, -1)
        if day <= 28 or (date(month // 12, month % 12 + 1, 1) + timedelta(day - 1)).day == day
    )
    if (opening["available_from"] or FIRST_DAY) > last:
        found.append("date")
    if opening["m2"] is not None and opening["m2"] < (request["wants_premises_m2"] or 0):
        found.append("premises")
    if request["accessible"] and not opening["accessible"]:
        found.append("accessible")
    far = minutes_to(request, opening)
    if request["max_minutes"] is not None and far is not None and far > request["max_minutes"]:
        found.append("distance" if far <= request["max_minutes"] + 30 else "(far)")
    return found


@given(intakes())
def test_what_lacks_is_what_alone_keeps_a_request_out(made: Tables) -> None:
    expected: dict[tuple[str, str | None, str, str | None], set[str]] = {}

    def lacks(place: str, opening: str | None, want: str, request: dict[str, Any]) -> None:
        profession = request["profession"] if want == "profession" else None
        expected.setdefault((place, opening, want, profession), set()).add(request["request_id"])

    for request in made["requests"]:
        if request["status"] in ("settled", "withdrawn"):
            continue
        reasons = {o["opening_id"]: lacking(request, o) for o in made["openings"]}
        for opening in made["openings"]:
            own = reasons[opening["opening_id"]]
            if len(own) == 1 and not own[0].startswith("("):
                lacks(opening["territory_id"], opening["opening_id"], own[0], request)
        for place in TERRITORY:
            here = [o for o in made["openings"] if o["territory_id"] == place]
            fitting = [o for o in here if o["profession"] == request["profession"] and o["seats"]]
            far = minutes_to(request, {"territory_id": place})
            near = far is not None and far <= (request["max_minutes"] or 45)
            allowed = not request["shortage_only"] or zone_of(place, request["profession"]) in (
                "ZIP",
                "ZAC",
            )
            if near and allowed and not fitting:
                lacks(place, None, "profession", request)
            if any(not reasons[o["opening_id"]] for o in here):
                continue
            for opening in here:
                own = reasons[opening["opening_id"]]
                alone = len(own) == 1 and own[0] not in ("profession", "(zone)", "(far)")
                if alone and (own[0] != "seats" or fitting):
                    lacks(place, None, own[0], request)
    found = requests(read_rows(made, job="rank")).gaps
    assert {
        (gap.territory_id, gap.opening_id, gap.want, gap.profession): set(gap.requests)
        for gap in found
    } == expected


@given(intakes(), st.randoms())
def test_the_order_of_rows_never_matters(made: Tables, random: Any) -> None:
    mixed = {name: random.sample(rows, len(rows)) for name, rows in made.items()}
    one, other = (requests(read_rows(rows, job="rank")) for rows in (made, mixed))
    for name in ("requests", "openings", "territories", "gaps"):
        assert getattr(one, name) == getattr(other, name)


EXAMPLE: Tables = {
    "territories": list(TERRITORY.values()),
    "requests": [
        {"request_id": "R1", "name": "=Anne <b>", "profession": "gp", "anchors": "T0",
         "max_minutes": 30, "wants_premises_m2": 60, "status": "visit", "referent": "Léa",
         "opened_on": "2027-01-01", "next_step": "call", "next_date": "2027-04-30"},
        {"request_id": "R2", "name": "Bao", "profession": "nurse", "status": "settled"},
    ],
    "openings": [
        {"opening_id": "O1", "name": "Small", "territory_id": "T0", "kind": "liberal_practice",
         "setting": "liberal", "profession": "gp", "seats": 1, "m2": 40},
    ],
    "settings": [{"key": "semester", "value": "2027-05"}],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_csv_folder(EXAMPLE, tmp_path / "tables", "en")
    return tmp_path / "tables"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(commands, [str(one) for one in arguments])


def rows_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_writes_all_files(folder: Path, tmp_path: Path) -> None:
    done = run("requests", folder, "-o", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "Open requests: 1 of 2; next steps overdue: 1, due within 30 days: 0" in done.output
    assert "large enough premises" in done.output
    (first, second) = rows_in(tmp_path / "out" / "requests.csv")
    assert (first["age_days"], first["step"], first["days_to_step"]) == ("120", "overdue", "-1")
    assert (first["possible"], second["step"]) == ("0", "closed")
    gaps = rows_in(tmp_path / "out" / "gaps.csv")
    assert {"premises"} == {g["want"] for g in gaps if g["opening_id"] == "O1"}
    content = json.loads((tmp_path / "out" / "intake.json").read_text())
    assert content["counts"]["by_step"]["overdue"] == 1
    book = openpyxl.load_workbook(tmp_path / "out" / "requests.xlsx")
    assert book.sheetnames == ["Requests", "Openings", "Territories", "What lacks"]
    assert [c.data_type for row in book["Requests"] for c in row if c.value == "=Anne <b>"] == ["s"]
    page = (tmp_path / "out" / "report.html").read_text()
    assert "=Anne <b>" not in page
    assert 'src="http' not in page


def test_the_day_can_be_chosen(folder: Path, tmp_path: Path) -> None:
    done = run("requests", folder, "-o", tmp_path / "out", "--date", "2027-04-01", "--lang", "fr")
    assert done.exit_code == 0, done.output
    assert "en cours\N{NO-BREAK SPACE}: 1 sur 2" in done.output
    assert rows_in(tmp_path / "out" / "requests.csv")[0]["step"] == "due"
    wrong = run("requests", folder, "--date", "tomorrow")
    assert wrong.exit_code == 2


def test_the_same_input_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_requests(requests(folder), tmp_path / name, "fr")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    write_csv_folder({"territories": EXAMPLE["territories"]}, tmp_path / "t", "en")
    assert run("requests", tmp_path / "t").exit_code == 3
    with pytest.raises(InputError):
        requests(tmp_path / "t")


def test_a_folder_of_one_s_own_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert run("requests", folder, "-o", tmp_path / "mine").exit_code == 2
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_rank_writes_groups_and_new_sites(folder: Path, tmp_path: Path) -> None:
    done = run("rank", folder, "-o", tmp_path / "out", "--groups", "--new", 1, "--without-existing")
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"groups.csv", "groups.json", "new_sites.csv", "new_sites.json"} <= names
    assert len(rows_in(tmp_path / "out" / "new_sites.csv")) >= 1
    assert run("rank", folder, "-o", tmp_path / "o", "--new", 9).exit_code == 2
    assert run("rank", folder, "-o", tmp_path / "o", "--objective", "cover").exit_code == 2
    assert not (tmp_path / "o").exists()
