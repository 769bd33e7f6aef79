"""The verbs of the library where they take more than the domain's own form."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

from .outputs.placement_rows import rows_of
from .outputs.placements_csv import placements_csv
from .outputs.summary import summary_json
from .result import Placement
from .semester import Semester
from .tables.findings import Finding, InputError
from .tables.reading import read_semester
from .verify import Report
from .verify import verify as verify_lines


def check(source: Semester | str | os.PathLike[str]) -> tuple[Finding, ...]:
    """Return every error and warning of a semester; empty where there is nothing to say.

    Parameters
    ----------
    source
        A workbook, a folder of CSV files, or a semester already read, which can only have
        warnings.
    """
    if isinstance(source, Semester):
        return source.warnings
    try:
        return read_semester(Path(source)).warnings
    except InputError as error:
        return error.findings


def verify(semester: Semester, result: Placement | str | os.PathLike[str]) -> Report:
    """Check a result against its input, with code apart from the solvers.

    Parameters
    ----------
    result
        A placement, or the folder that it was written to. Of a placement exactly what would be
        written is checked.

    Returns
    -------
    Report
        ``ok`` says whether every rule is kept, ``violations`` which are not.
    """
    if not isinstance(result, Placement):
        return verify_lines(semester, result)
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, result)), newline=""))
    return verify_lines(semester, lines, json.loads(summary_json(semester, result)))
