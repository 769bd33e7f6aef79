"""Stable matchings under nested caps, best for the agents or for the hosts.

Contracts are pairs of an agent and an offer. Each agent ranks its own; all of them together stand
in one strict order of priority. Caps are laminar: two of them share no contract, or one holds all
those of the other. From any set of contracts the hosts choose greedily, in the order of priority,
whatever keeps every cap. A contract *blocks* a matching if its agent prefers it to what it has and
the hosts would choose it beside what they hold.

Greedy choice under laminar caps is that of a laminar matroid: whatever is offered, a contract once
refused is never chosen again. So the agents may propose in any order, and end at the one stable
matching that every one of them likes best.

References
----------
Gale, D. and Shapley, L. S. (1962). College admissions and the stability of marriage. *American
Mathematical Monthly* 69, 9-15. Fleiner, T. (2003). A fixed-point approach to stable matchings and
some applications. *Mathematics of Operations Research* 28, 103-126. Kamada, Y. and Kojima, F.
(2015). Efficient matching under distributional constraints. *American Economic Review* 105, 67-99.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from .arrays import Ints


@dataclass(frozen=True)
class Contracts:
    """A market of contracts.

    Attributes
    ----------
    agent
        Shape ``(n_contracts,)``, ascending; the contracts of an agent from its best to its worst.
    priority
        Shape ``(n_contracts,)``, all different: the smaller, the sooner the hosts choose it.
    caps
        Shape ``(n_contracts, depth)``: the caps that a contract counts in, from the innermost
        outwards, -1 beyond the last.
    limit
        Shape ``(n_caps,)``: how many contracts of a cap may be held at once.
    n_agents
        Number of agents, with those who have no contract.
    """

    agent: Ints
    priority: Ints
    caps: Ints
    limit: Ints
    n_agents: int


def stable_matching(contracts: Contracts) -> Ints:
    """Return the contract of each agent in the agent-optimal stable matching, -1 for none.

    Raises
    ------
    ValueError
        If the caps are not laminar.
    """
    refuse_crossing_caps(contracts.caps)
    hosts = _Hosts(contracts)
    first = np.searchsorted(contracts.agent, np.arange(contracts.n_agents + 1)).tolist()
    following = first[:-1].copy()
    agent = contracts.agent.tolist()
    waiting = list(range(contracts.n_agents - 1, -1, -1))
    while waiting:
        one = waiting.pop()
        while following[one] < first[one + 1]:
            proposed = following[one]
            following[one] += 1
            refused = hosts.offered(proposed)
            if refused is None:
                break
            if refused != proposed:
                # Who is refused goes on from where it stands.
                one = agent[refused]
    matched = np.full(contracts.n_agents, -1)
    held = np.flatnonzero(hosts.holds)
    matched[contracts.agent[held]] = held
    return matched


def host_optimal_matching(contracts: Contracts) -> Ints:
    """Return the stable matching that the hosts like best: contract of each agent, -1 for none.

    The hosts propose what they would choose from all that is left; each agent keeps the best and
    refuses the others for good, and whatever it likes less. What hosts choose from less, they
    choose again, so this too ends at a stable matching, the worst one for every agent.

    Raises
    ------
    ValueError
        If the caps are not laminar.
    """
    refuse_crossing_caps(contracts.caps)
    order = np.argsort(contracts.priority).tolist()
    agent, caps = contracts.agent.tolist(), listed_caps(contracts.caps)
    last = np.full(contracts.n_agents, len(agent))
    while True:
        proposed = np.array(greedy_choice(order, caps, contracts.limit.tolist()), np.int64)
        best = np.full(contracts.n_agents, len(agent))
        np.minimum.at(best, contracts.agent[proposed], proposed)
        last = np.minimum(last, best)
        left = [contract for contract in order if contract <= last[agent[contract]]]
        if len(np.unique(contracts.agent[proposed])) == len(proposed):
            return np.where(best < len(agent), best, -1)
        order = left


def greedy_choice(order: list[int], caps: list[list[int]], limit: list[int]) -> list[int]:
    """Return what the hosts choose from contracts given in the order of their priority."""
    left = limit.copy()
    chosen = []
    for contract in order:
        if all(left[cap] > 0 for cap in caps[contract]):
            chosen.append(contract)
            for cap in caps[contract]:
                left[cap] -= 1
    return chosen


def listed_caps(caps: Ints) -> list[list[int]]:
    """Return the caps of each contract as lists."""
    return [[cap for cap in row if cap >= 0] for row in caps.tolist()]


def blocking_contracts(contracts: Contracts, matched: Ints) -> Ints:
    """Return all contracts that block a matching, ascending.

    Parameters
    ----------
    matched
        Shape ``(n_agents,)``: a contract of each agent, or -1; within all caps.
    """
    hosts = _Hosts(contracts)
    for contract in matched[matched >= 0].tolist():
        hosts.offered(contract)
    present = np.where(matched >= 0, matched, len(contracts.agent))
    preferred = np.flatnonzero(np.arange(len(contracts.agent)) < present[contracts.agent])
    return np.array([c for c in preferred.tolist() if hosts.would_choose(c)], np.int64)


def refuse_crossing_caps(caps: Ints) -> None:
    """Raise a `ValueError` that names two caps, where caps are not laminar."""
    crossing = crossing_caps(caps)
    if crossing is not None:
        raise ValueError(f"caps {crossing[0]} and {crossing[1]} cross")


def crossing_caps(caps: Ints) -> tuple[int, int] | None:
    """Return two caps of which neither holds the other nor shares nothing with it, or ``None``.

    With every contract's caps listed from the innermost outwards, they are laminar where what
    follows a cap is always the same.
    """
    outer: dict[int, int] = {}
    n_caps = int(caps.max(initial=-1)) + 1
    columns = [*caps.T, np.full(len(caps), -1)]
    for inside, outside in pairwise(columns):
        keys = np.unique(inside[inside >= 0] * (n_caps + 1) + outside[inside >= 0] + 1)
        for cap, around in zip(keys // (n_caps + 1), keys % (n_caps + 1) - 1, strict=True):
            if outer.setdefault(int(cap), int(around)) != around:
                return int(cap), max(int(around), outer[int(cap)])
    return None


class _Hosts:
    """What the hosts hold: the greedy choice from all that was offered to them."""

    def __init__(self, contracts: Contracts) -> None:
        self.priority = contracts.priority.tolist()
        # Column by column: a list for each of many contracts would take longer than matching.
        self.caps = contracts.caps.T.tolist()
        self.limit = contracts.limit.tolist()
        self.count = [0] * len(self.limit)
        self.holds = [False] * len(self.priority)
        # The worst contract of a cap first; refused ones are taken out when they come up.
        self.worst: list[list[tuple[int, int]]] = [[] for _ in self.limit]

    def offered(self, contract: int) -> int | None:
        """Choose again with one more contract; return the one refused, if any is."""
        refused = self._refused(contract)
        if refused == contract:
            return contract
        if refused is not None:
            self._let_go(refused)
        self.holds[contract] = True
        for column in self.caps:
            cap = column[contract]
            if cap < 0:
                break
            self.count[cap] += 1
            heappush(self.worst[cap], (-self.priority[contract], contract))
        return refused

    def would_choose(self, contract: int) -> bool:
        """Say whether a contract would be chosen beside what is held."""
        return self._refused(contract) != contract

    def _refused(self, contract: int) -> int | None:
        """Return what goes if a contract comes: the worst within the innermost full cap."""
        for column in self.caps:
            cap = column[contract]
            if cap < 0:
                break
            if self.count[cap] >= self.limit[cap]:
                worst = self._worst(cap)
                if worst is None or self.priority[worst] < self.priority[contract]:
                    return contract
                return worst
        return None

    def _worst(self, cap: int) -> int | None:
        heap = self.worst[cap]
        while heap and not self.holds[heap[0][1]]:
            heappop(heap)
        return heap[0][1] if heap else None

    def _let_go(self, contract: int) -> None:
        self.holds[contract] = False
        for column in self.caps:
            cap = column[contract]
            if cap < 0:
                break
            self.count[cap] -= 1
