"""The directory of a territory: sites, professionals, supervisors, what they offer students.

The public one holds no personal data: see `Directory`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..entities import Offer, Provider, Site, Supervisor, Territory
from ..halfdays import N_HALF_DAYS
from ..semester import Semester
from .census import at_work, territories_of
from .diagnose import FilePath, as_semester
from .hosting import hosting_index, present_sites
from .quarters import members, parents
from .selection import Only, selected


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A site with what it offers students, all supervisors together.

    ``half_days``: by half-day, how many supervisors are there. ``professions`` and
    ``programmes``: theirs. ``places``: students whom those take at any time whose usual site it
    is.
    """

    site: Site
    territory: Territory
    professions: tuple[str, ...]
    programmes: tuple[str, ...]
    supervisors: int
    places: int
    half_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CareEntry:
    """The professionals of a territory, of one profession, kind and setting, by number."""

    territory: Territory
    profession: str
    kind: str | None
    setting: str | None
    providers: int
    takes_trainees: int


@dataclass(frozen=True, slots=True)
class TerritoryEntry:
    """What a territory has of one profession, its quarters included; ``None``: not known."""

    territory: Territory
    profession: str
    providers: int | None
    takes_trainees: int | None
    supervisors: int | None
    places: int | None
    seats: int | None
    sites: int


@dataclass(frozen=True)
class Directory:
    """A directory.

    Attributes
    ----------
    public
        Nothing of it is about one person: no name, identifier, working time, tariff sector,
        partners, dates of a professional or supervisor, no offer's name or identifier, nothing
        of students. `providers`, `supervisors` and `offers` are then empty, whatever writes it.
    territories
        Those shown.
    by_territory, care, sites
        By territory and profession; by kind and setting as well; sites by territory, then name.
    providers, supervisors, offers
        Each one, with the territory where a provider counts.
    seats
        Offers by programme and sites, without what is personal: programme, names of the sites,
        seats.
    """

    semester: Semester
    public: bool
    territories: tuple[Territory, ...]
    by_territory: tuple[TerritoryEntry, ...]
    care: tuple[CareEntry, ...]
    sites: tuple[SiteEntry, ...]
    providers: tuple[tuple[Provider, Territory], ...] = ()
    supervisors: tuple[Supervisor, ...] = ()
    offers: tuple[Offer, ...] = ()
    seats: tuple[tuple[str, tuple[str, ...], int], ...] = ()
    title: str = ""


def directory(
    semester: Semester | FilePath,
    *,
    public: bool = False,
    only: Only | None = None,
    title: str = "",
) -> Directory:
    """Return the directory of care and of placement grounds.

    Parameters
    ----------
    semester
        A semester, or the workbook or folder to read it from; only the table of territories is
        needed.
    public
        Whether personal data are left out.
    only, title
        As in `diagnose`.

    Raises
    ------
    InputError
        With every error of the tables.
    CannotDiagnose
        No territory fits ``only``.
    """
    found = as_semester(semester)
    parent = parents(t.territory_id for t in found.territories)
    shown = selected(found.territories, only or {}, parent)
    codes = {territory.territory_id for territory in shown}
    present = _present(found)
    sites = [site for site in found.sites if site.territory_id in codes]
    here = tuple((p, t) for p, t in present if t.territory_id in codes)
    offers = tuple(o for o in found.offers if o.open and _touches(found, o, codes))
    hosts = tuple(s for s in found.supervisors if found.site[s.site_id].territory_id in codes)
    return Directory(
        semester=found,
        public=public,
        territories=shown,
        by_territory=tuple(_by_territory(found, shown, present, parent)),
        care=_care(here),
        sites=tuple(sorted((_site(found, site) for site in sites), key=_place)),
        providers=() if public else here,
        supervisors=() if public else hosts,
        offers=() if public else offers,
        seats=_seats(found, offers),
        title=title,
    )


def _present(semester: Semester) -> list[tuple[Provider, Territory]]:
    """Return the professionals at work, with the territory of each."""
    day = semester.settings.first_day
    there = [provider for provider in semester.providers if at_work(provider, day)]
    places = territories_of(semester, there)
    pairs = zip(there, places, strict=True)
    return [(provider, semester.territory[place]) for provider, place in pairs if place is not None]


def _touches(semester: Semester, offer: Offer, codes: set[str]) -> bool:
    return any(semester.site[part.site_id].territory_id in codes for part in offer.parts)


def _place(entry: SiteEntry) -> tuple[str, str, str, str]:
    return (
        entry.territory.name,
        entry.territory.territory_id,
        entry.site.name,
        entry.site.site_id,
    )


def _site(semester: Semester, site: Site) -> SiteEntry:
    hosts = [
        supervisor
        for supervisor in semester.supervisors
        if site.site_id in present_sites(supervisor.site_id, supervisor.timetable)
    ]
    usual = [supervisor for supervisor in hosts if supervisor.site_id == site.site_id]
    names = {name for supervisor in hosts for name in supervisor.programmes}
    return SiteEntry(
        site=site,
        territory=semester.territory[site.territory_id],
        professions=tuple(sorted({supervisor.profession for supervisor in hosts})),
        programmes=tuple(sorted(names)),
        supervisors=len(hosts),
        places=sum(supervisor.max_students for supervisor in usual),
        half_days=tuple(_count_there(hosts, site.site_id, h) for h in range(N_HALF_DAYS)),
    )


def _count_there(hosts: Iterable[Supervisor], site_id: str, half_day: int) -> int:
    cells = (supervisor.timetable[half_day] for supervisor in hosts)
    return sum(cell is not None and not cell.away and cell.site_id == site_id for cell in cells)


def _care(present: Iterable[tuple[Provider, Territory]]) -> tuple[CareEntry, ...]:
    counts: Counter[tuple[str, str, str, str]] = Counter()
    trainees: Counter[tuple[str, str, str, str]] = Counter()
    territory = {}
    for provider, place in present:
        key = (place.territory_id, provider.profession, provider.kind or "", provider.setting or "")
        territory[place.territory_id] = place
        counts[key] += 1
        trainees[key] += provider.takes_trainees
    found = [
        CareEntry(territory[code], profession, kind or None, setting or None, n, trainees[key])
        for key, n in counts.items()
        for code, profession, kind, setting in (key,)
    ]
    found.sort(
        key=lambda e: (
            e.territory.name,
            e.territory.territory_id,
            e.profession,
            e.kind or "",
            e.setting or "",
        )
    )
    return tuple(found)


def _by_territory(
    semester: Semester,
    shown: Iterable[Territory],
    present: Iterable[tuple[Provider, Territory]],
    parent: Mapping[str, str],
) -> Iterable[TerritoryEntry]:
    """Yield what each territory has, of every profession that it has anything of."""
    index = hosting_index(semester, None)
    within = members((t.territory_id for t in semester.territories), parent)
    counts: Counter[tuple[str, str]] = Counter()
    trainees: Counter[tuple[str, str]] = Counter()
    for provider, place in present:
        counts[place.territory_id, provider.profession] += 1
        trainees[place.territory_id, provider.profession] += provider.takes_trainees
    known = {profession for _, profession in counts}
    supervised = {supervisor.profession for supervisor in semester.supervisors}
    sites = _supervised_sites(semester)
    for territory in sorted(shown, key=lambda t: (t.name, t.territory_id)):
        own = within[territory.territory_id]
        for profession in sorted(known | supervised):
            hosting = index.of(own, profession)
            entry = TerritoryEntry(
                territory=territory,
                profession=profession,
                providers=sum(counts[c, profession] for c in own) if profession in known else None,
                takes_trainees=(
                    sum(trainees[c, profession] for c in own) if profession in known else None
                ),
                supervisors=hosting.supervisors,
                places=hosting.supervisor_places,
                seats=hosting.seats,
                sites=sum(len(sites.get((c, profession), ())) for c in own),
            )
            if entry.providers or entry.supervisors or entry.seats:
                yield entry


def _supervised_sites(semester: Semester) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for supervisor in semester.supervisors:
        for site_id in present_sites(supervisor.site_id, supervisor.timetable):
            key = (semester.site[site_id].territory_id, supervisor.profession)
            found.setdefault(key, set()).add(site_id)
    return found


def _seats(
    semester: Semester, offers: Iterable[Offer]
) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Return open seats by programme and sites: what an offer is without its people."""
    seats: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for offer in offers:
        names = sorted({semester.site[part.site_id].name for part in offer.parts})
        seats[offer.programme_id, tuple(names)] += offer.seats
    return tuple((programme, names, n) for (programme, names), n in sorted(seats.items()))
