"""``maillage import wishes``: the answers of a form into a semester."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ..matching.imports.cannot_import import CannotImport
from ..matching.imports.preview import NOTHING_WRITTEN, print_preview, wishes_written
from ..matching.imports.wishes import prepare_wishes
from ..matching.outputs.directory import OutputError
from ..matching.outputs.findings_text import findings_text
from .options import example, language_option
from .speech import console, language, say


@click.command(
    "wishes",
    epilog=example(
        "maillage import wishes answers.csv --into semester.xlsx --preview",
        'maillage import wishes answers.xlsx --into semester.xlsx --column "Wish=wish_1"',
    ),
)
@click.argument("form", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "target",
    required=True,
    metavar="WORKBOOK",
    type=click.Path(path_type=Path),
    help="The semester's .xlsx workbook, or its folder of .csv files.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=ROLE",
    help="What a column of the form holds, where it is not guessed right: student_id, email, "
    "name, first_name, timestamp, wish_1 …, wishes, refused, rank_of:TARGET, ignore. Repeatable.",
)
@click.option("--preview", is_flag=True, help="Show what would be written, and write nothing.")
@language_option()
def import_wishes(form: Path, target: Path, columns: tuple[str, ...], preview: bool) -> None:
    """Write the answers of a form (.csv, .xlsx, .ods) into the wishes of a semester.

    Wishes of students who answered are replaced; all else in WORKBOOK stays as it is.
    """
    lang = language()
    try:
        found = prepare_wishes(form, target, columns)
        print_preview(found, console(), lang)
        if found.warnings:
            say(findings_text(found.warnings, lang))
        if preview:
            say(NOTHING_WRITTEN.said(lang))
        elif found.files:
            found.write()
            say(wishes_written(target, f"maillage check {shlex.quote(str(target))}").said(lang))
    except CannotImport as error:
        raise OutputError(error.sentence) from error
