"""The sheet that shows what closing did to each student, and what is about to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from ..imports.table_edit import TableEdit, Value
from ..imports.wish_lines import language_of
from ..language import Lang
from ..outputs.words import Words, words_in
from ..tables.parsing import Parsed
from ..tables.raw import RawTable
from ..tables.schema import CLOSING, is_closing
from .credit import DECIMALS
from .lines import decimal
from .result import ClosedStudent, Closing, EndingHost
from .served import LEFT

_STUDENTS = (
    "student_id",
    "name",
    "programme",
    "closing_next",
    "status",
    "closing_validated",
    "wish_rank",
    "closing_ranks",
    "closing_credit_before",
    "closing_served",
    "closing_credit_after",
    "closing_seniority",
)
_ENDING = ("closing_ending", "name", "programme", "closing_day", "remark")


def closing_sheet(
    parsed: Parsed, raws: Sequence[RawTable], closing: Closing, lang: Lang | None
) -> TableEdit:
    """Return the sheet, new or in the place of an earlier one."""
    lang = lang or language_of(parsed, ("students", "supervisors", "sites"))
    lines = _lines(closing, lang)
    cells = {number: dict(enumerate(line)) for number, line in enumerate(lines, start=1) if line}
    earlier = next((raw for raw in raws if is_closing(raw.title)), None)
    if earlier is None:
        return TableEdit(CLOSING[lang], cells, is_new=True)
    last = max([earlier.heading_number, *earlier.numbers])
    old = range(1, last + 1)
    return TableEdit(
        earlier.name,
        {**{n: {0: None} for n in old}, **cells},
        emptied=frozenset(old),
    )


def _lines(closing: Closing, lang: Lang) -> list[list[Value]]:
    words = words_in(lang)
    lines: list[list[Value]] = [[words[key] for key in _STUDENTS]]
    lines += [_student(student, words) for student in closing.students]
    if closing.ending:
        lines += [[], [words[key] for key in _ENDING]]
        lines += [_ending(one, closing, lang) for one in closing.ending]
    return lines


def _student(student: ClosedStudent, words: Words) -> list[Value]:
    rank = student.wish_rank
    return [
        student.student_id,
        student.name,
        student.programme_id,
        student.next_programme or words["closing_leaves"],
        words["log_left" if student.status == LEFT else f"status_{student.status}"],
        words["closing_yes" if student.validated else "closing_no"],
        None if rank is None else decimal(round(rank, DECIMALS)),
        student.wishes,
        decimal(student.credit),
        decimal(round(student.dissatisfaction, DECIMALS)),
        decimal(student.next_credit),
        student.next_seniority,
    ]


def _ending(one: EndingHost, closing: Closing, lang: Lang) -> list[Value]:
    day = f"{one.day:%d/%m/%Y}" if lang == "fr" else one.day.isoformat()
    return [one.holder, one.name, one.programme_id, day, remark(one, closing, words_in(lang))]


def remarks() -> tuple[str, ...]:
    """Return how all that `remark` says begins, in every language."""
    ends = [
        f"closing_{k}_{w}" for k in ("accreditation", "departure") for w in ("before", "within")
    ]
    texts = (words_in(lang)[key] for lang in get_args(Lang) for key in ends)
    return tuple(text.partition("{")[0] for text in texts)


def remark(one: EndingHost, closing: Closing, words: Words) -> str:
    """Return what ends and when, in a few words."""
    kind = "departure" if one.kind == "departure" else "accreditation"
    text = words[f"closing_{kind}_{'before' if one.before else 'within'}"]
    return text.format(semester=closing.settings.semester)
