"""Write the page of what ``--help`` prints, from the commands themselves.

Run it after a change of a command: .venv/bin/python docs/write_help.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from maillage.cli import commands

TARGET = Path(__file__).parent / "help.md"
WIDTH = 78
"""What click prints on a terminal of 80 columns or more."""
INTRODUCTION = """\
# What `--help` says

*Written by `docs/write_help.py` from the commands themselves: this is what the program prints.*
[Commands](commands.md) says more about each: what is written, and what ends how."""


def text() -> str:
    """Return the page as Markdown."""
    parts = [f"## `{name}`\n\n```text\n{said}\n```\n" for name, said in helps(commands, "maillage")]
    return "\n".join([f"{INTRODUCTION}\n", *parts])


def helps(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Yield a command's full name with its help, then those of the commands inside it."""
    settings = {**command.context_settings, "terminal_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None and not found.hidden:
                yield from helps(found, inner, context)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
