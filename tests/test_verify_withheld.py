"""Withheld picks proven again, and such as were admissible found out, against the oracle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary_json
from maillage.matching.placement import CannotBeMet, place
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.verify import Report, verify

from .oracle.bundles import bundles_of
from .oracle.serial import target_of
from .serial_example import serial_semesters
from .strategies import Tables, to_semester
from .test_serial import lines_of, many


def placed(tables: Tables) -> tuple[Semester, Placement]:
    semester = to_semester(tables)
    try:
        return semester, place(semester)
    except CannotBeMet:
        assume(False)
        raise


def checked(semester: Semester, placement: Placement, invented: dict[str, str] | None) -> Report:
    """Verify a placement, one withheld pick being added to the summary."""
    lines = list(csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement)))))
    summary: dict[str, Any] = json.loads(summary_json(semester, placement))
    if invented is not None:
        summary["withheld"].append(invented)
    return verify(semester, lines, summary)


def admissible(semester: Semester, placement: Placement) -> Iterator[tuple[str, str]]:
    """Yield students with targets that nothing had to be withheld from them for."""
    received = {s.student_id: s for s in placement.students}
    for _, chosen in lines_of(semester, placement):
        for name in chosen.line:
            own = received[name]
            hosts = sorted({part.supervisor_id for part in own.parts})
            targets = {target_of(b) for b in bundles_of(semester, semester.student[name])}
            alone = semester.student[name].link_id is None and name not in semester.lock
            if alone:
                targets -= {own.offer_id or " ".join(hosts)} | chosen.withheld[name]
                yield from ((name, target) for target in sorted(targets))


@many
@given(serial_semesters())
def test_every_withheld_pick_is_proven_again(tables: Tables) -> None:
    semester, placement = placed(tables)
    report = checked(semester, placement, None)
    assert report.ok, [str(violation) for violation in report.violations]
    assert not [note for note in report.notes if "withheld" in note]


@many
@given(serial_semesters(mixed=True))
def test_it_is_proven_again_beside_other_mechanisms(tables: Tables) -> None:
    semester, placement = placed(tables)
    report = checked(semester, placement, None)
    # What binds linked students of several mechanisms is not what is looked at here.
    assert "withheld" not in report.codes, [str(violation) for violation in report.violations]
    assert not [note for note in report.notes if "withheld" in note]


@many
@given(serial_semesters())
def test_what_was_admissible_is_found_out(tables: Tables) -> None:
    semester, placement = placed(tables)
    for name, target in admissible(semester, placement):
        requirement = f"everyone:{semester.student[name].programme_id}"
        entry = {"student_id": name, "target": target, "requirement": requirement}
        assert "withheld" in checked(semester, placement, entry).codes, (name, target)
