"""``maillage explain``: why this placement, why not that wish, why a seat stays empty."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.explaining.evidence import evidence
from ..matching.explaining.naming import Naming
from ..matching.explaining.offer import explain_offer
from ..matching.explaining.student import explain_student
from ..matching.explaining.supervisor import explain_supervisor
from ..matching.language import sentence
from ..matching.outputs.explanation_json import explanation_json
from ..matching.outputs.explanation_text import offer_text, student_text, supervisor_text
from ..matching.tables.reading import read_semester
from .options import example, file_argument, language_option, result_argument
from .speech import language, say, wrong_usage


@click.command(
    "explain",
    epilog=example(
        "maillage explain semester.xlsx placement --student A012",
        "maillage explain semester.xlsx placement --student A012 --target M049",
        "maillage explain semester.xlsx placement --supervisor M049",
        "maillage explain semester.xlsx placement --offer O09 --json",
    ),
)
@file_argument()
@result_argument()
@click.option("--student", metavar="ID", help="Why this student received what it received.")
@click.option("--target", metavar="ID", help="With --student: why not this wish, alone.")
@click.option(
    "--for-student",
    is_flag=True,
    help="With --student: what the student may read; names nobody else.",
)
@click.option("--supervisor", metavar="ID", help="Who is there, and why half-days stay empty.")
@click.option("--offer", metavar="ID", help="Who has the seats, and why some stay empty.")
@click.option(
    "--time-limit",
    metavar="S",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="With --target: seconds after which the cost is told as far as it is proven.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@language_option()
def explain_command(
    file: Path,
    directory: Path,
    student: str | None,
    target: str | None,
    for_student: bool,
    supervisor: str | None,
    offer: str | None,
    time_limit: float,
    as_json: bool,
) -> None:
    """Explain the result in DIR, made from FILE: one student, supervisor or offer.

    FILE must be the input that the result was made from.
    """
    _one_of(student, supervisor, offer)
    if student is None and (target is not None or for_student):
        raise wrong_usage(sentence("--target and --for-student go with --student."))
    semester = read_semester(file)
    there = evidence(semester, directory)
    lang, naming = language(semester.settings.lang), Naming(there)
    if student is not None:
        answer = explain_student(
            semester,
            there.placement,
            student,
            target,
            for_student=for_student,
            time_limit=time_limit,
        )
        say(explanation_json(answer, lang) if as_json else student_text(answer, naming, lang))
    elif supervisor is not None:
        week = explain_supervisor(semester, there.placement, supervisor)
        say(explanation_json(week, lang) if as_json else supervisor_text(week, naming, lang))
    elif offer is not None:
        seats = explain_offer(semester, there.placement, offer)
        say(explanation_json(seats, lang) if as_json else offer_text(seats, naming, lang))


def _one_of(*asked: str | None) -> None:
    if sum(name is not None for name in asked) != 1:
        raise wrong_usage(sentence("name one of --student, --supervisor and --offer."))
