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
    return words["change_to"].format(
        criterion=criterion_word(CRITERIA[criterion], lang),
        weight=decimals(to, 2, lang),
        today=decimals(float(ranking.weights[criterion]), 2, lang),
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
