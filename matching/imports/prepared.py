"""An import that is worked out and not yet written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..language import Sentence
from ..tables.findings import Finding, InputError
from ..tables.parsing import Parsed
from .table_edit import TableEdit
from .target import Target

SHOWN = 10
"""Territories, lines or changes that are named at most; the others are counted."""


@dataclass(frozen=True)
class Prepared:
    """What an import found, and what it would write.

    Attributes
    ----------
    report
        What is said before anything is written, a line each.
    warnings
        What a reader should know of besides.
    edits
        The tables that change.
    files
        The new content of every file; none where there is nothing to write.
    holds
        Says of the new files, read back, whether they hold what they should.
    file_holds
        Says the same of the one file of a folder that is new, without reading it whole.
    """

    target: Target
    report: tuple[Sentence, ...]
    warnings: tuple[Finding, ...]
    edits: tuple[TableEdit, ...]
    files: Mapping[Path, bytes] = field(repr=False)
    holds: Callable[[Parsed], bool] = field(repr=False)
    file_holds: Callable[[Path], bool] | None = field(default=None, repr=False)

    def write(self) -> None:
        """Write the files; on any failure they stay as they were.

        Raises
        ------
        CannotImport
            If a file cannot be written; the sentence says why.
        """
        if self.file_holds is not None:
            for path, data in self.files.items():
                self.target.write_one(path, data, self.file_holds)
            return
        self.target.write(self.files, self.edits, self.holds)


def prepared(
    target: Target,
    report: Iterable[Sentence],
    findings: Iterable[Finding],
    edits: Iterable[TableEdit | None],
    holds: Callable[[Parsed], bool],
) -> Prepared:
    """Return an import whose edits are worked out; without edits nothing is to be written.

    Raises
    ------
    CannotImport
        If a cell that is to be written cannot be.
    """
    made = tuple(edit for edit in edits if edit is not None)
    files = target.edited(made) if made else {}
    return Prepared(target, tuple(report), tuple(findings), made, files, holds)


def raise_errors(findings: Sequence[Finding]) -> None:
    """Raise where any finding is an error.

    Raises
    ------
    InputError
        With all of them.
    """
    if any(finding.severity == "error" for finding in findings):
        raise InputError(findings)


def named(things: Sequence[object]) -> tuple[object, ...]:
    """Return the first of some names, with a sign where there are more."""
    return tuple(things) if len(things) <= SHOWN else (*things[:SHOWN], "…")
