"""``report.html``: the intake of requests as a page that opens without a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from ..language import Lang, Sentence, sentence
from ..pages import (
    BarChart,
    Block,
    Column,
    Details,
    Items,
    KeyFigure,
    KeyFigures,
    Page,
    PointMap,
    Points,
    Provenance,
    Section,
    Series,
    Table,
    Text,
    render,
)
from ..settling.intake import Intake
from ..settling.standing import SOON_DAYS, STAGES, is_open
from .figures import number_text
from .intake_tables import (
    MATCH_COLUMNS,
    OPENING_COLUMNS,
    REQUEST_COLUMNS,
    TERRITORY_COLUMNS,
    gap_text,
    gaps_table,
    openings_table,
    readable,
    requests_table,
    territories_table,
    territory_names,
)
from .plain_table import date_text
from .settling_words import settling_words

MOST_SHEETS = 300
"""Territories with a list of their own, at most."""


def intake_page(intake: Intake, lang: Lang) -> str:
    """Return the page."""
    from ... import __version__

    words = settling_words(lang)
    day = date_text(intake.day, lang)
    lead = Text(words["gaps_lead"])
    gaps = [gap for gap in intake.gaps if gap.opening_id is None]
    own = [gap for gap in intake.gaps if gap.opening_id is not None]
    blocks: list[Block] = [
        KeyFigures(tuple(_figures(intake, lang))),
        Section(words["by_stage"], (_stages(intake, lang),)),
        Section(words["requests"], _requests(intake, lang)),
        Section(words["openings"], (_openings(intake, lang),)),
        Section(
            words["territories"],
            (*_maps(intake, lang), _territories(intake, lang)),
        ),
        Section(
            words["gaps"],
            (
                lead,
                Section(
                    words["territories"], (gaps_table(intake, lang, gaps).on_page(sort=(5, True)),)
                ),
                Section(
                    words["openings"], (gaps_table(intake, lang, own).on_page(sort=(5, True)),)
                ),
            ),
        ),
        Section(words["limits"], (Items(tuple(one.said(lang) for one in _limits())),)),
    ]
    sheets = tuple(_sheets(intake, lang))
    if sheets:
        blocks.insert(-1, Section(words["by_territory"], sheets))
    return render(
        Page(
            title=words["intake"],
            lang=lang,
            subtitle=f"{intake.semester.settings.semester}, {words['as_of'].format(day=day)}",
            blocks=tuple(blocks),
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(intake.semester.fingerprints.items())),
                replay=f"maillage requests FILE -o DIR --date {intake.day.isoformat()}",
            ),
        )
    )


def _requests(intake: Intake, lang: Lang) -> tuple[Table, Table]:
    """Return the requests, what is to be done first at the top, and what suits them."""
    table, best = requests_table(intake, lang), settling_words(lang)["best_openings"]
    steps = readable(table, REQUEST_COLUMNS, best, lang)
    matches = replace(readable(table, MATCH_COLUMNS, best, lang), title=best)
    first = REQUEST_COLUMNS.index("next_date"), False
    return steps.on_page(sort=first), matches.on_page()


def _openings(intake: Intake, lang: Lang) -> Table:
    best = settling_words(lang)["best_requests"]
    return readable(openings_table(intake, lang), OPENING_COLUMNS, best, lang).on_page()


def _territories(intake: Intake, lang: Lang) -> Table:
    """Return the territories, those that lack most at the top."""
    best = settling_words(lang)["best_requests"]
    table = readable(territories_table(intake, lang), TERRITORY_COLUMNS, best, lang)
    return table.on_page(sort=(TERRITORY_COLUMNS.index("lacking"), True))


def _figures(intake: Intake, lang: Lang) -> Iterator[KeyFigure]:
    words = settling_words(lang)
    looked_after = [line for line in intake.requests if is_open(line.request)]
    steps = [line.step for line in looked_after]
    yield KeyFigure(words["open_requests"], len(looked_after))
    yield KeyFigure(words["overdue"], steps.count("overdue"))
    yield KeyFigure(words["due"], steps.count("due"))
    yield KeyFigure(words["without_step"], steps.count("none"))
    yield KeyFigure(words["no_opening"], sum(not line.possible for line in looked_after))


def _stages(intake: Intake, lang: Lang) -> Block:
    words = settling_words(lang)
    names = [line.request.status or "" for line in intake.requests]
    kept = [stage for stage in (*STAGES, "") if stage in names]
    return BarChart(
        words["by_stage"],
        words["stage"],
        words["requests"],
        tuple(words[f"stage_{stage}"] for stage in kept),
        (Series(words["requests"], [names.count(stage) for stage in kept]),),
        horizontal=True,
    )


def _maps(intake: Intake, lang: Lang) -> Iterator[Block]:
    """Yield the map of the territories that have openings: seats, and requests that suit."""
    words = settling_words(lang)
    place = intake.semester.territory
    lines = [
        line
        for line in intake.territories
        if line.openings and place[line.territory_id].lat is not None
    ]
    if lines:
        yield PointMap(
            words["map"],
            (
                Points(
                    words["territories"],
                    [place[line.territory_id].name for line in lines],
                    [place[line.territory_id].lat for line in lines],
                    [place[line.territory_id].lon for line in lines],
                    sizes=[line.seats for line in lines],
                    size_label=words["seats"],
                    values=[line.possible for line in lines],
                    value_label=words["possible_requests"],
                    decimals=0,
                    details=(
                        Column(words["openings"], [line.openings for line in lines], "number"),
                    ),
                ),
            ),
            words["map_alternative"],
        )


def _sheets(intake: Intake, lang: Lang) -> Iterator[Block]:
    """Yield for each territory with openings what suits it and what it lacks."""
    words = settling_words(lang)
    names = territory_names(intake)
    requests = {line.request.request_id: line.request for line in intake.requests}
    lacking = defaultdict(list)
    for gap in intake.gaps:
        if gap.opening_id is None:
            text = f"{gap_text(gap, lang)}{words['colon']}{len(gap.requests)}"
            lacking[gap.territory_id].append(text)
    lines = [line for line in intake.territories if line.openings]
    for line in lines[:MOST_SHEETS]:
        best = [
            f"{requests[m.request_id].name} ({m.request_id}), {m.opening_id}, "
            f"{_decimal(m.fit, lang)}"
            for m in line.best
        ]
        blocks: list[Block] = []
        if best:
            blocks.append(Section(words["best_requests"], (Items(tuple(best)),)))
        if lacking[line.territory_id]:
            items = Items(tuple(lacking[line.territory_id]))
            blocks.append(Section(words["gaps"], (items,)))
        if blocks:
            title = f"{names[line.territory_id]} ({line.territory_id})"
            yield Details(title, tuple(blocks))
    if len(lines) > MOST_SHEETS:
        count = number_text(len(lines) - MOST_SHEETS, lang)
        yield Text(words["more_lines"].format(count=count, file="territories.csv"))


def _decimal(value: float, lang: Lang) -> str:
    return f"{value:.2f}" if lang == "en" else f"{value:.2f}".replace(".", ",")


def _limits() -> tuple[Sentence, ...]:
    return (
        sentence(
            "A request counts as kept out by one thing where it breaks one rule alone; changing it "
            "promises nothing: others may take the seat."
        ),
        sentence(
            "The tables say nothing of housing or of work for a partner: what stands in for both "
            "is the distance to the places to stay near."
        ),
        sentence("A step within {days} days counts as due.", days=SOON_DAYS),
        sentence("Fits are sums of weighted criteria: the weights are stated, not measured."),
    )
