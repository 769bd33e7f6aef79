"""The pages of the documentation as steps: what a reader would type, in the order of the page.

A comment of a page may say how the next block is to be taken:

- ``<!-- not run: reason -->``: its options are read, and that is all;
- ``<!-- exit code: 4 -->``: the command ends with this code;
- ``<!-- file: name -->``: the block is the content of a file of that name;
- ``<!-- sheet: name -->``: the table is typed into that sheet of ``semester.xlsx``;
- ``<!-- cell: name!C4 = value -->``: this is typed into that cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMENT = re.compile(r"<!-- ([a-z ]+): (.*?) -->")
COMMAND = re.compile(r" *(\$ )?maillage [a-z]")
SHELLS = ("sh", "bash")


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes
    ----------
    kind
        ``command``, ``python``, ``pycon``, ``file``, ``sheet`` or ``cell``.
    text
        The command without ``$``, the program, the file's content, the table's lines.
    shown
        What the page says that the command prints; ``None`` where it shows nothing.
    marks
        The comments before it.
    """

    page: str
    line: int
    kind: str
    text: str
    shown: str | None = None
    marks: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def steps(page: Path) -> list[Step]:
    """Return the steps of a page."""
    return list(_read(page.name, page.read_text(encoding="utf-8").splitlines()))


def _read(page: str, lines: list[str]) -> Iterator[Step]:
    marks: dict[str, str] = {}
    number = 0
    while number < len(lines):
        line = lines[number]
        if found := COMMENT.fullmatch(line.strip()):
            if found[1] == "cell":
                yield Step(page, number + 1, "cell", found[2])
            else:
                marks[found[1]] = found[2]
            number += 1
            continue
        end, block = number + 1, []
        if line.strip().startswith("```"):
            end = next(n for n in range(end, len(lines)) if lines[n].strip() == "```") + 1
            block = list(_fenced(page, number + 1, lines[number:end], marks))
        elif COMMAND.match(line) and line.startswith("    "):
            block = [Step(page, number + 1, "command", _command(line), None, marks)]
        elif "sheet" in marks and line.startswith("|"):
            end = next((n for n in range(end, len(lines)) if lines[n][:1] != "|"), len(lines))
            block = [Step(page, number + 1, "sheet", "\n".join(lines[number:end]), None, marks)]
        yield from block
        if line.strip():
            marks = {}
        number = end


def _command(line: str) -> str:
    return line.strip().removeprefix("$ ")


def _fenced(page: str, number: int, lines: list[str], marks: dict[str, str]) -> Iterator[Step]:
    kind, inner = lines[0].strip().strip("`"), lines[1:-1]
    if "file" in marks:
        yield Step(page, number, "file", "\n".join([*inner, ""]), None, marks)
    elif kind in ("python", "pycon"):
        yield Step(page, number, kind, "\n".join([*inner, ""]), None, marks)
    elif kind == "console":
        yield from _console(page, number, inner, marks)
    else:
        for at, line in enumerate(inner, start=number + 1):
            if kind in SHELLS or COMMAND.match(line):
                yield Step(page, at, "command", _command(line), None, marks)


def _console(page: str, number: int, lines: list[str], marks: dict[str, str]) -> Iterator[Step]:
    starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        shown = "\n".join(lines[at + 1 : end])
        yield Step(page, number + at + 1, "command", _command(lines[at]), shown, marks)
