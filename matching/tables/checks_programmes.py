"""Checks of a programme's rules against each other: a placement that keeps them all must exist."""

from __future__ import annotations

from collections.abc import Iterator

from ..entities import Programme
from ..halfdays import N_HALF_DAYS
from ..language import Sentence, sentence
from ..semester import Semester
from .findings import Finding, warning

_WHOLE_DAYS = N_HALF_DAYS // 2
"""Days of the week that have a morning and an afternoon."""


def check_programmes(semester: Semester) -> Iterator[Finding]:
    """Yield the rules of a programme that no placement can keep together.

    Offers are taken as composed, so that only programmes that compose are concerned.
    """
    for programme in semester.programmes:
        if programme.composition == "composed":
            for column, message in _contradictions(programme):
                where = semester.cells["programmes", programme.programme_id, column]
                yield warning("contradiction", where, message)


def _contradictions(programme: Programme) -> Iterator[tuple[str, Sentence]]:
    """Yield the column and the sentence of each contradiction."""
    total = programme.half_days
    if programme.whole_days:
        yield from _whole_days(programme)
    least = _least_part(programme)
    if programme.min_parts * least > total:
        yield (
            "min_parts",
            sentence(
                "no placement is possible: {parts} supervisors (min_parts) with at least {least} "
                "half-days each make more than half_days {total}.",
                parts=programme.min_parts,
                least=least,
                total=total,
            ),
        )
    if (programme.min_sites or 0) * least > total:
        yield (
            "min_sites",
            sentence(
                "no placement is possible: {sites} sites (min_sites) with at least {least} "
                "half-days each make more than half_days {total}.",
                sites=programme.min_sites,
                least=least,
                total=total,
            ),
        )
    elif programme.min_sites is not None and programme.min_sites > programme.max_parts:
        yield (
            "min_sites",
            sentence(
                "min_sites {sites} is more than max_parts {parts}: only supervisors with several "
                "sites can make up a placement.",
                sites=programme.min_sites,
                parts=programme.max_parts,
            ),
        )
    yield from _mix(programme, least)


def _whole_days(programme: Programme) -> Iterator[tuple[str, Sentence]]:
    if programme.half_days % 2:
        yield (
            "half_days",
            sentence(
                "no placement is possible: half_days {total} is odd, but the programme asks whole "
                "days.",
                total=programme.half_days,
            ),
        )
    elif programme.half_days > 2 * _WHOLE_DAYS:
        yield (
            "half_days",
            sentence(
                "no placement is possible: half_days {total} is more than a week has in whole "
                "days, {most}.",
                total=programme.half_days,
                most=2 * _WHOLE_DAYS,
            ),
        )


def _least_part(programme: Programme) -> int:
    """Return the half-days that a part has at least; whole days have an even number."""
    return _rounded(programme, programme.min_part)


def _rounded(programme: Programme, half_days: int) -> int:
    return half_days + half_days % 2 if programme.whole_days else half_days


def _mix(programme: Programme, least: int) -> Iterator[tuple[str, Sentence]]:
    if not programme.min_liberal or not programme.min_centre:
        return
    if programme.max_sites == 1:
        yield (
            "max_sites",
            sentence(
                "no placement is possible: min_liberal and min_centre need two sites, but "
                "max_sites is 1."
            ),
        )
    both = max(least, _rounded(programme, programme.min_liberal)) + max(
        least, _rounded(programme, programme.min_centre)
    )
    if both > programme.half_days >= programme.min_liberal + programme.min_centre:
        yield (
            "min_liberal",
            sentence(
                "no placement is possible: a part for min_liberal and one for min_centre make "
                "{both} half-days, more than half_days {total}.",
                both=both,
                total=programme.half_days,
            ),
        )
