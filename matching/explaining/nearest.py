"""The placement at a wish that came nearest in a choice by rank, and what stood in its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ...solvers.timetable import Part, patterns
from ..better import Better
from ..bundles import Bundles, bundles
from ..entities import Wish
from ..halfdays import half_days_of
from ..language import Sentence, sentence
from ..reached import with_rooms
from ..serial_uses import Desk, Uses, uses_of
from ..valuation import Valuation, valuation
from .answers import Blocking
from .blocking import Limits, Wanted
from .evidence import Evidence
from .naming import Naming, half_days

MOST_TIMETABLES = 20_000
"""Ways to lay placements into the week that are looked at, over all placements at a wish."""

Masks = tuple[int, ...]
Found = tuple[Blocking, ...]


@dataclass(frozen=True)
class Nearest:
    """A placement of a composed programme with its half-days, and the limits that it passes.

    Were every limit in ``blocking`` free for one student more, it could have been had.
    """

    parts: tuple[Wanted, ...]
    blocking: Found

    def said(self, naming: Naming) -> Sentence:
        """Say what it consists of."""
        parts = tuple(
            sentence(
                "{supervisor} at {site} {half_days}",
                supervisor=naming.supervisor(part.supervisor_id),
                site=naming.site(part.site_id),
                half_days=half_days(part.half_days if isinstance(part.half_days, tuple) else ()),
            )
            for part in self.parts
        )
        return sentence("what came nearest there: {parts}", parts=parts)


def nearest(evidence: Evidence, limits: Limits, number: int, wish: Wish) -> Nearest | None:
    """Return the placement at a wish, better than what was received, that passes fewest limits.

    Parameters
    ----------
    limits
        Those left to the student at its turn.
    number
        The student's position.

    Returns
    -------
    ``None`` where no such placement is found to pass a limit.
    """
    return _Search(evidence, limits, number).best(wish)


class _Search:
    def __init__(self, evidence: Evidence, limits: Limits, number: int) -> None:
        self.evidence, self.limits, self.number = evidence, limits, number
        market = evidence.market
        self.own: Bundles = with_rooms(market, bundles(market, np.array([number])))
        self.worth: Valuation = valuation(market, self.own)
        self.uses: Uses = uses_of(market, Desk(market), self.own)
        self._at: dict[tuple[int, int, int, int], Found] = {}
        self._looked_at = 0

    def best(self, wish: Wish) -> Nearest | None:
        """Return the placement that passes fewest limits, the better one of several."""
        standing = {bundle: self._standing(bundle) for bundle in self._bundles(wish)}
        found: Nearest | None = None
        for bundle in sorted(standing, key=lambda b: _weight(standing[b])):
            if found is not None and _weight(standing[bundle]) >= _weight(found.blocking):
                break
            for masks in self._timetables(bundle):
                blocking = _once([*standing[bundle], *self._half_days(bundle, masks)])
                if blocking and (found is None or _weight(blocking) < _weight(found.blocking)):
                    found = Nearest(self._wanted(bundle, masks), blocking)
        return found

    def _bundles(self, wish: Wish) -> list[int]:
        """Return the bundles at a wish that are better than what was received, the best first."""
        market, student = self.evidence.market, self.evidence.semester.students[self.number]
        received = self.evidence.given[student.student_id].wish_rank
        better = Better(market, self.own, self.worth, {})
        of = {one.target: found for one, found in better.of(self.number)}
        at_wish = of.get(wish.target, np.zeros(0, np.int64))
        ranks = self.worth.ranks(at_wish)
        pairs: list[tuple[Fraction, int]] = sorted(zip(ranks, at_wish.tolist(), strict=True))
        return [bundle for rank, bundle in pairs if received is None or rank < received]

    def _timetables(self, bundle: int) -> Iterator[Masks]:
        """Yield the ways to lay a bundle into the week, whoever is there already."""
        template = int(self.own.composition[bundle])
        given = self.uses.given(template)
        ways = patterns(self.uses.signature(template)) if given is None else iter([given])
        for masks in ways:
            if self._looked_at >= MOST_TIMETABLES:
                return
            self._looked_at += 1
            yield masks

    # -- what stands in the way ---------------------------------------------------------------

    def _standing(self, bundle: int) -> Found:
        """Return the limits that a bundle passes whatever its half-days."""
        parts = self._parts(bundle)
        found: list[Blocking] = []
        for part in parts:
            found += self.limits.students(self._of(part, ()))
        housed = int(self.own.housed[bundle])
        if housed >= 0:
            found += self.limits.housing(self.evidence.semester.sites[housed].site_id)
        found += self.limits.quotas([(self._site(part), part.size) for part in parts])
        return _once(found)

    def _half_days(self, bundle: int, masks: Masks) -> Iterator[Blocking]:
        for part, mask in zip(self._parts(bundle), masks, strict=True):
            for half_day in half_days_of(mask):
                yield from self._at_half_day(part, half_day)

    def _at_half_day(self, part: Part, half_day: int) -> Found:
        key = part.host, part.location, part.weeks, half_day
        if key not in self._at:
            self._at[key] = tuple(self.limits.at_half_day(self._of(part, ()), half_day))
        return self._at[key]

    # -- parts --------------------------------------------------------------------------------

    def _parts(self, bundle: int) -> Sequence[Part]:
        return self.uses.table.parts(int(self.own.composition[bundle]))

    def _wanted(self, bundle: int, masks: Masks) -> tuple[Wanted, ...]:
        return tuple(
            self._of(part, half_days_of(mask))
            for part, mask in zip(self._parts(bundle), masks, strict=True)
        )

    def _of(self, part: Part, numbers: tuple[int, ...]) -> Wanted:
        host = self.evidence.semester.supervisors[part.host].supervisor_id
        classes = self.evidence.weeks
        weeks = [week for c in range(len(classes)) if part.weeks >> c & 1 for week in classes[c]]
        return Wanted(host, self._site(part), numbers, frozenset(weeks))

    def _site(self, part: Part) -> str:
        return self.evidence.semester.sites[part.location].site_id


def _weight(found: Found) -> tuple[int, int]:
    """Return how much is in the way: first what nobody holds and nobody can give back."""
    return sum(blocking.limit == 0 for blocking in found), len(found)


def _once(found: Sequence[Blocking]) -> Found:
    return tuple(dict.fromkeys(found))
