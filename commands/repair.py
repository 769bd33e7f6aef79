"""``maillage repair``: a placement mended during the semester, with the fewest moves."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from ..matching.foreground import late, repair_in_foreground
from ..matching.interruption import NOTHING_FOUND
from ..matching.outputs.directory import OutputError, check_directory
from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.outputs.terminal import print_summary
from ..matching.repair.repair import read_inputs
from ..matching.repair.said import repair_lines
from ..matching.settings import REPAIR_TIERS
from .ending import ending_early
from .exit_codes import INTERRUPTED
from .options import example, file_argument, language_option, limit_options, names_among
from .speech import console, end_with, language, say, warn


@click.command(
    "repair",
    epilog=example(
        "maillage repair semester.xlsx placement --changes march.csv -o repaired",
        "maillage repair semester.xlsx repaired --changes april.csv -o repaired-again",
    ),
)
@file_argument()
@click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--changes",
    required=True,
    metavar="CHANGES",
    type=click.Path(path_type=Path),
    help="What happened: a .csv or .yaml file, a workbook, or a folder of .csv files.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR2",
    type=click.Path(path_type=Path),
    help="Folder for the repaired result; an earlier result in it is replaced as a whole.",
)
@click.option(
    "--tiers",
    metavar="A,B,C",
    callback=names_among("tier", REPAIR_TIERS),
    help="Objectives, first to last, instead of the setting; moves comes after placed where it "
    "is not named.",
)
@limit_options(60.0)
@click.option(
    "--partial", is_flag=True, help="Make hard quotas that cannot be met soft, and say which."
)
@language_option()
def repair_command(
    file: Path, directory: Path, changes: Path, output: Path, time_limit: float, **options: Any
) -> None:
    """Mend the placement in DIR after CHANGES, moving as few students as possible.

    FILE is the semester from which DIR was placed. The weeks before a change stay as they were.
    Ctrl-C once: the best result found so far is written. Twice: the run ends at once.
    """
    check_directory(output)
    if output.resolve() == directory.resolve():
        raise OutputError(message("repair_in_place", language(), folder=output))
    started = perf_counter()
    try:
        with reading_on(sys.stderr, language()):
            inputs = read_inputs(file, directory, changes)
    except KeyboardInterrupt:
        warn(NOTHING_FOUND.said(language()))
        end_with(INTERRUPTED)
    lang = language(inputs.base.settings.lang)
    for finding in inputs.new.warnings:
        warn(finding.said(lang))
    read = perf_counter() - started
    left = max(0.0, time_limit - read)
    with ending_early(lang):
        repaired = repair_in_foreground(
            inputs, output, lang, sys.stderr, {"read": read}, time_limit=left, **options
        )
    nothing_left = late(time_limit, repaired.placement.seconds)
    if nothing_left is not None:
        warn(nothing_left.said(lang))
    say(message("written", lang, folder=output))
    say("")
    for line in repair_lines(repaired):
        say(line.said(lang))
    say("")
    print_summary(repaired.semester, repaired.placement, console(), lang)
    if repaired.placement.status == "interrupted":
        end_with(INTERRUPTED)
