"""Plan files read: the variants that they ask for, each with its changes and draws."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from ..matching.language import sentence
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.headings import suggestion
from ..matching.tables.schema import Job
from .changing import Placed
from .document import Document, Loc, read_document, validated
from .plan_parts import Change, Limits, PlanFile, Repetitions, Sweep

BASE = "base"
"""The variant without any change, which every plan has."""


@dataclass(frozen=True)
class Variant:
    """One set of changes.

    Attributes
    ----------
    name
        As in the plan; of a point of a sweep, with its values: ``quota [share=30%]``.
    sweep
        The sweep that it is a point of; empty for the others.
    on
        The variant that the point's changes come after.
    values
        The values of the sweep's parameters.
    """

    name: str
    changes: tuple[Placed, ...]
    sweep: str = ""
    on: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a plan file asks for; paths in it are relative to its folder."""

    path: Path
    base: Path
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
    variants = list(_variants(written, document, findings))
    findings += _names_twice(variants, document)
    findings += _files_missing(variants, document)
    if findings:
        raise InputError(findings)
    return Plan(
        path=document.path,
        base=document.path.parent / written.base,
        title=written.title,
        job=written.job,
        variants=tuple(variants),
        repetitions=written.repetitions,
        measures=written.measures,
        limits=written.run,
        keep_students=written.keep_students,
    )


def _variants(written: PlanFile, document: Document, findings: list[Finding]) -> Iterator[Variant]:
    named = {BASE: Variant(BASE, ())}
    for name, changes in written.variants.items():
        if name == BASE:
            said = sentence("'base' is the variant without changes; choose another name.")
            findings.append(error("bad-plan", document.where(("variants", name)), said))
            continue
        placed = (
            Placed(change, document.where(("variants", name, number)))
            for number, change in enumerate(changes)
        )
        named[name] = Variant(name, tuple(placed))
    yield from named.values()
    for name, sweep in written.sweeps.items():
        yield from _points(name, sweep, named, document, findings)


def _points(
    name: str,
    sweep: Sweep,
    named: Mapping[str, Variant],
    document: Document,
    findings: list[Finding],
) -> Iterator[Variant]:
    loc: Loc = ("sweeps", name)
    for number, on in enumerate(sweep.on):
        if on not in named:
            said = sentence("there is no variant '{name}'.", name=on)
            where = document.where((*loc, "on", number))
            findings.append(error("bad-plan", where, said, suggestion(on, named)))
    axes = [axis.texts for axis in sweep.over.values()]
    points = zip(*axes, strict=True) if sweep.mode == "paired" else product(*axes)
    findings += _unused(sweep, document, loc)
    for point in points:
        values = tuple(zip(sweep.over, point, strict=True))
        try:
            changes = tuple(_substituted(sweep, dict(values), document, loc))
        except InputError as refused:
            findings += [f for f in refused.findings if f not in findings]
            continue
        shown = ", ".join(f"{key}={value}" for key, value in values)
        for on in sweep.on:
            if on in named:
                title = f"{name} [{shown}]" if on == BASE else f"{name} [{shown}] + {on}"
                yield Variant(title, (*named[on].changes, *changes), name, on, values)


def _substituted(
    sweep: Sweep, values: Mapping[str, str], document: Document, loc: Loc
) -> Iterator[Placed]:
    for number, raw in enumerate(sweep.changes):
        prefix = (*loc, "changes", number)
        change = validated(Change, document, value=_filled(raw, values), prefix=prefix)
        yield Placed(change, document.where(prefix))


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Return a value with ``$name`` in its texts replaced; the longest names first."""
    if isinstance(value, str):
        for name in sorted(values, key=len, reverse=True):
            value = value.replace(f"${name}", values[name])
        return value
    if isinstance(value, Mapping):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_filled(item, values) for item in value]
    return value


def _unused(sweep: Sweep, document: Document, loc: Loc) -> list[Finding]:
    """Return an error of each parameter that no change uses."""
    text = str(sweep.changes)
    return [
        error(
            "bad-plan",
            document.where((*loc, "over", name)),
            sentence("no change uses '{name}'; write ${name} where its values go.", name=name),
        )
        for name in sweep.over
        if f"${name}" not in text
    ]


def _names_twice(variants: Sequence[Variant], document: Document) -> list[Finding]:
    seen: set[str] = set()
    found = []
    for variant in variants:
        if variant.name in seen:
            said = sentence("two variants are called '{name}'.", name=variant.name)
            where = document.where(("sweeps", variant.sweep, "over"))
            found.append(error("bad-plan", where, said))
        seen.add(variant.name)
    return found


def _files_missing(variants: Sequence[Variant], document: Document) -> list[Finding]:
    found = {}
    for variant in variants:
        for placed in variant.changes:
            name = placed.change.file
            if name is not None and not (document.path.parent / name).is_file():
                said = sentence("there is no file '{name}' beside the plan.", name=name)
                found[placed.where] = error("missing-file", placed.where, said)
    return list(found.values())
