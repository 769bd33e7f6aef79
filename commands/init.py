"""``maillage init``: an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.outputs.directory import OutputError
from ..matching.tables.template import TemplateError, template_written, write_template
from ..matching.tables.template_read_me import next_commands
from .options import example, language_option
from .speech import language, say


@click.command(
    epilog=example("maillage init semester.xlsx", "maillage init semestre.xlsx --lang fr")
)
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
@language_option()
def init(file: Path, force: bool) -> None:
    """Write an empty workbook to fill in: headings, lists, comments, example rows.

    Its first sheet says what to fill in; --lang sets the language of all its sheets.
    """
    try:
        write_template(file, language("fr"), replace=force)
    except TemplateError as error:
        raise OutputError(error.sentence) from error
    say(template_written(file, language("fr")).said(language()))
    for line, command in next_commands(str(file)):
        say(f"{line.said(language())}\n  {command}")
