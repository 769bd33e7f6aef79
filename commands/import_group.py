"""``maillage import``: a command for each kind of file from outside."""

from __future__ import annotations

import click

from .import_apl import import_apl
from .import_travel import import_travel
from .import_wishes import import_wishes
from .import_zonage import import_zonage
from .options import example


@click.group(
    "import",
    epilog=example(
        "maillage import wishes answers.csv --into semester.xlsx --preview",
        "maillage import wishes answers.csv --into semester.xlsx",
    ),
)
def import_group() -> None:
    """Bring outside files into a semester's workbook."""


for command in (import_wishes, import_apl, import_zonage, import_travel):
    import_group.add_command(command)
