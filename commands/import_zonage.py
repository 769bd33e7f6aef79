"""``maillage import zonage``: the medical zoning of communes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..matching.imports.zonage import GENERAL_PRACTICE, prepare_zonage
from ..matching.language import sentence
from ..matching.tables.columns import Column, Kind
from ..matching.tables.dates import read_date
from ..matching.tables.wrong import CellError
from .import_ending import column_option, into_option, keep_option, preview_option, run_import
from .options import example, language_option
from .speech import wrong_usage, wrong_value


def _day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return read_date(value, Column("start", "debut", Kind.DATE, ""))
    except CellError as error:
        raise wrong_value(error.sentence) from error


@click.command(
    "zonage",
    epilog=example(
        "maillage import zonage Zonage_medecin_IDF.xlsx --into semester.xlsx --preview",
        "maillage import zonage infirmiers.xlsx --into semester.xlsx --profession nurse "
        "--start 2027-01-01",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@into_option()
@click.option(
    "--profession",
    default=GENERAL_PRACTICE,
    show_default=True,
    help="Profession that is zoned: gp fills the territories' column zone, any other the table "
    "zones.",
)
@click.option(
    "--start",
    metavar="DATE",
    callback=_day,
    help="First day of the zones, of a profession other than gp; lines before it end then.",
)
@column_option("code, zone, tvs")
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="TEXT=ZONE",
    help="What a label of the file means: ZIP, ZAC, ZV, HV or none. Repeatable.",
)
@keep_option("zones that are there already")
@preview_option()
@language_option()
def import_zonage(
    file: Path,
    target: Path,
    profession: str,
    start: date | None,
    columns: tuple[str, ...],
    labels: tuple[str, ...],
    keep: bool,
    preview: bool,
) -> None:
    """Write the zones of FILE, as a regional agency publishes them, into a semester.

    General practice goes into the territories, any other profession into the table zones.
    """
    if not profession.strip():
        raise wrong_value(sentence("a profession is needed."), "--profession")
    if start is not None and profession == GENERAL_PRACTICE:
        raise wrong_usage(
            sentence("--start is for professions other than gp, whose zone has no date.")
        )
    run_import(
        lambda: prepare_zonage(
            file,
            target,
            profession=profession.strip(),
            start=start,
            columns=columns,
            labels=labels,
            keep=keep,
        ),
        target,
        preview=preview,
    )
