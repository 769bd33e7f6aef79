"""What was changed, as JSON: everybody's credit before and after, who left, what ends."""

from __future__ import annotations

import json
from dataclasses import asdict
from fractions import Fraction

from ..halfdays import names_of
from ..tables.change_table import Change
from ..tables.tidying import text_of
from .credit import DECIMALS
from .result import ClosedStudent, Closing, EndingHost

FORMAT_VERSION = 1


def changes_json(closing: Closing) -> str:
    """Return the text of the file of changes."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    settings = closing.semester.settings
    values = {
        "format_version": FORMAT_VERSION,
        "program_version": __version__,
        "semester": settings.semester,
        "next_semester": closing.settings.semester,
        "input_sha256": dict(sorted(closing.semester.fingerprints.items())),
        "credit_decay": _number(settings.credit_decay),
        "credit_cap": _number(settings.credit_cap),
        "students": [_student(student) for student in closing.students],
        "advanced": [s.student_id for s in closing.students if s.advances],
        "left": [s.student_id for s in closing.leavers],
        "not_validated": [s.student_id for s in closing.students if not s.validated],
        "history": [asdict(line) for line in closing.history],
        "links_undone": {link: list(names) for link, names in closing.links_undone.items()},
        "changes_carried": [_change(one) for one in closing.lasting.changes],
        "changes_not_carried": [_change(one) for one in closing.passing],
        "ending": [_ending(one) for one in closing.ending],
        "cleared": asdict(closing.cleared),
        "conflicts_of_leavers": [
            asdict(c) for c in closing.semester.conflicts if c.student_id in closing.leaving
        ],
    }
    text = json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n"


def _student(student: ClosedStudent) -> dict[str, object]:
    return {
        "student_id": student.student_id,
        "name": student.name,
        "programme_id": student.programme_id,
        "next_programme": student.next_programme,
        "status": student.status,
        "validated": student.validated,
        "wish_rank": None if student.wish_rank is None else _number(student.wish_rank),
        "wishes": student.wishes,
        "seniority": [student.seniority, student.next_seniority],
        "credit_before": _number(student.credit),
        "dissatisfaction": _number(student.dissatisfaction),
        "credit_after": _number(student.next_credit),
    }


def _change(one: Change) -> dict[str, object]:
    value = None if one.value is None else text_of(one.value)
    return {
        "change": one.change,
        "id": one.identifier,
        "week": one.week,
        "half_days": names_of(one.half_days),
        "column": one.column,
        "value": value,
        "reason": one.reason,
    }


def _ending(one: EndingHost) -> dict[str, object]:
    return {**asdict(one), "day": one.day.isoformat()}


def _number(value: Fraction) -> int | float:
    """Return an exact number as JSON shows it, rounded as credits are."""
    return int(value) if value.denominator == 1 else round(float(value), DECIMALS)
