"""``maillage import``: a command for each kind of file from outside."""

from __future__ import annotations

import click

from ..matching.language import sentence
from .later import Later, LaterGroup
from .options import example, language_option

_COMMANDS = {
    "wishes": Later(
        "import_wishes", "import_wishes", sentence("Write the answers of a form as wishes.")
    ),
    "apl": Later(
        "import_apl", "import_apl", sentence("Write the official accessibility to doctors (APL).")
    ),
    "zonage": Later("import_zonage", "import_zonage", sentence("Write a medical zoning.")),
    "travel": Later("import_travel", "import_travel", sentence("Write travel times.")),
}


@click.group(
    "import",
    cls=LaterGroup,
    places=_COMMANDS,
    epilog=example(
        "maillage import wishes answers.csv --into semester.xlsx --preview",
        "maillage import wishes answers.csv --into semester.xlsx",
    ),
)
@language_option()
def import_group() -> None:
    """Bring outside files into a semester's workbook."""
