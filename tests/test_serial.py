"""Choice by rank against every completion of every pick, on small random semesters."""

from __future__ import annotations

import csv
import io
import os

from hypothesis import HealthCheck, given, settings
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary
from maillage.matching.placement import CannotBeMet, place
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.verify import verify

from .oracle.bundles import Bundle
from .oracle.serial import Chosen, choice_by_rank
from .serial_example import serial_semesters
from .strategies import Tables, to_semester
from .test_exhaustive import bundle_of

EXAMPLES = int(os.environ.get("MAILLAGE_EXAMPLES", "100"))

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def orders_of(semester: Semester) -> list[int | None]:
    return sorted({p.order for p in semester.programmes}, key=lambda o: (o is None, o or 0))


def lines_of(semester: Semester, placement: Placement | None) -> list[tuple[set[str], Chosen]]:
    """Let the oracle choose line after line, after what the program settled before each."""
    bundles: dict[str, Bundle | None] = {}
    if placement is not None:
        bundles = {s.student_id: bundle_of(semester, s) for s in placement.students}
    found = []
    before: set[str] = set()
    used = {s.programme_id for s in semester.students}
    for order in orders_of(semester):
        now = {p.programme_id for p in semester.programmes if p.order == order}
        serial = {n for n in now if semester.programme[n].mechanism == "serial"} & used
        if serial:
            settled = {
                s.student_id: bundles.get(s.student_id)
                for s in semester.students
                if s.programme_id in before
            }
            chosen = choice_by_rank(semester, serial, settled, last=used <= before | serial)
            bundles = chosen.taken | bundles
            found.append((serial, chosen))
        before |= now
    return found


def assert_as_by_hand(tables: Tables) -> None:
    semester = to_semester(tables)
    try:
        placement = place(semester)
    except CannotBeMet:
        # A lock cannot hold, or a hard minimum is missed after all have chosen.
        lines = [chosen for _, chosen in lines_of(semester, None)]
        assert any(not chosen.locks_hold or chosen.lacks[1] for chosen in lines)
        return
    lines = lines_of(semester, placement)
    assert placement.serial_order == tuple(chosen.line for _, chosen in lines)
    withheld: dict[str, set[str]] = {}
    for pick in placement.withheld:
        withheld.setdefault(pick.student_id, set()).add(pick.target)
    for _, chosen in lines:
        assert chosen.locks_hold and not chosen.lacks[0]
        for name, bundle in chosen.taken.items():
            found = next(s for s in placement.students if s.student_id == name)
            assert bundle_of(semester, found) == bundle
            if name not in semester.lock and semester.student[name].link_id is None:
                assert withheld.get(name, set()) == chosen.withheld[name]
                assert bundle is not None or (found.reason == "withheld") == bool(
                    chosen.withheld[name]
                )


@many
@given(serial_semesters())
def test_choices_are_those_made_by_hand(tables: Tables) -> None:
    assert_as_by_hand(tables)


@many
@given(serial_semesters(mixed=True))
def test_choices_beside_other_mechanisms(tables: Tables) -> None:
    assert_beside(tables)


def assert_beside(tables: Tables) -> None:
    semester = to_semester(tables)
    try:
        placement = place(semester)
    except CannotBeMet:
        return
    for _, chosen in lines_of(semester, placement):
        for name, bundle in chosen.taken.items():
            found = next(s for s in placement.students if s.student_id == name)
            assert bundle_of(semester, found) == bundle


@many
@given(serial_semesters())
def test_verify_accepts_every_choice(tables: Tables) -> None:
    semester = to_semester(tables)
    try:
        placement = place(semester)
    except CannotBeMet:
        return
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement))))
    report = verify(semester, list(lines), summary(semester, placement))
    assert report.ok, [str(violation) for violation in report.violations]
