"""What ``maillage rank`` answers beside the lists: groups, and where to open."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console

from ..matching.language import Lang, sentence
from ..matching.outputs.groups_output import groups_files, print_groups
from ..matching.outputs.new_sites_output import new_sites_files, print_new_sites
from ..matching.semester import Semester
from ..matching.settling.groups import Proposal, propose_groups
from ..matching.settling.new_sites import ANSWERS, MAX_MINUTES, NewSites, new_sites
from ..matching.territories.census import GENERAL_PRACTICE
from .options import Decorator
from .speech import wrong_usage, wrong_value

_OF_NEW = ("max_minutes", "objective", "profession", "at_openings", "without_existing", "answers")


def further_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--groups``, ``--new`` and the options of the latter to a command."""
    options: tuple[Decorator, ...] = (
        click.option(
            "--groups",
            is_flag=True,
            help="Propose also who could found a group practice where (a heuristic).",
        ),
        click.option(
            "--new",
            "count",
            metavar="N",
            type=click.IntRange(min=1),
            help="Propose also where to open N new sites.",
        ),
        click.option(
            "--objective",
            type=click.Choice(["cover", "distance"]),
            help="With --new: the most people in need within reach, or the least distance "
            "(otherwise cover).",
        ),
        click.option(
            "--max-minutes",
            metavar="M",
            type=click.FloatRange(min=0),
            callback=_finite,
            help=f"With --new: how far is within reach, by car (otherwise {MAX_MINUTES:g}).",
        ),
        click.option(
            "--for",
            "profession",
            metavar="PROFESSION",
            help=f"With --new: the profession of the sites (otherwise {GENERAL_PRACTICE}).",
        ),
        click.option(
            "--at-openings",
            is_flag=True,
            default=None,
            help="With --new: choose among the openings of the profession.",
        ),
        click.option(
            "--without-existing",
            is_flag=True,
            default=None,
            help="With --new: as if nothing existed yet.",
        ),
        click.option(
            "--answers",
            metavar="N",
            type=click.IntRange(min=1, max=20),
            help=f"With --new: how many sets of sites to show (otherwise {ANSWERS}).",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _finite(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise wrong_value(sentence("a number is needed."))
    return value


@dataclass(frozen=True)
class Further:
    """What was asked for beside the lists; ``None`` where it was not."""

    semester: Semester
    groups: tuple[Proposal, ...] | None
    sites: NewSites | None

    def files(self, lang: Lang) -> dict[str, bytes]:
        """Return the content of its files by name."""
        files: dict[str, bytes] = {}
        if self.groups is not None:
            files |= groups_files(self.semester, self.groups, lang)
        if self.sites is not None:
            files |= new_sites_files(self.sites, lang)
        return files

    def show(self, console: Console, lang: Lang) -> None:
        """Print it."""
        if self.groups is not None:
            console.print()
            print_groups(self.semester, self.groups, console, lang)
        if self.sites is not None:
            console.print()
            print_new_sites(self.sites, console, lang)


def check_further(asked: dict[str, Any]) -> None:
    """Refuse options of ``--new`` without it.

    Raises
    ------
    click.UsageError
        One is given without ``--new``.
    """
    if asked["count"] is None:
        for name in _OF_NEW:
            if asked[name] is not None:
                option = "--for" if name == "profession" else f"--{name.replace('_', '-')}"
                raise wrong_usage(sentence("{option} goes with --new N.", option=option))


def further(semester: Semester, asked: dict[str, Any], seconds: float) -> Further:
    """Work out what was asked for; ``seconds`` are those of ``--new``.

    Raises
    ------
    CannotSettle
        There is no answer to ``--new``.
    """
    sites = None
    if asked["count"] is not None:
        sites = new_sites(
            semester,
            asked["count"],
            max_minutes=MAX_MINUTES if asked["max_minutes"] is None else asked["max_minutes"],
            objective=asked["objective"] or "cover",
            profession=asked["profession"] or GENERAL_PRACTICE,
            at_openings=bool(asked["at_openings"]),
            with_existing=not asked["without_existing"],
            answers=asked["answers"] or ANSWERS,
            time_limit=seconds,
        )
    return Further(semester, propose_groups(semester) if asked["groups"] else None, sites)


def split(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part the options of the ranking from those of what goes beside it."""
    names = {"groups", "count", *_OF_NEW}
    own = {name: value for name, value in options.items() if name not in names}
    return own, {name: value for name, value in options.items() if name in names}
