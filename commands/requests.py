"""``maillage requests``: the intake of requests to install."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from ..matching.outputs.intake_files import check_intake_directory, write_requests
from ..matching.outputs.intake_terminal import print_intake
from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.settling.intake import requests
from ..matching.tables.reading import read_semester
from .options import example, file_argument, language_option
from .speech import console, language, say


@click.command(
    "requests",
    epilog=example(
        "maillage requests semester.xlsx",
        "maillage requests semester.xlsx -o requests --date 2027-06-15",
    ),
)
@file_argument()
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the files; an earlier intake in it is replaced as a whole.",
)
@click.option(
    "--date",
    "day",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    help="Day to which ages and next steps are counted (otherwise the semester's first day).",
)
@language_option()
def requests_command(file: Path, output: Path | None, day: datetime | None) -> None:
    """Look over the requests to install: steps, ages, what suits, what lacks.

    Needs the tables of territories, requests and openings. Prints what is to be done, by step of
    the support and referent; with -o writes requests.csv, openings.csv, territories.csv, gaps.csv,
    requests.xlsx, intake.json and report.html.
    """
    if output is not None:
        check_intake_directory(output)
    with reading_on(sys.stderr, language()):
        semester = read_semester(file, job="rank")
    lang = language(semester.settings.lang)
    seen: date | None = None if day is None else day.date()
    found = requests(semester, day=seen)
    if output is not None:
        write_requests(found, output, lang)
    print_intake(found, console(), lang, written=output is not None)
    if output is not None:
        say(message("written", lang, folder=output))
