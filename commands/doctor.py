"""``maillage doctor``: whether the program is in order on this machine."""

from __future__ import annotations

import click

from ..matching.health import is_broken, look_over
from ..matching.outputs.health_text import health_json, health_text
from .exit_codes import FAULT
from .options import example, language_option
from .speech import end_with, language, say


@click.command("doctor", epilog=example("maillage doctor", "maillage doctor --json"))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
@language_option()
def doctor_command(as_json: bool) -> None:
    """Check that the program and its solvers work on this machine.

    Versions, cores and memory, a small problem solved and proven by each solver, the folder for
    temporary files, languages, optional libraries. Exit code 1 if something needed is broken.
    """
    checks = look_over()
    say((health_json if as_json else health_text)(checks, language()))
    if is_broken(checks):
        end_with(FAULT)
