"""What every command says, where to, and in which language.

Help and usage errors come this way too: what takes long to load is loaded where it is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, cast

import click

from ..matching.language import Lang, Sentence, system_language

if TYPE_CHECKING:
    from rich.console import Console

    from ..matching.tables.findings import Finding, InputError

_LANG = "maillage.lang"
_FILE = "maillage.file"

_WRITE_NOTHING = ("check", "explain", "replay", "verify")
"""Commands that only print."""


def remember_language(lang: str) -> None:
    """Keep the language that was asked for."""
    click.get_current_context().meta[_LANG] = lang


def remember_file(path: Path) -> None:
    """Keep the name of the input for the messages about it."""
    click.get_current_context().meta[_FILE] = path


def language(setting: Lang | None = None) -> Lang:
    """Return the language to speak: asked for, the system's, the file's, English."""
    asked = cast("Lang | None", click.get_current_context().meta.get(_LANG))
    return asked or system_language() or setting or "en"


def say(text: str) -> None:
    """Print a line for the user, without what would steer the terminal."""
    click.echo(printable(text))


def warn(text: str) -> None:
    """Print a line on standard error, without what would steer the terminal."""
    click.echo(printable(text), err=True)


def wrong_usage(said: Sentence) -> click.UsageError:
    """Return the error of a command that was called in a way that cannot be."""
    return click.UsageError(said.said(language()))


def wrong_value(said: Sentence, option: str | None = None) -> click.BadParameter:
    """Return the error of a value that an option does not take.

    ``option`` names it where the error is not raised by the option's own callback.
    """
    return click.BadParameter(said.said(language()), param_hint=option and f"'{option}'")


def end_with(code: int) -> NoReturn:
    """End the command with an exit code."""
    click.get_current_context().exit(code)


def printable(text: str) -> str:
    """Return text from a file without what would steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def console() -> Console:
    """Return standard output as a console of tables."""
    from rich.console import Console

    return Console(file=sys.stdout)


def show_findings(
    findings: Sequence[Finding],
    file: Path | None,
    *,
    complete: bool = False,
    stream: TextIO | None = None,
) -> None:
    """Print findings by table on a terminal; elsewhere a line each, all of them."""
    from rich.console import Console

    from ..matching.outputs.findings_terminal import print_findings
    from ..matching.outputs.findings_text import findings_text

    stream = stream or sys.stdout
    if stream.isatty() and file is not None:
        print_findings(
            findings, Console(file=stream), language(), file=str(file), complete=complete
        )
    else:
        click.echo(printable(findings_text(findings, language())), file=stream)


def show_input_errors(error: InputError) -> None:
    """Print the errors of the input and, of a command that writes, that nothing was written."""
    from ..matching.outputs.messages import message

    context = click.get_current_context()
    file = cast("Path | None", context.meta.get(_FILE))
    show_findings(error.errors, file, stream=sys.stderr)
    warn("")
    only = "_only" if context.invoked_subcommand in _WRITE_NOTHING else ""
    warn(message(f"to_put_right{only}", language()))
