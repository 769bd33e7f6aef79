"""The mechanism ``stable``: students and offers are matched so that no pair would rather leave.

Contracts are pairs of a student and an offer that the student's wishes name and its rules allow.
All stand in one strict order: position in the host's list, then the lottery, then the student's
own order, then the offer. `solvers/stable.py` finds the matching; `docs/mechanism-stable.md` says
what it promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..solvers.limits import Limits
from ..solvers.stable import (
    Contracts,
    blocking_contracts,
    host_optimal_matching,
    stable_matching,
)
from .bundles import Bundles, Market
from .entities import Offer
from .host_order import NOT_ACCEPTABLE, HostOrder
from .reached import reached
from .reserve import Reserve, minimums
from .result import BlockingPair
from .settled import Settled, settle
from .slots import chosen_slots
from .stable_caps import LaminarCaps, laminar_caps
from .step import Step
from .unplaced import unplaced
from .wished_offers import WishedOffers, wished_offers


BestFor = Literal["students", "hosts"]


@dataclass(frozen=True)
class StableMarket:
    """The contracts of some students, as the core takes them.

    Attributes
    ----------
    students
        Shape ``(n_agents,)``: position of each agent's student.
    position
        Shape ``(n_contracts,)``: position of the student in the host's list.
    """

    students: NDArray[np.int64]
    wished: WishedOffers
    position: NDArray[np.int64]
    caps: LaminarCaps
    contracts: Contracts


def stable_market(
    market: Market, settled: Settled, students: NDArray[np.int64], lottery: Sequence[str]
) -> StableMarket:
    """Work out the contracts of some students (positions) beside those settled already."""
    wished = wished_offers(market, students)
    position = HostOrder(market).positions(wished.bundles.student, wished.offer)
    wished = wished.take(position != NOT_ACCEPTABLE)
    position = position[position != NOT_ACCEPTABLE]
    caps = laminar_caps(market, _open_offers(market, students), wished, settled)
    agent = np.searchsorted(students, wished.bundles.student)
    return StableMarket(
        students=students,
        wished=wished,
        position=position,
        caps=caps,
        contracts=Contracts(
            agent=agent,
            priority=_priority(market, wished, position, lottery),
            caps=caps.caps,
            limit=caps.limit,
            n_agents=len(students),
        ),
    )


def match(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    limits: Limits,
    *,
    best_for: BestFor = "students",
) -> Step:
    """Match students (positions) with offers, beside those who are settled already.

    Parameters
    ----------
    lottery
        Identifiers of students in the order that breaks ties.
    best_for
        Which of all stable matchings: the one that every student likes best, or the hosts.
    """
    there = stable_market(market, settled, students, lottery)
    matched = _matching(there.contracts, best_for)
    if market.semester.settings.reserve:
        matched = _raised(market, there, settled, matched, limits, best_for)
    own = there.wished.bundles
    after = placed(market, there, matched, settled, limits)
    return Step(
        settled=after,
        unplaced=unplaced(market, own, students, after),
        reached=reached(market, own),
        blocking_pairs=blocking_pairs(market, there, matched),
    )


def _matching(contracts: Contracts, best_for: BestFor) -> NDArray[np.int64]:
    find = stable_matching if best_for == "students" else host_optimal_matching
    return find(contracts)


def _raised(
    market: Market,
    there: StableMarket,
    settled: Settled,
    matched: NDArray[np.int64],
    limits: Limits,
    best_for: BestFor,
) -> NDArray[np.int64]:
    """Return a matching that meets the minimums, as far as closing seats elsewhere helps."""
    offers = _open_offers(market, there.students)
    last = len(settled.students) + len(there.students) >= len(market.semester.students)
    needed = minimums(market, offers, settled, last=last)
    reserve = Reserve(there.contracts, there.wished, needed, limits)
    while reserve.close_more(matched):
        matched = _matching(reserve.capped(), best_for)
    return matched


def placed(
    market: Market,
    there: StableMarket,
    matched: NDArray[np.int64],
    settled: Settled,
    limits: Limits,
) -> Settled:
    """Return the settled students with those of a matching."""
    chosen = matched[matched >= 0]
    bundles = there.wished.bundles
    slots = chosen_slots(market, bundles, chosen, settled, limits)
    ranks = [there.wished.exact_rank(bundle) for bundle in chosen.tolist()]
    return settle(market, bundles, chosen, slots, ranks, settled)


def blocking_pairs(
    market: Market, there: StableMarket, matched: NDArray[np.int64]
) -> tuple[BlockingPair, ...]:
    """Return the pairs that block a matching, by student, then offer."""
    found = blocking_contracts(there.contracts, matched)
    semester, bundles = market.semester, there.wished.bundles
    pairs = {
        (
            semester.students[int(bundles.student[contract])].student_id,
            semester.offers[int(offer)].offer_id,
        )
        for contract, offer in zip(found.tolist(), there.wished.offer[found], strict=True)
    }
    return tuple(BlockingPair(student, offer) for student, offer in sorted(pairs))


def _open_offers(market: Market, students: NDArray[np.int64]) -> list[Offer]:
    semester = market.semester
    programmes = {semester.students[k].programme_id for k in students.tolist()}
    return [o for o in semester.offers if o.programme_id in programmes and o.open and o.parts]


def _priority(
    market: Market, wished: WishedOffers, position: NDArray[np.int64], lottery: Sequence[str]
) -> NDArray[np.int64]:
    """Return the rank of each contract in the hosts' common strict order."""
    bundles: Bundles = wished.bundles
    drawn = {name: k for k, name in enumerate(lottery)}
    ticket = np.array([drawn.get(s.student_id, -1) for s in market.semester.students])
    first = np.searchsorted(bundles.student, bundles.student)
    own_order = np.arange(len(bundles.student)) - first
    order = np.lexsort((own_order, ticket[bundles.student], position))
    priority = np.empty(len(order), np.int64)
    priority[order] = np.arange(len(order))
    return priority
