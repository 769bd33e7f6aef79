"""The best choices between two tiers, one at a time: what the front is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..matching.bundles import bundles
from ..matching.infeasible import EndedEarly, unmet_requirements
from ..matching.placement import Stage
from ..matching.result import Status, StudentPlacement
from ..matching.settled import read_solution, with_settled
from ..matching.valuation import valuation
from ..solvers.at_least import solve_at_least
from ..solvers.lexicographic import solve
from ..solvers.limits import Limits
from ..solvers.result import Outcome, Solution, TierOutcome
from ..solvers.tiers import LinearTier, SquaresTier


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
    """Optimises two tiers, one before the other, beside all that is held before them.

    The second one must be a sum (`LinearTier`): it is the one that is kept at a value.
    """

    def __init__(self, stage: Stage, held: Sequence[str], limits: Limits) -> None:
        self.stage, self.limits = stage, limits
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

    def best_first(self) -> Found:
        """Return the best of the first tier and, among those, of the second."""
        return self._read(self._solve(switched=False))

    def best_second(self) -> Found:
        """Return the best of the second tier and, among those, of the first."""
        return self._read(self._solve(switched=True))

    def at_least(self, second: int, known: Found) -> Found:
        """Return the best of the first tier with the second at least so good, then of the second.

        ``known`` is a choice that is as good.
        """
        assert isinstance(self.other, LinearTier)
        problem = replace(self.model.problem, tiers=(*self.before, self.one, self.other))
        least = second if self.other.maximise else -second
        limits = self.limits
        return self._read(solve_at_least(problem, self.other, least, known.solution, limits))

    def _solve(self, *, switched: bool) -> Outcome:
        pair = (self.other, self.one) if switched else (self.one, self.other)
        problem = replace(self.model.problem, tiers=(*self.before, *pair))
        stage = self.stage
        outcome = solve(problem, self.limits)
        if outcome.unmet is not None:
            if outcome.status != "infeasible":
                raise EndedEarly(interrupted=outcome.status == "interrupted")
            with stage.asking.of_order(stage.settled, stage.newcomers, stage.seen):
                raise unmet_requirements(stage.optimal.market, self.model, outcome.unmet).error()
        return outcome

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


def is_less_better(tier: object) -> bool:
    """Say whether a tier is minimised."""
    return isinstance(tier, SquaresTier) or (isinstance(tier, LinearTier) and not tier.maximise)
