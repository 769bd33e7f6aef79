"""Commands that are loaded when they are called: each draws in only what it needs.

Loading the optimisers, SciPy and pandas takes seconds, which `maillage --help` and a mistyped
command should not cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from gettext import gettext
from importlib import import_module
from typing import Any

import click

from ..matching.language import Sentence
from .starting import listen


@dataclass(frozen=True, slots=True)
class Later:
    """Where a command is defined, and what it does in a line.

    Attributes
    ----------
    module
        The module's name in ``commands``.
    name
        The command's name in it.
    summary
        What is said of it in the list of all commands.
    """

    module: str
    name: str
    summary: Sentence

    def load(self) -> click.Command:
        """Import the module and return the command."""
        command = getattr(import_module(f".{self.module}", __package__), self.name)
        assert isinstance(command, click.Command)
        return command


class LaterCommands(MutableMapping[str, click.Command]):
    """The commands of a group by name, each loaded when it is first asked for."""

    def __init__(self, places: Mapping[str, Later]) -> None:
        self.places = places
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Return a command."""
        if name not in self._loaded:
            self._loaded[name] = self.places[name].load()
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command that is loaded already."""
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        """Refuse: a command is taken away where it is listed."""
        raise TypeError(f"the command {name!r} is listed in the program")

    def __iter__(self) -> Iterator[str]:
        """Return the names, in the order of the program."""
        return iter(dict.fromkeys([*self.places, *self._loaded]))

    def __len__(self) -> int:
        """Return how many there are."""
        return len({*self.places, *self._loaded})


class LaterGroup(click.Group):
    """A group of commands that are loaded when they are called.

    Parameters
    ----------
    places
        Where the commands are, by name.
    """

    def __init__(self, *, places: Mapping[str, Later], **more: Any) -> None:
        super().__init__(commands=LaterCommands(places), **more)
        self.places = places

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; from then on Ctrl-C is heard, as all that takes long is loaded."""
        command = super().get_command(ctx, cmd_name)
        if not isinstance(command, click.Group):
            listen()
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, in a line, without loading it; click's way to say it."""
        rows = [
            (name, gettext(later.summary.template)) for name, later in sorted(self.places.items())
        ]
        with formatter.section(gettext("Commands")):
            formatter.write_dl(rows)
