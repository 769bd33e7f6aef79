"""What a placement costs: whom it serves how well, where it helps, who has reason to complain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .blocking import blocking_of
from .envy import Envy, justified_envy
from .language import Sentence
from .market import Market
from .need import needs, zones
from .outputs.counts import count
from .result import Placement

SHORTAGE_ZONES = frozenset({"ZIP", "ZAC"})


@dataclass(frozen=True)
class Costs:
    """What a placement costs, locked students included.

    Attributes
    ----------
    by_wish_rank
        Placed students by class of wish, the best first; then ``off`` and ``none`` (no wishes).
    worst_class
        The worst class that anybody has: a number, ``off``, or ``None`` where nobody has one.
    need
        Sum over placed students of the mean need of their territories (0 to 1 each).
    half_days, shortage_half_days
        Half-days a week of all placements, and those of them in a territory zoned ``ZIP`` or
        ``ZAC`` for the programme's profession.
    travel
        Half-days a week times minutes one way from home, over all parts.
    blocking_pairs
        Pairs that block it, or why they are not counted.
    envy
        Students who have reason to envy another, and pairs of them.
    """

    students: int
    placed: int
    unplaced: int
    unplaced_with_wishes: int
    by_wish_rank: Mapping[str, int]
    worst_class: int | str | None
    need: Fraction
    half_days: int
    shortage_half_days: int
    travel: int
    blocking_pairs: int | Sentence
    envy: Envy

    @property
    def shortage_share(self) -> Fraction | None:
        """Half-days in ``ZIP`` or ``ZAC`` per half-day, ``None`` where nobody is placed."""
        return Fraction(self.shortage_half_days, self.half_days) if self.half_days else None

    @property
    def minutes_per_half_day(self) -> Fraction | None:
        """Mean minutes one way from home, ``None`` where nobody is placed."""
        return Fraction(self.travel, self.half_days) if self.half_days else None


def costs_of(market: Market, placement: Placement) -> Costs:
    """Work out what a placement costs."""
    counts = count(market.semester, placement)
    classes = [name for name in counts.by_wish_rank if name != "none"]
    worst = classes[-1] if classes else None
    without = [
        number
        for number, student in enumerate(placement.students)
        if student.status == "unplaced" and market.wishes.last[number]
    ]
    blocking = blocking_of(market.semester, placement)
    half_days, in_shortage = _half_days(market, placement)
    return Costs(
        students=counts.students,
        placed=counts.placed,
        unplaced=counts.unplaced,
        unplaced_with_wishes=len(without),
        by_wish_rank=counts.by_wish_rank,
        worst_class=int(worst) if worst is not None and worst.isdigit() else worst,
        need=_need(market, placement),
        half_days=half_days,
        shortage_half_days=in_shortage,
        travel=sum(
            len(part.half_days) * part.minutes for s in placement.students for part in s.parts
        ),
        blocking_pairs=blocking if isinstance(blocking, Sentence) else len(blocking),
        envy=justified_envy(market, placement),
    )


def _half_days(market: Market, placement: Placement) -> tuple[int, int]:
    """Return the half-days of all placements, and those in a zone of shortage."""
    semester = market.semester
    zone = zones(semester)
    total = short = 0
    for student in placement.students:
        profession = semester.programme[student.programme_id].profession
        for part in student.parts:
            total += len(part.half_days)
            territory = semester.site[part.site_id].territory_id
            if zone.get((territory, profession)) in SHORTAGE_ZONES:
                short += len(part.half_days)
    return total, short


def _need(market: Market, placement: Placement) -> Fraction:
    """Return the sum of the mean need of each placement's territories."""
    semester = market.semester
    professions = {p.profession for p in semester.programmes}
    need = {profession: needs(semester, profession) for profession in professions}
    total = Fraction(0)
    for student in placement.students:
        of_profession = need[semester.programme[student.programme_id].profession]
        half_days = sum(len(part.half_days) for part in student.parts)
        for part in student.parts:
            territory = semester.site[part.site_id].territory_id
            total += Fraction(len(part.half_days), half_days) * of_profession[territory].need
    return total
