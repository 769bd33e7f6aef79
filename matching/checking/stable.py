"""Checks of what the mechanism ``stable`` needs: caps that nest, seats that go together, lists.

A stable matching is only sure to exist where the limits on students are laminar: any two sets
of offers that share a limit are nested or disjoint. Anything else is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..entities import Offer
from ..halfdays import N_HALF_DAYS
from ..language import Sentence, plural_sentence, sentence
from ..need import zones
from ..semester import Semester
from ..tables.findings import Finding, error, warning
from ..weeks import week_classes
from .hosting import cell
from .scopes import in_scope


@dataclass(frozen=True)
class _Cap:
    """A limit on the students of some offers, and how it is called."""

    noun: Sentence
    where: str
    offers: frozenset[str]


def check_stable(semester: Semester) -> Iterator[Finding]:
    """Yield what the mechanism ``stable`` refuses, and rankings that have no effect."""
    stable = {p.programme_id for p in semester.programmes if p.mechanism == "stable"}
    offers = [o for o in semester.offers if o.programme_id in stable and o.open and o.parts]
    yield from _minimums(semester, offers)
    yield from _crossing(semester, offers)
    yield from _together(semester, offers)
    yield from _own_rankings(semester, offers)
    yield from _useless_rankings(semester)


def _minimums(semester: Semester, offers: list[Offer]) -> Iterator[Finding]:
    for offer in offers:
        if offer.min_if_open:
            message = sentence(
                "offer '{offer}' has min_if_open, which the mechanism stable cannot keep; leave "
                "it empty.",
                offer=offer.offer_id,
            )
            where = cell(semester, "offers", offer.offer_id, "min_if_open")
            yield error("stable-minimum", where, message)


# -- caps that cross ------------------------------------------------------------------------


def _crossing(semester: Semester, offers: list[Offer]) -> Iterator[Finding]:
    """Yield the first two caps found that share offers without one holding the other.

    Caps are laid from the largest to the smallest; each must lie within one of those laid
    before, so that all its offers have the same smallest cap so far.
    """
    innermost: dict[str, _Cap | None] = {offer.offer_id: None for offer in offers}
    caps = [*_caps_of_quotas(semester, offers), *_caps_of_supervisors(semester, offers)]
    for cap in sorted(caps, key=lambda c: (-len(c.offers), sorted(c.offers), c.where)):
        around = {id(innermost[o]): innermost[o] for o in sorted(cap.offers)}
        other = next(
            (c for c in around.values() if c is not None and not cap.offers <= c.offers), None
        )
        if other is not None:
            message = sentence(
                "{one} and {other} share offer {shared}, but neither limit lies within the other; "
                "the mechanism stable needs limits that nest.",
                one=cap.noun,
                other=other.noun,
                shared=min(cap.offers & other.offers),
            )
            yield error("crossing-caps", cap.where, message)
            return
        for offer in cap.offers:
            innermost[offer] = cap


def _caps_of_quotas(semester: Semester, offers: list[Offer]) -> Iterator[_Cap]:
    zone = zones(semester)
    for quota in semester.quotas:
        if quota.max_count is None or not quota.hard_max:
            continue
        inside = set()
        scopes: dict[str, frozenset[str]] = {}
        for offer in offers:
            profession = semester.programme[offer.programme_id].profession
            if quota.programme_id not in (None, offer.programme_id):
                continue
            if profession not in scopes:
                scopes[profession] = in_scope(semester, quota, profession, zone)
            if any(part.site_id in scopes[profession] for part in offer.parts):
                inside.add(offer.offer_id)
        if inside:
            noun = sentence("quota '{quota}'", quota=quota.quota_id)
            where = cell(semester, "quotas", quota.quota_id, "max")
            yield _Cap(noun, where, frozenset(inside))


def _caps_of_supervisors(semester: Semester, offers: list[Offer]) -> Iterator[_Cap]:
    """Yield the supervisors whose offers have more seats together than they take students."""
    of_host: dict[str, dict[str, int]] = defaultdict(dict)
    for offer in offers:
        for part in offer.parts:
            of_host[part.supervisor_id][offer.offer_id] = offer.seats
    for name, seats in sorted(of_host.items()):
        if len(seats) > 1 and sum(seats.values()) > semester.supervisor[name].max_students:
            noun = sentence("supervisor '{supervisor}'", supervisor=name)
            where = cell(semester, "supervisors", name, "max_students")
            yield _Cap(noun, where, frozenset(seats))


# -- seats that cannot all be used together -------------------------------------------------


Use = dict[int, int]
"""Students by half-day; under `_ALL` the half-days of the week together."""

_ALL = -1


def _together(semester: Semester, offers: list[Offer]) -> Iterator[Finding]:
    """Yield supervisors and sites whose half-days the seats of all offers would overfill."""
    told: set[tuple[str, str]] = set()
    for (kind, name, _), use in sorted(_uses(semester, offers).items()):
        if (kind, name) in told:
            continue
        finding = (
            _overfull_host(semester, name, use)
            if kind == "supervisor"
            else _overfull_site(semester, name, use)
        )
        if finding is not None:
            told.add((kind, name))
            yield finding


def _uses(semester: Semester, offers: list[Offer]) -> dict[tuple[str, str, int], Use]:
    """Return what all seats would use of each supervisor and room, in each class of weeks."""
    uses: dict[tuple[str, str, int], Use] = defaultdict(lambda: defaultdict(int))
    weeks = week_classes(semester)
    for offer in offers:
        programme = semester.programme[offer.programme_id]
        for part in offer.parts:
            mask = weeks.mask(part.weeks if part.weeks_text else programme.weeks)
            hosts = [("supervisor", part.supervisor_id)]
            if programme.needs_room and semester.site[part.site_id].rooms is not None:
                hosts.append(("site", part.site_id))
            for week in (k for k in range(weeks.n_classes) if mask >> k & 1):
                for kind, name in hosts:
                    use = uses[kind, name, week]
                    use[_ALL] += offer.seats * part.half_day_count
                    for half_day in () if isinstance(part.half_days, int) else part.half_days:
                        use[half_day] += offer.seats
    return uses


def _busiest(use: Use) -> int:
    return max((number for half_day, number in use.items() if half_day != _ALL), default=0)


def _overfull_host(semester: Semester, name: str, use: Use) -> Finding | None:
    supervisor = semester.supervisor[name]
    there = sum(presence is not None for presence in supervisor.timetable)
    where = cell(semester, "supervisors", name, "max_at_once")
    if _busiest(use) > supervisor.max_at_once:
        message = plural_sentence(
            "supervisor '{supervisor}' is in open offers with {seats} seats at one half-day, but "
            "hosts {count} student at once; the mechanism stable needs seats that can all be used.",
            "supervisor '{supervisor}' is in open offers with {seats} seats at one half-day, but "
            "hosts {count} students at once; the mechanism stable needs seats that can all be "
            "used.",
            count=supervisor.max_at_once,
            supervisor=name,
            seats=_busiest(use),
        )
        return error("seats-not-together", where, message)
    if use[_ALL] > supervisor.max_at_once * there:
        message = sentence(
            "the seats of the open offers of supervisor '{supervisor}' need {need} half-days a "
            "week, it has {have}; the mechanism stable needs seats that can all be used.",
            supervisor=name,
            need=use[_ALL],
            have=supervisor.max_at_once * there,
        )
        return error("seats-not-together", where, message)
    return None


def _overfull_site(semester: Semester, name: str, use: Use) -> Finding | None:
    rooms = semester.site[name].rooms
    if rooms is None or (_busiest(use) <= rooms and use[_ALL] <= rooms * N_HALF_DAYS):
        return None
    message = plural_sentence(
        "site '{site}' has {count} room, too few for all the seats of its open offers; the "
        "mechanism stable needs seats that can all be used.",
        "site '{site}' has {count} rooms, too few for all the seats of its open offers; the "
        "mechanism stable needs seats that can all be used.",
        count=rooms,
        site=name,
    )
    return error("seats-not-together", cell(semester, "sites", name, "rooms"), message)


# -- rankings -------------------------------------------------------------------------------


def _own_rankings(semester: Semester, offers: list[Offer]) -> Iterator[Finding]:
    own = {line.offer_id for line in semester.host_rankings if line.offer_id is not None}
    ranking = {line.supervisor_id for line in semester.host_rankings}
    for offer in offers:
        several = sorted({p.supervisor_id for p in offer.parts if p.supervisor_id in ranking})
        if offer.offer_id not in own and len(several) > 1:
            message = sentence(
                "supervisors {supervisors} of offer '{offer}' each rank students; the offer needs "
                "a ranking of its own.",
                supervisors=tuple(several),
                offer=offer.offer_id,
            )
            where = cell(semester, "offers", offer.offer_id, "offer_id")
            yield error("missing-ranking", where, message)


def _useless_rankings(semester: Semester) -> Iterator[Finding]:
    """Yield hosts that rank students for whose programme they have no offer."""
    programmes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for offer in semester.offers:
        programmes["offer", offer.offer_id].add(offer.programme_id)
        for part in offer.parts:
            programmes["supervisor", part.supervisor_id].add(offer.programme_id)
    foreign: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in semester.host_rankings:
        host = (
            ("offer", line.offer_id) if line.offer_id else ("supervisor", line.supervisor_id or "")
        )
        if semester.student[line.student_id].programme_id not in programmes[host]:
            foreign[host].append(line.student_id)
    for (kind, name), students in sorted(foreign.items()):
        table = "offers" if kind == "offer" else "supervisors"
        message = plural_sentence(
            "'{host}' ranks student '{student}', for whose programme it has no offer; the line "
            "has no effect.",
            "'{host}' ranks {count} students for whose programmes it has no offer, the first is "
            "'{student}'; the lines have no effect.",
            count=len(students),
            host=name,
            student=students[0],
        )
        yield warning("useless-ranking", cell(semester, table, name, f"{kind}_id"), message)
