"""What a diagnosis says in words: areas, sources, limits, values of the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from ..language import Lang, Sentence, sentence
from ..tables.naming import named_in
from ..territories.diagnosis import Diagnosis
from ..territories.facts import AREA_KINDS, NEAREST_KINDS, Area
from ..territories.profession_names import profession_name
from ..territories.selection import COLUMNS as ONLY_COLUMNS
from ..territories.sources import Source, sources_of
from .diagnosis_columns import DiagnosisColumn, Line, Value, plain
from .diagnosis_words import diagnosis_words

_CODED = {
    "need_source": "source",
    "accessibility_source": "source",
    "accessibility_unit": "unit",
}
"""Columns whose codes have a word each, by the beginning of its key."""


def shown_value(column: DiagnosisColumn, line: Line, lang: Lang) -> Value:
    """Return a value of a column as a reader finds it: codes in words, places by name."""
    value = plain(column.read(line))
    if value is None:
        return None
    words = diagnosis_words(lang)
    if column.name in _CODED:
        return words[f"{_CODED[column.name]}_{value}"]
    if column.name == "profession":
        return profession_name(str(value), lang)
    if column.name.endswith("_nearest"):
        return nearest_name(line, column.name.removesuffix("_nearest"))
    if column.kind == "flag":
        return words["yes"] if value else None
    return value


def nearest_name(line: Line, kind: str) -> str | None:
    """Return the name of the nearest place; of one from the census, its territory's."""
    assert kind in NEAREST_KINDS
    found = line.row.nearest.get(kind)
    if found is None:
        return None
    territory = line.diagnosis.semester.territory.get(found.territory_id or "")
    return found.name or (territory.name if territory else found.identifier)


def area_name(area: Area, lang: Lang) -> str:
    """Return the name of an area."""
    return area_kind_name(area.kind, area.code, lang)


def area_kind_name(kind: str, code: str, lang: Lang) -> str:
    """Return the name of an area by its kind and code."""
    assert kind in AREA_KINDS
    return diagnosis_words(lang)[f"area_{kind}"].format(code=code)


def title_of(diagnosis: Diagnosis, lang: Lang) -> str:
    """Return the title: of what territories."""
    words = diagnosis_words(lang)
    colon = ":" if lang == "en" else "\N{NO-BREAK SPACE}:"
    if diagnosis.title:
        return f"{words['title']}{colon} {diagnosis.title}"
    asked = "; " if lang == "en" else "\N{NO-BREAK SPACE}; "
    chosen = [f"{words[name]} {', '.join(values)}" for name, values in diagnosis.only]
    assert all(name in ONLY_COLUMNS for name, _ in diagnosis.only)
    return words["title"] + (f"{colon} {asked.join(chosen)}" if chosen else "")


def limit_text(diagnosis: Diagnosis, lang: Lang) -> str:
    """Return the consultations below which somebody counts as badly served."""
    text = f"{float(diagnosis.semester.settings.apl_full_need):g}"
    return text if lang == "en" else text.replace(".", ",")


def count_sentence(diagnosis: Diagnosis) -> Sentence:
    """Say how many territories are shown, of how many, and when."""
    first = diagnosis.semester.settings.first_day
    return sentence(
        "{shown} of {all} territories of the table, as of {day}.",
        shown=len(diagnosis.territories),
        all=len(diagnosis.semester.territories),
        day=first,
    )


def source_sentence(source: Source) -> Sentence:
    """Say where figures come from."""
    return _SOURCES[source.what](source)


def source_sentences(diagnosis: Diagnosis, lang: Lang) -> Iterator[Sentence]:
    """Yield where every kind of figures comes from, with the tables' names of a language."""
    for source in sources_of(diagnosis):
        if source.what in ("placement", "boundaries"):  # files have names of their own
            yield source_sentence(source)
        else:
            yield source_sentence(replace(source, table=named_in(source.table, lang)))


def _zone(source: Source) -> Sentence:
    if source.source is None and source.start is None:
        return sentence("Zones: {table}.", table=source.table)
    if source.start is None:
        return sentence("Zones: {table} ({source}).", table=source.table, source=source.source)
    if source.source is None:
        return sentence("Zones: {table}, since {day}.", table=source.table, day=source.start)
    return sentence(
        "Zones: {table} ({source}), since {day}.",
        table=source.table,
        source=source.source,
        day=source.start,
    )


_SOURCES: Mapping[str, Callable[[Source], Sentence]] = {
    "apl": lambda x: sentence(
        "Official accessibility to general practitioners (APL): column {table}.", table=x.table
    ),
    "accessibility": lambda x: sentence(
        "Accessibility computed here: by floating catchments (E2SFCA), supply from {table}.",
        table=x.table,
    ),
    "zone": _zone,
    "need": lambda x: sentence("Needs given: {table}.", table=x.table),
    "providers": lambda x: sentence("Census of care: table {table}.", table=x.table),
    "gp_fte": lambda x: sentence("General practitioners at work: column {table}.", table=x.table),
    "history": lambda x: sentence("Students of earlier semesters: table {table}.", table=x.table),
    "placement": lambda x: sentence("Students of this semester: {table}.", table=x.table),
    "boundaries": lambda x: sentence("Outlines on the map: {table}.", table=x.table),
}


def limit_sentences(diagnosis: Diagnosis) -> Iterator[Sentence]:
    """Yield what the figures do not say."""
    settings = diagnosis.semester.settings
    yield from diagnosis.notes
    yield sentence(
        "Totals and comparisons count the territories of the table, which may be a part of the "
        "département. A quarter (a code and a hyphen behind that of its commune) counts in its "
        "commune and is not added twice."
    )
    yield sentence(
        "Expected to leave: an announced day, otherwise the age of {age}; nobody's successor is "
        "counted.",
        age=settings.leaving_age,
    )
    yield sentence(
        "Kilometres are as the crow flies; minutes are those of the travel table, otherwise "
        "estimated at {speed} km/h with a detour of {detour}, plus {fixed} minutes.",
        speed=_number(settings.car_kmh),
        detour=_number(settings.detour),
        fixed=_number(settings.fixed_minutes),
    )
    yield sentence(
        "A need of 1 is the greatest shortage, 0 none; it weighs placements and says nothing of "
        "the quality of care."
    )


def _number(value: Fraction) -> float:
    return float(value)
