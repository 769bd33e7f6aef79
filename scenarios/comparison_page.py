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
            sentence(
                "The mean over all points of a sweep with one value of a parameter, less the "
                "mean over all of its points."
            ),
            lang,
        )
        yield Section(
            _say(sentence("Main effects"), lang),
            (*_effect_charts(found, lang), _effect_table(found, lang)),
            lead,
        )
    if len(found.ground) or len(found.territories):
        maps = tuple(maps_of(found, lang))
        changed = (_territory_table(found, lang),) if len(found.territories) else ()
        yield Section(
            _say(sentence("Territories"), lang),
            (*maps, *_left_out(found, lang), *changed, _ground_table(found, lang)),
        )
    if len(found.students):
        yield Section(_say(sentence("Students who move"), lang), (_student_table(found, lang),))
    if found.failures:
        variants = tuple(failure.variant for failure in found.failures)
        repetitions = tuple(failure.repetition for failure in found.failures)
        errors = tuple(failure.said(lang) for failure in found.failures)
        columns = [
            Column(_say(_VARIANT, lang), variants),
            Column(_say(sentence("Error"), lang), errors),
        ]
        if any(number is not None for number in repetitions):
            columns.insert(1, Column(_say(sentence("Repetition"), lang), repetitions, "number"))
        caption = _say(sentence("Runs with an error"), lang)
        yield Section(caption, (Table(caption, tuple(columns)),))


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
    rows = found.differences[found.differences["variant"] != BASE]
    headings = [(_BASE, "base"), (_HERE, "mean"), (_DIFFERENCE, "difference")]
    if (rows["runs"] > 1).any():
        headings += [(sentence("Least"), "least"), (sentence("Most"), "most")]
    columns = [
        Column(_say(_VARIANT, lang), rows["variant"].tolist(), choices=True),
        Column(
            _say(_MEASURE, lang), [measure_text(m, lang) for m in rows["measure"]], choices=True
        ),
        *(_numbers(_say(said, lang), rows[name]) for said, name in headings),
    ]
    return Table(_say(sentence("All measures"), lang), tuple(columns))


def _numbers(heading: str, values: pd.Series, decimals: int = 3) -> Column:
    return Column(heading, values.astype(float).tolist(), "number", decimals=decimals)


def _effect_table(found: Compared, lang: Lang) -> Table:
    rows = found.effects
    columns = (
        Column(_say(sentence("Sweep"), lang), rows["sweep"].tolist(), choices=True),
        Column(_say(sentence("Parameter"), lang), rows["parameter"].tolist(), choices=True),
        Column(_say(sentence("Value"), lang), rows["value"].tolist()),
        Column(
            _say(_MEASURE, lang), [measure_text(m, lang) for m in rows["measure"]], choices=True
        ),
        Column(_say(sentence("Runs"), lang), rows["runs"].tolist(), "number"),
        _numbers(_say(sentence("Mean"), lang), rows["mean"]),
        _numbers(_say(_EFFECT, lang), rows["effect"]),
    )
    return Table(_say(sentence("All main effects"), lang), columns)


_EFFECT = sentence("Difference from the mean")


def _effect_charts(found: Compared, lang: Lang) -> Iterator[Block]:
    """Yield a line per parameter whose values are numbers, bars for the others."""
    groups = found.effects.groupby(["sweep", "parameter"], sort=False)
    for (sweep, parameter), rows in groups:
        moved = rows[rows["effect"] != 0]
        for name in list(dict.fromkeys(moved["measure"]))[:_CHARTED]:
            own = rows[rows["measure"] == name]
            title = f"{measure_text(name, lang)} ({sweep}, {parameter})"
            means = own["effect"].astype(float).tolist()
            numbers = [_number(text) for text in own["value"]]
            label = f"{measure_text(name, lang)} ({_say(_EFFECT, lang)})"
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
    return Table(
        _say(sentence("Territories of the base"), lang), tuple(columns), (len(columns) - 1, True)
    )


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
    names = _places(found)
    headings = (
        (sentence("Student"), "student_id"),
        (sentence("Territories in the base"), "territories_base"),
        (sentence("Territories here"), "territories_here"),
        (sentence("Wish in the base"), "wish_base"),
        (sentence("Wish here"), "wish_here"),
    )
    columns = (
        Column(_say(_VARIANT, lang), rows["variant"].tolist(), choices=True),
        *(
            Column(_say(said, lang), [names.get(text, text) for text in rows[name]])
            for said, name in headings
        ),
    )
    return Table(_say(sentence("Students whose place differs from the base"), lang), columns)


def _places(found: Compared) -> dict[str, str]:
    """Return the names of territories by what the table of students has: codes and spaces."""
    names = dict(zip(found.ground["territory_id"], found.ground["name"], strict=True))
    known: dict[str, str] = {}
    for column in ("territories_base", "territories_here"):
        for text in dict.fromkeys(found.students[column]):
            codes = text.split(" ")
            if all(code in names for code in codes):
                known[text] = ", ".join(names[code] for code in codes)
    return known
