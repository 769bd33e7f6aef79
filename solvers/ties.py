"""Which of several best assignments: the first, agent by agent.

Agent 0 gets the smallest offer that it has in any best assignment, being without one counting as
last; among those in which it has it, agent 1 gets its smallest; and so on. This names exactly one
assignment, whichever solver found whichever best one before.

All best assignments differ by circles of cost 0, whose arcs are *tight*: their cost is what the
optimal prices (distances to the root) fall by. An agent can move from p to k exactly if its move is
tight and there is a way of tight arcs from k to p that leaves in place the agents settled before.
"""

from __future__ import annotations

import numpy as np

from .arrays import Bools, Ints
from .assignment import AssignmentProblem, leading_pairs
from .residual import weight_of


def first_of_the_best(problem: AssignmentProblem, at: Ints, price: Ints) -> Ints:
    """Return the best assignment that is first, ``(n_agents,)``, nodes as in `best_assignment`.

    Parameters
    ----------
    problem
        What is assigned.
    at
        Any best assignment.
    price
        ``(n_nodes,)``: optimal prices, `Residual.to_root`.
    """
    own = weight_of(problem, at)
    level = own - price[at]
    slack = problem.weight - price[problem.offer] - level[problem.agent]
    tight = (slack == 0) & (problem.caps.room()[problem.offer] > 0)
    pairs = leading_pairs(problem, tight)
    leaving = np.flatnonzero(level == 0)
    root = np.full(len(leaving), problem.caps.root)
    agent = np.concatenate([problem.agent[pairs], leaving])
    node = np.concatenate([problem.offer[pairs], root])
    search = _Search(problem, at, price, agent, node)
    free = np.bincount(agent, minlength=problem.n_agents) > 1
    for mover in np.flatnonzero(free):
        free[mover] = False
        search.settle(int(mover), free)
    return search.at


class _Search:
    """Moves along tight arcs; `at` and `counts` change with each agent settled."""

    def __init__(
        self, problem: AssignmentProblem, at: Ints, price: Ints, agent: Ints, node: Ints
    ) -> None:
        self.caps, self.price, self.at = problem.caps, price, at.copy()
        self.counts = self.caps.counts(at)
        n = len(price)
        order = np.lexsort((node, agent))
        self.places = node[order]
        self.place_from = np.searchsorted(agent[order], np.arange(problem.n_agents + 1))
        order = np.lexsort((agent, node))
        self.agents = agent[order]
        self.agent_from = np.searchsorted(node[order], np.arange(n + 1))
        self.children = np.argsort(self.caps.parent[:-1], kind="stable")
        self.child_from = np.searchsorted(self.caps.parent[self.children], np.arange(n + 1))
        # The way on towards the target: an agent that moves (-1: along the tree), and where to.
        self.mover, self.onward = np.full(n, -1), np.full(n, -1)

    def settle(self, agent: int, free: Bools) -> None:
        """Move an agent to its smallest place that others, if free, can make room for."""
        target = int(self.at[agent])
        own = self.places[self.place_from[agent] : self.place_from[agent + 1]]
        wanted = own[own < target]
        if not len(wanted):
            return
        seen = self._ways_to(target, free, int(wanted[0]))
        reached = wanted[seen[wanted]]
        if not len(reached):
            return
        node = int(reached[0])
        self.at[agent] = node
        while node != target:
            if self.mover[node] >= 0:
                self.at[self.mover[node]] = self.onward[node]
            node = int(self.onward[node])
        self.counts = self.caps.counts(self.at)

    def _ways_to(self, target: int, free: Bools, wanted: int) -> Bools:
        """Mark the nodes from which tight arcs lead to the target; stop at the one wanted most."""
        seen = np.zeros(len(self.price), np.bool_)
        seen[target] = True
        frontier = np.array([target])
        while len(frontier) and not seen[wanted]:
            found = [
                self._reach(seen, *self._down(frontier)),
                self._reach(seen, *self._up(frontier)),
                self._reach(seen, *self._agents(frontier, free)),
            ]
            frontier = np.concatenate(found)
        return seen

    def _reach(self, seen: Bools, node: Ints, onward: Ints, mover: Ints) -> Ints:
        """Mark nodes that lead onward and were not seen; return them."""
        new = np.flatnonzero(~seen[node])
        nodes, first = np.unique(node[new], return_index=True)
        chosen = new[first]
        seen[nodes] = True
        self.onward[nodes], self.mover[nodes] = onward[chosen], mover[chosen]
        return nodes

    def _down(self, frontier: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the nodes below that have room: a unit there may go up."""
        above, below = _slices(frontier, self.child_from, self.children)
        good = (self.counts[below] < self.caps.cap[below]) & (
            self.price[below] == self.price[above]
        )
        return below[good], above[good], np.full(int(good.sum()), -1)

    def _up(self, frontier: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the nodes above, where the count here is not 0: a unit there may end there."""
        above = self.caps.parent[frontier]
        good = (self.counts[frontier] > 0) & (self.price[frontier] == self.price[above])
        return above[good], frontier[good], np.full(int(good.sum()), -1)

    def _agents(self, frontier: Ints, free: Bools) -> tuple[Ints, Ints, Ints]:
        """Return the places whose free agents may move here."""
        here, agents = _slices(frontier, self.agent_from, self.agents)
        good = free[agents]
        return self.at[agents[good]], here[good], agents[good]


def _slices(keys: Ints, start: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Return each key repeated beside each of its values, ``values[start[k] : start[k + 1]]``."""
    size = start[keys + 1] - start[keys]
    repeated = np.repeat(keys, size)
    within = np.arange(len(repeated)) - np.repeat(np.cumsum(size) - size, size)
    return repeated, values[np.repeat(start[keys], size) + within]
