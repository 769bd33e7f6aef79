"""What placements take of all that is shared, counted one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from .claims import Claim
from .facts import Facts
from .quotas import Scopes

Key = tuple[str | int, ...]
Amounts = tuple[tuple[int, int], ...]
"""Numbers with amounts: of what is shared, or of what is asked."""


class Taken:
    """Counts of what claims take so far; weeks that no claim tells apart count as one.

    Attributes
    ----------
    left
        What is left of each thing shared, by its number.
    """

    def __init__(self, facts: Facts, weeks: Iterable[frozenset[int]]) -> None:
        self.facts = facts
        self.scopes = Scopes(facts)
        self.left: list[int] = []
        self._most: list[int] = []
        self._by_locks: list[int] = []
        self._numbers: dict[Key, int] = {}
        self._quotas = {quota.quota_id: quota for quota in facts.semester.quotas}
        sets = sorted(set(weeks), key=sorted)
        alike: dict[tuple[bool, ...], int] = {}
        for week in range(1, facts.semester.settings.n_weeks + 1):
            alike.setdefault(tuple(week in one for one in sets), week)
        self.weeks = tuple(alike.values())

    def add(self, claim: Claim, times: int = 1) -> None:
        """Count a claim, or with ``times`` -1 count it no more."""
        self.take(self._listed(self._uses(claim)), times)
        quotas = self._listed(self._in_quotas(claim))
        if not claim.overrides:
            self.take(quotas, times)
            return
        # What locks take may exceed a maximum; nobody adds to the excess.
        for number, amount in quotas:
            before = min(self._most[number], self._by_locks[number])
            self._by_locks[number] += times * amount
            after = min(self._most[number], self._by_locks[number])
            self.left[number] -= after - before

    def uses(self, claim: Claim) -> Amounts:
        """Return what a claim takes, of a student who is not locked."""
        return self._listed(self._uses(claim)) + self._listed(self._in_quotas(claim))

    def take(self, uses: Amounts, times: int = 1) -> None:
        """Take things that are shared, or with ``times`` -1 give them back."""
        for number, amount in uses:
            self.left[number] -= times * amount

    def fits(self, uses: Amounts) -> bool:
        """Say whether as much is left."""
        left = self.left
        return all(left[number] >= amount for number, amount in uses)

    def has_room(self, claim: Claim) -> bool:
        """Say whether one more claim, of a student who is not locked, keeps every limit."""
        return self.fits(self.uses(claim))

    def _listed(self, found: Iterable[tuple[Key, int, int]]) -> Amounts:
        return tuple((self._number(key, most), amount) for key, amount, most in found)

    def _number(self, key: Key, most: int) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.left)
            self.left.append(max(0, most))
            self._most.append(max(0, most))
            self._by_locks.append(0)
        return number

    def _uses(self, claim: Claim) -> Iterator[tuple[Key, int, int]]:
        """Yield what a claim takes, how much of it, and the limit."""
        if claim.offer is not None and claim.student.surnombre is None:
            yield ("seats", claim.offer.offer_id), 1, claim.offer.seats
        if claim.housed is not None:
            yield ("housing", claim.housed.site_id), 1, claim.housed.housing_places
        taken: Counter[tuple[Key, int]] = Counter()
        hosted: dict[tuple[Key, int], int] = {}
        programme = claim.programme
        for part in claim.parts:
            host, rooms = part.supervisor, part.site.rooms
            limit = host.limits.get(programme.programme_id)
            for week in self.weeks:
                if week not in part.weeks:
                    continue
                hosted[("hosted", host.supervisor_id, week), host.max_students] = 1
                if limit is not None:
                    name = programme.programme_id
                    hosted[("limit", host.supervisor_id, name, week), limit] = 1
                for half_day in part.half_days:
                    key = "at", host.supervisor_id, half_day, week
                    taken[key, host.max_at_once] += 1
                    if programme.needs_room and rooms is not None:
                        taken[("room", part.site.site_id, half_day, week), rooms] += 1
        yield from ((key, 1, most) for key, most in hosted)
        yield from ((key, amount, most) for (key, most), amount in taken.items())

    def _in_quotas(self, claim: Claim) -> Iterator[tuple[Key, int, int]]:
        """Yield the hard maximum quotas that a claim counts for."""
        for quota_id, amount in self.scopes.usage([claim]).items():
            quota = self._quotas[quota_id]
            if quota.hard_max and quota.max_count is not None and amount:
                yield ("quota", quota_id), amount, quota.max_count
