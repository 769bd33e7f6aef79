"""The fall of Σ population × need if one more practitioner works in a territory.

Accessibility is linear in supply: a practitioner of f full-time equivalents in territory j adds
``w_ij × f × factor ÷ Σ_k w_kj × population_k`` to that of territory i. So all candidates are
priced at once, each over the territories that reach it.

A given need does not move. The computed change of accessibility is added to the official one
(APL) where that decides. Where need is 1 minus a percentile, each territory's new place is looked
up among the others *as they are today*: a percentile of all at once would always have the same
mean, and nobody's arrival could ever improve it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from ..need import NeedSource, needs
from ..semester import Semester
from ..territories.census import GENERAL_PRACTICE, census
from ..territories.percentiles import SAME
from ..territories.reach import PER_INHABITANTS, catchment_weights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Territories:
    """What decides the need of each territory, shape ``(n_territories,)`` each.

    ``accessible`` is before those who leave; ``nan`` where no accessibility decides.
    """

    population: Floats
    accessible: Floats
    staying: Floats
    floor: Floats
    percentile: bool
    others: Floats
    """All accessibilities that percentiles compare, ascending."""
    limits: tuple[float, float]

    def need(self, territory: Ints, added: Floats) -> Floats:
        """Return the needs of some territories with some accessibility added."""
        left = (self.accessible[territory] + added) * self.staying[territory]
        if self.percentile:
            short = 1 - self._place(left, self.accessible[territory] * self.staying[territory])
        else:
            full, none = self.limits
            short = np.where(left <= full, 1.0, (none - left) / max(none - full, 1e-300))
            short = np.clip(np.where(left >= none, 0.0, short), 0.0, 1.0)
        return np.maximum(short, self.floor[territory])

    def _place(self, value: Floats, own: Floats) -> Floats:
        """Return the percentile of each value if it replaced a territory's own one."""
        n = max(1, len(self.others))
        below = np.searchsorted(self.others, value * (1 - SAME), side="left").astype(np.float64)
        upto = np.searchsorted(self.others, value * (1 + SAME), side="right").astype(np.float64)
        own_below = own < value * (1 - SAME)
        own_equal = ~own_below & (own <= value * (1 + SAME))
        equal = upto - below - own_equal
        found: Floats = (below - own_below + equal / 2 + 0.5) / n
        return found


class NeedGain:
    """The need gain of candidates of one profession."""

    def __init__(self, semester: Semester, profession: str) -> None:
        self._found = _territories(semester, profession)
        settings = semester.settings
        general = profession == GENERAL_PRACTICE
        self._factor = float(settings.consultations_per_fte) if general else float(PER_INHABITANTS)
        key = "catchment columns"
        if key not in semester.worked_out:
            columns = csc_array(catchment_weights(semester))
            columns.sort_indices()
            semester.worked_out[key] = columns
        self._weights = semester.worked_out[key]
        self._felt: Floats = self._weights.T @ self._found.population
        self.scale = _scale(semester, profession)

    def gains(self, territory: Ints, fte: Floats) -> Floats:
        """Return the gain of each candidate, inhabitants × need, 0 or more.

        Parameters
        ----------
        territory, fte
            Shape ``(n_candidates,)``: positions of territories, full-time equivalents.
        """
        keys, back = np.unique(np.column_stack([territory, fte]), axis=0, return_inverse=True)
        at, work = keys[:, 0].astype(np.int64), keys[:, 1]
        start, end = self._weights.indptr[at], self._weights.indptr[at + 1]
        length = (end - start).astype(np.int64)
        candidate = np.repeat(np.arange(len(at)), length)
        first = np.cumsum(length) - length
        entry = np.arange(int(length.sum())) + np.repeat(start - first, length)
        reached = self._weights.indices[entry].astype(np.int64)
        felt = self._felt[at]
        each = np.divide(work * self._factor, felt, out=np.zeros(len(at)), where=felt > 0)
        added = self._weights.data[entry] * each[candidate]
        moves = ~np.isnan(self._found.accessible[reached])
        candidate, reached, added = candidate[moves], reached[moves], added[moves]
        before = self._found.need(reached, np.zeros(len(reached)))
        fall = self._found.population[reached] * (before - self._found.need(reached, added))
        total = np.zeros(len(at))
        np.add.at(total, candidate, np.maximum(fall, 0.0))
        result: Floats = total[back.reshape(-1)]
        return result


def _territories(semester: Semester, profession: str) -> _Territories:
    found = needs(semester, profession)
    parts = [found[t.territory_id] for t in semester.territories]
    settings = semester.settings
    percentile = any(part.unit == "percentile" for part in parts)
    staying = np.array([1.0 if p.leaving is None else float(1 - p.leaving) for p in parts])
    accessible = np.array([_accessible(part) for part in parts], np.float64)
    computed = [p.accessibility for p in parts if p.unit == "percentile"]
    kept = np.array([p.unit == "percentile" for p in parts], np.bool_)
    others = np.sort(np.array(computed, np.float64) * staying[kept])
    return _Territories(
        population=np.array([t.population or 0 for t in semester.territories], np.float64),
        accessible=accessible,
        staying=staying,
        floor=np.array([0.0 if p.floor is None else float(p.floor) for p in parts], np.float64),
        percentile=percentile,
        others=others,
        limits=(float(settings.apl_full_need), float(settings.apl_no_need)),
    )


def _accessible(part: NeedSource) -> float:
    """Return the accessibility that may decide a need, before those who leave."""
    if part.source == "given":
        return float("nan")
    if part.apl is not None:
        return float(part.apl)
    return float("nan") if part.accessibility is None else part.accessibility


def _scale(semester: Semester, profession: str) -> float:
    """Return the gain of one full-time equivalent that counts 1; 0 where nothing can be gained.

    General practice: what it would be if all its consultations went where they lower need. Other
    professions: the inhabitants per practitioner today.
    """
    settings = semester.settings
    if profession == GENERAL_PRACTICE:
        span = settings.apl_no_need - settings.apl_full_need
        return float(settings.consultations_per_fte / span) if span > 0 else 0.0
    fte = sum(census(semester, profession).fte.values())
    people = sum(t.population or 0 for t in semester.territories)
    return float(people / float(fte)) if fte else 0.0
