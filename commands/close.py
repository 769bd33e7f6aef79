"""``maillage close``: the next semester's file, which begins where this one ended."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.closing.cannot_close import NotVerified
from ..matching.closing.writing import close_semester
from ..matching.language import sentence
from ..matching.outputs.closing_terminal import print_closing
from ..matching.outputs.messages import message
from .exit_codes import NOT_VERIFIED
from .options import example, file_argument, language_option, result_argument
from .speech import console, end_with, language, say, warn, wrong_value


def _advances(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return programme to next programme, of ``N1=N2,N2=end``."""
    found: dict[str, str] = {}
    for item in ",".join(values).split(","):
        name, sign, following = (part.strip() for part in item.partition("="))
        if not item.strip():
            continue
        if not (sign and name and following):
            raise wrong_value(
                sentence("'{text}' is not of the form PROGRAMME=NEXT.", text=item.strip())
            )
        if found.setdefault(name, following) != following:
            raise wrong_value(sentence("two next programmes for '{name}'.", name=name))
    return found


def _names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


@click.command(
    "close",
    epilog=example(
        "maillage close semester.xlsx placement -o next.xlsx",
        "maillage close semester.xlsx placement -o next.xlsx --advance N1=SASPAS,SASPAS=end",
    ),
)
@file_argument()
@result_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="NEXT",
    type=click.Path(path_type=Path),
    help="The .xlsx workbook to write; without that ending, a folder of .csv files.",
)
@click.option(
    "--advance",
    metavar="A=B,B=end",
    multiple=True,
    callback=_advances,
    help="Next programme of those who validated; `end`: they leave. Goes before the column "
    "next_programme. Repeatable.",
)
@click.option(
    "--not-validated",
    metavar="ID,ID",
    multiple=True,
    callback=_names,
    help="Students who are placed but did not validate the semester. Repeatable.",
)
@click.option("--keep-ranks", is_flag=True, help="Keep the ranks of students.")
@click.option(
    "--changes",
    metavar="JSON",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what was changed; otherwise NEXT.close.json.",
)
@click.option("--force", is_flag=True, help="Replace NEXT if it is there already.")
@language_option()
def close_command(
    file: Path,
    directory: Path,
    output: Path,
    advance: dict[str, str],
    not_validated: list[str],
    keep_ranks: bool,
    changes: Path | None,
    force: bool,
) -> None:
    """Write the next semester's file, which begins where this one ended.

    DIR is the result for FILE; it is verified first. NEXT is FILE with history, seniority,
    programmes and credit carried on, wishes and locks emptied, accreditations that end marked.
    """
    try:
        closing = close_semester(
            file,
            directory,
            output,
            advance=advance,
            not_validated=not_validated,
            keep_ranks=keep_ranks,
            changes=changes,
            force=force,
        )
    except NotVerified as error:
        for violation in error.report.violations if error.report else ():
            say(violation.line(language()))
        warn(error.sentence.said(language()))
        end_with(NOT_VERIFIED)
    lang = language(closing.semester.settings.lang)
    print_closing(closing, console(), lang)
    say(message("closed", lang, file=closing.target, changes=closing.changes))
