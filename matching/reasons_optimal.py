"""Why a better wish was not given by optimisation: what it would have cost.

``costs``: a tier would have got worse, with the interval in which the loss lies; ``lottery``: a
placement with the wish is as good in every tier. How each is found: `solvers.aftermath`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..solvers.aftermath import Cost
from ..solvers.limits import Limits
from ..solvers.nearby import Question
from ..solvers.result import Outcome
from .better import Better
from .bundles import Market
from .model import Model
from .reason_texts import AS_GOOD, CODE_TEXTS, COST_TEXTS, MUST_BREAK, with_moved
from .result import Refusal
from .valuation import Valuation

MOST_SEARCHED = 3_000
"""Where more wishes than this were not given, only what the proofs say of them is told."""

_SHARE = 0.25
"""Share of a time limit that looking for placements with the wishes may take besides."""


def optimal_refusals(
    market: Market,
    model: Model,
    worth: Valuation,
    outcome: Outcome,
    students: NDArray[np.int64],
    limits: Limits,
) -> tuple[Refusal, ...]:
    """Return a line for each better wish of some students that some of their bundles meet.

    Looking for placements with the wishes takes time of its own: a part of the limit, from the
    end of the search on.
    """
    solution, aftermath = outcome.solution, outcome.aftermath
    assert solution is not None
    assert aftermath is not None
    received = {
        int(student): int(option)
        for student, option in zip(model.students, solution.option, strict=True)
        if option >= 0
    }
    better = Better(market, model.bundles, worth, received)
    agent = {int(student): k for k, student in enumerate(model.students)}
    names = [tier.name for tier in model.problem.tiers]
    asked = [
        (number, wish.target, wish.rank, bundles)
        for number in students.tolist()
        for wish, bundles in better.of(number)
        if wish.rank is not None
    ]
    questions = [Question(agent[number], bundles) for number, _, _, bundles in asked]
    if len(asked) <= MOST_SEARCHED:
        seconds = None if limits.seconds is None else _SHARE * limits.seconds
        own = Limits(seconds=seconds, workers=limits.workers, stop=limits.stop)
        costs = aftermath.costs(questions, own)
    else:
        costs = [aftermath.priced(question) for question in questions]
    return tuple(
        refusal_of(market.semester.students[number].student_id, target, rank, cost, names)
        for (number, target, rank, _), cost in zip(asked, costs, strict=True)
    )


def refusal_of(student: str, target: str, rank: int, cost: Cost, names: Sequence[str]) -> Refusal:
    """Say what a wish would have cost; ``names`` are those of the tiers."""
    moved = "" if cost.solution is None else str(cost.moved)
    if cost.tier is None and cost.solution is None:
        return Refusal(student, target, rank, "costs", MUST_BREAK, proof="exact")
    if cost.tier is None:
        said = with_moved(AS_GOOD, moved)
        return Refusal(student, target, rank, "lottery", said, proof="exact", moved=moved)
    name = names[cost.tier]
    return Refusal(
        student,
        target,
        rank,
        "costs",
        # Of what is not found out nothing is claimed.
        CODE_TEXTS["unknown"] if proof_of(cost) == "open" else with_moved(COST_TEXTS[name], moved),
        tier=name,
        low=_number(cost.low),
        high=_number(cost.high),
        proof=proof_of(cost),
        moved=moved,
    )


def proof_of(cost: Cost) -> str:
    """Say how far a cost is proven.

    ``exact``: the tier, and the loss; ``interval``: the tier is the first to get worse, the loss
    lies between low and high (where the tier is one number); ``found``: in the best placement
    found it is this tier, no earlier one; ``bound``: this tier, or one before it; otherwise
    nothing was found out.
    """
    if cost.solution is not None:
        if not cost.known:
            return "found"
        return "exact" if cost.low is not None and cost.low == cost.high else "interval"
    return "bound" if cost.known else "open"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
