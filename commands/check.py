"""``maillage check``: every error and warning of a semester."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..matching.library import check as check_semester
from ..matching.outputs.findings_text import findings_json
from ..matching.outputs.messages import message
from ..matching.semester import Semester
from ..matching.tables.findings import Finding, InputError
from ..matching.tables.reading import read_semester
from .exit_codes import INPUT_ERRORS
from .options import example, file_argument, language_option
from .speech import end_with, language, say, show_findings


@click.command(epilog=example("maillage check semester.xlsx", "maillage check tables --json"))
@file_argument()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.option(
    "--all",
    "complete",
    is_flag=True,
    help="On a terminal, list also what is many times alike (otherwise counted after ten).",
)
@language_option()
def check(file: Path, as_json: bool, complete: bool) -> None:
    """Read FILE and check it: every error and warning, with sheet and cell.

    FILE is an .xlsx workbook, or a folder with a .csv file per table.
    """
    semester: Semester | None = None
    try:
        semester = read_semester(file)
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
            _print_size(semester)
    if any(finding.severity == "error" for finding in findings):
        end_with(INPUT_ERRORS)


def _print_size(semester: Semester) -> None:
    say(
        message(
            "size",
            language(semester.settings.lang),
            students=len(semester.students),
            programmes=len(semester.programmes),
            supervisors=len(semester.supervisors),
            offers=len(semester.offers),
            wishes=len(semester.wishes),
        )
    )
