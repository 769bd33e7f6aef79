"""A semester that students answer a form for, and forms as the different tools export them."""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from cli_example import PROGRAMMES, SITES, TERRITORIES, Tables, supervisor
from maillage.matching.imports.wishes import WishImport, prepare_wishes

PEOPLE = (
    ("E01", "DUPONT Camille", "camille.dupont@univ.fr"),
    ("E02", "Noël-Martin Zoé", "zoe.noel@univ.fr"),
    ("E03", "Ben Ali Karim", "karim.benali@univ.fr"),
    ("0047", "Lefèvre Chloé", "chloe.lefevre@univ.fr"),
)
Row = Sequence[object]


def semester() -> Tables:
    """Return a semester without wishes; `Cabinet des Lilas` is at Aulnay."""
    tables: Tables = {
        "settings": [{"key": "semester", "value": "2027-05"}],
        "territories": TERRITORIES,
        "sites": SITES,
        "supervisors": [
            supervisor(1, "CAB", "mon tue"),
            supervisor(2, "CDS", "wed thu"),
            supervisor(3, "LAC", "mon fri"),
            {**supervisor(4, "CDS", "fri"), "name": "Dr Hôte 3"},
        ],
        "programmes": PROGRAMMES,
        "students": [
            {"student_id": i, "name": name, "programme_id": "EXT", "lat": 48.9, "lon": 2.4,
             "email": email}
            for i, name, email in PEOPLE
        ],
    }  # fmt: skip
    return copy.deepcopy(tables)


def csv_form(path: Path, rows: Sequence[Row], separator: str = ",") -> Path:
    """Write a form's answers as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\n").writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def sheet_form(path: Path, rows: Sequence[Row], sheet: str = "Form1") -> Path:
    """Write a form's answers as a workbook, by the path's ending."""
    engine: Any = {".xlsx": "openpyxl", ".ods": "odf"}[path.suffix]
    with pd.ExcelWriter(path, engine=engine) as writer:
        pd.DataFrame(rows).to_excel(writer, sheet_name=sheet, header=False, index=False)
    return path


def read(form: Path, into: Path, *columns: str) -> WishImport:
    """Return an import that is not written yet."""
    return prepare_wishes(form, into, columns)


def wishes_of(found: WishImport) -> dict[str, str]:
    """Return per student the wishes as ``1 CAB, 2 M1, refused CDS``."""
    return {
        answer.student_id: ", ".join(
            f"{'refused' if wish.refused else wish.rank} {wish.target}" for wish in answer.wishes
        )
        for answer in found.answers.given
    }
