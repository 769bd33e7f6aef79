"""Places of an earlier result that were marked to be kept, as ``summary.json`` lists them.

A listed student has to be placed exactly so and is checked against every rule like everybody
else: being listed excuses nothing but that the student did not choose, or was not matched, anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..entities import EarlierPlace, Lock
from ..halfdays import HALF_DAYS
from ..language import Sentence, sentence
from ..semester import Semester
from .files import SUMMARY
from .report import Violation

_SHOWN = 10


def with_marked(
    semester: Semester, summary: Mapping[str, object] | None
) -> tuple[Semester, list[Violation]]:
    """Return the semester with the marked places as locks, and what is wrong with the list."""
    marked = (summary or {}).get("marked")
    if summary is None or (marked is None and semester.marks is None):
        return semester, []
    listed = marked.get("places") if isinstance(marked, dict) else []
    places: dict[str, EarlierPlace] = {}
    faults = []
    for one in listed if isinstance(listed, list) else [None]:
        place = _place(one)
        if place is None or place.student_id in places:
            said = sentence(
                "`marked.places` must list each student once, with the parts of a place."
            )
            faults.append(Violation("summary", SUMMARY, said))
        elif place.student_id not in semester.student:
            faults.append(
                Violation("marked", place.student_id, sentence("the input has no such student."))
            )
        else:
            places[place.student_id] = place
    faults += _against_told(semester, places)
    locks = {lock.student_id: lock for lock in semester.locks if lock.overrides}
    for name, place in places.items():
        own = locks.get(name)
        locks[name] = Lock(name, place=place, overrides=False) if own is None else own
        locks[name] = replace(locks[name], place=place)
    return replace(semester, locks=tuple(locks[name] for name in sorted(locks))), faults


def _against_told(semester: Semester, places: Mapping[str, EarlierPlace]) -> Iterator[Violation]:
    """Compare with the marks themselves, where the semester was read with them."""
    if semester.marks is None:
        return
    told = {place.student_id: place for place in semester.marks.places}
    for name in sorted({*told, *places}):
        if name not in told:
            yield Violation("marked", name, sentence("nobody marked the student to be kept."))
        elif name not in places:
            yield Violation("marked", name, sentence("the student was marked to be kept."))
        elif _form(told[name]) != _form(places[name]):
            yield Violation("marked", name, sentence("another place was marked to be kept."))


def _form(place: EarlierPlace) -> tuple[object, ...]:
    return place.offer_id, place.housed, tuple(sorted(place.parts))


def _place(one: object) -> EarlierPlace | None:
    """Return a place as listed, ``None`` where it is garbled."""
    if not isinstance(one, dict) or not isinstance(one.get("student_id"), str):
        return None
    parts = one.get("parts")
    if not isinstance(parts, list) or not parts:
        return None
    found = []
    for part in parts:
        if not isinstance(part, dict):
            return None
        names = str(part.get("half_days")).split()
        if not names or any(name not in HALF_DAYS for name in names):
            return None
        half_days = tuple(sorted(map(HALF_DAYS.index, names)))
        found.append((str(part.get("supervisor_id")), str(part.get("site_id")), half_days))
    offer, housed = one.get("offer_id"), one.get("housed")
    return EarlierPlace(
        one["student_id"],
        None if offer is None else str(offer),
        tuple(found),
        None if housed is None else str(housed),
    )


def notes(told: Semester, semester: Semester) -> Iterator[Sentence]:
    """Say whose marks were taken on trust; ``told`` is the semester as it was given."""
    names = [lock.student_id for lock in semester.locks if lock.place is not None]
    if names and told.marks is None:
        shown = (*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else []))
        yield (
            sentence(
                "Kept as marked, says the result, {count} in all: {shown}. Every rule is checked "
                "for them; that they were marked is taken on trust.",
                count=len(names),
                shown=shown,
            )
        )
