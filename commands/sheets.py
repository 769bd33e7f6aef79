"""``maillage sheets``: a sheet to print for each student and each supervisor."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..matching.explaining.result_folder import read_placed
from ..matching.letters.sheets import MARKER, check_sheets, sheets, write_sheets
from ..matching.outputs.messages import message
from ..matching.tables.reading import read_semester
from .options import example, file_argument, language_option, result_argument
from .speech import language, say


@click.command(
    "sheets",
    epilog=example(
        "maillage sheets semester.xlsx placement -o sheets",
        "maillage sheets semester.xlsx placement -o sheets --separate",
        "maillage sheets semester.xlsx placement -o one --student A012",
    ),
)
@file_argument()
@result_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR2",
    type=click.Path(path_type=Path),
    help="Folder for the sheets; earlier ones in it are replaced as a whole.",
)
@click.option("--separate", is_flag=True, help="Write a file per person as well, to hand out.")
@click.option(
    "--student",
    "students",
    metavar="ID",
    multiple=True,
    help="Only this student, and no supervisor; may be given several times.",
)
@language_option()
def sheets_command(
    file: Path, directory: Path, output: Path, separate: bool, students: tuple[str, ...]
) -> None:
    """Write sheets to print from the result in DIR, made from FILE: week, places and dates.

    Each person has a page of A4. A student's sheet names no other student.
    """
    check_sheets(output)
    semester = read_semester(file)
    placement = read_placed(semester, directory)
    lang = language(semester.settings.lang)
    made = sheets(semester, placement, lang, students=students, separate=separate)
    write_sheets(made, output)
    counts = json.loads(made[MARKER])
    said = {kind: counts.get(kind, 0) for kind in ("students", "supervisors")}
    say(message("sheets_written", lang, folder=output, **said))
