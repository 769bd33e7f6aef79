"""The summary of a composition: which seats were opened, and how good that is proven to be."""

from __future__ import annotations

import json
from dataclasses import asdict

from ..outputs.summary import FORMAT_VERSION, tier_values
from .result import Composition


def composition_json(composition: Composition) -> str:
    """Return the text of the summary."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    values = {
        "format_version": FORMAT_VERSION,
        "semester": composition.semester.settings.semester,
        "program_version": __version__,
        "options": dict(sorted(composition.options.items())),
        "status": composition.status,
        "tiers": [tier_values(tier) for tier in composition.tiers],
        "programmes": [asdict(programme) for programme in composition.programmes],
        "offers": [offer.offer_id for offer in composition.offers],
        "existing_not_together": dict(composition.apart),
        "seconds": {phase: round(value, 3) for phase, value in composition.seconds.items()},
        "peak_mb": round(composition.peak_mb, 1),
    }
    text = json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n"
