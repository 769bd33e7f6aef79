"""The ranking of all openings for all requests."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ..practitioners import CRITERIA, OWN_CRITERIA
from ..semester import Semester
from ..tables.reading import read_semester
from .aids import PairAids, pair_aids
from .criteria import Criteria, Judge
from .filters import Codes, excluded
from .joint import Joint, joint
from .market import Market, market
from .result import MILLION, Order, Pairs, Ranking
from .robustness import Stability, draws_for, stability
from .teams import exclude_without_team, teams_of
from .weights import weights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SECONDS = 60.0
"""For teams that settle together; without teams nothing is searched."""


def rank(
    source: Semester | str | os.PathLike[str],
    *,
    order: Order = "fit",
    request: str | None = None,
    time_limit: float | None = SECONDS,
) -> Ranking:
    """Rank the openings for each request, all requests together.

    Parameters
    ----------
    source
        A semester, or a workbook or folder with territories, requests and openings.
    order
        What each list is sorted by: ``fit``, what suits the request itself, or ``joint``, the
        best total of all requests with this one there.
    request
        Whose joint values are wanted exactly where teams leave intervals.
    time_limit
        Seconds for teams; without teams all values are exact, and it plays no part.

    Returns
    -------
    Ranking
        The lists, the excluded pairs with their reasons, and the joint optimum.

    Raises
    ------
    InputError
        The file cannot be read.
    ValueError
        If ``order`` is neither of the two.
    """
    if order not in ("fit", "joint"):
        raise ValueError(f"order: 'fit' or 'joint', not {order!r}")
    if not isinstance(source, Semester):
        source = read_semester(Path(source), job="rank")
    return _Run(source, order, request, time_limit).ranking()


class _Run:
    """One ranking, step by step, with the time that each step takes."""

    def __init__(
        self, semester: Semester, order: Order, request: str | None, seconds: float | None
    ) -> None:
        self.semester, self.order, self.asked = semester, order, request
        self.limits = Limits(seconds=seconds)
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def ranking(self) -> Ranking:
        """Filter, judge, solve, sort; then ask how firmly the order stands."""
        there = market(self.semester)
        codes = excluded(there)
        exclude_without_team(there, codes)
        self._done("filters")
        pairs = np.nonzero(codes == 0)
        request, opening = pairs[0].astype(np.int64), pairs[1].astype(np.int64)
        aids = pair_aids(there, request, opening)
        judged = criteria_of_pairs(there, request, opening, aids)
        share = weights(self.semester)
        fit, own_fit = fit_in_millionths(judged.value, share)
        self._done("criteria")
        values = self._joint(there, codes, (request, opening), fit)
        self._done("joint")
        found = _sorted(there, self.order, (request, opening), (fit, own_fit), values, judged, aids)
        draws = draws_for(len(found))
        found = _with_stability(there, found, share, draws, self.semester.settings.seed)
        self._done("robustness")
        seed = self.semester.settings.seed
        return Ranking(there, self.order, share, found, codes, draws, seed, self.seconds)

    def _joint(self, there: Market, codes: Codes, pair: tuple[Ints, Ints], fit: Ints) -> Joint:
        names = [r.request_id for r in there.requests]
        position = names.index(self.asked) if self.asked in names else -1
        teams = teams_of(there, codes)
        wanted = np.flatnonzero(pair[0] == position)
        return joint(*pair, fit, there.seats, len(there.requests), teams, self.limits, wanted)

    def _done(self, phase: str) -> None:
        now = perf_counter()
        self.seconds[phase], self._since = now - self._since, now


def criteria_of_pairs(there: Market, request: Ints, opening: Ints, aids: PairAids) -> Criteria:
    """Return the criteria of all pairs, which come request by request."""
    judge = Judge(there)
    start = np.searchsorted(request, np.arange(len(there.requests) + 1))
    parts = [
        judge.judged(position, opening[begin:end], aids.total[begin:end])
        for position, (begin, end) in enumerate(pairwise(start.tolist()))
        if end > begin
    ]
    nothing = np.zeros((0, len(CRITERIA)))
    return Criteria(
        np.concatenate([nothing, *(part.value for part in parts)]),
        np.concatenate([nothing.astype(np.bool_), *(part.unknown for part in parts)]),
        np.concatenate([np.zeros(0), *(part.need_gain for part in parts)]),
    )


def fit_in_millionths(criteria: Floats, share: Floats) -> tuple[Ints, Ints]:
    """Return fit and own fit, each rounded once; own fit is fit without the public side."""
    own = np.array([name in OWN_CRITERIA for name in CRITERIA])
    # Added column by column, so that the sums do not depend on how many rows there are.
    fit, own_fit = np.zeros(len(criteria)), np.zeros(len(criteria))
    for column, weight in enumerate(share.tolist()):
        fit += weight * criteria[:, column]
        if own[column]:
            own_fit += weight * criteria[:, column]
    return (
        np.floor(fit * MILLION + 0.5).astype(np.int64),
        np.floor(own_fit * MILLION + 0.5).astype(np.int64),
    )


def _sorted(
    there: Market,
    order: Order,
    pair: tuple[Ints, Ints],
    fits: tuple[Ints, Ints],
    values: Joint,
    judged: Criteria,
    aids: PairAids,
) -> Pairs:
    """Return the pairs by request, then by what is asked for; then the other, minutes, opening."""
    request, opening = pair
    minutes = there.minutes[request, opening].astype(np.int64)
    minutes[minutes < 0] = np.iinfo(np.int64).max
    keys = (fits[0], values.low) if order == "fit" else (values.low, fits[0])
    # The largest first: no value is the smallest integer but that of the impossible.
    by = np.lexsort((opening, minutes, ~keys[1], ~keys[0], request))
    start = np.searchsorted(request, np.arange(len(there.requests)))
    rank = np.arange(len(request)) - start[request[by]] + 1
    blank = np.zeros(len(by))
    return Pairs(
        request=request[by],
        opening=opening[by],
        rank=rank,
        fit=fits[0][by],
        own_fit=fits[1][by],
        joint=replace(values, low=values.low[by], high=values.high[by]),
        criteria=judged.value[by],
        unknown=judged.unknown[by],
        need_gain=judged.need_gain[by],
        aids=replace(aids, state=aids.state[by], total=aids.total[by]),
        pareto=np.zeros(len(by), np.bool_),
        first_share=blank,
        top_three_share=blank,
        change=np.full(len(by), -1),
        change_to=np.full(len(by), np.nan),
    )


def _with_stability(there: Market, pairs: Pairs, share: Floats, draws: int, seed: int) -> Pairs:
    """Return the pairs with their shares, marks and changes, request by request."""
    start = np.searchsorted(pairs.request, np.arange(len(there.requests) + 1)).tolist()
    parts = []
    for begin, end in pairwise(start):
        if end == begin:
            continue
        rows = slice(begin, end)
        gain = np.floor(pairs.need_gain[rows] * 1000 + 0.5).astype(np.int64)
        trade = np.column_stack([pairs.own_fit[rows], gain, -pairs.aids.total[rows]])
        order = np.lexsort((pairs.opening[rows], ~pairs.fit[rows]))
        parts.append(stability(pairs.criteria[rows], share, trade, order, draws, seed))
    if not parts:
        return pairs
    first, top, pareto, change, to = (
        np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(Stability)
    )
    return replace(
        pairs,
        first_share=first,
        top_three_share=top,
        pareto=pareto,
        change=change,
        change_to=to,
    )
