"""``maillage scenario years``: a simulation over years, under stated assumptions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..scenarios.years import years
from ..scenarios.years_files import check_years_directory, write_years
from ..scenarios.years_plan import read_years_plan
from ..scenarios.years_terminal import print_years
from .options import example, language_option
from .speech import console, language, remember_file, say


@click.command("years", epilog=example("maillage scenario years examples/vienne.yaml -o years"))
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the files; an earlier simulation in it is replaced as a whole.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Threads; the result does not depend on their number.",
)
@language_option()
def years_command(plan: Path, output: Path, workers: int) -> None:
    """Simulate the years to come under the assumptions of PLAN, policy by policy.

    It is no forecast. Students advance, finish and settle; practitioners age and leave; need is
    computed anew each year. Writes years.csv, sensitivity.csv, summary.json and report.html.
    """
    check_years_directory(output)
    remember_file(plan)
    with reading_on(sys.stderr, language()):
        task = read_years_plan(plan)
    lang = language(task.semester.settings.lang)
    found = years(task, workers=workers)
    write_years(found, output, lang)
    print_years(found, console(), lang)
    say(message("written", lang, folder=output))
