"""Assignments with one pair, made from a given one: whoever stands in the way leaves.

Nobody else moves, so the totals are plain lower bounds of joint values. A team leaves as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .arrays import Bools, Ints
from .assignment import AssignmentProblem
from .forced import IMPOSSIBLE, joint_values
from .nested import NestedCaps
from .residual import weight_of
from .tied import with_bonus, with_pairs
from .together import Teams


def cleared(problem: AssignmentProblem, teams: Teams, offer: Ints) -> Ints:
    """Return the total of an assignment with each pair, ``(n_pairs,)``.

    Parameters
    ----------
    problem, teams
        What is assigned.
    offer
        ``(n_agents,)``: an assignment that keeps teams together, -1 for none.

    Returns
    -------
    `IMPOSSIBLE` where none was made.
    """
    at = np.where(offer < 0, problem.caps.root, offer)
    own = weight_of(problem, at)
    found = _single(problem, _Others(problem.caps, teams, at, own), own)
    for t, members in enumerate(teams.members):
        rest, left = at.copy(), own.copy()
        rest[members], left[members] = problem.caps.root, 0
        others = _Others(problem.caps, teams, rest, left)
        pairs = np.flatnonzero(teams.team[problem.agent] == t)
        found[pairs] = _team(problem, teams.place[t], members, pairs, others)
    return found


@dataclass(frozen=True)
class _Others:
    """An assignment in which some may have to leave."""

    caps: NestedCaps
    teams: Teams
    at: Ints
    own: Ints

    @property
    def total(self) -> int:
        return int(self.own.sum())

    def blocked(self, size: int) -> Ints:
        """Return the topmost node on the way up from each that lacks room for so many, or -1."""
        spare = self.caps.cap - self.caps.counts(self.at)
        here = np.where(spare < size, np.arange(len(spare)), -1)
        here[self.caps.root] = -1
        for node in range(self.caps.root - 1, -1, -1):
            above = here[self.caps.parent[node]]
            if above >= 0:
                here[node] = above
        return here

    def passing(self) -> Ints:
        """Return the weight of the agents, and of whole teams, that pass each node."""
        single = self.teams.team < 0
        found = np.zeros(len(self.caps.parent), np.int64)
        np.add.at(found, self.at[single], self.own[single])
        for node in range(self.caps.root):
            found[self.caps.parent[node]] += found[node]
        for members in self.teams.members:
            found[self.caps.counts(self.at[members]) > 0] += self.own[members].sum()
        return found

    def without(self, nodes: Ints) -> _Others:
        """Return what is left when all who pass these nodes have left."""
        marked = np.zeros(len(self.caps.parent), np.bool_)
        marked[nodes] = True
        goes = marked[self.caps.anchors(marked)][self.at]
        for members in self.teams.members:
            goes[members] = goes[members].any()
        return replace(
            self, at=np.where(goes, self.caps.root, self.at), own=np.where(goes, 0, self.own)
        )


def _single(problem: AssignmentProblem, others: _Others, own: Ints) -> Ints:
    """Return totals for agents in no team; their own places are not counted as free."""
    blocked = others.blocked(1)[problem.offer]
    lost = np.where(blocked < 0, 0, others.passing()[blocked])
    total = others.total - lost - np.maximum(own[problem.agent], 0) + problem.weight
    total[problem.caps.room()[problem.offer] == 0] = IMPOSSIBLE
    return total


def _team(
    problem: AssignmentProblem, place: Ints, members: Ints, pairs: Ints, others: _Others
) -> Ints:
    """Return totals with a team of which the pairs are, others as they are or gone."""
    n_offers, size = problem.caps.n_offers, len(members)
    offer = problem.offer[pairs]
    alone = np.bincount(place)[place] == 1
    weight, known = np.zeros(n_offers, np.int64), np.zeros(n_offers, np.int64)
    np.add.at(weight, offer, problem.weight[pairs])
    np.add.at(known, offer, 1)
    blocked = others.blocked(size)[:n_offers]
    lost = np.where(blocked < 0, 0, others.passing()[blocked])
    fits = alone & (known == size) & (problem.caps.room()[:n_offers] >= size)
    found = np.where(fits, others.total - lost + weight, IMPOSSIBLE)[offer]
    for p in np.unique(place[offer[~alone[offer]]]):
        there = np.flatnonzero(place[offer] == p)
        nodes = blocked[place == p]
        emptied = others.without(nodes[nodes >= 0])
        of_team = _subset(problem, pairs[there])
        found[there] = np.maximum(
            _beside(of_team, members, others), _beside(of_team, members, emptied)
        )
    return found


def _subset(problem: AssignmentProblem, pairs: Ints) -> AssignmentProblem:
    keep: Bools = np.zeros(len(problem.agent), np.bool_)
    keep[pairs] = True
    return with_pairs(problem, keep)


def _beside(of_team: AssignmentProblem, members: Ints, others: _Others) -> Ints:
    """Return totals with the team in what the others leave, for each pair."""
    caps = of_team.caps
    left = caps.cap - caps.counts(others.at)
    left[caps.root] = caps.cap[caps.root]
    must = np.zeros(of_team.n_agents, np.bool_)
    must[members] = True
    free = replace(of_team, caps=replace(caps, cap=left))
    rewarded, bonus = with_bonus(free, must)
    value = joint_values(rewarded).value
    plain = value - bonus * len(members)
    whole = (value != IMPOSSIBLE) & (value > bonus * len(members) - bonus // 2 - 1)
    return np.where(whole, others.total + plain, IMPOSSIBLE)
