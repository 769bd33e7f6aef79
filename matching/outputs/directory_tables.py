"""The tables of a directory, the same in the workbook and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..entities import Provider, Territory
from ..language import Lang
from ..territories.directory import Directory
from ..territories.profession_names import profession_name
from .directory_words import directory_words
from .labels import reading_order
from .words import HALF_DAY_HEADINGS

Value = str | int | float | None


@dataclass(frozen=True)
class DirectoryTable:
    """A title, headings with their widths, and rows; ``choices``: columns to filter by."""

    key: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Value, ...], ...]
    choices: frozenset[int] = frozenset()


def tables_of(directory: Directory, lang: Lang) -> Iterator[DirectoryTable]:
    """Yield the tables that have rows; those about single people only where they may be."""
    tables = [_by_territory(directory, lang), _sites(directory, lang), _care(directory, lang)]
    if not directory.public:
        tables += [_supervisors(directory, lang), _people(directory, lang)]
    tables.append(_seats(directory, lang) if directory.public else _offers(directory, lang))
    yield from (table for table in tables if table.rows)


def _table(
    key: str,
    lang: Lang,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Value]],
    choices: Sequence[str] = (),
    extra: Sequence[tuple[str, float]] = (),
) -> DirectoryTable:
    words = directory_words(lang)
    names = [name for name, _ in columns]
    return DirectoryTable(
        key,
        words[key],
        (*(words[name] for name in names), *(text for text, _ in extra)),
        (*(width for _, width in columns), *(width for _, width in extra)),
        tuple(tuple(row) for row in rows),
        frozenset(names.index(name) for name in choices),
    )


def kind_name(kind: str | None, lang: Lang) -> str | None:
    """Return the name of a kind of site; one without a name is shown as written."""
    return None if kind is None else directory_words(lang).get(f"kind_{kind}", kind)


def setting_name(setting: str | None, lang: Lang) -> str | None:
    """Return the name of a setting."""
    return None if setting is None else directory_words(lang).get(setting, setting)


def _by_territory(directory: Directory, lang: Lang) -> DirectoryTable:
    columns = (
        *(("territory", 28.0), ("territory_id", 11.0), ("profession", 24.0), ("providers", 13.0)),
        *(("takes_trainees", 13.0), ("supervisors", 12.0), ("places", 14.0), ("seats", 9.0)),
        ("supervised_sites", 14.0),
    )
    rows = [
        (
            *(e.territory.name, e.territory.territory_id, profession_name(e.profession, lang)),
            *(e.providers, e.takes_trainees, e.supervisors, e.places, e.seats, e.sites),
        )
        for e in directory.by_territory
    ]
    return _table("by_territory", lang, columns, rows, ("profession",))


def _sites(directory: Directory, lang: Lang) -> DirectoryTable:
    columns = (
        *(("site", 32.0), ("territory", 24.0), ("territory_id", 11.0), ("kind", 16.0)),
        *(("setting", 14.0), ("professions", 22.0), ("programmes", 18.0), ("supervisors", 12.0)),
        *(("places", 12.0), ("rooms", 10.0), ("housing", 10.0)),
    )
    rows = [
        (
            *(e.site.name, e.territory.name, e.territory.territory_id),
            *(kind_name(e.site.kind, lang), setting_name(e.site.setting, lang)),
            ", ".join(profession_name(p, lang) for p in e.professions),
            ", ".join(e.programmes),
            *(e.supervisors, e.places, e.site.rooms, e.site.housing_places),
            *(n or None for n in e.half_days),
        )
        for e in directory.sites
    ]
    week = [(heading, 8.0) for heading in HALF_DAY_HEADINGS[lang]]
    return _table("sites", lang, columns, rows, ("kind", "setting"), week)


def _care(directory: Directory, lang: Lang) -> DirectoryTable:
    columns = (
        *(("territory", 28.0), ("territory_id", 11.0), ("profession", 24.0), ("kind", 18.0)),
        *(("setting", 14.0), ("providers", 13.0), ("takes_trainees", 13.0)),
    )
    rows = [
        (
            *(e.territory.name, e.territory.territory_id, profession_name(e.profession, lang)),
            *(kind_name(e.kind, lang), setting_name(e.setting, lang), e.providers),
            e.takes_trainees,
        )
        for e in directory.care
    ]
    return _table("care", lang, columns, rows, ("profession", "kind", "setting"))


def _supervisors(directory: Directory, lang: Lang) -> DirectoryTable:
    columns = (
        *(("name", 26.0), ("id", 9.0), ("profession", 22.0), ("site", 28.0), ("territory", 22.0)),
        *(("programmes", 18.0), ("max_students", 10.0)),
    )
    semester = directory.semester
    rows = []
    for one in sorted(
        directory.supervisors, key=lambda s: (reading_order(s.name), s.supervisor_id)
    ):
        site = semester.site[one.site_id]
        week = [
            None if cell is None or cell.away else semester.site[cell.site_id].name
            for cell in one.timetable
        ]
        rows.append(
            (
                *(one.name, one.supervisor_id, profession_name(one.profession, lang), site.name),
                *(semester.territory[site.territory_id].name, ", ".join(one.programmes)),
                *(one.max_students, *week),
            )
        )
    extra = [(heading, 14.0) for heading in HALF_DAY_HEADINGS[lang]]
    return _table("supervisors", lang, columns, rows, ("profession",), extra)


def _by_name(pair: tuple[Provider, Territory]) -> tuple[str, str]:
    return reading_order(pair[0].name or ""), pair[0].provider_id


def _people(directory: Directory, lang: Lang) -> DirectoryTable:
    columns = (
        *(("name", 26.0), ("id", 10.0), ("profession", 22.0), ("territory", 24.0)),
        *(("territory_id", 11.0), ("kind", 16.0), ("setting", 12.0), ("fte", 8.0)),
        *(("sector", 9.0), ("takes_trainees", 13.0), ("partners", 18.0)),
    )
    yes = directory_words(lang)["yes"]
    rows = [
        (
            *(p.name, p.provider_id, profession_name(p.profession, lang), t.name, t.territory_id),
            *(kind_name(p.kind, lang), setting_name(p.setting, lang), p.fte, p.sector),
            *(yes if p.takes_trainees else None, p.partners),
        )
        for p, t in sorted(directory.providers, key=_by_name)
    ]
    return _table("people", lang, columns, rows, ("profession", "kind", "setting"))


def _seats(directory: Directory, lang: Lang) -> DirectoryTable:
    rows = [(programme, ", ".join(sites), seats) for programme, sites, seats in directory.seats]
    columns = (("programme", 20.0), ("sites", 60.0), ("seats", 10.0))
    return _table("offers", lang, columns, rows, ("programme",))


def _offers(directory: Directory, lang: Lang) -> DirectoryTable:
    semester, headings = directory.semester, HALF_DAY_HEADINGS[lang]
    rows = []
    for offer in directory.offers:
        parts = []
        for part in offer.parts:
            when = (
                f"{part.half_days}"
                if isinstance(part.half_days, int)
                else ", ".join(headings[h] for h in part.half_days)
            )
            name = semester.supervisor[part.supervisor_id].name
            parts.append(f"{name}, {semester.site[part.site_id].name} ({when})")
        rows.append((offer.offer_id, offer.name, offer.programme_id, offer.seats, "\n".join(parts)))
    columns = (
        *(("id", 10.0), ("name", 28.0), ("programme", 14.0), ("seats", 9.0)),
        ("half_days", 80.0),
    )
    return _table("offers", lang, columns, rows, ("programme",))
