"""Write the pages of what ``--help`` prints, in both languages, from the commands themselves.

Run it after a change of a command: .venv/bin/python docs/write_help.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from maillage.cli import commands
from maillage.commands.said_help import click_speaks, said_in
from maillage.matching.language import Lang

HERE = Path(__file__).parent
TARGETS: dict[Lang, Path] = {"en": HERE / "help.md", "fr": HERE / "help.fr.md"}
WIDTH = 78
"""What click prints on a terminal of 80 columns or more."""
INTRODUCTION: dict[Lang, str] = {
    "en": """\
# What `--help` says

*[En français](help.fr.md). Written by `docs/write_help.py` from the commands themselves: this is
what the program prints.* [Commands](commands.md) says more about each: what is written, and what
ends how.""",
    "fr": """\
# Ce que dit `--help`

*[In English](help.md). Écrit par `docs/write_help.py` à partir des commandes elles-mêmes : c'est
ce que le programme affiche avec `--lang fr`.*""",
}


def text(lang: Lang = "en") -> str:
    """Return the page as Markdown."""
    with click_speaks(lang):
        found = list(helps(said_in(commands, lang), "maillage"))
    parts = [f"## `{name}`\n\n```text\n{said}\n```\n" for name, said in found]
    return "\n".join([f"{INTRODUCTION[lang]}\n", *parts])


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
    for language, target in TARGETS.items():
        target.write_text(text(language), encoding="utf-8")
