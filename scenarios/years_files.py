"""The files of a simulation: ``years.csv``, ``sensitivity.csv``, ``summary.json``, a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..matching.language import Lang
from ..matching.outputs.directory import check_folder, write_checked
from ..matching.outputs.words import language_of
from .years_page import years_page
from .years_plan import Assumptions
from .years_result import Years

CSV_NAME, SENSITIVITY_NAME = "years.csv", "sensitivity.csv"
JSON_NAME, PAGE_NAME = "summary.json", "report.html"
FILES = frozenset({CSV_NAME, SENSITIVITY_NAME, JSON_NAME, PAGE_NAME})


def check_years_directory(directory: Path | str) -> None:
    """Refuse a folder that a simulation must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no simulation holds.
    """
    check_folder(directory, FILES, JSON_NAME)


def write_years(years: Years, directory: Path | str, lang: Lang | None = None) -> None:
    """Write the files of a simulation: all of them or none.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    language = lang or language_of(years.task.semester)
    files = {
        CSV_NAME: years_csv(years).encode(),
        SENSITIVITY_NAME: sensitivity_csv(years).encode(),
        JSON_NAME: years_json(years).encode(),
        PAGE_NAME: years_page(years, language).encode(),
    }
    write_checked(files, directory, check_years_directory)


def years_csv(years: Years) -> str:
    """Return a line per policy, year, territory (empty: all together) and measure."""
    return _lines(
        ("policy", "year", "territory_id", "measure", "median", "p10", "p90"),
        (
            (b.policy, b.year, b.territory_id or "", b.measure, b.median, b.low, b.high)
            for b in years.bands
        ),
    )


def sensitivity_csv(years: Years) -> str:
    """Return a line per policy, measure and assumption, the largest swing first."""
    assumptions = years.task.plan.assumptions
    return _lines(
        (
            *("policy", "measure", "assumption", "low", "value", "high"),
            *("at_low", "at_value", "at_high", "swing", "standard_error", "source"),
        ),
        (
            (
                *(e.policy, e.measure, e.assumption, e.low),
                *(getattr(assumptions, e.assumption).value, e.high, e.at_low, e.at_value),
                *(e.at_high, e.swing, e.error, getattr(assumptions, e.assumption).source),
            )
            for e in years.effects
        ),
    )


def years_json(years: Years) -> str:
    """Return the plan with every assumption, and the last year of each policy."""
    # The root package may import this one: its version is known only when it is complete.
    from .. import __version__

    plan, ground = years.task.plan, years.ground
    last = ground.first_year + plan.years
    content = {
        "format_version": 1,
        "simulation": "under stated assumptions, not a forecast",
        "program_version": __version__,
        "input_sha256": dict(sorted(years.task.semester.fingerprints.items())),
        "seed": plan.seed,
        "draws": plan.draws,
        "sensitivity_draws": min(plan.draws, plan.sensitivity_draws),
        "first_year": ground.first_year,
        "years": plan.years,
        "threshold": years.threshold,
        "programmes": [stay.model_dump() for stay in years.task.stays],
        "shortage_territories": [
            code for code, short in zip(ground.codes, ground.short.tolist(), strict=True) if short
        ],
        "assumptions": {
            name: getattr(plan.assumptions, name).model_dump() for name in Assumptions.model_fields
        },
        "policies": {name: policy.model_dump() for name, policy in plan.policies.items()},
        "last_year": {
            name: {
                band.measure: {"median": band.median, "p10": band.low, "p90": band.high}
                for band in years.bands
                if (band.policy, band.territory_id, band.year) == (name, None, last)
            }
            for name in years.policies
        },
        "complete": not years.interrupted,
        "missing_policies": list(years.missing),
        "without_sensitivity": list(years.without_sensitivity),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([f"{v:.6g}" if isinstance(v, float) else v for v in row])
    return out.getvalue()
