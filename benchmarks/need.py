"""Benchmark of accessibility, the costly part of need, beside the public package `access`.

``python benchmarks/run.py need`` makes 34,741 communes, searches those within 30 km of each other,
and computes E2SFCA by bands and 3SFCA; the peer computes the same from the same pairs. Both get
their arrays ready made: the search, and the peer's tables, are measured apart.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
from communes import COMMUNES, Communes, communes
from maillage import Bands, Travel, accessibility, neighbours
from numpy.typing import NDArray

KM = 30.0
ENDS, WEIGHTS = (10.0, 20.0, 30.0), (1.0, 0.68, 0.22)
STEPS: tuple[Literal[2, 3], ...] = (2, 3)
TARGET_SECONDS, TARGET_RATIO = 0.5, 40.0
"""Of two steps, at the full number of communes."""
AGREEMENT = 1e-12
_REPEATS = 5


def run(seeds: Sequence[int], n: int | None = None, *, peer: bool) -> list[dict[str, Any]]:
    """Measure with each seed; print a table."""
    asked = peer and find_spec("access") is not None
    if peer and not asked:
        print("no peer: `access` is not installed (it comes with the extra dev)")
    lines = []
    for seed in seeds:
        for line in _measured(seed, n or COMMUNES, peer=asked):
            lines.append(line)
            print(_shown(line), flush=True)
    return lines


def wrong(lines: Sequence[dict[str, Any]]) -> bool:
    """Say whether the peer found anything else."""
    return any(line["difference"] is not None and line["difference"] > AGREEMENT for line in lines)


def _measured(seed: int, n: int, *, peer: bool) -> list[dict[str, Any]]:
    """Measure two and three steps on one country."""
    made = communes(n, seed)
    started = time.perf_counter()
    travel = neighbours(made.points, km=KM)
    searching = time.perf_counter() - started
    country = _Country(seed, made, travel, searching)
    return [country.line(steps, peer=peer) for steps in STEPS]


@dataclass(frozen=True)
class _Country:
    """Communes and the journeys between them."""

    seed: int
    made: Communes
    travel: Travel
    searching: float

    def line(self, steps: Literal[2, 3], *, peer: bool) -> dict[str, Any]:
        """Measure the program, then the peer."""
        found, times = _timed(lambda: self._access(steps))
        seconds, cpu = (float(np.median(each)) for each in zip(*times, strict=True))
        n = self.travel.n_places
        beside = _peer(self.made, self.travel, steps, found) if peer else None
        ratio = beside["seconds"] / seconds if beside else None
        target = n == COMMUNES and steps == 2
        return {
            "seed": self.seed,
            "communes": n,
            "pairs": len(self.travel.cost),
            "steps": steps,
            "search": self.searching,
            "seconds": seconds,
            "cpu_seconds": cpu,
            "peer": f"access {version('access')}" if peer else None,
            "of_peer": beside,
            "ratio": ratio,
            "cpu_ratio": beside["cpu_seconds"] / cpu if beside else None,
            "difference": beside["difference"] if beside else None,
            "verdict": _verdict(seconds, ratio) if target else None,
        }

    def _access(self, steps: Literal[2, 3]) -> NDArray[np.float64]:
        made, decay = self.made, Bands(ENDS, WEIGHTS)
        found = accessibility(made.population, made.fte, self.travel, decay, steps=steps)
        return found.access


def _timed(
    compute: Callable[[], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], list[tuple[float, float]]]:
    """Return a result, and seconds and processor seconds of each of some runs."""
    times = []
    for _ in range(_REPEATS):
        gc.collect()
        started, cpu = time.perf_counter(), time.process_time()
        found = compute()
        times.append((time.perf_counter() - started, time.process_time() - cpu))
    return found, times


def _peer(made: Communes, travel: Travel, steps: int, ours: NDArray[np.float64]) -> dict[str, Any]:
    """Let `access` compute the same once; return its seconds and the largest difference."""
    import pandas as pd
    from access import fca, weights

    index = pd.RangeIndex(len(made.population), name="geoid")
    demand = pd.DataFrame({"demand": made.population}, index)
    supply = pd.DataFrame({"supply": made.fte}, index)
    pairs = pd.DataFrame({"origin": travel.place, "dest": travel.site, "cost": travel.cost})
    function = weights.step_fn(dict(zip(ENDS, WEIGHTS, strict=True)))
    method = fca.two_stage_fca if steps == 2 else fca.three_stage_fca
    started, cpu = time.perf_counter(), time.process_time()
    found = method(
        demand, supply, pairs, KM, demand_index=True, supply_index=True, weight_fn=function
    )
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    theirs = found.reindex(index).fillna(0).to_numpy()
    largest = np.maximum(np.abs(theirs), np.finfo(float).tiny)
    difference = float((np.abs(ours - theirs) / largest).max())
    return {"seconds": seconds, "cpu_seconds": cpu, "difference": difference}


def _verdict(seconds: float, ratio: float | None) -> str:
    missed = []
    if seconds > TARGET_SECONDS:
        missed.append(f"{TARGET_SECONDS:g} s")
    if ratio is not None and ratio < TARGET_RATIO:
        missed.append(f"{TARGET_RATIO:g} times as fast")
    return f"missed: {', '.join(missed)}" if missed else "hit"


def _shown(line: dict[str, Any]) -> str:
    peer = line["of_peer"]
    beside = (
        "no peer"
        if peer is None
        else f"{line['peer']}: {peer['seconds']:.1f} s ({peer['cpu_seconds']:.1f} of processor), "
        f"ratio {line['ratio']:.0f} ({line['cpu_ratio']:.0f}), "
        f"largest relative difference {line['difference']:.1e}"
    )
    own = (
        f"{line['communes']:6} communes, seed {line['seed']}, {line['pairs']:8} pairs "
        f"(search {line['search']:.1f} s), {line['steps']} steps: {line['seconds']:.3f} s "
        f"({line['cpu_seconds']:.3f} of processor)"
    )
    end = f"; target: {line['verdict']}" if line["verdict"] else ""
    return f"{own}; {beside}{end}"
