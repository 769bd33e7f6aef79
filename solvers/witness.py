"""A completion kept at hand: agents still to choose, each with a column that it could take."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from .ledger import Ledger
from .pool import Pool


class Witness:
    """Columns taken in thought by agents who have yet to choose.

    Attributes
    ----------
    there
        What is there of each demand: chosen, and taken in thought.
    value
        Weight of all that lacks.
    remaining
        Agents still to choose.
    """

    def __init__(self, pool: Pool, ledger: Ledger, there: Sequence[int]) -> None:
        self.pool, self.ledger = pool, ledger
        self.there = list(there)
        self.value = sum(
            d.weight * d.lack(t) for d, t in zip(pool.demands, self.there, strict=True)
        )
        self.taken: dict[int, int] = {}
        self.remaining = set(range(len(pool.kind)))
        self._reserved: dict[int, int] = defaultdict(int)
        self._users: dict[int, set[int]] = defaultdict(set)
        self._of_kind: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._free: list[list[int]] = [[] for _ in pool.kinds]
        for agent, kind in enumerate(pool.kind):
            # Who chooses last is taken first: nobody asks for its column for long.
            self._free[kind].append(-agent)
        for free in self._free:
            heapify(free)
        self._next: dict[int, int] = defaultdict(int)
        self._journal: list[tuple[int, int, int]] = []

    # -- adding and dropping ----------------------------------------------------------------

    def change(self, meets: Iterable[tuple[int, int]], times: int) -> None:
        """Add to what is there of demands, or take it off."""
        for number, amount in meets:
            demand, there = self.pool.demands[number], self.there[number]
            self.value -= demand.weight * demand.lack(there)
            self.there[number] = there + times * amount
            self.value += demand.weight * demand.lack(self.there[number])

    def add(self, agent: int, number: int) -> None:
        """Let an agent take a column."""
        self._put(agent, number)
        self._journal.append((agent, number, 1))

    def drop(self, agent: int) -> int:
        """Take an agent's column away and return it."""
        number = self.taken[agent]
        self._remove(agent)
        self._journal.append((agent, number, -1))
        return number

    def _put(self, agent: int, number: int) -> None:
        column = self.pool.columns[number]
        self.taken[agent] = number
        self._of_kind[self.pool.kind[agent]][number].add(agent)
        for resource, amount in column.uses:
            self._reserved[resource] += amount
            self._users[resource].add(agent)
        self.change(column.meets, 1)

    def _remove(self, agent: int) -> None:
        number = self.taken.pop(agent)
        column, kind = self.pool.columns[number], self.pool.kind[agent]
        self._of_kind[kind][number].discard(agent)
        if not self._of_kind[kind][number]:
            del self._of_kind[kind][number]
        for resource, amount in column.uses:
            self._reserved[resource] -= amount
            self._users[resource].discard(agent)
        self.change(column.meets, -1)
        heappush(self._free[kind], -agent)

    def keep(self) -> None:
        """Make all changes so far last."""
        self._journal.clear()

    def undo(self) -> None:
        """Take back all changes since the last `keep`."""
        for agent, number, way in reversed(self._journal):
            if way > 0:
                self._remove(agent)
            else:
                self._put(agent, number)
        self._journal.clear()

    def replace(self, taken: dict[int, int]) -> None:
        """Start anew from other columns."""
        for agent in sorted(self.taken):
            self._remove(agent)
        for agent, number in sorted(taken.items()):
            self._put(agent, number)
        self._journal.clear()

    def has_room_beside(self, uses: Mapping[int, int]) -> bool:
        """Say whether resources can be taken without touching what agents hold in thought."""
        return all(
            self._reserved.get(resource, 0) + amount <= self.ledger.left(resource)
            for resource, amount in uses.items()
        )

    # -- repairing --------------------------------------------------------------------------

    def make_room(self, resources: Iterable[int]) -> set[int]:
        """Drop agents until what is chosen has room; return the demands they met."""
        lost: set[int] = set()
        for resource in resources:
            while self._reserved[resource] > max(0, self.ledger.left(resource)):
                agent = max(self._users[resource])
                for one in self.pool.linked.get(agent, (agent,)):
                    if one in self.taken:
                        lost.update(d for d, _ in self.pool.columns[self.drop(one)].meets)
        return lost

    def drop_all(self, demands: set[int]) -> None:
        """Drop all agents whose columns meet some of these demands."""
        for agent, number in sorted(self.taken.items()):
            met = {d for d, _ in self.pool.columns[number].meets}
            if agent in self.taken and not met.isdisjoint(demands):
                for one in self.pool.linked.get(agent, (agent,)):
                    if one in self.taken:
                        self.drop(one)

    def give_all(self, numbers: Iterable[int]) -> bool:
        """Give columns to agents, as far as there is room and somebody to take them."""
        return all(self._has_room(number) and self._give(number) for number in numbers)

    def refill(self, demands: Iterable[int], most: int) -> bool:
        """Let agents take columns that meet demands until no more than ``most`` lacks."""
        for number in sorted(demands):
            while self.value > most and self._lacks(number):
                if not self._add_for(number):
                    break
        return self.value <= most

    def _lacks(self, number: int) -> bool:
        return self.pool.demands[number].lack(self.there[number]) > 0

    def _add_for(self, demand: int) -> bool:
        """Add one column that meets a demand; begin where one was found last."""
        numbers = self.pool.meeting[demand]
        first = self._next[demand]
        for k in range(len(numbers)):
            position = (first + k) % len(numbers)
            number = numbers[position]
            if self._has_room(number) and self._improves(number) and self._give(number):
                self._next[demand] = position
                return True
        return False

    def _has_room(self, number: int) -> bool:
        return all(
            self._reserved.get(resource, 0) + amount <= self.ledger.left(resource)
            for resource, amount in self.pool.columns[number].uses
        )

    def _improves(self, number: int) -> bool:
        meets = self.pool.columns[number].meets
        before = self.value
        self.change(meets, 1)
        better = self.value < before
        self.change(meets, -1)
        return better

    def _give(self, number: int) -> bool:
        """Give a column to a free agent, others changing theirs where that frees one.

        A search in breadth over the kinds of agents; what they take together stays the same.
        """
        origin: dict[int, tuple[int, int] | None] = dict.fromkeys(self.pool.kinds_of[number])
        queue = deque(origin)
        while queue:
            kind = queue.popleft()
            if self._free_agent(kind) is not None:
                self._shift(kind, number, origin)
                return True
            for held in self._of_kind[kind]:
                for other in self.pool.kinds_of[held]:
                    if other not in origin:
                        origin[other] = (kind, held)
                        queue.append(other)
        return False

    def _shift(self, kind: int, number: int, origin: dict[int, tuple[int, int] | None]) -> None:
        """Let a free agent of a kind take over from another, that one from the next, and so on."""
        agent = self._free_agent(kind)
        assert agent is not None
        while (step := origin[kind]) is not None:
            kind, held = step
            giver = max(self._of_kind[kind][held])
            self.drop(giver)
            self.add(agent, held)
            agent = giver
        self.add(agent, number)

    def _free_agent(self, kind: int) -> int | None:
        free = self._free[kind]
        while free:
            agent = -free[0]
            if agent in self.remaining and agent not in self.taken:
                return agent
            heappop(free)
        return None
