"""The counts of a summary, from the placements."""

from __future__ import annotations

from collections import Counter

from .claims import Claim
from .facts import Facts

Counts = dict[str, int | dict[str, object]]


def count(facts: Facts, claims: list[Claim]) -> Counts:
    """Return ``counts`` as a summary must have them.

    - ``students``, ``placed`` (locked ones included), ``unplaced``, ``locked``;
    - ``by_wish_rank``: placed students per class (the wish rank rounded up), ``off`` where no
      wish names anything of the placement, ``none`` for students without wishes;
    - ``by_zone``: placed students per zone, once in each zone where a part lies, or ``none``;
    - ``by_setting``: placed students with ``liberal`` parts only, ``centre`` only, or ``mixed``;
    - ``by_programme``: ``students`` and ``placed`` of each programme.
    """
    placed = [claim for claim in claims if claim.placed]
    return {
        "students": len(claims),
        "placed": len(placed),
        "unplaced": len(claims) - len(placed),
        "locked": sum(claim.locked for claim in placed),
        "by_wish_rank": dict(Counter(_wish_class(facts, claim) for claim in placed)),
        "by_zone": dict(Counter(zone for claim in placed for zone in _zones(facts, claim))),
        "by_setting": dict(Counter(_setting(claim) for claim in placed)),
        "by_programme": _by_programme(facts, claims),
    }


def _wish_class(facts: Facts, claim: Claim) -> str:
    wish_class = facts.wishes(claim.student.student_id).wish_class(claim)
    return "none" if wish_class is None else str(wish_class)


def _zones(facts: Facts, claim: Claim) -> set[str]:
    profession = claim.programme.profession
    return {facts.zone(territory, profession) or "none" for territory in claim.territories}


def _setting(claim: Claim) -> str:
    settings = {part.site.setting for part in claim.parts}
    return "mixed" if len(settings) > 1 else next(iter(settings))


def _by_programme(facts: Facts, claims: list[Claim]) -> dict[str, object]:
    students = Counter(claim.programme.programme_id for claim in claims)
    placed = Counter(claim.programme.programme_id for claim in claims if claim.placed)
    return {
        programme.programme_id: {
            "students": students[programme.programme_id],
            "placed": placed[programme.programme_id],
        }
        for programme in facts.semester.programmes
    }
