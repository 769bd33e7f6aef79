"""What it costs, exactly, to give one agent one of some options.

Tier by tier: those before are kept at the value that a choice has in them, and of the next one
the best value that is left is looked for and bounded, up to the first that gets worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from .aftermath import Cost, moved
from .arrays import Ints
from .granting import Granting
from .lexicographic import Lexicographic, Report, silent
from .limits import Limits
from .losses import Passed
from .nearby import Question
from .problem import Problem
from .requirements import elastic
from .result import Solution
from .search import Search
from .state import Objective, State
from .tiers import LinearTier, SquaresTier, Tier
from .values import Value, is_plain, loss, value_of


def cost_of_forcing(
    problem: Problem,
    solution: Solution,
    agent: int,
    options: Ints,
    limits: Limits | None = None,
    report: Report = silent,
) -> Cost | None:
    """Find the first tier that gets worse if an agent has to have one of some options.

    Parameters
    ----------
    solution
        The choice to compare with; it is possible.
    options
        Numbers of options of the agent.

    Returns
    -------
    The cost; ``known`` says that no choice with one of the options keeps all tiers up to the
    one named, and where ``low`` and ``high`` are equal the loss is exact. ``None``: what is
    required cannot be met with any of the options.
    """
    limits = limits or Limits()
    # What a search has added to it is no part of the problem.
    solution = replace(solution, auxiliary=solution.auxiliary[: problem.n_auxiliary])
    must = problem.must.copy()
    must[agent] = True
    forced = replace(problem, must=must)
    values = [value_of(problem, tier, solution) for tier in problem.tiers]
    start = _near(problem, solution, values, agent, options, limits)
    if start is None:
        start = _from_nothing(forced, agent, options, limits, report)
    if start is None:
        return None
    run = _Comparison(forced, limits, report, start)
    _leave_only(run.search, agent, options)
    return run.compared(solution, values, agent)


def choice_of(
    problem: Problem, option: Ints, slots: Mapping[int, tuple[int, ...]]
) -> Solution | None:
    """Return a choice with the least auxiliary quantities that it needs, ``None`` if none do.

    A quantity used by several rows (a switch) is taken in full where the rows are broken
    without it.
    """
    state = State(problem)
    every = np.arange(problem.n_rows)
    solution = Solution(option, np.zeros(problem.n_auxiliary, np.int64), dict(slots))
    solution = state.completed(solution, every)
    switches = np.flatnonzero(np.diff(state.auxiliary.indptr) > 1)
    for switch in switches.tolist():
        rows = state.auxiliary[[switch]].indices
        if np.isin(state.broken_rows(solution), rows).any():
            solution.auxiliary[switch] = problem.auxiliary_upper[switch]
    return None if len(state.broken_rows(solution)) else solution


def _leave_only(search: Search, agent: int, options: Ints) -> None:
    """Leave an agent only some of its options."""
    own = search.problem.agent == agent
    own[options] = False
    search.state.alive[own] = False


def _near(
    problem: Problem,
    solution: Solution,
    values: Sequence[Value],
    agent: int,
    options: Ints,
    limits: Limits,
) -> Solution | None:
    """Return a choice with one of the options that keeps as much as can be, if one is near."""
    search = Search(problem, limits, solution)
    for number, (tier, value) in enumerate(zip(problem.tiers, values, strict=True)):
        if isinstance(tier, LinearTier):
            sign = 1 if tier.maximise else -1
            goal = Objective(sign * tier.option, sign * tier.auxiliary)
            search.losses.passed.append(Passed(number, goal, sign * value[0]))
    (answer,) = Granting(search, solution, [Question(agent, options)], limits).run()
    return None if answer is None else answer.solution


def _from_nothing(
    forced: Problem, agent: int, options: Ints, limits: Limits, report: Report
) -> Solution | None:
    """Return a choice that meets all requirements with one of the options, if there is one."""
    requirements = elastic(forced)
    run = Lexicographic(requirements.problem, limits, report, requirements.start)
    _leave_only(run.search, agent, options)
    found = run.run().solution
    assert found is not None
    return None if requirements.unmet(found) else requirements.original(found)


class _Comparison(Lexicographic):
    """Keeps tier after tier as good as it was, until one gets worse."""

    def compared(self, solution: Solution, values: Sequence[Value], agent: int) -> Cost:
        """Return the first tier that gets worse, with the loss as far as it is proven."""
        for number, (tier, value) in enumerate(zip(self.problem.tiers, values, strict=True)):
            self.report("tier", tier.name, (), ())
            self.wanted = _wanted(tier, value)
            outcome = self.settle(tier)
            lost = loss(tier, value, outcome.value)
            if lost > 0:
                least = loss(tier, value, outcome.bound)
                found = self.search.cuts.scheduled(self.search.incumbent)
                low, high = (max(0, least), lost) if is_plain(tier) else (None, None)
                return Cost(
                    number, low, high, least > 0, found, moved(self.problem, solution, found, agent)
                )
        found = self.search.cuts.scheduled(self.search.incumbent)
        return Cost(
            None, known=True, solution=found, moved=moved(self.problem, solution, found, agent)
        )


def _wanted(tier: Tier, value: Value) -> int | None:
    """Return the value that is enough in a tier, as the search maximises it."""
    match tier:
        case LinearTier():
            return value[0] if tier.maximise else -value[0]
        case SquaresTier():
            return -value[0]
        case _:
            return None
