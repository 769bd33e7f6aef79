"""``report.html`` of a ranking: per request and per territory, one file, without a network."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import Lang
from ..pages import (
    BarChart,
    Column,
    KeyFigure,
    KeyFigures,
    Page,
    Provenance,
    Section,
    Series,
    Table,
    Text,
    render,
)
from ..pages.page import Block
from ..practitioners import CRITERIA
from ..settling.result import Ranking
from .figures import number_text
from .ranking_page_parts import fits, opening_name, openings_map, professions, request_name
from .ranking_page_request import request_details
from .ranking_page_territory import by_territory, territory_details
from .ranking_summary import assigned_count, without_opening
from .ranking_why import criterion_word, why
from .ranking_words import ranking_words

FILE_NAME = "report.html"
REQUESTS, TERRITORIES = 100, 60
"""Requests and territories shown; the tables have all."""


def ranking_report(ranking: Ranking, lang: Lang) -> str:
    """Return the page."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    words, semester = ranking_words(lang), ranking.semester
    page = Page(
        title=words["title"],
        lang=lang,
        subtitle=semester.settings.semester,
        blocks=tuple(_blocks(ranking, lang)),
        provenance=Provenance(
            __version__,
            tuple(sorted(semester.fingerprints.items())),
            seed=ranking.seed,
            replay="maillage rank semester.xlsx -o ranking",
            notes=(words["stated"],),
        ),
    )
    return render(page)


def _blocks(ranking: Ranking, lang: Lang) -> Iterator[Block]:
    words, market = ranking_words(lang), ranking.market
    yield KeyFigures(
        (
            KeyFigure(words["requests_word"], len(market.requests)),
            KeyFigure(words["openings_word"], len(market.openings)),
            KeyFigure(words["assigned_word"], assigned_count(ranking)),
            KeyFigure(words["without_word"], len(without_opening(ranking))),
        )
    )
    yield Text(words["stated"], "note")
    yield Section(
        words["overview"],
        (
            openings_map(ranking, range(len(market.openings)), market.requests, lang),
            _overview(ranking, lang),
            _weights(ranking, lang),
        ),
    )
    requests = range(len(market.requests))
    shown = tuple(request_details(ranking, position, lang) for position in requests[:REQUESTS])
    yield Section(words["by_request"], shown, _lead(len(requests), REQUESTS, lang))
    territories = by_territory(ranking)
    shown = tuple(
        territory_details(ranking, code, rows, lang)
        for code, rows in list(territories.items())[:TERRITORIES]
    )
    yield Section(words["by_territory"], shown, _lead(len(territories), TERRITORIES, lang))


def _lead(count: int, shown: int, lang: Lang) -> str:
    words = ranking_words(lang)
    return words["shown"].format(count=shown, all=number_text(count, lang)) if count > shown else ""


def _overview(ranking: Ranking, lang: Lang) -> Table:
    words, market = ranking_words(lang), ranking.market
    firsts = [ranking.rows(j)[:1] for j in range(len(market.requests))]
    lines = [ranking.line(rows[0]) if len(rows) else None for rows in firsts]
    at = ranking.pairs.joint.opening.tolist()
    return Table(
        words["overview"],
        (
            Column(words["request"], [request_name(r) for r in market.requests]),
            professions(market.requests, lang),
            Column(words["openings"], [len(ranking.rows(j)) for j in range(len(at))], "number"),
            Column(
                words["first"],
                [words["nothing"] if x is None else opening_name(x.opening) for x in lines],
            ),
            fits(words["fit"], [None if x is None else x.fit for x in lines], lang),
            Column(words["why"], [why(ranking, r[0], lang) if len(r) else "" for r in firsts]),
            Column(
                words["together"],
                ["–" if k < 0 else opening_name(market.openings[k]) for k in at],
            ),
        ),
    )


def _weights(ranking: Ranking, lang: Lang) -> BarChart:
    words = ranking_words(lang)
    return BarChart(
        words["criteria_weights"],
        words["criterion"],
        words["weight"],
        tuple(criterion_word(name, lang) for name in CRITERIA),
        (Series(words["weight"], ranking.weights.tolist()),),
        horizontal=True,
        percent=True,
    )
