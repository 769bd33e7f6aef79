"""Checks of seats: enough of them open for the students of each programme."""

from __future__ import annotations

from collections.abc import Iterator

from ..entities import Offer, Programme
from ..language import plural_sentence, sentence
from ..semester import Semester
from ..tables.findings import Finding, warning
from .hosting import cell


def check_seats(semester: Semester) -> Iterator[Finding]:
    """Yield programmes whose open offers have too few seats, or ask to fill too many.

    Students above the list (surnombre) take no seat and are not counted.
    """
    offers: dict[str, list[Offer]] = {p.programme_id: [] for p in semester.programmes}
    for offer in semester.offers:
        if offer.open and offer.parts:
            offers[offer.programme_id].append(offer)
    students: dict[str, int] = dict.fromkeys(offers, 0)
    for student in semester.students:
        students[student.programme_id] += student.surnombre is None
    for programme in semester.programmes:
        name = programme.programme_id
        if programme.composition == "offers" and students[name]:
            yield from _few(semester, programme, offers[name], students[name])
            yield from _many(semester, programme, offers[name], students[name])


def _few(
    semester: Semester, programme: Programme, offers: list[Offer], students: int
) -> Iterator[Finding]:
    where = cell(semester, "programmes", programme.programme_id, "programme_id")
    ratio = semester.settings.opened_ratio
    asked = -(-ratio * students // 1)
    seats = sum(offer.seats for offer in offers)
    if seats < students:
        message = plural_sentence(
            "programme '{programme}' has {count} student, but its open offers have seats for "
            "{seats}.",
            "programme '{programme}' has {count} students, but its open offers have seats for "
            "{seats}.",
            count=students,
            programme=programme.programme_id,
            seats=seats,
        )
        yield warning("capacity", where, message)
    elif seats < asked:
        message = sentence(
            "programme '{programme}': students {students}, open seats {seats}; the setting "
            "opened_ratio ({ratio}) asks for {asked} seats.",
            programme=programme.programme_id,
            seats=seats,
            students=students,
            ratio=float(ratio),
            asked=int(asked),
        )
        yield warning("few-seats", where, message)


def _many(
    semester: Semester, programme: Programme, offers: list[Offer], students: int
) -> Iterator[Finding]:
    asked = sum(offer.min_seats for offer in offers)
    if asked > students:
        message = plural_sentence(
            "the offers of programme '{programme}' ask that {asked} seats be filled (min_seats), "
            "but it has {count} student.",
            "the offers of programme '{programme}' ask that {asked} seats be filled (min_seats), "
            "but it has {count} students.",
            count=students,
            programme=programme.programme_id,
            asked=asked,
        )
        first = next(offer for offer in offers if offer.min_seats)
        yield warning("min-seats", cell(semester, "offers", first.offer_id, "min_seats"), message)
