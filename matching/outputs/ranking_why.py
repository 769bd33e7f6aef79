"""Why an opening stands where it stands, in a few words."""

from __future__ import annotations

from math import isnan

import numpy as np

from ..language import Lang
from ..practitioners import CRITERIA
from ..settling.result import Ranking
from .ranking_words import ranking_words

_NAMED = 3
_WORTH_NAMING = 0.005
"""What a criterion has to add beyond the mean of the list, in units of fit."""

_ALL, _NOTHING = 0.995, 0.0005
"""A weight from which on, and below which, figures would say less than words."""


def criterion_word(name: str, lang: Lang) -> str:
    """Return a criterion's name for people."""
    return ranking_words(lang)[f"c_{name}"]


def why(ranking: Ranking, row: int, lang: Lang) -> str:
    """Return the criteria that put an opening ahead of the mean of its list, strongest first."""
    words, pairs = ranking_words(lang), ranking.pairs
    own = ranking.rows(int(pairs.request[row]))
    if len(own) == 1:
        return words["only_one"]
    mean = pairs.criteria[own.start : own.stop].mean(axis=0)
    ahead = ranking.weights * (pairs.criteria[row] - mean)
    best = sorted(range(len(CRITERIA)), key=lambda c: (-round(float(ahead[c]), 9), c))
    named = [c for c in best if ahead[c] >= _WORTH_NAMING][:_NAMED]
    if not named:
        return ""
    return words["best_by"].format(
        names=", ".join(criterion_word(CRITERIA[c], lang) for c in named)
    )


def change_text(ranking: Ranking, row: int, lang: Lang) -> str:
    """Return what would have to change for an opening to be first; nothing where it is."""
    words, pairs = ranking_words(lang), ranking.pairs
    criterion, to = int(pairs.change[row]), float(pairs.change_to[row])
    if criterion < 0 or isnan(to):
        return ""
    name = criterion_word(CRITERIA[criterion], lang)
    if to >= _ALL:
        return words["change_only"].format(criterion=name)
    if to < _NOTHING:
        return words["change_without"].format(criterion=name)
    return words["change_to"].format(
        criterion=name,
        weight=decimals(to, 3, lang),
        today=decimals(float(ranking.weights[criterion]), 3, lang),
    )


def lack_text(ranking: Ranking, row: int, lang: Lang) -> str:
    """Return the criteria in which an opening is behind the first of its list, most first."""
    pairs = ranking.pairs
    first = ranking.rows(int(pairs.request[row]))[0]
    behind = ranking.weights * (pairs.criteria[first] - pairs.criteria[row])
    order = sorted(range(len(CRITERIA)), key=lambda c: (-round(float(behind[c]), 9), c))
    named = [c for c in order if behind[c] >= _WORTH_NAMING][:_NAMED]
    return ", ".join(
        f"{criterion_word(CRITERIA[c], lang)} {decimals(float(behind[c]), 3, lang)}" for c in named
    )


def unknown_text(ranking: Ranking, row: int, lang: Lang) -> str:
    """Return the criteria for which a fact was missing."""
    gaps = np.flatnonzero(ranking.pairs.unknown[row]).tolist()
    return ", ".join(criterion_word(CRITERIA[c], lang) for c in gaps)


def decimals(value: float, places: int, lang: Lang) -> str:
    """Return a number with so many decimals, as the language writes it."""
    text = f"{value:,.{places}f}"
    if lang == "en":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def colon(lang: Lang) -> str:
    """Return a colon as the language sets it, a space behind it."""
    return ": " if lang == "en" else "\N{NO-BREAK SPACE}: "
