"""What a placed student's week must keep, one function per rule."""

from __future__ import annotations

from itertools import combinations, permutations

from ..halfdays import HALF_DAYS, day_of, is_morning
from ..language import sentence
from .claims import Claim
from .facts import Facts
from .rule import Faults

_UNKNOWN = sentence("unknown")


def presence(_facts: Facts, claim: Claim) -> Faults:
    """The supervisor is at the site; away only where being reachable is enough."""
    for part in claim.parts:
        for half_day in part.half_days:
            cell = part.supervisor.timetable[half_day]
            if cell is None or cell.site_id != part.site.site_id:
                yield (
                    "presence",
                    sentence(
                        "{name} is not there on {half_day}.",
                        name=part.name,
                        half_day=HALF_DAYS[half_day],
                    ),
                )
            elif cell.away and claim.programme.presence != "reachable":
                yield (
                    "presence",
                    sentence(
                        "{name} is away on {half_day}.",
                        name=part.name,
                        half_day=HALF_DAYS[half_day],
                    ),
                )


def whole_days(_facts: Facts, claim: Claim) -> Faults:
    """Each day used by a part is used morning and afternoon."""
    if not claim.programme.whole_days:
        return
    for part in claim.parts:
        if not part.chosen:
            continue
        half = [h for h in part.half_days if (h ^ 1) not in part.half_days]
        if half:
            names = tuple(HALF_DAYS[h] for h in half)
            yield (
                "whole-days",
                sentence(
                    "{name}: {names} without the other half of the day.",
                    name=part.name,
                    names=names,
                ),
            )


def run_days(_facts: Facts, claim: Claim) -> Faults:
    """No part has more consecutive days than allowed; a week's end breaks a run."""
    longest_allowed = claim.programme.max_run_days
    if longest_allowed is None:
        return
    for part in claim.parts:
        days = {day_of(half_day) for half_day in part.half_days}
        first_days = (day for day in days if day - 1 not in days)
        longest = max(next(n for n in range(1, 8) if d + n not in days) for d in first_days)
        if part.chosen and longest > longest_allowed:
            yield (
                "run-days",
                sentence("{name} has {longest} days running.", name=part.name, longest=longest),
            )


def noon(facts: Facts, claim: Claim) -> Faults:
    """A change of site at noon fits the lunch break, where the half-days were chosen."""
    allowed = facts.semester.settings.noon_minutes
    for a, b in permutations(claim.parts, 2):
        if a.site.site_id == b.site.site_id or not (a.chosen or b.chosen):
            continue
        changes = [h for h in a.half_days if is_morning(h) and h + 1 in b.half_days]
        if not changes or not a.weeks & b.weeks:
            continue
        needed = facts.distances.noon(claim.student, a.site, b.site)
        if needed is None or needed > allowed:
            minutes_needed = _UNKNOWN if needed is None else round(float(needed), 1)
            yield (
                "noon",
                sentence(
                    "{site_id} to {other} at noon after {half_day} takes {minutes} minutes.",
                    site_id=a.site.site_id,
                    other=b.site.site_id,
                    half_day=HALF_DAYS[changes[0]],
                    minutes=minutes_needed,
                ),
            )


def half_day_twice(_facts: Facts, claim: Claim) -> Faults:
    """No half-day of one week stands in two parts."""
    for a, b in combinations(claim.parts, 2):
        twice = sorted(set(a.half_days) & set(b.half_days))
        if twice and a.weeks & b.weeks:
            yield (
                "half-day-twice",
                sentence(
                    "{half_day} with {name} and with {other}.",
                    half_day=HALF_DAYS[twice[0]],
                    name=a.name,
                    other=b.name,
                ),
            )
