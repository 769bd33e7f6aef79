"""A largest weakly stable matching where agents and hosts are indifferent between some.

With ties there are stable matchings of several sizes, and finding a largest one is NP-hard; the
model is solved exactly. For each contract of agent i and offer o, with the agents that o likes at
least as well: either i has an offer that it likes at least as well, or o is full of those.

References
----------
Iwama, K., Manlove, D., Miyazaki, S. and Morita, Y. (1999). Stable marriage with incomplete lists
and ties. *ICALP*, 443-452. Kwanashie, A. and Manlove, D. (2014). An integer programming approach
to the hospitals/residents problem with ties. *Operations Research Proceedings 2013*, 263-269.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from .arrays import Ints
from .limits import Limits, run_until_stopped


@dataclass(frozen=True)
class TiedContracts:
    """A market of seats with ties.

    Attributes
    ----------
    agent, offer
        Shape ``(n_contracts,)``, ``agent`` ascending.
    level, position
        Shape ``(n_contracts,)``: how the agent likes the offer, and the offer the agent; the
        smaller the better, equal numbers are ties.
    seats
        Shape ``(n_offers,)``.
    n_agents
        Number of agents, with those who have no contract.
    """

    agent: Ints
    offer: Ints
    level: Ints
    position: Ints
    seats: Ints
    n_agents: int


@dataclass(frozen=True)
class Largest:
    """A weakly stable matching, a contract per agent (-1: none); none is larger than ``bound``."""

    matched: Ints
    bound: int


def weakly_blocking(market: TiedContracts, matched: Ints) -> Ints:
    """Return the contracts that agent and offer would both strictly rather have, ascending."""
    held = matched[matched >= 0]
    count = np.bincount(market.offer[held], minlength=len(market.seats))
    worst = np.full(len(market.seats), np.iinfo(np.int64).min)
    np.maximum.at(worst, market.offer[held], market.position[held])
    level = np.full(market.n_agents, np.iinfo(np.int64).max)
    level[market.agent[held]] = market.level[held]
    full = count >= market.seats
    wanted = market.level < level[market.agent]
    # An offer without any seat is full of nobody: it wants nobody.
    welcome = ~full[market.offer] | (market.position < worst[market.offer])
    blocking: Ints = np.flatnonzero(wanted & welcome)
    return blocking


def largest_stable(market: TiedContracts, start: Ints, limits: Limits) -> Largest:
    """Return a weakly stable matching of proven size; ``start`` is one to begin with.

    Where the time ends before the proof, the best one found is returned with the bound proven.
    """
    begun = int((start >= 0).sum())
    most = min(
        len(np.unique(market.agent)),
        int(market.seats[np.unique(market.offer)].sum()),
    )
    if begun >= most or limits.over:
        return Largest(start, max(begun, most))
    model, chosen = _model(market)
    for contract, variable in enumerate(chosen):
        model.add_hint(variable, bool(start[market.agent[contract]] == contract))
    total = cp_model.LinearExpr.sum(chosen)
    model.add_linear_constraint(total, begun, most)
    model.maximize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers or 1
    solver.parameters.interleave_search = solver.parameters.num_workers > 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2
    solver.parameters.catch_sigint_signal = False
    if limits.remaining is not None:
        solver.parameters.max_time_in_seconds = max(0.01, limits.remaining)
    status = run_until_stopped(lambda: solver.solve(model), limits, solver.stop_search)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Largest(start, most)
    matched = np.full(market.n_agents, -1)
    taken = np.array([k for k, variable in enumerate(chosen) if solver.value(variable)], np.int64)
    matched[market.agent[taken]] = taken
    return Largest(matched, min(most, int(np.floor(solver.best_objective_bound + 1e-6))))


def _model(market: TiedContracts) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in market.agent]
    of_agent: dict[int, list[int]] = defaultdict(list)
    of_offer: dict[int, list[int]] = defaultdict(list)
    for contract, (agent, offer) in enumerate(
        zip(market.agent.tolist(), market.offer.tolist(), strict=True)
    ):
        of_agent[agent].append(contract)
        of_offer[offer].append(contract)
    as_good = _cumulated(chosen, of_agent.values(), market.level)
    as_liked = _cumulated(chosen, of_offer.values(), market.position)
    for own in of_agent.values():
        model.add_at_most_one([chosen[c] for c in own])
    for offer, own in of_offer.items():
        model.add(cp_model.LinearExpr.sum([chosen[c] for c in own]) <= int(market.seats[offer]))
    for contract, offer in enumerate(market.offer.tolist()):
        seats = int(market.seats[offer])
        model.add(
            seats * cp_model.LinearExpr.sum(as_good[contract])
            + cp_model.LinearExpr.sum(as_liked[contract])
            >= seats
        )
    return model, chosen


def _cumulated(
    chosen: list[cp_model.IntVar], groups: Iterable[list[int]], level: Ints
) -> dict[int, list[cp_model.IntVar]]:
    """Return for each contract those of its group that are at least as good, itself included."""
    found: dict[int, list[cp_model.IntVar]] = {}
    for own in groups:
        for contract in own:
            found[contract] = [chosen[c] for c in own if level[c] <= level[contract]]
    return found
