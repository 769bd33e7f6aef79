"""The verbs of the library where they take more than the domain's own form."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

from .checking import deep_checks
from .language import sentence
from .outputs.placement_rows import rows_of
from .outputs.placements_csv import placements_csv
from .outputs.summary import summary_json
from .result import Placement
from .semester import Semester
from .tables.findings import Finding, InputError
from .tables.reading import read_semester
from .tables.schema import Job
from .verify import Report, Violation
from .verify import verify as verify_lines
from .verify.repaired import is_repaired, verify_repaired


def check(
    source: Semester | str | os.PathLike[str], *, job: Job | None = None
) -> tuple[Finding, ...]:
    """Return every error and warning of a semester; empty where there is nothing to say.

    Beside what reading finds, the semester is checked as a whole: capacities, quotas, wishes
    and locks that cannot hold, students whom no placement fits. That needs a semester that can
    be read; placing does without it.

    Parameters
    ----------
    source
        A workbook, a folder of tables, or a semester already read.
    job
        What it is meant for: ``place``, ``rank`` or ``diagnose``, which says which tables must be
        there. By default what the tables that hold rows are for: with students or programmes a
        placement, otherwise with requests or openings a ranking, with territories alone a
        diagnosis.
    """
    if isinstance(source, Semester):
        return (*source.warnings, *deep_checks(source))
    try:
        semester = read_semester(Path(source), job=job)
    except InputError as error:
        return error.findings
    return check(semester)


def verify(
    semester: Semester | str | os.PathLike[str], result: Placement | str | os.PathLike[str]
) -> Report:
    """Check a result against its input, with code apart from the solvers.

    Parameters
    ----------
    semester
        The input; its file where the result was repaired, for the changes are applied to that.
    result
        A placement, or the folder that it was written to. Of a placement exactly what would be
        written is checked.

    Returns
    -------
    Report
        ``ok`` says whether every rule is kept, ``violations`` which are not.
    """
    if not isinstance(result, Placement) and is_repaired(result):
        if not isinstance(semester, Semester):
            return verify_repaired(semester, result)
        said = sentence("the result was repaired; give the file of the semester to verify it.")
        return Report((Violation("changes", "changes", said),), (), len(semester.students), 0)
    if not isinstance(semester, Semester):
        semester = read_semester(Path(semester))
    if not isinstance(result, Placement):
        return verify_lines(semester, result)
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, result)), newline=""))
    return verify_lines(semester, lines, json.loads(summary_json(semester, result)))
