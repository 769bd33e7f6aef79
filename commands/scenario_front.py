"""``maillage scenario front``: what one objective costs in terms of another."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.tables.reading import read_semester
from ..scenarios.foreground import Lines, in_foreground
from ..scenarios.front import CannotTrade, front
from ..scenarios.front_files import check_front_directory, write_front
from ..scenarios.front_result import Front
from ..scenarios.front_terminal import print_front
from ..scenarios.front_words import STOPPING, standing
from .ending import ending_early
from .exit_codes import INTERRUPTED
from .options import example, file_argument, language_option
from .speech import console, end_with, language, say, wrong_usage


def _names(_: click.Context, __: click.Parameter, given: str | None) -> list[str] | None:
    """Return the names of a list; whether they can stand there is known further in."""
    return None if given is None else [name.strip() for name in given.split(",")]


@click.command(
    "front",
    epilog=example(
        "maillage scenario front semester.xlsx --between shortage,wishes",
        "maillage scenario front semester.xlsx --between value,travel --points 10 -o front",
    ),
)
@file_argument()
@click.option(
    "--between",
    required=True,
    metavar="A,B",
    callback=_names,
    help="Two objectives that are one number each: placed, floors, value, travel, balance, "
    "shortage, wishes.",
)
@click.option(
    "--points",
    type=int,
    default=20,
    show_default=True,
    help="Points at the most, two or more; all of them where there are no more.",
)
@click.option(
    "--before",
    metavar="A,B,C",
    callback=_names,
    help="Objectives held at their best, instead of those that stand before the two.",
)
@click.option(
    "--time-limit",
    metavar="S",
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds in all; what is not proven by then is said to be so.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for front.csv, front.json and report.html; an earlier front is replaced.",
)
@language_option()
def front_command(
    file: Path,
    between: list[str],
    points: int,
    before: list[str] | None,
    time_limit: float | None,
    output: Path | None,
) -> None:
    """Find the efficient front between two objectives of the mechanism `optimal`.

    Each point is a placement that nothing beats in one objective without losing in the other,
    and that is proven; each step has its price in words. Ctrl-C once: the points found so far
    are written. Twice: the run ends at once.
    """
    if output is not None:
        check_front_directory(output)
    with reading_on(sys.stderr, language()):
        semester = read_semester(file)
    lang = language(semester.settings.lang)
    lines = Lines(sys.stderr, lang)

    def searched(stop: threading.Event) -> Front:
        return front(
            semester,
            between,
            points=points,
            before=before,
            time_limit=time_limit,
            stop=stop,
            progress=lambda at: lines.show(standing(at)),
        )

    def write(found: Front) -> None:
        lines.close()
        if output is not None:
            write_front(found, output, lang)

    try:
        with ending_early(lang):
            found = in_foreground(searched, write, STOPPING, lang, sys.stderr)
    except CannotTrade as refused:
        raise wrong_usage(refused.sentence) from refused
    print_front(found, console(), lang)
    if output is not None:
        say(message("written", lang, folder=output))
    if found.interrupted:
        end_with(INTERRUPTED)
