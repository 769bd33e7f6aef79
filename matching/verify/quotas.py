"""Quotas: what lies in a scope, hard limits, and what soft ones lack or exceed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..entities import Quota, Site
from .claims import Claim
from .facts import Facts
from .report import Violation


def in_scope(facts: Facts, quota: Quota, site: Site, profession: str) -> bool:
    """Say whether a site lies in a quota's scope; zones are those of the profession."""
    territory = facts.semester.territory[site.territory_id]
    if quota.scope in ("qpv", "frr"):
        return territory.qpv if quota.scope == "qpv" else territory.frr
    seen: dict[str, str | None] = {
        "territory": site.territory_id,
        "zone": facts.zone(site.territory_id, profession),
        "department": territory.department,
        "epci": territory.epci,
        "region": territory.region,
        "setting": site.setting,
        "kind": site.kind,
        "site": site.site_id,
    }
    return seen[quota.scope] in quota.values


def usage(facts: Facts, quota: Quota, claims: Iterable[Claim]) -> int:
    """Return the students with a part in the scope, or their half-days there."""
    total = 0
    for claim in claims:
        if quota.programme_id not in (None, claim.programme.programme_id):
            continue
        inside = sum(
            len(part.half_days)
            for part in claim.parts
            if in_scope(facts, quota, part.site, claim.programme.profession)
        )
        total += inside if quota.unit == "half_days" else inside > 0
    return total


def hard(facts: Facts, claims: list[Claim], softened: frozenset[str]) -> Iterator[Violation]:
    """Check hard quotas; locks may exceed a maximum, others may not add to the excess."""
    locked = [claim for claim in claims if claim.locked]
    for quota in facts.semester.quotas:
        if quota.quota_id in softened:
            continue
        used = usage(facts, quota, claims)
        if quota.hard_min and quota.min_count is not None and used < quota.min_count:
            sentence = f"{used} {quota.unit.replace('_', '-')}; at least {quota.min_count}."
            yield Violation("quota-min", quota.quota_id, sentence)
        if quota.hard_max and quota.max_count is not None:
            most = max(quota.max_count, usage(facts, quota, locked))
            if used > most:
                sentence = f"{used} {quota.unit.replace('_', '-')}; at most {most}."
                yield Violation("quota-max", quota.quota_id, sentence)


def soft_shortfall(
    facts: Facts, quota: Quota, claims: list[Claim], is_soft: bool, minimum_binds: bool
) -> int:
    """Return what a soft minimum lacks plus what passes a soft maximum, in the quota's unit."""
    used = usage(facts, quota, claims)
    total = 0
    if quota.min_count is not None and minimum_binds and (is_soft or not quota.hard_min):
        total += max(0, quota.min_count - used)
    if quota.max_count is not None and (is_soft or not quota.hard_max):
        total += max(0, used - quota.max_count)
    return total
