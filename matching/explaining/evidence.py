"""A semester and its result, worked out for explaining."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..cannot_do import CannotDo
from ..language import Sentence, sentence
from ..market import Market, market
from ..mechanisms import under
from ..outputs.occupancy import Occupancy
from ..reasons import Reasons
from ..result import Placement, Refusal, StudentPlacement
from ..semester import Semester
from ..serial_line import turns
from ..tables.headings import suggestion
from ..tables.references import NOUNS, does_not_exist
from .cells import Cells
from .result_folder import read_result


class UnknownNameError(CannotDo, ValueError):
    """Somebody or something is asked for that there is not; ``sentence`` says it to the user."""

    def __init__(self, said: Sentence, hint: Sentence | None) -> None:
        self.sentence = (
            said
            if hint is None
            else sentence("{message} {suggestion}", message=said, suggestion=hint)
        )
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class Evidence:
    """A semester, under the mechanisms that were used, and its result."""

    semester: Semester
    placement: Placement

    @cached_property
    def market(self) -> Market:
        """The semester worked out for placing."""
        return market(self.semester)

    @cached_property
    def reasons(self) -> Reasons:
        """Finds the rules that exclude wishes."""
        return Reasons(self.market)

    @cached_property
    def cells(self) -> Cells:
        """Names the cells of the input."""
        return Cells(self.semester)

    @cached_property
    def occupancy(self) -> Occupancy:
        """Who is where."""
        return Occupancy(self.semester, self.placement)

    @cached_property
    def given(self) -> Mapping[str, StudentPlacement]:
        """What each student received."""
        return {s.student_id: s for s in self.placement.students}

    @cached_property
    def refusals(self) -> Mapping[tuple[str, str], Refusal]:
        """The lines of the reasons by student and target."""
        return {(r.student_id, r.target): r for r in self.placement.refusals}

    @cached_property
    def weeks(self) -> tuple[tuple[int, ...], ...]:
        """The weeks of each class of weeks that nothing tells apart."""
        of_class: dict[int, list[int]] = {}
        for week, number in enumerate(self.market.weeks.class_of, start=1):
            of_class.setdefault(number, []).append(week)
        return tuple(tuple(of_class[number]) for number in sorted(of_class))

    @cached_property
    def turn(self) -> Mapping[str, int]:
        """The turn at which each student of a line chose, from 1."""
        number, students = self.market.eligibility.student_number, self.semester.students
        found: dict[str, int] = {}
        for line in self.placement.serial_order:
            for k, turn in enumerate(turns(self.semester, [number[name] for name in line]), 1):
                found |= {students[member].student_id: k for member in turn.students}
        return found

    @cached_property
    def ticket(self) -> Mapping[str, int]:
        """The place of each student in the lottery, from 1."""
        return {name: k for k, name in enumerate(self.placement.lottery, start=1)}


def evidence(semester: Semester, result: Placement | str | os.PathLike[str]) -> Evidence:
    """Bring a semester and its result together.

    Parameters
    ----------
    result
        A placement, or the folder that it was written to.

    Raises
    ------
    InputError
        The folder holds no result, or one of another input.
    """
    placement = result if isinstance(result, Placement) else read_result(semester, result)
    asked = placement.options.get("mechanism")
    return Evidence(under(semester, None if asked is None else str(asked)), placement)


def known(table: str, name: str, names: Iterable[str]) -> str:
    """Return a name that there is among those of a table.

    Raises
    ------
    UnknownNameError
        There is nothing of that name; the nearest one is suggested.
    """
    there = tuple(names)
    if name in there:
        return name
    raise UnknownNameError(does_not_exist(NOUNS[(table,)], name), suggestion(name, there))
