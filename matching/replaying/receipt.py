"""What a result's folder says of how it was made: its receipt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..cannot_do import CannotDo
from ..entities import EarlierPlace, Marks
from ..halfdays import HALF_DAYS
from ..language import Sentence, sentence
from ..mechanisms import MECHANISMS
from ..outputs import comparison_files, placements_csv, reasons_csv, summary
from ..settings import TIERS
from ..tables.file_faults import why_refused
from ..verify.repaired import is_repaired

REPLAYED = (placements_csv.FILE_NAME, reasons_csv.FILE_NAME)
"""The files that another run has to give again, byte for byte."""


class CannotReplay(CannotDo):
    """There is no result to be replayed, or it does not say how; ``sentence`` says why."""

    def __init__(self, said: Sentence) -> None:
        self.sentence = said
        super().__init__(str(said))


class Options(BaseModel):
    """The options that a result was placed with, under the names of `place`.

    A name that is not known is refused: what it asked for could not be repeated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tiers: tuple[str, ...] | None = None
    seed: int | None = None
    gap: float | None = None
    mechanism: Literal["optimal", "serial", "stable"] | None = None
    optimal_for: Literal["students", "hosts"] = "students"
    workers: int | None = None
    partial: bool = False
    time_limit: float | None = None
    reasons: bool = True
    after: str | None = None
    """SHA-256 of the places of an earlier result that were kept."""

    @field_validator("tiers")
    @classmethod
    def tiers_are_known(cls, tiers: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Refuse a tier that `place` does not have."""
        if tiers is not None and not set(tiers) <= set(TIERS):
            raise ValueError("unknown tier")
        return tiers


class MarkedPart(BaseModel):
    """One part of a marked place."""

    supervisor_id: str
    site_id: str
    half_days: str


class MarkedPlace(BaseModel):
    """A place that was marked to be kept, as the summary has it."""

    student_id: str
    offer_id: str | None
    housed: str | None
    parts: tuple[MarkedPart, ...] = Field(min_length=1)
    cell: str

    @field_validator("parts")
    @classmethod
    def half_days_are_known(cls, parts: tuple[MarkedPart, ...]) -> tuple[MarkedPart, ...]:
        """Refuse a part with another half-day than those of a week, or with none."""
        if not all(p.half_days and set(p.half_days.split()) <= set(HALF_DAYS) for p in parts):
            raise ValueError("unknown half-day")
        return parts

    def place(self) -> EarlierPlace:
        """Return the place itself."""
        parts = (
            (p.supervisor_id, p.site_id, tuple(map(HALF_DAYS.index, p.half_days.split())))
            for p in self.parts
        )
        return EarlierPlace(self.student_id, self.offer_id, tuple(parts), self.housed)


class Marked(BaseModel):
    """The places that were marked to be kept."""

    file: str
    sha256: str
    places: tuple[MarkedPlace, ...]

    def marks(self) -> Marks:
        """Return them as they were read from the workbook."""
        return Marks(
            self.file,
            self.sha256,
            tuple(one.place() for one in self.places),
            tuple(one.cell for one in self.places),
        )


class Summary(BaseModel):
    """The keys of ``summary.json`` that a replay needs; the others are left alone."""

    model_config = ConfigDict(frozen=True)

    input_sha256: dict[str, str]
    program_version: str
    status: str
    options: Options = Field(default_factory=Options)
    kept: tuple[str, ...] = ()
    marked: Marked | None = None
    machine: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, Any] | None = None


@dataclass(frozen=True)
class Receipt:
    """A result as it was written: how it was made, and the bytes of what is compared."""

    summary: Summary
    files: dict[str, bytes]


def read_receipt(directory: Path) -> Receipt:
    """Read a result's folder.

    Raises
    ------
    CannotReplay
        It holds no result, a comparison of several, or a summary that cannot be understood.
    """
    if not (directory / summary.FILE_NAME).is_file():
        raise CannotReplay(_no_result(directory))
    if is_repaired(directory):
        raise CannotReplay(_repaired(directory))
    found = _summary(directory / summary.FILE_NAME)
    return Receipt(found, {name: _bytes(directory / name) for name in REPLAYED})


def _no_result(directory: Path) -> Sentence:
    if (directory / comparison_files.JSON_NAME).is_file():
        inside = [name for name in MECHANISMS if (directory / name / summary.FILE_NAME).is_file()]
        return sentence(
            "{folder} holds a comparison of mechanisms; name the result of one of them: {folders}.",
            folder=directory,
            folders=tuple(str(directory / name) for name in inside),
        )
    return sentence(
        "{folder} holds no result: it has no {file}.", folder=directory, file=summary.FILE_NAME
    )


def _repaired(directory: Path) -> Sentence:
    return sentence(
        "the result in {folder} was repaired; replay the result that the repair started from, and "
        "check this one by 'maillage verify'.",
        folder=directory,
    )


def _summary(path: Path) -> Summary:
    try:
        return Summary.model_validate(json.loads(_bytes(path)))
    except (ValueError, RecursionError) as error:
        raise CannotReplay(_not_understood(path, error)) from error


def _not_understood(path: Path, error: ValueError | RecursionError) -> Sentence:
    if not isinstance(error, ValidationError):
        return sentence("{file} is not a JSON document.", file=path)
    place = ".".join(str(step) for step in error.errors()[0]["loc"]) or "-"
    return sentence(
        "{file} does not say how the result was made: `{key}` is missing, or this version does "
        "not understand it.",
        file=path,
        key=place,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        said = sentence(
            "{folder} holds no complete result: {file} is missing.",
            folder=path.parent,
            file=path.name,
        )
        raise CannotReplay(said) from None
    except OSError as error:
        said = sentence("{file} cannot be read ({reason}).", file=path, reason=why_refused(error))
        raise CannotReplay(said) from error
