"""``maillage demo``: a complete demonstration semester, placed and verified."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.demonstration import write_demonstration
from ..matching.letters.convention import convention
from ..matching.library import check
from ..matching.outputs.directory import OutputError, check_directory
from ..matching.outputs.messages import message
from ..matching.tables.file_faults import why_refused
from ..matching.tables.reading import read_semester
from .options import example, language_option
from .place import place_and_show
from .speech import language, remember_file, say, show_findings
from .verify import verify_and_show

CONVENTION = "convention.docx"
_FILES = frozenset({"semester.xlsx", "tables", "placement", CONVENTION})


@click.command(epilog=example("maillage demo", "maillage demo my-trial --lang fr"))
@click.argument("directory", metavar="[DIR]", default="demo", type=click.Path(path_type=Path))
@language_option()
def demo(directory: Path) -> None:
    """Write a demonstration semester into DIR (demo), check, place and verify it.

    The communes are real, the people invented. An earlier demonstration in DIR is replaced.
    """
    _check_folder(directory)
    result = directory / "placement"
    check_directory(result)
    try:
        workbook, tables = write_demonstration(directory, language("fr"))
        (directory / CONVENTION).write_bytes(convention())
    except OSError as error:
        why = why_refused(error).said(language())
        raise OutputError(message("demo_refused", language(), folder=directory, why=why)) from error
    say(message("demo_written", language(), workbook=workbook, tables=tables))
    remember_file(workbook)
    semester = read_semester(workbook)
    show_findings(check(semester), workbook)
    say("")
    place_and_show(semester, result)
    verify_and_show(semester, result)
    say("")
    say(message("demo_open", language()))
    width = len(str(result / "placements.xlsx")) + 2
    for path, key in (
        (workbook, "demo_input"),
        (result / "report.html", "demo_report"),
        (result / "placements.xlsx", "demo_placements"),
        (result / "reasons.csv", "demo_reasons"),
        (result / "fees.csv", "demo_fees"),
        (result / "summary.json", "demo_summary"),
        (directory / CONVENTION, "demo_convention"),
    ):
        say(f"  {path!s:{width}}{message(key, language())}")


def _check_folder(directory: Path) -> None:
    """Refuse a folder of somebody's own files: a demonstration would write among them."""
    if not directory.is_dir():
        return
    names = {path.name for path in directory.iterdir() if not path.name.startswith(".")}
    foreign = sorted(names - _FILES)
    if foreign:
        shown = ", ".join([*foreign[:3], *(["…"] if len(foreign) > 3 else [])])
        raise OutputError(message("demo_folder", language(), folder=directory, names=shown))
