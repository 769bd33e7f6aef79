"""The limits that the mechanism ``stable`` keeps, in the user's words."""

from __future__ import annotations

from .language import Sentence, sentence


def limit_text(name: str) -> Sentence:
    """Return what a limit is; ``name`` is ``kind:identifier``, as in ``seats:O1``.

    Raises
    ------
    ValueError
        A kind that there is not.
    """
    kind, _, identifier = name.partition(":")
    match kind:
        case "seats":
            return sentence("the seats of offer {identifier}", identifier=identifier)
        case "supervisor":
            return sentence("the students of supervisor {identifier}", identifier=identifier)
        case "half-day":
            return sentence("the half-days of supervisor {identifier}", identifier=identifier)
        case "room":
            return sentence("the rooms of site {identifier}", identifier=identifier)
        case "housing":
            return sentence("the housing of site {identifier}", identifier=identifier)
        case "quota":
            return sentence("quota {identifier}", identifier=identifier)
        case _:
            raise ValueError(f"there is no limit of the kind {kind!r}")


def limits_cross(one: str, other: str) -> Sentence:
    """Say that two limits (names) share offers, and neither lies within the other."""
    return sentence(
        "the limits on {one} and on {other} share offers, but neither lies within the other; the "
        "mechanism stable needs limits that nest",
        one=limit_text(one),
        other=limit_text(other),
    )


def quota_uneven(quota_id: str) -> Sentence:
    """Say that half-days of a quota cannot be counted as contracts."""
    return sentence(
        "quota {quota} counts half-days, and its offers have different numbers of them; the "
        "mechanism stable needs the same number in all",
        quota=quota_id,
    )
