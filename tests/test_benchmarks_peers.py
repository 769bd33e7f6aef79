"""The benchmark's peers on offers and networks, its targets, its bounds, its plot."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from maillage.matching.placement import place
from maillage.matching.settings import DEFAULT_TIERS
from maillage.matching.tables.reading import read_rows

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_on_the_path() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


# -- the peers --


@pytest.mark.parametrize("variant", ["everyone", "short"])
@pytest.mark.parametrize("seed", range(4))
def test_a_flow_of_least_cost_has_the_same_value(seed: int, variant: str) -> None:
    tables = module("instances").generate(60, seed=seed, variant=variant, kind="network")
    semester = read_rows(tables)
    (tier,) = place(semester, tiers=["value"]).tiers
    assert tier.value == tier.bound == module("flow").solve(semester).value


@pytest.mark.parametrize(
    ("table", "column", "cell", "why"),
    [
        ("supervisors", "max_students", 1, "fewer places"),
        ("territories", "need", "", "need of every territory"),
        ("students", "max_minutes", "", "longest journey"),
        ("wishes", "target_kind", "supervisor", "wishes for offers"),
        ("settings", "key", "wish_weight", "weights"),
    ],
)
def test_a_flow_refuses_what_it_cannot_state(
    table: str, column: str, cell: object, why: str
) -> None:
    tables = module("instances").generate(12, seed=1, kind="network")
    for row in tables[table][-1:] if table == "settings" else tables[table]:
        row[column] = cell
        if table == "wishes":
            row["target"] = "M00000"
    if table == "wishes":
        tables["wishes"] = tables["wishes"][:1]
    with pytest.raises(module("covered").NotCoveredError, match=why):
        module("flow").solve(read_rows(tables))


@pytest.mark.parametrize("variant", ["everyone", "short"])
def test_the_full_model_of_offers_agrees_with_the_program(variant: str) -> None:
    tables = module("instances").generate(12, seed=2, variant=variant, kind="offers")
    semester = read_rows(tables)
    peer = module("descent").solve(semester, DEFAULT_TIERS, seconds=60, workers=1, form="bundles")
    assert all(tier.proven for tier in peer.tiers)
    found = [t.value if isinstance(t.value, tuple) else (t.value,) for t in place(semester).tiers]
    assert found == [tier.value for tier in peer.tiers]


def test_the_full_model_is_refused_by_a_sample_where_it_is_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full_model = module("full_model")
    monkeypatch.setattr(full_model, "_SAMPLE", 5)
    monkeypatch.setattr(full_model, "MOST_BOOLEANS", 100)
    semester = read_rows(module("instances").generate(30, seed=1))
    with pytest.raises(module("covered").TooLargeError, match=r"about [\d,]+, so more than 100"):
        full_model.build(semester, "half-days")


# -- the bounds of a measured process --


@pytest.mark.parametrize(
    ("bound", "why"), [("50, 1e6", "stopped at 50 MB of memory"), ("1e6, 0.2", "stopped after 0.2")]
)
def test_a_process_beyond_its_bounds_says_so_and_ends(bound: str, why: str) -> None:
    code = f"import bounded, time; x = 'x' * 10**8; bounded.stop_beyond({bound}); time.sleep(60)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER, capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    assert found["failed"].startswith(why)
    assert found["peak_mb"] > 50


# -- targets --


def test_a_target_goes_with_the_tiers_asked_for() -> None:
    target_for, up_to = module("comparison").target_for, module("comparison").up_to
    assert target_for("faculty", DEFAULT_TIERS).gap == 0
    assert target_for("faculty", ["value"]) is None
    assert target_for("nation", ["value"]).seconds == 90
    assert target_for("nation", up_to("value")).seconds == 600
    assert target_for("nation", DEFAULT_TIERS).seconds == 600
    assert str(target_for("region", up_to("travel"))) == (
        "every tier to travel with gap 0, <= 60 s, <= 1,536 MB"
    )
    assert target_for("network", ["value"]) is None


def run_of(gap: float, seconds: float) -> dict[str, Any]:
    names = ("placed", "floors", "worst_off", "value", "travel")
    tiers = [{"name": n, "value": [1], "bound": [1], "gap": gap, "seconds": 1.0} for n in names]
    tiers[-1]["gap"] = 0.5
    return {"tiers": tiers, "seconds": seconds, "phases": {}, "peak_mb": 900.0, "faults": []}


def test_a_verdict_is_hit_or_what_is_missed() -> None:
    comparison = module("comparison")
    target = comparison.Target(600.0, 4096.0, gap=0.001, tiers=comparison.up_to("value"))
    verdict = comparison.verdict
    # The tier travel is beyond what the target asks.
    assert verdict({"place": run_of(0.001, 599.0), "peer": None}, target) == "hit"
    missed = verdict({"place": run_of(0.0, 601.0), "peer": None}, target)
    assert missed == "missed: seconds"
    assert verdict({"place": run_of(0.0, 1.0), "peer": None}, None) == "gap of travel"
    worse = {**run_of(0.0, 1.0), "tiers": [{**run_of(0, 1)["tiers"][0], "value": [2]}] * 5}
    contradiction = verdict({"place": run_of(0.0, 1.0), "peer": worse}, target)
    assert contradiction == "missed: placed: the peer's value is better than the bound"


# -- the plot --


def test_scaling_is_drawn_from_its_json_the_same_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written, plot = tmp_path / "scaling.json", tmp_path / "docs" / "scaling.svg"
    arguments = ["scaling", "--output", str(written), "--plot", str(plot)]
    assert module("run").main([*arguments, "--sizes", "4,8", "--seconds", "20"]) == 0
    kept = json.loads(written.read_text(encoding="utf-8"))
    assert [(r["students"], len(r["place"]["tiers"])) for r in kept["runs"]] == [
        (4, 1),
        (4, 6),
        (8, 1),
        (8, 6),
    ]
    drawn = plot.read_bytes()
    assert b"all tiers" in drawn
    assert f"{kept['machine']['cores']} cores".encode() in drawn
    assert b"<dc:date>" not in drawn
    assert module("run").main([*arguments, "--plot-only"]) == 0
    assert plot.read_bytes() == drawn
    assert str(plot) in capsys.readouterr().out
