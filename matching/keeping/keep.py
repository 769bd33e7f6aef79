"""A semester with the places that a coordinator marked to be kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..earlier import pairs_there, unknown_in
from ..entities import EarlierPlace, Lock, Marks
from ..language import Sentence, plural_sentence, sentence
from ..outputs.placement_rows import PlacementRow
from ..semester import Semester
from ..tables.findings import Finding, InputError, error
from .marked_sheet import read_marks
from .possible import impossible

_LOCK_COLUMNS = ("student_id", "offer_id", "supervisor_ids", "half_days")


def keep_marked(semester: Semester, path: str | os.PathLike[str]) -> Semester:
    """Return the semester with the places marked in a result's workbook as locks.

    A marked student keeps the placement exactly: offer, supervisors, sites, half-days, housing,
    all parts. Unlike a lock of the table it overrides none of the student's own limits.

    Parameters
    ----------
    path
        A ``placements.xlsx`` with marks in its column ``Keep``, or the folder that holds it.

    Raises
    ------
    InputError
        The file cannot be read, a mark is not understood, a place no longer exists or is no
        longer possible, or a lock asks for another: every cell at once.
    """
    marks, findings = read_marks(path)
    marks = _unhoused(semester, marks)
    findings += cannot_be_kept(semester, marks)
    if findings:
        raise InputError(findings)
    return with_marks(semester, marks)


def with_marks(semester: Semester, marks: Marks) -> Semester:
    """Return the semester with marked places, which it allows, as locks."""
    table = {k: replace(v, place=None) for k, v in semester.lock.items() if v.overrides}
    locks = {**table, **{p.student_id: _lock(table.get(p.student_id), p) for p in marks.places}}
    cells = {
        ("locks", place.student_id, column): cell
        for place, cell in zip(marks.places, marks.cells, strict=True)
        if place.student_id not in table
        for column in _LOCK_COLUMNS
    }
    return replace(
        semester,
        locks=tuple(locks[name] for name in sorted(locks)),
        marks=marks if marks.places else None,
        cells=_Cells(cells, semester.cells),
    )


def marks_kept(semester: Semester) -> Sentence:
    """Say how many placements are kept."""
    count = 0 if semester.marks is None else len(semester.marks.places)
    if not count:
        return sentence("No student is marked to be kept: everybody is placed anew.")
    return plural_sentence(
        "{count} placement is kept as marked.",
        "{count} placements are kept as marked.",
        count=count,
    )


def _unhoused(semester: Semester, marks: Marks) -> Marks:
    """Take the housing from students with a lock of the table, whom nothing has to be near."""
    places = (
        replace(place, housed=None) if place.student_id in semester.overruled else place
        for place in marks.places
    )
    return replace(marks, places=tuple(places))


def _lock(lock: Lock | None, place: EarlierPlace) -> Lock:
    if lock is not None:
        return replace(lock, place=place)
    return Lock(
        place.student_id,
        offer_id=place.offer_id,
        supervisor_ids=tuple(sorted({host for host, _, _ in place.parts})),
        half_days=_half_days(place),
        place=place,
        overrides=False,
    )


def _half_days(place: EarlierPlace) -> tuple[int, ...]:
    return tuple(sorted({h for _, _, half_days in place.parts for h in half_days}))


class _Cells(Mapping[tuple[str, str, str], str]):
    """The cells of the file, and those of the marks."""

    def __init__(
        self,
        marked: Mapping[tuple[str, str, str], str],
        others: Mapping[tuple[str, str, str], str],
    ) -> None:
        self._marked, self._others = marked, others

    def __getitem__(self, key: tuple[str, str, str]) -> str:
        return self._marked[key] if key in self._marked else self._others[key]

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        yield from self._marked
        yield from (key for key in self._others if key not in self._marked)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def against_earlier(semester: Semester, after: Iterable[EarlierPlace]) -> None:
    """Refuse marks on students who keep another place of an earlier result (a further wave).

    Raises
    ------
    InputError
        Every such mark, by its cell.
    """
    if semester.marks is None:
        return
    earlier = {place.student_id: _form(place) for place in after}
    findings = [
        error("lock-target", cell, _another_wave(place.student_id))
        for place, cell in zip(semester.marks.places, semester.marks.cells, strict=True)
        if earlier.get(place.student_id, _form(place)) != _form(place)
    ]
    if findings:
        raise InputError(findings)


def _another_wave(student_id: str) -> Sentence:
    return sentence(
        "student '{student}' keeps another place of the earlier result (--after) than the one "
        "marked here.",
        student=student_id,
    )


def _form(place: EarlierPlace) -> tuple[object, ...]:
    return place.offer_id, place.housed, tuple(sorted(place.parts))


# -- what cannot be kept ----------------------------------------------------------------------


def cannot_be_kept(semester: Semester, marks: Marks) -> list[Finding]:
    """Return an error for each marked place that the semester does not allow, by its cell."""
    findings: list[Finding] = []
    there = pairs_there(semester)
    possible: list[tuple[EarlierPlace, str]] = []
    for place, cell in zip(marks.places, marks.cells, strict=True):
        faults = [
            *(
                fault
                for row in _rows(semester, place)
                for fault in unknown_in(semester, there, row)
            ),
            *_against_lock(semester, place),
        ]
        findings += [error(code, cell, said) for code, said in faults[:1]]
        if not faults:
            possible.append((place, cell))
    if possible:
        places, cells = zip(*possible, strict=True)
        findings += [
            error("cannot-keep", cells[position], _said(places[position], why))
            for position, why in impossible(semester, places)
        ]
    return findings


def _said(place: EarlierPlace, why: Sentence) -> Sentence:
    return sentence(
        "student '{student}' can no longer keep this placement: {why}.",
        student=place.student_id,
        why=why,
    )


def _rows(semester: Semester, place: EarlierPlace) -> Iterator[PlacementRow]:
    student = semester.student.get(place.student_id)
    for number, (host, site, half_days) in enumerate(place.parts, start=1):
        yield PlacementRow(
            place.student_id,
            student.programme_id if student is not None else "",
            "placed",
            place.offer_id,
            part=number,
            supervisor_id=host,
            site_id=site,
            half_days=half_days,
            housed=place.housed,
        )


def _against_lock(semester: Semester, place: EarlierPlace) -> Iterator[tuple[str, Sentence]]:
    lock = semester.lock.get(place.student_id)
    if lock is None or not lock.overrides:
        return
    hosts = {host for host, _, _ in place.parts}
    if (
        lock.offer_id in (None, place.offer_id)
        and (not lock.supervisor_ids or set(lock.supervisor_ids) == hosts)
        and (not lock.half_days or set(lock.half_days) == set(_half_days(place)))
    ):
        return
    yield (
        "lock-target",
        sentence(
            "the lock of student '{student}' ({cell}) asks for another placement than the one "
            "marked here; take one of the two away.",
            student=place.student_id,
            cell=semester.cells.get(("locks", place.student_id, "student_id"), "locks"),
        ),
    )
