"""The whole of `rank` at size: ``python benchmarks/settling.py [requests openings communes]``.

A country of communes in clusters, requests of five professions near home, openings everywhere;
one request in ten belongs to a team of two. Prints seconds by phase, of the files, and memory.
"""

from __future__ import annotations

import sys
import tempfile
import time
from typing import Any

import numpy as np
from maillage import rank, read_rows, write_ranking
from maillage.matching.memory import peak_mb

PROFESSIONS = ("gp", "dentist", "physio", "speech", "nurse")


def tables_of(requests: int, openings: int, communes: int, seed: int = 1) -> dict[str, Any]:
    """Return the tables of a country."""
    dice = np.random.default_rng([seed, requests, openings, communes])
    centres = np.column_stack([dice.uniform(43, 50, 95), dice.uniform(-1, 7, 95)])
    points = centres[dice.integers(0, 95, communes)] + dice.normal(0, 0.35, (communes, 2))
    people = np.floor(np.exp(dice.normal(6.2, 1.2, communes))) + 50
    territories = [
        {
            "territory_id": f"{k:05d}",
            "name": f"Commune {k}",
            "population": float(people[k]),
            "lat": float(points[k, 0]),
            "lon": float(points[k, 1]),
            "department": f"{k % 95:02d}",
            "zone": ("ZIP", "ZAC", None)[k % 3],
            "gp_fte": round(float(dice.exponential(people[k] / 1100)), 1),
        }
        for k in range(communes)
    ]
    chosen = dice.integers(0, communes, openings)
    return {
        "territories": territories,
        "openings": [_opening(number, int(k), dice) for number, k in enumerate(chosen)],
        "requests": [_request(number, communes, dice) for number in range(requests)],
    }


def _opening(number: int, commune: int, dice: np.random.Generator) -> dict[str, Any]:
    return {
        "opening_id": f"O{number:05d}",
        "name": f"Place {number}",
        "territory_id": f"{commune:05d}",
        "kind": ("liberal_practice", "group_practice", "health_centre")[number % 3],
        "setting": ("liberal", "liberal", "centre")[number % 3],
        "profession": PROFESSIONS[int(dice.integers(5))],
        "seats": int(dice.integers(1, 3)),
        "rent_month": float(dice.integers(2, 12)) * 100,
        "m2": float(dice.integers(2, 10)) * 10,
        "team": "nurse, pharmacist",
    }


def _request(number: int, communes: int, dice: np.random.Generator) -> dict[str, Any]:
    return {
        "request_id": f"R{number:04d}",
        "name": f"Dr {number}",
        "profession": PROFESSIONS[number % 5 if number % 10 else 0],
        "anchors": f"{int(dice.integers(communes)):05d}",
        "fte": float(dice.choice([0.5, 0.8, 1.0])),
        "max_minutes": None,
        "team_id": f"T{number // 10}" if "teams" in sys.argv and number % 10 < 2 else None,
    }


def main() -> None:
    """Measure, and print a line each."""
    sizes = [int(text) for text in sys.argv[1:] if text.isdecimal()] or [500, 5_000, 34_741]
    start = time.perf_counter()
    semester = read_rows(tables_of(*sizes), job="rank")
    print(f"{sizes}: reading {time.perf_counter() - start:.1f} s", flush=True)
    start, processor = time.perf_counter(), time.process_time()
    ranking = rank(semester)
    wall, used = time.perf_counter() - start, time.process_time() - processor
    print(f"rank {wall:.1f} s (processor {used:.1f})")
    print({phase: round(seconds, 2) for phase, seconds in ranking.seconds.items()})
    print(f"{len(ranking.pairs)} pairs, {ranking.draws} draws, {ranking.status}", flush=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_ranking(ranking, f"{folder}/ranking")
    print(f"files {time.perf_counter() - start:.1f} s; {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
