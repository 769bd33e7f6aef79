"""Quotas: what lies in a scope, hard limits, and what soft ones lack or exceed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..entities import Programme, Quota, Site
from ..language import sentence
from .claims import Claim
from .facts import Facts
from .report import Violation

_UNITS = {"students": sentence("students"), "half_days": sentence("half-days")}
_FLAGS = ("qpv", "frr")
"""Scopes that a territory lies in or not, whatever the value."""


class Scopes:
    """The quotas in whose scope a site lies, found once per site and programme."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._named: dict[str, dict[str | None, list[Quota]]] = {}
        self._at: dict[tuple[str, str], list[Quota]] = {}
        for quota in facts.semester.quotas:
            named = self._named.setdefault(quota.scope, {})
            for value in ("true",) if quota.scope in _FLAGS else dict.fromkeys(quota.values):
                named.setdefault(value, []).append(quota)

    def at(self, site: Site, programme: Programme) -> list[Quota]:
        """Return the quotas on a programme, or on all, in whose scope a site lies."""
        key = (site.site_id, programme.programme_id)
        if key not in self._at:
            self._at[key] = [
                quota
                for scope, named in self._named.items()
                for quota in named.get(self._value(scope, site, programme.profession), ())
                if quota.programme_id in (None, programme.programme_id)
            ]
        return self._at[key]

    def _value(self, scope: str, site: Site, profession: str) -> str | None:
        """Return what a site is in the terms of a scope; zones are those of the profession."""
        territory = self._facts.semester.territory[site.territory_id]
        seen: dict[str, str | None] = {
            "territory": site.territory_id,
            "zone": self._facts.zone(site.territory_id, profession),
            "department": territory.department,
            "epci": territory.epci,
            "region": territory.region,
            "setting": site.setting,
            "kind": site.kind,
            "site": site.site_id,
            "qpv": "true" if territory.qpv else None,
            "frr": "true" if territory.frr else None,
        }
        return seen[scope]

    def usage(self, claims: Iterable[Claim]) -> Counter[str]:
        """Return, by quota, the students with a part in its scope, or their half-days there."""
        total: Counter[str] = Counter()
        for claim in claims:
            inside: set[str] = set()
            for part in claim.parts:
                for quota in self.at(part.site, claim.programme):
                    if quota.unit == "half_days":
                        total[quota.quota_id] += len(part.half_days)
                    elif quota.quota_id not in inside:
                        inside.add(quota.quota_id)
                        total[quota.quota_id] += 1
        return total


def hard(facts: Facts, claims: list[Claim], softened: frozenset[str]) -> Iterator[Violation]:
    """Check hard quotas; locks may exceed a maximum, others may not add to the excess."""
    scopes = Scopes(facts)
    usage, locked = scopes.usage(claims), scopes.usage(c for c in claims if c.overrides)
    for quota in facts.semester.quotas:
        if quota.quota_id in softened:
            continue
        used = usage[quota.quota_id]
        if quota.hard_min and quota.min_count is not None and used < quota.min_count:
            said = sentence(
                "{used} {unit}; at least {least}.",
                used=used,
                unit=_UNITS[quota.unit],
                least=quota.min_count,
            )
            yield Violation("quota-min", quota.quota_id, said)
        if quota.hard_max and quota.max_count is not None:
            most = max(quota.max_count, locked[quota.quota_id])
            if used > most:
                said = sentence(
                    "{used} {unit}; at most {most}.",
                    used=used,
                    unit=_UNITS[quota.unit],
                    most=most,
                )
                yield Violation("quota-max", quota.quota_id, said)


def soft_shortfall(quota: Quota, used: int, is_soft: bool, minimum_binds: bool) -> int:
    """Return what a soft minimum lacks plus what passes a soft maximum, in the quota's unit."""
    total = 0
    if quota.min_count is not None and minimum_binds and (is_soft or not quota.hard_min):
        total += max(0, quota.min_count - used)
    if quota.max_count is not None and (is_soft or not quota.hard_max):
        total += max(0, used - quota.max_count)
    return total
