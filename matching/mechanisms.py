"""A semester under another mechanism than its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from .checking.stable import check_stable
from .semester import Semester
from .tables.findings import InputError

Mechanism = Literal["optimal", "serial", "stable"]
MECHANISMS: tuple[Mechanism, ...] = get_args(Mechanism)


def under(semester: Semester, mechanism: str | None) -> Semester:
    """Return the semester with one mechanism for all programmes (``None``: their own).

    Where the input does not say whether everyone has to be placed, the mechanism decides.

    Raises
    ------
    InputError
        The mechanism ``stable`` is in use and what the semester asks cannot be kept by it.
    ValueError
        There is no such mechanism.
    """
    if mechanism is not None:
        named = next((known for known in MECHANISMS if known == mechanism), None)
        if named is None:
            raise ValueError(
                f"there is no mechanism {mechanism!r}; there are {', '.join(MECHANISMS)}"
            )
        semester = replace(
            semester,
            programmes=tuple(
                replace(
                    programme,
                    mechanism=named,
                    everyone=programme.everyone if programme.everyone_given else named == "optimal",
                )
                for programme in semester.programmes
            ),
        )
    errors = [finding for finding in check_stable(semester) if finding.severity == "error"]
    if errors:
        raise InputError(errors)
    return semester
