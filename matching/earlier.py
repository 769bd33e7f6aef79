"""An earlier result as the start of a run: who has a place there keeps it (waves)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from .bundles import Bundles, Market
from .entities import EarlierPlace
from .fixed import as_compositions, fixed_at
from .language import Sentence, sentence
from .outputs.placement_rows import PlacementRow
from .outputs.placements_csv import FILE_NAME, read_placements
from .result import StudentPlacement
from .semester import Semester
from .settled import Settled, nobody, settle
from .tables.findings import InputError, error
from .valuation import valuation


def read_earlier(folder: str | os.PathLike[str], semester: Semester) -> tuple[EarlierPlace, ...]:
    """Read who has a place in the result in a folder.

    Raises
    ------
    InputError
        There is no such result, or it names what the semester does not have: every line at once.
    """
    rows = read_placements(Path(folder) / FILE_NAME)
    there = pairs_there(semester)
    faults = [
        error(code, f"{FILE_NAME}:{line}", said)
        for line, row in enumerate(rows, start=2)
        for code, said in unknown_in(semester, there, row)
    ]
    if faults:
        raise InputError(faults)
    return tuple(places_in(rows))


def pairs_there(semester: Semester) -> frozenset[tuple[str, str]]:
    """Return the supervisors with the sites where they can be."""
    found = {(p.supervisor_id, p.site_id) for offer in semester.offers for p in offer.parts}
    for supervisor in semester.supervisors:
        cells = (cell for cell in supervisor.timetable if cell is not None)
        found |= {(supervisor.supervisor_id, cell.site_id) for cell in cells}
    return frozenset(found)


def unknown_in(
    semester: Semester, there: frozenset[tuple[str, str]], row: PlacementRow
) -> Iterator[tuple[str, Sentence]]:
    """Yield what a line names and the semester does not have: a code and a sentence.

    ``there``: as `pairs_there` returns them.
    """
    known: tuple[tuple[str | None, Mapping[str, object]], ...] = (
        (row.student_id, semester.student),
        (row.programme_id, semester.programme),
        (row.offer_id, semester.offer),
        (row.supervisor_id, semester.supervisor),
        (row.site_id, semester.site),
        (row.housed, semester.site),
    )
    for name, names in known:
        if name is not None and name not in names:
            yield (
                "unknown-reference",
                sentence("'{name}' does not exist in the semester.", name=name),
            )
            return
    pair = (row.supervisor_id or "", row.site_id or "")
    if row.part is not None and pair not in there:
        yield (
            "presence",
            sentence("supervisor '{name}' is never at site '{site}'.", name=pair[0], site=pair[1]),
        )


def places_in(rows: Iterable[PlacementRow]) -> Iterator[EarlierPlace]:
    """Yield the place of each student who has one, by student."""
    by_student: dict[str, list[PlacementRow]] = {}
    for row in rows:
        if row.part is not None:
            by_student.setdefault(row.student_id, []).append(row)
    for name, own in sorted(by_student.items()):
        parts = tuple((r.supervisor_id or "", r.site_id or "", r.half_days) for r in own)
        yield EarlierPlace(name, own[0].offer_id, parts, own[0].housed)


def places_sha256(places: Sequence[EarlierPlace]) -> str:
    """Return the SHA-256 of some places, whatever their order."""
    lines = [
        [p.student_id, p.offer_id, p.housed, sorted([*q[:2], list(q[2])] for q in p.parts)]
        for p in sorted(places, key=lambda place: place.student_id)
    ]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def place_of(student: StudentPlacement) -> EarlierPlace:
    """Return a placed student's place as one of an earlier result."""
    parts = tuple((p.supervisor_id, p.site_id, p.half_days) for p in student.parts)
    return EarlierPlace(student.student_id, student.offer_id, parts, student.housed)


def settled_earlier(market: Market, places: Sequence[EarlierPlace]) -> Settled:
    """Return the students of an earlier result as settled."""
    if not places:
        return nobody()
    semester = market.semester
    number = {s.student_id: k for k, s in enumerate(semester.students)}
    site = {s.site_id: k for k, s in enumerate(semester.sites)}
    ordered = sorted(places, key=lambda place: number[place.student_id])
    students = [number[place.student_id] for place in ordered]
    fixed = [fixed_at(market, place) for place in ordered]
    housed = [-1 if place.housed is None else site[place.housed] for place in ordered]
    own = Bundles(
        compositions=as_compositions(fixed),
        with_car=np.array([semester.students[k].car for k in students], bool),
        student=np.array(students, np.int32),
        composition=np.arange(len(fixed), dtype=np.int32),
        housed=np.array(housed, np.int32),
    )
    chosen = np.arange(len(fixed))
    slots = [tuple(one.kinds.mask.tolist()) for one in fixed]
    return settle(market, own, chosen, slots, valuation(market, own).ranks(chosen), nobody())
