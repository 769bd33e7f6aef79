"""An earlier result as the start of a run: who has a place there keeps it (waves)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .bundles import Bundles, Market
from .entities import Offer, OfferPart, Programme
from .kinds import Kinds
from .language import sentence
from .outputs.placement_rows import PlacementRow
from .outputs.placements_csv import FILE_NAME, read_placements
from .result import StudentPlacement
from .semester import Semester
from .settled import Fixed, Settled, as_compositions, nobody, settle
from .tables.findings import Finding, InputError, error
from .valuation import valuation


@dataclass(frozen=True)
class EarlierPlace:
    """A student's place in an earlier result: supervisor, site and half-days of each part."""

    student_id: str
    offer_id: str | None
    parts: tuple[tuple[str, str, tuple[int, ...]], ...]
    housed: str | None


def read_earlier(folder: str | os.PathLike[str], semester: Semester) -> tuple[EarlierPlace, ...]:
    """Read who has a place in the result in a folder.

    Raises
    ------
    InputError
        There is no such result, or it names what the semester does not have: every line at once.
    """
    rows = read_placements(Path(folder) / FILE_NAME)
    there = _there(semester)
    faults = [
        fault
        for line, row in enumerate(rows, start=2)
        for fault in _faults(semester, there, line, row)
    ]
    if faults:
        raise InputError(faults)
    return tuple(places_in(rows))


def _there(semester: Semester) -> frozenset[tuple[str, str]]:
    """Return the supervisors and sites where they can be."""
    found = {(p.supervisor_id, p.site_id) for offer in semester.offers for p in offer.parts}
    for supervisor in semester.supervisors:
        cells = (cell for cell in supervisor.timetable if cell is not None)
        found |= {(supervisor.supervisor_id, cell.site_id) for cell in cells}
    return frozenset(found)


def _faults(
    semester: Semester, there: frozenset[tuple[str, str]], line: int, row: PlacementRow
) -> Iterator[Finding]:
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
            message = sentence("'{name}' does not exist in the semester.", name=name)
            yield error("unknown-reference", f"{FILE_NAME}:{line}", message)
            return
    pair = (row.supervisor_id or "", row.site_id or "")
    if row.part is not None and pair not in there:
        message = sentence(
            "supervisor '{name}' is never at site '{site}'.", name=pair[0], site=pair[1]
        )
        yield error("presence", f"{FILE_NAME}:{line}", message)


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
    fixed = [_fixed(market, place) for place in ordered]
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


def _fixed(market: Market, place: EarlierPlace) -> Fixed:
    semester = market.semester
    programme = semester.programme[semester.student[place.student_id].programme_id]
    offer = None if place.offer_id is None else semester.offer[place.offer_id]
    parts = place.parts if offer is None else _in_order(offer, place)
    nothing = np.zeros(len(parts), bool)
    kinds = Kinds(
        place=np.array([market.place_of(host, at) for host, at, _ in parts], np.int64),
        programme=np.full(len(parts), semester.programmes.index(programme), np.int64),
        size=np.array([len(half_days) for _, _, half_days in parts], np.int64),
        mask=np.array([sum(1 << h for h in half_days) for _, _, half_days in parts], np.int64),
        weeks=np.array(_weeks(market, programme, offer, len(parts)), np.int64),
        run=np.zeros(len(parts), np.int64),
        paired=nothing,
        free=nothing,
    )
    return Fixed(kinds, -1 if offer is None else market.wishes.offer_number[offer.offer_id])


def _in_order(offer: Offer, place: EarlierPlace) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return the parts in the order of the offer's, as far as they are its parts."""

    def matches(wanted: OfferPart, part: tuple[str, str, tuple[int, ...]]) -> bool:
        same = (wanted.supervisor_id, wanted.site_id) == part[:2]
        return same and wanted.half_days in (part[2], len(part[2]))

    left = list(place.parts)
    found = []
    for wanted in offer.parts:
        own = next((part for part in left if matches(wanted, part)), None)
        if own is not None:
            left.remove(own)
            found.append(own)
    return [*found, *left]


def _weeks(market: Market, programme: Programme, offer: Offer | None, n_parts: int) -> list[int]:
    own = (
        [] if offer is None else [p.weeks if p.weeks_text else programme.weeks for p in offer.parts]
    )
    weeks = [*own[:n_parts], *[programme.weeks] * (n_parts - len(own))]
    return [market.weeks.mask(w) for w in weeks]
