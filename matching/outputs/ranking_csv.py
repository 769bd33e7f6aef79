"""``ranking.csv``, ``excluded.csv`` and ``aids.csv``: every pair, a line each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray

from ..language import Lang
from ..practitioners import CRITERIA
from ..settling.aids import BEATEN, BESIDE, COUNTED, NONE, beaten_by
from ..settling.filters import RULES, Facts, facts, reason
from ..settling.result import Ranking

FIRST_COLUMNS = (
    "request_id",
    "opening_id",
    "rank",
    "fit",
    "own_fit",
    "joint_value",
    "regret",
    "exact",
    "pareto",
    "first_share",
    "need_gain",
    "minutes",
    "aids_total",
    "assigned",
)
CRITERION_COLUMNS = tuple("need_gain_share" if c == "need_gain" else c for c in CRITERIA)
"""A column per criterion, 0 to 1; ``need_gain`` itself is in inhabitants × need."""
LAST_COLUMNS = ("joint_high", "top_three_share", "first_if", "first_if_weight", "unknown")
COLUMNS = (*FIRST_COLUMNS, *CRITERION_COLUMNS, *LAST_COLUMNS)

EXCLUDED_COLUMNS = ("request_id", "opening_id", "code", "text")
AID_COLUMNS = ("request_id", "opening_id", "aid_id", "audience", "amount", "state", "instead")

AID_STATES = {COUNTED: "counted", BEATEN: "group", BESIDE: "beside"}

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def ranking_csv(ranking: Ranking) -> str:
    """Return the text of ``ranking.csv``, by request, then rank."""
    return _table(COLUMNS, _rows(ranking))


def excluded_csv(ranking: Ranking, lang: Lang) -> str:
    """Return the text of ``excluded.csv``, its column ``text`` in the semester's language."""
    return _table(EXCLUDED_COLUMNS, _excluded(ranking, lang))


def aids_csv(ranking: Ranking) -> str:
    """Return the text of ``aids.csv``: the eligible aids of each pair that is ranked."""
    return _table(AID_COLUMNS, _aids(ranking))


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def _rows(ranking: Ranking) -> Iterator[Sequence[object]]:
    market, pairs, found = ranking.market, ranking.pairs, ranking.pairs.joint
    requests = [r.request_id for r in market.requests]
    openings = [o.opening_id for o in market.openings]
    minutes = market.minutes[pairs.request, pairs.opening].tolist()
    at: list[bool] = np.equal(found.opening[pairs.request], pairs.opening).tolist()
    columns = (
        pairs.request.tolist(),
        pairs.opening.tolist(),
        pairs.rank.tolist(),
        pairs.fit.tolist(),
        pairs.own_fit.tolist(),
        found.low.tolist(),
        found.high.tolist(),
        found.regret.tolist(),
        found.impossible.tolist(),
        found.exact.tolist(),
        pairs.pareto.tolist(),
        pairs.first_share.tolist(),
        pairs.top_three_share.tolist(),
        pairs.need_gain.tolist(),
        pairs.aids.total.tolist(),
        pairs.change.tolist(),
        pairs.change_to.tolist(),
    )
    criteria = pairs.criteria.tolist()
    some = np.flatnonzero(pairs.unknown.any(axis=1))
    gaps = {row: " ".join(_names(pairs.unknown[row])) for row in some.tolist()}
    for row, values in enumerate(zip(*columns, strict=True)):
        j, k, rank, fit, own, low, high, regret, gone, exact, pareto, first, top, *rest = values
        gain, aids, change, to = rest
        yield (
            requests[j],
            openings[k],
            rank,
            millionths(fit),
            millionths(own),
            "" if gone else millionths(low),
            "" if gone else millionths(regret),
            _flag(exact),
            _flag(pareto),
            f"{first:.6f}",
            f"{gain:.3f}",
            "" if minutes[row] < 0 else minutes[row],
            f"{aids // 100}.{aids % 100:02d}",
            _flag(at[row]),
            *[f"{value:.6f}" for value in criteria[row]],
            "" if high == _IMPOSSIBLE else millionths(high),
            f"{top:.6f}",
            CRITERIA[change] if change >= 0 else "",
            "" if isnan(to) else f"{to:.6f}",
            gaps.get(row, ""),
        )


_IMPOSSIBLE = int(np.iinfo(np.int64).min)


def _names(gaps: NDArray[np.bool_]) -> list[str]:
    return [CRITERIA[column] for column in np.flatnonzero(gaps).tolist()]


def _excluded(ranking: Ranking, lang: Lang) -> Iterator[Sequence[object]]:
    market = ranking.market
    openings = [o.opening_id for o in market.openings]
    said: dict[tuple[str, Facts], str] = {}
    for position, request in enumerate(market.requests):
        name = request.request_id
        for opening, number in enumerate(ranking.codes[position].tolist()):
            if not number:
                continue
            rule = RULES[number - 1]
            key = rule, facts(market, position, opening, rule)
            if key not in said:
                said[key] = plain(reason(*key).said(lang))
            yield name, openings[opening], rule, said[key]


def _aids(ranking: Ranking) -> Iterator[Sequence[object]]:
    market, pairs = ranking.market, ranking.pairs
    aids = market.semester.aids
    amounts = [f"{float(amount):.2f}" for amount in pairs.aids.amounts]
    for row in np.flatnonzero((pairs.aids.state != NONE).any(axis=1)).tolist():
        request = market.requests[int(pairs.request[row])]
        opening = market.openings[int(pairs.opening[row])]
        state = pairs.aids.state[row].tolist()
        instead = beaten_by(market, pairs.aids, row) if BEATEN in state else {}
        for column, what in enumerate(state):
            if what != NONE:
                yield (
                    request.request_id,
                    opening.opening_id,
                    aids[column].aid_id,
                    aids[column].audience or "installation",
                    amounts[column],
                    AID_STATES[what],
                    aids[instead[column]].aid_id if column in instead else "",
                )


def millionths(value: int) -> str:
    """Return millionths as a decimal with six places."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 1_000_000}.{abs(value) % 1_000_000:06d}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def plain(text: str) -> str:
    """Keep a spreadsheet from taking a text of the input for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
