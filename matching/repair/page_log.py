"""The log of a repair on the page of its result."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Lang, sentence
from ..outputs.labels import Labels, reading_order
from ..outputs.placement_page_words import page_words
from ..pages import Column, Section, Table, Text
from ..semester import Semester
from .log import LogLine


def log_section(semester: Semester, base: Semester, log: Sequence[LogLine], lang: Lang) -> Section:
    """Return who was where and who is where now, by week, then name.

    ``base`` is the semester before any change.
    """
    words = page_words(lang)
    names = {**Labels(base).student, **Labels(semester).student}
    lines = sorted(log, key=lambda one: (one.week, reading_order(names[one.student_id]), one))
    told = sentence(
        "This result was repaired during the semester. The page shows it from the last change on; "
        "placements.csv has all weeks."
    )
    columns = (
        Column(words["student"], [names[line.student_id] for line in lines]),
        Column(words["student_id"], [line.student_id for line in lines]),
        Column(words["from_week"], [line.week for line in lines], "number"),
        Column(words["what"], [words[f"log_{line.what}"] for line in lines], choices=True),
        Column(words["before"], [line.before for line in lines]),
        Column(words["after"], [line.after for line in lines]),
        Column(words["why"], [line.why for line in lines]),
    )
    title = words["page_repair"]
    return Section(title, (Text(told.said(lang), "note"), Table(title, columns, page_length=10)))
