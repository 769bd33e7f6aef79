"""What is about to end, marked in the workbook: a colour, and a note that says what."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ..imports.cell_marks import MarkedWorkbook
from ..imports.wish_lines import language_of
from ..language import Lang
from ..outputs.words import words_in
from ..tables.parsing import ParsedTable
from .ending import ending_hosts
from .result import Closing
from .sheet import remark, remarks

_MARKED = ("supervisors", "accreditations")


def marked(
    path: Path, parsed: dict[str, ParsedTable], closing: Closing, lang: Lang | None
) -> bytes:
    """Return a workbook in which what ends before the next semester is over is marked.

    Marks of an earlier closing that no longer hold are taken off.
    """
    words = words_in(lang or language_of(parsed, ("supervisors", "students")))
    marks: dict[str, dict[str, str]] = {
        parsed[name].raw.name: {} for name in _MARKED if name in parsed
    }
    texts = defaultdict(list)
    for one in ending_hosts(closing.semester, parsed, closing.settings):
        text = remark(one, closing, words)
        if one.kind == "departure":
            text = f"{text} ({one.day.isoformat()})"
        texts[one.where].append(text)
    for where, said in texts.items():
        sheet, _, ref = where.rpartition("!")
        marks[sheet][ref] = "\n".join(said)
    return MarkedWorkbook(path).marked(marks, remarks())
