"""Offers taken as composed: which line of a student is which part of the offer."""

from __future__ import annotations

from dataclasses import replace

from ..entities import Offer, OfferPart, Programme
from ..language import Sentence, sentence
from ..semester import Semester
from .claims import ClaimedPart

Fault = tuple[str, Sentence]


def offered_parts(
    semester: Semester, programme: Programme, offer: Offer, parts: list[ClaimedPart]
) -> tuple[list[ClaimedPart], list[Fault]]:
    """Pair lines with the parts of an offer, one to one.

    Returns the lines with the weeks of their part, and with ``chosen`` false where the offer
    fixes the half-days; and what does not fit, as (code, sentence).
    """
    resolved = list(parts)
    faults: list[Fault] = []
    left = set(range(len(offer.parts)))
    open_lines = set(range(len(parts)))
    for same_weeks in (True, False):
        # Fixed parts first: only their own list fits them, a number takes any list.
        for wanted in sorted(left, key=lambda n: isinstance(offer.parts[n].half_days, int)):
            part = offer.parts[wanted]
            text = part.weeks_text or programme.weeks_text
            line = _line_of(part, parts, open_lines, text if same_weeks else None)
            if line is None:
                continue
            left.discard(wanted)
            open_lines.discard(line)
            resolved[line] = replace(
                parts[line],
                weeks=_weeks(semester, programme, part),
                chosen=isinstance(part.half_days, int),
            )
            if not same_weeks:
                faults.append(("weeks", weeks_are(text)))
    for line in sorted(open_lines):
        said = sentence(
            "{offer_id} has no such part: {name}.", offer_id=offer.offer_id, name=parts[line].name
        )
        faults.append(("offer", said))
    if left:
        missing = tuple(offer.parts[n].supervisor_id for n in sorted(left))
        said = sentence(
            "the part of {offer_id} with {missing} is missing.",
            offer_id=offer.offer_id,
            missing=missing,
        )
        faults.append(("offer", said))
    return resolved, faults


def weeks_are(expected: str) -> Sentence:
    """Say what the weeks of a line must be."""
    if not expected:
        return sentence("the weeks must be empty.")
    return sentence("the weeks must be '{expected}'.", expected=expected)


def _line_of(
    part: OfferPart, lines: list[ClaimedPart], candidates: set[int], weeks_text: str | None
) -> int | None:
    """Return the first line that can be this part of the offer."""
    for n in sorted(candidates):
        line = lines[n]
        if (line.supervisor.supervisor_id, line.site.site_id) != (part.supervisor_id, part.site_id):
            continue
        if weeks_text is not None and line.weeks_text != weeks_text:
            continue
        if part.half_days in (line.half_days, len(line.half_days)):
            return n
    return None


def _weeks(semester: Semester, programme: Programme, part: OfferPart) -> frozenset[int]:
    weeks = part.weeks if part.weeks_text else programme.weeks
    if weeks is None:
        return frozenset(range(1, semester.settings.n_weeks + 1))
    return weeks
