"""``maillage replay``: the same input gives the same result, or what has changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..matching.foreground import replay_in_foreground
from ..matching.outputs.progress import reading_on
from ..matching.replaying.receipt import read_receipt
from ..matching.replaying.replay import Replay
from ..matching.replaying.telling import replay_json, replay_text
from ..matching.tables.reading import read_semester
from .ending import ending_early
from .exit_codes import INTERRUPTED, NOT_VERIFIED
from .options import example, file_argument, language_option, result_argument
from .speech import end_with, language, say


@click.command(
    "replay",
    epilog=example(
        "maillage replay placement semester.xlsx",
        "maillage replay placement semester.xlsx --no-place",
    ),
)
@result_argument()
@file_argument()
@click.option(
    "--no-place",
    is_flag=True,
    help="Only compare the fingerprints of the input; place nothing again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
@language_option()
def replay_command(directory: Path, file: Path, no_place: bool, as_json: bool) -> None:
    """Prove that FILE gives the result in DIR, or name what has changed.

    The students are placed again with the options recorded there, and what comes out is compared
    byte for byte. Nothing is written.
    """
    read_receipt(directory)  # before the input, which may take long
    with reading_on(sys.stderr, language()):
        semester = read_semester(file)
    lang = language(semester.settings.lang)
    with ending_early(lang):
        found = replay_in_foreground(
            directory, semester, lang, sys.stderr, place_again=not no_place
        )
    if as_json:
        click.echo(replay_json(found, lang))
    else:
        say(replay_text(found, lang))
    _end(found, placing=not no_place)


def _end(found: Replay, *, placing: bool) -> None:
    if found.interrupted:
        end_with(INTERRUPTED)
    if not (found.identical if placing else found.same_input):
        end_with(NOT_VERIFIED)
