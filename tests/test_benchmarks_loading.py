"""The benchmark of loading: its semester, its readers, its command."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from maillage.matching.tables.reading import read_rows

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_on_the_path() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def test_a_country_of_faculties_reads_without_a_word() -> None:
    tables = module("country").country(600, seed=3)
    semester = read_rows(tables)
    assert (len(semester.students), len(semester.supervisors)) == (600, 510)
    assert len(tables["wishes"]) == 12 * 600
    assert not semester.warnings


def test_the_same_arguments_give_the_same_country() -> None:
    country = module("country").country
    assert country(300, seed=1) == country(300, seed=1)
    assert country(300, seed=1) != country(300, seed=2)


def test_the_command_measures_both_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "loading.json"
    arguments = ["loading", "--seeds", "1", "--students", "300", "--output", str(written)]
    assert module("run").main(arguments) == 0
    runs = json.loads(written.read_text(encoding="utf-8"))["runs"]
    assert [(run["form"], run["program"]["wishes"]) for run in runs] == [
        ("csv", 3600),
        ("xlsx", 3600),
    ]
    for run in runs:
        assert {"seconds", "cpu_seconds", "peak_mb"} <= set(run["program"])
        assert run["of_peer"]["rows"] > 4000
    assert "csv, 300 students" in capsys.readouterr().out


def test_a_reader_that_fails_is_told(tmp_path: Path) -> None:
    loading = module("loading")
    assert loading._process("check", tmp_path / "nowhere") == {"failed": "ended with exit code 1"}
    assert loading.wrong([{"program": {"failed": "ended with exit code 1"}, "students": 300}])
