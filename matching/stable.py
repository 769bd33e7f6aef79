"""The mechanism ``stable``: students and offers are matched so that no pair would rather leave.

`stable_market.py` says what the contracts are, `solvers/` finds the matching;
`docs/mechanism-stable.md` says what it promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..solvers.couples import Joint, joint_matching
from ..solvers.largest_stable import Largest, largest_stable
from ..solvers.limits import Limits
from ..solvers.stable import Contracts, host_optimal_matching, stable_matching
from .bundles import Market
from .infeasible import CannotBeMet
from .joint_wishes import groups_of
from .language import Sentence, plural_sentence, sentence
from .limit_texts import limit_text
from .locked import settle_locked
from .reached import reached
from .reasons_stable import stable_refusals
from .reserve import Minimum, Reserve, minimums
from .settled import Settled, settle
from .slots import chosen_slots
from .stable_market import StableMarket, blocking_pairs, open_offers, stable_market, tied_contracts
from .step import Step
from .unplaced import unplaced

BestFor = Literal["students", "hosts"]
Matched = NDArray[np.int64]
"""A contract per agent, -1 for none."""


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

    The locked ones among them are settled first.

    Parameters
    ----------
    lottery
        Identifiers of students in the order that breaks ties.
    best_for
        Which of all stable matchings: the one that every student likes best, or the hosts.

    Raises
    ------
    CannotBeMet
        Locks cannot hold, limits do not nest, or ``ties`` = ``max_size`` cannot keep them.
    """
    found = _found(market, settled, students, lottery, limits, best_for)
    there, own = found.there, found.there.wished.bundles
    return Step(
        settled=found.after,
        unplaced=unplaced(market, own, there.students, found.after),
        reached=reached(market, own),
        blocking_pairs=blocking_pairs(market, there, found.matched, found.matching.groups),
        refusals=stable_refusals(market, there, found.matched),
        notes=tuple(found.matching.notes),
    )


def matched(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    limits: Limits,
) -> Settled:
    """Return the settled students after `match`, without all that explains it."""
    return _found(market, settled, students, lottery, limits, "students").after


@dataclass(frozen=True)
class _Found:
    there: StableMarket
    matching: _Matching
    matched: Matched
    after: Settled


def _found(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    limits: Limits,
    best_for: BestFor,
) -> _Found:
    settled = settle_locked(market, settled, students, limits)
    students = np.setdiff1d(students, np.array(sorted(settled.students), np.int64))
    needed = _needed(market, settled, students)
    there = stable_market(market, settled, students, lottery, all_seats=bool(needed))
    matching = _Matching(market, there, limits, best_for)
    if market.semester.settings.ties == "max_size":
        chosen = matching.largest()
    else:
        chosen = matching.raised(needed)
    return _Found(there, matching, chosen, _placed(market, there, chosen, settled, limits))


class _Matching:
    """Finds the matching that the settings ask for."""

    def __init__(
        self, market: Market, there: StableMarket, limits: Limits, best_for: BestFor
    ) -> None:
        self.market, self.there, self.limits, self.best_for = market, there, limits, best_for
        self.groups = groups_of(market, there.wished, there.students)
        self.notes: list[Sentence] = []

    def found(self, contracts: Contracts) -> Matched:
        """Return the stable matching of a market, with linked students one of them."""
        if not self.groups:
            best = stable_matching if self.best_for == "students" else host_optimal_matching
            return best(contracts)
        joint = joint_matching(contracts, self.groups, self.limits)
        self.notes = [_of_links(joint)] if joint.blocking else []
        return joint.matched

    def raised(self, needed: Sequence[Minimum]) -> Matched:
        """Return a matching that meets the minimums, as far as closing seats elsewhere helps."""
        matched = self.found(self.there.contracts)
        reserve = Reserve(self.market, self.there, needed, self.limits)
        while reserve.close_more(matched):
            matched = self.found(reserve.capped())
        if reserve.closed:
            self.notes.append(_of_reserve(reserve.closed))
        return matched

    def largest(self) -> Matched:
        """Return a largest weakly stable matching."""
        names = [n for n in self.there.caps.names if not n.startswith("seats:")]
        if names or self.groups:
            what = limit_text(names[0]) if names else "link_id"
            message = sentence(
                "ties = max_size knows seats only, and {what} binds as well", what=what
            )
            raise CannotBeMet((message,))
        start = stable_matching(self.there.contracts)
        found = largest_stable(tied_contracts(self.market, self.there), start, self.limits)
        self.notes.append(_of_size(found))
        return found.matched


def _needed(market: Market, settled: Settled, students: NDArray[np.int64]) -> list[Minimum]:
    """Return the minimums for which seats may be closed elsewhere."""
    if not market.semester.settings.reserve:
        return []
    everybody = len(market.semester.students)
    last = len(settled.students) + len(students) >= everybody
    return minimums(market, open_offers(market, students), settled, last=last)


def _of_links(joint: Joint) -> Sentence:
    if joint.proven:
        return plural_sentence(
            "Linked students leave no stable matching: {count} move blocks, proven to be the "
            "fewest.",
            "Linked students leave no stable matching: {count} moves block, proven to be the "
            "fewest.",
            count=len(joint.blocking),
        )
    return plural_sentence(
        "No stable matching was found for linked students: {count} move blocks; whether there is "
        "a better one is not proven.",
        "No stable matching was found for linked students: {count} moves block; whether there is "
        "a better one is not proven.",
        count=len(joint.blocking),
    )


def _of_reserve(closed: int) -> Sentence:
    return plural_sentence(
        "{count} seat was closed so that minimums are met; the pairs that this lets block are "
        "listed, and may not be the fewest.",
        "{count} seats were closed so that minimums are met; the pairs that this lets block are "
        "listed, and may not be the fewest.",
        count=closed,
    )


def _of_size(found: Largest) -> Sentence:
    size = int((found.matched >= 0).sum())
    if size >= found.bound:
        return sentence(
            "No weakly stable matching places more than these {size} students: proven.", size=size
        )
    return sentence(
        "This weakly stable matching places {size} students; whether {bound} can be placed is not "
        "proven.",
        size=size,
        bound=found.bound,
    )


def _placed(
    market: Market, there: StableMarket, matched: Matched, settled: Settled, limits: Limits
) -> Settled:
    """Return the settled students with those of a matching."""
    chosen = matched[matched >= 0]
    bundles = there.wished.bundles
    slots = chosen_slots(market, bundles, chosen, settled, limits)
    ranks = [there.wished.exact_rank(bundle) for bundle in chosen.tolist()]
    return settle(market, bundles, chosen, slots, ranks, settled)
