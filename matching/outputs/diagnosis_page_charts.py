"""The charts of a diagnosis's page: need, accessibility, ages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..language import Lang, sentence
from ..pages import BarChart, Block, Series, histogram_of
from ..territories.ages import BANDS
from ..territories.diagnosis import Diagnosis
from .diagnosis_columns import lines_of
from .diagnosis_most import most_lacking
from .diagnosis_words import diagnosis_words

MOST_BARS = 25


def charts_of(diagnosis: Diagnosis, profession: str, lang: Lang) -> Iterator[Block]:
    """Yield the charts of a profession for which there are figures."""
    yield from _need(diagnosis, profession, lang)
    yield from _access(diagnosis, profession, lang)
    yield from _ages(diagnosis, profession, lang)


def _need(diagnosis: Diagnosis, profession: str, lang: Lang) -> Iterator[Block]:
    rows = most_lacking(diagnosis, profession, MOST_BARS)
    if not rows:
        return
    names = [diagnosis.semester.territory[row.territory_id].name for row in rows]
    several = {name for name in names if names.count(name) > 1}
    shown = [
        f"{name} ({row.territory_id})" if name in several else name
        for name, row in zip(names, rows, strict=True)
    ]
    title = sentence("Need by territory: the {count} where most is lacking", count=len(rows))
    words = diagnosis_words(lang)
    yield BarChart(
        title.said(lang),
        words["name"],
        words["need"],
        tuple(shown),
        (Series(words["need"], [row.known_need for row in rows]),),
        horizontal=True,
        decimals=2,
    )


def _access(diagnosis: Diagnosis, profession: str, lang: Lang) -> Iterator[Block]:
    words = diagnosis_words(lang)
    lines = [x for x in lines_of(diagnosis, profession) if x.row.access.value is not None]
    if len(lines) < 2:
        return
    unit = lines[0].row.access.unit
    people = [line.territory.population for line in lines]
    known = any(people)
    title = (
        sentence("How many inhabitants have which accessibility")
        if known
        else sentence("How many territories have which accessibility")
    )
    values = [line.row.access.value for line in lines]
    spread = float(np.ptp(np.array(values, np.float64)))
    yield histogram_of(
        values,
        title=title.said(lang),
        value_label=f"{words['accessibility']} ({words[f'unit_{unit}']})",
        count_label=words["population"] if known else words["territories"],
        weights=people if known else (),
        decimals=1 if spread > 1 else 2,
    )


def _ages(diagnosis: Diagnosis, profession: str, lang: Lang) -> Iterator[Block]:
    counts = diagnosis.ages[profession]
    if not sum(counts):
        return
    words = diagnosis_words(lang)
    title = sentence("Ages of the professionals, where the year of birth is known")
    yield BarChart(
        title.said(lang),
        words["age"],
        words["providers"],
        tuple(_band(youngest, oldest, lang) for youngest, oldest in BANDS),
        (Series(words["providers"], counts),),
    )


def _band(youngest: int, oldest: int | None, lang: Lang) -> str:
    words = diagnosis_words(lang)
    if oldest is None:
        return words["age_from"].format(age=youngest)
    return words["age_up_to"].format(age=oldest) if not youngest else f"{youngest}–{oldest}"
