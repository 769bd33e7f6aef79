"""One territory in a ranking's report: its need, whom it could win, why, with which aids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from ..language import Lang
from ..need import NeedSource, needs
from ..pages import Column, Details, Pairs, Table
from ..pages.page import Block
from ..settling.aids import NONE
from ..settling.result import Ranking
from ..territories.profession_names import profession_of_one
from .ranking_page_parts import (
    OPENINGS,
    aid_state,
    bars,
    firmness,
    fits,
    opening_name,
    openings_map,
    professions,
    request_name,
)
from .ranking_why import decimals, why
from .ranking_words import ranking_words


def by_territory(ranking: Ranking) -> dict[str, list[int]]:
    """Return the rows of each territory, those of the best fit first; by its name."""
    found: dict[str, list[int]] = defaultdict(list)
    openings = ranking.market.openings
    for row, k in enumerate(ranking.pairs.opening.tolist()):
        found[openings[k].territory_id].append(row)
    fit = ranking.pairs.fit.tolist()
    name = {t.territory_id: t.name for t in ranking.semester.territories}
    order = sorted(found, key=lambda code: (name[code], code))
    return {code: sorted(found[code], key=lambda row: (-fit[row], row)) for code in order}


def territory_details(ranking: Ranking, code: str, rows: Sequence[int], lang: Lang) -> Details:
    """Return the part of a territory; ``rows`` are its pairs, the best fit first."""
    best = rows[: 2 * OPENINGS]
    lines = [ranking.line(row) for row in best]
    openings = sorted({int(ranking.pairs.opening[row]) for row in rows})
    known = {line.request.request_id: line.request for line in lines}
    names = [f"{x.request.request_id}, {x.opening.opening_id}" for x in lines]
    blocks: list[Block] = [
        _needs(ranking, code, lang),
        bars(ranking, lines[:OPENINGS], names[:OPENINGS], lang),
        _requests(ranking, best, lang),
        firmness(ranking, best, names, lang),
    ]
    aids = _aids(ranking, rows, lang)
    if aids is not None:
        blocks.append(aids)
    blocks.append(openings_map(ranking, openings, tuple(known.values()), lang))
    return Details(f"{ranking.semester.territory[code].name} ({code})", tuple(blocks))


def _requests(ranking: Ranking, rows: Sequence[int], lang: Lang) -> Table:
    words, lines = ranking_words(lang), [ranking.line(row) for row in rows]
    return Table(
        words["best_requests"],
        (
            Column(words["request"], [request_name(x.request) for x in lines]),
            professions([x.request for x in lines], lang),
            Column(words["opening"], [opening_name(x.opening) for x in lines]),
            fits(words["fit"], [x.fit for x in lines], lang),
            Column(words["rank"], [x.rank for x in lines], "number"),
            Column(words["aids_total"], [x.aids_total for x in lines], "number"),
            Column(words["assigned"], [x.assigned for x in lines], "flag"),
            Column(words["why"], [why(ranking, row, lang) for row in rows]),
        ),
    )


def _aids(ranking: Ranking, rows: Sequence[int], lang: Lang) -> Table | None:
    """Return the aids that hold here for one of the requests, and whether they add up."""
    words, pairs, market = ranking_words(lang), ranking.pairs, ranking.market
    state = pairs.aids.state[list(rows)] != NONE
    columns = np.flatnonzero(state.any(axis=0)).tolist()
    if not columns:
        return None
    holding = [
        [row for row, holds in zip(rows, state[:, c], strict=True) if holds] for c in columns
    ]
    aids = [ranking.semester.aids[c] for c in columns]
    requests = [{int(pairs.request[row]) for row in own} for own in holding]
    openings = [
        sorted({market.openings[int(pairs.opening[row])].opening_id for row in own})
        for own in holding
    ]
    said = [
        ", ".join(sorted({aid_state(ranking, row, c, lang) for row in own}))
        for own, c in zip(holding, columns, strict=True)
    ]
    return Table(
        words["aids_here"],
        (
            Column(words["aid"], [aid.name for aid in aids]),
            Column(words["audience"], [words[f"for_{a.audience or 'installation'}"] for a in aids]),
            Column(words["amount"], [float(pairs.aids.amounts[c]) for c in columns], "number"),
            Column(words["counted"], said),
            Column(words["openings_list"], [", ".join(own) for own in openings]),
            Column(words["requests_count"], [len(own) for own in requests], "number"),
            Column(words["source"], [aid.source for aid in aids]),
        ),
    )


def _needs(ranking: Ranking, code: str, lang: Lang) -> Pairs:
    """Return the need of a territory for each profession that has an opening there."""
    label = ranking_words(lang)["need_for"]
    there = {o.profession for o in ranking.market.openings if o.territory_id == code}
    return Pairs(
        tuple(
            (
                label.format(profession=profession_of_one(name, lang)),
                _need_text(needs(ranking.semester, name)[code], lang),
            )
            for name in sorted(there)
        )
    )


def _need_text(need: NeedSource, lang: Lang) -> str:
    """Return a need, with the zone where there is one."""
    if need.source == "none":
        return ranking_words(lang)["need_unknown"]
    text = decimals(float(need.need), 2, lang)
    return f"{text} ({need.zone})" if need.zone else text
