"""``maillage report``: the page of a result made again, also in a form to be published."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.outputs.messages import message
from ..matching.reporting import write_report
from ..matching.tables.reading import read_semester
from .options import example, file_argument, language_option, result_argument
from .speech import language, say


@click.command(
    "report",
    epilog=example(
        "maillage report semester.xlsx placement",
        "maillage report semester.xlsx placement --anonymous -o to-publish.html",
        "maillage report semester.xlsx placement --lang fr -o rapport.html",
    ),
)
@file_argument()
@result_argument()
@click.option(
    "-o",
    "--output",
    metavar="FILE.html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page; otherwise report.html in DIR, which is replaced.",
)
@click.option(
    "--anonymous",
    is_flag=True,
    help="Make a page that can be published: nothing in it is of a single person.",
)
@click.option(
    "--without",
    metavar="DIR2",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A result placed without the objective worst_off: the page says what protecting the "
    "worst-off costs.",
)
@language_option()
def report_command(
    file: Path, directory: Path, output: Path | None, *, anonymous: bool, without: Path | None
) -> None:
    """Write the page of the result in DIR again, made from FILE.

    FILE must be the input that the result was made from.
    """
    semester = read_semester(file)
    lang = language(semester.settings.lang)
    written = write_report(semester, directory, output, lang, anonymous=anonymous, without=without)
    say(message("page_written", lang, file=written))
