"""What one student's placement must keep on its own, one function per rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations

from ..entities import EarlierPlace
from ..halfdays import HALF_DAYS, day_of, is_morning
from .claims import Claim, ClaimedPart, decimal_text
from .facts import SHORTAGE_ZONES, Facts
from .wishes import names_of_part

Faults = Iterator[tuple[str, str]]
StudentRule = Callable[[Facts, Claim], Faults]


def minutes(facts: Facts, claim: Claim) -> Faults:
    """The printed minutes are those from home."""
    for part in claim.parts:
        expected = facts.distances.from_home(claim.student, part.site)
        text = "unknown" if expected is None else str(expected)
        if part.minutes_text != text:
            yield "minutes", f"{part.site.site_id} is {text} minutes from home."


def wish_rank(facts: Facts, claim: Claim) -> Faults:
    """The printed wish rank is the placement's, empty without wishes."""
    rank = facts.wishes(claim.student.student_id).rank(claim)
    text = "" if rank is None else decimal_text(rank)
    if claim.rank_text != text:
        yield "wish-rank", f"the wish rank must be {text or 'empty'!r}."


def offer(_facts: Facts, claim: Claim) -> Faults:
    """An offer where the programme places on offers, open and of that programme; else none."""
    if claim.programme.composition == "composed":
        if claim.offer is not None:
            yield "offer", f"{claim.programme.programme_id} composes bundles and has no offers."
    elif claim.offer is None:
        yield "offer", f"{claim.programme.programme_id} places on offers only."
    else:
        if claim.offer.programme_id != claim.programme.programme_id:
            yield "offer", f"{claim.offer.offer_id} belongs to {claim.offer.programme_id}."
        if not claim.offer.open:
            yield "closed", f"{claim.offer.offer_id} is closed."


def accreditation(facts: Facts, claim: Claim) -> Faults:
    """Every part is accredited for the programme over the whole semester."""
    for part in claim.parts:
        fault = facts.accreditation_fault(part.supervisor, claim.programme)
        supervisor = part.supervisor.supervisor_id
        if fault == "programme":
            yield fault, f"{supervisor} does not take {claim.programme.programme_id}."
        elif fault is not None:
            yield fault, f"{supervisor}'s accreditation does not cover the semester."


def presence(_facts: Facts, claim: Claim) -> Faults:
    """The supervisor is at the site; away only where being reachable is enough."""
    for part in claim.parts:
        for half_day in part.half_days:
            cell = part.supervisor.timetable[half_day]
            if cell is None or cell.site_id != part.site.site_id:
                yield "presence", f"{part.name} is not there on {HALF_DAYS[half_day]}."
            elif cell.away and claim.programme.presence != "reachable":
                yield "presence", f"{part.name} is away on {HALF_DAYS[half_day]}."


def composition(_facts: Facts, claim: Claim) -> Faults:
    """Totals, parts and sites of a composed bundle."""
    programme = claim.programme
    if programme.composition != "composed":
        return
    if claim.half_day_total != programme.half_days:
        yield "total", f"{claim.half_day_total} half-days instead of {programme.half_days}."
    if len({part.name for part in claim.parts}) < len(claim.parts):
        yield "parts", "two parts with one supervisor at one site are one part."
    n_parts = len(claim.supervisors)
    if not programme.min_parts <= n_parts <= programme.max_parts:
        yield "parts", f"{n_parts} supervisors; {programme.min_parts} to {programme.max_parts}."
    n_sites = len(claim.sites)
    if n_sites < (programme.min_sites or 0):
        yield "sites", f"{n_sites} sites, at least {programme.min_sites} are needed."
    if programme.max_sites is not None and n_sites > programme.max_sites:
        yield "sites", f"{n_sites} sites, at most {programme.max_sites} are allowed."
    for part in claim.parts:
        if len(part.half_days) < programme.min_part:
            yield "min-part", f"{part.name} has fewer than {programme.min_part} half-days."


def mix(_facts: Facts, claim: Claim) -> Faults:
    """Enough half-days in each setting."""
    programme = claim.programme
    if programme.composition != "composed":
        return
    asked = {"liberal": programme.min_liberal, "centre": programme.min_centre}
    for setting, least in asked.items():
        given = sum(len(p.half_days) for p in claim.parts if p.site.setting == setting)
        if given < least:
            yield "mix", f"{given} half-days in `{setting}` sites instead of at least {least}."


def whole_days(_facts: Facts, claim: Claim) -> Faults:
    """Each day used by a part is used morning and afternoon."""
    if not claim.programme.whole_days:
        return
    for part in claim.parts:
        if not part.chosen:
            continue
        half = [h for h in part.half_days if (h ^ 1) not in part.half_days]
        if half:
            names = ", ".join(HALF_DAYS[h] for h in half)
            yield "whole-days", f"{part.name}: {names} without the other half of the day."


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
            yield "run-days", f"{part.name} has {longest} days running."


def between_parts(facts: Facts, claim: Claim) -> Faults:
    """Every pair of sites of a composed bundle is within max_km."""
    limit = claim.programme.max_km
    if limit is None or claim.programme.composition != "composed":
        return
    for a, b in combinations(claim.parts, 2):
        if a.site.site_id == b.site.site_id:
            continue
        km = facts.distances.between_sites(a.site, b.site)
        if km is None:
            yield "between-parts", f"{a.site.site_id} or {b.site.site_id} has no coordinates."
        elif km > limit:
            yield "between-parts", f"{a.name} and {b.name} are {km:.1f} km apart."


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
            text = "unknown" if needed is None else f"{float(needed):.1f}"
            yield (
                "noon",
                f"{a.site.site_id} to {b.site.site_id} at noon after {HALF_DAYS[changes[0]]} "
                f"takes {text} minutes.",
            )


def half_day_twice(_facts: Facts, claim: Claim) -> Faults:
    """No half-day of one week stands in two parts."""
    for a, b in combinations(claim.parts, 2):
        twice = sorted(set(a.half_days) & set(b.half_days))
        if twice and a.weeks & b.weeks:
            yield "half-day-twice", f"{HALF_DAYS[twice[0]]} with {a.name} and with {b.name}."


def conflict(facts: Facts, claim: Claim) -> Faults:
    """Nothing of the placement is in conflict with the student; locks do not change that."""
    for line in facts.conflicts(claim.student.student_id):
        if line.supervisor_id in claim.supervisors:
            yield "conflict", f"there is a conflict with {line.supervisor_id}."
        if line.site_id in claim.sites:
            yield "conflict", f"there is a conflict with {line.site_id}."


def refused(facts: Facts, claim: Claim) -> Faults:
    """Nothing of the placement is refused, unless a lock decides."""
    names = {name for part in claim.parts for name in names_of_part(part)}
    if claim.offer is not None:
        names.add(("offer", claim.offer.offer_id))
    hit = names & facts.wishes(claim.student.student_id).refused
    if hit and not claim.overrides:
        yield "refused", f"the student refuses {', '.join(sorted(target for _, target in hit))}."


def no_repeat(facts: Facts, claim: Claim) -> Faults:
    """No supervisor, or no site, of the student's history."""
    rule = claim.programme.no_repeat
    if rule == "none":
        return
    lines = facts.history(claim.student.student_id)
    if rule == "supervisor":
        again = claim.supervisors & {line.supervisor_id for line in lines}
    else:
        again = claim.sites & {line.site_id for line in lines}
    if again:
        yield "no-repeat", f"the student has been with {', '.join(sorted(again))} before."


def shortage_only(facts: Facts, claim: Claim) -> Faults:
    """Every part lies in a ZIP or ZAC territory where the student asks for it."""
    if not claim.student.shortage_only or claim.overrides:
        return
    for part in claim.parts:
        zone = facts.zone(part.site.territory_id, claim.programme.profession)
        if zone not in SHORTAGE_ZONES:
            yield "shortage-only", f"{part.site.territory_id} has zone {zone or 'none'}."


def distance_and_housing(facts: Facts, claim: Claim) -> Faults:
    """Within max_minutes, or housed at a site of the placement; housed only then."""
    limit = claim.student.max_minutes
    too_far = []
    if limit is not None and not claim.overrides:
        for part in claim.parts:
            needed = facts.distances.from_home(claim.student, part.site)
            if needed is None or needed > limit:
                too_far.append(part)
    if claim.housed is None:
        yield from (_beyond(part, claim) for part in too_far)
    elif not too_far or not claim.student.needs_housing:
        yield "housing", f"nothing asks for the housing at {claim.housed.site_id}."
    elif claim.housed.site_id not in claim.sites:
        yield "housing", f"{claim.housed.site_id} is not a site of the placement."


def _beyond(part: ClaimedPart, claim: Claim) -> tuple[str, str]:
    limit = claim.student.max_minutes
    return "distance", f"{part.site.site_id} is more than {limit:g} minutes from home."


def lock(facts: Facts, claim: Claim) -> Faults:
    """A locked student is placed, with the lock's offer, supervisors and half-days."""
    decided = facts.semester.lock.get(claim.student.student_id)
    if decided is None:
        return
    if not claim.placed:
        yield "lock", "a locked student must be placed."
        return
    if decided.offer_id and (claim.offer is None or claim.offer.offer_id != decided.offer_id):
        yield "lock", f"the lock asks for the offer {decided.offer_id}."
    if decided.supervisor_ids and claim.supervisors != set(decided.supervisor_ids):
        yield "lock", f"the lock asks for {', '.join(decided.supervisor_ids)}."
    half_days = {half_day for part in claim.parts for half_day in part.half_days}
    if decided.half_days and half_days != set(decided.half_days):
        yield "lock", "the lock asks for other half-days."
    if decided.place is not None:
        yield from _as_marked(decided.place, claim)


def _as_marked(place: EarlierPlace, claim: Claim) -> Faults:
    """A student who keeps a place keeps all of it: offer, parts, half-days, housing."""
    parts = sorted((p.supervisor.supervisor_id, p.site.site_id, p.half_days) for p in claim.parts)
    if parts != sorted(place.parts):
        yield "marked", "the place that was marked to be kept has other parts."
    if (claim.offer.offer_id if claim.offer else None) != place.offer_id:
        yield "marked", f"the offer that was marked to be kept is {place.offer_id or 'none'}."
    if (claim.housed.site_id if claim.housed else None) != place.housed:
        yield "marked", f"the housing that was marked to be kept is {place.housed or 'none'}."


PLACED_RULES: tuple[StudentRule, ...] = (
    minutes,
    wish_rank,
    offer,
    accreditation,
    presence,
    composition,
    mix,
    whole_days,
    run_days,
    between_parts,
    noon,
    half_day_twice,
    conflict,
    refused,
    no_repeat,
    shortage_only,
    distance_and_housing,
)
"""Rules on a placed student, in the order of the report."""
