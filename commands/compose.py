"""``maillage compose``: offers before the students choose."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from ..matching.foreground import compose_in_foreground
from ..matching.language import sentence
from ..matching.opening.result import TIERS
from ..matching.opening.writing import check_target, write_composed
from ..matching.outputs.composition_terminal import print_composition
from ..matching.outputs.messages import message
from ..matching.outputs.progress import reading_on
from ..matching.tables.reading import read_semester
from .ending import ending_early
from .exit_codes import INTERRUPTED
from .options import example, file_argument, language_option, limit_options, names_among
from .speech import console, end_with, language, say, wrong_value


@click.command(
    "compose",
    epilog=example(
        "maillage compose semester.xlsx -o composed.xlsx",
        "maillage compose semester.xlsx -o composed.xlsx --programme N1 --time-limit 300",
    ),
)
@file_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE2",
    type=click.Path(path_type=Path),
    help="The .xlsx workbook to write; without that ending, a folder of .csv files.",
)
@click.option(
    "--programme",
    "programmes",
    metavar="ID",
    multiple=True,
    help="Compose for this programme; otherwise for those whose students choose among offers. "
    "Repeatable.",
)
@click.option(
    "--tiers",
    metavar="A,B,C",
    callback=names_among("tier", TIERS),
    help=f"Objectives, first to last, of {', '.join(TIERS)}.",
)
@limit_options(60.0)
@click.option("--force", is_flag=True, help="Replace FILE2 if it is there already.")
@language_option()
def compose_command(
    file: Path,
    output: Path,
    programmes: tuple[str, ...],
    force: bool,
    time_limit: float,
    **options: Any,
) -> None:
    """Compose offers from supervisors' half-days, before the students choose.

    FILE2 is FILE with the new offers in it, all of whose seats can be used together. Ctrl-C once:
    the best offers found so far are written.
    """
    check_target(output, force=force)
    started = perf_counter()
    with reading_on(sys.stderr, language()):
        semester = read_semester(file)
    lang = language(semester.settings.lang)
    for name in programmes:
        if name not in semester.programme:
            said = sentence(
                "there is no programme '{name}'; there are {known}.",
                name=name,
                known=tuple(semester.programme),
            )
            raise wrong_value(said, "--programme")
    options["programmes"] = programmes or None
    options["time_limit"] = max(0.0, time_limit - (perf_counter() - started))
    with ending_early(lang):
        composition, summary = compose_in_foreground(
            semester,
            lang,
            sys.stderr,
            lambda found: write_composed(found, file, output, force=force),
            **options,
        )
    say(message("composed", lang, file=output, summary=summary))
    if not composition.offers:
        say(message("nothing_lacking", lang))
    say("")
    print_composition(composition, console(), lang)
    if composition.status == "interrupted":
        end_with(INTERRUPTED)
