"""What must lack at the least of what is asked, by trying every completion.

A search in depth that leaves out what cannot be better than what is known: plain, exact, and
meant for few students or few places; it says so where there are too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .asked import Demand
from .expected import Column, TooManyError

MOST_AGENTS = 60
"""Students, or groups of linked ones, whose completions are tried."""
MOST_STEPS = 50_000
"""Steps of one search."""


class Search:
    """One after the other, agents take one of their columns, or nothing.

    Parameters
    ----------
    demands
        What is asked.
    agents
        Columns of each agent.

    Attributes
    ----------
    steps
        How long it was searched.

    Raises
    ------
    TooManyError
        There are too many agents.
    """

    def __init__(self, demands: Sequence[Demand], agents: Sequence[Sequence[Column]]) -> None:
        if len(agents) > MOST_AGENTS:
            raise TooManyError
        self.demands = demands
        self.agents = sorted(agents, key=len)
        self._matter = sorted({r for own in self.agents for c in own for r, _ in c.uses})
        self._reach: list[dict[int, int]] = [{}]
        for columns in reversed(self.agents):
            most: dict[int, int] = {}
            for column in columns:
                for number, amount in column.gives:
                    most[number] = max(amount, most.get(number, 0))
            after = self._reach[-1]
            self._reach.append(after | {k: n + after.get(k, 0) for k, n in most.items()})
        self._reach.reverse()
        self.steps = 0

    def least(self, there: Sequence[int], left: Sequence[int], below: int) -> int | None:
        """Return the least weight that lacks, ``None`` if it is not below a number.

        Raises
        ------
        TooManyError
            The search is too long.
        """
        self.there, self.left = list(there), list(left)
        self._seen: set[tuple[int, tuple[int, ...], tuple[int, ...]]] = set()
        # What is complete stays so, and what nobody can give to stays as it is.
        self._open = [
            (number, demand)
            for number, demand in enumerate(self.demands)
            if self._reach[0].get(number) and (demand.begun or demand.lack(there[number]))
        ]
        fixed = self._weight(range(len(self.demands))) - self._weight(k for k, _ in self._open)
        first = self.best = below - fixed
        self._go_on(0)
        return self.best + fixed if self.best < first else None

    def _weight(self, numbers: Iterable[int]) -> int:
        return sum(self.demands[k].weight * self.demands[k].lack(self.there[k]) for k in numbers)

    def _go_on(self, number: int) -> None:
        """Let the agents from a number on take what they may."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyError
        if self._lacks(number) >= self.best:
            return
        self.best = min(self.best, self._weight(k for k, _ in self._open))
        if number == len(self.agents):
            return
        there = tuple(self.there[k] for k, _ in self._open)
        state = number, there, tuple(self.left[r] for r in self._matter)
        if state in self._seen:
            return
        self._seen.add(state)
        for column in self.agents[number]:
            if all(self.left[r] >= amount for r, amount in column.uses):
                self._take(column, 1)
                self._go_on(number + 1)
                self._take(column, -1)
        self._go_on(number + 1)

    def _take(self, column: Column, times: int) -> None:
        for resource, amount in column.uses:
            self.left[resource] -= times * amount
        for demand, amount in column.gives:
            self.there[demand] += times * amount

    def _lacks(self, number: int) -> int:
        """Return what lacks at the least, whatever the agents from a number on take."""
        reach, there = self._reach[number], self.there
        return sum(d.weight * max(0, d.lack(there[k]) - reach.get(k, 0)) for k, d in self._open)
