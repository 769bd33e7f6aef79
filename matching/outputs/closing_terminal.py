"""What ``close`` prints: who advances and who leaves, credits, and what is about to end."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..closing.result import Closing
from ..closing.sheet import remark
from ..language import Lang, Sentence, plural_sentence, sentence
from .figures import number_text
from .terminal import WIDTH, block, plain_text, printable, printed_plainly, table_of
from .words import words_in

SHOWN = 25
"""Lines of a list at most; the file of changes holds them all."""


def print_closing(closing: Closing, console: Console, lang: Lang) -> None:
    """Print what closing a semester did. Plain text where ``console`` is no terminal."""
    printed_plainly(console, lambda: _print(closing, console, lang))


def _print(closing: Closing, console: Console, lang: Lang) -> None:
    words = words_in(lang)
    blocks = [block(words["by_programme"], _programmes(closing, lang))]
    if closing.leavers:
        blocks.append(block(words["closing_leavers"], _leavers(closing, lang)))
    if closing.ending:
        blocks.append(block(words["closing_what_ends"], _ending(closing, lang)))
    for one in blocks:
        console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))
    for said in _sentences(closing, lang):
        console.print(Text(printable(said.said(lang))), width=min(console.width, WIDTH))


def _programmes(closing: Closing, lang: Lang) -> Table:
    words = words_in(lang)
    keys = ("students", "closing_validated_many", "closing_stay", "closing_advance")
    headings = (*keys, "closing_leave")
    table = table_of(((words["programme"], False), *((words[key], True) for key in headings)))
    for programme in closing.semester.programmes:
        own = [s for s in closing.students if s.programme_id == programme.programme_id]
        advance, leave = sum(s.advances for s in own), sum(s.leaves for s in own)
        numbers = (
            len(own),
            sum(s.validated for s in own),
            len(own) - advance - leave,
            advance,
            leave,
        )
        name = plain_text(programme.programme_id)
        table.add_row(name, *(number_text(number, lang) for number in numbers))
    return table


def _leavers(closing: Closing, lang: Lang) -> Table:
    words = words_in(lang)
    table = table_of((words[key], False) for key in ("student_id", "student", "programme"))
    for one in closing.leavers[:SHOWN]:
        table.add_row(*map(plain_text, (one.student_id, one.name, one.programme_id)))
    if len(closing.leavers) > SHOWN:
        table.add_row("…", f"+ {number_text(len(closing.leavers) - SHOWN, lang)}", "")
    return table


def _ending(closing: Closing, lang: Lang) -> Table:
    words = words_in(lang)
    headings = ("closing_ending", "name", "programme", "closing_day", "remark")
    table = table_of((words[key], False) for key in headings)
    for one in closing.ending[:SHOWN]:
        day = f"{one.day:%d/%m/%Y}" if lang == "fr" else one.day.isoformat()
        cells = (one.holder, one.name, one.programme_id or "", day, remark(one, closing, words))
        table.add_row(*map(plain_text, cells))
    if len(closing.ending) > SHOWN:
        table.add_row("…", f"+ {number_text(len(closing.ending) - SHOWN, lang)}", "", "", "")
    return table


def _sentences(closing: Closing, lang: Lang) -> list[Sentence]:
    """Return what was emptied and what stays, credits, and the last word on the students."""
    cleared, students = closing.cleared, closing.students
    owed = [s.next_credit for s in students if not s.leaves and s.next_credit]
    found = [
        sentence(
            "Emptied: {wishes} wishes, {locks} locks, {rankings} lines of host rankings, {ranks} "
            "ranks, {surnombre} cells of surnombre. Kept: {offers} offers, {quotas} quotas; look "
            "whether they still hold.",
            wishes=number_text(cleared.wishes, lang),
            locks=number_text(cleared.locks, lang),
            rankings=number_text(cleared.host_rankings, lang),
            ranks=number_text(cleared.ranks, lang),
            surnombre=number_text(cleared.surnombre, lang),
            offers=number_text(len(closing.semester.offers), lang),
            quotas=number_text(len(closing.semester.quotas), lang),
        )
    ]
    if closing.lasting.changes or closing.passing:
        found.append(
            sentence(
                "The result was repaired. Changes carried over: {carried}. Changes of this "
                "semester alone: {passing}; look whether they still hold.",
                carried=number_text(len(closing.lasting.changes), lang),
                passing=number_text(len(closing.passing), lang),
            )
        )
    if closing.links_undone:
        found.append(
            sentence(
                "Links undone, since their students cannot be placed together any more: {links}.",
                links=tuple(closing.links_undone),
            )
        )
    found.append(
        plural_sentence(
            "{count} student takes credit along, on average {mean}, at most {most}.",
            "{count} students take credit along, on average {mean}, at most {most}.",
            count=len(owed),
            mean=round(float(sum(owed, Fraction(0)) / max(len(owed), 1)), 3),
            most=float(max(owed, default=Fraction(0))),
        )
    )
    found.append(
        sentence(
            "Semester {semester} is closed: {history} lines of history, {validated} students "
            "validated, {left} leave, {stay} begin {following}.",
            semester=closing.semester.settings.semester,
            history=number_text(len(closing.history), lang),
            validated=number_text(sum(s.validated for s in students), lang),
            left=number_text(len(closing.leavers), lang),
            stay=number_text(len(students) - len(closing.leavers), lang),
            following=closing.settings.semester,
        )
    )
    return found
