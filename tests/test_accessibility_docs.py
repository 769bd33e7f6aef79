"""What is documented about accessibility: its examples run, its five lines, its values."""

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import maillage
import pytest
from maillage.matching.territories.french_form import (
    APL_BANDS,
    APL_BANDS_2012,
    CONSULTATIONS_PER_FTE,
)

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
COMMUNES = ROOT / "matching" / "demonstration" / "territories.csv"


def failures(test: doctest.DocTest) -> tuple[int, int]:
    result = doctest.DocTestRunner().run(test)
    return result.failed, result.attempted


@pytest.mark.parametrize("name", ["accessibility", "decay", "french_form", "neighbours"])
def test_examples_of_docstrings_run(name: str) -> None:
    module = importlib.import_module(f"maillage.matching.territories.{name}")
    found = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    assert found
    assert [failures(test)[0] for test in found] == [0] * len(found)


def test_examples_of_the_page_run() -> None:
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        test = doctest.DocTestParser().get_doctest(block, {}, "accessibility.md", None, 0)
        assert failures(test) == (0, len(test.examples))
        assert len(test.examples) > 3


def test_the_five_lines_run(tmp_path: Path) -> None:
    program = re.search(r"## Five lines\n\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert program is not None
    lines = [line for line in program[1].splitlines() if line and not line.startswith("import")]
    assert len(lines) == 5
    rows = COMMUNES.read_text(encoding="utf-8").replace("gp_establishments_2019", "fte")
    (tmp_path / "communes.csv").write_text(rows, encoding="utf-8")
    shown = program[1] + "print(communes['fte_per_10000'].gt(0).sum())"
    answer = subprocess.run(
        [sys.executable, "-P", "-c", shown],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert 200 < int(answer.stdout) <= 304


@pytest.mark.parametrize("name", re.findall(r"`(\w+)\(", PAGE))
def test_every_name_of_the_page_is_public(name: str) -> None:
    public = {*maillage.__all__, *dir(maillage.Travel)}
    assert name in public


def test_the_table_has_the_values_of_the_program() -> None:
    for name, bands in (("APL_BANDS", APL_BANDS), ("APL_BANDS_2012", APL_BANDS_2012)):
        (row,) = [line for line in PAGE.splitlines() if f"(`{name}`)" in line]
        shown = re.findall(r"([\d./]+) up to (\d+)", row)
        assert [int(end) for _, end in shown] == list(bands.minutes)
        assert [fraction(weight) for weight, _ in shown] == pytest.approx(bands.weights)
    (row,) = [line for line in PAGE.splitlines() if line.startswith("| consultations per full")]
    assert f"{CONSULTATIONS_PER_FTE.value:,.0f}" in row


def fraction(text: str) -> float:
    upper, _, lower = text.partition("/")
    return float(upper) / float(lower or 1)
