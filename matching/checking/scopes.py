"""Which sites lie in the scope of a quota."""

from __future__ import annotations

from collections.abc import Mapping

from ..entities import Quota, Site
from ..semester import Semester


def in_scope(
    semester: Semester, quota: Quota, profession: str, zone: Mapping[tuple[str, str], str]
) -> frozenset[str]:
    """Return the sites in a quota's scope, for students of a profession.

    ``zone`` is what `need.zones` returns.
    """
    values = frozenset(quota.values)

    def value_of(site: Site) -> object:
        territory = semester.territory[site.territory_id]
        match quota.scope:
            case "site":
                return site.site_id
            case "setting" | "kind":
                return getattr(site, quota.scope)
            case "territory":
                return site.territory_id
            case "zone":
                return zone.get((site.territory_id, profession))
            case "qpv" | "frr":
                return "true" if getattr(territory, quota.scope) else None
            case _:
                return getattr(territory, quota.scope)

    return frozenset(site.site_id for site in semester.sites if value_of(site) in values)
