"""Benchmark of stable matching, beside two libraries that match without caps.

``python benchmarks/run.py nation-stable`` measures both variants at 30,000 students, and ``strict``
beside the peers at sizes where they finish. The peers get an environment of their own, made once
under ``benchmarks/results/peers``.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ground import Tables
from maillage import Placement, Semester, place, read_rows, verify
from maillage.matching.bundles import market
from maillage.matching.lottery import drawn
from maillage.matching.settled import nobody
from maillage.matching.stable_market import stable_market
from maillage.solvers.stable import stable_matching
from running import environment
from stable_market import VARIANTS, tables_of_matching

HERE = Path(__file__).resolve().parent
PEERS = {"matching": "1.4.3", "algmatch": "1.5.2"}
PEER_SIZES = (300, 3_000)
STUDENTS = 30_000
_LIMIT = 120.0
TARGETS = {"strict": 1.0, "tied": 5.0}
"""Seconds of the matching after loading."""


def run(seeds: Sequence[int], students: int | None, *, peers: bool) -> list[dict[str, Any]]:
    """Measure; print a line each."""
    python = environment("peers", PEERS) if peers else None
    sizes = [students] if students else [*(PEER_SIZES if peers else ()), STUDENTS]
    lines = []
    for size in sizes:
        for variant in VARIANTS:
            for seed in seeds:
                line = _measured(size, variant, seed, python)
                lines.append(line)
                print(_shown(line), flush=True)
    return lines


def wrong(lines: Sequence[dict[str, Any]]) -> bool:
    """Say whether a result was not verified, or a peer found another one."""
    return any(
        line["faults"] or any(peer.get("differs") for peer in line["peers"].values())
        for line in lines
    )


def _measured(students: int, variant: str, seed: int, python: Path | None) -> dict[str, Any]:
    tables = tables_of_matching(students, seed, variant)
    started = time.perf_counter()
    semester = read_rows(tables)
    read = time.perf_counter() - started
    contracts, matching = _core(semester)
    started = time.perf_counter()
    placement = place(semester)
    placed = time.perf_counter() - started
    started = time.perf_counter()
    report = verify(semester, placement)
    return {
        "students": students,
        "variant": variant,
        "seed": seed,
        "read": read,
        "contracts": contracts,
        "matching": matching,
        "place": placed,
        "phases": dict(placement.seconds),
        "verify": time.perf_counter() - started,
        "peak_mb": placement.peak_mb,
        "placed": sum(s.status == "placed" for s in placement.students),
        "blocking_pairs": len(placement.blocking_pairs),
        "faults": len(report.violations),
        "target": TARGETS[variant] if students == STUDENTS else None,
        "peers": {}
        if python is None or variant != "strict" or students > max(PEER_SIZES)
        else {name: _peer(name, python, tables, placement) for name in PEERS},
    }


def _core(semester: Semester) -> tuple[float, float]:
    """Return the seconds of working out the contracts, and of matching them."""
    there = market(semester)
    everybody = np.arange(len(semester.students))
    started = time.perf_counter()
    contracts = stable_market(there, nobody(), everybody, drawn(semester, 0)).contracts
    between = time.perf_counter()
    stable_matching(contracts)
    return between - started, time.perf_counter() - between


def _peer(name: str, python: Path, tables: Tables, placement: Placement) -> dict[str, Any]:
    """Let a peer match the same market; say whether it finds the same matching."""
    with tempfile.TemporaryDirectory(prefix="maillage-peer-") as folder:
        file = Path(folder) / "market.json"
        file.write_text(json.dumps(_market(tables)), encoding="utf-8")
        try:
            ended = subprocess.run(
                [str(python), str(HERE / "two_sided_peer.py"), name, str(file)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                timeout=_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failed": f"over {_LIMIT:g} s"}
    if ended.returncode:
        return {"failed": f"ended with exit code {ended.returncode}"}
    answer = json.loads(ended.stdout)
    ours = {s.student_id: s.offer_id for s in placement.students if s.offer_id is not None}
    return {"seconds": answer["seconds"], "differs": answer["matched"] != ours}


def _market(tables: Tables) -> dict[str, Any]:
    """Return students' and offers' lists, only those who accept each other."""
    students: dict[str, list[str]] = {}
    offers: dict[str, list[str]] = {}
    for wish in sorted(tables["wishes"], key=lambda row: (row["student_id"], row["rank"])):
        students.setdefault(wish["student_id"], []).append(wish["target"])
    for line in sorted(tables["host_rankings"], key=lambda row: (row["offer_id"], row["rank"])):
        offers.setdefault(line["offer_id"], []).append(line["student_id"])
    seats = {row["offer_id"]: row["seats"] for row in tables["offers"] if row["offer_id"] in offers}
    return {"students": students, "offers": offers, "seats": seats}


def _shown(line: dict[str, Any]) -> str:
    peers = ", ".join(
        f"{name} {peer['failed']}"
        if "failed" in peer
        else f"{name} {peer['seconds']:.2f} s ({'another' if peer['differs'] else 'the same'} one)"
        for name, peer in line["peers"].items()
    )
    parts = (
        f"{line['students']:6} students, {line['variant']}, seed {line['seed']}: read",
        f"{line['read']:.1f} s, contracts {line['contracts']:.2f} s, matching",
        f"{line['matching']:.2f} s, place in all {line['place']:.2f} s, verify",
        f"{line['verify']:.1f} s, {line['placed']} placed, {line['blocking_pairs']} blocking",
        f"pairs, {line['faults']} faults; {peers or 'no peer'}",
    )
    return " ".join(parts)
