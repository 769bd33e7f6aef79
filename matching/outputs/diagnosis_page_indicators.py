"""The indicators that a user brought, under the headings of a territorial diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import Lang
from ..pages import Block, Column, Section, Table
from ..territories.diagnosis import Diagnosis
from ..territories.facts import ALL
from ..territories.indicators import HEADINGS, Indicator, number_of
from .diagnosis_texts import area_kind_name
from .diagnosis_words import diagnosis_words

MOST_ROWS = 3000


def indicator_blocks(diagnosis: Diagnosis, lang: Lang) -> Iterator[Block]:
    """Yield a table per heading, a row per territory, with the means of areas below."""
    words = diagnosis_words(lang)
    for heading in HEADINGS:
        own = [one for one in diagnosis.indicators if one.heading == heading]
        if own:
            title = words[f"heading_{heading}"]
            yield Section(title, (_table(diagnosis, own, title, lang),))


def _table(diagnosis: Diagnosis, own: list[Indicator], title: str, lang: Lang) -> Table:
    words = diagnosis_words(lang)
    having = [t for t in diagnosis.territories if any(o.column in t.indicators for o in own)]
    rows = having[:MOST_ROWS]
    means = [(key, dict(values)) for key, values in diagnosis.means.items()] if rows else []
    numeric = [one for one in own if one.numeric]
    means = [(k, v) for k, v in means if any(o.column in v for o in numeric)]
    if len(diagnosis.territories) > MOST_ROWS:
        means = [(key, values) for key, values in means if key[0] == ALL]
    names = [t.name for t in rows]
    names += [words["mean_of"].format(area=area_kind_name(*key, lang)) for key, _ in means]
    columns = [Column(words["name"], names)]
    for one in own:
        texts = [t.indicators.get(one.column) for t in rows]
        head = label_of(one, lang)
        if one.numeric:
            numbers = [number_of(text) for text in texts]
            values = [*numbers, *(found.get(one.column) for _, found in means)]
            columns.append(Column(head, values, "number", decimals=_decimals(numbers)))
        else:
            columns.append(Column(head, [*texts, *(None for _ in means)]))
    return Table(title, tuple(columns))


def label_of(one: Indicator, lang: Lang) -> str:
    """Return an indicator's name, with strength or weakness before it."""
    if one.side is None:
        return one.label
    return diagnosis_words(lang)[f"side_{one.side}"]


def _decimals(numbers: list[float | None]) -> int:
    """Return the decimals that the numbers have, at most two."""
    known = [number for number in numbers if number is not None]
    return next((d for d in (0, 1) if all(round(n, d) == n for n in known)), 2)
