"""The documentation says what the program does: examples run, names and columns exist."""

import re
import runpy
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import click
import maillage
import pytest
from cli_example import example, run, workbook
from maillage import cli
from maillage.commands import exit_codes
from maillage.matching.demonstration import demonstration_tables
from maillage.matching.outputs.placement_rows import COLUMNS
from maillage.matching.outputs.words import words_in
from maillage.matching.settings import DEFAULT_TIERS, TIERS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def block(name: str) -> str:
    """Return the fenced text between two marks of the README."""
    marks = rf"<!-- {name}: begin -->\n```\w+\n(.*?)```\n<!-- {name}: end -->"
    found = re.search(marks, README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_five_lines_run(tmp_path: Path):
    (tmp_path / "demo").mkdir()
    workbook(tmp_path / "demo" / "semester.xlsx")
    command = [sys.executable, "-P", "-c", block("five lines")]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "student_id" in answer.stdout
    assert answer.stdout.splitlines()[-1].startswith("Verified: 7 students, 5 placed")


def test_the_five_lines_are_five_and_the_example():
    lines = [line for line in block("five lines").splitlines() if line]
    assert lines[0] == "import maillage"
    assert len(lines[1:]) == 5
    program = (ROOT / "examples" / "five_lines.py").read_text(encoding="utf-8").splitlines()
    # The example reads the file that is named; all else is the same.
    assert [line for line in program if line in lines] == [lines[0], *lines[2:]]


def test_the_example_runs(tmp_path: Path):
    command = [sys.executable, "-P", ROOT / "examples" / "five_lines.py"]
    path = workbook(tmp_path / "semester.xlsx")
    answer = subprocess.run([*command, path], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "Verified: 7 students" in answer.stdout


def test_the_public_names(tmp_path: Path):
    semester = maillage.read_semester(workbook(tmp_path / "semester.xlsx"))
    placement = maillage.place(semester, tiers=["placed", "value"], seed=5)
    assert maillage.verify(semester, placement).ok
    maillage.write_results(semester, placement, tmp_path / "out")
    assert maillage.verify(semester, tmp_path / "out").ok
    assert list(maillage.to_frame(placement, semester).columns) == list(COLUMNS)
    assert [finding.code for finding in maillage.check(semester)] == ["capacity"]
    assert maillage.read_rows(example()).fingerprints == semester.fingerprints
    findings = maillage.check(tmp_path / "missing.xlsx")
    assert [finding.code for finding in findings] == ["missing-file"]


# The output shown


def titles(text: str) -> list[str]:
    """Return the headings of the blocks of a summary: lines that are not indented."""
    lines = [line for line in text.splitlines() if line and not line.startswith(" ")]
    return [re.sub(r"\s{2,}", "  ", line) for line in lines]


def test_the_output_shown_is_formed_as_the_output(tmp_path: Path):
    shown = block("output of maillage demo")
    printed = run(
        "place", workbook(tmp_path / "s.xlsx"), "-o", tmp_path / "out", LC_ALL="en"
    ).stdout
    expected = [title for title in titles(printed) if not title.startswith("The result is")]
    blocks = takewhile(lambda title: "students placed" not in title, titles(shown))
    assert [t for t in blocks if not t.startswith("and ")] == expected[:-1]


def test_the_output_shown_is_of_the_demonstration():
    shown = block("output of maillage demo")
    students = len(demonstration_tables()["students"])
    last = re.search(
        r"^(\d+) of (\d+) students placed, (\d+) unplaced\. Status: (.*)$", shown, re.M
    )
    assert last is not None
    assert int(last[2]) == students == int(last[1]) + int(last[3])
    assert last[4] == words_in("en")["status_optimal"]
    assert f"Verified: {students} students, {last[1]} placed, every rule is kept." in shown


# The reference


def test_the_reference_of_tables_is_up_to_date():
    script = runpy.run_path(str(ROOT / "docs" / "write_tables.py"))
    written = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert script["text"]() == written, "run .venv/bin/python docs/write_tables.py"


def test_every_command_is_documented_and_no_other():
    documented = re.findall(r"^## `maillage (\w+)", COMMANDS, re.MULTILINE)
    assert sorted(documented) == sorted(cli.commands.commands)


@pytest.mark.parametrize("name", cli.commands.commands)
def test_every_option_is_documented(name: str):
    part = COMMANDS.split(f"## `maillage {name}", 1)[1].split("\n## ", 1)[0]
    for parameter in cli.commands.commands[name].params:
        if isinstance(parameter, click.Option) and parameter.name != "lang":
            assert all(f"`{option}" in part for option in parameter.opts), parameter.name


def test_every_exit_code_is_documented():
    part = COMMANDS.split("## Exit codes", 1)[1]
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", part, re.MULTILINE)}
    named = {getattr(exit_codes, name) for name in vars(exit_codes) if name.isupper()}
    assert len(named) == 6
    assert codes == {0, *named}


def test_every_result_column_is_documented_in_order():
    part = COMMANDS.split("`placements.csv` is sorted", 1)[1].split("The same input", 1)[0]
    rows = re.findall(r"^\| (`.*?`) \|", part, re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert names == list(COLUMNS)


def test_every_objective_is_explained():
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert table == list(DEFAULT_TIERS)
    assert all(f"`{name}`" in text for name in TIERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), target
        if heading:
            lines = file.read_text(encoding="utf-8").splitlines()
            assert heading in {anchor(line) for line in lines if line.startswith("#")}, target


def anchor(heading: str) -> str:
    """Return the address that GitHub gives to a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower())
    return words.replace(" ", "-")


def test_the_two_commands_are_there():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"`make (\w+)`", README))
    assert {"demo", "test"} <= named <= targets
