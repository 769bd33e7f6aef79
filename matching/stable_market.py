"""The contracts of a stable matching: students and offers that may have each other.

All contracts stand in one strict order: position in the host's list, then the lottery, then the
student's own order, then the offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..solvers.couples import Group, JointMarket
from ..solvers.largest_stable import TiedContracts, weakly_blocking
from ..solvers.stable import Contracts, blocking_contracts
from .bundles import Market
from .entities import Offer
from .host_order import NOT_ACCEPTABLE, HostOrder
from .result import BlockingPair
from .settled import Settled
from .stable_caps import LaminarCaps, laminar_caps
from .wished_offers import WishedOffers, wished_offers


@dataclass(frozen=True)
class StableMarket:
    """The contracts of some students, as the core takes them.

    Attributes
    ----------
    students
        Shape ``(n_agents,)``: position of each agent's student.
    position
        Shape ``(n_contracts,)``: position of the student in the host's list.
    not_listed
        Shape ``(n, 2)``: students and offers (positions) whose hosts do not accept them.
    """

    students: NDArray[np.int64]
    wished: WishedOffers
    position: NDArray[np.int64]
    caps: LaminarCaps
    contracts: Contracts
    not_listed: NDArray[np.int64]


def stable_market(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    *,
    all_seats: bool = False,
) -> StableMarket:
    """Work out the contracts of some students (positions) beside those settled already.

    ``all_seats``: with a cap on the seats of every offer, because they may be lowered.

    Raises
    ------
    CannotBeMet
        The limits do not nest.
    """
    wished = wished_offers(market, students)
    position = HostOrder(market).positions(wished.bundles.student, wished.offer)
    unlisted = position == NOT_ACCEPTABLE
    not_listed = np.column_stack([wished.bundles.student[unlisted], wished.offer[unlisted]])
    wished = wished.take(position != NOT_ACCEPTABLE)
    position = position[position != NOT_ACCEPTABLE]
    caps = laminar_caps(market, open_offers(market, students), wished, settled, all_seats=all_seats)
    contracts = Contracts(
        agent=np.searchsorted(students, wished.bundles.student),
        priority=_priority(market, wished, position, lottery),
        caps=caps.caps,
        limit=caps.limit,
        n_agents=len(students),
    )
    return StableMarket(students, wished, position, caps, contracts, not_listed)


def open_offers(market: Market, students: NDArray[np.int64]) -> list[Offer]:
    """Return the open offers of some students' programmes."""
    semester = market.semester
    programmes = {semester.students[k].programme_id for k in students.tolist()}
    return [o for o in semester.offers if o.programme_id in programmes and o.open and o.parts]


def tied_contracts(market: Market, there: StableMarket) -> TiedContracts:
    """Return the contracts with the ties of students' ranks and hosts' lists."""
    limit_of = dict(zip(there.caps.names, there.caps.limit.tolist(), strict=True))
    seats = [
        limit_of.get(f"seats:{offer.offer_id}", len(there.students))
        for offer in market.semester.offers
    ]
    _, level = np.unique(there.wished.rank, return_inverse=True)
    return TiedContracts(
        agent=there.contracts.agent,
        offer=there.wished.offer,
        level=level.astype(np.int64),
        position=there.position,
        seats=np.array(seats, np.int64),
        n_agents=len(there.students),
    )


def blocking_pairs(
    market: Market,
    there: StableMarket,
    matched: NDArray[np.int64],
    groups: tuple[Group, ...] = (),
) -> tuple[BlockingPair, ...]:
    """Return the pairs, and joint moves, that block a matching, by student, then offer."""
    if market.semester.settings.ties == "max_size":
        weak = weakly_blocking(tied_contracts(market, there), matched)
        moves: list[tuple[int, ...]] = [(int(c),) for c in weak]
    elif groups:
        moves = [*JointMarket(there.contracts, groups).blocking(matched)]
    else:
        moves = [(int(c),) for c in blocking_contracts(there.contracts, matched)]
    pairs = {
        tuple(_names(market, there, contract) for contract in move if contract >= 0)
        for move in moves
    }
    return tuple(BlockingPair(*move[0], partners=move[1:]) for move in sorted(pairs))


def _names(market: Market, there: StableMarket, contract: int) -> tuple[str, str]:
    semester = market.semester
    return (
        semester.students[int(there.wished.bundles.student[contract])].student_id,
        semester.offers[int(there.wished.offer[contract])].offer_id,
    )


def _priority(
    market: Market, wished: WishedOffers, position: NDArray[np.int64], lottery: Sequence[str]
) -> NDArray[np.int64]:
    """Return the rank of each contract in the hosts' common strict order."""
    student = wished.bundles.student
    drawn = {name: k for k, name in enumerate(lottery)}
    ticket = np.array([drawn.get(s.student_id, -1) for s in market.semester.students])
    own_order = np.arange(len(student)) - np.searchsorted(student, student)
    order = np.lexsort((own_order, ticket[student], position))
    priority = np.empty(len(order), np.int64)
    priority[order] = np.arange(len(order))
    return priority
