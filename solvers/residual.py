"""What moving units about in a best assignment costs: distances in its residual graph.

The residual graph of an assignment has a node for each offer and set, and the root. A unit at node
u may go

- to the node above u, at no cost, where the count of u is below its cap;
- from a node above down to u, at no cost, where u's count is above 0 (a unit that passed u now ends
  above it);
- from the place p of an agent to any other place q allowed to it, at the cost w(p) - w(q) of its
  move (the root being such a place, of weight 0).

The assignment is best if and only if no circle of moves has a negative cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Ints
from .assignment import AssignmentProblem

FAR = np.int64(2**60)
"""Cost of an arc that is not there: beyond any sum of weights."""


class NotBestError(RuntimeError):
    """An assignment has a circle of moves that would make it better."""


@dataclass(frozen=True)
class Residual:
    """Distances between the nodes that some agent passes.

    A node that no agent passes has one way out, upwards; so its distance to anything is that of its
    anchor, the nearest node upwards that is passed, or the root.

    Attributes
    ----------
    number
        ``(n_nodes,)``: the row and column of the anchor of each node.
    distance
        Square, from row to column, in units of weight; `FAR` or nearly so where there is no way.
    """

    number: Ints
    distance: Ints

    def to_root(self) -> Ints:
        """Return the distance from each node to the root, ``(n_nodes,)``: the optimal prices."""
        prices: Ints = self.distance[self.number, self.number[-1]]
        return prices


def residual(problem: AssignmentProblem, at: Ints) -> Residual:
    """Return the distances in the residual graph of a best assignment.

    Parameters
    ----------
    problem
        What is assigned.
    at
        ``(n_agents,)``: a best assignment, as `best_assignment` returns it.

    Raises
    ------
    NotBestError
        If the assignment is not best. So whoever gets an answer has a proof that it is, in whole
        numbers.

    Notes
    -----
    All pairs by Floyd (1962) and Warshall (1962), with whole rows at a time: m³ additions for m
    nodes that are passed, at most one for each agent and set, and the root.
    """
    caps = problem.caps
    counts = caps.counts(at)
    passed = counts > 0
    passed[caps.root] = True
    nodes = np.flatnonzero(passed)
    rank = np.cumsum(passed) - 1
    number = rank[caps.anchors(passed)]
    distance = _moves(problem, at, number, len(nodes))
    above = number[caps.parent[nodes]]
    here = np.arange(len(nodes))
    distance[above, here] = np.minimum(distance[above, here], 0)
    spare = counts[nodes] < caps.cap[nodes]
    distance[here[spare], above[spare]] = np.minimum(distance[here[spare], above[spare]], 0)
    for k in range(len(nodes)):
        np.minimum(distance, distance[:, k, None] + distance[k], out=distance)
        if distance[k, k] < 0:
            raise NotBestError("a circle of moves makes the assignment better")
    if (distance.diagonal() < 0).any():
        raise NotBestError("a circle of moves makes the assignment better")
    return Residual(number, distance)


def weight_of(problem: AssignmentProblem, at: Ints) -> Ints:
    """Return the weight of each agent's place, ``(n_agents,)``, 0 at the root."""
    found = np.zeros(problem.n_agents, np.int64)
    there = np.flatnonzero(at[problem.agent] == problem.offer)
    found[problem.agent[there]] = problem.weight[there]
    return found


def _moves(problem: AssignmentProblem, at: Ints, number: Ints, size: int) -> Ints:
    """Return the cheapest single move between each two nodes, 0 from a node to itself."""
    caps, own = problem.caps, weight_of(problem, at)
    distance = np.full((size, size), FAR)
    # Through what takes nobody there is no way.
    open_ = np.flatnonzero(caps.room()[problem.offer] > 0)
    agent = problem.agent[open_]
    cell = number[at[agent]] * size + number[problem.offer[open_]]
    np.minimum.at(distance.reshape(-1), cell, own[agent] - problem.weight[open_])
    leaving = (number[at], np.full(len(at), number[caps.root]))
    np.minimum.at(distance, leaving, own)
    distance[np.arange(size), np.arange(size)] = np.minimum(distance.diagonal(), 0)
    return distance
