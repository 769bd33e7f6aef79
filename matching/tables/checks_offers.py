"""Checks of offers: their parts, their seats, wishes for closed ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ..entities import Offer, OfferPart, Programme, Supervisor
from ..language import plural_sentence, sentence
from ..semester import Semester
from .checks_offer_rules import half_days_there, misses
from .findings import Finding, error, warning


def check_offers(semester: Semester) -> Iterator[Finding]:
    """Yield what is wrong or odd with offers."""
    wishing: dict[str, list[str]] = defaultdict(list)
    for wish in semester.wishes:
        if wish.target_kind == "offer" and not wish.refused:
            wishing[wish.target].append(wish.student_id)
    for offer in semester.offers:
        where = semester.cells["offers", offer.offer_id, "offer_id"]
        programme = semester.programme.get(offer.programme_id)
        if not offer.parts:
            yield from _no_parts(semester, offer, where)
        elif programme is not None and offer.open:
            for rule in misses(semester, offer, programme):
                message = sentence("offer '{offer}': {rule}.", offer=offer.offer_id, rule=rule)
                yield warning("offer-rules", where, message)
            yield from _seats(semester, offer, programme)
        yield from _minimums(semester, offer)
        yield from _closed(semester, offer, wishing)


def _no_parts(semester: Semester, offer: Offer, where: str) -> Iterator[Finding]:
    if ("offer_parts", offer.offer_id, "offer_id") in semester.cells:
        return  # they were left out because of errors of their own, and these are told
    message = sentence(
        "offer '{offer}' has no parts; no one can be placed there.", offer=offer.offer_id
    )
    if offer.open:
        yield error("no-parts", where, message)
    else:
        yield warning("no-parts", where, message)


def _minimums(semester: Semester, offer: Offer) -> Iterator[Finding]:
    if offer.min_seats > offer.seats:
        message = plural_sentence(
            "min_seats {least} is more than the {count} seat.",
            "min_seats {least} is more than the {count} seats.",
            count=offer.seats,
            least=offer.min_seats,
        )
        yield error("contradiction", semester.cells["offers", offer.offer_id, "min_seats"], message)
    elif offer.min_if_open > offer.seats:
        message = plural_sentence(
            "min_if_open {least} is more than the {count} seat.",
            "min_if_open {least} is more than the {count} seats.",
            count=offer.seats,
            least=offer.min_if_open,
        )
        where = semester.cells["offers", offer.offer_id, "min_if_open"]
        yield error("contradiction", where, message)


def _closed(
    semester: Semester, offer: Offer, wishing: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    students = wishing.get(offer.offer_id)
    if offer.open or not students:
        return
    message = plural_sentence(
        "offer '{offer}' is closed, but student '{student}' wishes for it.",
        "offer '{offer}' is closed, but {count} students wish for it, the first is '{student}'.",
        count=len(students),
        offer=offer.offer_id,
        student=students[0],
    )
    yield warning("closed-offer", semester.cells["offers", offer.offer_id, "open"], message)


def _seats(semester: Semester, offer: Offer, programme: Programme) -> Iterator[Finding]:
    """Yield a part whose supervisor or site cannot take as many students as there are seats."""
    where = semester.cells["offers", offer.offer_id, "seats"]
    for part in offer.parts:
        supervisor = semester.supervisor.get(part.supervisor_id)
        if supervisor is None:
            continue
        most = _most_students(supervisor, part, programme)
        if most < offer.seats:
            message = plural_sentence(
                "offer '{offer}' has {count} seat, but supervisor '{supervisor}' can take no "
                "student there.",
                "offer '{offer}' has {count} seats, but supervisor '{supervisor}' can take only "
                "{most} of its students.",
                count=offer.seats,
                offer=offer.offer_id,
                supervisor=part.supervisor_id,
                most=most,
            )
            yield warning("seats-out-of-reach", where, message)
            return
        rooms = _most_in_rooms(semester, supervisor, part, programme)
        if rooms is not None and rooms < offer.seats:
            message = plural_sentence(
                "offer '{offer}' has {count} seat, but site '{site}' has no room for a student.",
                "offer '{offer}' has {count} seats, but site '{site}' has rooms for only {most} "
                "of its students.",
                count=offer.seats,
                offer=offer.offer_id,
                site=part.site_id,
                most=rooms,
            )
            yield warning("seats-out-of-reach", where, message)
            return


def _most_students(supervisor: Supervisor, part: OfferPart, programme: Programme) -> int:
    """Return how many students a part can have at most, all of them in the same weeks."""
    limit = supervisor.limits.get(programme.programme_id, supervisor.max_students)
    return min(supervisor.max_students, limit, _most(supervisor, part, programme, None))


def _most_in_rooms(
    semester: Semester, supervisor: Supervisor, part: OfferPart, programme: Programme
) -> int | None:
    site = semester.site.get(part.site_id)
    if not programme.needs_room or site is None or site.rooms is None:
        return None
    return _most(supervisor, part, programme, site.rooms)


def _most(supervisor: Supervisor, part: OfferPart, programme: Programme, rooms: int | None) -> int:
    """Return how many students a part has half-days for, so many being there at once."""
    at_once = supervisor.max_at_once if rooms is None else rooms
    if not isinstance(part.half_days, int):
        return at_once
    there = len(half_days_there(supervisor, part, programme))
    return at_once * there // part.half_days
