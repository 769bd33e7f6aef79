"""Capacities of offers and maximum counts over sets of offers that nest: a tree.

Two sets of offers nest if one holds the other or they share nothing. A family in which all sets do
is laminar, and forms a tree: offers are leaves, each set stands above the largest sets within it,
the root above all. A unit that goes to an offer passes every node from there up to the root.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints

UNLIMITED = np.int64(2**60)


class CrossingError(ValueError):
    """Two sets share some offers, and neither holds the other.

    Attributes
    ----------
    first, second
        Their positions in the sequence given.
    """

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"sets {first} and {second} cross: they do not nest")
        self.first, self.second = first, second


@dataclass(frozen=True)
class Group:
    """A set of offers that takes at most so many agents together.

    Attributes
    ----------
    offers
        Offer numbers, each once, in any order.
    limit
        Largest number of agents, 0 or more.
    """

    offers: Ints
    limit: int


@dataclass(frozen=True)
class NestedCaps:
    """The tree of offers and sets; build it with `nested_caps`.

    Attributes
    ----------
    n_offers
        Nodes 0 … n_offers - 1 are the offers; sets follow, the smaller before the larger; the last
        node is the root, where those without an offer are.
    parent
        ``(n_nodes,)``: the node above, always of a larger number; the root's is itself.
    cap
        ``(n_nodes,)``: how many agents a node takes at most; the root's is `UNLIMITED`.
    """

    n_offers: int
    parent: Ints
    cap: Ints

    @property
    def root(self) -> int:
        """The number of the root."""
        return len(self.parent) - 1

    def counts(self, at: Ints) -> Ints:
        """Return how many agents pass each node, ``(n_nodes,)``, given the node of each agent."""
        found = np.bincount(at, minlength=len(self.parent)).astype(np.int64)
        leaves = slice(0, self.n_offers)
        np.add.at(found, self.parent[leaves], found[leaves])
        for node in range(self.n_offers, self.root):
            found[self.parent[node]] += found[node]
        return found

    def anchors(self, marked: Bools) -> Ints:
        """Return each node's nearest node upwards, itself included, that is marked or the root."""
        found = np.arange(len(self.parent))
        for node in range(self.root - 1, self.n_offers - 1, -1):
            if not marked[node]:
                found[node] = found[self.parent[node]]
        bare = np.flatnonzero(~marked[: self.n_offers])
        found[bare] = found[self.parent[bare]]
        return found

    def room(self) -> Ints:
        """Return how many agents fit through each node and all above it, ``(n_nodes,)``."""
        found = self.cap.copy()
        for node in range(self.root - 1, self.n_offers - 1, -1):
            found[node] = min(found[node], found[self.parent[node]])
        leaves = slice(0, self.n_offers)
        found[leaves] = np.minimum(found[leaves], found[self.parent[leaves]])
        return found


def nested_caps(capacity: Ints, groups: Sequence[Group] = ()) -> NestedCaps:
    """Build the tree.

    Parameters
    ----------
    capacity
        ``(n_offers,)``: how many agents each offer takes at most.
    groups
        Sets of offers with their limits. The same set may come more than once; an empty one
        limits nothing.

    Raises
    ------
    CrossingError
        If two sets do not nest.
    ValueError
        If a capacity or limit is negative, or a set names an offer twice or one that is not there.
    """
    n = len(capacity)
    members = [np.asarray(group.offers, np.int64) for group in groups]
    _check(np.asarray(capacity), groups, members)
    order = sorted(
        (g for g in range(len(groups)) if len(members[g])), key=lambda g: len(members[g])
    )
    root = n + len(order)
    parent = np.full(root + 1, root)
    cap = np.full(root + 1, UNLIMITED)
    cap[:n] = np.minimum(capacity, UNLIMITED)
    size = np.ones(root, np.int64)
    top = np.arange(n)
    for node, group in enumerate(order, start=n):
        below = np.unique(top[members[group]])
        if size[below].sum() != len(members[group]):
            raise CrossingError(*_crossing(members, order[: node - n], group))
        parent[below], cap[node] = node, min(groups[group].limit, int(UNLIMITED))
        top[members[group]], size[node] = node, len(members[group])
    return NestedCaps(n, parent, cap)


def _check(capacity: Ints, groups: Sequence[Group], members: list[Ints]) -> None:
    if (capacity < 0).any() or any(group.limit < 0 for group in groups):
        raise ValueError("a capacity or limit is negative")
    for number, own in enumerate(members):
        if len(own) and not 0 <= own.min() <= own.max() < len(capacity):
            raise ValueError(f"set {number} names an offer that is not there")
        if len(np.unique(own)) < len(own):
            raise ValueError(f"set {number} names an offer twice")


def _crossing(members: list[Ints], earlier: Sequence[int], group: int) -> tuple[int, int]:
    """Return the pair that crosses, the smaller number first."""
    for other in earlier:
        shared = np.isin(members[other], members[group])
        if shared.any() and not shared.all():
            return min(other, group), max(other, group)
    raise AssertionError("no sets cross")
