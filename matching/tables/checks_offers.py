"""Checks of offers: their parts, the rules of their programme, wishes for closed ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from ..entities import Offer, OfferPart, Programme
from ..halfdays import day_of, is_morning, names_of
from ..semester import Semester
from .findings import Finding
from .geography import kilometres, site_point


def check_offers(semester: Semester) -> Iterator[Finding]:
    """Yield what is wrong or odd with offers."""
    wished = Counter(w.target for w in semester.wishes if w.target_kind == "offer")
    refused = Counter(w.target for w in semester.wishes if w.target_kind == "offer" and w.refused)
    for offer in semester.offers:
        where = semester.cells["offers", offer.offer_id, "offer_id"]
        programme = semester.programme.get(offer.programme_id)
        if not offer.parts:
            yield _no_parts(semester, offer, where)
        elif programme is not None and offer.open:
            for message in _misses(semester, offer, programme):
                text = f"offer '{offer.offer_id}': {message}."
                yield Finding("warning", "offer-rules", where, text)
        if offer.min_seats > offer.seats or offer.min_if_open > offer.seats:
            column = "min_seats" if offer.min_seats > offer.seats else "min_if_open"
            cell = semester.cells["offers", offer.offer_id, column]
            least = max(offer.min_seats, offer.min_if_open)
            message = f"{column} {least} is more than the {offer.seats} seats."
            yield Finding("error", "contradiction", cell, message)
        count = wished[offer.offer_id] - refused[offer.offer_id]
        if not offer.open and count:
            cell = semester.cells["offers", offer.offer_id, "open"]
            message = f"offer '{offer.offer_id}' is closed, but {count} wish(es) name it."
            yield Finding("warning", "closed-offer", cell, message)


def _no_parts(semester: Semester, offer: Offer, where: str) -> Finding:
    # A part that was left out because of an error of its own has been reported there.
    given = ("offer_parts", offer.offer_id, "offer_id") in semester.cells
    message = f"offer '{offer.offer_id}' has no parts; no one can be placed there."
    if offer.open and not given:
        return Finding("error", "no-parts", where, message)
    return Finding("warning", "no-parts", where, message)


def _misses(semester: Semester, offer: Offer, programme: Programme) -> Iterator[str]:
    """Yield the rules of its programme that an open offer misses."""
    parts = offer.parts
    yield from _counts(parts, programme)
    yield from _settings(semester, parts, programme)
    yield from _distances(semester, parts, programme)
    yield from _days(parts, programme)
    for part in parts:
        yield from _presence(semester, part, programme)
    for one, other in combinations(parts, 2):
        if one.weeks_text == other.weeks_text and set(_fixed(one)) & set(_fixed(other)):
            twice = names_of(set(_fixed(one)) & set(_fixed(other)))
            yield f"two parts share the half-days {twice}"


def _counts(parts: tuple[OfferPart, ...], programme: Programme) -> Iterator[str]:
    total = _longest_week(parts)
    if total != programme.half_days:
        yield f"{total} half-days per week, the programme asks {programme.half_days}"
    supervisors = len({part.supervisor_id for part in parts})
    if not programme.min_parts <= supervisors <= programme.max_parts:
        yield (
            f"{supervisors} supervisor(s), the programme asks {programme.min_parts} to "
            f"{programme.max_parts}"
        )
    sites = len({part.site_id for part in parts})
    if programme.min_sites is not None and sites < programme.min_sites:
        yield f"{sites} site(s), the programme asks at least {programme.min_sites}"
    if programme.max_sites is not None and sites > programme.max_sites:
        yield f"{sites} site(s), the programme allows at most {programme.max_sites}"
    sizes: Counter[tuple[str, str]] = Counter()
    for part in parts:
        sizes[part.supervisor_id, part.site_id] += part.half_day_count
    if min(sizes.values()) < programme.min_part:
        yield f"a part of {min(sizes.values())} half-day(s), the least is {programme.min_part}"


def _longest_week(parts: tuple[OfferPart, ...]) -> int:
    """Return the half-days of the fullest week: parts may follow each other."""
    weeks = {week for part in parts for week in part.weeks or ()} or {1}
    return max(
        sum(part.half_day_count for part in parts if part.weeks is None or week in part.weeks)
        for week in weeks
    )


def _settings(
    semester: Semester, parts: tuple[OfferPart, ...], programme: Programme
) -> Iterator[str]:
    found: Counter[str] = Counter()
    for part in parts:
        site = semester.site.get(part.site_id)
        if site is None:
            return
        found[site.setting] += part.half_day_count
    for setting, least in (("liberal", programme.min_liberal), ("centre", programme.min_centre)):
        if found[setting] < least:
            yield f"{found[setting]} half-day(s) in setting {setting}, the least is {least}"


def _distances(
    semester: Semester, parts: tuple[OfferPart, ...], programme: Programme
) -> Iterator[str]:
    if programme.max_km is None:
        return
    points = {part.site_id: site_point(semester, part.site_id) for part in parts}
    for one, other in combinations(sorted(points), 2):
        start, end = points[one], points[other]
        if start is not None and end is not None and kilometres(start, end) > programme.max_km:
            yield (
                f"{kilometres(start, end):.1f} km between sites '{one}' and '{other}', the "
                f"programme allows {programme.max_km:g}"
            )


def _days(parts: tuple[OfferPart, ...], programme: Programme) -> Iterator[str]:
    if not programme.whole_days or any(isinstance(part.half_days, int) for part in parts):
        return
    by_day: dict[tuple[str, str, int], set[bool]] = defaultdict(set)
    for part in parts:
        for half_day in _fixed(part):
            by_day[part.supervisor_id, part.site_id, day_of(half_day)].add(is_morning(half_day))
    if any(len(halves) < 2 for halves in by_day.values()):
        yield "a day is used by half, the programme asks whole days"


def _presence(semester: Semester, part: OfferPart, programme: Programme) -> Iterator[str]:
    supervisor = semester.supervisor.get(part.supervisor_id)
    if supervisor is None:
        return
    there = [
        half_day
        for half_day, presence in enumerate(supervisor.timetable)
        if presence is not None
        and presence.site_id == part.site_id
        and (not presence.away or programme.presence == "reachable")
    ]
    name = f"supervisor '{part.supervisor_id}' at site '{part.site_id}'"
    absent = set(_fixed(part)) - set(there)
    if absent:
        yield f"{name} is not there on {names_of(absent)}"
    elif len(there) < part.half_day_count:
        yield f"{name} is there {len(there)} half-day(s), the part asks {part.half_day_count}"


def _fixed(part: OfferPart) -> tuple[int, ...]:
    return () if isinstance(part.half_days, int) else part.half_days
