"""Options and arguments that several commands have, and the values they refuse."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ..matching.language import sentence
from .said_help import EXAMPLE
from .speech import remember_file, remember_language, wrong_value

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def example(*lines: str) -> str:
    """Return the end of a help text; the first letter keeps click from joining the lines."""
    return "\n".join(["\b", EXAMPLE.said("en"), *(f"  {line}" for line in lines)])


def language_option(**more: Any) -> Decorator:
    """Add ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(["fr", "en"], case_sensitive=False),
        callback=_remember_language,
        expose_value=False,
        is_eager=True,  # before what other options say of their values
        help="Language of messages and workbooks (otherwise MAILLAGE_LANG, the system's, the "
        "setting lang of the file).",
        **more,
    )


def _remember_language(_: click.Context, __: click.Parameter, value: str | None) -> None:
    if value is not None:
        remember_language(value)


def file_argument() -> Decorator:
    """Add ``FILE``, the semester; messages about its tables name it."""
    return click.argument("file", type=click.Path(path_type=Path), callback=_remember_file)


def result_argument() -> Decorator:
    """Add ``DIR``, the folder of a result, which has to be there."""
    return click.argument(
        "directory",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
    )


def _remember_file(_: click.Context, __: click.Parameter, value: Path) -> Path:
    remember_file(value)
    return value


def limit_options(seconds: float | None) -> Decorator:
    """Add the options that end a search; ``seconds`` is the limit where none is given."""
    options = (
        click.option(
            "--time-limit",
            metavar="S",
            type=click.FloatRange(min=0, min_open=True),
            default=seconds,
            show_default=seconds is not None,
            callback=_finite,
            help="Seconds from the start of reading after which the best result found is written.",
        ),
        click.option(
            "--gap",
            metavar="G",
            type=click.FloatRange(min=0, max=1),
            callback=_finite,
            help="Relative gap at which every objective may be left (0.01 is one per cent).",
        ),
        click.option(
            "--workers",
            metavar="N",
            type=click.IntRange(min=1),
            help="Threads; without it one for exact models and all cores for the rest.",
        ),
    )

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return added


def _finite(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise wrong_value(sentence("a number is needed."))
    return value


_UNKNOWN = {
    "mechanism": sentence("there is no mechanism '{name}'; there are {known}."),
    "tier": sentence("there is no tier '{name}'; there are {known}."),
}


def names_among(noun: str, known: Sequence[str]) -> Callable[..., list[str] | None]:
    """Return the callback of an option ``A,B,C``: known names, each once.

    ``noun`` is what they name: ``mechanism`` or ``tier``.
    """

    def names_of(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
        if value is None:
            return None
        names = [name.strip() for name in value.split(",")]
        for name in names:
            if name not in known:
                raise wrong_value(_UNKNOWN[noun].filled(name=name, known=tuple(known)))
        if len(set(names)) < len(names):
            raise wrong_value(sentence("each can be named only once."))
        return names

    return names_of
