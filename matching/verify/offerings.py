"""What a student could have of an offer, from the tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from ..entities import Offer, OfferPart, Programme, Site, Student
from .claims import Claim, ClaimedPart
from .facts import Facts
from .personal_rules import conflict, distance_and_housing, no_repeat, refused, shortage_only
from .student_rules import accreditation
from .week_rules import half_day_twice, noon, presence, run_days, whole_days

Parts = tuple[ClaimedPart, ...]

_OF_ANYBODY = (accreditation, presence, half_day_twice, whole_days, run_days)
_OF_STUDENT = (noon, conflict, refused, no_repeat, shortage_only, distance_and_housing)
MOST_CHOICES = 500
"""Choices of half-days of one offer; beyond these nothing is said about it."""


class Offerings:
    """The ways to hold each offer, found once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._ways: dict[str, list[Parts]] = {}

    def ways(self, offer: Offer, anybody: Student) -> list[Parts]:
        """Return the choices of half-days that an offer leaves, whoever takes it."""
        if offer.offer_id not in self._ways:
            programme = self.facts.semester.programme[offer.programme_id]
            choices = [self._choices(programme, part) for part in offer.parts]
            ways = islice(product(*choices), MOST_CHOICES + 1) if offer.parts else ()
            self._ways[offer.offer_id] = [
                parts
                for parts in ways
                if not any(
                    True
                    for rule in _OF_ANYBODY
                    for _ in rule(self.facts, _claim(anybody, programme, offer, parts, None))
                )
            ]
        return self._ways[offer.offer_id]

    def of(self, student: Student, offer: Offer) -> Iterator[Claim]:
        """Yield every placement in an offer that the rules allow a student by itself."""
        programme = self.facts.semester.programme[student.programme_id]
        for parts in self.ways(offer, student):
            for housed in self.housings(student, parts):
                claim = _claim(student, programme, offer, parts, housed)
                if suits(self.facts, claim):
                    yield claim

    def claim(self, student: Student, offer: Offer, parts: Parts) -> Claim:
        """Return one way to hold an offer as a claim of a student, without housing."""
        programme = self.facts.semester.programme[student.programme_id]
        return _claim(student, programme, offer, parts, None)

    def _choices(self, programme: Programme, part: OfferPart) -> list[ClaimedPart]:
        semester = self.facts.semester
        supervisor, site = semester.supervisor[part.supervisor_id], semester.site[part.site_id]
        weeks = part.weeks if part.weeks_text else programme.weeks
        if weeks is None:
            weeks = frozenset(range(1, semester.settings.n_weeks + 1))
        chosen = isinstance(part.half_days, int)
        there = [
            half_day
            for half_day, cell in enumerate(supervisor.timetable)
            if cell is not None and cell.site_id == site.site_id
        ]
        lists = (
            combinations(there, part.half_days)
            if isinstance(part.half_days, int)
            else [tuple(sorted(part.half_days))]
        )
        return [
            ClaimedPart(supervisor, site, half_days, weeks, chosen, "", "") for half_days in lists
        ]

    def housings(self, student: Student, parts: Parts) -> list[Site | None]:
        """Return where a student may be housed, ``None`` for nowhere."""
        sites = {part.site.site_id: part.site for part in parts if part.site.housing_places}
        return [None, *sites.values()] if student.needs_housing else [None]


def suits(facts: Facts, claim: Claim) -> bool:
    """Say whether a claim keeps the rules on the student, and what the student declares."""
    return not any(True for rule in _OF_STUDENT for _ in rule(facts, claim))


def _claim(
    student: Student, programme: Programme, offer: Offer, parts: Parts, housed: Site | None
) -> Claim:
    return Claim(student, programme, False, offer, parts, housed, "")
