"""Withheld picks proven again, and such as were admissible found out, against the oracle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary_json
from maillage.matching.placement import CannotBeMet, place
from maillage.matching.result import Placement, StudentPlacement
from maillage.matching.semester import Semester
from maillage.matching.verify import Report, verify

from .oracle.bundles import bundles_of
from .oracle.serial import target_of
from .serial_example import serial_semesters
from .strategies import Tables, to_semester
from .test_serial import lines_of, many, offers_semester


def placed(tables: Tables) -> tuple[Semester, Placement]:
    semester = to_semester(tables)
    try:
        return semester, place(semester)
    except CannotBeMet:
        assume(False)
        raise


Entry = dict[str, str]
UNPLACED = ("student_id", "programme_id")
"""Columns that an unplaced student keeps."""


def checked(
    semester: Semester, placement: Placement, invented: Entry | None = None, without: str = ""
) -> Report:
    """Verify a placement after adding a withheld pick, and after taking somebody's place away."""
    lines = list(csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement)))))
    summary: dict[str, Any] = json.loads(summary_json(semester, placement))
    if without:
        first = next(line for line in lines if line["student_id"] == without)
        empty = {column: value if column in UNPLACED else "" for column, value in first.items()}
        others = [line for line in lines if line["student_id"] != without]
        lines = [*others, empty | {"status": "unplaced", "reason": "withheld"}]
        lines.sort(key=lambda line: line["student_id"])
    if invented is not None:
        summary["withheld"].append(invented)
    return verify(semester, lines, summary)


def aim_of(student: StudentPlacement) -> str:
    hosts = sorted({part.supervisor_id for part in student.parts})
    return student.offer_id or " ".join(hosts)


def asked_in(semester: Semester, name: str) -> str | None:
    """Return a requirement on a student's line."""
    programme = semester.programme[semester.student[name].programme_id]
    if programme.everyone:
        return f"everyone:{programme.programme_id}"
    return next(
        (
            f"min_seats:{offer.offer_id}"
            for offer in semester.offers
            if offer.programme_id == programme.programme_id and offer.open and offer.min_seats
        ),
        None,
    )


def choosers(semester: Semester, placement: Placement) -> list[StudentPlacement]:
    """Return the placed students who chose by rank, alone, where something is asked."""
    return [
        found
        for found in placement.students
        if found.status == "placed"
        and semester.student[found.student_id].link_id is None
        and semester.programme[found.programme_id].mechanism == "serial"
        and asked_in(semester, found.student_id)
    ]


def not_withheld(semester: Semester, placement: Placement) -> Iterator[tuple[str, str]]:
    """Yield students with targets that nothing had to be withheld from them for."""
    received = {s.student_id: s for s in placement.students}
    for _, chosen in lines_of(semester, placement):
        for name in chosen.line:
            own = received[name]
            targets = {target_of(b) for b in bundles_of(semester, semester.student[name])}
            alone = semester.student[name].link_id is None and name not in semester.lock
            if alone:
                targets -= {aim_of(own)} | chosen.withheld[name]
                yield from ((name, target) for target in sorted(targets))


@many
@given(serial_semesters())
def test_every_withheld_pick_is_proven_again(tables: Tables) -> None:
    semester, placement = placed(tables)
    report = checked(semester, placement)
    assert report.ok, [str(violation) for violation in report.violations]
    assert not [note for note in report.notes if "withheld" in note]


@many
@given(serial_semesters(mixed=True))
def test_it_is_proven_again_beside_other_mechanisms(tables: Tables) -> None:
    semester, placement = placed(tables)
    report = checked(semester, placement)
    # What binds linked students of several mechanisms is not what is looked at here.
    assert "withheld" not in report.codes, [str(violation) for violation in report.violations]
    assert not [note for note in report.notes if "withheld" in note]


@many
@given(serial_semesters())
def test_what_was_not_withheld_is_found_out(tables: Tables) -> None:
    semester, placement = placed(tables)
    for name, target in not_withheld(semester, placement):
        requirement = f"everyone:{semester.student[name].programme_id}"
        entry = {"student_id": name, "target": target, "requirement": requirement}
        assert "withheld" in checked(semester, placement, entry).codes, (name, target)


@many
@given(serial_semesters())
def test_a_place_denied_is_not_hidden_by_a_withheld_pick(tables: Tables) -> None:
    semester, placement = placed(tables)
    for found in choosers(semester, placement):
        name, aim = found.student_id, aim_of(found)
        entry = {
            "student_id": name,
            "target": aim,
            "requirement": asked_in(semester, name) or "",
        }
        report = checked(semester, placement, entry, without=name)
        assert f"{name}: {aim} was withheld, and would break nothing. [withheld]" in [
            str(violation) for violation in report.violations
        ]


@many
@given(serial_semesters())
def test_a_place_taken_away_is_a_denial(tables: Tables) -> None:
    semester, placement = placed(tables)
    for found in choosers(semester, placement):
        if found.offer_id is not None:
            report = checked(semester, placement, without=found.student_id)
            assert "denied" in report.codes


# -- more students than can be tried --------------------------------------------------------------


def crowd(seed: int, *, students: int = 120) -> Tables:
    """Make a semester of offers in pairs of supervisors, too few for all that has to be filled."""
    random = Random(seed)
    hosts = [f"M{k}" for k in range(students // 3)]
    offers = {f"O{k:03}": random.sample(hosts, random.choice((1, 2, 2))) for k in range(students)}
    wishes = {
        f"s{k:03}": (*random.sample(sorted(offers), 6), *(f"-{o}" for o in refused))
        for k in range(students)
        for refused in [random.sample(sorted(offers), random.choice((0, students // 2)))]
    }
    wishes = {
        name: tuple(dict.fromkeys(w for w in own if f"-{w}" not in own))
        for name, own in wishes.items()
    }
    asked = random.sample(sorted(offers), students // 5)
    tables = offers_semester(
        wishes, offers={name: {"min_seats": "1"} if name in asked else {} for name in offers}
    )
    first = tables["supervisors"][0]
    days = {"mon_pm": "x", "tue_am": "x"}
    at_once = {"max_students": "2", "max_at_once": "1"}
    tables["supervisors"] = [
        {**first, **days, **at_once, "supervisor_id": host, "name": host} for host in hosts
    ]
    tables["offer_parts"] = [
        {"offer_id": name, "supervisor_id": host, "half_days": half_day}
        for name, own in offers.items()
        for host, half_day in zip(own, random.sample(HALF_DAYS[:3], 2), strict=False)
    ]
    tables["conflicts"] = [
        {"student_id": name, "supervisor_id": host}
        for name in random.sample(sorted(wishes), students // 4)
        for host in random.sample(hosts, len(hosts) // 2)
    ]
    return tables


@pytest.mark.parametrize("seed", range(6))
def test_many_withheld_picks_are_proven_by_counting(seed: int) -> None:
    semester = to_semester(crowd(seed))
    placement = place(semester)
    assert len(placement.withheld) > 10
    report = checked(semester, placement)
    assert report.ok, [str(violation) for violation in report.violations]
    assert report.notes == ()


@pytest.mark.parametrize("seed", range(3))
def test_places_denied_to_many_are_not_hidden(seed: int) -> None:
    semester = to_semester(crowd(seed))
    placement = place(semester)
    for found in [s for s in placement.students if s.offer_id][::9]:
        entry = {
            "student_id": found.student_id,
            "target": found.offer_id or "",
            "requirement": asked_in(semester, found.student_id) or "",
        }
        report = checked(semester, placement, entry, without=found.student_id)
        said = f"{found.student_id}: {found.offer_id} was withheld, and would break nothing."
        assert any(said in str(violation) for violation in report.violations), report.notes
