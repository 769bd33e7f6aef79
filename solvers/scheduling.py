"""Give the chosen options of many agents their slots, group after group.

A group of neighbouring agents is one exact model: as many of them as possible keep their
option, beside the groups before. It says nothing of which are the best to keep.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from .arrays import Ints
from .occupancy import Occupancy
from .oracle import Oracle
from .result import Solution
from .state import State
from .week_model import most_that_fit

_GROUP = 40
_WORK = 1.0


def fitted(
    state: State,
    oracle: Oracle,
    solution: Solution,
    agents: Ints,
    occupancy: Occupancy | None = None,
) -> Solution:
    """Return the solution with slots for some agents; those who were not fitted in have none.

    Parameters
    ----------
    agents
        Agents with an option and without slots.
    occupancy
        What all others take; the agents are put in.
    """
    occupancy = occupancy or Occupancy(state, oracle)
    option, slots = solution.option.copy(), dict(solution.slots)
    solution = replace(solution, option=option, slots=slots)
    order = _side_by_side(oracle, state.problem.template[option[agents]])
    for start in range(0, len(agents), _GROUP):
        group = agents[order[start : start + _GROUP]].tolist()
        signs = [oracle.signature(int(state.problem.template[option[a]])) for a in group]
        found = most_that_fit(oracle.timetable, signs, _WORK, occupancy)
        for agent, masks in zip(group, found, strict=True):
            if masks is None:
                option[agent] = -1
            else:
                slots[agent] = masks
        occupancy.put(solution, group)
    return solution


def _side_by_side(oracle: Oracle, templates: Ints) -> Ints:
    """Order templates so that those with a host in common stand near each other."""
    table = oracle.timetable
    kinds = table.part[templates]
    row, place = np.nonzero(kinds >= 0)
    n, n_hosts = len(templates), len(table.host_capacity)
    at = (row, n + table.host[kinds[row, place]])
    graph = sparse.csr_array((np.ones(len(row)), at), shape=(n + n_hosts, n + n_hosts))
    order = reverse_cuthill_mckee(sparse.csr_array(graph + graph.T), symmetric_mode=True)
    side_by_side: Ints = order[order < n].astype(np.int64)
    return side_by_side
