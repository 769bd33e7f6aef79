"""The command line: the entry point, and the commands that it is made of."""

from __future__ import annotations

import os
import sys
import traceback
from io import TextIOWrapper
from types import TracebackType

import click

from . import __version__
from .commands.later import Later
from .commands.options import example, language_option
from .commands.program import Program
from .commands.speech import warn
from .matching.interruption import interrupt_on_terminate, leave
from .matching.language import sentence, system_language

# A command is a file in `commands` and an entry here: it is loaded when it is called.
COMMANDS = {
    "demo": Later("demo", "demo", sentence("Write a demonstration semester, place it, verify it.")),
    "init": Later("init", "init", sentence("Write an empty workbook to fill in.")),
    "check": Later("check", "check", sentence("Check a semester: every error and warning.")),
    "import": Later(
        "import_group", "import_group", sentence("Bring outside files into a semester.")
    ),
    "diagnose": Later(
        "diagnose", "diagnose_command", sentence("Show where care is lacking, and why.")
    ),
    "directory": Later(
        "directory", "directory_command", sentence("List the care on offer and who trains where.")
    ),
    "compose": Later(
        "compose", "compose_command", sentence("Compose offers from supervisors' half-days.")
    ),
    "chances": Later(
        "chances", "chances_command", sentence("Estimate chances before all wishes are known.")
    ),
    "place": Later("place", "place_command", sentence("Place the students of a semester.")),
    "verify": Later("verify", "verify_command", sentence("Check a result against its input.")),
    "close": Later("close", "close_command", sentence("Write the next semester's file.")),
    "explain": Later(
        "explain", "explain_command", sentence("Say why this placement, why not that wish.")
    ),
    "report": Later(
        "report", "report_command", sentence("Write the page of a placement again, or anonymous.")
    ),
    "sheets": Later(
        "sheets", "sheets_command", sentence("Write a sheet to print per student and supervisor.")
    ),
    "letters": Later(
        "letters", "letters_command", sentence("Fill a Word template for each placement.")
    ),
    "replay": Later(
        "replay", "replay_command", sentence("Prove that a file gives a result, byte for byte.")
    ),
    "repair": Later(
        "repair", "repair_command", sentence("Mend a placement after changes, moving few.")
    ),
    "requests": Later(
        "requests", "requests_command", sentence("Look over the requests to install.")
    ),
    "rank": Later(
        "rank", "rank_command", sentence("Rank the places where practitioners could settle.")
    ),
    "scenario": Later(
        "scenario", "scenario_group", sentence("Run variants of a semester, and compare them.")
    ),
    "doctor": Later(
        "doctor", "doctor_command", sentence("Check that the program and its solvers work here.")
    ),
}


@click.group(
    cls=Program,
    places=COMMANDS,
    epilog=example(
        "maillage demo",
        "maillage check semester.xlsx",
        "maillage place semester.xlsx -o placement",
        "maillage verify semester.xlsx placement",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="maillage", message="%(prog)s, version %(version)s")
@language_option(envvar="MAILLAGE_LANG")
def commands() -> None:
    """Place medical students, half-day by half-day, where doctors are lacking."""


def main() -> None:
    """Run the program: the entry point of ``maillage`` and of ``python -m maillage``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console or a pipe that lacks a letter shows a question mark and goes on.
            stream.reconfigure(errors="replace")
    sys.excepthook = _report_fault
    interrupt_on_terminate()
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
    from .matching.outputs.messages import message

    warn(message("fault", system_language() or "en", name=kind.__name__))
