"""The story of a semester (docs/story.md): its commands, in order, on a small semester."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from maillage.matching.tables.writing import write_workbook
from openpyxl import load_workbook

from .cli_example import Tables, example, run

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "story.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"<!-- by hand: (?P<hand>\w+) -->"
    r"|<!-- exit code: (?P<code>\d+) -->"
    r"|<!-- file: (?P<file>\S+) -->\n```csv\n(?P<text>[^`]*)```"
    r"|^\$ maillage (?P<command>.+)$",
    re.MULTILINE,
)
NAMES = {"M1": "M131", "M2": "M001", "M3": "M004", "07": "A002", "03": "E003", "05": "E050"}
"""Who is who: in the small semester, in the page."""
HALF_DAYS = "mon_am mon_pm"


def renamed(value: Any) -> Any:
    return NAMES.get(value, value) if isinstance(value, str) else value


def tables() -> Tables:
    """Return the small semester with the names of the page, and the lock that it tells of."""
    rows = {
        name: [{column: renamed(cell) for column, cell in row.items()} for row in table]
        for name, table in example().items()
    }
    rows["locks"] = [{"student_id": "E050", "supervisor_ids": "M131", "half_days": HALF_DAYS}]
    return rows


def fill(folder: Path) -> None:
    write_workbook(tables(), folder / "semester.xlsx", "fr")


def lock(folder: Path) -> None:
    rows = tables()
    rows["locks"].append(rows["locks"][0] | {"student_id": "E003"})
    write_workbook(rows, folder / "locked.xlsx", "fr")


def mark(folder: Path) -> None:
    path = folder / "placement" / "placements.xlsx"
    book = load_workbook(path)
    sheet = book["By student"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[heads.index("Student id")].value == "E050":
            row[heads.index("Keep")].value = "x"
    book.save(path)


BY_HAND: dict[str, Callable[[Path], None]] = {"fill": fill, "lock": lock, "mark": mark}


def test_the_story_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected, told = 0, []
    for step in STEP.finditer(PAGE):
        if step["hand"]:
            BY_HAND[step["hand"]](tmp_path)
        elif step["file"]:
            (tmp_path / step["file"]).write_text(step["text"], encoding="utf-8")
        elif step["code"]:
            expected = int(step["code"])
        else:
            done = run(*shlex.split(step["command"]), LC_ALL="en")
            assert done.exit_code == expected, (step["command"], done.output)
            told.append(step["command"].split()[0])
            expected = 0
    order = ("init", "check", "chances", "place", "verify", "explain", "repair", "replay", "close")
    assert tuple(dict.fromkeys(told)) == order
    assert not (tmp_path / "trial").exists()


def test_every_command_of_the_story_is_run_or_shown_in_passing() -> None:
    """A code block that the test would not see is an error of the page."""
    blocks = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
    assert {kind for kind, _ in blocks} == {"console", "csv"}
    assert all(text.startswith("$ maillage ") for kind, text in blocks if kind == "console")
    hands = re.findall(r"<!-- by hand: (\w+) -->", PAGE)
    assert sorted(hands) == sorted(BY_HAND)
