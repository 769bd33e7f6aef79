"""The tables of a diagnosis's page."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Lang
from ..pages import Column, Table
from ..territories.diagnosis import Diagnosis
from ..territories.profession_names import profession_name
from .diagnosis_columns import COLUMNS, Line, lines_of
from .diagnosis_most import most_lacking
from .diagnosis_texts import area_name, limit_text, shown_value
from .diagnosis_words import diagnosis_words

MOST_ROWS = 3000
"""Of more territories than these, those where most is lacking are listed."""

_BY_NAME = {column.name: column for column in COLUMNS}

CARE = (
    *("name", "need", "accessibility", "zone", "population", "providers", "fte_per_10000"),
    *("over_60_share", "leavers_5_years", "leavers_10_years", "sectors", "need_rank"),
    *("need_quintile", "need_source", "accessibility_source", "qpv", "frr", "territory_id"),
)
GROUNDS = (
    *("name", "supervisors", "supervisor_places", "seats", "students", "students_before"),
    *("supervisor_minutes", "supervisor_km", "health_centre_minutes", "health_centre_nearest"),
    *("group_practice_minutes", "group_practice_nearest", "territory_id"),
)
_DECIMALS = {"need": 2, "accessibility": 2, "fte_per_10000": 1, "supervisor_km": 1}
_CHOICES = frozenset({"zone", "need_source", "accessibility_source", "qpv", "frr", "need_quintile"})
_ALWAYS = frozenset({"name", "need", "territory_id"})


def care_table(diagnosis: Diagnosis, profession: str, lang: Lang) -> Table:
    """Return care, accessibility and need by territory, where most is lacking first."""
    caption = diagnosis_words(lang)["care_table"]
    return _table(diagnosis, profession, CARE, caption, lang, sort="need")


def grounds_table(diagnosis: Diagnosis, profession: str, lang: Lang) -> Table:
    """Return placement grounds and distances by territory."""
    caption = diagnosis_words(lang)["grounds_table"]
    return _table(diagnosis, profession, GROUNDS, caption, lang, sort="supervisors")


def _table(
    diagnosis: Diagnosis,
    profession: str,
    names: Sequence[str],
    caption: str,
    lang: Lang,
    *,
    sort: str,
) -> Table:
    lines = _lines(diagnosis, profession)
    columns = {name: _column(name, lines, lang) for name in names}
    kept = {
        name: column
        for name, column in columns.items()
        if name in _ALWAYS or any(value not in (None, False) for value in column.values)
    }
    order = list(kept).index(sort) if sort in kept else None
    return Table(
        f"{profession_name(profession, lang)} – {caption}",
        tuple(kept.values()),
        sort=None if order is None else (order, True),
    )


def _lines(diagnosis: Diagnosis, profession: str) -> list[Line]:
    lines = list(lines_of(diagnosis, profession))
    if len(lines) <= MOST_ROWS:
        return lines
    first = most_lacking(diagnosis, profession, MOST_ROWS)
    kept = {row.territory_id for row in first}
    return [line for line in lines if line.row.territory_id in kept]


def _column(name: str, lines: Sequence[Line], lang: Lang) -> Column:
    words, column = diagnosis_words(lang), _BY_NAME[name]
    values: list[object] = [shown_value(column, line, lang) for line in lines]
    choices = name in _CHOICES
    if column.kind == "flag":
        values = [bool(column.read(line)) for line in lines]
        return Column(words[name], values, "flag", choices=choices)
    if column.kind == "text":
        return Column(words[name], values, choices=choices)
    if column.kind == "share":
        return Column(words[name], values, "percent")
    if choices:
        return Column(words[name], [None if v is None else str(v) for v in values], choices=True)
    decimals = _DECIMALS.get(name, 0)
    return Column(words[name], values, "number", decimals=decimals, bar=name == "need")


def areas_table(diagnosis: Diagnosis, lang: Lang) -> Table:
    """Return the totals of intercommunalities, départements and of all, by profession."""
    words, areas = diagnosis_words(lang), diagnosis.areas
    under = words["share_under"].format(limit=limit_text(diagnosis, lang))
    staff = [area.workforce for area in areas]
    numbers: list[tuple[str, list[float | None], int]] = [
        (words["territories"], [area.territories for area in areas], 0),
        (words["population"], [area.population or None for area in areas], 0),
        (words["need_mean"], [area.need for area in areas], 2),
        (words["accessibility_mean"], [area.access for area in areas], 2),
        (words["gini"], [area.inequality.gini for area in areas], 2),
        (words["extreme_tenths"], [area.inequality.extreme_tenths for area in areas], 1),
        (words["providers"], [one.providers for one in staff], 0),
        (words["fte_per_10000"], [area.fte_per_10000 for area in areas], 1),
        (words["leavers_5_years"], [one.leavers_5 for one in staff], 0),
        (words["leavers_10_years"], [one.leavers_10 for one in staff], 0),
        (words["supervisors"], [area.hosting.supervisors for area in areas], 0),
        (words["students"], [area.hosting.students for area in areas], 0),
        (words["students_before"], [area.hosting.students_before for area in areas], 0),
    ]
    columns = [
        Column(words["area"], [area_name(area, lang) for area in areas]),
        Column(
            words["profession"],
            [profession_name(area.profession, lang) for area in areas],
            choices=True,
        ),
        *(Column(head, values, "number", decimals=places) for head, values, places in numbers),
    ]
    shares = (
        Column(under, [area.inequality.share_under for area in areas], "percent"),
        Column(words["over_60_share"], [one.over_60 for one in staff], "percent"),
    )
    columns[6:6] = [shares[0]]
    columns.insert(11, shares[1])
    kept = [column for column in columns if any(value is not None for value in column.values)]
    return Table(words["sheet_areas"], tuple(kept), page_length=25)
