"""``report.html`` of a ranking: per request and per territory, one file, without a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..language import Lang
from ..need import NeedSource, needs
from ..pages import (
    BarChart,
    Column,
    Details,
    Items,
    KeyFigure,
    KeyFigures,
    Page,
    Pairs,
    PointMap,
    Points,
    Provenance,
    Section,
    Series,
    Table,
    Text,
    render,
)
from ..pages.page import Block
from ..practitioners import CRITERIA, Opening, Request
from ..semester import Semester
from ..settling.aids import BEATEN, BESIDE, COUNTED, NONE, beaten_by
from ..settling.result import RankedOpening, Ranking
from .ranking_summary import assigned_count
from .ranking_why import change_text, criterion_word, decimals, unknown_text, why
from .ranking_words import ranking_words

FILE_NAME = "report.html"
REQUESTS, OPENINGS, TERRITORIES = 100, 8, 60
"""Requests shown, openings of each, and territories; the tables have all."""


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
        )
    )
    yield Text(words["stated"], "note")
    yield Section(
        words["overview"],
        (
            _map(ranking, range(len(market.openings)), words["map"], market.requests, lang),
            _overview(ranking, lang),
            _weights(ranking, lang),
        ),
    )
    requests = tuple(
        _request(ranking, position, lang)
        for position in range(len(market.requests))
        if len(ranking.rows(position))
    )
    lead = _lead(len(requests), REQUESTS, lang)
    yield Section(words["by_request"], requests[:REQUESTS], lead)
    territories = _territories(ranking)
    shown = tuple(
        _territory(ranking, territory, rows, lang)
        for territory, rows in list(territories.items())[:TERRITORIES]
    )
    yield Section(words["by_territory"], shown, _lead(len(territories), TERRITORIES, lang))


def _lead(count: int, shown: int, lang: Lang) -> str:
    words = ranking_words(lang)
    return words["shown"].format(count=shown, all=count) if count > shown else ""


def _overview(ranking: Ranking, lang: Lang) -> Table:
    words, market = ranking_words(lang), ranking.market
    firsts = [ranking.rows(j)[:1] for j in range(len(market.requests))]
    lines = [ranking.line(rows[0]) if len(rows) else None for rows in firsts]
    at = ranking.pairs.joint.opening.tolist()
    return Table(
        words["overview"],
        (
            Column(words["request"], [f"{r.request_id} {r.name}" for r in market.requests]),
            Column(words["profession"], [r.profession for r in market.requests], choices=True),
            Column(words["openings"], [len(ranking.rows(j)) for j in range(len(at))], "number"),
            Column(words["first"], [words["nothing"] if x is None else _name(x) for x in lines]),
            Column(words["fit"], [x and x.fit for x in lines], "number", decimals=3, bar=True),
            Column(words["why"], [why(ranking, r[0], lang) if len(r) else "" for r in firsts]),
            Column(
                words["together"],
                ["–" if k < 0 else _opening_name(market.openings[k]) for k in at],
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


def _request(ranking: Ranking, position: int, lang: Lang) -> Details:
    words, request = ranking_words(lang), ranking.market.requests[position]
    rows = ranking.rows(position)[:OPENINGS]
    blocks: list[Block] = []
    if len(ranking.rows(position)) > OPENINGS:
        count = len(ranking.rows(position))
        blocks.append(Text(words["shown"].format(count=OPENINGS, all=count)))
    name = f"{request.request_id} {request.name}"
    openings = [int(k) for k in ranking.pairs.opening[rows.start : rows.stop]]
    blocks += [
        _bars(ranking, rows, words["bars"], lang),
        _list(ranking, rows, words["list_of"].format(name=name), lang),
        _firmness(ranking, rows, lang),
        _map(ranking, openings, words["map"], (request,), lang),
    ]
    changes = [(ranking.line(row), change_text(ranking, row, lang)) for row in rows]
    told = tuple(
        f"{_name(line)}: {words['change'].lower()} {said}" for line, said in changes if said
    )
    if told:
        blocks.append(Items(told))
    aids = _aids(ranking, rows, lang)
    if aids is not None:
        blocks.append(aids)
    return Details(f"{name} ({request.profession})", tuple(blocks))


def _bars(ranking: Ranking, rows: Sequence[int], title: str, lang: Lang) -> BarChart:
    """Return what each criterion adds to the fit, one bar for each opening."""
    words, lines = ranking_words(lang), [ranking.line(row) for row in rows]
    weight = dict(zip(CRITERIA, ranking.weights.tolist(), strict=True))
    used = [name for name in CRITERIA if weight[name] > 0]
    return BarChart(
        title,
        words["opening"],
        words["fit"],
        tuple(f"{line.rank}. {line.opening.opening_id}" for line in lines),
        tuple(
            Series(criterion_word(name, lang), [weight[name] * x.criteria[name] for x in lines])
            for name in used
        ),
        stacked=True,
        horizontal=True,
        decimals=3,
    )


def _list(ranking: Ranking, rows: Sequence[int], caption: str, lang: Lang) -> Table:
    words, lines = ranking_words(lang), [ranking.line(row) for row in rows]
    places = [ranking.semester.territory[x.opening.territory_id].name for x in lines]
    return Table(
        caption,
        (
            Column(words["opening"], [_name(x) for x in lines]),
            Column(words["rank"], [x.rank for x in lines], "number"),
            Column(words["territory"], places),
            Column(words["fit"], [x.fit for x in lines], "number", decimals=3, bar=True),
            Column(words["minutes"], [x.minutes for x in lines], "number"),
            Column(words["aids_total"], [x.aids_total for x in lines], "number"),
            Column(words["assigned"], [x.assigned for x in lines], "flag"),
            Column(words["why"], [why(ranking, row, lang) for row in rows]),
        ),
    )


def _firmness(ranking: Ranking, rows: Sequence[int], lang: Lang) -> Table:
    """Return how firmly each opening stands, and what it means for the others."""
    words, lines = ranking_words(lang), [ranking.line(row) for row in rows]
    top = [float(ranking.pairs.top_three_share[row]) for row in rows]
    return Table(
        words["firmness"],
        (
            Column(words["opening_id"], [x.opening.opening_id for x in lines]),
            Column(words["first_share"], [x.first_share for x in lines], "percent"),
            Column(words["top_three_share"], top, "percent"),
            Column(words["own_fit"], [x.own_fit for x in lines], "number", decimals=3),
            Column(words["need_gain"], [x.need_gain for x in lines], "number"),
            Column(words["pareto"], [x.pareto for x in lines], "flag"),
            Column(words["regret"], [x.regret for x in lines], "number", decimals=3),
            Column(words["exact"], [x.exact for x in lines], "flag"),
            Column(words["unknown"], [unknown_text(ranking, row, lang) for row in rows]),
        ),
    )


def _aids(ranking: Ranking, rows: Sequence[int], lang: Lang) -> Table | None:
    words, pairs = ranking_words(lang), ranking.pairs
    found: list[tuple[str, str, float, str, str | None]] = []
    for row in rows:
        instead = beaten_by(ranking.market, pairs.aids, row)
        for column, state in enumerate(pairs.aids.state[row].tolist()):
            if state == NONE:
                continue
            aid = ranking.semester.aids[column]
            said = {COUNTED: words["aid_counted"], BESIDE: words["aid_beside"]}.get(state, "")
            if state == BEATEN:
                other = ranking.semester.aids[instead[column]].name
                said = words["aid_beaten"].format(aid=other)
            amount = float(pairs.aids.amounts[column])
            found.append((_name(ranking.line(row)), aid.name, amount, said, aid.source))
    if not found:
        return None
    opening, name, amounts, counted, source = zip(*found, strict=True)
    return Table(
        words["aids"],
        (
            Column(words["opening"], opening),
            Column(words["aid"], name),
            Column(words["amount"], amounts, "number"),
            Column(words["counted"], counted),
            Column(words["source"], source),
        ),
        page_length=10,
    )


def _map(
    ranking: Ranking,
    openings: Sequence[int],
    title: str,
    requests: Sequence[Request],
    lang: Lang,
) -> PointMap:
    """Return a map of openings, and of the anchors of some requests."""
    words, market = ranking_words(lang), ranking.market
    chosen = [market.openings[k] for k in openings]
    points = [_point(ranking.semester, o) for o in chosen]
    anchors = [(r, _anchor(ranking.semester, a)) for r in requests for a in r.anchors]
    layers = [
        Points(
            words["map_openings"],
            [_opening_name(o) for o in chosen],
            [lat for lat, _ in points],
            [lon for _, lon in points],
            details=(Column(words["profession"], [o.profession for o in chosen], choices=True),),
        )
    ]
    if anchors:
        layers.append(
            Points(
                words["map_anchors"],
                [f"{r.request_id} {r.name}" for r, _ in anchors],
                [lat for _, (lat, _) in anchors],
                [lon for _, (_, lon) in anchors],
                symbol="diamond",
            )
        )
    return PointMap(title, tuple(layers), words["map_text"])


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


def _territories(ranking: Ranking) -> dict[str, list[int]]:
    """Return the rows of each territory, those of the best fit first; by its name."""
    found: dict[str, list[int]] = defaultdict(list)
    openings = ranking.market.openings
    for row, k in enumerate(ranking.pairs.opening.tolist()):
        found[openings[k].territory_id].append(row)
    fit = ranking.pairs.fit.tolist()
    name = {t.territory_id: t.name for t in ranking.semester.territories}
    order = sorted(found, key=lambda code: (name[code], code))
    return {code: sorted(found[code], key=lambda row: (-fit[row], row)) for code in order}


def _territory(ranking: Ranking, code: str, rows: list[int], lang: Lang) -> Details:
    words, territory = ranking_words(lang), ranking.semester.territory[code]
    best = rows[: 2 * OPENINGS]
    lines = [ranking.line(row) for row in best]
    openings = sorted({int(ranking.pairs.opening[row]) for row in rows})
    table = Table(
        words["best_requests"],
        (
            Column(words["request"], [f"{x.request.request_id} {x.request.name}" for x in lines]),
            Column(words["profession"], [x.request.profession for x in lines], choices=True),
            Column(words["opening"], [_name(x) for x in lines]),
            Column(words["fit"], [x.fit for x in lines], "number", decimals=3, bar=True),
            Column(words["rank"], [x.rank for x in lines], "number"),
            Column(words["regret"], [x.regret for x in lines], "number", decimals=3),
            Column(words["need_gain"], [x.need_gain for x in lines], "number"),
            Column(words["first_share"], [x.first_share for x in lines], "percent"),
            Column(words["aids_total"], [x.aids_total for x in lines], "number"),
            Column(words["assigned"], [x.assigned for x in lines], "flag"),
        ),
    )
    known = {x.request.request_id: x.request for x in lines}
    blocks = (
        _needs(ranking, code, lang),
        table,
        _map(ranking, openings, words["map"], tuple(known.values()), lang),
    )
    return Details(f"{territory.name} ({code})", blocks)


def _needs(ranking: Ranking, code: str, lang: Lang) -> Pairs:
    """Return the need of a territory for each profession that has an opening there."""
    label = ranking_words(lang)["need_for"]
    there = {o.profession for o in ranking.market.openings if o.territory_id == code}
    found = {name: needs(ranking.semester, name)[code] for name in sorted(there)}
    return Pairs(
        tuple(
            (label.format(profession=name), _need_text(need, lang)) for name, need in found.items()
        )
    )


def _need_text(need: NeedSource, lang: Lang) -> str:
    """Return a need, with the zone where there is one."""
    text = decimals(float(need.need), 2, lang)
    return f"{text} ({need.zone})" if need.zone else text


def _name(line: RankedOpening) -> str:
    return _opening_name(line.opening)


def _opening_name(opening: Opening) -> str:
    return f"{opening.opening_id} {opening.name}"
