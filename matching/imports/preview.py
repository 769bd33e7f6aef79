"""What an import would do, shown before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..entities import TargetKind
from ..language import Lang, Sentence, plural_sentence, sentence
from ..tables.raw import letters
from .answers import Answer, some
from .columns import Role, Taken
from .wishes import WishImport

WIDTH = 96
"""Columns used at most, however wide the terminal is."""

NOTHING_WRITTEN = sentence("Nothing was written: this is a preview.")

_STUDENTS_SHOWN = 3
_MISSING_SHOWN = 10
_LABELS_SHOWN = 10


def print_preview(found: WishImport, console: Console, lang: Lang) -> None:
    """Print how a form is understood and what would be written.

    Plain text where ``console`` is no terminal.
    """
    blocks = [
        _block(_form_title(found).said(lang), _columns(found, lang)),
        Text("\n".join(line.said(lang) for line in _counts(found))),
        *_labels(found, lang),
        *_first_answers(found, lang),
        Text("\n".join(line.said(lang) for line in _changes(found))),
    ]
    if console.is_terminal:
        for block in blocks:
            console.print(Padding(block, (0, 0, 1, 0)), width=min(console.width, WIDTH))
        return
    with console.capture() as captured:
        for block in blocks:
            console.print(Padding(block, (0, 0, 1, 0)), width=WIDTH)
    for line in captured.get().splitlines():  # without the spaces that fill up a table
        console.print(Text(line.rstrip()), soft_wrap=True)


def wishes_written(file: Path, command: str) -> Sentence:
    """Return what is said at the end, with the command that checks the file."""
    return sentence("The wishes are in {file}. To check it: {command}", file=file, command=command)


def _form_title(found: WishImport) -> Sentence:
    return plural_sentence(
        "{form}: {count} answer; the headings are in row {row}.",
        "{form}: {count} answers; the headings are in row {row}.",
        form=_plain(found.form.name),
        count=found.answers.rows,
        row=found.form.heading_number,
    )


def _block(title: str, content: Table) -> Table:
    """Return a table under its title."""
    block = Table.grid()
    block.add_row(Text(title, style="bold"))
    block.add_row(Padding(content, (0, 0, 0, 2)))
    return block


def _table(*headings: Sentence, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for heading in headings:
        table.add_column(Text(heading.said(lang)))
    return table


def _columns(found: WishImport, lang: Lang) -> Table:
    """Return every column with a heading and what it is taken for."""
    table = _table(
        sentence("column"), sentence("heading"), sentence("taken for"), sentence("role"), lang=lang
    )
    headings = zip(found.form.headings, found.mapping.taken, strict=True)
    for position, (heading, taken) in enumerate(headings):
        if heading:
            ignored = taken.role is Role.IGNORE
            table.add_row(
                letters(position),
                _text(heading),
                Text(_meaning(taken).said(lang), style="dim" if ignored else ""),
                Text(_plain(taken.word), style="dim"),
            )
    return table


def _meaning(taken: Taken) -> Sentence:
    match taken.role:
        case Role.STUDENT_ID:
            return sentence("identifier of the student")
        case Role.EMAIL:
            return sentence("e-mail address")
        case Role.NAME:
            return sentence("name of the student")
        case Role.FIRST_NAME:
            return sentence("first name of the student")
        case Role.TIMESTAMP:
            return sentence("moment of the answer")
        case Role.WISH:
            return sentence("wish {number}", number=taken.number)
        case Role.RANKED:
            return sentence("wishes in order")
        case Role.RANK_OF:
            return sentence("rank of '{target}'", target=_plain(taken.target))
        case Role.REFUSED:
            return sentence("refusals")
        case Role.REFUSAL_OF:
            return sentence("refusal of '{target}'", target=_plain(taken.target))
        case Role.UNCLEAR | Role.IGNORE:
            return sentence("(left out)")


def _counts(found: WishImport) -> list[Sentence]:
    """Return who answered, with how many wishes, and who did not."""
    answers = found.answers
    wishes = [wish for answer in answers.given for wish in answer.wishes]
    refusals = sum(wish.refused for wish in wishes)
    lines = [
        sentence(
            "{students}, {wishes}, {refusals}.",
            students=plural_sentence(
                "{count} student with wishes",
                "{count} students with wishes",
                count=len(answers.given),
            ),
            wishes=plural_sentence("{count} wish", "{count} wishes", count=len(wishes) - refusals),
            refusals=plural_sentence("{count} refusal", "{count} refusals", count=refusals),
        )
    ]
    if answers.empty:
        lines.append(
            plural_sentence(
                "Without any wish in the answer: {count} student ({students}).",
                "Without any wish in the answer: {count} students ({students}).",
                count=len(answers.empty),
                students=_students(found, answers.empty),
            )
        )
    if not found.missing:
        lines.append(sentence("Every student of the semester has answered."))
    else:
        lines.append(
            plural_sentence(
                "Without an answer: {count} student ({students}).",
                "Without an answer: {count} students ({students}).",
                count=len(found.missing),
                students=_students(found, found.missing),
            )
        )
    return lines


def _students(found: WishImport, students: Sequence[str]) -> tuple[str, ...]:
    names = [_plain(f"{student} {found.people.name(student)}") for student in students]
    return some(names, _MISSING_SHOWN)


def _labels(found: WishImport, lang: Lang) -> Iterable[Table | Text]:
    """Yield the options of which only a part was looked up, and what they were taken for."""
    read_as = sorted(found.answers.read_as.items())
    if not read_as:
        return
    table = Table.grid(padding=(0, 3, 0, 0))
    for text, label in read_as[:_LABELS_SHOWN]:
        kind = _kind_noun(label.kind)
        table.add_row(_text(text), Text(f"{kind.said(lang)} {_plain(label.target)}"))
    yield _block(sentence("Options read by a part of their text:").said(lang), table)
    if len(read_as) > _LABELS_SHOWN:
        more = plural_sentence(
            "… and {count} more", "… and {count} more", count=len(read_as) - _LABELS_SHOWN
        )
        yield Text(more.said(lang))


def _kind_noun(kind: TargetKind) -> Sentence:
    """Return what a kind of target is called."""
    match kind:
        case "offer":
            return sentence("offer")
        case "supervisor":
            return sentence("supervisor")
        case "site":
            return sentence("site")
        case "territory":
            return sentence("territory")


def _first_answers(found: WishImport, lang: Lang) -> Iterable[Table]:
    """Yield the wishes of the first students, as they will be written."""
    given = found.answers.given[:_STUDENTS_SHOWN]
    if not given:
        return
    table = Table.grid(padding=(0, 3, 0, 0))
    for answer in given:
        name = f"{answer.student_id} {found.people.name(answer.student_id)}"
        table.add_row(_text(name), _text(_wishes(answer, lang)))
    title = plural_sentence(
        "The first student's wishes, as they will be written:",
        "The first {count} students' wishes, as they will be written:",
        count=len(given),
    )
    yield _block(title.said(lang), table)


def _wishes(answer: Answer, lang: Lang) -> str:
    ranked = [f"{wish.rank}: {wish.target}" for wish in answer.wishes if not wish.refused]
    refused = tuple(wish.target for wish in answer.wishes if wish.refused)
    if refused:
        ranked.append(sentence("refused: {targets}", targets=refused).said(lang))
    return ", ".join(ranked)


def _changes(found: WishImport) -> list[Sentence]:
    """Return what happens to the tables of the semester."""
    lines = found.lines
    if not found.files:
        return [sentence("There is nothing to write.")]
    said = [
        plural_sentence(
            "{table}: {count} line to write; replaced: {replaced}; kept of other students: {kept}.",
            "{table}: {count} lines to write; replaced: {replaced}; kept of other students: "
            "{kept}.",
            table=_plain(lines.wishes.name),
            count=lines.written,
            replaced=lines.replaced,
            kept=lines.kept,
        )
    ]
    if lines.moved:
        said.append(
            plural_sentence(
                "{table}: {count} wish beside the students is emptied, since the answers "
                "replace it.",
                "{table}: {count} wishes beside the students are emptied, since the answers "
                "replace them.",
                table=_plain(lines.edits[1].name),
                count=lines.moved,
            )
        )
    return said


def _text(text: str) -> Text:
    """Return text as written: no markup in it, nothing that steers the terminal."""
    return Text(_plain(text))


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
