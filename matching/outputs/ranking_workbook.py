"""``ranking.xlsx``: an overview, a sheet for each request, the aids, what is excluded."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from xlsxwriter import Workbook

from ..language import Lang
from ..practitioners import CRITERIA, Request
from ..settling.aids import BEATEN, BESIDE, COUNTED, NONE, beaten_by
from ..settling.filters import RULES
from ..settling.result import RankedOpening, Ranking
from ..territories.profession_names import profession_of_one
from .ranking_why import change_text, criterion_word, unknown_text, why
from .ranking_words import ranking_words
from .sheet import Book, Cell, CellValue, Column

FILE_NAME = "ranking.xlsx"
SHEETS, ROWS, AID_ROWS = 200, 100, 10
"""Sheets of requests, openings on each, openings of each request whose aids are listed."""

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same result gives the same bytes
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def ranking_workbook(ranking: Ranking, lang: Lang) -> bytes:
    """Return the workbook; ``ranking.csv`` has what its sheets are too short for."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        words = ranking_words(lang)
        workbook.set_properties({"title": words["title"], "created": _CREATED})
        book = Book(workbook)
        names = _Names()
        _overview(book, ranking, lang, names.taken(words["overview"]))
        aids, excluded = names.taken(words["aids"]), names.taken(words["excluded"])
        weights = names.taken(words["weight"])
        for position in range(min(SHEETS, len(ranking.market.requests))):
            request = ranking.market.requests[position]
            _request_sheet(book, ranking, position, lang, names.taken(request.request_id))
        _aids(book, ranking, lang, aids)
        _excluded(book, ranking, lang, excluded)
        _weights(book, ranking, lang, weights)
    return buffer.getvalue()


class _Names:
    """Names of sheets: short, without what Excel forbids, each once whatever the case."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def taken(self, wanted: str) -> str:
        """Return a name that is free, and take it."""
        base = "".join(c if c.isprintable() else "_" for c in wanted.translate(_NOT_IN_NAMES))
        base = base[:_LONGEST_NAME].strip(" '") or "_"
        name, number = base, 1
        while name.casefold() in self._used or name.casefold() == "history":
            number += 1
            ending = f" ({number})"
            name = base[: _LONGEST_NAME - len(ending)] + ending
        self._used.add(name.casefold())
        return name


def _overview(book: Book, ranking: Ranking, lang: Lang, name: str) -> None:
    words = ranking_words(lang)
    columns = [
        Column(words["request_id"], 13),
        Column(words["name"], 26),
        Column(words["profession"], 24),
        Column(words["team"], 13),
        Column(words["referent"], 18),
        Column(words["openings"], 10),
        Column(words["first"], 40),
        Column(words["fit"], 11),
        Column(words["minutes"], 9),
        Column(words["why"], 40),
        Column(words["together"], 40),
    ]
    book.table_sheet(name, columns, _overview_rows(ranking, lang), frozen_columns=2)


def _overview_rows(ranking: Ranking, lang: Lang) -> Iterator[list[CellValue]]:
    words, market = ranking_words(lang), ranking.market
    for position, request in enumerate(market.requests):
        rows = ranking.rows(position)
        head: list[CellValue] = [*_who(request, lang)]
        head += [request.team_id, request.referent, len(rows)]
        if not len(rows):
            yield [*head, Cell(words["nothing"], "bad"), None, None, None, None]
            continue
        line, at = ranking.line(rows[0]), int(ranking.pairs.joint.opening[position])
        joint = None if at < 0 else market.openings[at]
        together = "–" if joint is None else f"{joint.opening_id} {joint.name}"
        best = f"{line.opening.opening_id} {line.opening.name}"
        yield [*head, best, line.fit, line.minutes, why(ranking, rows[0], lang), together]
    for request in market.left_out:
        head = [*_who(request, lang)]
        yield [*head, request.team_id, request.referent, None, words["not_ranked"]]


def _who(request: Request, lang: Lang) -> tuple[str, str, str]:
    return request.request_id, request.name, profession_of_one(request.profession, lang)


def _request_sheet(book: Book, ranking: Ranking, position: int, lang: Lang, name: str) -> None:
    words = ranking_words(lang)
    headings = (
        *(("rank", 7), ("opening_id", 13), ("opening", 36), ("territory", 24), ("fit", 11)),
        *(("own_fit", 12), ("joint_value", 12), ("regret", 10), ("exact", 8), ("pareto", 10)),
        *(("first_share", 12), ("need_gain", 11), ("minutes", 9), ("aids_total", 12)),
        *(("assigned", 10), ("why", 36), ("change", 40)),
    )
    columns = [Column(words[key], width) for key, width in headings]
    columns += [Column(criterion_word(criterion, lang), 11) for criterion in CRITERIA]
    columns.append(Column(words["unknown"], 24))
    rows = ranking.rows(position)[:ROWS]
    lines = (_request_row(ranking, row, lang) for row in rows)
    book.table_sheet(name, columns, lines, frozen_columns=3)


def _request_row(ranking: Ranking, row: int, lang: Lang) -> list[CellValue]:
    words, line = ranking_words(lang), ranking.line(row)
    return [
        line.rank,
        line.opening.opening_id,
        line.opening.name,
        ranking.semester.territory[line.opening.territory_id].name,
        line.fit,
        line.own_fit,
        line.joint_value,
        line.regret,
        _flag(line.exact, words),
        _flag(line.pareto, words),
        round(line.first_share, 4),
        round(line.need_gain, 1),
        line.minutes,
        line.aids_total,
        _flag(line.assigned, words),
        why(ranking, row, lang),
        change_text(ranking, row, lang),
        *_criteria(line),
        unknown_text(ranking, row, lang),
    ]


def _criteria(line: RankedOpening) -> list[float]:
    return [round(line.criteria[name], 4) for name in CRITERIA]


def _flag(value: bool, words: Mapping[str, str]) -> str:
    return words["yes" if value else "no"]


def _aids(book: Book, ranking: Ranking, lang: Lang, name: str) -> None:
    words = ranking_words(lang)
    headings = (
        *(("request_id", 13), ("name", 24), ("rank", 7), ("opening", 40), ("aid", 40)),
        *(("audience", 14), ("amount", 16), ("counted", 34), ("commitment", 14), ("source", 50)),
    )
    columns = [Column(words[key], width) for key, width in headings]
    book.table_sheet(name, columns, _aid_rows(ranking, lang), frozen_columns=2)


def _aid_rows(ranking: Ranking, lang: Lang) -> Iterator[list[CellValue]]:
    words, pairs = ranking_words(lang), ranking.pairs
    said = {COUNTED: words["aid_counted"], BESIDE: words["aid_beside"]}
    for position in range(len(ranking.market.requests)):
        for row in ranking.rows(position)[:AID_ROWS]:
            line, states = ranking.line(row), pairs.aids.state[row].tolist()
            instead = beaten_by(ranking.market, pairs.aids, row)
            for column, state in enumerate(states):
                if state == NONE:
                    continue
                aid = ranking.semester.aids[column]
                if state == BEATEN:
                    other = ranking.semester.aids[instead[column]].name
                    said[BEATEN] = words["aid_beaten"].format(aid=other)
                yield [
                    line.request.request_id,
                    line.request.name,
                    line.rank,
                    f"{line.opening.opening_id} {line.opening.name}",
                    f"{aid.name} ({aid.aid_id})",
                    words[f"for_{aid.audience or 'installation'}"],
                    round(float(pairs.aids.amounts[column]), 2),
                    said[state],
                    aid.commitment_months,
                    aid.source,
                ]


def _excluded(book: Book, ranking: Ranking, lang: Lang, name: str) -> None:
    words, market = ranking_words(lang), ranking.market
    columns = [Column(words["request_id"], 13), Column(words["name"], 26)]
    columns += [Column(words[f"r_{rule}"], 14) for rule in RULES]
    rows: list[Sequence[CellValue]] = []
    for position, request in enumerate(market.requests):
        counts = np.bincount(ranking.codes[position], minlength=len(RULES) + 1)[1:].tolist()
        rows.append([request.request_id, request.name, *counts])
    book.table_sheet(name, columns, rows, frozen_columns=2)


def _weights(book: Book, ranking: Ranking, lang: Lang, name: str) -> None:
    words = ranking_words(lang)
    columns = [Column(words["criterion"], 30), Column(words["weight"], 14)]
    pairs = zip(CRITERIA, ranking.weights.tolist(), strict=True)
    rows: list[Sequence[CellValue]] = [
        [criterion_word(name, lang), round(weight, 6)] for name, weight in pairs
    ]
    rows.append([Cell(words["stated"], "plain"), None])
    book.table_sheet(name, columns, rows)
