"""The comparison of variants as one page."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..matching.language import Lang, Sentence, sentence
from ..matching.pages import (
    BarChart,
    Column,
    KeyFigure,
    KeyFigures,
    Line,
    LineChart,
    Page,
    Provenance,
    Section,
    Series,
    Table,
    Text,
)
from ..matching.pages.page import Block
from .comparing import Compared
from .comparison_maps import COUNTED, MOST_MAPS, maps_of
from .plan import BASE
from .words import measure_text

_CHARTED = 6
_MOST_ROWS = 5000


def page_of(found: Compared, lang: Lang) -> Page:
    """Return the page of a comparison, to be written or drawn."""
    failed = int((found.runs["status"] == "error").sum())
    figures = KeyFigures(
        (
            KeyFigure(_say(_VARIANTS, lang), found.runs["variant"].nunique()),
            KeyFigure(_say(_RUNS, lang), len(found.runs)),
            KeyFigure(_say(_FAILED, lang), failed),
            KeyFigure(_say(_MISSING, lang), found.missing),
        )
    )
    blocks: list[Block] = [figures, *_sections(found, lang)]
    return Page(
        title=found.title or _say(sentence("Variants compared"), lang),
        lang=lang,
        subtitle=str(found.index["plan"]),
        blocks=tuple(blocks),
        provenance=Provenance(
            str(found.index["program_version"]),
            tuple(found.index["base_sha256"].items()),
            replay=f"maillage scenario run {found.index['plan']} -o DIR",
        ),
    )


_VARIANTS, _RUNS = sentence("variants"), sentence("runs")
_FAILED, _MISSING = sentence("runs with an error"), sentence("runs still missing")


def _say(said: Sentence, lang: Lang) -> str:
    return said.said(lang)


def _sections(found: Compared, lang: Lang) -> Iterator[Section]:
    if len(found.differences):
        yield Section(
            _say(sentence("Differences from the base"), lang),
            (*_bars(found, lang), _difference_table(found, lang)),
        )
    if len(found.effects):
        lead = _say(
            sentence("The mean over all points of a sweep with one value of a parameter."), lang
        )
        yield Section(
            _say(sentence("Main effects"), lang), tuple(_effect_charts(found, lang)), lead
        )
    if len(found.ground) or len(found.territories):
        maps = tuple(maps_of(found, lang))
        changed = (_territory_table(found, lang),) if len(found.territories) else ()
        yield Section(
            _say(sentence("Territories"), lang),
            (*maps, *_left_out(found, lang), _ground_table(found, lang), *changed),
        )
    if len(found.students):
        yield Section(_say(sentence("Students who move"), lang), (_student_table(found, lang),))
    failed = found.runs[found.runs["status"] == "error"]
    if len(failed):
        columns = (
            Column(_say(_VARIANT, lang), failed["variant"].tolist()),
            Column(_say(sentence("Error"), lang), failed["error"].tolist()),
        )
        caption = _say(sentence("Runs with an error"), lang)
        yield Section(caption, (Table(caption, columns),))


_VARIANT, _MEASURE = sentence("Variant"), sentence("Measure")
_BASE, _HERE, _DIFFERENCE = sentence("Base"), sentence("Here"), sentence("Difference")


def _bars(found: Compared, lang: Lang) -> Iterator[BarChart]:
    """Yield a chart per measure that differs anywhere, the first few."""
    apart = found.differences[found.differences["variant"] != BASE]
    moved = set(apart[apart["difference"] != 0]["measure"])
    differing = [name for name in found.measures if name in moved]
    for name in differing[:_CHARTED]:
        rows = apart[apart["measure"] == name].head(40)
        values = rows["difference"].astype(float).tolist()
        label = measure_text(name, lang)
        yield BarChart(
            label,
            _say(_VARIANT, lang),
            _say(_DIFFERENCE, lang),
            tuple(rows["variant"]),
            (Series("", values),),
            horizontal=True,
            decimals=_decimals(values),
        )


def _decimals(values: list[float]) -> int:
    return 0 if all(float(value).is_integer() for value in values) else 3


def _difference_table(found: Compared, lang: Lang) -> Table:
    rows = found.differences
    columns = (
        Column(_say(_VARIANT, lang), rows["variant"].tolist(), choices=True),
        Column(
            _say(_MEASURE, lang), [measure_text(m, lang) for m in rows["measure"]], choices=True
        ),
        Column(_say(_RUNS, lang), rows["runs"].tolist(), "number"),
        Column(_say(_BASE, lang), rows["base"].astype(float).tolist(), "number", decimals=3),
        Column(_say(_HERE, lang), rows["mean"].astype(float).tolist(), "number", decimals=3),
        Column(
            _say(_DIFFERENCE, lang), rows["difference"].astype(float).tolist(), "number", decimals=3
        ),
        Column(_say(sentence("Least"), lang), rows["least"].astype(float).tolist(), "number",
               decimals=3),
        Column(_say(sentence("Most"), lang), rows["most"].astype(float).tolist(), "number",
               decimals=3),
    )  # fmt: skip
    return Table(_say(sentence("All measures"), lang), columns)


def _effect_charts(found: Compared, lang: Lang) -> Iterator[Block]:
    """Yield a line per parameter whose values are numbers, bars for the others."""
    groups = found.effects.groupby(["sweep", "parameter"], sort=False)
    for (sweep, parameter), rows in groups:
        moved = rows[rows["effect"] != 0]
        for name in list(dict.fromkeys(moved["measure"]))[:_CHARTED]:
            own = rows[rows["measure"] == name]
            title = f"{measure_text(name, lang)} ({sweep}, {parameter})"
            means = own["mean"].astype(float).tolist()
            numbers = [_number(text) for text in own["value"]]
            label = measure_text(name, lang)
            if len(numbers) > 2 and all(n is not None for n in numbers):
                known = zip(numbers, means, own["value"], strict=True)
                pairs = sorted((n, m, text) for n, m, text in known if n is not None)
                line = Line(label, tuple(m for _, m, _ in pairs))
                texts = tuple(text for _, _, text in pairs)
                yield LineChart(title, str(parameter), label, texts, (line,),
                                decimals=_decimals(means))  # fmt: skip
            else:
                yield BarChart(title, str(parameter), label, tuple(own["value"]),
                               (Series("", means),), decimals=_decimals(means))  # fmt: skip
    if not found.effects["effect"].any():
        yield Text(_say(sentence("No parameter changes any measure."), lang))


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").rstrip("% "))
    except ValueError:
        return None


def _named(rows: pd.DataFrame) -> list[str]:
    """Return names with their codes, codes alone where there is no name."""
    pairs = zip(rows["name"], rows["territory_id"], strict=True)
    return [f"{name} ({code})" if name else code for name, code in pairs]


def _left_out(found: Compared, lang: Lang) -> Iterator[Text]:
    """Say where some variants have no map."""
    changing = found.territories.loc[found.territories["variant"] != BASE, "variant"].nunique()
    if changing > MOST_MAPS:
        said = sentence(
            "Only the {most} variants that change the most here are mapped; "
            "the table below has all of them.",
            most=MOST_MAPS,
        )
        yield Text(said.said(lang))


def _ground_table(found: Compared, lang: Lang) -> Table:
    rows = found.ground
    columns = [
        Column(_say(sentence("Territory"), lang), _named(rows)),
        Column(_say(sentence("Inhabitants"), lang), rows["population"].tolist(), "number"),
        Column(_say(sentence("Need"), lang), rows["need"].tolist(), "number", decimals=2),
    ]
    if found.job != "diagnose":
        label = _say(COUNTED[found.job], lang)
        columns.append(Column(label, rows["base"].tolist(), "number", decimals=1))
    return Table(_say(sentence("Territories of the base"), lang), tuple(columns))


def _territory_table(found: Compared, lang: Lang) -> Table:
    rows = found.territories.head(_MOST_ROWS)
    columns = (
        Column(_say(_VARIANT, lang), rows["variant"].tolist(), choices=True),
        Column(_say(sentence("Territory"), lang), _named(rows)),
        Column(_say(_BASE, lang), rows["base"].astype(float).tolist(), "number", decimals=2),
        Column(_say(_HERE, lang), rows["mean"].astype(float).tolist(), "number", decimals=2),
        Column(
            _say(_DIFFERENCE, lang),
            rows["difference"].astype(float).tolist(),
            "number",
            decimals=2,
            bar=False,
        ),
    )
    placed = sentence("Half-days a week of students, where they differ from the base")
    diagnosed = sentence("Need, where it differs from the base")
    return Table(_say(diagnosed if found.job == "diagnose" else placed, lang), columns)


def _student_table(found: Compared, lang: Lang) -> Table:
    rows = found.students.head(_MOST_ROWS)
    headings = (
        (sentence("Student"), "student_id"),
        (sentence("Territories in the base"), "territories_base"),
        (sentence("Territories here"), "territories_here"),
        (sentence("Wish in the base"), "wish_base"),
        (sentence("Wish here"), "wish_here"),
    )
    columns = (
        Column(_say(_VARIANT, lang), rows["variant"].tolist(), choices=True),
        *(Column(_say(said, lang), rows[name].tolist()) for said, name in headings),
    )
    return Table(_say(sentence("Students whose place differs from the base"), lang), columns)
