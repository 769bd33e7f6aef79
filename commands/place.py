"""``maillage place``: the main job, under one mechanism or compared under several."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any

import click

from ..matching.earlier import read_earlier
from ..matching.foreground import compare_in_foreground, late, place_in_foreground
from ..matching.interruption import NOTHING_FOUND
from ..matching.keeping.keep import keep_marked, marks_kept
from ..matching.language import sentence
from ..matching.mechanisms import MECHANISMS
from ..matching.outputs.comparison_files import check_comparison_directory
from ..matching.outputs.comparison_terminal import print_comparison
from ..matching.outputs.directory import check_directory
from ..matching.outputs.messages import counted, message
from ..matching.outputs.progress import reading_on
from ..matching.outputs.terminal import print_summary
from ..matching.semester import Semester
from ..matching.settings import TIERS
from ..matching.tables.reading import read_semester
from .ending import ending_early
from .exit_codes import INTERRUPTED
from .options import example, file_argument, language_option, limit_options, names_among
from .speech import console, end_with, language, say, warn, wrong_usage


@click.command(
    "place",
    epilog=example(
        "maillage place semester.xlsx -o placement",
        "maillage place tables -o trial --tiers placed,value --time-limit 60",
        "maillage place semester.xlsx -o compared --compare serial,stable,optimal",
        "maillage place semester.xlsx -o placement --keep placement",
    ),
)
@file_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the result; an earlier result in it is replaced as a whole.",
)
@click.option(
    "--mechanism",
    type=click.Choice(["optimal", "serial", "stable"]),
    help="For all programmes, instead of their own.",
)
@click.option(
    "--compare",
    metavar="A,B,C",
    callback=names_among("mechanism", MECHANISMS),
    help="Place under each of these mechanisms and table what each costs; "
    f"of {', '.join(MECHANISMS)}.",
)
@click.option(
    "--tiers",
    metavar="A,B,C",
    callback=names_among("tier", TIERS),
    help=f"Objectives, first to last, instead of the setting; of {', '.join(TIERS)}.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the lottery.")
@click.option(
    "--optimal-for",
    type=click.Choice(["students", "hosts"]),
    default="students",
    show_default=True,
    help="Which of all stable matchings, in programmes that are matched.",
)
@click.option(
    "--after",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Keep the places of the result in DIR, and place the others on what is left.",
)
@click.option(
    "--keep",
    metavar="DIR_OR_XLSX",
    type=click.Path(exists=True, path_type=Path),
    help="Keep the placements marked in the column Keep of a placements.xlsx, or of the one in "
    "the folder of a result.",
)
@limit_options(None)
@click.option(
    "--partial", is_flag=True, help="Make hard quotas that cannot be met soft, and say which."
)
@click.option(
    "--anonymous",
    is_flag=True,
    help="Make report.html so that it can be published: nothing in it is of a single person.",
)
@language_option()
def place_command(
    file: Path,
    output: Path,
    after: Path | None,
    keep: Path | None,
    compare: list[str] | None,
    **options: Any,
) -> None:
    """Place the students of FILE and write the result to a folder.

    Ctrl-C once: the best result found so far is written. Twice: the run ends at once.
    """
    if compare and options["mechanism"]:
        raise wrong_usage(sentence("--compare and --mechanism exclude each other."))
    if compare and options.pop("anonymous"):
        raise wrong_usage(sentence("--compare and --anonymous exclude each other."))
    (check_comparison_directory if compare else check_directory)(output)
    started = perf_counter()
    try:
        with reading_on(sys.stderr, language()):
            semester = read_semester(file)
            options["after"] = () if after is None else read_earlier(after, semester)
            if keep is not None:
                semester = keep_marked(semester, keep)
    except KeyboardInterrupt:
        warn(NOTHING_FOUND.said(language()))
        end_with(INTERRUPTED)
    if semester.warnings:
        lang = language(semester.settings.lang)
        count = counted("warning", len(semester.warnings), lang)
        warn(message("see_check", lang, count=count, file=shlex.quote(str(file))))
    if keep is not None:
        warn(marks_kept(semester).said(language(semester.settings.lang)))
    if compare:
        options.pop("mechanism")
        _compare(semester, output, compare, **options)
    else:
        place_and_show(semester, output, {"read": perf_counter() - started}, **options)


def _compare(semester: Semester, output: Path, mechanisms: list[str], **options: Any) -> None:
    """Compare mechanisms, write, print; exit where the user interrupted."""
    lang = language(semester.settings.lang)
    with ending_early(lang):
        comparison = compare_in_foreground(
            semester, mechanisms, output, lang, sys.stderr, **options
        )
    say(message("written", lang, folder=output))
    say("")
    print_comparison(comparison, console(), lang)
    if comparison.interrupted:
        end_with(INTERRUPTED)


def place_and_show(
    semester: Semester,
    output: Path,
    before: Mapping[str, float] = MappingProxyType({}),
    time_limit: float | None = None,
    **options: Any,
) -> None:
    """Place, write, print; exit where the user interrupted."""
    lang = language(semester.settings.lang)
    with ending_early(lang):
        placement = place_in_foreground(
            semester, output, lang, sys.stderr, before, time_limit, **options
        )
    nothing_left = late(time_limit, placement.seconds)
    if nothing_left is not None:
        warn(nothing_left.said(lang))
    say(message("written", lang, folder=output))
    say("")
    print_summary(semester, placement, console(), lang)
    if placement.status == "interrupted":
        end_with(INTERRUPTED)
