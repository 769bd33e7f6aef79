"""One request in a ranking's report: its openings, how firm, what would change them, aids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..language import Lang
from ..pages import Column, Details, Items, Table, Text
from ..pages.page import Block
from ..settling.aids import NONE
from ..settling.filters import RULES
from ..settling.result import Ranking
from ..settling.robustness import ASKED_FIRST
from ..territories.profession_names import profession_of_one
from .figures import number_text
from .ranking_page_parts import (
    OPENINGS,
    aid_state,
    bars,
    firmness,
    fits,
    opening_name,
    openings_map,
    request_name,
)
from .ranking_why import change_text, colon, lack_text, why
from .ranking_words import ranking_words


def request_details(ranking: Ranking, position: int, lang: Lang) -> Details:
    """Return the part of a request; where no opening is left, why."""
    request = ranking.market.requests[position]
    title = f"{request_name(request)} ({profession_of_one(request.profession, lang)})"
    rows = ranking.rows(position)
    if not len(rows):
        nothing = ranking_words(lang)["nothing"]
        return Details(f"{title}{colon(lang)}{nothing}", tuple(_excluded(ranking, position, lang)))
    return Details(title, tuple(_blocks(ranking, position, rows[:OPENINGS], lang)))


def _blocks(ranking: Ranking, position: int, rows: Sequence[int], lang: Lang) -> list[Block]:
    words, count = ranking_words(lang), len(ranking.rows(position))
    request = ranking.market.requests[position]
    blocks: list[Block] = []
    if count > len(rows):
        blocks.append(Text(words["shown"].format(count=len(rows), all=number_text(count, lang))))
    lines = [ranking.line(row) for row in rows]
    names = [f"{line.rank}. {line.opening.opening_id}" for line in lines]
    blocks += [bars(ranking, lines, names, lang), _list(ranking, rows, request_name(request), lang)]
    if len(rows) > 1:
        blocks.append(_changes(ranking, rows[1:], lang))
    openings = [int(ranking.pairs.opening[row]) for row in rows]
    blocks += [
        firmness(ranking, rows, names, lang),
        openings_map(ranking, openings, (request,), lang),
    ]
    aids = _aids(ranking, rows, lang)
    return blocks if aids is None else [*blocks, aids]


def _excluded(ranking: Ranking, position: int, lang: Lang) -> list[Block]:
    """Return how many openings each rule excludes."""
    words = ranking_words(lang)
    counts = np.bincount(ranking.codes[position], minlength=len(RULES) + 1)[1:].tolist()
    items = tuple(
        f"{words[f'r_{rule}']}{colon(lang)}{number_text(count, lang)}"
        for rule, count in zip(RULES, counts, strict=True)
        if count
    )
    said = f"{words['excluded_all']}{colon(lang)}".strip()
    return [Text(said), Items(items), Text(words["excluded_hint"], "note")]


def _list(ranking: Ranking, rows: Sequence[int], name: str, lang: Lang) -> Table:
    words, lines = ranking_words(lang), [ranking.line(row) for row in rows]
    places = [ranking.semester.territory[x.opening.territory_id].name for x in lines]
    return Table(
        words["list_of"].format(name=name),
        (
            Column(words["opening"], [opening_name(x.opening) for x in lines]),
            Column(words["rank"], [x.rank for x in lines], "number"),
            Column(words["territory"], places),
            fits(words["fit"], [x.fit for x in lines], lang),
            Column(words["minutes"], [x.minutes for x in lines], "number"),
            Column(words["aids_total"], [x.aids_total for x in lines], "number"),
            Column(words["assigned"], [x.assigned for x in lines], "flag"),
            Column(words["why"], [why(ranking, row, lang) for row in rows]),
        ),
    )


def _changes(ranking: Ranking, rows: Sequence[int], lang: Lang) -> Table:
    """Return what each opening behind the first lacks, and which weight would make it first."""
    words, pairs = ranking_words(lang), ranking.pairs
    first = ranking.line(ranking.rows(int(pairs.request[rows[0]]))[0])
    lines = [ranking.line(row) for row in rows]
    changes = [change_text(ranking, row, lang) for row in rows]
    asked = [line.rank <= ASKED_FIRST for line in lines]
    return Table(
        words["changes"],
        (
            Column(words["opening"], [opening_name(x.opening) for x in lines]),
            Column(words["lack"], [first.fit - x.fit for x in lines], "number", decimals=3),
            Column(words["lack_in"], [lack_text(ranking, row, lang) for row in rows]),
            Column(
                words["change"],
                [
                    said or (words["change_none"] if known else "")
                    for said, known in zip(changes, asked, strict=True)
                ],
            ),
        ),
    )


def _aids(ranking: Ranking, rows: Sequence[int], lang: Lang) -> Table | None:
    words, pairs = ranking_words(lang), ranking.pairs
    found: list[tuple[str, str, float, str, str | None]] = []
    for row in rows:
        name = opening_name(ranking.line(row).opening)
        for column in np.flatnonzero(pairs.aids.state[row] != NONE).tolist():
            aid = ranking.semester.aids[column]
            said = aid_state(ranking, row, column, lang)
            found.append((name, aid.name, float(pairs.aids.amounts[column]), said, aid.source))
    if not found:
        return None
    openings, names, amounts, counted, sources = zip(*found, strict=True)
    return Table(
        words["aids"],
        (
            Column(words["opening"], openings),
            Column(words["aid"], names),
            Column(words["amount"], amounts, "number"),
            Column(words["counted"], counted),
            Column(words["source"], sources),
        ),
        page_length=10,
    )
