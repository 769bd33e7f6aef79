"""``maillage doctor``: what works, what is only slower, and what is broken."""

from __future__ import annotations

import itertools
import json

import pytest
from maillage.matching import health
from maillage.matching.language import translated
from maillage.solvers import linear, trying

from .cli_example import run


def found(*arguments: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Return the exit code, and what is said of each name."""
    answer = run("doctor", "--json", *arguments)
    told = json.loads(answer.stdout)
    assert told["ok"] == (answer.exit_code == 0)
    assert all(set(one) == {"group", "name", "status", "value", "text"} for one in told["checks"])
    return answer.exit_code, {one["name"]: one for one in told["checks"]}


def test_the_small_problem_has_the_values_that_are_known():
    choices = list(itertools.product((0, 1), repeat=4))
    halves = list(itertools.product((0, 0.5, 1), repeat=4))
    for takes, value in ((choices, trying.WHOLE), (halves, trying.IN_PARTS)):
        worth = [
            sum(a * w for a, w in zip(take, trying.WORTH, strict=True))
            for take in takes
            if sum(a * w for a, w in zip(take, trying.WEIGHT, strict=True)) <= trying.LIMIT
        ]
        assert max(worth) == value


def test_every_solver_of_this_machine_solves_it():
    code, checks = found()
    assert code == 0
    solvers = {name: one["status"] for name, one in checks.items() if one["group"] == "solvers"}
    assert solvers == dict.fromkeys(health.SOLVERS, "ok")
    assert checks["maillage"]["value"]
    assert checks["numpy"]["status"] == "ok"
    assert int(checks["cores"]["value"]) >= 1
    assert float(checks["memory_mb"]["value"]) > 100


def test_where_the_private_door_of_scipy_has_moved_the_public_one_serves(monkeypatch):
    monkeypatch.setattr(linear, "highs", None)
    code, checks = found("--lang", "fr")
    assert code == 0
    assert checks["highs-warm"]["status"] == "note"
    assert "plus lents" in checks["highs-warm"]["text"]
    assert checks["highs-linear"]["status"] == "ok"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_solver_that_gives_another_value_is_broken(lang, monkeypatch):
    monkeypatch.setattr(trying, "_cp_sat", lambda: 20.0)
    code, checks = found("--lang", lang)
    assert code == 1
    assert checks["cp-sat"]["status"] == "broken"
    answer = run("doctor", "--lang", lang)
    assert answer.exit_code == 1
    assert "20 ≠ 21" in answer.output
    last = translated("Something that is needed does not work: see ✗ above.", lang)
    assert answer.output.splitlines()[-1] == last.replace("\N{NO-BREAK SPACE}", " ")


def test_a_library_that_is_not_there_is_broken(monkeypatch):
    monkeypatch.setitem(health.LIBRARIES, "no-such-library", "no_such_library")
    code, checks = found()
    assert (code, checks["no-such-library"]["status"]) == (1, "broken")


def test_a_folder_that_takes_no_file_is_broken(monkeypatch, tmp_path):
    monkeypatch.setattr(health.tempfile, "tempdir", str(tmp_path / "nowhere"))
    code, checks = found()
    assert (code, checks["temporary"]["status"]) == (1, "broken")


def test_an_extra_that_is_not_installed_is_only_said(monkeypatch):
    lines = ["click>=8.1", 'no-such-library>=2; extra == "maps"', 'ruff; extra == "dev"']
    monkeypatch.setattr(health, "requires", lambda _: lines)
    code, checks = found()
    assert code == 0
    assert (checks["maps"]["status"], checks["maps"]["value"]) == ("note", "no-such-library")
    assert "dev" not in checks
