"""What one student's placement must keep on its own, one function per rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations

from ..entities import EarlierPlace
from ..halfdays import HALF_DAYS, day_of, is_morning
from ..language import Sentence, sentence
from .claims import Claim, ClaimedPart, decimal_text
from .facts import SHORTAGE_ZONES, Facts
from .wishes import names_of_part

Faults = Iterator[tuple[str, Sentence]]
StudentRule = Callable[[Facts, Claim], Faults]

_UNKNOWN = sentence("unknown")
_NONE = sentence("none")


def minutes(facts: Facts, claim: Claim) -> Faults:
    """The printed minutes are those from home."""
    for part in claim.parts:
        expected = facts.distances.from_home(claim.student, part.site)
        if part.minutes_text != ("unknown" if expected is None else str(expected)):
            yield (
                "minutes",
                sentence(
                    "{site} is {minutes} minutes from home.",
                    site=part.site.site_id,
                    minutes=_UNKNOWN if expected is None else expected,
                ),
            )


def wish_rank(facts: Facts, claim: Claim) -> Faults:
    """The printed wish rank is the placement's, empty without wishes."""
    rank = facts.wishes(claim.student.student_id).rank(claim)
    text = "" if rank is None else decimal_text(rank)
    if claim.rank_text != text:
        yield (
            "wish-rank",
            (
                sentence("the wish rank must be '{rank}'.", rank=text)
                if text
                else sentence("the wish rank must be empty.")
            ),
        )


def offer(_facts: Facts, claim: Claim) -> Faults:
    """An offer where the programme places on offers, open and of that programme; else none."""
    if claim.programme.composition == "composed":
        if claim.offer is not None:
            yield (
                "offer",
                sentence(
                    "{programme_id} composes bundles and has no offers.",
                    programme_id=claim.programme.programme_id,
                ),
            )
    elif claim.offer is None:
        yield (
            "offer",
            sentence(
                "{programme_id} places on offers only.", programme_id=claim.programme.programme_id
            ),
        )
    else:
        if claim.offer.programme_id != claim.programme.programme_id:
            yield (
                "offer",
                sentence(
                    "{offer_id} belongs to {programme_id}.",
                    offer_id=claim.offer.offer_id,
                    programme_id=claim.offer.programme_id,
                ),
            )
        if not claim.offer.open:
            yield "closed", sentence("{offer_id} is closed.", offer_id=claim.offer.offer_id)


def accreditation(facts: Facts, claim: Claim) -> Faults:
    """Every part is accredited for the programme over the whole semester."""
    for part in claim.parts:
        fault = facts.accreditation_fault(part.supervisor, claim.programme)
        supervisor = part.supervisor.supervisor_id
        if fault == "programme":
            yield (
                fault,
                sentence(
                    "{supervisor} does not take {programme_id}.",
                    supervisor=supervisor,
                    programme_id=claim.programme.programme_id,
                ),
            )
        elif fault is not None:
            yield (
                fault,
                sentence(
                    "{supervisor}'s accreditation does not cover the semester.",
                    supervisor=supervisor,
                ),
            )


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


def composition(_facts: Facts, claim: Claim) -> Faults:
    """Totals, parts and sites of a composed bundle."""
    programme = claim.programme
    if programme.composition != "composed":
        return
    if claim.half_day_total != programme.half_days:
        yield (
            "total",
            sentence(
                "{half_day_total} half-days instead of {half_days}.",
                half_day_total=claim.half_day_total,
                half_days=programme.half_days,
            ),
        )
    if len({part.name for part in claim.parts}) < len(claim.parts):
        yield "parts", sentence("two parts with one supervisor at one site are one part.")
    n_parts = len(claim.supervisors)
    if not programme.min_parts <= n_parts <= programme.max_parts:
        yield (
            "parts",
            sentence(
                "{n_parts} supervisors; {min_parts} to {max_parts}.",
                n_parts=n_parts,
                min_parts=programme.min_parts,
                max_parts=programme.max_parts,
            ),
        )
    n_sites = len(claim.sites)
    if n_sites < (programme.min_sites or 0):
        yield (
            "sites",
            sentence(
                "{n_sites} sites, at least {min_sites} are needed.",
                n_sites=n_sites,
                min_sites=programme.min_sites,
            ),
        )
    if programme.max_sites is not None and n_sites > programme.max_sites:
        yield (
            "sites",
            sentence(
                "{n_sites} sites, at most {max_sites} are allowed.",
                n_sites=n_sites,
                max_sites=programme.max_sites,
            ),
        )
    for part in claim.parts:
        if len(part.half_days) < programme.min_part:
            yield (
                "min-part",
                sentence(
                    "{name} has fewer than {min_part} half-days.",
                    name=part.name,
                    min_part=programme.min_part,
                ),
            )


def mix(_facts: Facts, claim: Claim) -> Faults:
    """Enough half-days in each setting."""
    programme = claim.programme
    if programme.composition != "composed":
        return
    asked = {"liberal": programme.min_liberal, "centre": programme.min_centre}
    for setting, least in asked.items():
        given = sum(len(p.half_days) for p in claim.parts if p.site.setting == setting)
        if given < least:
            yield (
                "mix",
                sentence(
                    "{given} half-days in `{setting}` sites instead of at least {least}.",
                    given=given,
                    setting=setting,
                    least=least,
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
            yield (
                "between-parts",
                sentence(
                    "{site_id} or {other} has no coordinates.",
                    site_id=a.site.site_id,
                    other=b.site.site_id,
                ),
            )
        elif km > limit:
            yield (
                "between-parts",
                sentence(
                    "{name} and {other} are {km} km apart.",
                    name=a.name,
                    other=b.name,
                    km=round(float(km), 1),
                ),
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


def conflict(facts: Facts, claim: Claim) -> Faults:
    """Nothing of the placement is in conflict with the student; locks do not change that."""
    for line in facts.conflicts(claim.student.student_id):
        if line.supervisor_id in claim.supervisors:
            yield (
                "conflict",
                sentence(
                    "there is a conflict with {supervisor_id}.", supervisor_id=line.supervisor_id
                ),
            )
        if line.site_id in claim.sites:
            yield "conflict", sentence("there is a conflict with {site_id}.", site_id=line.site_id)


def refused(facts: Facts, claim: Claim) -> Faults:
    """Nothing of the placement is refused, unless a lock decides."""
    names = {name for part in claim.parts for name in names_of_part(part)}
    if claim.offer is not None:
        names.add(("offer", claim.offer.offer_id))
    hit = names & facts.wishes(claim.student.student_id).refused
    if hit and not claim.overrides:
        yield (
            "refused",
            sentence(
                "the student refuses {names}.", names=tuple(sorted((target for _, target in hit)))
            ),
        )


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
        yield (
            "no-repeat",
            sentence("the student has been with {names} before.", names=tuple(sorted(again))),
        )


def shortage_only(facts: Facts, claim: Claim) -> Faults:
    """Every part lies in a ZIP or ZAC territory where the student asks for it."""
    if not claim.student.shortage_only or claim.overrides:
        return
    for part in claim.parts:
        zone = facts.zone(part.site.territory_id, claim.programme.profession)
        if zone not in SHORTAGE_ZONES:
            yield (
                "shortage-only",
                sentence(
                    "{territory_id} has zone {zone}.",
                    territory_id=part.site.territory_id,
                    zone=zone or _NONE,
                ),
            )


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
        yield (
            "housing",
            sentence("nothing asks for the housing at {site_id}.", site_id=claim.housed.site_id),
        )
    elif claim.housed.site_id not in claim.sites:
        yield (
            "housing",
            sentence("{site_id} is not a site of the placement.", site_id=claim.housed.site_id),
        )


def _beyond(part: ClaimedPart, claim: Claim) -> tuple[str, Sentence]:
    limit = claim.student.max_minutes
    return "distance", sentence(
        "{site_id} is more than {limit} minutes from home.",
        site_id=part.site.site_id,
        limit=float(limit or 0),
    )


def lock(facts: Facts, claim: Claim) -> Faults:
    """A locked student is placed, with the lock's offer, supervisors and half-days."""
    decided = facts.semester.lock.get(claim.student.student_id)
    if decided is None:
        return
    if not claim.placed:
        yield "lock", sentence("a locked student must be placed.")
        return
    if decided.offer_id and (claim.offer is None or claim.offer.offer_id != decided.offer_id):
        yield "lock", sentence("the lock asks for the offer {offer_id}.", offer_id=decided.offer_id)
    if decided.supervisor_ids and claim.supervisors != set(decided.supervisor_ids):
        yield "lock", sentence("the lock asks for {names}.", names=tuple(decided.supervisor_ids))
    half_days = {half_day for part in claim.parts for half_day in part.half_days}
    if decided.half_days and half_days != set(decided.half_days):
        yield "lock", sentence("the lock asks for other half-days.")
    if decided.place is not None:
        yield from _as_marked(decided.place, claim)


def _as_marked(place: EarlierPlace, claim: Claim) -> Faults:
    """A student who keeps a place keeps all of it: offer, parts, half-days, housing."""
    parts = sorted((p.supervisor.supervisor_id, p.site.site_id, p.half_days) for p in claim.parts)
    if parts != sorted(place.parts):
        yield "marked", sentence("the place that was marked to be kept has other parts.")
    if (claim.offer.offer_id if claim.offer else None) != place.offer_id:
        yield (
            "marked",
            sentence(
                "the offer that was marked to be kept is {offer_id}.",
                offer_id=place.offer_id or _NONE,
            ),
        )
    if (claim.housed.site_id if claim.housed else None) != place.housed:
        yield (
            "marked",
            sentence(
                "the housing that was marked to be kept is {housed}.", housed=place.housed or _NONE
            ),
        )


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
