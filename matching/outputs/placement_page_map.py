"""The map of a placement: need by territory, sites with their students and supervisors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..entities import Site, Territory
from ..language import sentence
from ..pages import Column, PointMap, Points
from ..territories.profession_names import profession_name
from .figures import listed
from .placement_facts import Facts

MOST_TERRITORIES = 3000
"""Of more territories than these, only those with a site are on the map."""

BREAKS = (0.2, 0.4, 0.6, 0.8)
"""Bounds of the classes of need."""

_NAMED = 12
"""Supervisors and programmes named of a site at most."""


def placement_map(facts: Facts) -> PointMap:
    """Return the map: territories below, sites with and without students above."""
    words = facts.words
    taken = [s for s in facts.semester.sites if s.site_id in facts.students_at]
    free = [s for s in facts.semester.sites if s.site_id not in facts.students_at]
    layers = [territory_layer(facts, ())]
    if taken:
        layers.append(_sites(facts, words["page_taken_sites"], taken, with_students=True))
    if free:
        layers.append(_sites(facts, words["page_free_sites"], free, with_students=False))
    return PointMap(words["page_map_title"], tuple(layers), _alternative(facts))


def shown_territories(facts: Facts) -> Sequence[Territory]:
    """Return the territories that are on the map."""
    everywhere = facts.semester.territories
    if len(everywhere) <= MOST_TERRITORIES:
        return everywhere
    return [t for t in everywhere if t.territory_id in facts.sites_in]


def territory_layer(facts: Facts, more: Sequence[Column]) -> Points:
    """Return the territories by need; ``more`` is told of each beside code and zone."""
    words, shown = facts.words, shown_territories(facts)
    people = [territory.population for territory in shown]
    known = any(number is not None for number in people)
    zone = facts.view.zones
    zones = [zone.get((t.territory_id, facts.profession)) for t in shown]
    details = [Column(words["territory_id"], [t.territory_id for t in shown])]
    departments = [territory.department for territory in shown]
    if len(set(departments)) > 1:
        details.append(Column(words["department"], departments, choices=True))
    if any(zones):
        details.append(Column(words["zone"], zones, choices=True))
    return Points(
        words["territories"],
        [territory.name for territory in shown],
        [territory.lat for territory in shown],
        [territory.lon for territory in shown],
        sizes=people if known else (),
        size_label=words["page_population"] if known else "",
        values=[facts.need[territory.territory_id] for territory in shown],
        value_label=need_label(facts),
        breaks=BREAKS,
        decimals=2,
        details=(*details, *(more or _counted(facts, shown))),
    )


def _counted(facts: Facts, shown: Sequence[Territory]) -> Iterator[Column]:
    students = [len(facts.students_in(t.territory_id)) for t in shown]
    yield Column(facts.words["students"], students, "number")
    sites = [len(facts.sites_in.get(t.territory_id, ())) for t in shown]
    yield Column(facts.words["sites"], sites, "number")


def need_label(facts: Facts) -> str:
    """Return what the need is of: the profession."""
    name = profession_name(facts.profession, facts.lang)
    return facts.words["page_need"].format(profession=name.lower())


def _sites(facts: Facts, label: str, sites: Sequence[Site], *, with_students: bool) -> Points:
    words = facts.words
    places = [_point(facts, site) for site in sites]
    students = [len(facts.students_at.get(site.site_id, ())) for site in sites]
    hosts = _by_site(facts)
    territory = facts.view.labels.territory
    zone = facts.view.zones
    home = [facts.semester.territory[site.territory_id] for site in sites]
    zones = [zone.get((t.territory_id, facts.profession)) for t in home]
    left = [_left(facts, hosts[site.site_id]) for site in sites]
    details = [
        Column(words["territory"], [territory[t.territory_id] for t in home]),
        Column(words["department"], [t.department for t in home], choices=True),
        Column(words["zone"], zones, choices=True),
        Column(words["setting"], [words[site.setting] for site in sites], choices=True),
        Column(words["kind"], [words.get(s.kind, s.kind) for s in sites], choices=True),
        Column(words["students"], students, "number"),
        Column(words["supervisors"], [_some(facts, hosts[site.site_id]) for site in sites]),
        Column(words["page_free_places"], left, "number"),
    ]
    return Points(
        label,
        [facts.view.labels.site[site.site_id] for site in sites],
        [lat for lat, _ in places],
        [lon for _, lon in places],
        details=details,
        symbol="square" if with_students else "triangle",
    )


def _point(facts: Facts, site: Site) -> tuple[float | None, float | None]:
    """Return where a site is: its own place, otherwise that of its territory."""
    if site.lat is not None and site.lon is not None:
        return site.lat, site.lon
    territory = facts.semester.territory[site.territory_id]
    return territory.lat, territory.lon


def _by_site(facts: Facts) -> Mapping[str, Sequence[str]]:
    """Return the supervisors of each site: those whose usual site it is, or who host there."""
    found: dict[str, set[str]] = defaultdict(set)
    for supervisor in facts.semester.supervisors:
        found[supervisor.site_id].add(supervisor.supervisor_id)
    for site, stays in facts.view.occupancy.by_site.items():
        found[site] |= {stay.part.supervisor_id for stay in stays}
    return defaultdict(list, {site: sorted(own) for site, own in found.items()})


def _some(facts: Facts, supervisors: Sequence[str]) -> str:
    label: Callable[[str], str] = facts.view.labels.supervisor.__getitem__
    names = [label(name) for name in supervisors[:_NAMED]]
    return listed([*names, *(["…"] if len(supervisors) > _NAMED else [])], facts.lang)


def _left(facts: Facts, supervisors: Sequence[str]) -> int:
    return sum(facts.places_left[name] for name in supervisors)


def _alternative(facts: Facts) -> str:
    said = sentence(
        "The same figures are in the tables by territory, by site and by supervisor below."
    )
    return said.said(facts.lang)
