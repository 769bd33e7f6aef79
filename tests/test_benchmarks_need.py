"""The benchmark of accessibility: its communes, its peer, its command."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from maillage import neighbours

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_on_the_path() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def test_the_same_seed_gives_the_same_communes() -> None:
    communes = module("communes").communes
    one, again, other = communes(500, 1), communes(500, 1), communes(500, 2)
    assert one.points.tobytes() == again.points.tobytes()
    assert one.points.tobytes() != other.points.tobytes()
    assert (one.population >= 1).all()
    assert (one.fte >= 0).all()
    assert 0 < np.count_nonzero(one.fte) < 500


def test_communes_are_as_near_to_each_other_as_those_of_france() -> None:
    made = module("communes").communes(8_000, 1)
    # Without the edge of a small country it would be the 210 of the full size.
    assert 150 < len(neighbours(made.points, km=30).cost) / 8_000 < 260


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of the peer
def test_the_command_measures_beside_the_peer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "need.json"
    arguments = ["need", "--seeds", "1", "--communes", "300", "--output", str(written)]
    assert module("run").main(arguments) == 0
    runs = json.loads(written.read_text(encoding="utf-8"))["runs"]
    assert [(run["steps"], run["communes"]) for run in runs] == [(2, 300), (3, 300)]
    for run in runs:
        assert run["peer"].startswith("access 1.")
        assert run["ratio"] == run["of_peer"]["seconds"] / run["seconds"]
        assert run["difference"] < 1e-12
        assert run["verdict"] is None
    assert "300 communes, seed 1" in capsys.readouterr().out


def test_without_the_peer(tmp_path: Path) -> None:
    written = tmp_path / "need.json"
    arguments = ["need", "--seeds", "2", "--communes", "50", "--peer", "none"]
    assert module("run").main([*arguments, "--output", str(written)]) == 0
    runs = json.loads(written.read_text(encoding="utf-8"))["runs"]
    assert [run["of_peer"] for run in runs] == [None, None]


def test_targets_and_disagreements_are_told() -> None:
    need = module("need")
    assert need._verdict(0.2, 80) == "hit"
    assert need._verdict(0.6, 30) == "missed: 0.5 s, 40 times as fast"
    assert need._verdict(0.2, None) == "hit"
    assert need.wrong([{"difference": 1e-9}])
    assert not need.wrong([{"difference": 1e-15}, {"difference": None}])
