"""Stable matchings checked pair by pair: who would rather have whom, from the tables alone."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from ..entities import Offer, Student
from ..language import Sentence, sentence
from .candidates import Candidates
from .claims import Claim
from .facts import Facts
from .hosts import Hosts
from .lottery import ticket
from .quotas import Scopes
from .report import Violation
from .summary import kept_students
from .tiers import settled_before

Move = tuple[tuple[str, str], ...]
"""Students and offers: one pair, or those of linked students together."""

Key = tuple[int, bytes, int]
"""Position in the host's list, ticket of the lottery, place in the student's own order."""

Resource = tuple[object, ...]

_NOT_LISTED = 10**9
_NEVER = Fraction(10**9)
"""Position and rank of what is not acceptable."""

_FIRST: Key = (-1, b"", -1)
"""Of those settled before: they give way to nobody."""


@dataclass(frozen=True)
class _Pair:
    """A student and an offer that accept each other."""

    student: Student
    offer: Offer
    claim: Claim
    rank: Fraction
    position: int
    key: Key


def check_matchings(
    facts: Facts, claims: list[Claim], summary: Mapping[str, object]
) -> Iterator[Violation]:
    """Check that exactly the pairs listed in ``blocking_pairs`` block."""
    programmes = facts.semester.programmes
    orders = {p.order for p in programmes if p.mechanism == "stable"}
    seed = summary.get("seed")
    if not orders or not isinstance(seed, int):
        return
    listed = _listed(summary.get("blocking_pairs", []))
    if listed is None:
        yield Violation(
            "blocking-pair", "summary.json", sentence("`blocking_pairs` must be a list of pairs.")
        )
        return
    found: set[Move] = set()
    for order in orders:
        market = _Market(facts, claims, order, seed, kept_students(summary))
        yield from market.unacceptable()
        found |= set(market.blocking())
    for move in sorted(found - listed):
        yield Violation(
            "blocking-pair",
            move[0][0],
            sentence("{move} block, and are not listed.", move=_said(move)),
        )
    for move in sorted(listed - found):
        yield Violation(
            "blocking-pair",
            move[0][0],
            sentence("{move} are listed, and do not block.", move=_said(move)),
        )


def _said(move: Move) -> tuple[Sentence, ...]:
    return tuple(
        sentence("{student} and {offer}", student=student, offer=offer) for student, offer in move
    )


def _listed(pairs: object) -> set[Move] | None:
    """Return the moves listed in a summary, ``None`` where it is garbled."""
    if not isinstance(pairs, list):
        return None
    found = set()
    for pair in pairs:
        if not isinstance(pair, dict):
            return None
        others = pair.get("with", [])
        if not isinstance(others, list) or not all(isinstance(one, dict) for one in others):
            return None
        found.add(
            tuple((str(p.get("student_id")), str(p.get("offer_id"))) for p in (pair, *others))
        )
    return found


class _Market:
    """The students and offers that one matching brought together."""

    def __init__(
        self,
        facts: Facts,
        claims: list[Claim],
        order: int | None,
        seed: int,
        kept: frozenset[str],
    ) -> None:
        self.facts, self.seed = facts, seed
        self.scopes = Scopes(facts)
        self.candidates = Candidates(facts)
        self.claims = [c for c in claims if _in_market(c, order) and not _fixed(c, kept)]
        before = [c for c in claims if settled_before(c, order) or (c.placed and _fixed(c, kept))]
        self.hosts = Hosts(facts)
        self.pairs = {c.student.student_id: self._pairs(c.student) for c in self.claims}
        self.present = {c.student.student_id: self._present(c) for c in self.claims}
        self.keys: dict[Resource, list[Key]] = defaultdict(list)
        for claim in before:
            self._use(claim, _FIRST)
        for pair in self.present.values():
            if pair is not None:
                self._use(pair.claim, pair.key)
        for keys in self.keys.values():
            keys.sort()

    # -- what there is ----------------------------------------------------------------------

    def _pairs(self, student: Student) -> list[_Pair]:
        """Return a student's acceptable pairs, the best first; who is eligible is seen later."""
        wishes = self.facts.wishes(student.student_id)
        found = []
        for offer in self.candidates.wished(student):
            position = self.hosts.position(offer, student)
            claim = self.candidates.claim(student, offer)
            rank = wishes.rank(claim)
            if position is not None and rank is not None:
                found.append((rank, offer.offer_id, offer, claim, position))
        found.sort(key=lambda one: one[:2])
        drawn = ticket(self.seed, student.student_id)
        return [
            _Pair(student, offer, claim, rank, position, (position, drawn, k))
            for k, (rank, _, offer, claim, position) in enumerate(found)
        ]

    def _present(self, claim: Claim) -> _Pair | None:
        if claim.offer is None:
            return None
        own = self.pairs[claim.student.student_id]
        found = [pair for pair in own if pair.offer.offer_id == claim.offer.offer_id]
        if not found:
            # Not acceptable at all: held after everybody else.
            key = (_NOT_LISTED, b"", 0)
            return _Pair(claim.student, claim.offer, claim, _NEVER, _NOT_LISTED, key)
        one = found[0]
        return _Pair(one.student, one.offer, claim, one.rank, one.position, one.key)

    def unacceptable(self) -> Iterator[Violation]:
        """Yield places that the student does not wish for, or whose host does not list it."""
        for student, present in self.present.items():
            if present is not None and present.position == _NOT_LISTED:
                said = sentence(
                    "no wish names {offer_id}, or its host does not rank it.",
                    offer_id=present.offer.offer_id,
                )
                yield Violation("acceptable", student, said)

    # -- what everybody shares --------------------------------------------------------------

    def _use(self, claim: Claim, key: Key) -> None:
        for resource, amount in self._resources(claim).items():
            self.keys[resource] += [key] * amount

    def _resources(self, claim: Claim) -> dict[Resource, int]:
        """Return what a placement takes up: seats, hosts, half-days, rooms, housing, quotas."""
        used: dict[Resource, int] = {}
        if claim.offer is not None and claim.student.surnombre is None:
            used["seats", claim.offer.offer_id] = 1
        for part in claim.parts:
            host = part.supervisor.supervisor_id
            for week in self.candidates.classes(part.weeks):
                used["students", host, week] = 1
                used["limit", host, claim.programme.programme_id, week] = 1
                for half_day in part.half_days if not self.candidates.free(claim) else ():
                    used["at-once", host, half_day, week] = 1
                    if claim.programme.needs_room:
                        used["room", part.site.site_id, half_day, week] = 1
        if claim.housed is not None:
            used["housing", claim.housed.site_id] = 1
        for quota, amount in self.scopes.usage([claim]).items():
            used["quota", quota] = amount
        return used

    def _limit(self, resource: Resource) -> int | None:
        semester, kind, name = self.facts.semester, resource[0], str(resource[1])
        match kind:
            case "seats":
                return semester.offer[name].seats
            case "students":
                return semester.supervisor[name].max_students
            case "limit":
                return semester.supervisor[name].limits.get(str(resource[2]))
            case "at-once":
                return semester.supervisor[name].max_at_once
            case "room":
                return semester.site[name].rooms
            case "housing":
                return semester.site[name].housing_places
        quota = next(q for q in semester.quotas if q.quota_id == name)
        return quota.max_count if quota.hard_max else None

    # -- who would rather have whom ---------------------------------------------------------

    def blocking(self) -> Iterator[Move]:
        """Yield the pairs, and joint moves of linked students, that block."""
        groups = defaultdict(list)
        for claim in self.claims:
            groups[claim.student.link_id or ("alone", claim.student.student_id)].append(claim)
        for members in groups.values():
            if len(members) > 1:
                yield from self._blocking_together([c.student for c in members])
            else:
                yield from self._blocking_alone(members[0].student)

    def _blocking_alone(self, student: Student) -> Iterator[Move]:
        present = self.present[student.student_id]
        weakly = self.facts.semester.settings.ties == "max_size"
        for pair in self.pairs[student.student_id]:
            if present is not None and (
                pair.rank >= present.rank if weakly else pair.key[2] >= present.key[2]
            ):
                break
            welcome = self._welcome_weakly if weakly else self._welcome
            if any(
                welcome(pair, form) and self.candidates.eligible(form)
                for form in self.candidates.housed(pair.claim)
            ):
                yield ((student.student_id, pair.offer.offer_id),)

    def _welcome(self, pair: _Pair, form: Claim) -> bool:
        """Say whether the hosts would choose a pair beside what they hold.

        They choose in the order of the keys whatever keeps every limit; what they hold keeps
        them, so that a pair is chosen where those before it leave room.
        """
        for resource, amount in self._resources(form).items():
            limit = self._limit(resource)
            better = bisect_left(self.keys[resource], pair.key)
            if limit is not None and better + amount > limit:
                return False
        return True

    def _welcome_weakly(self, pair: _Pair, _form: Claim) -> bool:
        """Say whether an offer has a seat left, or holds somebody whom it likes strictly less."""
        held = [p for p in self.present.values() if p is not None and p.offer is pair.offer]
        taken = len(self.keys["seats", pair.offer.offer_id])
        return taken < pair.offer.seats or any(p.position > pair.position for p in held)

    def _blocking_together(self, members: list[Student]) -> Iterator[Move]:
        """Yield the joint moves that block: wishes of one written rank, together."""
        by_rank = [self._by_written_rank(student) for student in members]
        now = tuple(self._offer_now(student) for student in members)
        for rank in sorted({rank for own in by_rank for rank in own}):
            options = [own.get(rank, [None]) for own in by_rank]
            moves = list(product(*options))
            if now in [tuple(p and p.offer.offer_id for p in move) for move in moves]:
                return
            for move in moves:
                pairs = [pair for pair in move if pair is not None]
                if pairs and self._welcome_together(pairs):
                    yield tuple((p.student.student_id, p.offer.offer_id) for p in pairs)

    def _offer_now(self, student: Student) -> str | None:
        present = self.present[student.student_id]
        return None if present is None else present.offer.offer_id

    def _by_written_rank(self, student: Student) -> dict[int, list[_Pair | None]]:
        """Return the pairs at the wishes of each rank as written; none where nothing fits."""
        found: dict[int, list[_Pair | None]] = {}
        for wish in self.facts.semester.wishes_of.get(student.student_id, ()):
            if wish.written is None or wish.refused:
                continue
            named = found.setdefault(wish.written, [])
            for pair in self.pairs[student.student_id]:
                at_wish = self.candidates.named(pair.offer, wish)
                for form in self.candidates.housed(pair.claim) if at_wish else ():
                    one = replace(pair, claim=form)
                    if one not in named and self.candidates.eligible(form):
                        named.append(one)
        return found

    def _welcome_together(self, pairs: list[_Pair]) -> bool:
        """Say whether the hosts, choosing again from all, would hold all of some pairs."""
        new = {(p.student.student_id, p.offer.offer_id) for p in pairs}
        held = [
            p
            for p in self.present.values()
            if p is not None and (p.student.student_id, p.offer.offer_id) not in new
        ]
        taken: dict[Resource, int] = defaultdict(int)
        for resource, keys in self.keys.items():
            taken[resource] = bisect_left(keys, (_FIRST[0] + 1, b"", -1))
        chosen = 0
        for pair in sorted([*held, *pairs], key=lambda p: p.key):
            used = self._resources(pair.claim)
            limits = {resource: self._limit(resource) for resource in used}
            if all(limit is None or taken[r] + used[r] <= limit for r, limit in limits.items()):
                chosen += pair in pairs
                for resource, amount in used.items():
                    taken[resource] += amount
        return chosen == len(pairs)


def _fixed(claim: Claim, kept: frozenset[str]) -> bool:
    return claim.locked or claim.student.student_id in kept


def _in_market(claim: Claim, order: int | None) -> bool:
    return claim.programme.mechanism == "stable" and claim.programme.order == order


def unlinked(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims to which the rule on links applies: joint wishes replace it here."""
    return [claim for claim in claims if claim.programme.mechanism != "stable"]
