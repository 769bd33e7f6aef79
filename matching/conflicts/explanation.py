"""What conflicts and what would help, as data with its words."""

from __future__ import annotations

from dataclasses import dataclass

from ..language import Sentence
from .demand import Kind


@dataclass(frozen=True)
class Member:
    """One of the demands that conflict.

    Attributes
    ----------
    kind, identifier, other
        What it is: see `demand.Demand`.
    cell
        Where it stands in the file; empty where it has no cell of its own.
    text
        The same in words.
    """

    kind: Kind
    identifier: str
    other: str
    cell: str
    text: Sentence


@dataclass(frozen=True)
class Change:
    """A change of one demand.

    Attributes
    ----------
    before, after
        The number in the cell, and the nearest one that is enough; ``None`` where the line
        itself has to go.
    cost
        By how much the number changes, in its own unit; 1 for a line that has to go.
    """

    kind: Kind
    identifier: str
    other: str
    cell: str
    before: int | None
    after: int | None
    cost: int
    text: Sentence


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot hold together, whatever all others are.

    Attributes
    ----------
    minimal
        Without any one of them the rest can hold; false where the time was over before that
        was known.
    changes
        Changes of one member that settle the conflict by themselves in the whole semester (the
        other conflicts found being lifted), the cheapest first.
    why
        What excludes a lock that cannot hold by itself.
    """

    members: tuple[Member, ...]
    minimal: bool
    changes: tuple[Change, ...]
    why: Sentence | None = None


@dataclass(frozen=True)
class Explanation:
    """Conflicts of which no two share a member.

    Attributes
    ----------
    together
        Changes that only together make everything possible, where no single one does.
    complete
        Whether all was examined before the time was over.
    """

    conflicts: tuple[Conflict, ...] = ()
    together: tuple[Change, ...] = ()
    complete: bool = True
