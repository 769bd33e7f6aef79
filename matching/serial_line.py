"""The legal order of choice, and whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .semester import Semester


@dataclass(frozen=True)
class Turn:
    """Students (positions) who choose together, in the order of the line.

    ``decided``: one of them is locked, so that all of them have to get a place.
    """

    students: tuple[int, ...]
    decided: bool


def in_order(
    semester: Semester, students: Sequence[int], lottery: Sequence[str]
) -> tuple[int, ...]:
    """Return students (positions) by seniority (more first), rank (smaller first), lottery.

    Without a seniority a student has none (0); without a rank one comes after all who have one.
    """
    ticket = {name: number for number, name in enumerate(lottery)}

    def key(number: int) -> tuple[int, bool, int, int]:
        student = semester.students[number]
        rank = student.rank
        return -(student.seniority or 0), rank is None, rank or 0, ticket[student.student_id]

    return tuple(sorted(students, key=key))


def turns(semester: Semester, line: Sequence[int]) -> list[Turn]:
    """Return whose turn it is, one after the other.

    Locked students come first, with those linked to them, since a lock binds them all; linked
    students come at the turn of the last of them.
    """
    linked: dict[str, list[int]] = defaultdict(list)
    for number in line:
        link = semester.students[number].link_id
        if link is not None:
            linked[link].append(number)
    found = []
    for number in line:
        link = semester.students[number].link_id
        members = (number,) if link is None else tuple(linked[link])
        if members[-1] == number:
            decided = any(semester.students[k].student_id in semester.lock for k in members)
            found.append(Turn(members, decided))
    return sorted(found, key=lambda turn: not turn.decided)
