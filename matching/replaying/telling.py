"""What a replay found, for a reader and as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict

from ..language import Lang, Sentence, plural_sentence, sentence
from ..outputs.placement_rows import COLUMNS
from ..outputs.placements_csv import FILE_NAME as PLACEMENTS
from ..tables.schema import find_table
from .changes import Difference, TableChange
from .replay import Replay, StudentDifference

_SHOWN = 10
_PLACE = ("offer_id", "supervisor_id", "site_id", "half_days", "housed")


def replay_text(found: Replay, lang: Lang) -> str:
    """Return the lines that a user reads; the last one says what came of it."""
    return "\n".join(said.said(lang) for said in _sentences(found, lang))


def replay_json(found: Replay, lang: Lang) -> str:
    """Return one JSON object; its keys are English, the sentences in the language."""
    content = {
        "identical": found.identical if found.placed_again else None,
        "same_input": found.same_input,
        "placed_again": found.placed_again,
        "interrupted": found.interrupted,
        "tables": {one.table: one.change for one in found.changes.tables},
        "settings": _plain(found.changes.settings),
        "program": _plain(found.changes.program),
        "doubts": [doubt.said(lang) for doubt in found.doubts],
        "differing": list(found.differing),
        "students": [asdict(one) for one in found.students],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _plain(differences: tuple[Difference, ...]) -> dict[str, dict[str, object]]:
    return {one.name: {"then": one.then, "now": one.now} for one in differences}


def _sentences(found: Replay, lang: Lang) -> Iterator[Sentence]:
    for table in found.changes.tables:
        yield _of_table(table, lang)
    for one in found.changes.settings:
        yield sentence(
            "setting {name}: {then} then, {now} now",
            name=one.name,
            then=_value(one.then),
            now=_value(one.now),
        )
    for one in found.changes.program:
        yield _of_program(one)
    if found.same_input:
        for doubt in found.doubts:
            yield sentence("Not promised: {doubt}.", doubt=doubt)
    yield from _outcome(found)


def _of_table(one: TableChange, lang: Lang) -> Sentence:
    table = find_table(one.table)
    name = one.table if table is None or lang == "en" else table.french
    if one.change == "added":
        return sentence("table {name}: added since", name=name)
    if one.change == "missing":
        return sentence("table {name}: missing now", name=name)
    return sentence("table {name}: changed since", name=name)


def _of_program(one: Difference) -> Sentence:
    then, now = _value(one.then), _value(one.now)
    if one.name == "system":
        return sentence("operating system: {then} then, {now} now", then=then, now=now)
    if one.name == "processor":
        return sentence("processor: {then} then, {now} now", then=then, now=now)
    return sentence("version of {name}: {then} then, {now} now", name=one.name, then=then, now=now)


def _value(value: object) -> object:
    """Return a value as it is written in a cell."""
    if value is None:
        return sentence("nothing")
    if isinstance(value, bool):
        return sentence("yes") if value else sentence("no")
    return tuple(value) if isinstance(value, list) else value


def _outcome(found: Replay) -> Iterator[Sentence]:
    if not found.same_input:
        yield sentence("Not the same input: nothing was placed again.")
    elif not found.placed_again:
        yield sentence("The same input: every table is the one that the result was made from.")
    elif found.interrupted:
        yield sentence("Interrupted before it was done: nothing is proven.")
    elif found.identical:
        yield sentence("Identical: placing again gives the same bytes.")
    else:
        yield from _differing(found)


def _differing(found: Replay) -> Iterator[Sentence]:
    for file in found.differing:
        own = [one for one in found.students if one.file == file]
        if not own:
            yield sentence(
                "{file}: the same lines in other bytes; another program has saved it, or their "
                "order differs.",
                file=file,
            )
            continue
        yield plural_sentence(
            "{file}: {count} student differs.",
            "{file}: {count} students differ.",
            count=len(own),
            file=file,
        )
        for one in own[:_SHOWN]:
            yield _of_student(one)
        if len(own) > _SHOWN:
            yield plural_sentence(
                "- and {count} more", "- and {count} more", count=len(own) - _SHOWN
            )
    yield sentence("Not identical: placing again gives another result.")


def _of_student(one: StudentDifference) -> Sentence:
    if one.file != PLACEMENTS:
        return sentence("- student {student}", student=one.student_id)
    return sentence(
        "- student {student}: {then} in the result, {now} placed again",
        student=one.student_id,
        then=_placed(one.then),
        now=_placed(one.now),
    )


def _placed(lines: tuple[str, ...]) -> object:
    """Return where lines of ``placements.csv`` place a student, in a few words."""
    parts = []
    for cells in csv.reader(lines):
        row = dict(zip(COLUMNS, cells, strict=False))
        parts.append(" ".join(row[name] for name in _PLACE if row.get(name)))
    text = " + ".join(part for part in parts if part)
    if text:
        return text
    return sentence("unplaced") if lines else sentence("no line")
