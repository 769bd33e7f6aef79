"""``maillage import travel``: travel times between the places of a semester."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.imports.travel import prepare_travel
from ..matching.imports.travel_columns import Unit
from .import_ending import column_option, into_option, keep_option, preview_option, run_import
from .options import example, language_option


@click.command(
    "travel",
    epilog=example(
        "maillage import travel matrix.csv --into semester.xlsx --preview",
        "maillage import travel journeys.parquet --into tables --unit seconds",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@into_option()
@click.option(
    "--unit",
    type=click.Choice([unit.name.lower() for unit in Unit]),
    help="Unit of the times, where no heading says it.",
)
@column_option("origin, destination, minutes, seconds, hours")
@keep_option("times that are there already")
@preview_option()
@language_option()
def import_travel(
    file: Path,
    target: Path,
    unit: str | None,
    columns: tuple[str, ...],
    keep: bool,
    preview: bool,
) -> None:
    """Write the travel times of FILE (.csv, .parquet, .xlsx, .ods) into a semester.

    FILE has a line per journey, or is a matrix. Only journeys between two sites, students or
    territories of WORKBOOK are taken.
    """
    told = None if unit is None else Unit[unit.upper()]
    run_import(
        lambda: prepare_travel(file, target, unit=told, columns=columns, keep=keep),
        target,
        preview=preview,
    )
