"""Benchmark of where to open, beside PySAL `spopt` with the solver CBC, in the same run.

``python benchmarks/run.py siting`` measures maximal covering and the p-median at 2,000 points × 500
candidates, p = 10. The peer gets an environment of its own, made once under
``benchmarks/results/siting``, and as many seconds for solving as ``--peer-seconds`` says.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from maillage.solvers.covering import CoveringProblem, best_coverings
from maillage.solvers.limits import Limits
from maillage.solvers.median import MedianProblem, best_median
from running import environment
from scipy import sparse

T = TypeVar("T")

HERE = Path(__file__).resolve().parent
PEERS = {"spopt": "0.7.0"}
POINTS, POINTS_PER_CANDIDATE, SITES = 2_000, 4, 10
REACH_KM = 20
KINDS = ("covering", "median")
# Seconds of processor, as others may keep the machine busy.
TARGETS = {"covering": 3.0, "median": 60.0, "gap": 0.03}
_BUILDING = 300.0


def run(
    seeds: Sequence[int], points: int | None, *, peers: bool, limit: float
) -> list[dict[str, Any]]:
    """Measure; print a line each."""
    python = environment("siting", PEERS) if peers else None
    lines = []
    for seed in seeds:
        weight, distance = map_of(points or POINTS, seed)
        for kind in KINDS:
            line = _line(kind, seed, weight, distance)
            if python is not None:
                line["peer"] = _peer(kind, python, weight, distance, limit)
            lines.append(line)
            print(_shown(line), flush=True)
    return lines


def wrong(lines: Sequence[dict[str, Any]]) -> bool:
    """Say whether a peer's answer is better than a bound, or its recomputed value another one."""
    found = False
    for line in lines:
        value = line["peer"].get("value")
        if value is not None:
            beyond = value > line["bound"] if line["kind"] == "covering" else value < line["bound"]
            found |= beyond
    return found


def map_of(points: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return people of towns and villages, and metres to candidates, which are some of them."""
    dice = np.random.default_rng([seed, points])
    side = 300.0 * np.sqrt(points / POINTS)
    towns = dice.random((max(1, points // 40), 2)) * side
    near = towns[dice.integers(0, len(towns), points)] + dice.normal(0, 8, (points, 2))
    spread = dice.random((points, 2)) * side
    place = np.where(dice.random(points)[:, None] < 0.5, near, spread)
    weight = np.floor(dice.lognormal(6.5, 1.1, points)).astype(np.int64)
    candidates = place[dice.choice(points, max(1, points // POINTS_PER_CANDIDATE), replace=False)]
    metres = 1_000 * np.linalg.norm(place[:, None] - candidates, axis=2)
    return weight, np.rint(metres).astype(np.int64)


def _line(kind: str, seed: int, weight: np.ndarray, distance: np.ndarray) -> dict[str, Any]:
    covering = kind == "covering"
    value, bound, seconds, cpu = (_covering if covering else _median)(weight, distance)
    gap = abs(bound - value) / value if value else 0.0
    hit = cpu <= TARGETS[kind] and gap <= (0 if covering else TARGETS["gap"])
    return {
        "kind": kind,
        "seed": seed,
        "points": distance.shape[0],
        "candidates": distance.shape[1],
        "value": value,
        "bound": bound,
        "gap": gap,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "verdict": "hit" if hit else "missed",
        "peer": {},
    }


def _covering(weight: np.ndarray, distance: np.ndarray) -> tuple[int, int, float, float]:
    near = sparse.csr_array((distance <= 1_000 * REACH_KM).astype(np.int64))
    problem = CoveringProblem(weight, near, np.zeros(len(weight), np.bool_), SITES)
    (found,), seconds, cpu = _timed(lambda: best_coverings(problem, Limits()))
    return found.value or 0, found.bound, seconds, cpu


def _median(weight: np.ndarray, distance: np.ndarray) -> tuple[int, int, float, float]:
    problem = MedianProblem(weight, distance, None, SITES)
    found, seconds, cpu = _timed(lambda: best_median(problem, Limits()))
    return found.value, found.bound, seconds, cpu


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    started, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - started, time.process_time() - cpu


def _peer(
    kind: str, python: Path, weight: np.ndarray, distance: np.ndarray, limit: float
) -> dict[str, Any]:
    """Let the peer solve the same problem; recompute the value of its sites."""
    with tempfile.TemporaryDirectory(prefix="maillage-siting-") as folder:
        file = Path(folder) / "map.npz"
        np.savez(file, weight=weight, distance=distance, reach=1_000 * REACH_KM, sites=SITES)
        try:
            ended = subprocess.run(
                [str(python), str(HERE / "siting_peer.py"), kind, str(file), str(limit)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                timeout=limit + _BUILDING,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failed": f"over {limit + _BUILDING:g} s"}
    if ended.returncode:
        return {"failed": f"ended with exit code {ended.returncode}"}
    answer: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    sites = answer.pop("open")
    if sites is None or len(sites) > SITES:
        return {**answer, "failed": "no answer in time"}
    nearest = distance[:, sites].min(axis=1)
    reached = weight[nearest <= 1_000 * REACH_KM].sum()
    return {**answer, "value": int(reached if kind == "covering" else (weight * nearest).sum())}


def _shown(line: dict[str, Any]) -> str:
    peer = line["peer"]
    told = "no peer"
    if peer:
        seconds = f"{peer['build']:.1f} + {peer['solve']:.1f} s" if "build" in peer else ""
        told = f"spopt {seconds} {peer.get('failed') or peer['value']}"
    return (
        f"{line['kind']}, seed {line['seed']}: {line['points']} points × {line['candidates']} "
        f"candidates, value {line['value']}, bound {line['bound']} (gap {line['gap']:.2%}), "
        f"{line['seconds']:.1f} s ({line['cpu_seconds']:.1f} s of processor): "
        f"{line['verdict']}; {told}"
    )
