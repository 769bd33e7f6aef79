"""``maillage import``: a command for each kind of file from outside."""

from __future__ import annotations

import click

from .import_wishes import import_wishes
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


import_group.add_command(import_wishes)
