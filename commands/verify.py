"""``maillage verify``: a result checked against its input."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.keeping.keep import keep_marked
from ..matching.language import Lang
from ..matching.outputs.report_text import report_json, report_text
from ..matching.semester import Semester
from ..matching.tables.reading import read_semester
from ..matching.verify import Report, verify
from ..matching.verify.repaired import is_repaired, verify_repaired
from .exit_codes import NOT_VERIFIED
from .options import example, file_argument, language_option, result_argument
from .speech import end_with, language, say


@click.command(
    "verify",
    epilog=example(
        "maillage verify semester.xlsx placement",
        "maillage verify semester.xlsx placement --json",
    ),
)
@file_argument()
@result_argument()
@click.option(
    "--keep",
    metavar="DIR_OR_XLSX",
    type=click.Path(exists=True, path_type=Path),
    help="The marks that the result was placed with (place --keep): otherwise it is taken on trust "
    "who was marked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
@language_option()
def verify_command(file: Path, directory: Path, keep: Path | None, as_json: bool) -> None:
    """Check the result in DIR against its input FILE, with code apart from the solver's."""
    if is_repaired(directory):
        _show(verify_repaired(file, directory), language(), as_json)
        return
    semester = read_semester(file)
    marked = semester if keep is None else keep_marked(semester, keep)
    verify_and_show(marked, directory, as_json)


def verify_and_show(semester: Semester, directory: Path, as_json: bool = False) -> None:
    """Verify a result and print what came of it; exit where a rule is broken."""
    _show(verify(semester, directory), language(semester.settings.lang), as_json)


def _show(report: Report, lang: Lang, as_json: bool = False) -> None:
    say((report_json if as_json else report_text)(report, lang))
    if not report.ok:
        end_with(NOT_VERIFIED)
