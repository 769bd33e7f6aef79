"""A bound for spreading agents over hosts, by counting alone.

Each agent who has to have an option is at so many hosts at the least; however these visits are
spread, the squared numbers of agents at the hosts add up to no less than if they were even.
"""

from __future__ import annotations

import numpy as np

from .arrays import Ints
from .state import State
from .timetable import Timetable


def fewest_visits(state: State, table: Timetable) -> int:
    """Return at how many hosts all agents who must have an option are at the least, summed."""
    host = np.sort(np.append(table.host, -1)[table.part], axis=1)
    new = np.diff(host, axis=1, prepend=-1) > 0
    living = np.flatnonzero(state.alive)
    agent = state.problem.agent[living]
    many = np.iinfo(np.int64).max
    fewest = np.full(state.problem.n_agents, many)
    np.minimum.at(fewest, agent, new.sum(axis=1)[state.problem.template[living]])
    counted = state.must & (fewest < many)
    return int(fewest[counted].sum())


def fewest_squares(visits: int, most: Ints) -> int:
    """Return the least sum of squares of so many visits, each host taking ``most`` of them.

    Parameters
    ----------
    most
        Shape ``(n_hosts,)``. Where they take fewer than ``visits`` in all, all are full.
    """
    total = 0
    for level in range(1, int(most.max(initial=0)) + 1):
        at_level = min(visits, int((most >= level).sum()))
        # One more agent at a host that has `level - 1` adds `2 level - 1`.
        total += at_level * (2 * level - 1)
        visits -= at_level
        if not visits:
            break
    return total
