"""Wishes of linked students in a stable matching: joint moves.

Wishes of equal rank, as the user wrote it, form one joint wish; who has no wish of that rank stays
without a place in it. Where a wish names several offers, every combination is a move; the joint
rank is the same, and the order of offers breaks the tie.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..solvers.couples import Group
from .bundles import Market
from .wished_offers import WishedOffers, offers_named


def groups_of(
    market: Market, wished: WishedOffers, students: NDArray[np.int64]
) -> tuple[Group, ...]:
    """Return the linked students among some (positions of agents), with their joint moves."""
    members: dict[str, list[int]] = defaultdict(list)
    for agent, number in enumerate(students.tolist()):
        link = market.semester.students[number].link_id
        if link is not None:
            members[link].append(agent)
    return tuple(
        _group(market, wished, students, agents)
        for _, agents in sorted(members.items())
        if len(agents) > 1
    )


def _group(
    market: Market, wished: WishedOffers, students: NDArray[np.int64], agents: list[int]
) -> Group:
    by_rank = [_contracts_by_rank(market, wished, int(students[agent])) for agent in agents]
    moves: list[tuple[int, ...]] = []
    level: list[int] = []
    for rank in sorted({rank for own in by_rank for rank in own}):
        # Without a wish of this rank a member stays without; a wish that nothing fits has none.
        for move in product(*(own.get(rank, [-1]) for own in by_rank)):
            moves.append(move)
            level.append(rank)
    return Group(tuple(agents), tuple(moves), tuple(level))


def _contracts_by_rank(market: Market, wished: WishedOffers, student: int) -> dict[int, list[int]]:
    """Return a student's contracts by the written rank of the wishes that name them."""
    name = market.semester.students[student].student_id
    own = wished.bundles.own(student)
    offers = wished.offer[own].tolist()
    found: dict[int, list[int]] = {}
    for wish in market.semester.wishes_of.get(name, ()):
        if wish.written is None or wish.refused:
            continue
        named = offers_named(market, wish)
        of_rank = found.setdefault(wish.written, [])
        of_rank += [k + own.start for k, o in enumerate(offers) if o in named]
    return {rank: sorted(set(contracts)) for rank, contracts in found.items()}
