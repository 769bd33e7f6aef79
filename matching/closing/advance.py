"""Where the students of a programme go when they have validated it."""

from __future__ import annotations

from collections.abc import Mapping

from ..language import sentence
from ..semester import Semester
from ..tables.headings import suggestion
from ..tables.resolve_hosts import says_end
from .cannot_close import CannotClose

LEAVES = None
"""Said in the place of a programme of those who have finished."""

Successors = Mapping[str, str | None]
"""Per programme the next one, `LEAVES` where its students have finished; all programmes."""


def successors(semester: Semester, advance: Mapping[str, str]) -> Successors:
    """Return the next programme of each programme: as asked, otherwise as its row says.

    Parameters
    ----------
    advance
        Programme to the next one, or to ``end``; it goes before the column ``next_programme``.

    Raises
    ------
    CannotClose
        If a name is no programme of the semester.
    """
    found: dict[str, str | None] = {
        p.programme_id: LEAVES if p.finishes else p.next_programme or p.programme_id
        for p in semester.programmes
    }
    for name, following in advance.items():
        _require(semester, name)
        if following not in semester.programme and says_end(following):
            found[name] = LEAVES
        else:
            _require(semester, following)
            found[name] = following
    return found


def _require(semester: Semester, name: str) -> None:
    if name not in semester.programme:
        raise CannotClose(
            sentence(
                "--advance: there is no programme '{name}'; there are {known}.",
                name=name,
                known=tuple(semester.programme),
            )
        )


def student_named(semester: Semester, name: str) -> str:
    """Return a student's identifier that an option names.

    Raises
    ------
    CannotClose
        If there is no such student.
    """
    if name not in semester.student:
        near = suggestion(name, semester.student)
        said = sentence("--not-validated: there is no student '{name}'.", name=name)
        if near is not None:
            said = sentence("{message} {suggestion}", message=said, suggestion=near)
        raise CannotClose(said)
    return name
