"""What `check` says of requests and openings that are hardly meant, and what it checks for."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from maillage import InputError, check, read_rows
from maillage.cli import commands
from maillage.matching.tables.jobs import job_of
from maillage.matching.tables.writing import write_csv_folder

TABLES: dict[str, list[dict[str, Any]]] = {
    "territories": [{"territory_id": "01053", "name": "Bourg", "lat": 46.2, "lon": 5.2}],
    "requests": [
        {"request_id": "R1", "name": "A", "profession": "gp", "anchors": "46.1 5.1",
         "opened_on": "2027-01-15", "next_date": "2027-06-01"},
    ],
    "openings": [
        {"opening_id": "O1", "name": "B", "territory_id": "01053", "kind": "msp",
         "setting": "liberal", "profession": "gp", "seats": 1},
    ],
}  # fmt: skip


def with_cell(table: str, column: str, value: object) -> dict[str, list[dict[str, Any]]]:
    changed = copy.deepcopy(TABLES)
    changed[table][0][column] = value
    return changed


def test_the_example_has_nothing_odd() -> None:
    assert read_rows(TABLES, job="rank").warnings == ()


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [
        ("requests", "fte", 2.5, "unlikely-value"),
        ("requests", "fte", 0, "unlikely-value"),
        ("requests", "wants_premises_m2", 60_000, "unlikely-value"),
        ("requests", "max_minutes", 600, "unlikely-value"),
        ("requests", "available_from", "1927-09-01", "unlikely-value"),
        ("requests", "next_date", "2027-01-14", "step-too-early"),
        ("requests", "anchors", "5.1 46.1", "implausible-coordinates"),
        ("requests", "profession", "gps", "no-opening"),
        ("openings", "seats", 200, "unlikely-value"),
        ("openings", "leaver_date", "2062-01-01", "unlikely-value"),
        ("openings", "setting", "liberale", "unlisted-setting"),
    ],
)
def test_what_is_hardly_meant_is_a_warning_at_its_cell(
    table: str, column: str, value: object, code: str
) -> None:
    (found,) = read_rows(with_cell(table, column, value), job="rank").warnings
    assert (found.code, found.severity, found.where) == (code, "warning", f"{table}[0]")


def test_what_is_near_is_suggested() -> None:
    (profession,) = read_rows(with_cell("requests", "profession", "gps"), job="rank").warnings
    assert "Did you mean 'gp'?" in str(profession)
    (anchor,) = read_rows(with_cell("requests", "anchors", "5.1 46.1"), job="rank").warnings
    assert "Did you mean 46.1 5.1?" in str(anchor)


@pytest.mark.parametrize("cell", ["46.1", "146.1 5.1", "46.1 5.1 4.2", "01053; 46.1"])
def test_numbers_that_are_no_point_are_refused(cell: str) -> None:
    with pytest.raises(InputError) as caught:
        read_rows(with_cell("requests", "anchors", cell), job="rank")
    assert [f.code for f in caught.value.errors] == ["not-a-point"]


@pytest.mark.parametrize(
    ("tables", "job"),
    [
        ({"territories", "requests", "openings", "settings"}, "rank"),
        ({"territories", "requests", "sites", "supervisors"}, "rank"),
        ({"territories", "requests", "students"}, "place"),
        ({"territories", "programmes"}, "place"),
        ({"territories", "zones", "providers"}, "diagnose"),
        ({"territories"}, "diagnose"),
        ({"territories", "sites", "supervisors"}, "place"),
        ({"requests"}, "rank"),
        (set(), "place"),
    ],
)
def test_tables_with_rows_say_what_they_are_for(tables: set[str], job: str) -> None:
    assert job_of(tables) == job


def run(*arguments: object) -> Any:
    return CliRunner().invoke(commands, [*map(str, arguments), "--lang", "en"])


def test_check_needs_only_the_tables_of_a_ranking(tmp_path: Path) -> None:
    write_csv_folder(TABLES, tmp_path, "en")
    done = run("check", tmp_path)
    assert (done.exit_code, check(tmp_path)) == (0, ())
    assert "Requests: 1; openings: 1; territories: 1" in done.output
    placed = run("check", tmp_path, "--for", "place")
    assert placed.exit_code == 3
    assert placed.output.count("[missing-table]") == 4
    assert len(check(tmp_path, job="place")) == 4


def test_check_says_which_table_a_ranking_lacks(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in TABLES.items() if name != "openings"}
    write_csv_folder(tables, tmp_path, "en")
    done = run("check", tmp_path)
    assert done.exit_code == 3
    assert "the table 'openings' (or 'lieux_installation') is missing" in done.output


def test_check_of_territories_alone_is_for_a_diagnosis(tmp_path: Path) -> None:
    write_csv_folder({"territories": TABLES["territories"]}, tmp_path, "en")
    done = run("check", tmp_path)
    assert done.exit_code == 0
    assert "Checked for a diagnosis." in done.output
