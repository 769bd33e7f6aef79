"""The command line: the entry point, and the commands that it is made of."""

from __future__ import annotations

import os
import sys
import traceback
from io import TextIOWrapper
from types import TracebackType

import click

from . import __version__
from .commands.chances import chances_command
from .commands.check import check
from .commands.close import close_command
from .commands.compose import compose_command
from .commands.demo import demo
from .commands.diagnose import diagnose_command
from .commands.directory import directory_command
from .commands.explain import explain_command
from .commands.import_group import import_group
from .commands.init import init
from .commands.options import example, language_option
from .commands.place import place_command
from .commands.program import Program
from .commands.rank import rank_command
from .commands.repair import repair_command
from .commands.replay import replay_command
from .commands.report import report_command
from .commands.requests import requests_command
from .commands.scenario import scenario_group
from .commands.speech import warn
from .commands.starting import listen
from .commands.verify import verify_command
from .matching.interruption import interrupt_on_terminate, leave
from .matching.outputs.messages import message, system_language


@click.group(
    cls=Program,
    epilog=example(
        "maillage demo",
        "maillage check semester.xlsx",
        "maillage place semester.xlsx -o placement",
        "maillage verify semester.xlsx placement",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="maillage")
@language_option(envvar="MAILLAGE_LANG")
def commands() -> None:
    """Place medical students, half-day by half-day, where doctors are lacking."""


for command in (
    demo,
    init,
    check,
    import_group,
    diagnose_command,
    directory_command,
    compose_command,
    chances_command,
    place_command,
    verify_command,
    close_command,
    explain_command,
    replay_command,
    report_command,
    repair_command,
    requests_command,
    rank_command,
    scenario_group,
):
    commands.add_command(command)


def main() -> None:
    """Run the program: the entry point of ``maillage`` and of ``python -m maillage``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console or a pipe that lacks a letter shows a question mark and goes on.
            stream.reconfigure(errors="replace")
    sys.excepthook = _report_fault
    interrupt_on_terminate()
    listen()
    try:
        commands(prog_name="maillage")
    except SystemExit as end:
        leave(end.code)


def _report_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one sentence that the program, not the user, is at fault."""
    if os.environ.get("MAILLAGE_DEBUG"):
        traceback.print_exception(kind, error, trace)
    warn(message("fault", system_language() or "en", name=kind.__name__))
