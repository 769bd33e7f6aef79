"""How a semester served each student: by its result, or week by week where that was repaired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..outputs.placement_rows import PlacementRow
from ..repair.weeks import weeks_in
from ..semester import Semester
from .credit import dissatisfaction, exact_rank

UNPLACED = "unplaced"
LEFT = "left"
"""Status of a student who left before the end of the placement."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a student got out of a semester.

    Attributes
    ----------
    status
        As in ``placements.csv``, at the end of the semester; `LEFT` for one who had left.
    wish_rank
        Rank of the placement, the mean over its weeks; ``None`` without one.
    wishes
        Number of distinct ranks wished for.
    dissatisfaction
        0 to 1, the mean over the weeks.
    """

    status: str
    wish_rank: Fraction | None
    wishes: int
    dissatisfaction: Fraction

    @property
    def to_the_end(self) -> bool:
        """Whether the student had a place until the end."""
        return self.status not in (UNPLACED, LEFT)


@dataclass(frozen=True)
class Span:
    """Weeks of a semester between two changes: what was asked, and the lines that held then.

    ``rows`` are the lines of a whole result; those that touch none of the weeks are left aside.
    """

    weeks: frozenset[int]
    semester: Semester
    rows: Sequence[PlacementRow]


def served_by(
    semester: Semester, spans: Sequence[Span], left: Collection[str] = ()
) -> Mapping[str, Served]:
    """Return how every student was served, each week counting alike.

    Parameters
    ----------
    semester
        Everybody who is to be told of.
    spans
        In the order of the weeks, which they share out.
    left
        Students who left before the end.
    """
    found: dict[str, list[tuple[int, PlacementRow, int]]] = defaultdict(list)
    for span in spans:
        wishes = wishes_of(span.semester)
        for name, weeks, row in _held(span):
            found[name].append((weeks, row, wishes.get(name, 0)))
    last = wishes_of(semester)
    return {
        s.student_id: _served(
            found[s.student_id], last.get(s.student_id, 0), left=s.student_id in left
        )
        for s in semester.students
    }


def wishes_of(semester: Semester) -> Mapping[str, int]:
    """Return the number of distinct ranks that each student wished for."""
    found = {w.student_id: 0 for w in semester.wishes if not w.refused}
    for wish in semester.wishes:
        if wish.rank is not None:
            found[wish.student_id] = max(found[wish.student_id], wish.rank)
    return found


def _held(span: Span) -> Iterable[tuple[str, int, PlacementRow]]:
    """Yield each student's line of the weeks, one of several, with the number of weeks."""
    n_weeks = span.semester.settings.n_weeks
    first: dict[str, PlacementRow] = {}
    weeks: dict[str, frozenset[int]] = {}
    for row in span.rows:
        own = weeks_in(row.weeks, n_weeks) & span.weeks
        if row.part is None:
            programme = span.semester.programme[row.programme_id].weeks
            own = own if programme is None else own & programme
        if own:
            first.setdefault(row.student_id, row)
            weeks[row.student_id] = weeks.get(row.student_id, frozenset()) | own
    for name, row in first.items():
        yield name, len(weeks[name]), row


def _served(held: Sequence[tuple[int, PlacementRow, int]], wishes: int, *, left: bool) -> Served:
    """Return the means over the weeks; ``held``: weeks, a line of them, and ranks wished for."""
    ranks = [(n, exact_rank(row.wish_rank)) for n, row, _ in held if row.wish_rank is not None]
    bad = [
        (n, dissatisfaction(_rank(row), asked, placed=row.status != UNPLACED))
        for n, row, asked in held
    ]
    status = LEFT if left else held[-1][1].status if held else UNPLACED
    return Served(status, _mean(ranks), wishes, _mean(bad) or Fraction(0))


def _rank(row: PlacementRow) -> Fraction | None:
    return None if row.wish_rank is None else exact_rank(row.wish_rank)


def _mean(weighted: Sequence[tuple[int, Fraction]]) -> Fraction | None:
    weeks = sum(n for n, _ in weighted)
    return sum((n * value for n, value in weighted), Fraction(0)) / weeks if weeks else None
