"""What programmes settled earlier leave to a later one: half-days of its supervisors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .bundles import Market
from .compositions import popcount
from .entities import Programme
from .language import Sentence, sentence
from .settled import Settled


def taken_before(
    market: Market, settled: Settled, programmes: Sequence[Programme]
) -> Iterator[Sentence]:
    """Yield a sentence for each programme whose supervisors host somebody settled before.

    Half-days are counted per week and place for a student: a supervisor who hosts two at once has
    two. Of weeks that differ, the fullest class counts.
    """
    places = market.places
    at_once = np.array([s.max_at_once for s in market.semester.supervisors], np.int64)
    used = _used(market, settled)
    if not used.any():
        return
    for programme in programmes:
        takes = market.eligibility.accredited[programme.programme_id]
        mask = np.where(takes, places.mask(programme.presence), 0)
        hosts = np.unique(places.supervisor[mask > 0])
        there = np.zeros(len(at_once), np.int64)
        np.add.at(there, places.supervisor, popcount(mask))
        total, taken = int((there * at_once)[hosts].sum()), int(used[hosts].sum())
        if taken:
            yield sentence(
                "Programme {programme}: of the {total} half-days a week of its supervisors, "
                "{taken} had been taken by programmes settled before.",
                programme=programme.programme_id,
                total=total,
                taken=min(taken, total),
            )


def _used(market: Market, settled: Settled) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the half-days taken at each supervisor, in the fullest class of weeks."""
    n_classes = market.weeks.n_classes
    used = np.zeros((n_classes, len(market.semester.supervisors)), np.int64)
    for fixed in settled.rows.values():
        hosts = market.places.supervisor[fixed.kinds.place]
        for week in range(n_classes):
            now = (fixed.kinds.weeks >> week & 1) > 0
            np.add.at(used[week], hosts[now], fixed.kinds.size[now])
    most: np.ndarray[tuple[int], np.dtype[np.int64]] = used.max(axis=0)
    return most
