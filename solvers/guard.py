"""Whether what is asked of all can still be met after each choice, decided exactly.

Agents choose one after the other. After a choice the agents still to choose must be able to
complete it, so that no more lacks (by weight) than before. Three steps decide:

1. A *witness* is kept: a completion. If it can be repaired around the choice, by dropping
   what is in the way and filling in again with others, the choice is admissible.
2. *Bounds* that leave out what ties things together may prove that too much would lack.
3. An exact model decides what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .completion import (
    Completion,
    Group,
    StoppedError,
    best_completion,
    completion_within,
)
from .guard_bounds import Bounds
from .ledger import Ledger
from .limits import Limits
from .pool import Column, Pool
from .witness import Witness

__all__ = ["Guard", "StoppedError"]


class Guard:
    """Watches over demands while agents choose in the order of their numbers, or together.

    Attributes
    ----------
    least
        Weight of what lacks in the best completion: what choices may not raise.
    """

    def __init__(self, pool: Pool, ledger: Ledger, there: Sequence[int], limits: Limits) -> None:
        self.pool, self.ledger, self.limits = pool, ledger, limits
        self.there = list(there)
        self.witness = Witness(pool, ledger, there)
        self._bounds = Bounds(pool, ledger)
        self._left = Counter(pool.kind)
        self._lost: set[int] = set()
        self.least = 0
        self._settle(range(len(pool.demands)))

    def lacks(self) -> dict[str, int]:
        """Return what lacks in the completion at hand, by label."""
        found = {
            d.label: d.lack(there)
            for d, there in zip(self.pool.demands, self.witness.there, strict=True)
        }
        return {label: lack for label, lack in found.items() if lack}

    def begin(self, agents: Sequence[int]) -> None:
        """Let agents come to their turn: nothing is expected of them any more."""
        self._before = list(self.witness.there)
        self._lost = set()
        self._none_idle = False
        for agent in agents:
            self.witness.remaining.discard(agent)
            self._left[self.pool.kind[agent]] -= 1
            if agent in self.witness.taken:
                column = self.pool.columns[self.witness.drop(agent)]
                self._lost.update(d for d, _ in column.meets)
        self.witness.keep()
        self._bounds.begin(self._left)

    def choose(self, choice: Sequence[Column]) -> int | None:
        """Make a choice if it is admissible; otherwise return a demand that it would break.

        Parameters
        ----------
        choice
            A column for each agent of the turn; the ledger has room for all of them.
        """
        beside = self._is_beside(choice)
        self._take(choice, 1)
        if beside:
            return None
        if not self._standing() and self._repaired(choice):
            return None
        broken = self._proven_broken(choice)
        if broken is None:
            return None
        self._take(choice, -1)
        return broken

    def _repaired(self, choice: Sequence[Column]) -> bool:
        """Fill in again what a choice is in the way of, if that can be done."""
        resources = [r for column in choice for r, _ in (*column.uses, *column.above)]
        lost = self._lost | self.witness.make_room(resources)
        lost.update(d for column in choice for d, _ in column.meets)
        if self.witness.refill(self._bounds.near(lost), self.least):
            self.witness.keep()
            return True
        self.witness.undo()
        return False

    def _rearranged(self, resources: set[int]) -> bool:
        """Fill in anew all that shares resources with a choice, as an exact model says."""
        demands, columns = self._bounds.rearranged(self.there, resources, self.limits)
        self.witness.make_room(resources)
        self.witness.drop_all(demands)
        if self.witness.give_all(columns) and self.witness.refill(self._lost, self.least):
            self.witness.keep()
            return True
        self.witness.undo()
        return False

    def leave(self) -> None:
        """End a turn in which nothing was chosen."""
        if self._lost:
            self._settle(self._lost)

    def _is_beside(self, choice: Sequence[Column]) -> bool:
        """Say that a choice touches nothing that anybody counts on."""
        if self._lost or self._standing():
            return False
        uses: Counter[int] = Counter()
        for column in choice:
            if column.above or any(self.pool.demands[d].once_begun for d, _ in column.meets):
                return False
            uses.update(dict(column.uses))
        return self.witness.has_room_beside(uses)

    def _standing(self) -> bool:
        """Say whether agents are left who may stand above limits: only the model knows these."""
        return not self.pool.standing.isdisjoint(self.witness.remaining)

    def _take(self, choice: Sequence[Column], times: int) -> None:
        self._bounds.taken(choice)
        for column in choice:
            self.ledger.take(column.uses, column.above, times)
            self.witness.change(column.meets, times)
            for demand, amount in column.meets:
                self.there[demand] += times * amount

    def _proven_broken(self, choice: Sequence[Column]) -> int | None:
        """Return a demand that lacks more after a choice, or ``None`` if none needs to.

        The choice is taken already; if none needs to lack more, the witness is the proof.
        """
        resources = {r for column in choice for r, _ in column.uses}
        lacks = self._bounds.lacks(self.there, self.least, resources, self.limits)
        if lacks is None:
            # What neither meets anything nor touches what could, is judged once in a turn.
            idle = not self._bounds.concerns(choice)
            if not (idle and self._none_idle):
                if not self._standing() and self._rearranged(resources):
                    return None
                completion = self._within()
                if completion is not None:
                    self._adopt(completion)
                    return None
                self._none_idle = idle
            lacks = self._lacks_at_hand(resources) or self._best().lacks
        worse = [
            number
            for number, lack in sorted(lacks.items())
            if lack > self.pool.demands[number].lack(self._before[number])
        ]
        return worse[0] if worse else min(number for number, lack in lacks.items() if lack)

    def _lacks_at_hand(self, resources: set[int]) -> dict[int, int]:
        """Return what lacks once the witness has made room for a choice that is not admissible."""
        self.witness.make_room(resources)
        found = {
            number: demand.lack(there)
            for number, (demand, there) in enumerate(
                zip(self.pool.demands, self.witness.there, strict=True)
            )
        }
        self.witness.undo()
        return {number: lack for number, lack in found.items() if lack}

    def _settle(self, lost: range | set[int]) -> None:
        """Find the best completion as things stand."""
        bound = self._bounds.weight(self.there, self._left, lost, self.limits)
        if not self._standing() and self.witness.refill(lost, bound):
            self.witness.keep()
        else:
            self._adopt(self._best())
        self.least = self.witness.value

    def _best(self) -> Completion:
        groups, _, links = self._groups()
        return best_completion(self.pool, self.ledger, self.there, groups, self.limits, links=links)

    def _within(self) -> Completion | None:
        groups, _, links = self._groups()
        return completion_within(
            self.pool,
            self.ledger,
            self.there,
            groups,
            self.limits,
            links=links,
            most=self.least,
        )

    def _groups(self) -> tuple[list[Group], list[int], list[list[int]]]:
        kinds = [kind for kind in range(len(self.pool.kinds)) if self._left[kind]]
        position = {kind: k for k, kind in enumerate(kinds)}
        links = [
            [position[self.pool.kind[agent]] for agent in link]
            for link in self.pool.links
            if link[0] in self.witness.remaining
        ]
        return [Group(self._left[k], self.pool.kinds[k]) for k in kinds], kinds, links

    def _adopt(self, completion: Completion) -> None:
        """Make a completion the witness; who chooses last is taken first."""
        _, kinds, _ = self._groups()
        free: dict[int, list[int]] = {kind: [] for kind in kinds}
        for agent in sorted(self.witness.remaining):
            free[self.pool.kind[agent]].append(agent)
        taken = {}
        for (group, column), times in sorted(completion.taken.items()):
            for _ in range(times):
                taken[free[kinds[group]].pop()] = column
        self.witness.replace(taken)
