"""What was found in an input, for somebody at a terminal: by table, aligned, in colour."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from ..language import Lang, Sentence, plural_sentence, sentence
from ..tables.findings import Finding
from ..tables.schema import TABLES, find_table
from .findings_text import split_place
from .messages import message

WIDTH = 110
"""Columns used at most, however wide the terminal is."""

SHOWN = 10
"""Lines about one kind of finding in one column; what is beyond them is counted."""

_SPARED = 2  # as many more are listed all the same: a line that counts them saves nothing

_MARKS = {"error": ("✗", "bold red"), "warning": ("!", "bold yellow")}
_ORDER = {table.name: position for position, table in enumerate(TABLES)}


def print_findings(
    findings: Sequence[Finding],
    console: Console,
    lang: Lang,
    *,
    file: str,
    complete: bool = False,
) -> None:
    """Print a summary, then each table's errors and warnings with their cells.

    Parameters
    ----------
    file
        The input, as the user named it.
    complete
        Whether to list every finding, also where many are of one kind.
    """
    paper = _Paper(console, lang, min(console.width, WIDTH))
    if not findings:
        paper.say(message("nothing_found", lang))
        return
    summary = _summary(findings, file).said(lang)
    paper.say(summary, "bold")
    left = 0
    for title, places in _by_table(findings).items():
        paper.say()
        paper.say(title or file, "bold")
        left += _print_table(places, paper, complete)
    if left:
        paper.say()
        command = f"maillage check {shlex.quote(file)} --all"
        all_of_them = sentence("All of them: {command}", command=command)
        paper.say(all_of_them.said(lang), "dim")
    if paper.lines >= console.height:  # the first line has left the screen
        paper.say()
        paper.say(summary, "bold")


def _summary(findings: Sequence[Finding], file: str) -> Sentence:
    """Return how many errors and warnings there are, and what is to be done about them."""
    counts = Counter(finding.severity for finding in findings)
    errors = plural_sentence("{count} error", "{count} errors", count=counts["error"])
    warnings = plural_sentence("{count} warning", "{count} warnings", count=counts["warning"])
    if not counts["error"]:
        return sentence("{file}: {warnings} (!), no error.", file=file, warnings=warnings)
    if not counts["warning"]:
        return sentence("{file}: {errors} (✗) to put right.", file=file, errors=errors)
    return sentence(
        "{file}: {errors} (✗) to put right, {warnings} (!) to look at.",
        file=file,
        errors=errors,
        warnings=warnings,
    )


@dataclass(frozen=True)
class _Place:
    """One finding at its column (its letters) and row, empty and 0 where it names none."""

    finding: Finding
    column: str
    row: int

    @property
    def kind(self) -> tuple[str, str, str, str]:
        """What findings have in common that say the same of one column."""
        finding = self.finding
        return finding.severity, finding.code, self.column, finding.sentence.template

    @property
    def cell(self) -> str:
        """The cell as a reader looks for it."""
        return f"{self.column}{self.row or ''}"

    @property
    def position(self) -> tuple[int, int, str]:
        """Where the cell stands when a table is read line by line."""
        return self.row, len(self.column), self.column

    def continues(self, above: _Place) -> bool:
        """Return whether the same words are said of the cell below another one."""
        return (self.column, self.row) == (above.column, above.row + 1) and (
            (self.finding.sentence, self.finding.hint)
            == (above.finding.sentence, above.finding.hint)
        )


def _by_table(findings: Iterable[Finding]) -> dict[str, list[_Place]]:
    """Return findings by the title of their table, in the order of a workbook."""
    groups: dict[str, list[_Place]] = {}
    for finding in findings:
        title, column, row = split_place(finding.where)
        groups.setdefault(title, []).append(_Place(finding, column, row))
    return {title: groups[title] for title in sorted(groups, key=_table_position)}


def _table_position(title: str) -> int:
    """Return where a table stands in a workbook; what is no table comes first."""
    table = find_table(re.sub(r"\.(csv|parquet)$", "", title))
    return -1 if table is None else _ORDER[table.name]


def _kinds(places: Iterable[_Place]) -> list[list[_Place]]:
    """Return findings by kind, errors first, each kind from the top of the table down."""
    kinds: dict[tuple[str, str, str, str], list[_Place]] = {}
    for place in sorted(places, key=lambda place: place.position):
        kinds.setdefault(place.kind, []).append(place)
    return sorted(kinds.values(), key=lambda kind: kind[0].finding.severity != "error")


def _runs(kind: Iterable[_Place]) -> list[list[_Place]]:
    """Return findings of a kind, those together that say the same of cells one below the other."""
    runs: list[list[_Place]] = []
    for place in kind:
        if runs and place.continues(runs[-1][-1]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _label(run: Sequence[_Place], lang: Lang) -> str:
    """Return the cells (``C14``, ``C14–15``) or lines of a file that findings are about."""
    first, last = run[0], run[-1].row
    if first.column or not first.row:
        return first.cell if len(run) == 1 else f"{first.cell}–{last}"
    if len(run) == 1:
        return sentence("line {number}", number=last).said(lang)
    return sentence("lines {first}–{last}", first=first.row, last=last).said(lang)


def _print_table(places: Iterable[_Place], paper: _Paper, complete: bool) -> int:
    """Print the findings of a table; return how many were only counted."""
    shown: list[tuple[list[list[_Place]], int]] = []
    for kind in _kinds(places):
        runs = _runs(kind)
        kept = runs if complete or len(runs) <= SHOWN + _SPARED else runs[:SHOWN]
        shown.append((kept, len(kind) - sum(map(len, kept))))
    longest = max(cell_len(_label(run, paper.lang)) for runs, _ in shown for run in runs)
    margin = 5 + longest if longest else 4
    for runs, left in shown:
        for run in runs:
            paper.finding(_label(run, paper.lang), run[0].finding, margin)
        if left:
            more = plural_sentence(
                "… and {count} more like this", "… and {count} more like this", count=left
            )
            paper.say(" " * margin + more.said(paper.lang), "dim")
    return sum(left for _, left in shown)


class _Paper:
    """What is printed on: lines of a width, which are counted."""

    def __init__(self, console: Console, lang: Lang, width: int) -> None:
        self.lang = lang
        self.lines = 0
        self._console = console
        self._width = width

    def say(self, text: str = "", style: str = "") -> None:
        """Print a text; its further lines begin below its first word."""
        margin = len(text) - len(text.lstrip(" "))
        self._print_words(Text(" " * margin), [(word, style) for word in _words(text)])

    def finding(self, cell: str, finding: Finding, margin: int) -> None:
        """Print mark, cell and message; further lines begin below the message."""
        mark, style = _MARKS[finding.severity]
        line = Text("  ").append(mark, style).append(f" {cell}", "bold")
        line.rstrip()
        line.append(" " * (margin - line.cell_len))
        words = [(word, "") for word in _words(finding.message_in(self.lang))]
        words += [(word, "green") for word in _words(finding.suggestion_in(self.lang))]
        self._print_words(line, [*words, (f"[{finding.code}]", "dim")])

    def _print_words(self, line: Text, words: Iterable[tuple[str, str]]) -> None:
        margin = line.cell_len
        for number, (word, style) in enumerate(words):
            if number and line.cell_len + 1 + cell_len(word) > self._width:
                self._print(line)
                line = Text(" " * margin)
            elif number:
                line.append(" ")
            line.append(word, style)
        self._print(line)

    def _print(self, line: Text) -> None:
        self._console.print(line, soft_wrap=True, highlight=False)
        self.lines += 1


def _words(text: str) -> list[str]:
    """Return what may stand on different lines: no-break spaces keep together."""
    return [_printable(word) for word in re.split("[ \n\r\t]+", text) if word]


def _printable(text: str) -> str:
    """Return text from a file without what would steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
