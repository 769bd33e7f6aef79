"""Problems in which nothing is left to choose: each agent has one option and has to take it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .arrays import Bools
from .problem import Problem
from .result import Solution
from .state import State
from .tiers import LinearTier
from .timetable import Timetable


def only_choice(problem: Problem) -> Solution | None:
    """Return the only choice where it is the only one and keeps all rows, otherwise ``None``.

    Auxiliary quantities are at the least that is needed, which is the best for every tier.
    """
    single = np.array_equal(problem.agent, np.flatnonzero(problem.must))
    if not single or not _is_given(problem) or not _lacks_only_cost(problem):
        return None
    option = np.full(problem.n_agents, -1, np.int64)
    option[problem.agent] = np.arange(problem.n_options)
    solution = Solution(option, np.zeros(problem.n_auxiliary, np.int64), _slots(problem))
    state = State(problem)
    rows = np.arange(problem.n_rows)
    broken = state.broken_rows(state.completed(solution, rows))
    # A switch is turned on where its rows ask for it.
    asked = sparse.csr_array(problem.auxiliary)[:, broken]
    solution.auxiliary[_switches(problem) & (np.diff(asked.indptr) > 0)] = 1
    solution = state.completed(solution, rows)
    return solution if state.possible(solution) else None


def _is_given(problem: Problem) -> bool:
    """Say whether no half-days are left to choose, and those given have room."""
    table = problem.timetable
    if table is None:
        return True
    given = np.bitwise_count(table.mask) == table.size
    if not (given & ~table.free & ~table.paired & (table.run == 0)).all():
        return False
    chosen = table.part[problem.template]
    mask, weeks = np.append(table.mask, 0)[chosen], np.append(table.weeks, 0)[chosen]
    for a, b in combinations(range(chosen.shape[1]), 2):
        if (mask[:, a] & mask[:, b] & -((weeks[:, a] & weeks[:, b]) != 0).astype(np.int64)).any():
            return False
    kinds = chosen[chosen >= 0]
    return all(
        _has_room(table, kinds[(table.mask[kinds] >> slot & table.weeks[kinds] >> week & 1) != 0])
        for slot in range(table.n_slots)
        for week in range(table.n_classes)
    )


def _has_room(table: Timetable, kinds: NDArray[np.int32]) -> bool:
    """Say whether hosts and rooms have room for parts that are there at the same time."""
    rooms = table.room[kinds]
    at_hosts = np.bincount(table.host[kinds], minlength=len(table.host_capacity))
    in_rooms = np.bincount(rooms[rooms >= 0], minlength=len(table.room_capacity))
    return bool((at_hosts <= table.host_capacity).all() and (in_rooms <= table.room_capacity).all())


def _switches(problem: Problem) -> Bools:
    entries = np.diff(sparse.csr_array(problem.auxiliary).indptr)
    switches: Bools = entries > 1
    return switches


def _lacks_only_cost(problem: Problem) -> bool:
    """Say whether auxiliary quantities are to be small, and switches are free and on or off."""
    switches = _switches(problem)
    if (problem.auxiliary_upper[switches] > 1).any():
        return False
    return all(
        not tier.auxiliary.any()
        or (
            not tier.maximise and (tier.auxiliary >= 0).all() and not tier.auxiliary[switches].any()
        )
        for tier in problem.tiers
        if isinstance(tier, LinearTier)
    )


def _slots(problem: Problem) -> dict[int, tuple[int, ...]]:
    table = problem.timetable
    if table is None:
        return {}
    masks = np.append(table.mask, 0)[table.part[problem.template]]
    there = (table.part[problem.template] >= 0).sum(axis=1)
    return {
        agent: tuple(own[:width])
        for agent, own, width in zip(
            problem.agent.tolist(), masks.tolist(), there.tolist(), strict=True
        )
    }
