"""One case of random rewriting or damage, and what must come of it."""

from __future__ import annotations

import shutil
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType
from typing import Literal

from maillage.matching.checking import deep_checks
from maillage.matching.semester import Semester
from maillage.matching.tables.findings import Finding, InputError
from maillage.matching.tables.reading import read_semester

from .books import Book, Sheet, demonstration, write
from .harmful import HARMFUL, HARMFUL_TO_FILES
from .harmless import HARMLESS

Outcome = Literal["same", "read", "refused"]

_SECONDS = 30


@dataclass(frozen=True)
class Case:
    """What was done to the demonstration, and the path that a user would name."""

    number: int
    steps: tuple[str, ...]
    harmless: bool
    path: Path


def case(number: int, folder: Path) -> Case:
    """Write the case of a number below a folder; an earlier one is replaced."""
    random = Random(number)
    book = demonstration(random.choice(("en", "fr")), folder)
    # Numbers and dates of a CSV file are text; parquet and ODS are slower to write.
    book.format = random.choice(("csv", "csv", "csv", "xlsx", "xlsx", "ods", "parquet"))
    harmless = number % 2 == 0
    steps = [step for step in HARMLESS if random.random() < (0.3 if harmless else 0.1)]
    if not harmless:
        steps += random.sample(HARMFUL, random.choice((0, 1, 1, 2, 3)))
    for step in steps:
        if book.sheets:
            step(book, random)
    if book.format == "parquet" and not all(map(_is_frame, book.sheets)):
        book.format = "csv"
    names = [step.__name__ for step in steps]
    target = folder / f"case-{number}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    path = _written(book, target)
    if not harmless and (len(steps) == 0 or random.random() < 0.4):
        damage = random.choice(HARMFUL_TO_FILES)
        damage(random.choice(sorted(target.iterdir())), random)
        names.append(damage.__name__)
    return Case(number, (book.format, *names), harmless, path)


def _written(book: Book, target: Path) -> Path:
    """Write a book; sheets that the format cannot hold are left out, as a user would."""
    taken: set[str] = set()
    sheets = []
    for sheet in book.sheets:
        name = "".join(c for c in sheet.name if c not in "[]:*?/\\'\0\n")[:31] or "vide"
        if name.casefold() not in taken and sheet.grid:
            taken.add(name.casefold())
            sheets.append(replace(sheet, name=name))
    return write(replace(book, sheets=sheets), target)


def _is_frame(sheet: Sheet) -> bool:
    """Say whether a sheet has a heading of its own for every column and nothing above them."""
    first = sheet.grid[0] if sheet.grid else []
    return all(first) and len(set(first)) == len(first)


def failure(case: Case, folder: Path) -> str | None:
    """Return what went wrong in a case, or ``None``."""
    try:
        with _at_most(_SECONDS):
            semester = read_semester(case.path)
            # Whatever was read has to stand the checks of the whole semester as well.
            found = (*semester.warnings, *deep_checks(semester))
    except InputError as error:
        if case.harmless:
            return "harmless, but refused:\n" + "\n".join(map(str, error.errors[:5]))
        return _untold(error)
    except BaseException:  # noqa: BLE001 - whatever comes is what is looked for
        return traceback.format_exc()
    if case.harmless:
        return _difference(semester, _meant(folder))
    return next(filter(None, map(_unsaid, found)), None)


def _untold(error: InputError) -> str | None:
    """Return what is missing in the errors: each says where, and says it in both languages."""
    if not error.errors:
        return "refused without an error"
    return next(filter(None, map(_unsaid, error.findings)), None)


def _unsaid(finding: Finding) -> str | None:
    lines = finding.said("en"), finding.said("fr")
    if not all(lines) or (not finding.where and finding.code not in _NOWHERE):
        return f"a finding without its cell: {lines[0]}"
    return None


_NOWHERE = frozenset({"missing-table", "empty-semester"})


def _difference(semester: Semester, meant: Semester) -> str | None:
    for name in (field.name for field in fields(Semester) if field.compare):
        if name in ("cells", "warnings", "fingerprints"):
            continue
        if getattr(semester, name) != getattr(meant, name):
            one, other = getattr(semester, name), getattr(meant, name)
            return f"harmless, but {name} differ: {_first_difference(one, other)}"
    return None


def _first_difference(one: object, other: object) -> str:
    if isinstance(one, tuple) and isinstance(other, tuple):
        for left, right in zip(one, other, strict=False):
            if left != right:
                return f"\n  {left}\n  {right}"
        return f"{len(one)} and {len(other)} lines"
    return f"\n  {one}\n  {other}"


@cache
def _meant(folder: Path) -> Semester:
    target = folder / "meant"
    target.mkdir(parents=True, exist_ok=True)
    return read_semester(write(demonstration("en", folder), target))


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Raise where something takes longer."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
