"""``maillage scenario``: many runs of one semester, side by side."""

from __future__ import annotations

import click

from .options import example
from .scenario_check import check_command
from .scenario_compare import compare_command
from .scenario_run import run_command


@click.group(
    "scenario",
    epilog=example(
        "maillage scenario check plan.yaml",
        "maillage scenario run plan.yaml -o runs --workers 2",
        "maillage scenario compare runs",
    ),
)
def scenario_group() -> None:
    """Run variants of a semester from a plan file, and compare them."""


# A command of the group is a file of its own and a line here.
COMMANDS: tuple[click.Command, ...] = (check_command, run_command, compare_command)
for command in COMMANDS:
    scenario_group.add_command(command)
