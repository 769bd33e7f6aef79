"""The variants that a plan asks for: those it names, and the points of its sweeps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ..matching.language import sentence
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.headings import suggestion
from .changing import Placed
from .document import Document, Loc, validated
from .plan_columns import wrong_columns
from .plan_parts import Change, PlanFile, Sweep

BASE = "base"
"""The variant without any change, which every plan has."""

MOST_RUNS = 100_000
"""Runs of a plan, repetitions included."""

_PARAMETER = re.compile(r"\$(?:\{([^\W\d]\w*)\}|([^\W\d]\w*))")
_LONGEST_NAME = 200


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


def variants_of(
    written: PlanFile, document: Document, findings: list[Finding]
) -> tuple[Variant, ...]:
    """Return the variants of a plan, the base first; what is wrong is added to the findings."""
    findings += _wrong_names(written, document)
    named = {BASE: Variant(BASE, ())}
    for name, changes in written.variants.items():
        placed = []
        for number, change in enumerate(changes):
            loc = ("variants", name, number)
            findings += wrong_columns(change, document, loc)
            placed.append(_placed(change, document, loc))
        named.setdefault(name, Variant(name, tuple(placed)))
    found = list(named.values())
    too_many = _too_many(written, document)
    if too_many:
        findings += too_many
        return tuple(found)
    for name, sweep in written.sweeps.items():
        found += _points(name, sweep, named, document, findings)
    findings += _names_twice(found, document)
    return tuple(found)


def _placed(change: Change, document: Document, loc: Loc) -> Placed:
    return Placed(change, document.where(loc), document.below(loc))


def _wrong_names(written: PlanFile, document: Document) -> Iterator[Finding]:
    for part, names in (("variants", written.variants), ("sweeps", written.sweeps)):
        for name in names:
            where = document.where((part, name))
            if name == BASE and part == "variants":
                said = sentence("'base' is the variant without changes; choose another name.")
                yield error("bad-plan", where, said)
            elif not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
                said = sentence("a name is one line of 1 to {most} signs.", most=_LONGEST_NAME)
                yield error("bad-plan", where, said)


def _too_many(written: PlanFile, document: Document) -> list[Finding]:
    """Return an error of what makes more runs than anybody can wait for."""
    repeated = written.repetitions
    seeds = 1 if repeated is None else len(set(repeated.seeds))
    runs = (1 + len(written.variants)) * seeds
    at: Loc = ("repetitions", "seeds")
    for name, sweep in written.sweeps.items():
        runs += sweep.count * len(sweep.on) * seeds
        if runs > MOST_RUNS and at[0] != "sweeps":
            at = ("sweeps", name, "over")
    if runs <= MOST_RUNS:
        return []
    said = sentence("the plan asks for {runs} runs; {most} at most.", runs=runs, most=MOST_RUNS)
    return [error("bad-plan", document.where(at), said)]


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
    findings += _wrong_parameters(sweep, document, loc)
    for point in points:
        values = tuple(zip(sweep.over, point, strict=True))
        wrong: list[Finding] = []
        changes = tuple(_substituted(sweep, dict(values), document, loc, wrong))
        if wrong:
            findings += [f for f in wrong if f not in findings]
            continue
        shown = ", ".join(f"{key}={value}" for key, value in values)
        for on in sweep.on:
            if on in named:
                title = f"{name} [{shown}]" if on == BASE else f"{name} [{shown}] + {on}"
                yield Variant(title, (*named[on].changes, *changes), name, on, values)


def _substituted(
    sweep: Sweep, values: Mapping[str, str], document: Document, loc: Loc, wrong: list[Finding]
) -> Iterator[Placed]:
    for number, raw in enumerate(sweep.changes):
        prefix = (*loc, "changes", number)
        try:
            change = validated(Change, document, value=_filled(raw, values), prefix=prefix)
        except InputError as refused:
            wrong += refused.findings
            continue
        wrong += wrong_columns(change, document, prefix)
        yield _placed(change, document, prefix)


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Return a value with ``$name`` and ``${name}`` in its texts replaced."""
    if isinstance(value, str):
        return _PARAMETER.sub(lambda m: values.get(m[1] or m[2], m[0]), value)
    if isinstance(value, Mapping):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_filled(item, values) for item in value]
    return value


def _used(value: Any, loc: Loc) -> Iterator[tuple[str, Loc]]:
    """Yield the parameters in the texts of a value, and where each stands."""
    if isinstance(value, str):
        for match in _PARAMETER.finditer(value):
            yield match[1] or match[2], loc
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _used(item, (*loc, key))
    elif isinstance(value, Sequence):
        for number, item in enumerate(value):
            yield from _used(item, (*loc, number))


def _wrong_parameters(sweep: Sweep, document: Document, loc: Loc) -> Iterator[Finding]:
    """Yield an error of each parameter that no change uses, and of each that is not there."""
    used = dict(_used(list(sweep.changes), (*loc, "changes")))
    for name in sweep.over:
        if name not in used:
            said = sentence(
                "no change uses '{name}'; write ${name} where its values go.", name=name
            )
            yield error("bad-plan", document.where((*loc, "over", name)), said)
    for name, at in used.items():
        if name not in sweep.over and name != "n":
            said = sentence("there is no parameter '{name}'.", name=name)
            yield error("bad-plan", document.where(at), said, suggestion(name, sweep.over))


def _names_twice(variants: Sequence[Variant], document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for variant in variants:
        if variant.name in seen:
            said = sentence("two variants are called '{name}'.", name=variant.name)
            where = document.where(("sweeps", variant.sweep, "over"))
            yield error("bad-plan", where, said)
        seen.add(variant.name)
