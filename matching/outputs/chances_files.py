"""``chances.csv``, ``chances_offers.csv``, ``calibration.csv`` and ``chances.json``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..chances.calibration import Check
from ..chances.choice import ChoiceModel
from ..chances.result import Chances, OfferChances, StudentChances
from ..chances.share import Share
from ..semester import Semester
from .directory import check_folder, write_checked

CSV_NAME, OFFERS_NAME = "chances.csv", "chances_offers.csv"
CALIBRATION_NAME, JSON_NAME = "calibration.csv", "chances.json"
FORMAT_VERSION = 1

_SHARE = ("times", "draws", "chance", "se", "low", "high")
_COLUMNS = (
    *("student_id", "programme_id", "wishes", "about", "target_kind", "target", "wish_rank"),
    *_SHARE,
)
_OFFER_COLUMNS = (
    *("offer_id", "programme_id", "seats", "applicants_known", "applicants", "applicants_se"),
    *(f"full_{name}" for name in _SHARE),
    *("full_turn_p10", "full_turn_median", "full_turn_p90"),
)
_BIN_COLUMNS = ("question", "low", "high", "events", "predicted", "observed", "se")

Row = Mapping[str, object]


def write_chances(semester: Semester, chances: Chances, directory: Path | str) -> None:
    """Write a forecast into a folder, all of it or nothing.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    write_checked(chances_files(semester, chances), directory, check_chances_directory)


def check_chances_directory(directory: Path | str) -> None:
    """Refuse a folder that a forecast must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no forecast holds.
    """
    names = frozenset({CSV_NAME, OFFERS_NAME, CALIBRATION_NAME, JSON_NAME})
    check_folder(directory, names, JSON_NAME)


def chances_files(semester: Semester, chances: Chances) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    rows = [row for student in chances.students for row in _student_rows(student)]
    offers = [_offer_row(offer) for offer in chances.offers]
    files = {
        CSV_NAME: _table(_COLUMNS, rows),
        OFFERS_NAME: _table(_OFFER_COLUMNS, offers),
        CALIBRATION_NAME: _table(_BIN_COLUMNS, _bin_rows(chances.check)),
        JSON_NAME: chances_json(semester, chances),
    }
    return {name: text.encode() for name, text in files.items()}


def _table(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        cells = {k: f"{v:.6f}" if isinstance(v, float) else v for k, v in row.items()}
        writer.writerow(cells)
    return stream.getvalue()


def _share(share: Share, prefix: str = "") -> dict[str, object]:
    low, high = share.interval
    values = (share.times, share.draws, share.share, share.error, low, high)
    return dict(zip((prefix + name for name in _SHARE), values, strict=True))


def _student_rows(student: StudentChances) -> Iterator[Row]:
    head: dict[str, object] = {
        "student_id": student.student_id,
        "programme_id": student.programme_id,
        "wishes": student.knowledge,
    }
    for one in student.targets:
        yield {
            **head,
            "about": "target",
            "target_kind": one.kind,
            "target": one.target,
            "wish_rank": "" if one.wish_rank is None else one.wish_rank,
            **_share(one.chance),
        }
    for name, share in student.classes:
        yield {**head, "about": "class", "wish_rank": name, **_share(share)}
    yield {**head, "about": "placed", **_share(student.placed)}


def _offer_row(offer: OfferChances) -> Row:
    low, middle, high = offer.full_at or ("", "", "")
    return {
        "offer_id": offer.offer_id,
        "programme_id": offer.programme_id,
        "seats": offer.seats,
        "applicants_known": offer.applicants_known,
        "applicants": offer.applicants,
        "applicants_se": offer.applicants_error,
        **_share(offer.full, "full_"),
        "full_turn_p10": low,
        "full_turn_median": middle,
        "full_turn_p90": high,
    }


def _bin_rows(check: Check | None) -> Iterator[Row]:
    for answer in check.answers if check else ():
        for one in answer.bins:
            yield {
                "question": answer.question,
                "low": one.low,
                "high": one.high,
                "events": one.events,
                "predicted": one.predicted,
                "observed": one.observed,
                "se": one.error,
            }


def chances_json(semester: Semester, chances: Chances) -> str:
    """Return the text of ``chances.json``: all of the tables, the models and the notes."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    content = {
        "format_version": FORMAT_VERSION,
        "semester": semester.settings.semester,
        "input_sha256": dict(sorted(semester.fingerprints.items())),
        "program_version": __version__,
        "seed": chances.seed,
        "draws_asked": chances.draws_asked,
        "draws": chances.draws,
        "status": "interrupted" if chances.interrupted else "done",
        "notes": [str(note) for note in chances.notes],
        "models": [_model(model) for model in chances.models],
        "students": [_student(student) for student in chances.students],
        "offers": [_rounded(_offer_row(offer)) for offer in chances.offers],
        "check": _check(chances.check),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _rounded(row: Row) -> dict[str, object]:
    """Return a row with its decimals as the tables have them, and null for what is empty."""
    return {
        k: round(v, 6) if isinstance(v, float) else None if v == "" else v for k, v in row.items()
    }


def _model(model: ChoiceModel) -> dict[str, object]:
    return {
        "programme_id": model.programme_id,
        "target_kinds": list(model.kinds),
        "lists": model.lists,
        "choices": model.choices,
        "wishes_left_out": model.left_out,
        "lengths": list(model.lengths),
        "log_likelihood": round(model.likelihood, 6),
        "log_likelihood_blind": round(model.blind, 6),
        "coefficients": [
            {
                "name": one.name,
                "value": round(one.value, 6),
                "se": None if one.error is None else round(one.error, 6),
            }
            for one in model.coefficients
        ],
    }


def _student(student: StudentChances) -> dict[str, object]:
    return {
        "student_id": student.student_id,
        "programme_id": student.programme_id,
        "wishes": student.knowledge,
        "targets": [
            {
                "target_kind": one.kind,
                "target": one.target,
                "wish_rank": one.wish_rank,
                **_rounded(_share(one.chance)),
            }
            for one in student.targets
        ],
        "classes": {name: _rounded(_share(share)) for name, share in student.classes},
        "placed": _rounded(_share(student.placed)),
    }


def _check(check: Check | None) -> dict[str, object] | None:
    if check is None:
        return None
    rows = [_rounded(row) for row in _bin_rows(check)]
    return {
        "folds": check.folds,
        "draws": check.draws,
        "students": check.students,
        "answers": [
            {
                "question": one.question,
                "events": one.events,
                "brier": round(one.brier, 6),
                "brier_base": round(one.base, 6),
                "bins": [row for row in rows if row["question"] == one.question],
            }
            for one in check.answers
        ],
    }
