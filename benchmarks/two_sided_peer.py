"""One run of a peer's library, in the environment that holds it: ``two_sided_peer.py NAME FILE``.

FILE is JSON: each student's offers from the best on, each offer's students from the best on, seats.
Prints JSON: seconds of building and solving, and the offer of each student.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def main(name: str, file: str) -> None:
    """Run a library on a market and print what it found."""
    market = json.loads(Path(file).read_text(encoding="utf-8"))
    sys.setrecursionlimit(1_000_000)
    started = time.perf_counter()
    found = (_matching if name == "matching" else _algmatch)(market)
    print(json.dumps({"seconds": time.perf_counter() - started, "matched": found}))


def _matching(market: dict[str, Any]) -> dict[str, str]:
    from matching.games import HospitalResident

    game = HospitalResident.create_from_dictionaries(
        market["students"], market["offers"], market["seats"]
    )
    answer = game.solve(optimal="resident")
    return {str(r.name): str(h.name) for h, residents in answer.items() for r in residents}


def _algmatch(market: dict[str, Any]) -> dict[str, str]:
    from algmatch import HospitalResidentsProblem

    student = {name: k for k, name in enumerate(market["students"], start=1)}
    offer = {name: k for k, name in enumerate(market["offers"], start=1)}
    names = {k: name for name, k in student.items()}
    offers = {k: name for name, k in offer.items()}
    problem = HospitalResidentsProblem(
        dictionary={
            "residents": {
                student[s]: [offer[o] for o in own] for s, own in market["students"].items()
            },
            "hospitals": {
                offer[o]: {
                    "capacity": market["seats"][o],
                    "preferences": [student[s] for s in own],
                }
                for o, own in market["offers"].items()
            },
        }
    )
    answer = problem.get_stable_matching()
    assert answer is not None
    return {
        names[int(str(r).lstrip("r"))]: offers[int(str(h).lstrip("h"))]
        for r, h in answer["resident_sided"].items()
        if h
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
