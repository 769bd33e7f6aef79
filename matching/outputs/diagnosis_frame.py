"""A diagnosis as a pandas table, and as ``diagnosis.csv``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd

from ..territories.indicators import number_of
from .diagnosis_columns import COLUMNS, Kind, cell_text, lines_of, plain

if TYPE_CHECKING:
    from ..territories.diagnosis import Diagnosis

FILE_NAME = "diagnosis.csv"

_DTYPES: dict[Kind, str] = {
    "text": "string",
    "whole": "Int64",
    "number": "Float64",
    "share": "Float64",
    "flag": "boolean",
}


def diagnosis_csv(diagnosis: Diagnosis) -> str:
    """Return the text of the file: comma-separated, one header line, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    own = [one.column for one in diagnosis.indicators]
    writer.writerow([*(column.name for column in COLUMNS), *own])
    for line in lines_of(diagnosis):
        indicators = (cell_text(line.territory.indicators.get(name)) for name in own)
        writer.writerow([*(cell_text(column.read(line)) for column in COLUMNS), *indicators])
    return text.getvalue()


def diagnosis_frame(diagnosis: Diagnosis) -> pd.DataFrame:
    """Return the table of ``diagnosis.csv``: a row per territory and profession.

    Returns
    -------
    pandas.DataFrame
        Whole numbers as ``Int64``, other numbers and shares as ``Float64``, flags as
        ``boolean``, texts as ``string``; what is not known is missing.
    """
    lines = list(lines_of(diagnosis))
    columns = {
        column.name: pd.Series([plain(column.read(x)) for x in lines], dtype=_DTYPES[column.kind])
        for column in COLUMNS
    }
    for one in diagnosis.indicators:
        texts = [line.territory.indicators.get(one.column) for line in lines]
        if one.numeric:
            columns[one.column] = pd.Series([number_of(t) for t in texts], dtype="Float64")
        else:
            columns[one.column] = pd.Series(texts, dtype="string")
    return pd.DataFrame(columns)
