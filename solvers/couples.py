"""Stable matchings of single agents and groups that move together.

A group (a couple, say) ranks joint moves: a contract, or nothing, for each of its members. A
joint move *blocks* if the group prefers it to what it has and the hosts would hold all its
contracts if they chose from them and what they hold; single agents block as before. With groups a
stable matching need not exist, and finding one is NP-hard. So:

1. moves that block are satisfied one after the other, from several starts;
2. where that finds no stable matching, all choices of the groups are tried, single agents being
   matched beside each, and in a small market all matchings, as long as there are few of them.

What is returned says whether the number of blocking moves is proven to be the least.

References
----------
Roth, A. E. and Peranson, E. (1999). The redesign of the matching market for American physicians.
*American Economic Review* 89, 748-780. McDermid, E. J. and Manlove, D. F. (2010). Keeping partners
together: algorithmic results for the hospitals/residents problem with couples. *Journal of
Combinatorial Optimization* 19, 279-303.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np

from .arrays import Ints
from .limits import Limits
from .stable import Contracts, blocking_contracts, greedy_choice, listed_caps, stable_matching

_STEPS_PER_MOVE = 30
_STARTS = 20
_MOST_COMBINATIONS = 20_000
_MOST_MATCHINGS = 50_000


@dataclass(frozen=True)
class Group:
    """Agents who move together.

    Attributes
    ----------
    agents
        Their positions.
    moves
        From the best to the worst: a contract per agent, -1 for nothing. Ties are in order.
    level
        The joint rank of each move; equal numbers are ties.
    """

    agents: tuple[int, ...]
    moves: tuple[tuple[int, ...], ...]
    level: tuple[int, ...]


@dataclass(frozen=True)
class Joint:
    """A matching, a contract per agent (-1: none), and the moves that block it.

    ``proven``: no matching has fewer moves that block.
    """

    matched: Ints
    blocking: tuple[tuple[int, ...], ...]
    proven: bool


def joint_matching(contracts: Contracts, groups: tuple[Group, ...], limits: Limits) -> Joint:
    """Return a stable matching where one is found, otherwise the least blocked one found.

    Parameters
    ----------
    contracts
        Of all agents; those of agents in groups count only through the moves of the group.
    """
    market = JointMarket(contracts, groups)
    best = min(market.reached(limits), key=lambda joint: len(joint.blocking))
    if best.blocking:
        best = min([best, *market.combined(limits)], key=lambda joint: len(joint.blocking))
    if best.blocking and market.n_matchings <= _MOST_MATCHINGS:
        every = market.every(limits)
        least = min([best, *every], key=lambda joint: len(joint.blocking))
        return replace(least, proven=not limits.over)
    return replace(best, proven=not best.blocking)


class JointMarket:
    """The market of single agents and groups."""

    def __init__(self, contracts: Contracts, groups: tuple[Group, ...]) -> None:
        self.contracts, self.groups = contracts, groups
        self.caps = listed_caps(contracts.caps)
        self.limit = contracts.limit.tolist()
        self.priority = contracts.priority.tolist()
        self.agent = contracts.agent.tolist()
        self.group_of = {agent: g for g, group in enumerate(groups) for agent in group.agents}
        grouped = np.zeros(contracts.n_agents, bool)
        grouped[list(self.group_of)] = True
        self.grouped = grouped
        self._single = np.flatnonzero(~grouped[contracts.agent])

    @property
    def n_matchings(self) -> int:
        """How many ways there are to give everybody something, caps aside."""
        own = np.bincount(self.contracts.agent, minlength=self.contracts.n_agents) + 1
        singles = prod(int(n) for n in own[~self.grouped].tolist())
        return singles * prod(len(group.moves) + 1 for group in self.groups)

    # -- what blocks ------------------------------------------------------------------------

    def chosen(self, offered: set[int]) -> set[int]:
        """Return what the hosts choose."""
        order = sorted(offered, key=self.priority.__getitem__)
        return set(greedy_choice(order, self.caps, self.limit))

    def blocking(self, matched: Ints) -> list[tuple[int, ...]]:
        """Return the moves that block a matching: a contract alone, or a joint move."""
        alone = blocking_contracts(self.contracts, matched)
        moves: list[tuple[int, ...]] = [(int(c),) for c in alone if not self.grouped[self.agent[c]]]
        present = set(matched[matched >= 0].tolist())
        for group in self.groups:
            moves += self._blocking_of(group, matched, present)
        return moves

    def _blocking_of(
        self, group: Group, matched: Ints, present: set[int]
    ) -> Iterator[tuple[int, ...]]:
        now = tuple(int(matched[agent]) for agent in group.agents)
        level = min(
            (r for move, r in zip(group.moves, group.level, strict=True) if move == now),
            default=None,
        )
        for move, rank in zip(group.moves, group.level, strict=True):
            if level is not None and rank >= level:
                break
            new = {contract for contract in move if contract >= 0}
            if new <= self.chosen(present | new):
                yield move

    # -- looking for a stable one -----------------------------------------------------------

    def reached(self, limits: Limits) -> Iterator[Joint]:
        """Yield what satisfying blocking moves leads to, from several starts."""
        for start in range(_STARTS):
            dice = np.random.default_rng(start)
            joint = self._settled(self._without_groups(), dice, limits)
            yield joint
            if limits.over or not joint.blocking:
                return

    def _without_groups(self) -> Ints:
        matched = np.full(self.contracts.n_agents, -1)
        found = stable_matching(_some(self.contracts, self._single))
        held = found[found >= 0]
        matched[self.contracts.agent[self._single[held]]] = self._single[held]
        return matched

    def _settled(self, matched: Ints, dice: np.random.Generator, limits: Limits) -> Joint:
        """Satisfy blocking moves until there are none, or for long enough."""
        best: Joint | None = None
        n_moves = sum(len(group.moves) for group in self.groups) + len(self._single)
        for _ in range(_STEPS_PER_MOVE * (1 + n_moves)):
            blocking = self.blocking(matched)
            if best is None or len(blocking) < len(best.blocking):
                best = Joint(matched, tuple(blocking), proven=False)
            if not blocking or limits.over:
                break
            matched = self._moved(matched, blocking[int(dice.integers(len(blocking)))])
        assert best is not None
        return best

    def _moved(self, matched: Ints, move: tuple[int, ...]) -> Ints:
        """Satisfy a move: whom the hosts let go has nothing, with the rest of its group."""
        new = {contract for contract in move if contract >= 0}
        present = set(matched[matched >= 0].tolist())
        kept = self.chosen(present | new)
        first = self.agent[min(new)]
        movers = self.groups[self.group_of[first]].agents if first in self.group_of else (first,)
        after = np.full(len(matched), -1)
        for contract in kept - new:
            after[self.agent[contract]] = contract
        for group in self.groups:
            held = {a for a in group.agents if matched[a] >= 0}
            if any(after[a] < 0 for a in held):
                after[list(group.agents)] = -1
        after[list(movers)] = -1
        for contract in new:
            after[self.agent[contract]] = contract
        return after

    # -- trying everything ------------------------------------------------------------------

    def combined(self, limits: Limits) -> Iterator[Joint]:
        """Yield a matching for every choice of the groups: single agents are matched beside it."""
        if prod(len(group.moves) + 1 for group in self.groups) > _MOST_COMBINATIONS:
            return
        for moves in product(*([None, *group.moves] for group in self.groups)):
            if limits.over:
                return
            held = [c for move in moves if move is not None for c in move if c >= 0]
            some = np.union1d(self._single, np.array(held, np.int64)).astype(np.int64)
            found = stable_matching(_some(self.contracts, some))
            matched = np.where(found >= 0, some[found], -1)
            if all(matched[self.agent[c]] == c for c in held):
                yield Joint(matched, tuple(self.blocking(matched)), proven=False)

    def every(self, limits: Limits) -> Iterator[Joint]:
        """Yield all matchings."""
        own: list[list[tuple[int, ...]]] = []
        for agent in np.flatnonzero(~self.grouped).tolist():
            alone = np.flatnonzero(self.contracts.agent == agent).tolist()
            own.append([*((contract,) for contract in alone), (-1,)])
        own += [[*group.moves, (-1,) * len(group.agents)] for group in self.groups]
        for moves in product(*own):
            if limits.over:
                return
            held = {c for move in moves for c in move if c >= 0}
            if len(self.chosen(held)) == len(held):
                matched = np.full(self.contracts.n_agents, -1)
                matched[[self.agent[c] for c in held]] = list(held)
                yield Joint(matched, tuple(self.blocking(matched)), proven=False)


def _some(contracts: Contracts, kept: Ints) -> Contracts:
    return replace(
        contracts,
        agent=contracts.agent[kept],
        priority=contracts.priority[kept],
        caps=contracts.caps[kept],
    )
