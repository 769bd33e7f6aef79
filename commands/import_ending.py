"""How the imports into territories, zones and journeys end: what was found, then the writing."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..matching.imports.cannot_import import CannotImport
from ..matching.imports.prepared import Prepared
from ..matching.imports.preview import NOTHING_WRITTEN
from ..matching.language import sentence
from ..matching.outputs.directory import OutputError
from ..matching.outputs.findings_text import findings_text
from .speech import language, say

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def into_option() -> Decorator:
    """Add ``--into``."""
    return click.option(
        "--into",
        "target",
        required=True,
        metavar="WORKBOOK",
        type=click.Path(path_type=Path),
        help="The semester's .xlsx workbook, or its folder of .csv files.",
    )


def column_option(roles: str) -> Decorator:
    """Add ``--column``."""
    return click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="HEADING=ROLE",
        help=f"What a column of the file holds, where it is not guessed right: {roles}. "
        "Repeatable.",
    )


def keep_option(what: str) -> Decorator:
    """Add ``--keep``."""
    return click.option("--keep", is_flag=True, help=f"Leave {what} as they are.")


def preview_option() -> Decorator:
    """Add ``--preview``."""
    return click.option(
        "--preview", is_flag=True, help="Show what would be written, and write nothing."
    )


def run_import(prepare: Callable[[], Prepared], target: Path, *, preview: bool) -> None:
    """Work an import out, say what it found, and write it unless only a preview is wanted."""
    lang = language()
    try:
        found = prepare()
        for line in found.report:
            say(line.said(lang))
        if found.warnings:
            say(findings_text(found.warnings, lang))
        if preview:
            say(NOTHING_WRITTEN.said(lang))
            return
        if not found.files:
            say(sentence("There is nothing to write.").said(lang))
            return
        found.write()
    except CannotImport as error:
        raise OutputError(error.sentence.said(lang)) from error
    command = f"maillage check {shlex.quote(str(target))}"
    written = sentence("Written into {file}. To check it: {command}", file=target, command=command)
    say(written.said(lang))
