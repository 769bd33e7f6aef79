"""The best choices between two tiers, one at a time: what the front is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..matching.bundles import bundles
from ..matching.infeasible import EndedEarly, unmet_requirements
from ..matching.placement import Stage
from ..matching.result import Status, StudentPlacement
from ..matching.settled import read_solution, with_settled
from ..matching.valuation import valuation
from ..solvers.limits import Limits
from ..solvers.problem import Problem
from ..solvers.result import Outcome, Solution, TierOutcome
from ..solvers.tiers import LinearTier, SquaresTier
from ..solvers.trading import CannotBegin, Trading, Weights

_FINE = 100
"""The smaller of two weights is about that, unless they are small whole numbers anyway."""

STEEP = 50
"""At an end a gain in its tier is worth so many times one in the other, in largest coefficients."""


@dataclass(frozen=True)
class Found:
    """A choice: how good in both tiers (larger is better in either), and how far proven.

    ``tiers`` are those held before, then the two, as they were optimised.
    """

    first: int
    second: int
    tiers: tuple[TierOutcome, ...]
    status: Status
    solution: Solution
    placements: tuple[StudentPlacement, ...]

    @property
    def proven(self) -> bool:
        """Whether value and bound are equal in every tier."""
        return all(tier.value == tier.bound for tier in self.tiers)

    @property
    def both(self) -> tuple[int, int]:
        """Both values."""
        return self.first, self.second


class Trade:
    """Optimises two tiers, one before the other or weighed, beside all that is held before them.

    The second one must be a sum (`LinearTier`): it is the one that is kept at a value. Each
    question has its share of the time: as much as each of those that are still expected.

    Parameters
    ----------
    expected
        How many questions are to be expected.
    """

    def __init__(
        self, stage: Stage, held: Sequence[str], limits: Limits, expected: int = 1
    ) -> None:
        self.stage, self.limits, self.expected = stage, limits, expected
        market = stage.optimal.market
        own = with_settled(market, bundles(market, stage.newcomers), stage.settled)
        self.worth = valuation(market, own)
        self.model = stage.optimal.model(
            own, self.worth, stage.settled, stage.newcomers, stage.seen, frozenset()
        )
        # What may be left open in a run would be a hole in a front.
        tiers = tuple(replace(tier, tolerance=0.0) for tier in self.model.problem.tiers)
        self.before, (self.one, self.other) = tiers[: len(held)], tiers[len(held) :]
        assert isinstance(self.other, LinearTier)
        self.trading = self._begun(replace(self.model.problem, tiers=tiers))

    def best(self, *, first: bool) -> Found:
        """Return the best of the first tier and, among those, of the second; or the other way."""
        pair = (self.one, self.other) if first else (self.other, self.one)
        return self._read(self.trading.best(*pair, self._share()))

    def at_least(self, second: int, known: Found) -> Found:
        """Return the best of the first tier with the second at least so good, then of the second.

        ``known`` is a choice that is as good.
        """
        assert isinstance(self.other, LinearTier)
        least = second if self.other.maximise else -second
        return self._read(
            self.trading.at_least(self.other, least, self.one, known.solution, self._share())
        )

    def near(self, *, first: bool) -> Found | None:
        """Return an efficient choice near that end; ``None`` where tiers cannot be weighed.

        It is not always the end: what costs more than `STEEP` times as much is not followed.
        """
        return self._weighed(self._even() * STEEP if first else self._even() / STEEP)

    def between(self, left: Found, right: Found) -> Found | None:
        """Return the best at the price of a step; ``None`` where tiers cannot be weighed."""
        worth = Fraction(right.second - left.second, left.first - right.first)
        even = self._even()
        return self._weighed(max(even / STEEP, min(even * STEEP, worth)))

    def _even(self) -> Fraction:
        """Return the price at which the largest coefficients of both tiers are worth the same."""
        if not isinstance(self.one, LinearTier) or not isinstance(self.other, LinearTier):
            return Fraction(1)
        one, other = (
            max(1, int(abs(tier.option).max(initial=0)), int(abs(tier.auxiliary).max(initial=0)))
            for tier in (self.one, self.other)
        )
        return Fraction(other, one)

    def _weighed(self, worth: Fraction) -> Found | None:
        """Return the best where a unit of the first tier is worth about so much of the second."""
        if not isinstance(self.one, LinearTier) or not isinstance(self.other, LinearTier):
            return None
        weights = small_weights(worth)
        return self._read(self.trading.weighed(self.one, self.other, weights, self._share()))

    def _share(self) -> Limits:
        share = self.limits.part(1 / max(1, self.expected))
        self.expected -= 1
        return share

    def _begun(self, problem: Problem) -> Trading:
        stage = self.stage
        try:
            return Trading(problem, self.limits.part(2 / (2 + self.expected)))
        except CannotBegin as failed:
            if failed.status != "infeasible":
                raise EndedEarly(interrupted=failed.status == "interrupted") from failed
            with stage.asking.of_order(stage.settled, stage.newcomers, stage.seen):
                unmet = unmet_requirements(stage.optimal.market, self.model, failed.unmet)
                raise unmet.error() from failed

    def _read(self, outcome: Outcome) -> Found:
        assert outcome.solution is not None
        assert outcome.status != "infeasible"
        values = {tier.name: tier.value[0] for tier in outcome.tiers[len(self.before) :]}
        first, second = (
            values[tier.name] * (-1 if is_less_better(tier) else 1)
            for tier in (self.one, self.other)
        )
        settled = read_solution(
            self.stage.optimal.market, self.model, self.worth, outcome, self.stage.settled
        )
        placements = tuple(settled.placements[name] for name in sorted(settled.placements))
        return Found(first, second, outcome.tiers, outcome.status, outcome.solution, placements)


def small_weights(worth: Fraction) -> Weights:
    """Return small whole weights of about this ratio, first to second.

    Large ones would lose digits in the linear programmes; which of all efficient choices are
    found depends on the ratio a little, that they are efficient does not.
    """
    if worth >= 1:
        near = worth.limit_denominator(_FINE)
        return Weights(near.numerator, near.denominator)
    near = (1 / worth).limit_denominator(_FINE)
    return Weights(near.denominator, near.numerator)


def is_less_better(tier: object) -> bool:
    """Say whether a tier is minimised."""
    return isinstance(tier, SquaresTier) or (isinstance(tier, LinearTier) and not tier.maximise)
