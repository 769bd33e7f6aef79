"""What a programme lets be composed, every choice of half-days and supervisors listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations, product

from ..entities import Programme, Student
from ..halfdays import N_HALF_DAYS
from .bundle_rules import between_parts, composition, mix
from .claims import Claim, ClaimedPart
from .facts import Facts
from .week_rules import half_day_twice, run_days, whole_days

Parts = tuple[ClaimedPart, ...]
Place = tuple[str, str]
"""A supervisor at a site."""

MOST_COMPOSED = 20_000
"""Choices of half-days and supervisors; beyond these nothing is listed."""

_OF_ANYBODY = (composition, mix, whole_days, run_days, between_parts, half_day_twice)


class Composer:
    """The ways to compose a placement, found once for each programme and set of supervisors."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._ways: dict[tuple[str, frozenset[str] | None], list[Parts] | None] = {}

    def ways(
        self, programme: Programme, anybody: Student, among: Collection[str] | None = None
    ) -> list[Parts] | None:
        """Return all ways, with these supervisors only where some are given.

        ``None`` where there are too many to be listed.
        """
        key = programme.programme_id, None if among is None else frozenset(among)
        if key not in self._ways:
            self._ways[key] = self._listed(programme, anybody, among)
        return self._ways[key]

    def _listed(
        self, programme: Programme, anybody: Student, among: Collection[str] | None
    ) -> list[Parts] | None:
        units = self._units(programme, among)
        size = 2 if programme.whole_days else 1
        if programme.half_days % size:
            return []
        wanted = programme.half_days // size
        if _number_of_choices([len(places) for places in units.values()], wanted) > MOST_COMPOSED:
            return None
        return [
            parts
            for parts in self._raw(programme, units, wanted)
            if not any(
                True
                for rule in _OF_ANYBODY
                for _ in rule(self.facts, Claim(anybody, programme, False, None, parts, None, ""))
            )
        ]

    def _units(
        self, programme: Programme, among: Collection[str] | None
    ) -> dict[tuple[int, ...], list[Place]]:
        """Return who is where at each half-day, or on each day where days are whole."""
        found: dict[tuple[int, ...], list[Place]] = {}
        size = 2 if programme.whole_days else 1
        spans = [tuple(range(k, k + size)) for k in range(0, N_HALF_DAYS - size + 1, size)]
        for host in self.facts.semester.supervisors:
            if among is not None and host.supervisor_id not in among:
                continue
            if self.facts.accreditation_fault(host, programme) is not None:
                continue
            for span in spans:
                cells = [host.timetable[half_day] for half_day in span]
                sites = {
                    cell.site_id
                    if cell is not None and (not cell.away or programme.presence == "reachable")
                    else None
                    for cell in cells
                }
                (site, *others) = sites
                if site is not None and not others:
                    found.setdefault(span, []).append((host.supervisor_id, site))
        return found

    def _raw(
        self, programme: Programme, units: dict[tuple[int, ...], list[Place]], wanted: int
    ) -> Iterator[Parts]:
        semester = self.facts.semester
        weeks = programme.weeks
        if weeks is None:
            weeks = frozenset(range(1, semester.settings.n_weeks + 1))
        for spans in combinations(sorted(units), wanted):
            for places in product(*(units[span] for span in spans)):
                days: dict[Place, tuple[int, ...]] = {}
                for span, place in zip(spans, places, strict=True):
                    days[place] = (*days.get(place, ()), *span)
                yield tuple(
                    ClaimedPart(
                        semester.supervisor[place[0]],
                        semester.site[place[1]],
                        days[place],
                        weeks,
                        True,
                        "",
                        "",
                    )
                    for place in sorted(days)
                )


def _number_of_choices(numbers: list[int], wanted: int) -> int:
    """Return in how many ways so many units, and somebody for each, can be chosen."""
    ways = [1] + [0] * wanted
    for number in numbers:
        for k in range(wanted, 0, -1):
            ways[k] += ways[k - 1] * number
    return ways[wanted]
