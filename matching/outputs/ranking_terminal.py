"""What ``rank`` prints: the best opening of each request and why, or one request's list."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from ..language import Lang
from ..practitioners import Request
from ..settling.result import RankedOpening, Ranking
from ..territories.profession_names import profession_name, profession_of_one
from .figures import gap_text, listed, number_text
from .ranking_summary import assigned_count, excluded_counts, unknown_needs, without_opening
from .ranking_why import change_text, colon, decimals, unknown_text, why
from .ranking_words import ranking_words
from .terminal import printable, printed_plainly

SHOWN = 40
"""Requests, or openings of one request, shown at most; the files have all."""


def print_ranking(ranking: Ranking, console: Console, lang: Lang) -> None:
    """Print a line for each request, then the totals."""
    printed_plainly(console, lambda: _print_all(ranking, console, lang))


def print_request(ranking: Ranking, request_id: str, console: Console, lang: Lang) -> None:
    """Print the list of one request."""
    printed_plainly(console, lambda: _print_one(ranking, request_id, console, lang))


def _print_all(ranking: Ranking, console: Console, lang: Lang) -> None:
    words = ranking_words(lang)
    requests = ranking.market.requests
    served = [j for j in range(len(requests)) if len(ranking.rows(j))]
    for position in served[:SHOWN]:
        for line in _best(ranking, position, lang):
            _say(console, line)
    if len(served) > SHOWN:
        _say(console, words["shown"].format(count=SHOWN, all=number_text(len(served), lang)))
    console.print()
    for line in _lines(ranking, lang):
        _say(console, line)


def _best(ranking: Ranking, position: int, lang: Lang) -> Iterator[str]:
    row = ranking.rows(position)[0]
    line = ranking.line(row)
    request, opening = line.request, line.opening
    yield f"{_who(request, lang)}{colon(lang)}{opening.opening_id} {opening.name}"
    said = [_facts(line, lang), why(ranking, row, lang)]
    if not line.assigned:
        said.append(_elsewhere(ranking, position, lang))
    yield f"    {listed([part for part in said if part], lang)}"


def _who(request: Request, lang: Lang) -> str:
    profession = profession_of_one(request.profession, lang)
    return f"{request.request_id} {request.name} ({profession})"


def _facts(line: RankedOpening, lang: Lang) -> str:
    """Return fit and minutes, and the aids where there are any."""
    words = ranking_words(lang)
    said = [f"{words['fit'].lower()} {decimals(line.fit, 3, lang)}"]
    if line.minutes is not None:
        said.append(words["minutes_away"].format(minutes=line.minutes))
    if line.aids_total:
        euros = decimals(line.aids_total, 0, lang)
        said.append(f"{words['aids'].lower()} {euros}\N{NO-BREAK SPACE}€")
    return ", ".join(said)


def _elsewhere(ranking: Ranking, position: int, lang: Lang) -> str:
    words, at = ranking_words(lang), int(ranking.pairs.joint.opening[position])
    if at < 0:
        return words["assigned_nowhere"]
    opening = ranking.market.openings[at].opening_id
    return words["assigned_elsewhere"].format(opening=opening)


def _lines(ranking: Ranking, lang: Lang) -> Iterator[str]:
    words = ranking_words(lang)
    without, gone = without_opening(ranking), ranking.market.left_out
    if without:
        yield words["without_line"].format(names=", ".join(without))
    if gone:
        yield words["settled_line"].format(names=", ".join(r.request_id for r in gone))
    excluded = excluded_counts(ranking)
    if excluded:
        counts = [f"{words[f'r_{rule}']} {number_text(n, lang)}" for rule, n in excluded.items()]
        yield words["excluded_because"].format(counts=", ".join(counts))
    lacking = unknown_needs(ranking)
    if lacking:
        yield words["no_need"].format(
            names=", ".join(profession_name(name, lang) for name in lacking)
        )
    yield words["totals"].format(
        requests=number_text(len(ranking.market.requests), lang),
        pairs=number_text(len(ranking.pairs), lang),
        excluded=number_text(sum(excluded.values()), lang),
        assigned=number_text(assigned_count(ranking), lang),
        proof=_proof(ranking, lang),
    )
    yield words["stated"]


def _proof(ranking: Ranking, lang: Lang) -> str:
    words, found = ranking_words(lang), ranking.pairs.joint
    if ranking.status == "optimal":
        return words["proven"]
    gap = (found.bound - found.best) / found.bound if found.bound else 0.0
    return words["not_proven"].format(gap=gap_text(gap, lang))


def _print_one(ranking: Ranking, request_id: str, console: Console, lang: Lang) -> None:
    words = ranking_words(lang)
    names = [request.request_id for request in ranking.market.requests]
    position = names.index(request_id)
    request = ranking.market.requests[position]
    _say(
        console,
        f"{request.request_id} {request.name} ({profession_of_one(request.profession, lang)})",
    )
    rows = ranking.rows(position)
    if not len(rows):
        _say(console, words["nothing"])
    for row in rows[:SHOWN]:
        for line in _listed(ranking, row, lang):
            _say(console, line)
    if len(rows) > SHOWN:
        _say(console, words["shown"].format(count=SHOWN, all=number_text(len(rows), lang)))
    if len(rows):
        console.print()
        _say(console, _together(ranking, position, lang))
        _say(console, words["stated"])


def _listed(ranking: Ranking, row: int, lang: Lang) -> Iterator[str]:
    """Yield an opening, what it offers and why, and what would make it first."""
    words, line = ranking_words(lang), ranking.line(row)
    yield f"{line.rank:3d}. {line.opening.opening_id} {line.opening.name}"
    facts = [_facts(line, lang)]
    if line.regret is not None:
        sign = "" if line.exact else "≤\N{NO-BREAK SPACE}"
        facts.append(f"{words['regret'].lower()} {sign}{decimals(line.regret, 3, lang)}")
    share = f"{decimals(100 * line.first_share, 0, lang)}\N{NO-BREAK SPACE}%"
    facts.append(words["first_in"].format(share=share))
    yield f"     {listed([', '.join(facts), *_if(why(ranking, row, lang))], lang)}"
    change = change_text(ranking, row, lang)
    if change:
        yield f"     {words['change'].lower()} {change}"
    gaps = unknown_text(ranking, row, lang)
    if gaps:
        yield f"     {words['unknown'].lower()}{colon(lang)}{gaps}"


def _if(text: str) -> list[str]:
    return [text] if text else []


def _together(ranking: Ranking, position: int, lang: Lang) -> str:
    """Say where the joint optimum has the request, as a sentence."""
    said = _elsewhere(ranking, position, lang)
    return f"{said[0].upper()}{said[1:]}."


def _say(console: Console, text: str) -> None:
    console.print(Text(printable(text)), soft_wrap=True)
