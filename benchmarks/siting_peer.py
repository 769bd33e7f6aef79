"""One run of PySAL `spopt`, in the environment that holds it: ``siting_peer.py KIND FILE SECONDS``.

Prints JSON: seconds of building and solving, the solver's status, and the candidates opened.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np


def main(kind: str, file: str, seconds: float) -> None:
    """Solve a map and print what was found."""
    import pulp
    from spopt.locate import MCLP, PMedian

    data = np.load(file)
    weight, distance, sites = data["weight"], data["distance"], int(data["sites"])
    started = time.perf_counter()
    if kind == "covering":
        model = MCLP.from_cost_matrix(distance, weight, int(data["reach"]), p_facilities=sites)
    else:
        model = PMedian.from_cost_matrix(distance, weight, p_facilities=sites)
    built = time.perf_counter()
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds)
    model.problem.solve(solver)
    solved = time.perf_counter()
    chosen = [variable.value() for variable in model.fac_vars]
    known = None if None in chosen else [k for k, x in enumerate(chosen) if x > 0.5]
    if known is not None and not known:
        known = None
    print(
        json.dumps(
            {
                "build": built - started,
                "solve": solved - built,
                "status": pulp.LpStatus[model.problem.status],
                "open": known,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
