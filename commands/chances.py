"""``maillage chances``: how likely is what, before all wishes are known."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..matching.chances.estimate import DRAWS, FOLDS, NothingToForecast
from ..matching.chances.result import Chances
from ..matching.foreground import chances_in_foreground
from ..matching.language import sentence
from ..matching.outputs.chances_files import chances_json, check_chances_directory
from ..matching.outputs.chances_terminal import print_chances, print_student
from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.semester import Semester
from ..matching.tables.reading import read_semester
from .ending import ending_early
from .exit_codes import INTERRUPTED, WRONG_USAGE
from .options import example, file_argument, language_option
from .speech import console, end_with, language, say, warn, wrong_usage


@click.command(
    "chances",
    epilog=example(
        "maillage chances semester.xlsx",
        "maillage chances semester.xlsx --draws 500 -o chances",
        "maillage chances semester.xlsx --student E042",
    ),
)
@file_argument()
@click.option(
    "--draws",
    metavar="N",
    type=click.IntRange(min=1),
    default=DRAWS,
    show_default=True,
    help="How often the wishes not yet known are drawn.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the draws.")
@click.option(
    "--folds",
    metavar="K",
    type=click.IntRange(min=0),
    default=FOLDS,
    show_default=True,
    help="Parts into which known wishes are dealt for the check; 0 leaves it out.",
)
@click.option(
    "--mechanism",
    type=click.Choice(["serial", "stable"]),
    help="For all programmes, instead of their own.",
)
@click.option("--student", metavar="ID", help="Show the chances of this student alone.")
@click.option("--json", "as_json", is_flag=True, help="Print chances.json instead of tables.")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the files; an earlier forecast in it is replaced as a whole.",
)
@language_option()
def chances_command(
    file: Path, output: Path | None, student: str | None, as_json: bool, **options: Any
) -> None:
    """Estimate chances before all wishes are known, by simulation.

    For programmes of choice by rank or stable matching. Wishes not yet known are drawn from a
    model fitted on the known ones; standard errors and a check against known wishes are shown.
    Ctrl-C once: what was drawn so far is shown.
    """
    if options["folds"] == 1:
        raise wrong_usage(sentence("--folds is 0 or at least 2."))
    if output is not None:
        check_chances_directory(output)
    with reading_on(sys.stderr, language()):
        semester = read_semester(file)
    lang = language(semester.settings.lang)
    if student is not None and student not in semester.student:
        warn(message("no_such_student", lang, student=student))
        end_with(WRONG_USAGE)
    try:
        with ending_early(lang):
            found = chances_in_foreground(semester, output, lang, sys.stderr, **options)
    except NothingToForecast:
        warn(message("nothing_to_forecast", lang))
        end_with(WRONG_USAGE)
    if output is not None:
        (warn if as_json else say)(message("written", lang, folder=output))
    _show(semester, found, student, as_json=as_json, written=output is not None)
    if found.interrupted:
        end_with(INTERRUPTED)


def _show(
    semester: Semester, found: Chances, student: str | None, *, as_json: bool, written: bool
) -> None:
    lang = language(semester.settings.lang)
    if as_json:
        click.echo(chances_json(semester, found), nl=False)
        return
    if written:
        say("")
    if student is None:
        print_chances(found, console(), lang, written=written)
        return
    own = [one for one in found.students if one.student_id == student]
    if not own:
        warn(message("no_such_student", lang, student=student))
        end_with(WRONG_USAGE)
    print_student(own[0], found, console(), lang)
