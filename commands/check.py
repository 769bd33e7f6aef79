"""``maillage check``: every error and warning of a semester."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import click

from ..matching.library import check as check_semester
from ..matching.outputs.findings_text import findings_json
from ..matching.outputs.messages import message
from ..matching.semester import Semester
from ..matching.tables.findings import Finding, InputError
from ..matching.tables.jobs import job_of
from ..matching.tables.reading import read_semester
from ..matching.tables.schema import TABLES, Job
from .exit_codes import INPUT_ERRORS
from .options import example, file_argument, language_option
from .speech import end_with, language, say, show_findings

_COUNTED: Mapping[Job, tuple[str, ...]] = {
    "place": ("students", "programmes", "supervisors", "offers", "wishes"),
    "rank": ("requests", "openings", "territories", "aids", "criteria"),
    "diagnose": ("territories", "zones", "needs", "providers"),
}
"""Tables whose rows are counted."""


@click.command(
    epilog=example(
        "maillage check semester.xlsx",
        "maillage check tables --json",
        "maillage check requests.xlsx --for rank",
    )
)
@file_argument()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.option(
    "--all",
    "complete",
    is_flag=True,
    help="On a terminal, list also what is many times alike (otherwise counted after ten).",
)
@click.option(
    "--for",
    "job",
    type=click.Choice(["place", "rank", "diagnose"]),
    help="What FILE is for, which says which tables must be there (otherwise told from those that "
    "hold rows).",
)
@language_option()
def check(file: Path, as_json: bool, complete: bool, job: Job | None) -> None:
    """Read FILE and check it: every error and warning, with sheet and cell.

    FILE is an .xlsx workbook, or a folder with a .csv file per table.
    """
    semester: Semester | None = None
    try:
        semester = read_semester(file, job=job)
        findings: Sequence[Finding] = check_semester(semester)
    except InputError as error:
        findings = error.findings
    if as_json:
        click.echo(findings_json(findings, language()))
    else:
        show_findings(findings, file, complete=complete)
        if semester is not None:
            if findings:
                say("")
            _print_size(semester, job)
    if any(finding.severity == "error" for finding in findings):
        end_with(INPUT_ERRORS)


def _print_size(semester: Semester, job: Job | None) -> None:
    lang = language(semester.settings.lang)
    # With rows that can be used the tables say what they are for as they did when they were read.
    seen = job or job_of({table.name for table in TABLES if _rows(semester, table.name)})
    counted = _COUNTED[seen]
    sizes = {name: len(_rows(semester, name)) for name in counted}
    say(message("size" if seen == "place" else f"size_{seen}", lang, **sizes))


def _rows(semester: Semester, table: str) -> Sequence[object]:
    """Return the rows of a table, none of those that are no list of rows by themselves."""
    return cast("Sequence[object]", getattr(semester, table, ()) if table != "settings" else ())
