"""What placements take of all that is shared, counted one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from .claims import Claim
from .facts import Facts
from .quotas import Scopes

Key = tuple[str | int, ...]


class Taken:
    """Counts of what claims take so far; weeks that no claim tells apart count as one."""

    def __init__(self, facts: Facts, weeks: Iterable[frozenset[int]]) -> None:
        self.facts = facts
        self.scopes = Scopes(facts)
        self.count: Counter[Key] = Counter()
        self._quotas = {quota.quota_id: quota for quota in facts.semester.quotas}
        sets = sorted(set(weeks), key=sorted)
        alike: dict[tuple[bool, ...], int] = {}
        for week in range(1, facts.semester.settings.n_weeks + 1):
            alike.setdefault(tuple(week in one for one in sets), week)
        self.weeks = tuple(alike.values())

    def add(self, claim: Claim) -> None:
        """Count a claim."""
        for key, amount, _ in self._uses(claim):
            self.count[key] += amount
        for key, amount, _ in self._in_quotas(claim):
            self.count[("locked", *key) if claim.overrides else key] += amount

    def has_room(self, claim: Claim) -> bool:
        """Say whether one more claim, of a student who is not locked, keeps every limit."""
        if any(self.count[key] + amount > most for key, amount, most in self._uses(claim)):
            return False
        return all(
            self.count[key] + amount <= max(0, most - self.count["locked", *key])
            for key, amount, most in self._in_quotas(claim)
        )

    def seats_left(self, offer_id: str) -> int:
        """Return the seats of an offer that nobody has."""
        return self.facts.semester.offer[offer_id].seats - self.count["seats", offer_id]

    def _uses(self, claim: Claim) -> Iterator[tuple[Key, int, int]]:
        """Yield what a claim takes, how much of it, and the limit."""
        if claim.offer is not None and claim.student.surnombre is None:
            yield ("seats", claim.offer.offer_id), 1, claim.offer.seats
        if claim.housed is not None:
            yield ("housing", claim.housed.site_id), 1, claim.housed.housing_places
        taken: Counter[tuple[Key, int]] = Counter()
        hosted: set[tuple[Key, int]] = set()
        programme = claim.programme
        for part in claim.parts:
            host, rooms = part.supervisor, part.site.rooms
            limit = host.limits.get(programme.programme_id)
            for week in self.weeks:
                if week not in part.weeks:
                    continue
                hosted.add((("hosted", host.supervisor_id, week), host.max_students))
                if limit is not None:
                    name = programme.programme_id
                    hosted.add((("limit", host.supervisor_id, name, week), limit))
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
