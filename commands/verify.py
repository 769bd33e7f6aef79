"""``maillage verify``: a result checked against its input."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.keeping.keep import keep_marked
from ..matching.language import Lang
from ..matching.outputs.messages import message
from ..matching.semester import Semester
from ..matching.tables.reading import read_semester
from ..matching.verify import Report, verify
from ..matching.verify.repaired import is_repaired, verify_repaired
from .exit_codes import NOT_VERIFIED
from .options import example, file_argument, language_option
from .speech import end_with, language, say


@click.command("verify", epilog=example("maillage verify semester.xlsx placement"))
@file_argument()
@click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--keep",
    metavar="DIR_OR_XLSX",
    type=click.Path(exists=True, path_type=Path),
    help="The marks that the result was placed with (place --keep): otherwise it is taken on trust "
    "who was marked.",
)
@language_option()
def verify_command(file: Path, directory: Path, keep: Path | None) -> None:
    """Check the result in DIR against its input FILE, with code apart from the solver's."""
    if is_repaired(directory):
        _show(verify_repaired(file, directory), language())
        return
    semester = read_semester(file)
    verify_and_show(semester if keep is None else keep_marked(semester, keep), directory)


def verify_and_show(semester: Semester, directory: Path) -> None:
    """Verify a result and print what came of it; exit where a rule is broken."""
    _show(verify(semester, directory), language(semester.settings.lang))


def _show(report: Report, lang: Lang) -> None:
    for violation in report.violations:
        say(violation.line(lang))
    for note in report.remarks:
        say(note.said(lang))
    say(
        message(
            "verified" if report.ok else "not_verified",
            lang,
            students=report.students,
            placed=report.placed,
            violations=len(report.violations),
        )
    )
    if not report.ok:
        end_with(NOT_VERIFIED)
