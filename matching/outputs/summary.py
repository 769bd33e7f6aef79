"""``summary.json``: what a run did, how good it is proven, and from which input."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from math import isfinite

from ..entities import Marks
from ..fees.payments import Payment
from ..fees.totals import plain_totals
from ..halfdays import names_of
from ..machine import machine
from ..result import BlockingPair, Placement, TierResult
from ..semester import Semester
from .counts import count
from .need_sources import need_sources
from .plain_settings import plain_settings

FILE_NAME = "summary.json"
FORMAT_VERSION = 1


def summary(
    semester: Semester, placement: Placement, payments: Iterable[Payment] | None = None
) -> dict[str, object]:
    """Return the summary as plain values, ready for JSON; ``payments`` where fees are told."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    return {
        "format_version": FORMAT_VERSION,
        "semester": semester.settings.semester,
        "input_sha256": dict(sorted(semester.fingerprints.items())),
        "program_version": __version__,
        "machine": machine(),
        "settings": plain_settings(semester.settings),
        "seed": placement.seed,
        "mechanisms": dict(sorted(placement.mechanisms.items())),
        "options": dict(sorted(placement.options.items())),
        "status": placement.status,
        "tiers": [tier_values(tier) for tier in placement.tiers],
        "counts": asdict(count(semester, placement)),
        "needs": need_sources(semester),
        **({} if payments is None else {"fees": plain_totals(payments)}),
        "kept": list(placement.kept),
        **({} if placement.marks is None else {"marked": _marked(placement.marks)}),
        "softened": list(placement.softened),
        "notes": [str(note) for note in placement.notes],
        "lottery": list(placement.lottery),
        "serial_order": [list(line) for line in placement.serial_order],
        "withheld": [asdict(pick) for pick in placement.withheld],
        "blocking_pairs": [_blocking(pair) for pair in placement.blocking_pairs],
        "seconds": {phase: round(seconds, 3) for phase, seconds in placement.seconds.items()},
        "peak_mb": round(placement.peak_mb, 1),
    }


def summary_json(
    semester: Semester, placement: Placement, payments: Iterable[Payment] | None = None
) -> str:
    """Return the text of ``summary.json``."""
    content = summary(semester, placement, payments)
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n"


def _marked(marks: Marks) -> dict[str, object]:
    """Return the places that were marked to be kept, and the file with the marks."""
    return {
        "file": marks.file,
        "sha256": marks.sha256,
        "places": [
            {
                "student_id": place.student_id,
                "offer_id": place.offer_id,
                "housed": place.housed,
                "parts": [
                    {"supervisor_id": host, "site_id": at, "half_days": names_of(half_days)}
                    for host, at, half_days in place.parts
                ],
                "cell": cell,
            }
            for place, cell in zip(marks.places, marks.cells, strict=True)
        ],
    }


def _blocking(pair: BlockingPair) -> dict[str, object]:
    """Return a pair; ``with`` lists the others of a joint move."""
    found: dict[str, object] = {"student_id": pair.student_id, "offer_id": pair.offer_id}
    if pair.partners:
        found["with"] = [{"student_id": s, "offer_id": o} for s, o in pair.partners]
    return found


def tier_values(tier: TierResult) -> dict[str, object]:
    """Return a tier as plain values."""
    return {
        "name": tier.name,
        "order": tier.order,
        "value": _plain(tier.value),
        "bound": _plain(tier.bound),
        # JSON knows no infinity: an unknown gap is null.
        "gap": tier.gap if isfinite(tier.gap) else None,
        "tolerance": tier.tolerance,
    }


def _plain(value: int | tuple[int | str, ...]) -> int | list[int | str]:
    return list(value) if isinstance(value, tuple) else value
