"""What is asked of students who choose by rank, all together, and what a placement gives to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..entities import Programme, Quota, Student
from .claims import Claim
from .facts import Facts
from .quotas import Scopes
from .taken import Amounts


@dataclass(frozen=True)
class Demand:
    """Something asked: at least so much. ``weight`` counts each unit that lacks.

    ``begun``: nothing is asked while nothing is there.
    """

    label: str
    needed: int
    weight: int
    begun: bool = False

    def lack(self, there: int) -> int:
        """Return what is missing."""
        return 0 if self.begun and not there else max(0, self.needed - there)


class Asked:
    """The requirements on a line of students.

    An offer that was opened comes before hard minimum quotas, these before seats and students:
    one unit of the former weighs more than all that can lack of the latter together.
    """

    def __init__(self, facts: Facts, line: Sequence[Student]) -> None:
        self.semester, self.scopes = facts.semester, Scopes(facts)
        self.students = Counter(student.programme_id for student in line)
        self.quotas = {quota.quota_id for quota in self._hard()}
        soft = list(self._soft())
        of_quota = 1 + sum(needed for _, needed in soft)
        hard = [q for q in self.semester.quotas if q.quota_id in self.quotas]
        of_offer = of_quota * (1 + sum(q.min_count or 0 for q in hard))
        self.demands = (
            *(
                Demand(f"min_if_open:{offer.offer_id}", offer.min_if_open, of_offer, begun=True)
                for offer in self.semester.offers
                if offer.open and offer.programme_id in self.students and offer.min_if_open > 1
            ),
            *(Demand(f"quota:{q.quota_id}", q.min_count or 0, of_quota) for q in hard),
            *(Demand(label, needed, 1) for label, needed in soft),
        )
        self.number = {demand.label: k for k, demand in enumerate(self.demands)}

    def _soft(self) -> Iterator[tuple[str, int]]:
        for offer in self.semester.offers:
            if offer.open and offer.programme_id in self.students and offer.min_seats:
                yield f"min_seats:{offer.offer_id}", offer.min_seats
        for name, count in sorted(self.students.items()):
            if self.semester.programme[name].everyone:
                yield f"everyone:{name}", count

    def _hard(self) -> Iterator[Quota]:
        """Yield the minimum quotas that bind: those of all programmes for the last line only."""
        own = order(self.semester.programme[next(iter(self.students))])
        used = {student.programme_id for student in self.semester.students}
        others = (self.semester.programme[name] for name in used - self.students.keys())
        last = all(order(programme) < own for programme in others)
        for quota in self.semester.quotas:
            binds = last if quota.programme_id is None else quota.programme_id in self.students
            if quota.hard_min and quota.min_count and binds:
                yield quota

    def concerns(self, programme: Programme) -> bool:
        """Say whether students of a programme may give to anything that is asked."""
        everyone = f"everyone:{programme.programme_id}" in self.number
        return bool(self.quotas) or everyone or programme.composition == "offers"

    def gives(self, claim: Claim) -> Amounts:
        """Return what a placement gives, by number of the demand."""
        labels = [f"everyone:{claim.programme.programme_id}"]
        if claim.offer is not None:
            labels.append(f"min_if_open:{claim.offer.offer_id}")
            if claim.student.surnombre is None:
                labels.append(f"min_seats:{claim.offer.offer_id}")
        found = [(self.number[label], 1) for label in labels if label in self.number]
        if self.quotas:
            found += [
                (self.number[f"quota:{name}"], amount)
                for name, amount in self.scopes.usage([claim]).items()
                if name in self.quotas and amount
            ]
        return tuple(sorted(found))

    def weight(self, there: Sequence[int]) -> int:
        """Return the weight of all that lacks."""
        return sum(d.weight * d.lack(n) for d, n in zip(self.demands, there, strict=True))


def order(programme: Programme) -> tuple[bool, int]:
    """Return what programmes are settled by: lower numbers first, those without one last."""
    return programme.order is None, programme.order or 0


def added(there: list[int], gives: Iterable[tuple[int, int]], times: int = 1) -> None:
    """Add to what is there, in place."""
    for number, amount in gives:
        there[number] += times * amount
