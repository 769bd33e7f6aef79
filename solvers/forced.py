"""Joint values: the best total of all agents with one of them at one offer, for all pairs at once.

Let x be a best assignment of value V*, p(j) the place of agent j in it (an offer, or the root for
who stays without one), and d the distance in the residual graph of x (`residual`). Then

    V(j → k) = V* - w(j, p(j)) + w(j, k) - d(k, p(j)).

*Proof.* V(j → k) - w(j, k) is the best total of the others where one unit more enters at node k.
For k = p(j) this is V* - w(j, p(j)), reached by x without j: more would make V* larger. So x
without j, with a unit entering at p(j) in j's stead, is a flow of least cost for its supplies; its
residual graph is that of x without the node j. Moving the unit's entry from p(j) to k changes the
supplies by one unit, and a flow of least cost for them is the old one and a shortest way from k to
p(j) (successive shortest paths: Jewell 1958, Busacker and Gowen 1960). Ways through j need not be
excluded: the one arc into j comes from p(j), where the way has already ended, and no circle is
negative. So d of the whole graph serves all agents. Where no way exists, the offer or a set that
holds it takes nobody; otherwise there is one, since everybody else may leave. ∎

One optimum and the distances between the places taken thus give every pair by one addition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .assignment import AssignmentProblem, best_assignment
from .residual import Residual, residual, weight_of
from .ties import first_of_the_best

IMPOSSIBLE = np.int64(np.iinfo(np.int64).min)
"""Value of a pair whose offer takes nobody."""


@dataclass(frozen=True)
class JointValues:
    """A best assignment and the value of forcing each pair.

    Attributes
    ----------
    best
        V*, the largest total.
    offer
        ``(n_agents,)``: the offer of each agent in the best assignment, -1 for none. Of several
        best ones the first: agent 0 has the smallest offer that it has in any (none counts as
        last), among these agent 1, and so on.
    value
        ``(n_pairs,)``: the best total with the agent of the pair at its offer; `IMPOSSIBLE` where
        no one can be there.
    without
        ``(n_agents,)``: the best total with the agent at no offer.
    """

    best: int
    offer: Ints
    value: Ints
    without: Ints

    @property
    def possible(self) -> Bools:
        """``(n_pairs,)``: whether the pair can be forced."""
        found: Bools = self.value != IMPOSSIBLE
        return found


def joint_values(problem: AssignmentProblem) -> JointValues:
    """Return a best assignment and the joint values of all pairs, exact.

    Raises
    ------
    ValueError
        If weights are too large (see `best_assignment`).
    """
    return values_and_prices(problem)[0]


def values_and_prices(problem: AssignmentProblem) -> tuple[JointValues, Ints]:
    """Return joint values, and optimal prices: the distances of `Residual.to_root`."""
    at = best_assignment(problem)
    found = residual(problem, at)
    value, without = forced_values(problem, at, found)
    to_root = found.to_root()
    first = first_of_the_best(problem, at, to_root)
    total = int(weight_of(problem, at).sum())
    offer = np.where(first == problem.caps.root, -1, first)
    return JointValues(total, offer, value, without), to_root


def forced_values(problem: AssignmentProblem, at: Ints, found: Residual) -> tuple[Ints, Ints]:
    """Return `JointValues.value` and `JointValues.without` from a best assignment's distances."""
    own, number = weight_of(problem, at), found.number
    rest = int(own.sum()) - own
    there = number[at]
    agent, offer = problem.agent, problem.offer
    value = rest[agent] + problem.weight - found.distance[number[offer], there[agent]]
    value[problem.caps.room()[offer] == 0] = IMPOSSIBLE
    return value, rest - found.distance[number[problem.caps.root], there]
