"""Which sites lie in the scope of a quota."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ..entities import Quota, Site
from ..semester import Semester


class Scopes:
    """The sites of a semester by what quotas name: each scope is gone through once.

    ``zone`` is what `need.zones` returns.
    """

    def __init__(self, semester: Semester, zone: Mapping[tuple[str, str], str]) -> None:
        self._semester = semester
        self._zone = zone
        self._by_value: dict[tuple[str, str], Mapping[object, list[str]]] = {}

    def of(self, quota: Quota, profession: str) -> frozenset[str]:
        """Return the sites in a quota's scope, for students of a profession."""
        key = quota.scope, profession if quota.scope == "zone" else ""
        if key not in self._by_value:
            self._by_value[key] = self._sites_by_value(quota.scope, profession)
        sites = self._by_value[key]
        return frozenset(site for value in quota.values for site in sites.get(value, ()))

    def _sites_by_value(self, scope: str, profession: str) -> Mapping[object, list[str]]:
        found: dict[object, list[str]] = defaultdict(list)
        for site in self._semester.sites:
            found[self._value(site, scope, profession)].append(site.site_id)
        return found

    def _value(self, site: Site, scope: str, profession: str) -> object:
        territory = self._semester.territory[site.territory_id]
        match scope:
            case "site":
                return site.site_id
            case "setting" | "kind":
                return getattr(site, scope)
            case "territory":
                return site.territory_id
            case "zone":
                return self._zone.get((site.territory_id, profession))
            case "qpv" | "frr":
                return "true" if getattr(territory, scope) else None
            case _:
                return getattr(territory, scope)


def in_scope(
    semester: Semester, quota: Quota, profession: str, zone: Mapping[tuple[str, str], str]
) -> frozenset[str]:
    """Return the sites in one quota's scope, for students of a profession."""
    return Scopes(semester, zone).of(quota, profession)
