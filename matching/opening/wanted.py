"""Which programmes are composed, and how many seats each of them should open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..cannot_do import Impossible
from ..entities import Programme
from ..language import Sentence
from ..semester import Semester


class CannotCompose(Impossible):
    """No offers can be composed at all; ``sentences`` say why."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(map(str, self.sentences)))


@dataclass(frozen=True)
class Wanted:
    """A programme to compose offers for.

    Attributes
    ----------
    students
        Its students, those above the list (surnombre) left out.
    seats
        Seats that should be open: ``opened_ratio`` times the students, rounded up.
    """

    programme: Programme
    students: int
    seats: int


def chosen_programmes(
    semester: Semester, names: Collection[str] | None = None
) -> tuple[Programme, ...]:
    """Return the programmes named; without names, those whose students choose among offers.

    Raises
    ------
    ValueError
        A name that no programme has.
    """
    if names is None:
        return tuple(p for p in semester.programmes if _is_of_offers(p))
    unknown = sorted(set(names) - semester.programme.keys())
    if unknown:
        known = ", ".join(semester.programme)
        raise ValueError(f"there is no programme {unknown[0]!r}; there are {known}")
    return tuple(p for p in semester.programmes if p.programme_id in names)


def _is_of_offers(programme: Programme) -> bool:
    return programme.mechanism != "optimal" or programme.composition == "offers"


def wanted(semester: Semester, programme: Programme) -> Wanted:
    """Count the seats that a programme should open."""
    students = sum(
        s.programme_id == programme.programme_id and s.surnombre is None for s in semester.students
    )
    return Wanted(programme, students, int(-(-semester.settings.opened_ratio * students // 1)))


def with_composition(
    semester: Semester, names: Collection[str], composition: Literal["offers", "composed"]
) -> Semester:
    """Return the semester with some programmes of a composition."""
    programmes = tuple(
        replace(p, composition=composition) if p.programme_id in names else p
        for p in semester.programmes
    )
    return replace(semester, programmes=programmes)
