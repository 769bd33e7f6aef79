"""The plans in examples/, run as they are on the demonstration that they name."""

from __future__ import annotations

from pathlib import Path

import pytest
from maillage.matching.demonstration import write_demonstration
from maillage.scenarios import compare, read_plan, run

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demonstration in it, where a plan would lie."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "demo").mkdir()
    write_demonstration(folder / "demo", "en")
    return folder


def ran(name: str, beside: Path, measure: str) -> dict[str, float]:
    """Run an example, proving little; return the difference of a measure by variant."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    path = beside / name
    path.write_text(text.replace("time_limit: 60", "gap: 0.99"), encoding="utf-8")
    output = beside / f"{name}.runs"
    assert run(read_plan(path), output, workers=1).failures == ()
    rows = compare(output).differences
    own = rows[rows["measure"] == measure]
    return dict(zip(own["variant"], own["difference"], strict=True))


def test_aulnay(beside: Path):
    mixed = ran("aulnay.yaml", beside, "mixed")
    assert mixed["mixed off"] < 0 < mixed["mixed for externs as well"]


def test_gpsea(beside: Path):
    need = ran("gpsea.yaml", beside, "mean_need")
    assert set(need) >= {"base", "a third leaves", "leavers [share=0.25]", "leavers [share=0.75]"}
    assert 0 <= need["leavers [share=0.25]"] <= need["leavers [share=0.75]"]
