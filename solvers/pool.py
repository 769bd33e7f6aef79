"""Agents still to choose, seen from those before them: what each could take, what is asked."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from .ledger import Uses


@dataclass(frozen=True)
class Column:
    """One thing that an agent may take.

    Attributes
    ----------
    uses, above
        Resources taken, within their limits or above them (see `Ledger`).
    meets
        Demands and how much of each this meets.
    tie
        What linked agents have to have in common.
    """

    uses: Uses
    meets: Uses = ()
    above: Uses = ()
    tie: Hashable = None


@dataclass(frozen=True)
class Demand:
    """Something asked of all choices together: at least so much.

    ``once_begun``: nothing is asked while nothing is there.
    """

    label: str
    needed: int
    weight: int
    once_begun: bool = False

    def lack(self, there: int) -> int:
        """Return what is missing."""
        return 0 if self.once_begun and not there else max(0, self.needed - there)


@dataclass(frozen=True)
class Pool:
    """Agents by kind; those of one kind could take the same columns.

    Attributes
    ----------
    kinds
        Columns of each kind, by number.
    kind
        Kind of each agent; agents are numbered in the order of their turns.
    links
        Agents who take columns of the same tie, or nothing; each is of a kind of its own.
    """

    columns: tuple[Column, ...]
    kinds: tuple[tuple[int, ...], ...]
    kind: tuple[int, ...]
    links: tuple[tuple[int, ...], ...]
    demands: tuple[Demand, ...]

    @cached_property
    def linked(self) -> dict[int, tuple[int, ...]]:
        """All agents of a link, by each of them."""
        return {agent: link for link in self.links for agent in link}

    @cached_property
    def standing(self) -> frozenset[int]:
        """Agents who may stand above the limits of resources."""
        kinds = {
            number
            for number, columns in enumerate(self.kinds)
            if any(self.columns[column].above for column in columns)
        }
        return frozenset(agent for agent, kind in enumerate(self.kind) if kind in kinds)

    @cached_property
    def kinds_of(self) -> list[list[int]]:
        """Kinds of agents without links who could take each column."""
        apart = {self.kind[agent] for agent in self.linked}
        found: list[list[int]] = [[] for _ in self.columns]
        for number, columns in enumerate(self.kinds):
            for column in columns if number not in apart else ():
                found[column].append(number)
        return found

    @cached_property
    def meeting(self) -> list[list[int]]:
        """Columns that meet each demand and that some agent without links could take."""
        found: list[list[int]] = [[] for _ in self.demands]
        for number, column in enumerate(self.columns):
            for demand, _ in column.meets if self.kinds_of[number] else ():
                found[demand].append(number)
        return found
