"""Help as it is said in a language: what commands do, their options, and click's own words.

In the code the help of a command stands in English where the command is defined; `texts_of` hands
it to the catalogs, and what runs is a copy of the command with all of it translated (`said_in`).
"""

from __future__ import annotations

import gettext
import inspect
import os
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from copy import copy
from itertools import pairwise
from typing import Any, TypeVar

import click

from ..matching.language import CATALOGS, DOMAIN, Lang, sentence, system_language, translated

EXAMPLE = sentence("Example:")
_WHOLE = (type(click.INT), click.IntRange)
_NUMBERS = (*_WHOLE, type(click.FLOAT), click.FloatRange)

_AnyCommand = TypeVar("_AnyCommand", bound=click.Command)


def said_in(command: _AnyCommand, lang: Lang) -> _AnyCommand:
    """Return a command whose help is in a language; what it does is the same."""
    said = copy(command)
    said.help = "\n\n".join(translated(text, lang) for text in _paragraphs(command.help))
    said.epilog = (command.epilog or "").replace(EXAMPLE.said("en"), EXAMPLE.said(lang))
    said.options_metavar = translated(command.options_metavar or "", lang)
    # Made by click when it is first asked for, in the language of that time.
    said._help_option = None
    said.params = [_parameter_in(parameter, lang) for parameter in command.params]
    if isinstance(said, click.Group):
        said.subcommand_metavar = translated(said.subcommand_metavar, lang)
        said.commands = _CommandsIn(said.commands, lang)
    return said


def texts_of(command: click.Command) -> Iterator[str]:
    """Yield what is translated of a command: its paragraphs, its options, names of values."""
    yield from _paragraphs(command.help)
    yield command.options_metavar or ""
    if isinstance(command, click.Group):
        yield command.subcommand_metavar
    for parameter in command.params:
        yield from _paragraphs(getattr(parameter, "help", None))
        value = _value_name(parameter)
        if value is not None and any(len(word) > 2 for word in value.split(",")):
            yield value


def asked_language(arguments: Sequence[str]) -> Lang:
    """Return the language of help and usage errors, which are said before options are read."""
    words = [word for argument in arguments for word in argument.split("=", maxsplit=1)]
    named = [after for word, after in pairwise(words) if word == "--lang"]
    asked = [*reversed(named), os.environ.get("MAILLAGE_LANG", "")]
    for name in asked:
        if name.lower() in ("en", "fr"):
            return "en" if name.lower() == "en" else "fr"
    return system_language() or "en"


@contextmanager
def click_speaks(lang: Lang) -> Iterator[None]:
    """Have click's own words (``Usage``, ``No such option``) said in a language.

    click asks gettext for them, which finds the language in the environment.
    """
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(CATALOGS))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        del os.environ["LANGUAGE"]
        if language is not None:
            os.environ["LANGUAGE"] = language


class _CommandsIn(MutableMapping[str, click.Command]):
    """The commands of a group in a language, each made when it is asked for."""

    def __init__(self, commands: MutableMapping[str, click.Command], lang: Lang) -> None:
        self._commands = commands
        self._lang: Lang = lang

    def __getitem__(self, name: str) -> click.Command:
        return said_in(self._commands[name], self._lang)

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)


def _paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a text, each in one line."""
    parts = inspect.cleandoc(text or "").split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]


def _parameter_in(parameter: click.Parameter, lang: Lang) -> click.Parameter:
    """Return an option or argument whose help and names of values are in a language."""
    said = copy(parameter)
    if isinstance(said, click.Option):
        said.help = " ".join(translated(text, lang) for text in _paragraphs(said.help))
    value = _value_name(parameter)
    if value is not None:
        said.metavar = translated(value, lang)
    if isinstance(said.type, (click.Path, *_NUMBERS)):
        said.type = copy(said.type)
        said.type.name = translated(_kind(said.type), lang)
    return said


def _kind(kind: click.ParamType[Any]) -> str:
    """Return what a value is called where it is not one: ``directory``, ``whole number``."""
    if isinstance(kind, _WHOLE):
        return "whole number"
    return "number" if isinstance(kind, _NUMBERS) else kind.name


def _value_name(parameter: click.Parameter) -> str | None:
    """Return what stands for the value of a parameter in its usage, none for a flag or choice."""
    if parameter.metavar is not None:
        return parameter.metavar
    if isinstance(parameter, click.Argument):
        return (parameter.name or "").upper()
    if isinstance(parameter.type, click.Choice) or getattr(parameter, "is_flag", False):
        return None
    return "NUMBER" if isinstance(parameter.type, _NUMBERS) else parameter.type.name.upper()
