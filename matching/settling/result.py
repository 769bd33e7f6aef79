"""A ranking: for each request the openings in order, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..practitioners import CRITERIA, Opening, Request
from ..semester import Semester
from .aids import PairAids
from .filters import RULES, Codes, facts, reason
from .joint import Joint
from .market import Market

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Order = Literal["fit", "joint"]

MILLION = 1_000_000


@dataclass(frozen=True)
class Pairs:
    """The pairs that are ranked: by request, then rank; shape ``(n_pairs,)`` unless said.

    Attributes
    ----------
    request, opening
        Positions in the market.
    rank
        1 is the first of the request's list.
    fit, own_fit
        In millionths; the latter without need, need gain and aids.
    joint
        Joint values, in the same order.
    criteria, unknown
        Shape ``(n_pairs, n_criteria)``.
    need_gain
        Inhabitants × need.
    aids
        Their aids.
    pareto, first_share, top_three_share, change, change_to
        As in `robustness.Stability`; ``change`` is the position of a criterion or -1.
    """

    request: Ints
    opening: Ints
    rank: Ints
    fit: Ints
    own_fit: Ints
    joint: Joint
    criteria: Floats
    unknown: Bools
    need_gain: Floats
    aids: PairAids
    pareto: Bools
    first_share: Floats
    top_three_share: Floats
    change: Ints
    change_to: Floats

    def __len__(self) -> int:
        return len(self.request)


@dataclass(frozen=True)
class Ranking:
    """Openings ranked for each request.

    Attributes
    ----------
    market
        Requests and openings.
    order
        What the lists are sorted by: the request's own ``fit``, or the ``joint`` value.
    weights
        Shape ``(n_criteria,)``, summing to 1.
    pairs
        What is ranked.
    codes
        Shape ``(n_requests, n_openings)``: the number of the rule that excludes a pair, or 0.
    draws, seed
        Weights drawn for each request, and what they were drawn from.
    seconds
        By phase.
    """

    market: Market
    order: Order
    weights: Floats
    pairs: Pairs
    codes: Codes
    draws: int
    seed: int
    seconds: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def semester(self) -> Semester:
        """What was ranked."""
        return self.market.semester

    @property
    def status(self) -> str:
        """``optimal`` where the joint optimum is proven, otherwise ``feasible``."""
        return "optimal" if self.pairs.joint.best == self.pairs.joint.bound else "feasible"

    @cached_property
    def _start(self) -> Ints:
        return np.searchsorted(self.pairs.request, np.arange(len(self.market.requests) + 1))

    def rows(self, position: int) -> range:
        """Return the positions of a request's pairs, best first."""
        return range(int(self._start[position]), int(self._start[position + 1]))

    def line(self, row: int) -> RankedOpening:
        """Return one pair with names instead of positions."""
        pairs, market = self.pairs, self.market
        opening = int(pairs.opening[row])
        minutes = int(market.minutes[pairs.request[row], opening])
        impossible = bool(pairs.joint.impossible[row])
        return RankedOpening(
            request=market.requests[int(pairs.request[row])],
            opening=market.openings[opening],
            rank=int(pairs.rank[row]),
            fit=int(pairs.fit[row]) / MILLION,
            own_fit=int(pairs.own_fit[row]) / MILLION,
            joint_value=None if impossible else int(pairs.joint.low[row]) / MILLION,
            regret=None if impossible else int(pairs.joint.regret[row]) / MILLION,
            exact=bool(pairs.joint.exact[row]),
            pareto=bool(pairs.pareto[row]),
            first_share=float(pairs.first_share[row]),
            need_gain=float(pairs.need_gain[row]),
            minutes=None if minutes < 0 else minutes,
            aids_total=int(pairs.aids.total[row]) / 100,
            assigned=self.is_assigned(row),
            criteria=dict(zip(CRITERIA, pairs.criteria[row].tolist(), strict=True)),
        )

    def is_assigned(self, row: int) -> bool:
        """Say whether the joint optimum has the request at this opening."""
        pairs = self.pairs
        return bool(pairs.joint.opening[pairs.request[row]] == pairs.opening[row])

    def of(self, request_id: str) -> tuple[RankedOpening, ...]:
        """Return a request's list, best first.

        Raises
        ------
        KeyError
            There is no such request, or it has settled or withdrawn.
        """
        for position, request in enumerate(self.market.requests):
            if request.request_id == request_id:
                return tuple(self.line(row) for row in self.rows(position))
        raise KeyError(request_id)

    def excluded(self) -> Iterator[Excluded]:
        """Yield the pairs that are not ranked, by request and opening, with a reason each."""
        for position, request in enumerate(self.market.requests):
            for opening in np.flatnonzero(self.codes[position]).tolist():
                rule = RULES[self.codes[position, opening] - 1]
                text = reason(rule, facts(self.market, position, opening, rule)).said("en")
                yield Excluded(
                    request.request_id, self.market.openings[opening].opening_id, rule, text
                )


@dataclass(frozen=True)
class RankedOpening:
    """One opening in a request's list. ``aids_total`` is in euros, the rest as in ranking.csv."""

    request: Request
    opening: Opening
    rank: int
    fit: float
    own_fit: float
    joint_value: float | None
    regret: float | None
    exact: bool
    pareto: bool
    first_share: float
    need_gain: float
    minutes: int | None
    aids_total: float
    assigned: bool
    criteria: dict[str, float]


@dataclass(frozen=True)
class Excluded:
    """A pair that is not ranked, and why."""

    request_id: str
    opening_id: str
    code: str
    text: str
