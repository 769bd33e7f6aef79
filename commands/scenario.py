"""``maillage scenario``: many runs of one semester, side by side."""

from __future__ import annotations

import click

from ..matching.language import sentence
from .later import Later, LaterGroup
from .options import example, language_option

# A command of the group is a file of its own and an entry here.
_COMMANDS = {
    "check": Later(
        "scenario_check", "check_command", sentence("Check a plan: what each variant changes.")
    ),
    "run": Later("scenario_run", "run_command", sentence("Run the variants of a plan.")),
    "compare": Later(
        "scenario_compare", "compare_command", sentence("Compare what was run, side by side.")
    ),
    "front": Later(
        "scenario_front",
        "front_command",
        sentence("Find what of one objective can be had for what of another."),
    ),
    "years": Later(
        "scenario_years", "years_command", sentence("Simulate years under stated assumptions.")
    ),
}


@click.group(
    "scenario",
    cls=LaterGroup,
    places=_COMMANDS,
    epilog=example(
        "maillage scenario check plan.yaml",
        "maillage scenario run plan.yaml -o runs --workers 2",
        "maillage scenario compare runs",
        "maillage scenario front semester.xlsx --between shortage,wishes",
        "maillage scenario years examples/vienne.yaml -o years",
    ),
)
@language_option()
def scenario_group() -> None:
    """Run variants of a semester from a plan file, and compare them."""
