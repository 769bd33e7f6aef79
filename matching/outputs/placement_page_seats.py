"""What is left on a placement's page: seats of offers, places with supervisors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..pages import Column, Table
from .figures import half_days_text
from .labels import reading_order
from .placement_facts import Facts


@dataclass(frozen=True, slots=True)
class Left:
    """One host with something left; ``free`` are half-days in words."""

    kind: str
    name: str
    identifier: str
    programmes: str
    where: str
    places: int
    left: int
    free: str = ""


def seat_table(facts: Facts) -> Table:
    """Return offers and supervisors where somebody could still be placed."""
    words = facts.words
    rows = [*_offers(facts), *_supervisors(facts)]
    return Table(
        words["page_empty_seats"],
        (
            Column(words["name"], [row.name for row in rows]),
            Column(words["identifier"], [row.identifier for row in rows]),
            Column(words["type"], [row.kind for row in rows], choices=True),
            Column(words["programmes"], [row.programmes for row in rows]),
            Column(words["where"], [row.where for row in rows]),
            Column(words["places"], [row.places for row in rows], "number"),
            Column(words["left"], [row.left for row in rows], "number"),
            Column(words["free_half_days"], [row.free for row in rows]),
        ),
        page_length=10,
    )


def _offers(facts: Facts) -> Iterator[Left]:
    semester, labels = facts.semester, facts.view.labels
    # Students in surnombre take no seat.
    regular = (s for s in facts.placed if semester.student[s.student_id].surnombre is None)
    taken = Counter(student.offer_id for student in regular)
    names = labels.offer
    for offer in sorted(
        semester.offers, key=lambda o: (reading_order(names[o.offer_id]), o.offer_id)
    ):
        left = offer.seats - taken[offer.offer_id]
        if offer.open and left > 0:
            sites = dict.fromkeys(labels.site[part.site_id] for part in offer.parts)
            yield Left(
                facts.words["seat_offer"],
                names[offer.offer_id],
                offer.offer_id,
                offer.programme_id,
                ", ".join(sites),
                offer.seats,
                left,
            )


def _supervisors(facts: Facts) -> Iterator[Left]:
    view = facts.view
    ordered = sorted(
        facts.semester.supervisors, key=lambda s: (reading_order(s.name), s.supervisor_id)
    )
    for supervisor in ordered:
        left = facts.places_left[supervisor.supervisor_id]
        if left:
            yield Left(
                facts.words["seat_supervisor"],
                view.labels.supervisor[supervisor.supervisor_id],
                supervisor.supervisor_id,
                ", ".join(supervisor.programmes),
                view.labels.site[supervisor.site_id],
                supervisor.max_students,
                left,
                half_days_text(view.occupancy.free_half_days(supervisor), facts.lang),
            )
