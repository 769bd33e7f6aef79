"""Plan files read: the variants that they ask for, each with its changes and draws."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..matching.language import sentence
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.schema import Job
from .document import Document, read_document, validated
from .measures import MEASURES_OF
from .plan_columns import wrong_draws
from .plan_parts import Limits, PlanFile, Repetitions
from .variants import BASE, Variant, variants_of


@dataclass(frozen=True)
class Plan:
    """What a plan file asks for; paths in it are relative to its folder.

    ``base_line`` is where the plan names its base (``plan.yaml:1``).
    """

    path: Path
    base: Path
    base_line: str
    title: str
    job: Job
    variants: tuple[Variant, ...]
    repetitions: Repetitions | None
    measures: tuple[str, ...]
    limits: Limits
    keep_students: bool

    @property
    def files(self) -> tuple[str, ...]:
        """The files of tables that changes name."""
        named = (p.change.file for v in self.variants for p in v.changes)
        return tuple(dict.fromkeys(name for name in named if name is not None))

    @property
    def seeds(self) -> tuple[int, ...] | None:
        """The seeds of the repetitions, ``None`` where there are none."""
        return None if self.repetitions is None else tuple(dict.fromkeys(self.repetitions.seeds))

    def file(self, name: str) -> Path:
        """Return the path of a file that the plan names."""
        return self.path.parent / name


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a plan file.

    Raises
    ------
    InputError
        With every error: line, what is wrong, what may be meant.
    """
    document = read_document(Path(path))
    written = validated(PlanFile, document)
    findings: list[Finding] = []
    variants = variants_of(written, document, findings)
    findings += wrong_draws(written, document)
    findings += _wrong_measures(written, document)
    findings += _files_missing(variants, document)
    if findings:
        raise InputError(findings)
    return Plan(
        path=document.path,
        base=document.path.parent / written.base,
        base_line=document.where(("base",)),
        title=written.title,
        job=written.job,
        variants=variants,
        repetitions=written.repetitions,
        measures=written.measures,
        limits=written.run,
        keep_students=written.keep_students,
    )


def _wrong_measures(written: PlanFile, document: Document) -> Iterator[Finding]:
    """Yield an error of each measure that the plan's job does not give."""
    known = MEASURES_OF[written.job]
    for number, name in enumerate(written.measures):
        if name not in known:
            said = sentence(
                "'{name}' is no measure of the job {job}; there are {known}.",
                name=name, job=written.job, known=known,
            )  # fmt: skip
            yield error("bad-plan", document.where(("measures", number)), said)


def _files_missing(variants: Sequence[Variant], document: Document) -> list[Finding]:
    found = {}
    for placed in (placed for variant in variants for placed in variant.changes):
        name = placed.change.file
        if name is not None and not (document.path.parent / name).is_file():
            said = sentence("there is no file '{name}' beside the plan.", name=name)
            where = placed.at("file")
            found[where] = error("missing-file", where, said)
    return list(found.values())


__all__ = ["BASE", "Plan", "Variant", "read_plan"]
