"""The tutorial, typed and run from its first line to its last: it prints what the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from cli_example import run
from docs_pages import ROOT, Step, steps
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

PAGE = ROOT / "docs" / "tutorial.md"
WORKBOOK = "semester.xlsx"


def type_table(sheet: Worksheet, text: str) -> None:
    """Type a table of the page under the headings of a sheet, over its example row."""
    heads, _, *rows = [
        [cell.strip() for cell in line[1:-1].split("|")] for line in text.splitlines()
    ]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for cell in sheet[2]:
        cell.value = None
    for number, row in enumerate(rows, start=2):
        for head, value in zip(heads, row, strict=True):
            sheet.cell(number, columns[head]).value = value or None


def by_hand(step: Step) -> None:
    """Do what the page tells the reader to do in the workbook."""
    book = load_workbook(WORKBOOK)
    if step.kind == "sheet":
        type_table(book[step.marks["sheet"]], step.text)
    else:
        sheet, cell, value = re.fullmatch(r"(\w+)!(\w+) = (.+)", step.text).groups()
        assert book[sheet][cell].value != value
        book[sheet][cell].value = value
    book.save(WORKBOOK)


def printed(text: str) -> list[str]:
    """Return lines without the blanks at their ends, and without empty ones at the end."""
    return [line.rstrip() for line in text.rstrip().splitlines()]


def test_the_tutorial_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = []
    for step in steps(PAGE):
        if step.kind in ("sheet", "cell"):
            by_hand(step)
        elif step.kind == "file":
            Path(step.marks["file"]).write_text(step.text, encoding="utf-8")
        else:
            arguments = shlex.split(step.text)[1:]
            result = run(*arguments, LC_ALL="en")
            shown = result.stdout if result.exit_code == 0 else result.output
            assert result.exit_code == int(step.marks.get("exit code", 0)), (str(step), shown)
            assert printed(shown) == printed(step.shown), str(step)
            done.append(arguments[0])
    order = ["init", "check", "place", "verify", "explain", "repair", "close"]
    assert list(dict.fromkeys(done)) == order
