"""What is asked of a line of students together, and what a placement gives to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..solvers.ledger import Uses as Amounts
from ..solvers.pool import Column, Demand
from .market import Market
from .serial_line import Turn
from .serial_uses import Uses


@dataclass(frozen=True)
class Asked:
    """Requirements on a line, as demands with a weight each.

    A lock, and an offer that has been opened, come before hard minimum quotas, and these
    before seats that should be filled and students who should have a place.

    Attributes
    ----------
    number
        Number of each demand by label (``min_seats:OFFER``).
    quotas
        Positions of the minimum quotas that are demanded, with the number of their demand.
    """

    market: Market
    demands: tuple[Demand, ...]
    number: Mapping[str, int]
    quotas: tuple[tuple[int, int], ...]

    def column(
        self,
        uses: Uses,
        template: int,
        masks: Sequence[int],
        *,
        above: bool,
        locked: bool = False,
        housed: int = -1,
        decided: str | None = None,
    ) -> Column:
        """Return what a placement takes and gives.

        Parameters
        ----------
        above
            The student is above the list (surnombre): it takes no seat and fills none.
        locked
            The lock may exceed maximum quotas.
        decided
            Identifier of a student who has to get a place.
        """
        taken, offer = list(uses.of(template, masks)), int(uses.offer[template])
        if offer >= 0 and not above:
            taken.append((uses.desk.seat(offer), 1))
        if housed >= 0:
            taken.append((uses.desk.housing(housed), 1))
        quotas = uses.maximums(template)
        taken += () if locked else quotas
        return Column(
            uses=tuple(taken),
            meets=self._meets(uses, template, above=above, decided=decided),
            above=quotas if locked else (),
            tie=uses.territories(template),
        )

    def _meets(self, uses: Uses, template: int, *, above: bool, decided: str | None) -> Amounts:
        semester, number = self.market.semester, self.number
        offer, programme = int(uses.offer[template]), int(uses.programme[template])
        labels = [f"everyone:{semester.programmes[programme].programme_id}"]
        if offer >= 0:
            name = semester.offers[offer].offer_id
            labels.append(f"min_if_open:{name}")
            labels += [] if above else [f"min_seats:{name}"]
        if decided is not None:
            labels.append(f"lock:{decided}")
        found = [(number[label], 1) for label in labels if label in number]
        for quota, demand in self.quotas:
            amount = uses.desk.counted(quota, programme, uses.table.parts(template))
            found += [(demand, amount)] if amount else []
        return tuple(sorted(found))


def asked_of(market: Market, students: Sequence[int], turns: Sequence[Turn]) -> Asked:
    """Collect what is asked of a line of students (positions)."""
    semester = market.semester
    per_programme = Counter(semester.students[k].programme_id for k in students)
    first = [
        f"lock:{semester.students[k].student_id}"
        for turn in turns
        if turn.decided
        for k in turn.students
    ]
    offers = [o for o in semester.offers if o.open and o.programme_id in per_programme]
    hard = _hard_minimums(market, per_programme)
    soft = [(f"min_seats:{o.offer_id}", o.min_seats) for o in offers if o.min_seats]
    soft += [
        (f"everyone:{name}", count)
        for name, count in sorted(per_programme.items())
        if semester.programme[name].everyone
    ]
    for_hard = 1 + sum(needed for _, needed in soft)
    quotas = [semester.quotas[k] for k in hard]
    for_first = for_hard * (1 + sum(q.min_count or 0 for q in quotas))
    demands = [Demand(label, 1, for_first) for label in first]
    demands += [
        Demand(f"min_if_open:{o.offer_id}", o.min_if_open, for_first, once_begun=True)
        for o in offers
        if o.min_if_open > 1
    ]
    demands += [Demand(f"quota:{q.quota_id}", q.min_count or 0, for_hard) for q in quotas]
    demands += [Demand(label, needed, 1) for label, needed in soft]
    number = {demand.label: k for k, demand in enumerate(demands)}
    own = tuple((k, number[f"quota:{semester.quotas[k].quota_id}"]) for k in hard)
    return Asked(market, tuple(demands), number, own)


def _hard_minimums(market: Market, per_programme: Mapping[str, int]) -> list[int]:
    """Return the positions of the hard minimum quotas that bind for a line.

    One without a programme binds where no student comes after the line.
    """
    semester = market.semester
    last = _comes_last(market, per_programme)
    return [
        k
        for k, quota in enumerate(semester.quotas)
        if quota.hard_min
        and quota.min_count
        and (last if quota.programme_id is None else quota.programme_id in per_programme)
    ]


def _comes_last(market: Market, per_programme: Mapping[str, int]) -> bool:
    """Say whether every student is of the line, or was settled before it."""
    semester = market.semester

    def order(name: str) -> tuple[bool, int]:
        programme = semester.programme[name]
        return programme.order is None, programme.order or 0

    own = next(order(name) for name in per_programme)
    others = {s.programme_id for s in semester.students} - per_programme.keys()
    return all(order(name) < own for name in others)
