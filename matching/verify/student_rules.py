"""What one student's placement must keep on its own: the rules, in the order of the report."""

from __future__ import annotations

from ..language import sentence
from .bundle_rules import between_parts, composition, mix
from .claims import Claim, decimal_text
from .facts import Facts
from .personal_rules import conflict, distance_and_housing, no_repeat, refused, shortage_only
from .rule import Faults, StudentRule
from .week_rules import half_day_twice, noon, presence, run_days, whole_days

_UNKNOWN = sentence("unknown")


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
