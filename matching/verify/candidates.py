"""What a student could have had at an offer, as if it were claimed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, product

from ..entities import Offer, OfferPart, Site, Student, Wish
from ..halfdays import N_HALF_DAYS
from .claims import Claim, ClaimedPart
from .facts import Facts
from .student_rules import PLACED_RULES, minutes, wish_rank

_RULES = tuple(rule for rule in PLACED_RULES if rule not in (minutes, wish_rank))
"""Rules on what is claimed, leaving out those on what is printed."""


class Candidates:
    """Offers that a student wishes for, and claims on them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        semester = facts.semester
        self._named: dict[tuple[str, str], list[Offer]] = defaultdict(list)
        for offer in semester.offers:
            names = {("offer", offer.offer_id)}
            for part in offer.parts:
                territory = semester.site[part.site_id].territory_id
                names |= {
                    ("supervisor", part.supervisor_id),
                    ("site", part.site_id),
                    ("territory", territory),
                }
            for name in names:
                self._named[name].append(offer)
        sets = {p.weeks for p in semester.programmes}
        sets |= {part.weeks for offer in semester.offers for part in offer.parts}
        self._weeks = sorted((s for s in sets if s is not None), key=sorted)

    def wished(self, student: Student) -> list[Offer]:
        """Return the open offers of the programme that a wish names, by identifier."""
        found = {
            offer.offer_id: offer
            for wish in self.facts.semester.wishes_of.get(student.student_id, ())
            if not wish.refused
            for offer in self._named[wish.target_kind, wish.target]
            if offer.open and offer.programme_id == student.programme_id and offer.parts
        }
        return [found[name] for name in sorted(found)]

    def named(self, offer: Offer, wish: Wish) -> bool:
        """Say whether a wish names an offer, or a part of it."""
        return any(o.offer_id == offer.offer_id for o in self._named[wish.target_kind, wish.target])

    def claim(self, student: Student, offer: Offer) -> Claim:
        """Return the claim of a student on an offer, its given half-days filled in."""
        semester = self.facts.semester
        programme = semester.programme[student.programme_id]
        parts = []
        for part in offer.parts:
            weeks = part.weeks if part.weeks_text else programme.weeks
            half_days = range(part.half_days) if isinstance(part.half_days, int) else part.half_days
            parts.append(
                ClaimedPart(
                    supervisor=semester.supervisor[part.supervisor_id],
                    site=semester.site[part.site_id],
                    half_days=tuple(half_days),
                    weeks=frozenset(range(1, semester.settings.n_weeks + 1))
                    if weeks is None
                    else weeks,
                    chosen=isinstance(part.half_days, int),
                    minutes_text="",
                    weeks_text="",
                )
            )
        return Claim(student, programme, False, offer, tuple(parts), None, "")

    def housed(self, claim: Claim) -> list[Claim]:
        """Return a claim without housing, and with housing at each of its sites that has any."""
        sites: list[Site | None] = [None]
        if claim.student.needs_housing:
            sites += [p.site for p in claim.parts if p.site.housing_places]
        return [replace(claim, housed=site) for site in sites]

    def eligible(self, claim: Claim) -> bool:
        """Say whether all rules on the student alone allow a claim, with some half-days."""
        return any(self.allowed(form) for form in self.timed(claim))

    def allowed(self, claim: Claim) -> bool:
        """Say whether all rules on the student alone allow a claim as it is."""
        return all(not list(rule(self.facts, claim)) for rule in _RULES)

    def timed(self, claim: Claim) -> list[Claim]:
        """Return a claim with all half-days that may be chosen."""
        assert claim.offer is not None
        choices = [
            [replace(part, half_days=half_days) for half_days in _choices(own)]
            for part, own in zip(claim.parts, claim.offer.parts, strict=True)
        ]
        return [replace(claim, parts=parts) for parts in product(*choices)]

    def free(self, claim: Claim) -> bool:
        """Say whether some half-days of a claim are chosen rather than given."""
        return any(part.chosen for part in claim.parts)

    def classes(self, weeks: frozenset[int]) -> frozenset[tuple[bool, ...]]:
        """Return the classes that weeks belong to: those that nothing tells apart are one."""
        return frozenset(tuple(week in own for own in self._weeks) for week in weeks)


def _choices(part: OfferPart) -> list[tuple[int, ...]]:
    if isinstance(part.half_days, int):
        return list(combinations(range(N_HALF_DAYS), part.half_days))
    return [part.half_days]
