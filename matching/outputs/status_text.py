"""What a status means under each mechanism, in words.

``status`` of a result speaks of the objectives. A choice by rank and a stable matching optimise
none; what is proven of them is another thing, and a reader is told that thing.
"""

from __future__ import annotations

from ..language import Lang, Sentence, plural_sentence, sentence
from ..result import Placement, Status
from .figures import listed
from .words import words_in


def is_optimised(placement: Placement) -> bool:
    """Return whether anybody was placed by the mechanism ``optimal``, or nobody at all."""
    used = _used(placement)
    return not used or "optimal" in used


def status_text(placement: Placement, lang: Lang) -> str:
    """Return what is proven of a placement, mechanism by mechanism."""
    used = _used(placement)
    chosen: list[Sentence] = []
    if "serial" in used:
        chosen.append(_by_rank(len(placement.withheld)))
    if "stable" in used:
        chosen.append(_matched(len(placement.blocking_pairs)))
    parts = [part.said(lang) for part in chosen]
    if is_optimised(placement) or placement.status != "optimal":
        parts.append(_optimised(placement.status, lang, alone=not chosen))
    return listed(parts, lang)


def _used(placement: Placement) -> set[str]:
    """Return the mechanisms of the students placed now, not those of an earlier result."""
    kept = frozenset(placement.kept)
    return {
        placement.mechanisms.get(student.programme_id, "optimal")
        for student in placement.students
        if student.student_id not in kept
    }


def _optimised(status: Status, lang: Lang, *, alone: bool) -> str:
    text = words_in(lang)[f"status_{status}"]
    return text if alone else sentence("the rest: {status}", status=text).said(lang)


def _by_rank(withheld: int) -> Sentence:
    if not withheld:
        return sentence("by rank (no pick withheld)")
    return plural_sentence(
        "by rank ({count} pick withheld, proven to break a requirement)",
        "by rank ({count} picks withheld, each proven to break a requirement)",
        count=withheld,
    )


def _matched(blocking: int) -> Sentence:
    if not blocking:
        return sentence("stable matching (no blocking pair)")
    return plural_sentence(
        "matching ({count} blocking pair)", "matching ({count} blocking pairs)", count=blocking
    )
