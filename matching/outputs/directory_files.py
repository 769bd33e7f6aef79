"""The files of a directory: ``directory.xlsx``, ``directory.json`` and ``report.html``."""

from __future__ import annotations

import io
import json
from pathlib import Path

from xlsxwriter import Workbook

from ..halfdays import HALF_DAYS
from ..language import Lang, sentence
from ..pages import (
    Block,
    Column,
    KeyFigure,
    KeyFigures,
    Page,
    PointMap,
    Points,
    Provenance,
    Section,
    Slot,
    Table,
    Text,
    WeekGrid,
    WeekRow,
    render,
)
from ..tables.collection import no_collection
from ..territories.directory import Directory
from .directory import check_folder, write_checked
from .directory_tables import DirectoryTable, kind_name, setting_name, tables_of
from .directory_words import directory_words
from .sheet import Book, Cell
from .sheet import Column as SheetColumn
from .words import language_of
from .workbook import CREATED

WORKBOOK_NAME, JSON_NAME, PAGE_NAME = "directory.xlsx", "directory.json", "report.html"
FILES = frozenset({WORKBOOK_NAME, JSON_NAME, PAGE_NAME})
FORMAT_VERSION = 1

_READ = ("territories", "sites", "supervisors", "providers", "programmes", "offers", "offer_parts")
"""The tables that a directory shows."""


def write_directory(directory: Directory, folder: Path | str, lang: Lang | None = None) -> None:
    """Write all files of a directory, or none.

    Parameters
    ----------
    folder
        A folder that does not exist yet, is empty, or holds an earlier directory.
    lang
        Language of the files; the semester's setting, otherwise English.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    language = lang or language_of(directory.semester)
    write_checked(directory_files(directory, language), folder, check_directory_folder)


def check_directory_folder(folder: Path | str) -> None:
    """Refuse a folder that a directory must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no directory holds.
    """
    check_folder(folder, FILES, JSON_NAME)


@no_collection()
def directory_files(directory: Directory, lang: Lang) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    tables = list(tables_of(directory, lang))
    return {
        WORKBOOK_NAME: _workbook(directory, tables, lang),
        JSON_NAME: _json(directory).encode(),
        PAGE_NAME: _page(directory, tables, lang).encode(),
    }


def _title(directory: Directory, lang: Lang) -> str:
    colon = ":" if lang == "en" else "\N{NO-BREAK SPACE}:"
    title = directory_words(lang)["title"]
    return f"{title}{colon} {directory.title}" if directory.title else title


def about(directory: Directory, lang: Lang) -> tuple[str, ...]:
    """Return what a reader has to know."""
    first = sentence(
        "{shown} of {all} territories of the table, as of {day}.",
        shown=len(directory.territories),
        all=len(directory.semester.territories),
        day=directory.semester.settings.first_day,
    )
    rule = (
        sentence(
            "Of professionals and supervisors only numbers are shown, by territory, kind and "
            "site: no name, identifier, working time, tariff sector, partner or date of anybody. "
            "Names of sites are shown as they are."
        )
        if directory.public
        else sentence(
            "This version names people; it is for those who coordinate placements. --public leaves "
            "personal data out."
        )
    )
    return first.said(lang), rule.said(lang)


def _workbook(directory: Directory, tables: list[DirectoryTable], lang: Lang) -> bytes:
    words = directory_words(lang)
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": _title(directory, lang), "created": CREATED})
        book = Book(workbook)
        sheet = book.sheet(words["about"])
        sheet.set_widths((110,))
        sheet.write_row(0, [Cell(_title(directory, lang), "title")])
        for row, said in enumerate(about(directory, lang), start=2):
            sheet.write_row(row, [said])
        for table in tables:
            heads = zip(table.headings, table.widths, strict=True)
            columns = [SheetColumn(heading, width) for heading, width in heads]
            book.table_sheet(table.title, columns, table.rows)
    return buffer.getvalue()


def _json(directory: Directory) -> str:
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    prints = directory.semester.fingerprints
    content = {
        "format_version": FORMAT_VERSION,
        "program_version": __version__,
        "public": directory.public,
        "input_sha256": {name: prints[name] for name in _READ if name in prints},
        "by_territory": [
            {
                "territory_id": e.territory.territory_id,
                "name": e.territory.name,
                "profession": e.profession,
                "providers": e.providers,
                "takes_trainees": e.takes_trainees,
                "supervisors": e.supervisors,
                "places": e.places,
                "seats": e.seats,
                "sites": e.sites,
            }
            for e in directory.by_territory
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _page(directory: Directory, tables: list[DirectoryTable], lang: Lang) -> str:
    from ... import __version__

    words = directory_words(lang)
    sections: list[Block] = [KeyFigures(tuple(_figures(directory, lang)))]
    if directory.sites:
        sections.append(Section(words["map"], (_map(directory, lang),)))
        sections.append(Section(words["week"], (_week(directory, lang),)))
    sections += [Section(table.title, (_table(table),)) for table in tables]
    first, rule = about(directory, lang)
    prints = directory.semester.fingerprints
    return render(
        Page(
            title=_title(directory, lang),
            lang=lang,
            subtitle=first,
            blocks=(Text(rule, "note"), *sections),
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple((name, prints[name]) for name in _READ if name in prints),
                replay="maillage directory FILE -o DIR" + (" --public" * directory.public),
            ),
        )
    )


def _figures(directory: Directory, lang: Lang) -> list[KeyFigure]:
    words = directory_words(lang)
    care = directory.care
    return [
        KeyFigure(words["providers"], sum(e.providers for e in care) if care else None),
        KeyFigure(words["sites"], len(directory.sites)),
        KeyFigure(words["supervised_sites"], sum(e.supervisors > 0 for e in directory.sites)),
        KeyFigure(words["places"], sum(e.places for e in directory.sites)),
        KeyFigure(words["seats"], sum(seats for *_, seats in directory.seats)),
    ]


def _map(directory: Directory, lang: Lang) -> PointMap:
    words, sites = directory_words(lang), directory.sites
    points = [
        (e.site.lat, e.site.lon)
        if e.site.lat is not None and e.site.lon is not None
        else (e.territory.lat, e.territory.lon)
        for e in sites
    ]
    layer = Points(
        words["sites"],
        [e.site.name for e in sites],
        [lat for lat, _ in points],
        [lon for _, lon in points],
        values=[e.places for e in sites],
        value_label=words["places"],
        breaks=(1, 3, 5),
        decimals=0,
        details=(
            Column(words["kind"], [kind_name(e.site.kind, lang) for e in sites], choices=True),
            Column(words["territory"], [e.territory.name for e in sites]),
            Column(words["programmes"], [", ".join(e.programmes) for e in sites]),
        ),
    )
    alternative = sentence("The same figures are in the tables below.").said(lang)
    return PointMap(words["sites"], (layer,), alternative)


def _week(directory: Directory, lang: Lang) -> WeekGrid:
    """Return the half-days of the sites: how many supervisors are there."""
    words = directory_words(lang)
    settings = ("liberal", "centre")
    rows = tuple(
        WeekRow(
            e.site.name,
            {
                name: (Slot(str(n), settings.index(e.site.setting)),)
                for name, n in zip(HALF_DAYS, e.half_days, strict=True)
                if n
            },
            note=e.territory.name,
        )
        for e in directory.sites
        if any(e.half_days)
    )
    names = tuple(setting_name(setting, lang) or "" for setting in settings)
    return WeekGrid(words["week_caption"], words["site"], rows, names)


def _table(table: DirectoryTable) -> Table:
    columns = []
    for number, heading in enumerate(table.headings):
        values = [row[number] for row in table.rows]
        numeric = all(isinstance(v, (int, float)) or v is None for v in values)
        if numeric and any(v is not None for v in values):
            places = 0 if all(v is None or v == int(float(v)) for v in values) else 2
            columns.append(Column(heading, values, "number", decimals=places))
        else:
            texts = [None if v is None else str(v) for v in values]
            columns.append(Column(heading, texts, choices=number in table.choices))
    return Table(table.title, tuple(columns))
