"""``maillage rank``: where practitioners could settle."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from ..matching.outputs.messages import counted, message
from ..matching.outputs.progress import reading_on
from ..matching.outputs.ranking_files import check_ranking_directory, write_ranking
from ..matching.outputs.ranking_terminal import print_ranking, print_request
from ..matching.outputs.ranking_words import ranking_words
from ..matching.practitioners import NOT_RANKED
from ..matching.semester import Semester
from ..matching.settling.ranking import SECONDS, rank
from ..matching.tables.headings import suggestion
from ..matching.tables.reading import read_semester
from .exit_codes import WRONG_USAGE
from .options import example, file_argument, language_option
from .rank_options import check_further, further, further_options, split
from .speech import console, end_with, language, say, warn


@click.command(
    "rank",
    epilog=example(
        "maillage rank semester.xlsx -o ranking",
        "maillage rank semester.xlsx -o ranking --request DEM-04",
        "maillage rank semester.xlsx -o ranking --groups --new 3 --max-minutes 15",
    ),
)
@file_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the ranking; an earlier one in it is replaced as a whole.",
)
@click.option("--request", metavar="ID", help="Show the list of this request.")
@click.option(
    "--order",
    type=click.Choice(["fit", "joint"]),
    default="fit",
    show_default=True,
    help="Sort each list by the request's own fit, or by the best total of all requests.",
)
@click.option(
    "--time-limit",
    metavar="S",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    default=SECONDS,
    show_default=True,
    help="Seconds for joint values where teams settle together (without teams all are exact), and "
    "as many for --new; the best found by then comes with its proven bound.",
)
@further_options
@language_option()
def rank_command(file: Path, output: Path, request: str | None, **options: Any) -> None:
    """Rank the places where practitioners could settle, all requests together.

    Openings out of the question are listed with one reason each.
    """
    own, beside = split(options)
    check_further(beside)
    check_ranking_directory(output)
    with reading_on(sys.stderr, language()):
        semester = read_semester(file, job="rank")
    lang = language(semester.settings.lang)
    if semester.warnings:
        count = counted("warning", len(semester.warnings), lang)
        warn(message("see_check", lang, count=count, file=shlex.quote(str(file))))
    if request is not None:
        _check_request(semester, request)
    found = further(semester, beside, own["time_limit"])
    ranking = rank(semester, request=request, **own)
    write_ranking(ranking, output, lang, further=found.files(lang))
    say(ranking_words(lang)["written"].format(folder=output))
    say("")
    if request is None:
        print_ranking(ranking, console(), lang)
    else:
        print_request(ranking, request, console(), lang)
    found.show(console(), lang)


def _check_request(semester: Semester, request_id: str) -> None:
    """End with a sentence where nobody of that name is ranked."""
    lang = language(semester.settings.lang)
    status = {r.request_id: r.status for r in semester.requests}
    if request_id not in status:
        hint = suggestion(request_id, status)
        said = message("no_such_request", lang, request=request_id)
        warn(f"{said} {hint.said(lang)}" if hint else said)
        end_with(WRONG_USAGE)
    if status[request_id] in NOT_RANKED:
        warn(message("request_over", lang, request=request_id))
        end_with(WRONG_USAGE)
