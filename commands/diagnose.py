"""``maillage diagnose``: what care there is, territory by territory, and where it is lacking."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..matching.language import sentence
from ..matching.outputs.diagnosis_files import check_diagnosis_directory, write_diagnosis
from ..matching.outputs.diagnosis_terminal import print_diagnosis
from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.tables.reading import read_semester
from ..matching.territories.diagnose import diagnose
from .options import example, file_argument, language_option
from .speech import console, language, say, wrong_value


def only_option(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> dict[str, list[str]]:
    """Return column to values, of ``epci=200058006`` and ``department=93,94``."""
    found: dict[str, list[str]] = {}
    for item in values:
        column, sign, wanted = (part.strip() for part in item.partition("="))
        named = [value.strip() for value in wanted.split(",") if value.strip()]
        if not (column and sign and named):
            raise wrong_value(sentence("'{text}' is not of the form COLUMN=VALUE.", text=item))
        found.setdefault(column, []).extend(named)
    return found


@click.command(
    "diagnose",
    epilog=example(
        "maillage diagnose semester.xlsx -o diagnosis",
        "maillage diagnose semester.xlsx -o diagnosis --only epci=200058006",
        "maillage diagnose semester.xlsx -o diagnosis --placement placement --geojson map.json",
    ),
)
@file_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the files; an earlier diagnosis in it is replaced as a whole.",
)
@click.option(
    "--only",
    metavar="COLUMN=VALUE,VALUE",
    multiple=True,
    callback=only_option,
    help="Show only these territories; by territory_id, department, epci, region, zone, qpv, frr. "
    "Ranks and comparisons stay those of the whole table. Repeatable.",
)
@click.option(
    "--placement",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A result of `maillage place` for FILE: students received this semester.",
)
@click.option(
    "--geojson",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Outlines of the territories for the map; a property of theirs is the code.",
)
@click.option("--title", default="", help="What the territories are called together.")
@language_option()
def diagnose_command(
    file: Path,
    output: Path,
    only: dict[str, list[str]],
    placement: Path | None,
    geojson: Path | None,
    title: str,
) -> None:
    """Diagnose territories: care, accessibility, need, placement grounds.

    Only the table of territories is needed; what is not known stays empty. Writes
    diagnosis.csv, diagnosis.xlsx, diagnosis.json and report.html (map, tables, charts), which
    opens without a network.
    """
    check_diagnosis_directory(output)
    with reading_on(sys.stderr, language()):
        semester = read_semester(file, job="diagnose")
    lang = language(semester.settings.lang)
    found = diagnose(semester, only=only, placement=placement, geojson=geojson, title=title)
    write_diagnosis(found, output, lang)
    print_diagnosis(found, console(), lang)
    say(message("written", lang, folder=output))
