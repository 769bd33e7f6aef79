"""A problem small enough to be known by heart, given to each solver of this machine.

A release of a library that was moved, a build for another processor or a half installation shows
here, instead of in the middle of a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .arrays import Floats
    from .linear import LinearProgram

WORTH, WEIGHT, LIMIT = (8, 11, 6, 4), (5, 7, 4, 3), 14
"""Four things to take or leave, and how much can be carried."""

IN_PARTS, WHOLE = 22, 21
"""The most that can be had where things may be cut (8 + 11 + half of 6), and where not."""


@dataclass(frozen=True)
class Trial:
    """What came of the small problem with one solver.

    Attributes
    ----------
    name
        ``highs-warm``, ``highs-linear``, ``highs-integer``, ``cp-sat`` or ``flow``.
    works
        Whether the known value came out, proven.
    needed
        Whether there is nothing else that does the same.
    fault
        What went wrong, in the library's words; empty where nothing did.
    """

    name: str
    works: bool
    needed: bool
    fault: str = ""


def try_solvers() -> tuple[Trial, ...]:
    """Return what came of each solver, in a fixed order."""
    return tuple(
        _tried(name, solve, value, name != "highs-warm")
        for name, solve, value in (
            ("highs-warm", _highs_warm, IN_PARTS),
            ("highs-linear", _highs_linear, IN_PARTS),
            ("highs-integer", _highs_integer, WHOLE),
            ("cp-sat", _cp_sat, WHOLE),
            ("flow", _flow, WHOLE),
        )
    )


def _tried(name: str, solve: Callable[[], float], value: int, needed: bool) -> Trial:
    try:
        found = solve()
    # What a library raises that does not fit the machine, or has changed.
    except (ImportError, OSError, AttributeError, TypeError, ValueError, RuntimeError) as error:
        return Trial(name, False, needed, f"{type(error).__name__}: {error}")
    works = abs(found - value) < 1e-6
    return Trial(name, works, needed, "" if works else f"{found:g} ≠ {value}")


def _highs_warm() -> float:
    """Solve in parts through the door that goes on from the last basis."""
    from . import linear

    if not linear.goes_on():
        raise ImportError("scipy.optimize._highspy")
    return _in_parts(linear.WarmProgram)


def _highs_linear() -> float:
    """Solve in parts through SciPy's public door."""
    from . import linear

    return _in_parts(linear.ColdProgram)


def _in_parts(kind: Callable[[Floats, Floats], LinearProgram]) -> float:
    import numpy as np
    from scipy import sparse

    program = kind(np.array([-np.inf]), np.array([float(LIMIT)]))
    use = sparse.csr_array(np.array(WEIGHT, float)[:, None])
    program.add_columns(np.array(WORTH, float), np.zeros(4), np.ones(4), use)
    answer = program.solve()
    if answer is None:
        raise RuntimeError("no optimum")
    return float(answer.column @ np.array(WORTH, float))


def _highs_integer() -> float:
    """Solve whole, by branch and bound."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    outcome = milp(
        -np.array(WORTH, float),
        constraints=LinearConstraint(np.array([WEIGHT], float), ub=LIMIT),
        bounds=Bounds(0, 1),
        integrality=np.ones(4),
    )
    if outcome.status != 0:
        raise RuntimeError(outcome.message)
    return float(-outcome.fun)


def _cp_sat() -> float:
    """Solve whole, in whole numbers, with the proof of OR-Tools."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"take {number}") for number in range(4)]
    model.add(cp_model.LinearExpr.weighted_sum(taken, WEIGHT) <= LIMIT)
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, WORTH))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # OR-Tools would put the system's way of ending in place of Python's.
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status != cp_model.OPTIMAL:
        raise RuntimeError(solver.status_name(status))
    return float(solver.objective_value)


def _flow() -> float:
    """Send three units through a network at most worth 8 + 7 + 6."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    for agent, offer, worth in ((0, 3, 8), (0, 4, 5), (1, 3, 9), (1, 4, 7), (2, 5, 6)):
        flow.add_arc_with_capacity_and_unit_cost(agent, offer, 1, -worth)
    for offer in (3, 4, 5):
        flow.add_arc_with_capacity_and_unit_cost(offer, 6, 1, 0)
    for node, supply in ((0, 1), (1, 1), (2, 1), (6, -3)):
        flow.set_node_supply(node, supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(status.name)
    return float(-flow.optimal_cost())
