"""A completion of what the first students of a line chose, kept while one goes back in the line.

At the end it is the placement itself. One turn earlier those who chose then are free to take
something else; whoever has nothing that is asked for may be given what lacks. What lacks in any
completion is never less than what lacks in the best one.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from copy import copy

from .asked import Asked, added
from .bounds import Bounds
from .expected import Expected, Kind
from .taken import Amounts


class Completion:
    """What students still to choose take, beside what was chosen before.

    Attributes
    ----------
    value
        Weight of all that lacks.
    """

    def __init__(
        self, asked: Asked, expected: Expected, bounds: Bounds, there: Sequence[int]
    ) -> None:
        self.asked, self.expected, self.bounds = asked, expected, bounds
        self.there = list(there)
        self.value = asked.weight(there)
        self.held: Counter[int] = Counter()
        self._idle: Counter[Kind] = Counter()
        self._holding: dict[Kind, Counter[int]] = {}
        self._taking: dict[int, list[Kind]] = {}
        self._meeting: list[list[int]] = [[] for _ in asked.demands]
        for number, column in enumerate(expected.columns):
            for demand, _ in column.gives:
                self._meeting[demand].append(number)
        self._numbers: dict[tuple[Amounts, Amounts], list[int]] = {}
        for number, column in enumerate(expected.columns):
            self._numbers.setdefault((column.uses, column.gives), []).append(number)
        self._again = set(range(len(asked.demands)))

    def join(self, kind: Kind | None, uses: Amounts, gives: Amounts) -> None:
        """Let students join whose turn it was, with what they chose (nothing, if it is empty).

        ``kind`` is ``None`` for linked students, who keep what they have or leave it together.
        What gives to nothing that is asked is left.
        """
        if kind is not None:
            self._meet(kind)
        if gives:
            self.held.update(dict(uses))
        else:
            groups = {self.bounds.touching.get(resource) for resource, _ in uses}
            for group in groups - {None}:
                self._again.update(self.bounds.members[group or 0])
        if kind is None:
            return
        number = self._number(kind, uses, gives) if gives else None
        if number is not None:
            self._holding[kind][number] += 1
        elif not gives:
            self._idle[kind] += 1

    def _meet(self, kind: Kind) -> None:
        if kind not in self._holding:
            self._holding[kind] = Counter()
            for number in kind.columns:
                self._taking.setdefault(number, []).append(kind)

    def _number(self, kind: Kind, uses: Amounts, gives: Amounts) -> int | None:
        """Return the column that a choice is, if one counts on such students for it."""
        own = self._numbers.get((tuple(sorted(uses)), gives), ())
        return next((n for n in own if kind in self._taking.get(n, ())), None)

    def around(
        self,
        kind: Kind,
        chosen: tuple[Amounts, Amounts],
        pick: tuple[Amounts, Amounts],
    ) -> int | None:
        """Return what lacks in a completion of another pick by a student of a kind.

        Parameters
        ----------
        chosen, pick
            What the student took and gave, and what it would have taken and given instead.
            ``None`` where no completion is found.
        """
        other = copy(self)
        other.held, other.there = self.held.copy(), list(self.there)
        other._idle = self._idle.copy()
        other._holding = {one: Counter(own) for one, own in self._holding.items()}
        other._again = set(range(len(self.asked.demands)))
        own = None if self._idle[kind] else self._number(kind, *chosen)
        if own is not None and self._holding[kind][own]:
            other._drop(kind, own)
        if not other._idle[kind]:
            return None
        other._idle[kind] -= 1
        uses, gives = pick
        if not all(other._make_room(resource, amount) for resource, amount in uses):
            return None
        other.held.update(dict(uses))
        added(other.there, gives)
        other.value = other.asked.weight(other.there)
        other.improve()
        return other.value

    def _make_room(self, resource: int, amount: int) -> bool:
        """Take columns away until so much of a resource is left."""
        for kind, own in self._holding.items():
            for number, times in sorted(own.items()):
                if any(used == resource for used, _ in self.expected.columns[number].uses):
                    for _ in range(times):
                        if self.bounds.left[resource] - self.held[resource] >= amount:
                            return True
                        self._drop(kind, number)
        return self.bounds.left[resource] - self.held[resource] >= amount

    def _drop(self, kind: Kind, number: int) -> None:
        """Let a student have a column no more."""
        column = self.expected.columns[number]
        self._holding[kind][number] -= 1
        self._idle[kind] += 1
        self.held.subtract(dict(column.uses))
        added(self.there, column.gives, -1)

    def improve(self) -> None:
        """Give what lacks to students who have nothing, as long as that can be done."""
        for demand in sorted(self._again):
            wanted = self.asked.demands[demand]
            blocked = False
            while not wanted.begun and wanted.lack(self.there[demand]) and not blocked:
                blocked = not self._give(demand)

    def _give(self, demand: int) -> bool:
        """Let one more student give to a demand; forget it where there is no place for that."""
        self.bounds.count(len(self._meeting[demand]))
        fitting = [number for number in self._meeting[demand] if self._has_room(number)]
        if not fitting and self.bounds.narrow[demand]:
            self._again.discard(demand)
        for number in fitting:
            if self._hand_over(number):
                column = self.expected.columns[number]
                self.held.update(dict(column.uses))
                added(self.there, column.gives)
                self.value = self.asked.weight(self.there)
                return True
        return False

    def _has_room(self, number: int) -> bool:
        left, held = self.bounds.left, self.held
        return all(
            left[resource] - held[resource] >= amount
            for resource, amount in self.expected.columns[number].uses
        )

    def _hand_over(self, number: int) -> bool:
        """Find somebody for a column: students hand theirs on until one with nothing takes one."""
        before: dict[Kind, tuple[Kind, int] | None] = dict.fromkeys(self._taking.get(number, ()))
        queue = deque(before)
        while queue:
            kind = queue.popleft()
            if self._idle[kind]:
                self._idle[kind] -= 1
                self._pass_on(kind, number, before)
                return True
            for held, times in self._holding[kind].items():
                for other in self._taking[held] if times else ():
                    if other not in before:
                        before[other] = kind, held
                        queue.append(other)
        return False

    def _pass_on(
        self, kind: Kind, number: int, before: dict[Kind, tuple[Kind, int] | None]
    ) -> None:
        """Let each kind on the way take a column of the next one, which takes another."""
        while (step := before[kind]) is not None:
            giver, held = step
            self._holding[kind][held] += 1
            self._holding[giver][held] -= 1
            kind = giver
        self._holding[kind][number] += 1
