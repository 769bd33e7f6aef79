"""What is left of shared resources while they are taken one after the other."""

from __future__ import annotations

from collections.abc import Iterable

Uses = tuple[tuple[int, int], ...]
"""Numbers with amounts: what something takes of resources, or gives to demands."""


class Ledger:
    """Resources with a capacity each, what ordinary uses take of it, and what stands above.

    What stands *above* a limit may exceed it; ordinary uses then find nothing left, and where
    there are some already, it may not make them an excess.
    """

    def __init__(self) -> None:
        self.capacity: list[int] = []
        self.used: list[int] = []
        self.above: list[int] = []

    def add(self, capacity: int) -> int:
        """Add a resource and return its number."""
        self.capacity.append(capacity)
        self.used.append(0)
        self.above.append(0)
        return len(self.capacity) - 1

    def clear(self) -> None:
        """Give everything back."""
        self.used = [0] * len(self.capacity)
        self.above = [0] * len(self.capacity)

    def left(self, resource: int) -> int:
        """Return what ordinary uses may still take; negative where they take too much."""
        room = self.capacity[resource] - self.above[resource]
        return max(0, room) - self.used[resource]

    def has_room(self, uses: Uses, above: Uses = ()) -> bool:
        """Say whether ordinary uses, and uses above the limit, can be added."""
        used, capacity, standing = self.used, self.capacity, self.above
        for resource, amount in uses:
            room = capacity[resource] - standing[resource]
            if used[resource] + amount > (room if room > 0 else 0):
                return False
        return all(
            not used[resource] or used[resource] + standing[resource] + amount <= capacity[resource]
            for resource, amount in above
        )

    def take(self, uses: Iterable[tuple[int, int]], above: Uses = (), times: int = 1) -> None:
        """Take resources, or with ``times`` -1 give them back."""
        for resource, amount in uses:
            self.used[resource] += times * amount
        for resource, amount in above:
            self.above[resource] += times * amount
