"""``maillage scenario run``: all variants of a plan, on this machine or on a cluster."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from ..matching.language import Lang, plural_sentence, sentence
from ..matching.outputs.messages import message
from ..scenarios.plan import read_plan
from ..scenarios.running import Standing, run
from .exit_codes import INTERRUPTED
from .failed_runs import warn_of
from .options import example, language_option
from .speech import end_with, language, say, warn

_SECONDS_BETWEEN_LINES = 2.0


@click.command(
    "run",
    epilog=example(
        "maillage scenario run plan.yaml -o runs",
        "maillage scenario run plan.yaml -o runs --workers 2",
        "maillage scenario run plan.yaml -o runs --cluster tcp://127.0.0.1:8786",
    ),
)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the records; what is there already is not run again.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes of this machine; without it as many as it has cores.",
)
@click.option(
    "--cluster", metavar="ADDRESS", help="A Dask scheduler to run on instead (tcp://HOST:PORT)."
)
@language_option()
def run_command(plan: Path, output: Path, workers: int | None, cluster: str | None) -> None:
    """Run the variants of PLAN; a run that was ended goes on where it was.

    Each variant is stored as it finishes. One that fails is stored with its error.
    """
    lang = language()
    try:
        ran = run(
            read_plan(plan), output, workers=workers, cluster=cluster, progress=_Lines(lang).show
        )
    except KeyboardInterrupt:
        said = sentence("Interrupted; the same command goes on with what is missing.")
        warn(said.said(lang))
        end_with(INTERRUPTED)
    total = plural_sentence("{count} run", "{count} runs", count=len(ran.trials)).said(lang)
    said = sentence(
        "{total}, {before} of them there before, {failed} with an error.",
        total=total,
        before=ran.before,
        failed=ran.failed,
    )
    say(said.said(lang))
    warn_of(ran.failures, lang)
    say(message("written", lang, folder=output))


class _Lines:
    """Tells how far a run is, not too often."""

    def __init__(self, lang: Lang) -> None:
        self._lang: Lang = lang
        self._last = 0.0

    def show(self, at: Standing) -> None:
        """Write a line on standard error; on a terminal in the place of the one before."""
        now, over = time.monotonic(), at.done == at.total
        if now - self._last < _SECONDS_BETWEEN_LINES and not over:
            return
        self._last = now
        said = sentence(
            "{done} of {total} runs, {failed} with an error, {seconds} s left",
            done=at.done,
            total=at.total,
            failed=at.failed,
            seconds=round(at.seconds_left or 0),
        )
        terminal = sys.stderr.isatty()
        text = said.said(self._lang)
        click.echo(f"\r{text:<70}" if terminal else text, err=True, nl=over or not terminal)
