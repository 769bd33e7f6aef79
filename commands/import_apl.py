"""``maillage import apl``: official accessibility to general practitioners."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.imports.apl import prepare_apl
from .import_ending import column_option, into_option, keep_option, preview_option, run_import
from .options import example, language_option


@click.command(
    "apl",
    epilog=example(
        "maillage import apl apl_medecins.xlsx --into semester.xlsx --preview",
        "maillage import apl apl_medecins.xlsx --into semester.xlsx --year 2023 --age-limit 65",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@into_option()
@click.option(
    "--year", type=click.IntRange(1990, 2100), help="Year of the figures; otherwise the latest."
)
@click.option(
    "--age-limit",
    type=click.Choice(["65", "62", "60"]),
    help="Take the figures that leave out practitioners above this age.",
)
@column_option("code, apl")
@keep_option("figures that are there already")
@preview_option()
@language_option()
def import_apl(
    file: Path,
    target: Path,
    year: int | None,
    age_limit: str | None,
    columns: tuple[str, ...],
    keep: bool,
    preview: bool,
) -> None:
    """Write the official accessibility (APL) of FILE into the territories of a semester.

    FILE is the workbook that the DREES publishes, or a table of commune codes and figures.
    """
    age = None if age_limit is None else int(age_limit)
    run_import(
        lambda: prepare_apl(file, target, year=year, age_limit=age, columns=columns, keep=keep),
        target,
        preview=preview,
    )
