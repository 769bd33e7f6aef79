"""What ``place`` prints at the end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..language import Lang
from ..result import Placement, StudentPlacement, TierResult
from ..semester import Semester
from . import placements_csv
from .counts import Counts, count, is_placed
from .figures import (
    bound_text,
    class_text,
    gap_text,
    number_text,
    tier_title,
    tier_value_text,
)
from .sentences import last_line
from .status_text import is_optimised
from .words import words_in

WIDTH = 96
"""Columns used at most, however wide the terminal is."""

SHOWN_UNPLACED = 25
"""Unplaced students listed at most; the files list them all."""


def print_summary(semester: Semester, placement: Placement, console: Console, lang: Lang) -> None:
    """Print how many are placed, where, how good that is proven to be, and who is left.

    Plain text where ``console`` is no terminal. The last line holds the counts and the status.
    """
    printed_plainly(console, lambda: _print(semester, placement, console, lang))


def printed_plainly(console: Console, show: Callable[[], None]) -> None:
    """Print what ``show`` prints; without trailing spaces where there is no terminal."""
    if console.is_terminal:
        show()
        return
    with console.capture() as captured:
        show()
    for line in captured.get().splitlines():  # without the spaces that fill up a table
        console.print(Text(line.rstrip()), soft_wrap=True)


def _print(semester: Semester, placement: Placement, console: Console, lang: Lang) -> None:
    words = words_in(lang)
    counts = count(semester, placement)
    unplaced = [s for s in placement.students if not is_placed(s)]
    blocks: list[Table | Text] = [
        block(words["by_programme"], _programmes(semester, placement, counts, lang)),
        _distributions(counts, lang),
        _objectives(placement, lang),
    ]
    if unplaced:
        title = words["unplaced_students"]
        blocks.append(block(title, _unplaced(semester, unplaced, lang)))
    if len(unplaced) > SHOWN_UNPLACED:
        blocks.append(Text(_more(len(unplaced), lang)))
    for one in blocks:
        console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))
    for remark in _remarks(placement, lang):
        console.print(Text(printable(remark)), width=min(console.width, WIDTH))
    style = "bold yellow" if unplaced else "bold green"
    console.print(Text(last_line(placement, counts, lang), style=style), soft_wrap=True)


def block(title: str, content: Table) -> Table:
    """Return a table under its title."""
    grid = Table.grid()
    grid.add_row(Text(title, style="bold"))
    grid.add_row(Padding(content, (0, 0, 0, 2)))
    return grid


def table_of(headings: Iterable[tuple[str, bool]]) -> Table:
    """Return an empty table of columns (heading, whether it holds numbers)."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for heading, numeric in headings:
        table.add_column(Text(heading), justify="right" if numeric else "left")
    return table


def _programmes(semester: Semester, placement: Placement, counts: Counts, lang: Lang) -> Table:
    words = words_in(lang)
    table = table_of(
        (
            (words["programme"], False),
            (words["name"], False),
            (words["mechanism"], False),
            (words["students"], True),
            (words["placed"], True),
        )
    )
    for identifier, programme in counts.by_programme.items():
        mechanism = placement.mechanisms.get(identifier, "")
        table.add_row(
            plain_text(identifier),
            plain_text(semester.programme[identifier].name),
            plain_text(words.get(mechanism, mechanism)),
            number_text(programme.students, lang),
            number_text(programme.placed, lang),
        )
    return table


def _distributions(counts: Counts, lang: Lang) -> Table:
    """Return three small tables side by side: wish rank, zone, setting."""
    words = words_in(lang)
    ranks = {class_text(name, lang): n for name, n in counts.by_wish_rank.items()}
    zones = {words.get(f"zone_{zone}", zone): n for zone, n in counts.by_zone.items()}
    settings = {words[setting]: n for setting, n in counts.by_setting.items()}
    grid = Table.grid(padding=(0, 6, 0, 0))
    grid.add_row(
        _distribution(words["by_wish_rank"], ranks, lang),
        _distribution(words["by_zone"], zones, lang),
        _distribution(words["by_setting"], settings, lang),
    )
    return grid


def _distribution(title: str, numbers: dict[str, int], lang: Lang) -> Table:
    lines = Table.grid(padding=(0, 3, 0, 0))
    lines.add_column()
    lines.add_column(justify="right")
    for name, number in numbers.items():
        lines.add_row(plain_text(name), number_text(number, lang))
    return block(title, lines)


def objectives_table(tiers: Iterable[TierResult], lang: Lang) -> Table:
    """Return a table of tiers: what was reached, the bound, the gap."""
    words = words_in(lang)
    table = table_of(
        (
            (words["tier"], False),
            (words["value"], False),
            (words["bound"], False),
            (words["gap"], True),
        )
    )
    for tier in tiers:
        table.add_row(
            plain_text(tier_title(tier, lang)),
            tier_value_text(tier.name, tier.value, lang),
            bound_text(tier.name, tier.bound, lang),
            gap_text(tier.gap, lang),
        )
    return table


def _objectives(placement: Placement, lang: Lang) -> Table:
    """Return the tiers; without bounds where nothing was optimised."""
    words = words_in(lang)
    if is_optimised(placement):
        return block(words["objectives"], objectives_table(placement.tiers, lang))
    table = table_of(((words["tier"], False), (words["value"], False)))
    for tier in placement.tiers:
        if tier.name != "placed":  # the last line counts them
            title = plain_text(tier_title(tier, lang))
            table.add_row(title, tier_value_text(tier.name, tier.value, lang))
    return block(words["figures"], table)


def _unplaced(semester: Semester, unplaced: list[StudentPlacement], lang: Lang) -> Table:
    words = words_in(lang)
    table = table_of(
        (
            (words["student_id"], False),
            (words["student"], False),
            (words["programme"], False),
            (words["reason"], False),
        )
    )
    for student in unplaced[:SHOWN_UNPLACED]:
        table.add_row(
            plain_text(student.student_id),
            plain_text(semester.student[student.student_id].name),
            plain_text(student.programme_id),
            words.get(f"reason_{student.reason}", student.reason or ""),
        )
    return table


def _remarks(placement: Placement, lang: Lang) -> list[str]:
    words = words_in(lang)
    remarks = [note.said(lang) for note in placement.notes]
    if placement.softened:
        remarks.insert(0, words["softened"].format(quotas=", ".join(placement.softened)))
    return remarks


def _more(unplaced: int, lang: Lang) -> str:
    return words_in(lang)["and_more"].format(
        count=number_text(unplaced - SHOWN_UNPLACED, lang), file=placements_csv.FILE_NAME
    )


def plain_text(text: str) -> Text:
    """Return text as written: no markup in it, nothing that steers the terminal."""
    return Text(printable(text))


def printable(text: str) -> str:
    """Return a text without anything that steers a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
