"""Benchmark of joint values, beside a solve per pair on a sample of pairs in the same run.

``python benchmarks/run.py site-ranking`` measures 500 agents × 5,000 offers, all pairs allowed:
``plain`` (one or two seats each), ``nested`` (territories within departments have maximums that
bind) and ``scarce`` (seats for about 300). The peer is one flow of least cost over all arcs
per pair, by OR-Tools, with code of its own; each of its values has to be the same number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from maillage.solvers.acceptability import acceptability
from maillage.solvers.assignment import AssignmentProblem
from maillage.solvers.forced import joint_values
from maillage.solvers.nested import Group, nested_caps
from maillage.solvers.pareto import not_dominated
from ortools.graph.python import min_cost_flow

T = TypeVar("T")

AGENTS, OFFERS_PER_AGENT, CRITERIA = 500, 10, 8
VARIANTS = ("plain", "nested", "scarce")
DRAWS = 10_000
# Seconds of processor: one thread does the work, and others may keep the machine busy.
TARGETS = {"seconds": 10.0, "ratio": 1_000.0, "acceptability": 30.0}
_SAMPLE = 8
_SEATS_WHERE_SCARCE = 0.06
_DEPARTMENTS, _TERRITORIES = 10, 10


def run(seeds: Sequence[int], agents: int | None) -> list[dict[str, Any]]:
    """Measure; print a line each."""
    lines = []
    for variant in VARIANTS:
        for seed in seeds:
            lines.append(_measured(agents or AGENTS, variant, seed))
            print(_shown(lines[-1]), flush=True)
    return lines


def wrong(lines: Sequence[dict[str, Any]]) -> bool:
    """Say whether a solve per pair found another value."""
    return any(line["different"] for line in lines)


def problem_of(agents: int, variant: str, seed: int) -> tuple[AssignmentProblem, np.ndarray]:
    """Return a problem with weights in millionths, and the criteria of agent 0's offers."""
    dice = np.random.default_rng([seed, agents, VARIANTS.index(variant)])
    offers = OFFERS_PER_AGENT * agents
    criteria = dice.random((CRITERIA, offers))
    fit = dice.dirichlet(np.ones(CRITERIA), agents) @ criteria + 0.2 * dice.random((agents, offers))
    seats = dice.integers(1, 3, offers)
    if variant == "scarce":
        seats[dice.random(offers) > _SEATS_WHERE_SCARCE] = 0
    groups = []
    if variant == "nested":
        size = max(1, offers // _DEPARTMENTS)
        for width, share in ((max(1, size // _TERRITORIES), 0.006), (size, 0.07)):
            for start in range(0, offers, width):
                own = np.arange(start, min(start + width, offers))
                groups.append(Group(own, max(1, round(share * agents))))
    pairs = np.indices((agents, offers)).reshape(2, -1)
    weight = np.floor(1e6 * fit + 0.5).astype(np.int64).reshape(-1)
    return AssignmentProblem(agents, *pairs, weight, nested_caps(seats, groups)), criteria.T


def _measured(agents: int, variant: str, seed: int) -> dict[str, Any]:
    problem, criteria = problem_of(agents, variant, seed)
    values, seconds, cpu = _timed(lambda: joint_values(problem))
    dice = np.random.default_rng(seed)
    # A pair whose offer takes nobody needs no solving.
    possible = np.flatnonzero(values.possible)
    sample = dice.choice(possible, _SAMPLE, replace=False).tolist()
    again, peer_seconds, peer_cpu = _timed(
        lambda: [forced_by_flow(problem, pair) for pair in sample]
    )
    found = values.value[sample].tolist()
    _, _, ranks = _timed(lambda: acceptability(criteria, np.arange(1.0, 9.0), draws=DRAWS))
    _, _, marks = _timed(lambda: not_dominated(criteria[:, :3]))
    ratio = peer_cpu / _SAMPLE * len(possible) / cpu
    missed = [
        name
        for name, miss in (
            ("seconds", cpu > TARGETS["seconds"]),
            ("ratio", ratio < TARGETS["ratio"]),
            ("acceptability", ranks > TARGETS["acceptability"]),
        )
        if miss
    ]
    return {
        "variant": variant,
        "seed": seed,
        "agents": agents,
        "offers": problem.caps.n_offers,
        "pairs": len(problem.agent),
        "possible": len(possible),
        "placed": int((values.offer >= 0).sum()),
        "best": values.best,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "sample": _SAMPLE,
        "peer_seconds_per_pair": peer_seconds / _SAMPLE,
        "peer_cpu_per_pair": peer_cpu / _SAMPLE,
        "ratio": ratio,
        "different": sum(a != b for a, b in zip(found, again, strict=True)),
        "acceptability": ranks,
        "not_dominated": marks,
        "verdict": "missed: " + ", ".join(missed) if missed else "hit",
    }


def forced_by_flow(problem: AssignmentProblem, pair: int) -> int | None:
    """Return the best total with one pair forced, by a flow over all arcs."""
    caps, agent, offer = problem.caps, int(problem.agent[pair]), int(problem.offer[pair])
    n, root, cap, node = len(caps.parent), caps.root, caps.cap.copy(), offer
    while node != root:
        cap[node] -= 1
        node = int(caps.parent[node])
    if (cap < 0).any():
        return None
    others = problem.agent != agent
    agents = np.delete(np.arange(problem.n_agents), agent)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([n + problem.agent[others], n + agents, np.arange(root)]),
        np.concatenate([problem.offer[others], np.full(len(agents), root), caps.parent[:-1]]),
        np.concatenate(
            [np.ones(int(others.sum()) + len(agents)), np.minimum(cap[:-1], problem.n_agents)]
        ).astype(np.int64),
        np.concatenate([-problem.weight[others], np.zeros(len(agents) + root, np.int64)]),
    )
    flow.set_nodes_supplies(n + agents, np.ones(len(agents), np.int64))
    flow.set_node_supply(root, -len(agents))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("no flow was found")
    del arcs
    return int(problem.weight[pair]) - int(flow.optimal_cost())


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    started, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - started, time.process_time() - cpu


def _shown(line: dict[str, Any]) -> str:
    return (
        f"{line['variant']}, seed {line['seed']}: {line['agents']} agents × {line['offers']} "
        f"offers, {line['placed']} placed; all {line['pairs']} joint values in "
        f"{line['seconds']:.1f} s ({line['cpu_seconds']:.1f} s of processor), a solve per pair "
        f"{line['peer_cpu_per_pair']:.2f} s of processor: {line['ratio']:,.0f} times as long in "
        f"all, {line['different']} of {line['sample']} values different; acceptability "
        f"{line['acceptability']:.1f} s, not dominated {line['not_dominated']:.3f} s: "
        f"{line['verdict']}"
    )
