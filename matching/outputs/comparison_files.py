"""``comparison.csv``, ``comparison.json`` and the whole result of each mechanism, as files."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

from ..comparison import Compared, Comparison
from ..costs import Costs
from ..language import Lang, Sentence
from ..mechanisms import MECHANISMS
from ..semester import Semester
from .decimals import decimal_text
from .directory import RESULT_FILES, check_folder, result_files, write_checked
from .words import language_of

CSV_NAME, JSON_NAME = "comparison.csv", "comparison.json"
FORMAT_VERSION = 1
IMPOSSIBLE = "impossible"
"""The status of a mechanism that cannot be used for the semester."""

_FIRST = ("mechanism", "status", "students", "placed", "unplaced", "unplaced_with_wishes")
_LAST = (
    *("off", "no_wishes", "worst_class", "need", "half_days", "half_days_zip_zac"),
    *("zip_zac_share", "travel", "minutes_per_half_day", "blocking_pairs"),
    *("envious_students", "envy_pairs"),
)


def write_comparison(
    semester: Semester, comparison: Comparison, directory: Path | str, lang: Lang | None = None
) -> None:
    """Write a comparison into a folder, all of it or nothing, as `write_results` does.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    files = comparison_files(semester, comparison, lang or language_of(semester))
    write_checked(files, directory, check_comparison_directory)


def check_comparison_directory(directory: Path | str) -> None:
    """Refuse a folder that a comparison must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no comparison holds.
    """
    check_folder(directory, frozenset({CSV_NAME, JSON_NAME, *MECHANISMS}), JSON_NAME)
    for mechanism in MECHANISMS:
        check_folder(Path(directory) / mechanism, RESULT_FILES, "summary.json")


def comparison_files(semester: Semester, comparison: Comparison, lang: Lang) -> dict[str, bytes]:
    """Return the content of every file by its name below the folder."""
    files = {
        CSV_NAME: comparison_csv(comparison).encode(),
        JSON_NAME: comparison_json(semester, comparison).encode(),
    }
    for run in comparison.runs:
        if run.placement is not None:
            own = result_files(semester, run.placement, lang)
            files |= {f"{run.mechanism}/{name}": content for name, content in own.items()}
    return files


def comparison_csv(comparison: Comparison) -> str:
    """Return the text of ``comparison.csv``: a line per mechanism, the same in every run."""
    stream = io.StringIO()
    columns = (*_FIRST, *(f"wish_{name}" for name in comparison.classes), *_LAST)
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for run in comparison.runs:
        values = {} if run.costs is None else _values(run.costs, comparison.classes)
        writer.writerow({"mechanism": run.mechanism, "status": status_of(run), **values})
    return stream.getvalue()


def status_of(run: Compared) -> str:
    """Return the status of a mechanism's placement, `IMPOSSIBLE` where there is none."""
    return IMPOSSIBLE if run.placement is None else run.placement.status


def _values(costs: Costs, classes: tuple[str, ...]) -> dict[str, object]:
    wishes = {f"wish_{name}": costs.by_wish_rank.get(name, 0) for name in classes}
    return {
        "students": costs.students,
        "placed": costs.placed,
        "unplaced": costs.unplaced,
        "unplaced_with_wishes": costs.unplaced_with_wishes,
        **wishes,
        "off": costs.by_wish_rank.get("off", 0),
        "no_wishes": costs.by_wish_rank.get("none", 0),
        "worst_class": "" if costs.worst_class is None else costs.worst_class,
        "need": decimal_text(costs.need),
        "half_days": costs.half_days,
        "half_days_zip_zac": costs.shortage_half_days,
        "zip_zac_share": _decimal(costs.shortage_share),
        "travel": costs.travel,
        "minutes_per_half_day": _decimal(costs.minutes_per_half_day),
        "blocking_pairs": ""
        if isinstance(costs.blocking_pairs, Sentence)
        else costs.blocking_pairs,
        "envious_students": costs.envy.students,
        "envy_pairs": costs.envy.pairs,
    }


def _decimal(value: Fraction | None) -> str:
    return "" if value is None else decimal_text(value)


def comparison_json(semester: Semester, comparison: Comparison) -> str:
    """Return the text of ``comparison.json``."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    content = {
        "format_version": FORMAT_VERSION,
        "semester": semester.settings.semester,
        "input_sha256": dict(sorted(semester.fingerprints.items())),
        "program_version": __version__,
        "mechanisms": [_plain(run) for run in comparison.runs],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(run: Compared) -> dict[str, object]:
    plain: dict[str, object] = {"mechanism": run.mechanism, "status": status_of(run)}
    if run.costs is None or run.placement is None:
        return {**plain, "reasons": [str(reason) for reason in run.reasons]}
    costs = run.costs
    counted = not isinstance(costs.blocking_pairs, Sentence)
    return {
        **plain,
        "seed": run.placement.seed,
        "students": costs.students,
        "placed": costs.placed,
        "unplaced": costs.unplaced,
        "unplaced_with_wishes": costs.unplaced_with_wishes,
        "by_wish_rank": dict(costs.by_wish_rank),
        "worst_class": costs.worst_class,
        "need": float(costs.need),
        "half_days": costs.half_days,
        "half_days_zip_zac": costs.shortage_half_days,
        "zip_zac_share": _float(costs.shortage_share),
        "travel": costs.travel,
        "minutes_per_half_day": _float(costs.minutes_per_half_day),
        "blocking_pairs": costs.blocking_pairs if counted else None,
        "blocking_pairs_reason": None if counted else str(costs.blocking_pairs),
        "envious_students": costs.envy.students,
        "envy_pairs": costs.envy.pairs,
        "seconds": round(run.seconds, 3),
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
