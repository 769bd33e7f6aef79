"""The sheets by site and by territory: how many students, and who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..entities import Site, Territory
from ..need import needs
from ..territories.census import GENERAL_PRACTICE
from .labels import reading_order
from .occupancy import Stay
from .sheet import Book, CellValue, Column
from .sheet_students import setting_cell
from .view import View


def write_site_sheet(book: Book, view: View) -> None:
    """Write the sheet with a row per site."""
    words = view.words
    columns = [
        Column(words["site"], 32),
        Column(words["site_id"], 11),
        Column(words["kind"], 18),
        Column(words["setting"], 15),
        Column(words["territory"], 24),
        Column(words["students"], 10),
        Column(words["half_day_count"], 13),
        Column(words["supervisors"], 13),
        Column(words["rooms"], 8),
        Column(words["housed_of_places"], 13),
        Column(words["names"], 60),
    ]
    housed: dict[str, int] = defaultdict(int)
    for student in view.placement.students:
        if student.housed is not None:
            housed[student.housed] += 1
    sites = sorted(view.semester.sites, key=lambda s: (reading_order(s.name), s.site_id))
    rows = (_site_cells(view, site, housed[site.site_id]) for site in sites)
    book.table_sheet(words["sheet_sites"], columns, rows)


def write_territory_sheet(book: Book, view: View) -> None:
    """Write the sheet with a row per territory that has a site."""
    words = view.words
    columns = [
        Column(words["territory"], 28),
        Column(words["territory_id"], 12),
        Column(words["department"], 13),
        Column(words["gp_zone"], 14),
        Column(words["gp_need"], 12),
        Column(words["need_source"], 20),
        Column(words["students"], 10),
        Column(words["half_day_count"], 13),
        Column(words["sites"], 8),
        Column(words["supervisors"], 13),
        Column(words["names"], 70),
    ]
    sites: dict[str, list[Site]] = defaultdict(list)
    for site in view.semester.sites:
        sites[site.territory_id].append(site)
    territories = sorted(
        (t for t in view.semester.territories if t.territory_id in sites),
        key=lambda t: (reading_order(t.name), t.territory_id),
    )
    rows = (_territory_cells(view, t, sites[t.territory_id]) for t in territories)
    book.table_sheet(words["sheet_territories"], columns, rows)


def _site_cells(view: View, site: Site, housed: int) -> list[CellValue]:
    stays = view.occupancy.by_site.get(site.site_id, [])
    return [
        view.labels.site[site.site_id],
        site.site_id,
        view.words.get(site.kind, site.kind),
        setting_cell(view, site),
        view.labels.territory[site.territory_id],
        _students(stays),
        _half_days(stays),
        _supervisors(stays),
        site.rooms,
        f"{housed} / {site.housing_places}" if site.housing_places else None,
        _names(view, stays),
    ]


def _territory_cells(view: View, territory: Territory, sites: list[Site]) -> list[CellValue]:
    need = needs(view.semester, GENERAL_PRACTICE)[territory.territory_id]
    stays = [stay for site in sites for stay in view.occupancy.by_site.get(site.site_id, ())]
    return [
        view.labels.territory[territory.territory_id],
        territory.territory_id,
        territory.department,
        view.zones.get((territory.territory_id, GENERAL_PRACTICE)),
        round(float(need.need), 3),
        view.words[f"need_{need.source}"],
        _students(stays),
        _half_days(stays),
        len(sites),
        _supervisors(stays),
        _names(view, stays),
    ]


def _students(stays: Iterable[Stay]) -> int:
    return len({stay.student.student_id for stay in stays})


def _half_days(stays: Iterable[Stay]) -> int:
    return sum(len(stay.part.half_days) for stay in stays)


def _supervisors(stays: Iterable[Stay]) -> int:
    return len({stay.part.supervisor_id for stay in stays})


def _names(view: View, stays: Iterable[Stay]) -> str:
    names = {view.labels.student[stay.student.student_id] for stay in stays}
    return ", ".join(sorted(names, key=lambda name: (reading_order(name), name)))
