"""The benchmarks of joint values and of where to open, at small sizes."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from maillage.solvers.forced import joint_values

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_on_the_path() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.mark.parametrize("variant", ["plain", "nested", "scarce"])
def test_a_flow_per_pair_has_the_same_values(variant: str) -> None:
    site_ranking = module("site_ranking")
    problem, _ = site_ranking.problem_of(6, variant, 1)
    values = joint_values(problem)
    again = [site_ranking.forced_by_flow(problem, pair) for pair in range(len(values.value))]
    possible = values.possible
    assert [a is not None for a in again] == possible.tolist()
    assert [a for a in again if a is not None] == values.value[possible].tolist()


def test_the_command_measures_joint_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, written = module("run"), tmp_path / "ranking.json"
    monkeypatch.setattr(module("site_ranking"), "DRAWS", 50)
    arguments = ["site-ranking", "--seeds", "1", "--students", "10", "--output", str(written)]
    assert run.main(arguments) == 0
    lines = json.loads(written.read_text(encoding="utf-8"))["runs"]
    assert [line["variant"] for line in lines] == ["plain", "nested", "scarce"]
    assert all(line["pairs"] == 1_000 and line["different"] == 0 for line in lines)
    assert "0 of 8 values different" in capsys.readouterr().out
    assert module("site_ranking").wrong([{**lines[0], "different": 1}])


def test_the_command_measures_where_to_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, written = module("run"), tmp_path / "siting.json"
    arguments = ["siting", "--students", "120", "--peer", "none", "--output", str(written)]
    assert run.main(arguments) == 0
    covering, median = json.loads(written.read_text(encoding="utf-8"))["runs"]
    assert (covering["points"], covering["candidates"], covering["gap"]) == (120, 30, 0)
    assert median["bound"] <= median["value"]
    assert "no peer" in capsys.readouterr().out
    wrong = module("siting").wrong
    assert not wrong([covering, median])
    assert wrong([{**covering, "peer": {"value": covering["bound"] + 1}}])
    assert wrong([{**median, "peer": {"value": median["bound"] - 1}}])


def test_the_same_seed_gives_the_same_map() -> None:
    one, other = (module("siting").map_of(50, 2) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, other, strict=True))
    assert one[1].shape == (50, 12)
    assert np.issubdtype(one[1].dtype, np.integer)
