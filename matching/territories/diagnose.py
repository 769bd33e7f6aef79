"""A diagnosis from a file or a semester: what ``maillage.diagnose`` calls."""

from __future__ import annotations

import os
from pathlib import Path

from ..language import sentence
from ..outputs.placement_rows import PlacementRow
from ..outputs.placements_csv import FILE_NAME, read_placements
from ..semester import Semester
from ..tables.findings import InputError, error
from ..tables.reading import read_semester
from .boundaries import read_boundaries
from .diagnosis import Diagnosis, diagnosis_of
from .selection import Only

FilePath = str | os.PathLike[str]


def diagnose(
    semester: Semester | FilePath,
    *,
    only: Only | None = None,
    placement: FilePath | None = None,
    geojson: FilePath | None = None,
    title: str = "",
) -> Diagnosis:
    """Diagnose territories: care, accessibility, need and placement grounds, by profession.

    Parameters
    ----------
    semester
        A semester, or the workbook or folder to read it from; only the table of territories is
        needed.
    only
        Narrows what is shown: columns of the table of territories (`territory_id`, `department`,
        `epci`, `region`, `zone`, `qpv`, `frr`) with the values wanted. Need, ranks and
        comparisons stay those of the whole table.
    placement
        Folder of a result of ``maillage place``: students received this semester.
    geojson
        Outlines of the territories (WGS84) for the map; one of the properties is their code.

    title
        What the territories are called together, for the headings.

    Returns
    -------
    Diagnosis
        As written by `write_diagnosis`.

    Raises
    ------
    InputError
        With every error of the tables, the result or the outlines.
    CannotDiagnose
        No territory fits ``only``.
    """
    found = as_semester(semester)
    rows = None if placement is None else read_placed(Path(placement), found)
    codes = [territory.territory_id for territory in found.territories]
    outlines = None if geojson is None else read_boundaries(Path(geojson), codes)
    return diagnosis_of(found, only=only, placement=rows, boundaries=outlines, title=title)


def as_semester(semester: Semester | FilePath) -> Semester:
    """Return a semester, read from its file where it is one.

    Raises
    ------
    InputError
        With every error of the tables.
    """
    if isinstance(semester, Semester):
        return semester
    return read_semester(Path(semester), job="diagnose")


def read_placed(folder: Path, semester: Semester) -> tuple[PlacementRow, ...]:
    """Read the placements of a result folder.

    Raises
    ------
    InputError
        There is no such result, or it names sites or programmes that the semester does not have.
    """
    rows = read_placements(folder / FILE_NAME)
    faults = []
    for line, row in enumerate(rows, start=2):
        for name, known in ((row.site_id, semester.site), (row.programme_id, semester.programme)):
            if name is not None and name not in known:
                said = sentence("'{name}' does not exist in the semester.", name=name)
                faults.append(error("unknown-reference", f"{FILE_NAME}:{line}", said))
    if faults:
        raise InputError(faults)
    return rows
