"""``maillage directory``: sites, professionals, supervisors, and what they offer students."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..matching.outputs.directory_files import check_directory_folder, write_directory
from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.tables.reading import read_semester
from ..matching.territories.directory import directory
from .diagnose import only_option
from .options import example, file_argument, language_option
from .speech import language, say


@click.command(
    "directory",
    epilog=example(
        "maillage directory semester.xlsx -o directory",
        "maillage directory semester.xlsx -o directory --public --only epci=200058006",
    ),
)
@file_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the files; an earlier directory in it is replaced as a whole.",
)
@click.option("--public", is_flag=True, help="Leave personal data out.")
@click.option(
    "--only",
    metavar="COLUMN=VALUE,VALUE",
    multiple=True,
    callback=only_option,
    help="Show only these territories; by territory_id, department, epci, region, zone, qpv, frr. "
    "Repeatable.",
)
@click.option("--title", default="", help="What the territories are called together.")
@language_option()
def directory_command(
    file: Path, output: Path, public: bool, only: dict[str, list[str]], title: str
) -> None:
    """Write the directory of care on offer and of placement grounds.

    By territory and profession: sites, professionals, supervisors, what they offer, half-days.
    Writes directory.xlsx, directory.json and report.html, which opens without a network.
    """
    check_directory_folder(output)
    with reading_on(sys.stderr, language()):
        semester = read_semester(file, job="diagnose")
    lang = language(semester.settings.lang)
    found = directory(semester, public=public, only=only, title=title)
    write_directory(found, output, lang)
    say(message("written", lang, folder=output))
