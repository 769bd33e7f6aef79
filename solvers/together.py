"""Where a team can be together, and what its members can then still be part of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .assignment import AssignmentProblem
from .forced import IMPOSSIBLE


@dataclass(frozen=True)
class Teams:
    """Agents who take offers of one place together, or none of them takes any.

    Attributes
    ----------
    team
        ``(n_agents,)``: the team of each agent, -1 for who is in none.
    place
        ``(n_teams, n_offers)``: the place that each offer belongs to, for each team: the offer's
        own number where the team wants one offer, its territory where one territory is enough.
    """

    team: Ints
    place: Ints

    @property
    def members(self) -> list[Ints]:
        """The agents of each team, ascending."""
        return [np.flatnonzero(self.team == t) for t in range(len(self.place))]

    def kept_by(self, offer: Ints) -> bool:
        """Say whether an assignment, -1 for none, keeps every team together."""
        for t, members in enumerate(self.members):
            own = offer[members]
            if (own < 0).any():
                if (own >= 0).any():
                    return False
            elif len(np.unique(self.place[t, own])) > 1:
                return False
        return True


def bounded(problem: AssignmentProblem, teams: Teams, value: Ints) -> Ints:
    """Return bounds of totals with each pair, teams kept together, ``(n_pairs,)``.

    A member's pair is worth no more than the best pair of each other member at the same place;
    `IMPOSSIBLE` where the place has too few seats for the team, or no pair with one of it.

    Parameters
    ----------
    problem, teams
        What is assigned.
    value
        ``(n_pairs,)``: bounds without regard to teams, `IMPOSSIBLE` for what cannot be.
    """
    found = value.copy()
    room = problem.caps.room()[: problem.caps.n_offers]
    order = np.argsort(problem.agent, kind="stable")
    start = np.searchsorted(problem.agent[order], np.arange(problem.n_agents + 1))
    for t, members in enumerate(teams.members):
        place = teams.place[t]
        n_places = int(place.max(initial=-1)) + 1
        seats = np.zeros(n_places, np.int64)
        np.add.at(seats, place, np.minimum(room, len(members)))
        most = np.where(seats < len(members), IMPOSSIBLE, np.iinfo(np.int64).max)
        pairs = [order[start[j] : start[j + 1]] for j in members]
        for own in pairs:
            best = np.full(n_places, IMPOSSIBLE)
            np.maximum.at(best, place[problem.offer[own]], value[own])
            most = np.minimum(most, best)
        for own in pairs:
            found[own] = np.minimum(found[own], most[place[problem.offer[own]]])
    return found


def together(problem: AssignmentProblem, teams: Teams) -> Bools:
    """Mark the pairs that may be part of an assignment: places that may hold the whole team."""
    found: Bools = bounded(problem, teams, np.zeros(len(problem.agent), np.int64)) == 0
    return found


def priced(problem: AssignmentProblem, teams: Teams, to_root: Ints) -> tuple[int, Ints]:
    """Return a bound of all totals and of those with each pair, by prices of what is scarce.

    With a price of 0 or more on each unit that passes a node, every agent takes what is worth most
    after prices, every team the place where its members' best are worth most together; the total,
    and the price of all there is room for, is a bound for any prices (Lagrangian relaxation).

    Parameters
    ----------
    problem, teams
        What is assigned.
    to_root
        ``(n_nodes,)``: distances from `Residual.to_root`; a node's price is by how much it is
        farther than its parent.
    """
    caps = problem.caps
    price = to_root - to_root[caps.parent]
    open_ = caps.room()[problem.offer] > 0
    total = int((price * np.where(price > 0, caps.cap, 0)).sum())
    profit = np.where(open_, problem.weight - to_root[problem.offer], -_LARGE)
    single = teams.team[problem.agent] < 0
    best = np.zeros(problem.n_agents, np.int64)
    np.maximum.at(best, problem.agent[single], profit[single])
    total += int(best.sum())
    lost = best[problem.agent] - profit
    for t, members in enumerate(teams.members):
        pairs = np.flatnonzero(teams.team[problem.agent] == t)
        place = teams.place[t, problem.offer[pairs]]
        inside = np.full((len(members), int(teams.place[t].max(initial=-1)) + 1), -_LARGE)
        row = np.searchsorted(members, problem.agent[pairs])
        np.maximum.at(inside, (row, place), profit[pairs])
        whole = inside.sum(axis=0)
        most = max(0, int(whole.max(initial=0)))
        total += most
        lost[pairs] = most - whole[place] + inside[row, place] - profit[pairs]
    return total, np.where(open_, total - lost, IMPOSSIBLE)


_LARGE = np.int64(2**58)
"""Beyond any profit; a few of them can be added up."""
