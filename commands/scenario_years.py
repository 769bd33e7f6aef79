"""``maillage scenario years``: a simulation over years, under stated assumptions."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..scenarios.foreground import Lines, in_foreground
from ..scenarios.years import NothingSimulated, years
from ..scenarios.years_files import check_years_directory, write_years
from ..scenarios.years_plan import read_years_plan
from ..scenarios.years_result import Years
from ..scenarios.years_terminal import print_years
from ..scenarios.years_words import NOTHING_COMPLETE, STOPPING, standing
from .exit_codes import INTERRUPTED
from .options import example, language_option
from .speech import console, end_with, language, remember_file, say, warn


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
    Ctrl-C once: the policies that are complete are written. Twice: it ends at once.
    """
    check_years_directory(output)
    remember_file(plan)
    with reading_on(sys.stderr, language()):
        task = read_years_plan(plan)
    lang = language(task.semester.settings.lang)
    lines = Lines(sys.stderr, lang)

    def simulated(stop: threading.Event) -> Years:
        return years(task, workers=workers, stop=stop, progress=lambda at: lines.show(standing(at)))

    def write(found: Years) -> None:
        lines.close()
        write_years(found, output, lang)

    try:
        found = in_foreground(simulated, write, STOPPING, lang, sys.stderr)
    except NothingSimulated:
        warn(NOTHING_COMPLETE.said(lang))
        end_with(INTERRUPTED)
    print_years(found, console(), lang)
    say(message("written", lang, folder=output))
    if found.interrupted:
        end_with(INTERRUPTED)
