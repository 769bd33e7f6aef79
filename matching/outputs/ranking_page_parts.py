"""Parts of a ranking's report that requests and territories share: bars, maps, names."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Lang
from ..pages import BarChart, Column, PointMap, Points, Series, Table
from ..practitioners import CRITERIA, Opening, Request
from ..semester import Semester
from ..settling.aids import BEATEN, BESIDE, COUNTED, beaten_by
from ..settling.result import RankedOpening, Ranking
from ..territories.profession_names import profession_of_one
from .ranking_why import criterion_word, unknown_text
from .ranking_words import ranking_words

OPENINGS = 8
"""Bars of one chart, and openings of each request, at most."""


def request_name(request: Request) -> str:
    """Return a request as it is named in tables."""
    return f"{request.request_id} {request.name}"


def opening_name(opening: Opening) -> str:
    """Return an opening as it is named in tables."""
    return f"{opening.opening_id} {opening.name}"


def professions(rows: Sequence[Request | Opening], lang: Lang) -> Column:
    """Return the column of the professions of requests or openings."""
    names = [profession_of_one(row.profession, lang) for row in rows]
    return Column(ranking_words(lang)["profession"], names, choices=True)


def fits(heading: str, values: Sequence[float | None], lang: Lang) -> Column:
    """Return a column of fits, with bars."""
    text = ranking_words(lang)["h_fit"]
    return Column(heading, values, "number", decimals=3, bar=True, help=text)


def explained(
    key: str, values: Sequence[object], lang: Lang, decimals: int | None = None
) -> Column:
    """Return a column with its explanation: a share, a flag, or a number with decimals."""
    words = ranking_words(lang)
    heading, text = words[key], words[f"h_{key}"]
    if decimals is not None:
        return Column(heading, values, "number", decimals=decimals, help=text)
    return Column(heading, values, "percent" if key == "first_share" else "flag", help=text)


def bars(
    ranking: Ranking, lines: Sequence[RankedOpening], names: Sequence[str], lang: Lang
) -> BarChart:
    """Return what each criterion adds to the fit, one bar for each pair."""
    words = ranking_words(lang)
    weight = dict(zip(CRITERIA, ranking.weights.tolist(), strict=True))
    used = [name for name in CRITERIA if weight[name] > 0]
    return BarChart(
        words["bars"],
        words["opening"],
        words["fit"],
        tuple(names),
        tuple(
            Series(criterion_word(name, lang), [weight[name] * x.criteria[name] for x in lines])
            for name in used
        ),
        stacked=True,
        horizontal=True,
        decimals=3,
    )


def firmness(ranking: Ranking, rows: Sequence[int], names: Sequence[str], lang: Lang) -> Table:
    """Return how firmly each pair stands, and what it means for all others."""
    words, lines = ranking_words(lang), [ranking.line(row) for row in rows]
    top = [float(ranking.pairs.top_three_share[row]) for row in rows]
    unknown = [unknown_text(ranking, row, lang) for row in rows]
    columns = [
        Column(words["opening"], names),
        explained("first_share", [x.first_share for x in lines], lang),
        Column(words["top_three_share"], top, "percent"),
        explained("own_fit", [x.own_fit for x in lines], lang, 3),
        explained("need_gain", [x.need_gain for x in lines], lang, 0),
        explained("pareto", [x.pareto for x in lines], lang),
        explained("regret", [x.regret for x in lines], lang, 3),
    ]
    if not all(line.exact for line in lines):
        columns.append(explained("exact", [x.exact for x in lines], lang))
    if any(unknown):
        columns.append(Column(words["unknown"], unknown))
    return Table(words["firmness"], tuple(columns))


def aid_state(ranking: Ranking, row: int, column: int, lang: Lang) -> str:
    """Return whether an aid counts for a pair, and if not, why."""
    words, pairs = ranking_words(lang), ranking.pairs
    state = int(pairs.aids.state[row, column])
    if state == BEATEN:
        instead = beaten_by(ranking.market, pairs.aids, row)[column]
        return words["aid_beaten"].format(aid=ranking.semester.aids[instead].name)
    return {COUNTED: words["aid_counted"], BESIDE: words["aid_beside"]}.get(state, "")


def openings_map(
    ranking: Ranking, openings: Sequence[int], requests: Sequence[Request], lang: Lang
) -> PointMap:
    """Return a map of openings, by position, and of the anchors of some requests."""
    words, market = ranking_words(lang), ranking.market
    chosen = [market.openings[k] for k in openings]
    points = [_point(ranking.semester, o) for o in chosen]
    anchors = [(r, _anchor(ranking.semester, a)) for r in requests for a in r.anchors]
    layers = [
        Points(
            words["map_openings"],
            [opening_name(o) for o in chosen],
            [lat for lat, _ in points],
            [lon for _, lon in points],
            details=(professions(chosen, lang),),
        )
    ]
    if anchors:
        layers.append(
            Points(
                words["map_anchors"],
                [request_name(r) for r, _ in anchors],
                [lat for _, (lat, _) in anchors],
                [lon for _, (_, lon) in anchors],
                symbol="diamond",
                details=(professions([r for r, _ in anchors], lang),),
            )
        )
    return PointMap(words["map"], tuple(layers), words["map_text"])


Place = tuple[float | None, float | None]


def _point(semester: Semester, opening: Opening) -> Place:
    if opening.lat is not None and opening.lon is not None:
        return opening.lat, opening.lon
    return _anchor(semester, opening.territory_id)


def _anchor(semester: Semester, anchor: str | tuple[float, float]) -> Place:
    if not isinstance(anchor, str):
        return anchor
    territory = semester.territory[anchor]
    return territory.lat, territory.lon
