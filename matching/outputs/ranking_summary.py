"""``summary.json`` of a ranking: from which input, with which weights, how good it is proven."""

from __future__ import annotations

import json
from collections import Counter

from ...solvers.acceptability import CONCENTRATION
from ..machine import machine
from ..memory import peak_mb
from ..need import SOURCES, needs
from ..practitioners import CRITERIA
from ..settling.filters import RULES
from ..settling.result import MILLION, Ranking
from .plain_settings import plain_settings

FILE_NAME = "summary.json"
FORMAT_VERSION = 1


def ranking_summary(ranking: Ranking) -> dict[str, object]:
    """Return the summary as plain values, ready for JSON."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    semester, found = ranking.semester, ranking.pairs.joint
    return {
        "format_version": FORMAT_VERSION,
        "kind": "ranking",
        "semester": semester.settings.semester,
        "input_sha256": dict(sorted(semester.fingerprints.items())),
        "program_version": __version__,
        "machine": machine(),
        "settings": plain_settings(semester.settings),
        "seed": ranking.seed,
        "order": ranking.order,
        "weights": dict(zip(CRITERIA, ranking.weights.tolist(), strict=True)),
        "weights_from": "criteria" if semester.criteria else "default",
        "status": ranking.status,
        "joint": {"value": found.best / MILLION, "bound": found.bound / MILLION},
        "counts": _counts(ranking),
        "not_ranked": [r.request_id for r in ranking.market.left_out],
        "without_opening": without_opening(ranking),
        "assigned": _assigned(ranking),
        "needs": _needs(ranking),
        "robustness": {"draws": ranking.draws, "concentration": CONCENTRATION},
        "seconds": {phase: round(value, 3) for phase, value in ranking.seconds.items()},
        "peak_mb": round(peak_mb(), 1),
    }


def ranking_summary_json(ranking: Ranking) -> str:
    """Return the text of ``summary.json``."""
    plain = ranking_summary(ranking)
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def without_opening(ranking: Ranking) -> list[str]:
    """Return the requests for which no opening is left."""
    requests = ranking.market.requests
    return [r.request_id for j, r in enumerate(requests) if not len(ranking.rows(j))]


def unknown_needs(ranking: Ranking) -> list[str]:
    """Return the professions asked for of whose need nothing is known anywhere."""
    return [name for name, counts in _needs(ranking).items() if not set(counts) - {"none"}]


def excluded_counts(ranking: Ranking) -> dict[str, int]:
    """Return how many pairs each rule excludes, in the order of the rules."""
    counted = Counter(ranking.codes.ravel().tolist())
    return {rule: counted[n] for n, rule in enumerate(RULES, start=1) if counted[n]}


def assigned_count(ranking: Ranking) -> int:
    """Return how many requests have a place in the joint optimum."""
    return int((ranking.pairs.joint.opening >= 0).sum())


def _counts(ranking: Ranking) -> dict[str, object]:
    excluded = excluded_counts(ranking)
    return {
        "requests": len(ranking.market.requests),
        "openings": len(ranking.market.openings),
        "seats": int(ranking.market.seats.sum()),
        "teams": len(ranking.market.teams),
        "pairs": len(ranking.pairs),
        "excluded": sum(excluded.values()),
        "excluded_by_code": excluded,
        "assigned": assigned_count(ranking),
        "exact": int(ranking.pairs.joint.exact.sum()),
    }


def _assigned(ranking: Ranking) -> dict[str, str | None]:
    """Return the opening of each request in the joint optimum, ``None`` for nowhere."""
    market, at = ranking.market, ranking.pairs.joint.opening.tolist()
    names = [None if k < 0 else market.openings[k].opening_id for k in at]
    return {r.request_id: name for r, name in zip(market.requests, names, strict=True)}


def _needs(ranking: Ranking) -> dict[str, dict[str, int]]:
    """Return, per profession asked for, where the needs of the territories come from."""
    found: dict[str, dict[str, int]] = {}
    for profession in sorted({r.profession for r in ranking.market.requests}):
        counted = Counter(need.source for need in needs(ranking.semester, profession).values())
        found[profession] = {source: counted[source] for source in SOURCES if counted[source]}
    return found
