"""What has changed since a result was made: tables, settings, the program, the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..machine import machine
from ..outputs.plain_settings import plain_settings
from ..semester import Semester
from .receipt import Summary


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table that is not what it was: ``changed``, ``added`` since, or ``missing`` now."""

    table: str
    change: Literal["changed", "added", "missing"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A named value that is another now. ``None``: it was not there, or is not there now."""

    name: str
    then: object
    now: object


@dataclass(frozen=True)
class Changes:
    """What is not the same any more.

    Attributes
    ----------
    tables
        In the order of their names.
    settings
        Settings in use whose values differ, as far as the result recorded them.
    program
        The program's version and what the machine and its libraries are, where they differ.
    """

    tables: tuple[TableChange, ...] = ()
    settings: tuple[Difference, ...] = ()
    program: tuple[Difference, ...] = ()


def changes_since(summary: Summary, semester: Semester) -> Changes:
    """Compare what a result was made from with what is there now."""
    return Changes(
        tables=tuple(_tables(summary, semester)),
        settings=tuple(_settings(summary, semester)),
        program=tuple(_program(summary)),
    )


def _tables(summary: Summary, semester: Semester) -> Iterator[TableChange]:
    then, now = summary.input_sha256, semester.fingerprints
    for name in sorted({*then, *now}):
        if name not in now:
            yield TableChange(name, "missing")
        elif name not in then:
            yield TableChange(name, "added")
        elif then[name] != now[name]:
            yield TableChange(name, "changed")


def _settings(summary: Summary, semester: Semester) -> Iterator[Difference]:
    if summary.settings is None:
        return
    now = plain_settings(semester.settings)
    for name in sorted({*summary.settings, *now}):
        if summary.settings.get(name) != now.get(name):
            yield Difference(name, summary.settings.get(name), now.get(name))


def _program(summary: Summary) -> Iterator[Difference]:
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    if summary.program_version != __version__:
        yield Difference("maillage", summary.program_version, __version__)
    now = machine()
    for name, then in summary.machine.items():
        if now.get(name) != then:
            yield Difference(name, then, now.get(name))
