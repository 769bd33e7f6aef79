"""The files of a front: ``front.csv``, ``front.json``, ``report.html``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..matching.language import Lang
from ..matching.outputs.directory import check_folder, write_checked
from .front_amounts import AMOUNTS
from .front_page import front_page
from .front_result import Front, FrontPoint
from .front_words import price, price_sentence

CSV_NAME, JSON_NAME, PAGE_NAME = "front.csv", "front.json", "report.html"
FILES = frozenset({CSV_NAME, JSON_NAME, PAGE_NAME})


def check_front_directory(directory: Path | str) -> None:
    """Refuse a folder that a front must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no front holds.
    """
    check_folder(directory, FILES, JSON_NAME)


def write_front(front: Front, directory: Path | str, lang: Lang = "en") -> None:
    """Write the three files of a front: all of them or none.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    files = {
        CSV_NAME: front_csv(front).encode(),
        JSON_NAME: front_json(front).encode(),
        PAGE_NAME: front_page(front, lang).encode(),
    }
    write_checked(files, directory, check_front_directory)


def front_csv(front: Front) -> str:
    """Return a line per point; the price is of the step to the next point."""
    one, other = front.between
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    bounds = (f"{one}_bound", f"{other}_bound")
    writer.writerow(["point", one, other, *bounds, "gap", "proven", "price", *AMOUNTS])
    for number, (point, cost) in enumerate(zip(front.points, _prices(front), strict=True), start=1):
        known = [_number(point.amounts[name]) for name in AMOUNTS]
        proven = str(point.proven).lower()
        row = [number, *point.values, *point.bounds, f"{point.gap:.6g}", proven]
        writer.writerow([*row, "" if cost is None else f"{float(cost):.6g}", *known])
    return out.getvalue()


def front_json(front: Front) -> str:
    """Return everything that is known of the front, without the placements."""
    # The root package may import this one: its version is known only when it is complete.
    from .. import __version__

    content = {
        "format_version": 1,
        "program_version": __version__,
        "semester": front.semester.settings.semester,
        "input_sha256": dict(sorted(front.semester.fingerprints.items())),
        "between": list(front.between),
        "before": list(front.before),
        "order": front.order,
        "complete": front.complete,
        "proven": front.proven,
        "points_wanted": front.wanted,
        "interrupted": front.interrupted,
        "points": [_point(front, p) for p in front.points],
        "steps": [
            {
                "from": number,
                "to": number + 1,
                "price": float(price(front, *step)),
                "text": price_sentence(front, *step).said("en"),
            }
            for number, step in enumerate(front.steps, start=1)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _point(front: Front, point: FrontPoint) -> Mapping[str, Any]:
    return {
        "values": dict(zip(front.between, point.values, strict=True)),
        "bounds": dict(zip(front.between, point.bounds, strict=True)),
        "gap": point.gap,
        "status": "optimal" if point.proven else "feasible",
        "amounts": {name: float(point.amounts[name]) for name in AMOUNTS},
    }


def _prices(front: Front) -> list[Fraction | None]:
    return [*(price(front, *step) for step in front.steps), *([None] if front.points else [])]


def _number(amount: Fraction) -> str:
    return f"{float(amount):.6f}".rstrip("0").rstrip(".")
