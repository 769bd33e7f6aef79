"""What a plan does, before it is run: rows touched, and errors of each variant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..matching.tables.findings import Finding, InputError
from ..matching.tables.reading import read_raw
from .changing import Touched, apply_changes
from .plan import Plan, Variant
from .running import base_of


@dataclass(frozen=True)
class Checked:
    """A variant, the rows that each of its changes touches, and its errors."""

    variant: Variant
    touched: tuple[Touched, ...]
    errors: tuple[Finding, ...]


def check_plan(plan: Plan, *, quick: bool = False) -> Iterator[Checked]:
    """Yield each variant of a plan, without the draws of repetitions.

    Parameters
    ----------
    quick
        Only apply the changes; the semester that they make is not read.

    Raises
    ------
    InputError
        The base semester, or a file that a change names, has errors.
    """
    base = base_of(plan)
    for variant in plan.variants:
        try:
            changed = apply_changes(base.tables, variant.changes, files=base.files)
        except InputError as error:
            yield Checked(variant, (), error.findings)
            continue
        errors: tuple[Finding, ...] = ()
        if not quick:
            try:
                read_raw(changed.tables, job=plan.job)
            except InputError as error:
                errors = tuple(changed.told(f, variant.name) for f in error.errors)
        yield Checked(variant, tuple(changed.touched), errors)
