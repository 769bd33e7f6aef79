"""What a student's own case asks of the placement, one function per rule."""

from __future__ import annotations

from ..entities import EarlierPlace
from ..language import Sentence, sentence
from .claims import Claim, ClaimedPart
from .facts import SHORTAGE_ZONES, Facts
from .rule import Faults
from .wishes import names_of_part

_NONE = sentence("none")


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
