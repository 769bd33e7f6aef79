"""Checks of quotas that cannot hold by arithmetic, whoever is placed where.

Placing ends without a result where a hard minimum cannot be met; what is said here is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..compositions import popcount
from ..entities import Offer, Programme, Quota
from ..language import Sentence, sentence
from ..need import zones
from ..semester import Semester
from ..tables.findings import Finding, warning
from .hosting import Hosting, cell, most_students
from .scopes import in_scope

_MOST = 300
"""Quotas that are still compared with each other."""


@dataclass(frozen=True)
class _Reach:
    """A quota with the sites in its scope and the most that can be there.

    ``sites`` is by programme; ``demand`` is what its students make in all, ``most`` what they
    can make within the scope.
    """

    quota: Quota
    sites: dict[str, frozenset[str]]
    demand: int
    most: int


def check_quotas(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    """Yield quotas that cannot be met, alone or together."""
    zone = zones(semester)
    reaches = []
    for quota in semester.quotas:
        programmes = [
            p
            for p in semester.programmes
            if quota.programme_id in (None, p.programme_id) and hosts.students[p.programme_id]
        ]
        sites = {p.programme_id: in_scope(semester, quota, p.profession, zone) for p in programmes}
        most = [_most(hosts, p, quota, sites[p.programme_id]) for p in programmes]
        demand = [_demand(hosts, p, quota) for p in programmes]
        reaches.append(_Reach(quota, sites, sum(demand), sum(most)))
    for reach in reaches:
        yield from _alone(semester, reach)
    if len(reaches) <= _MOST:
        yield from _nested(semester, reaches)
        yield from _apart(semester, hosts, reaches)


# -- what a programme's students can make --------------------------------------------------


def _demand(hosts: Hosting, programme: Programme, quota: Quota) -> int:
    """Return the students of a programme, or their half-days at the most."""
    students = hosts.students[programme.programme_id]
    return students if quota.unit == "students" else students * _longest(hosts, programme)


def _longest(hosts: Hosting, programme: Programme) -> int:
    if programme.composition == "composed":
        return programme.half_days
    return max((_half_days(offer, None) for offer in hosts.open_offers(programme)), default=0)


def _half_days(offer: Offer, sites: frozenset[str] | None) -> int:
    """Return the half-days of an offer's parts, at some sites or all."""
    parts = (part for part in offer.parts if sites is None or part.site_id in sites)
    return sum(part.half_day_count for part in parts)


def _most(hosts: Hosting, programme: Programme, quota: Quota, sites: frozenset[str]) -> int:
    """Return the most students or half-days of a programme that can be at some sites."""
    demand = _demand(hosts, programme, quota)
    if programme.composition == "offers":
        return min(demand, _most_of_offers(hosts, programme, quota, sites))
    semester, places = hosts.semester, hosts.places
    inside = np.array([site.site_id in sites for site in semester.sites], bool)[places.site]
    usable = np.where(inside, hosts.usable(programme), 0)
    total = 0
    half_days = np.bincount(
        places.supervisor, weights=popcount(usable), minlength=len(semester.supervisors)
    ).astype(np.int64)
    for number in np.flatnonzero(half_days).tolist():
        supervisor = semester.supervisors[number]
        students = min(
            most_students(supervisor, programme),
            int(half_days[number]) * supervisor.max_at_once // max(1, programme.min_part),
        )
        if quota.unit == "students":
            total += students
        else:
            total += min(
                int(half_days[number]) * supervisor.max_at_once, students * programme.half_days
            )
    return min(demand, total)


def _most_of_offers(
    hosts: Hosting, programme: Programme, quota: Quota, sites: frozenset[str]
) -> int:
    """Return what open offers can make at some sites: their seats, and students above the list."""
    above = hosts.above[programme.programme_id]
    inside = [(offer, _half_days(offer, sites)) for offer in hosts.open_offers(programme)]
    if quota.unit == "students":
        return sum(offer.seats for offer, amount in inside if amount) + above * any(
            amount for _, amount in inside
        )
    return sum(offer.seats * amount for offer, amount in inside) + above * max(
        (amount for _, amount in inside), default=0
    )


# -- one quota ------------------------------------------------------------------------------


def _alone(semester: Semester, reach: _Reach) -> Iterator[Finding]:
    quota = reach.quota
    values = {"quota": quota.quota_id, "least": quota.min_count, "most": reach.most}
    limit = "min" if quota.min_count is not None else "max"
    where = cell(semester, "quotas", quota.quota_id, limit)
    hint = _hint(quota)
    if not reach.demand:
        return
    if not reach.most:
        message = sentence(
            "quota '{quota}': nobody can be placed within its scope; it has no effect.",
            quota=quota.quota_id,
        )
        if quota.min_count:
            message = sentence(
                "quota '{quota}' asks for {least}, but nobody can be placed within its scope.",
                **values,
            )
        yield warning("quota-without-site", where, message, hint if quota.min_count else None)
    elif quota.min_count is not None and quota.min_count > reach.most:
        yield warning("quota-out-of-reach", where, _too_high(reach), hint)


def _too_high(reach: _Reach) -> Sentence:
    """Say that a minimum is above what its students, or its sites, can make."""
    quota = reach.quota
    values = {"quota": quota.quota_id, "least": quota.min_count, "most": reach.most}
    of_students = reach.demand == reach.most
    if quota.unit == "students" and of_students:
        return sentence(
            "quota '{quota}' asks for {least} students, but there are only {most}.", **values
        )
    if quota.unit == "students":
        return sentence(
            "quota '{quota}' asks for {least} students, but its sites can take only {most}.",
            **values,
        )
    if of_students:
        return sentence(
            "quota '{quota}' asks for {least} half-days, but the students have only {most}.",
            **values,
        )
    return sentence(
        "quota '{quota}' asks for {least} half-days, but its sites can take only {most}.", **values
    )


def _hint(quota: Quota) -> Sentence | None:
    if not quota.hard_min:
        return None
    return sentence("It is hard: placing ends without a result.")


# -- several quotas -------------------------------------------------------------------------


def _nested(semester: Semester, reaches: Sequence[_Reach]) -> Iterator[Finding]:
    """Yield hard minimums above the hard maximum of a scope that holds theirs.

    What locks place may exceed a maximum: no more is claimed than they leave.
    """
    locked: dict[str, int] = {}
    for lock in semester.locks:
        programme = semester.student[lock.student_id].programme_id
        locked[programme] = locked.get(programme, 0) + 1
    outer_ones = [r for r in reaches if r.quota.max_count is not None and r.quota.hard_max]
    for inner in reaches:
        low = inner.quota.min_count
        if not low or not inner.quota.hard_min:
            continue
        for outer in outer_ones:
            high = outer.quota.max_count
            if outer is inner or high is None or not _within(inner, outer):
                continue
            excess = sum(
                count * (1 if outer.quota.unit == "students" else semester.programme[p].half_days)
                for p, count in locked.items()
                if p in outer.sites
            )
            if low > max(high, excess):
                message = sentence(
                    "quota '{inner}' asks for {low} within the scope of quota '{outer}', which "
                    "allows {high}.",
                    inner=inner.quota.quota_id,
                    low=low,
                    outer=outer.quota.quota_id,
                    high=high,
                )
                where = cell(semester, "quotas", inner.quota.quota_id, "min")
                yield warning("quota-contradiction", where, message, _hint(inner.quota))


def _within(inner: _Reach, outer: _Reach) -> bool:
    """Say whether whatever counts for one quota counts for the other."""
    return inner.quota.unit == outer.quota.unit and all(
        programme in outer.sites and sites <= outer.sites[programme]
        for programme, sites in inner.sites.items()
    )


def _apart(semester: Semester, hosts: Hosting, reaches: Sequence[_Reach]) -> Iterator[Finding]:
    """Yield hard minimums over disjoint scopes that ask together for more than there is.

    A student of several parts can count in as many scopes as it can have sites.
    """
    groups: dict[tuple[str | None, str], list[_Reach]] = {}
    for reach in reaches:
        if reach.quota.min_count and reach.quota.hard_min and reach.demand:
            groups.setdefault((reach.quota.programme_id, reach.quota.unit), []).append(reach)
    for (_, unit), members in sorted(groups.items(), key=lambda item: str(item[0])):
        chosen = _disjoint(members)
        asked = sum(reach.quota.min_count or 0 for reach in chosen)
        available = chosen[0].demand
        if unit == "students":
            available = sum(
                hosts.students[p] * _most_sites(hosts, semester.programme[p])
                for p in chosen[0].sites
            )
        if len(chosen) > 1 and asked > available:
            message = sentence(
                "quotas {quotas} ask together for {asked} in scopes that do not overlap; the "
                "students can make up {available} at the most.",
                quotas=tuple(reach.quota.quota_id for reach in chosen),
                asked=asked,
                available=available,
            )
            where = cell(semester, "quotas", chosen[0].quota.quota_id, "min")
            yield warning("quota-contradiction", where, message, _hint(chosen[0].quota))


def _disjoint(members: list[_Reach]) -> list[_Reach]:
    """Choose quotas whose scopes do not overlap, the largest minimums first."""
    chosen: list[_Reach] = []
    for reach in sorted(members, key=lambda r: (-(r.quota.min_count or 0), r.quota.quota_id)):
        if all(
            sites.isdisjoint(other.sites[programme])
            for other in chosen
            for programme, sites in reach.sites.items()
        ):
            chosen.append(reach)
    return chosen


def _most_sites(hosts: Hosting, programme: Programme) -> int:
    """Return at how many sites a student of a programme can be."""
    if programme.composition == "offers":
        offers = hosts.open_offers(programme)
        return max((len({part.site_id for part in o.parts}) for o in offers), default=0)
    most = programme.half_days // max(1, programme.min_part)
    return most if programme.max_sites is None else min(most, programme.max_sites)
