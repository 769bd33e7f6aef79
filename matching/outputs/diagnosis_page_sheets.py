"""A folded sheet per territory: everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..entities import Territory
from ..language import Lang
from ..pages import Block, Details, Pairs, Section
from ..territories.diagnosis import Diagnosis
from ..territories.indicators import number_of
from ..territories.profession_names import profession_name
from .diagnosis_columns import COLUMNS, DiagnosisColumn, Line, Value, lines_of
from .diagnosis_page_indicators import label_of
from .diagnosis_texts import shown_value
from .diagnosis_words import diagnosis_words
from .labels import reading_order

MOST_SHEETS = 400

_NOT_SHOWN = frozenset(
    {"name", "profession", "lat", "lon", "accessibility_unit", "need_accessible", "ages_known"}
)
_PLACE = [c for c in COLUMNS if c.group == "place" and c.name not in {*_NOT_SHOWN, "zone"}]
_CARE = [c for c in COLUMNS if c.group != "place" and c.name not in _NOT_SHOWN]
_ZONE = [c for c in COLUMNS if c.name == "zone"]


def sheets_of(diagnosis: Diagnosis, lang: Lang) -> Iterator[Block]:
    """Yield a sheet per territory, in the order of their names."""
    lines: dict[str, list[Line]] = {}
    for line in lines_of(diagnosis):
        lines.setdefault(line.territory.territory_id, []).append(line)
    for territory in sorted(
        diagnosis.territories, key=lambda t: (reading_order(t.name), t.territory_id)
    ):
        yield _sheet(diagnosis, territory, lines[territory.territory_id], lang)


def _sheet(diagnosis: Diagnosis, territory: Territory, lines: list[Line], lang: Lang) -> Details:
    blocks: list[Block] = [Pairs(tuple(_pairs(lines[0], _PLACE, lang)))]
    for line in lines:
        pairs = tuple(_pairs(line, _ZONE + _CARE, lang))
        if pairs:
            blocks.append(Section(profession_name(line.row.profession, lang), (Pairs(pairs),)))
    own = tuple(
        (label_of(one, lang), _indicator(text, lang, numeric=one.numeric))
        for one in diagnosis.indicators
        if (text := territory.indicators.get(one.column)) is not None
    )
    if own:
        blocks.append(Section(diagnosis_words(lang)["sheet_indicators"], (Pairs(own),)))
    return Details(f"{territory.name} ({territory.territory_id})", tuple(blocks))


def _pairs(line: Line, columns: list[DiagnosisColumn], lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what is known; what is not is left out."""
    words = diagnosis_words(lang)
    for column in columns:
        value = shown_value(column, line, lang)
        if value is not None and value is not False:
            yield words[column.name], _text(column, value, lang)


def _text(column: DiagnosisColumn, value: Value, lang: Lang) -> str:
    if isinstance(value, str) or value is None:
        return value or ""
    if column.kind == "share":
        return f"{round(100 * float(value))}\N{NO-BREAK SPACE}%"
    return written(float(value), lang)


def _indicator(text: str, lang: Lang, *, numeric: bool) -> str:
    number = number_of(text) if numeric else None
    return text if number is None else written(number, lang)


def written(value: float, lang: Lang) -> str:
    """Return a number as a reader of the language writes it, with at most two decimals."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    if lang == "en":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
