"""The travel table by position: given minutes that replace those worked out from distances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .lists import Whole
from .semester import Semester


@dataclass(frozen=True)
class GivenMinutes:
    """Whole minutes given for pairs of identifiers, each identifier having a number.

    Attributes
    ----------
    pair, minutes
        Shape ``(n_lines,)``: origin's number times ``n_names`` plus the destination's,
        ascending, and the whole minutes given.
    student, home
        Shape ``(n_students,)``: numbers of each student and of its territory (-1: not named).
    site, territory
        Shape ``(n_sites,)``: numbers of each site and of its territory (-1: not named).
    """

    n_names: int
    pair: NDArray[np.int64]
    minutes: NDArray[np.int64]
    student: NDArray[np.int64]
    home: NDArray[np.int64]
    site: NDArray[np.int64]
    territory: NDArray[np.int64]

    def replace(self, minutes: NDArray[np.int64], students: Whole, sites: Whole) -> None:
        """Replace minutes of pairs (student, site), in place: the most particular line wins.

        From the least to the most particular: home's territory to site's territory, home's
        territory to site, student to site's territory, student to site.
        """
        if not len(self.pair):
            return
        for starts in (self.home, self.student):
            for ends in (self.territory, self.site):
                self._replace(minutes, starts[students], ends[sites])

    def _replace(
        self, minutes: NDArray[np.int64], origin: NDArray[np.int64], end: NDArray[np.int64]
    ) -> None:
        wanted = origin * self.n_names + end
        line = np.minimum(np.searchsorted(self.pair, wanted), len(self.pair) - 1)
        given = (self.pair[line] == wanted) & (origin >= 0) & (end >= 0)
        minutes[given] = self.minutes[line[given]]

    def named_sites(self, students: Whole) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all pairs (index in ``students``, site) that some line may be about."""
        if not len(self.pair):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        ends_of: dict[int, list[int]] = defaultdict(list)
        for pair in self.pair.tolist():
            ends_of[pair // self.n_names].append(pair % self.n_names)
        sites_of: dict[int, list[int]] = defaultdict(list)
        for numbers in (self.site, self.territory):
            for position, number in enumerate(numbers.tolist()):
                if number >= 0:
                    sites_of[number].append(position)
        found: list[tuple[int, int]] = []
        for index, number in enumerate(students.tolist()):
            for start in (int(self.home[number]), int(self.student[number])):
                for end in ends_of.get(start, ()) if start >= 0 else ():
                    found += [(index, site) for site in sites_of.get(end, ())]
        pairs = np.array(found, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


def given_minutes(semester: Semester) -> GivenMinutes:
    """Read the travel table; a line holds in both directions unless the other is given too."""
    table = {(line.origin, line.destination): half_up(line.minutes) for line in semester.travel}
    both = {(end, origin): whole for (origin, end), whole in table.items()} | table
    numbers: dict[str, int] = {}
    for line in both:
        for name in line:
            numbers.setdefault(name, len(numbers))
    n_names = len(numbers)
    lines = sorted((numbers[start] * n_names + numbers[end], m) for (start, end), m in both.items())

    def numbered(names: Sequence[str | None]) -> NDArray[np.int64]:
        return np.array([-1 if n is None else numbers.get(n, -1) for n in names], np.int64)

    return GivenMinutes(
        n_names=n_names,
        pair=np.array([pair for pair, _ in lines], np.int64),
        minutes=np.array([minutes for _, minutes in lines], np.int64),
        student=numbered([s.student_id for s in semester.students]),
        home=numbered([s.territory_id for s in semester.students]),
        site=numbered([s.site_id for s in semester.sites]),
        territory=numbered([s.territory_id for s in semester.sites]),
    )


def half_up(value: Fraction) -> int:
    """Round to whole minutes, half up."""
    return int((value + Fraction(1, 2)) // 1)
