"""The rules of its programme that an offer misses: totals, parts, mix, distances, presence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from ..entities import Offer, OfferPart, Programme, Supervisor
from ..halfdays import day_of, is_morning
from ..language import Sentence, plural_sentence, sentence
from ..semester import Semester
from .geography import kilometres, site_point

_HALF_DAYS = (
    sentence("mon_am"),
    sentence("mon_pm"),
    sentence("tue_am"),
    sentence("tue_pm"),
    sentence("wed_am"),
    sentence("wed_pm"),
    sentence("thu_am"),
    sentence("thu_pm"),
    sentence("fri_am"),
    sentence("fri_pm"),
    sentence("sat_am"),
)
"""The half-days, called in messages as the headings of the reader's language are."""


def misses(semester: Semester, offer: Offer, programme: Programme) -> Iterator[Sentence]:
    """Yield the rules of its programme that an open offer misses, without a full stop."""
    parts = offer.parts
    yield from _counts(parts, programme)
    yield from _mix(semester, parts, programme)
    yield from _distances(semester, parts, programme)
    yield from _days(parts, programme)
    for part in parts:
        yield from _presence(semester, part, programme)
    for one, other in combinations(parts, 2):
        if one.weeks_text == other.weeks_text and set(_fixed(one)) & set(_fixed(other)):
            yield sentence(
                "two parts share the half-days {half_days}",
                half_days=_said(set(_fixed(one)) & set(_fixed(other))),
            )


def half_days_there(
    supervisor: Supervisor, part: OfferPart, programme: Programme
) -> tuple[int, ...]:
    """Return the half-days at which a part's supervisor is at its site."""
    return tuple(
        half_day
        for half_day, presence in enumerate(supervisor.timetable)
        if presence is not None
        and presence.site_id == part.site_id
        and (not presence.away or programme.presence == "reachable")
    )


def _counts(parts: tuple[OfferPart, ...], programme: Programme) -> Iterator[Sentence]:
    total = _longest_week(parts)
    if total != programme.half_days:
        yield plural_sentence(
            "{count} half-day per week, the programme asks {asked}",
            "{count} half-days per week, the programme asks {asked}",
            count=total,
            asked=programme.half_days,
        )
    supervisors = len({part.supervisor_id for part in parts})
    if not programme.min_parts <= supervisors <= programme.max_parts:
        yield plural_sentence(
            "{count} supervisor, the programme asks {least} to {most}",
            "{count} supervisors, the programme asks {least} to {most}",
            count=supervisors,
            least=programme.min_parts,
            most=programme.max_parts,
        )
    yield from _sites(len({part.site_id for part in parts}), programme)
    sizes: Counter[tuple[str, str]] = Counter()
    for part in parts:
        sizes[part.supervisor_id, part.site_id] += part.half_day_count
    if min(sizes.values()) < programme.min_part:
        yield plural_sentence(
            "a part of {count} half-day, the least is {least}",
            "a part of {count} half-days, the least is {least}",
            count=min(sizes.values()),
            least=programme.min_part,
        )


def _sites(sites: int, programme: Programme) -> Iterator[Sentence]:
    if programme.min_sites is not None and sites < programme.min_sites:
        yield plural_sentence(
            "{count} site, the programme asks at least {least}",
            "{count} sites, the programme asks at least {least}",
            count=sites,
            least=programme.min_sites,
        )
    if programme.max_sites is not None and sites > programme.max_sites:
        yield plural_sentence(
            "{count} site, the programme allows at most {most}",
            "{count} sites, the programme allows at most {most}",
            count=sites,
            most=programme.max_sites,
        )


def _longest_week(parts: tuple[OfferPart, ...]) -> int:
    """Return the half-days of the fullest week: parts may follow each other."""
    weeks = {week for part in parts for week in part.weeks or ()} or {1}
    return max(
        sum(part.half_day_count for part in parts if part.weeks is None or week in part.weeks)
        for week in weeks
    )


def _mix(
    semester: Semester, parts: tuple[OfferPart, ...], programme: Programme
) -> Iterator[Sentence]:
    found: Counter[str] = Counter()
    for part in parts:
        site = semester.site.get(part.site_id)
        if site is None:
            return
        found[site.setting] += part.half_day_count
    if found["liberal"] < programme.min_liberal:
        yield plural_sentence(
            "{count} half-day in setting liberal, the least is {least}",
            "{count} half-days in setting liberal, the least is {least}",
            count=found["liberal"],
            least=programme.min_liberal,
        )
    if found["centre"] < programme.min_centre:
        yield plural_sentence(
            "{count} half-day in setting centre, the least is {least}",
            "{count} half-days in setting centre, the least is {least}",
            count=found["centre"],
            least=programme.min_centre,
        )


def _distances(
    semester: Semester, parts: tuple[OfferPart, ...], programme: Programme
) -> Iterator[Sentence]:
    if programme.max_km is None:
        return
    points = {part.site_id: site_point(semester, part.site_id) for part in parts}
    for one, other in combinations(sorted(points), 2):
        start, end = points[one], points[other]
        if start is not None and end is not None and kilometres(start, end) > programme.max_km:
            yield sentence(
                "{km} km between sites '{one}' and '{other}', the programme allows {most}",
                km=round(kilometres(start, end), 1),
                one=one,
                other=other,
                most=programme.max_km,
            )


def _days(parts: tuple[OfferPart, ...], programme: Programme) -> Iterator[Sentence]:
    if not programme.whole_days or any(isinstance(part.half_days, int) for part in parts):
        return
    by_day: dict[tuple[str, str, int], set[bool]] = defaultdict(set)
    for part in parts:
        for half_day in _fixed(part):
            by_day[part.supervisor_id, part.site_id, day_of(half_day)].add(is_morning(half_day))
    if any(len(halves) < 2 for halves in by_day.values()):
        yield sentence("a day is used by half, the programme asks whole days")


def _said(half_days: Iterable[int]) -> tuple[Sentence, ...]:
    return tuple(_HALF_DAYS[half_day] for half_day in sorted(half_days))


def _presence(semester: Semester, part: OfferPart, programme: Programme) -> Iterator[Sentence]:
    supervisor = semester.supervisor.get(part.supervisor_id)
    if supervisor is None:
        return
    there = half_days_there(supervisor, part, programme)
    absent = set(_fixed(part)) - set(there)
    if absent:
        yield sentence(
            "supervisor '{supervisor}' at site '{site}' is not there on {half_days}",
            supervisor=part.supervisor_id,
            site=part.site_id,
            half_days=_said(absent),
        )
    elif len(there) < part.half_day_count:
        yield plural_sentence(
            "supervisor '{supervisor}' at site '{site}' is there {count} half-day, the part asks "
            "{asked}",
            "supervisor '{supervisor}' at site '{site}' is there {count} half-days, the part asks "
            "{asked}",
            count=len(there),
            supervisor=part.supervisor_id,
            site=part.site_id,
            asked=part.half_day_count,
        )


def _fixed(part: OfferPart) -> tuple[int, ...]:
    return () if isinstance(part.half_days, int) else part.half_days
