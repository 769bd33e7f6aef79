"""Extract what the program says, update the French catalog, compile it.

Usage: ``.venv/bin/python -P .ci/catalogs.py`` (``make catalogs``). It says what still lacks a
translation; the translations themselves are written by hand into the ``.po`` file.

The templates of sentences are found in the sources by Babel; the meanings of tables, columns
and settings come from the descriptions themselves, help from the commands. The files hold no
date, no line number and no version, so that the same sentences give the same bytes. A changed
sentence is a new one: nothing is guessed from a similar one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from click import Command, Group
from maillage.cli import commands
from maillage.commands.said_help import texts_of
from maillage.matching.tables.schema import TABLES
from maillage.matching.tables.settings_columns import SETTING_COLUMNS

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "matching" / "locale" / "fr" / "LC_MESSAGES" / "maillage.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"sentence": (1,), "plural_sentence": (1, 2)}

HEADER = """\
# What maillage says, in French. Written by `make catalogs`; only the lines msgstr by hand.
#"""

Key = str | tuple[str, ...]


class PlainCatalog(Catalog):
    """A catalog whose header holds what gettext needs and nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header of the files."""
        return [
            ("Project-Id-Version", "maillage"),
            ("Language", "fr"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n > 1);"),
        ]


def main() -> None:
    """Write both files, and say what lacks a translation and which translations were left."""
    before = read_catalog()
    after = updated(before)
    PO.write_bytes(po_bytes(after))
    MO.write_bytes(mo_bytes(after))
    used = {message.id for message in after}
    for message in before:
        if message.id and message.id not in used:
            print(f"no longer said: {message.id!r}\n       in French: {message.string!r}")
    missing = [message.id for message in after if message.id and not is_translated(message)]
    for key in missing:
        print(f"to translate: {key!r}")
    print(f"{PO.relative_to(ROOT)}: {len(after)} entries, {len(missing)} to translate")


def is_translated(message: Message) -> bool:
    """Return whether every form of an entry has its translation."""
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(strings)


def read_catalog() -> Catalog:
    """Return the French catalog as it stands in the file."""
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def updated(catalog: Catalog) -> Catalog:
    """Return the entries of what the program says now, with the translations there are."""
    result = PlainCatalog(locale="fr", charset="utf-8", header_comment=HEADER, fuzzy=False)
    entries = extracted()
    for key, (files, comments) in sorted(entries.items(), key=lambda e: (min(e[1][0]), e[0][0])):
        message_id = key if len(key) > 1 else key[0]
        known = catalog.get(message_id)
        result.add(
            message_id,
            known.string if known is not None and known.id == message_id else None,
            locations=[(name, 0) for name in sorted(files)],
            auto_comments=sorted(comments),
        )
    for message in result:
        message.flags.clear()  # braces are known by the test of the catalogs, not by a flag
    return result


def extracted() -> dict[tuple[str, ...], tuple[set[str], set[str]]]:
    """Return all that is said, by its texts (with the plural), with its files and what it is."""
    entries: dict[tuple[str, ...], tuple[set[str], set[str]]] = {}
    for key, name, comment in [*sentences(), *descriptions(), *helps()]:
        files, comments = entries.setdefault(key, (set(), set()))
        files.add(name)
        comments.update([comment] if comment else [])
    return entries


def sources() -> list[Path]:
    """Return the sources of the package."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        packages = tomllib.load(file)["tool"]["setuptools"]["packages"]
    folders = (ROOT.joinpath(*package.split(".")[1:]) for package in packages)
    return sorted(path for folder in folders for path in folder.glob("*.py"))


def sentences() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield the templates in the sources: texts, file, nothing to add."""
    for path in sources():
        for _, texts, _, _ in extract_from_file("python", str(path), keywords=KEYWORDS):
            key = texts if isinstance(texts, tuple) else (texts,)
            yield key, path.relative_to(ROOT).as_posix(), ""


def descriptions() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield what tables, columns and settings mean: text, file, what it describes."""
    schema = "matching/tables/schema.py"
    for table in TABLES:
        yield (table.help,), schema, table.name
        for column in table.columns:
            yield (column.help,), schema, f"{table.name}.{column.name}"
        for family in table.families:
            yield (family.help,), schema, f"{table.name}.{family.prefix}…"
    for setting in SETTING_COLUMNS:
        yield (setting.help,), "matching/settings.py", f"settings {setting.name}"


def helps() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield what the help of every command says: text, file, what it belongs to."""
    for path, command in every_command(commands, "maillage"):
        for text in texts_of(command):
            yield (text,), "cli.py", f"{path} --help"


def every_command(command: Command, path: str) -> Iterator[tuple[str, Command]]:
    """Yield a command and all those below it, with the words that call them."""
    yield path, command
    if isinstance(command, Group):
        for name, below in command.commands.items():
            yield from every_command(below, f"{path} {name}")


def po_bytes(catalog: Catalog) -> bytes:
    """Return the text of a catalog, each entry unwrapped."""
    file = BytesIO()
    write_po(file, catalog, width=0, include_lineno=False, ignore_obsolete=True)
    return file.getvalue().rstrip() + b"\n"


def mo_bytes(catalog: Catalog) -> bytes:
    """Return a catalog compiled, as gettext reads it."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


if __name__ == "__main__":
    main()
