"""Benchmark of the main job, beside a peer in the same run.

``python benchmarks/run.py faculty`` prints a table and writes ``benchmarks/results/faculty.json``;
``run.py loading`` measures reading and checking alone, ``run.py nation-stable`` stable matching
beside other libraries, ``run.py need`` accessibility, ``run.py site-ranking`` joint values beside
a solve per pair, ``run.py siting`` where to open beside another library, ``run.py scenarios`` the
variants of a plan by one and by two workers; ``run.py scaling`` draws time against size.
It ends with 1 where the program fails, a result is not verified, or program and peer contradict
each other; a missed target is shown, and is no error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import loading
import need
import scaling
import scenario_runs
import site_ranking
import siting
import two_sided
from comparison import Target, block, disagreements, summary, target_for, up_to, verdict
from instances import INSTANCES, VARIANTS, Size, size_of
from maillage.matching.settings import DEFAULT_TIERS
from measure import Task
from running import RESULTS, measure, write

LOADING, NEED, SCALING, STABLE = "loading", "need", "scaling", "nation-stable"
RANKING, SITING, SCENARIOS = "site-ranking", "siting", "scenarios"
OTHERS = (LOADING, NEED, SCALING, STABLE, RANKING, SITING, SCENARIOS)
PEER_OF_KIND = {"timetables": "half-days", "offers": "bundles", "network": "flow", "serial": "none"}
PEERS = (*PEER_OF_KIND.values(), "none")
TIERS = {"region": up_to("travel"), "nation": up_to("value"), "network": ("value",)}
"""Tiers asked for where not all are."""
BEYOND_SECONDS = 600.0
"""How long the program may take over and above its time limit before it is stopped."""
PEER_BUILDING_SECONDS = 120.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.instance == LOADING:
        lines = loading.run(asked.seeds or [1, 2, 3], asked.students)
        write(asked.output or RESULTS / f"{LOADING}.json", LOADING, lines)
        return int(loading.wrong(lines))
    if asked.instance == NEED:
        lines = need.run(asked.seeds or [1, 2, 3], asked.communes, peer=asked.peer != "none")
        write(asked.output or RESULTS / f"{NEED}.json", NEED, lines)
        return int(need.wrong(lines))
    if asked.instance == STABLE:
        lines = two_sided.run(asked.seeds or [1], asked.students, peers=asked.peer != "none")
        write(asked.output or RESULTS / f"{STABLE}.json", STABLE, lines)
        return int(two_sided.wrong(lines))
    if asked.instance == RANKING:
        lines = site_ranking.run(asked.seeds or [1, 2, 3], asked.students)
        write(asked.output or RESULTS / f"{RANKING}.json", RANKING, lines)
        return int(site_ranking.wrong(lines))
    if asked.instance == SITING:
        lines = siting.run(
            asked.seeds or [1], asked.students, peers=asked.peer != "none", limit=asked.peer_seconds
        )
        write(asked.output or RESULTS / f"{SITING}.json", SITING, lines)
        return int(siting.wrong(lines))
    if asked.instance == SCENARIOS:
        lines = scenario_runs.run(asked.seeds or [1], asked.students, asked.runs)
        write(asked.output or RESULTS / f"{SCENARIOS}.json", SCENARIOS, lines)
        return int(scenario_runs.wrong(lines))
    if asked.instance == SCALING:
        return scaling.run(asked)
    return _instance(asked)


def _instance(asked: argparse.Namespace) -> int:
    """Measure an instance with every variant and seed asked for; return the exit code."""
    chosen = INSTANCES[asked.instance]
    size = size_of(asked.students, chosen.kind) if asked.students else chosen.size
    tiers = asked.tiers or list(TIERS.get(asked.instance, DEFAULT_TIERS))
    # A size of one's own has no target.
    target = target_for(asked.instance, tiers) if size == chosen.size else None
    peer = asked.peer or PEER_OF_KIND[chosen.kind]
    run = _Run(asked, chosen.kind, size, tiers, peer, target)
    lines = []
    for variant in asked.variants:
        for seed in asked.seeds or [1, 2, 3]:
            lines.append(run.line(variant, seed))
            print(f"{asked.instance}, {_title(lines[-1])}")
            print("\n".join(block(lines[-1]["place"], lines[-1]["peer"])))
            if target is not None:
                print(f"  target: {target}: {lines[-1]['verdict']}")
            print(flush=True)
    print("\n".join(summary(lines, target)))
    write(asked.output or RESULTS / f"{asked.instance}.json", asked.instance, lines)
    return int(any(_wrong(line) for line in lines))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("instance", choices=[*INSTANCES, *OTHERS])
    add("--seeds", type=_numbers, help="default 1,2,3 (scaling: 1)")
    add("--variants", type=_variants, default=list(VARIANTS), help="default everyone,short")
    add("--students", type=int, help="another size (of agents, of points)")
    add("--runs", type=int, help="scenarios: another number of variants")
    add("--communes", type=int, help="need: another number of communes")
    add("--tiers", type=lambda text: text.split(","), help="default: those of the target, or all")
    add("--seconds", type=float, default=60.0, help="time limit, reading included (60)")
    add("--workers", type=int, help="threads of the program (its default)")
    add("--memory", type=float, default=12_288.0, help="MB at which the program is stopped")
    add("--peer", choices=PEERS, help="default: by the kind of instance")
    add("--peer-seconds", type=float, default=60.0, help="time limit of the peer (60)")
    add("--peer-workers", type=int, default=2, help="threads of the peer (2)")
    add("--peer-memory", type=float, default=4096.0, help="MB at which the peer is stopped")
    add("--output", type=Path, help="default benchmarks/results/INSTANCE.json")
    add("--sizes", type=_numbers, help=f"scaling: default {','.join(map(str, scaling.SIZES))}")
    add("--plot", type=Path, default=scaling.PLOT, help="scaling: default docs/scaling.svg")
    add("--plot-only", action="store_true", help="scaling: draw what --output holds, run nothing")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _variants(text: str) -> list[str]:
    chosen = text.split(",")
    if not set(chosen) <= set(VARIANTS):
        raise argparse.ArgumentTypeError(f"variants are {', '.join(VARIANTS)}")
    return chosen


@dataclass(frozen=True)
class _Run:
    """What is the same for all variants and seeds."""

    asked: argparse.Namespace
    kind: str
    size: Size
    tiers: list[str]
    peer: str
    target: Target | None

    def line(self, variant: str, seed: int) -> dict[str, Any]:
        """Measure the program, then the peer, on one instance."""
        asked = self.asked
        place = measure(self._task("place", variant, seed))
        peer = None if self.peer == "none" else measure(self._task(self.peer, variant, seed))
        line = {
            "variant": variant,
            "seed": seed,
            "students": self.size.students,
            "supervisors": self.size.supervisors,
            "options": {
                "tiers": self.tiers,
                "seconds": asked.seconds,
                "workers": asked.workers,
                "peer": self.peer,
                "peer_seconds": asked.peer_seconds,
                "peer_workers": asked.peer_workers,
                "peer_memory": asked.peer_memory,
            },
            "place": place,
            "peer": peer,
        }
        target = None if self.target is None else str(self.target)
        return {**line, "target": target, "verdict": verdict(line, self.target)}

    def _task(self, who: str, variant: str, seed: int) -> Task:
        asked, program = self.asked, who == "place"
        return Task(
            who=who,
            kind=self.kind,
            students=self.size.students,
            supervisors=self.size.supervisors,
            seed=seed,
            variant=variant,
            tiers=self.tiers,
            seconds=asked.seconds if program else asked.peer_seconds,
            workers=asked.workers if program else asked.peer_workers,
            memory_mb=asked.memory if program else asked.peer_memory,
            beyond=BEYOND_SECONDS if program else PEER_BUILDING_SECONDS,
        )


def _title(line: dict[str, Any]) -> str:
    options = line["options"]
    return (
        f"{line['variant']}, seed {line['seed']}: {line['students']} students, "
        f"{line['supervisors']} supervisors; workers {options['workers'] or 'as by default'}, "
        f"at most {options['seconds']:g} s; peer {options['peer']}, "
        f"workers {options['peer_workers']}, at most {options['peer_seconds']:g} s"
    )


def _wrong(line: dict[str, Any]) -> bool:
    place = line["place"]
    if "failed" in place or place["faults"]:
        return True
    return bool(disagreements(place, line["peer"]))


if __name__ == "__main__":
    sys.exit(main())
