"""``report.html`` of a simulation: bands by policy, what moves the result, all assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from ..matching.language import Lang, sentence
from ..matching.pages import (
    Column,
    Line,
    LineChart,
    Page,
    Provenance,
    Section,
    Table,
    Text,
    render,
)
from .years_plan import Assumptions
from .years_result import MEASURED, Years
from .years_words import (
    ASSUMPTIONS,
    MEASURES,
    incomplete_sentences,
    nature_sentences,
    source_text,
)


def years_page(years: Years, lang: Lang) -> str:
    """Return the page."""
    from .. import __version__

    plan = years.task.plan
    first, *others = nature_sentences(plan.draws, years.threshold)
    return render(
        Page(
            title=sentence("Simulation over years, under stated assumptions").said(lang),
            lang=lang,
            subtitle=f"{years.ground.first_year}–{years.ground.first_year + plan.years}",
            blocks=(
                *(Text(said.said(lang), "warning") for said in incomplete_sentences(years)),
                Text(first.said(lang), "warning"),
                *(Text(said.said(lang)) for said in others),
                Section(sentence("All territories").said(lang), tuple(_charts(years, lang))),
                Section(
                    sentence("Territory by territory").said(lang), (_territories(years, lang),)
                ),
                Section(
                    sentence("What moves the result most").said(lang), (_effects(years, lang),)
                ),
                Section(sentence("Assumptions").said(lang), (_assumptions(years, lang),)),
            ),
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(years.task.semester.fingerprints.items())),
                seed=plan.seed,
                replay="maillage scenario years PLAN -o DIR",
            ),
        )
    )


def _charts(years: Years, lang: Lang) -> Iterator[LineChart]:
    span = range(years.ground.first_year, years.ground.first_year + years.task.plan.years + 1)
    for measure, title in MEASURES.items():
        found = {name: years.of_all(name, measure) for name in years.policies}
        yield LineChart(
            title=title.said(lang),
            x_label=sentence("Year").said(lang),
            y_label=title.said(lang),
            x=tuple(map(str, span)),
            lines=tuple(
                Line(
                    name,
                    [b.median for b in bands],
                    [b.low for b in bands],
                    [b.high for b in bands],
                )
                for name, bands in found.items()
            ),
            decimals=2 if measure in ("accessibility", "need") else 0,
            percent=measure == "people_under",
            band_label=sentence("eight of ten draws").said(lang),
        )


def _territories(years: Years, lang: Lang) -> Table:
    """Return the last year, a row per policy and territory."""
    last = years.ground.first_year + years.task.plan.years
    found = {
        (b.policy, b.territory_id, b.measure): b
        for b in years.bands
        if b.year == last and b.territory_id is not None
    }
    rows = [(name, code) for name in years.policies for code in years.ground.codes]
    names = years.task.semester.territory
    columns = [
        Column(sentence("Territory").said(lang), [names[code].name for _, code in rows]),
        Column(sentence("Policy").said(lang), [name for name, _ in rows], choices=True),
    ]
    for measure in ("accessibility", "need", "practitioners"):
        bands = [found[name, code, measure] for name, code in rows]
        decimals = 0 if measure == "practitioners" else 2
        for head, values in (
            (MEASURES[measure].said(lang), [b.median for b in bands]),
            (sentence("10 %").said(lang), [b.low for b in bands]),
            (sentence("90 %").said(lang), [b.high for b in bands]),
        ):
            columns.append(Column(head, values, "number", decimals=decimals))
    shares = [found[name, code, "people_under"].median for name, code in rows]
    columns.append(Column(sentence("Draws under the threshold").said(lang), shares, "percent"))
    return Table(sentence("The last year, {year}", year=str(last)).said(lang), tuple(columns))


def _effects(years: Years, lang: Lang) -> Table:
    effects = [e for e in years.effects if e.measure in MEASURED]
    return Table(
        sentence(
            "The last year with one assumption at each end of its range, the others as they are"
        ).said(lang),
        (
            Column(
                sentence("Assumption").said(lang),
                [ASSUMPTIONS[e.assumption].said(lang) for e in effects],
            ),
            Column(sentence("Policy").said(lang), [e.policy for e in effects], choices=True),
            Column(
                sentence("Measure").said(lang),
                [MEASURES[e.measure].said(lang) for e in effects],
                choices=True,
            ),
            Column(sentence("From").said(lang), [e.low for e in effects], "number", decimals=3),
            Column(sentence("To").said(lang), [e.high for e in effects], "number", decimals=3),
            Column(
                sentence("Result at the low end").said(lang),
                [e.at_low for e in effects],
                "number",
                decimals=3,
            ),
            Column(
                sentence("Result at the high end").said(lang),
                [e.at_high for e in effects],
                "number",
                decimals=3,
            ),
            Column(
                sentence("Swing").said(lang),
                [e.swing for e in effects],
                "number",
                decimals=3,
                bar=True,
            ),
            Column(
                sentence("Standard error").said(lang),
                [e.error for e in effects],
                "number",
                decimals=3,
            ),
        ),
    )


def _assumptions(years: Years, lang: Lang) -> Table:
    names = list(Assumptions.model_fields)
    assumed = [getattr(years.task.plan.assumptions, name) for name in names]
    return Table(
        sentence("Every assumption, its range and its source").said(lang),
        (
            Column(
                sentence("Assumption").said(lang), [ASSUMPTIONS[name].said(lang) for name in names]
            ),
            Column(sentence("Name in the plan").said(lang), names),
            Column(sentence("Value").said(lang), [a.value for a in assumed], "number", decimals=3),
            Column(sentence("From").said(lang), [a.low for a in assumed], "number", decimals=3),
            Column(sentence("To").said(lang), [a.high for a in assumed], "number", decimals=3),
            Column(
                sentence("Where it is from").said(lang),
                [source_text(a.source, lang) for a in assumed],
            ),
        ),
        page_length=len(names),
    )
