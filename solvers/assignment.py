"""The best total of agents at offers under nested caps, as a flow of least cost.

Every agent sends one unit, through an offer and all sets that hold it, or past them, to the root.
All data being whole numbers, a best flow is whole, and is a best assignment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from .arrays import Bools, Ints
from .nested import NestedCaps

LARGEST_TOTAL = 2**58
"""Largest product of agents (plus one) and the largest weight: sums stay far from 64 bits."""


@dataclass(frozen=True)
class AssignmentProblem:
    """Agents, each at no more than one offer; who stays without one counts 0.

    Attributes
    ----------
    n_agents
        Agents are numbered from 0.
    agent, offer
        ``(n_pairs,)``: the pairs that are allowed, each once, in any order.
    weight
        ``(n_pairs,)``: what a pair is worth, in whole units (millionths, say); may be negative.
    caps
        The offers' capacities and the maximum counts over sets of them.

    Raises
    ------
    ValueError
        If a number is out of range, a pair comes twice, or weights are too large to be added up.
    """

    n_agents: int
    agent: Ints
    offer: Ints
    weight: Ints
    caps: NestedCaps

    def __post_init__(self) -> None:
        if not len(self.agent) == len(self.offer) == len(self.weight):
            raise ValueError("agent, offer and weight have different lengths")
        if not len(self.agent):
            return
        for numbers, end in ((self.agent, self.n_agents), (self.offer, self.caps.n_offers)):
            if not 0 <= numbers.min() <= numbers.max() < end:
                raise ValueError(f"a number is not within 0 … {end - 1}")
        key = np.sort(self.agent * self.caps.n_offers + self.offer)
        if (key[1:] == key[:-1]).any():
            raise ValueError("a pair comes twice")
        largest = max(abs(int(self.weight.min())), abs(int(self.weight.max())))
        if largest * (self.n_agents + 1) > LARGEST_TOTAL:
            raise ValueError("weights are too large")


def best_assignment(problem: AssignmentProblem) -> Ints:
    """Return an assignment of the largest total weight: each agent's node, ``(n_agents,)``.

    A node is an offer, or the root of `problem.caps` for who stays without one. Which of several
    best assignments it is, is left open; `ties.first_of_the_best` chooses one.

    Raises
    ------
    ValueError
        If weights are too large for the flow (about 2**63 over the number of nodes).
    """
    caps, root = problem.caps, problem.caps.root
    allowed = (problem.weight >= 0) & (caps.room()[problem.offer] > 0)
    pairs = leading_pairs(problem, allowed)
    n, agents = len(caps.parent), np.arange(problem.n_agents)
    flow = min_cost_flow.SimpleMinCostFlow()
    tails = np.concatenate([n + problem.agent[pairs], n + agents, np.arange(root)])
    heads = np.concatenate([problem.offer[pairs], np.full(len(agents), root), caps.parent[:-1]])
    most = np.minimum(caps.cap[:-1], len(agents))
    limits = np.concatenate([np.ones(len(pairs) + len(agents), np.int64), most])
    costs = np.concatenate([-problem.weight[pairs], np.zeros(len(agents) + root, np.int64)])
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, limits, costs)
    flow.set_nodes_supplies(np.arange(n + len(agents)), _supplies(n, len(agents)))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ValueError(f"the flow of least cost was not found: {status.name}")
    taken = pairs[flow.flows(arcs[: len(pairs)]) > 0]
    at = np.full(problem.n_agents, root)
    at[problem.agent[taken]] = problem.offer[taken]
    return at


def _supplies(n_nodes: int, n_agents: int) -> Ints:
    supplies = np.zeros(n_nodes + n_agents, np.int64)
    supplies[n_nodes:] = 1
    supplies[n_nodes - 1] = -n_agents
    return supplies


def leading_pairs(problem: AssignmentProblem, allowed: Bools) -> Ints:
    """Return the allowed pairs that a best assignment may need.

    Offers directly below the same node are alike to all sets. Of these an agent needs no more than
    the q best, weight first and smaller number second, where at most q agents can be there: were it
    at a later one, a better or smaller one would be free. So the best assignment that is first in
    the sense of `ties.first_of_the_best` is among these pairs.
    """
    pairs = np.flatnonzero(allowed)
    above = problem.caps.parent[problem.offer[pairs]]
    most = np.minimum(problem.caps.room()[above], problem.n_agents)
    block = problem.agent[pairs] * len(problem.caps.parent) + above
    _, number, size = np.unique(block, return_inverse=True, return_counts=True)
    if (size[number] <= most).all():
        return pairs
    order = np.lexsort((problem.offer[pairs], -problem.weight[pairs], number))
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    place = np.arange(len(pairs)) - start[number[order]]
    return np.sort(pairs[order[place < most[order]]])
