"""Blocking pairs of any placement: as if its programmes with offers were matched stably.

A student and an offer block where the student prefers the offer to its place and the hosts would
choose it beside those whom they have, as the mechanism ``stable`` defines both. What earlier
orders hold, and in the same order the programmes without offers and the locked, is taken off the
limits. A place on no wish, or with a host that does not accept the student, is no contract: its
student is free to be wanted elsewhere, and its seat does not count as taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .bundles import Market, market
from .checking.stable import check_stable
from .earlier import place_of, settled_earlier
from .infeasible import CannotBeMet
from .joint_wishes import groups_of
from .language import Sentence, sentence
from .lottery import drawn
from .placement import orders
from .result import BlockingPair, Placement
from .semester import Semester
from .settled import Settled
from .stable_market import StableMarket, blocking_pairs, stable_market

_HARMLESS = frozenset({"stable-minimum"})
"""What a stable matching cannot keep, but has no part in which pairs block."""

NO_OFFERS = sentence("Blocking pairs are not counted: no programme takes its places from offers.")


def blocking_of(semester: Semester, placement: Placement) -> tuple[BlockingPair, ...] | Sentence:
    """Return the pairs that block a placement, or why there can be none to count."""
    with_offers = {p.programme_id for p in semester.programmes if p.composition == "offers"}
    if not with_offers:
        return NO_OFFERS
    matched = _matched_stably(semester, with_offers)
    errors = [f for f in check_stable(matched) if f.severity == "error" and f.code not in _HARMLESS]
    if errors:
        return _not_nested(errors[0].sentence)
    there = market(matched)
    lottery = drawn(matched, placement.seed)
    found: list[BlockingPair] = []
    try:
        for asking, before in _steps(there, placement, with_offers):
            contracts = stable_market(there, before, asking, lottery)
            groups = groups_of(there, contracts.wished, contracts.students)
            chosen = _chosen(there, contracts, placement)
            found += blocking_pairs(there, contracts, chosen, groups)
    except CannotBeMet as error:
        return _not_nested(error.sentences[0])
    held = {(s.student_id, s.offer_id) for s in placement.students}
    # To be housed elsewhere at the same offer is no reason to leave it.
    return tuple(p for p in found if p.partners or (p.student_id, p.offer_id) not in held)


def _matched_stably(semester: Semester, programmes: set[str]) -> Semester:
    """Return the semester with some programmes matched stably, and no others."""
    return replace(
        semester,
        programmes=tuple(
            replace(p, mechanism="stable" if p.programme_id in programmes else "optimal")
            for p in semester.programmes
        ),
    )


def _not_nested(why: Sentence) -> Sentence:
    return sentence(
        "Blocking pairs are not counted: the mechanism stable cannot keep this input's limits "
        "({why})",
        why=why,
    )


def _steps(
    there: Market, placement: Placement, with_offers: set[str]
) -> list[tuple[NDArray[np.int64], Settled]]:
    """Return, for each order, the students to look at, and those who are there before them."""
    found = []
    taken: list[int] = []
    for _, programmes in orders(there.semester.programmes):
        names = {p.programme_id for p in programmes}
        own = [k for k, s in enumerate(placement.students) if s.programme_id in names]
        asking = [
            k
            for k in own
            if placement.students[k].programme_id in with_offers
            and placement.students[k].status != "locked"
        ]
        others = sorted(set(own) - set(asking))
        found.append((np.array(asking, np.int64), _settled(there, placement, [*taken, *others])))
        taken += own
    return [(asking, before) for asking, before in found if len(asking)]


def _settled(there: Market, placement: Placement, students: Sequence[int]) -> Settled:
    """Return the placed ones of some students (positions) as settled."""
    placed = (placement.students[k] for k in students)
    return settled_earlier(there, [place_of(s) for s in placed if s.status != "unplaced"])


def _chosen(there: Market, contracts: StableMarket, placement: Placement) -> NDArray[np.int64]:
    """Return the contract that each student has, -1 where what it has is none."""
    bundles, semester = contracts.wished.bundles, there.semester
    number: dict[tuple[int, str, str | None], int] = {}
    triples = zip(
        bundles.student.tolist(),
        contracts.wished.offer.tolist(),
        bundles.housed.tolist(),
        strict=True,
    )
    for contract, (student, offer, housed) in enumerate(triples):
        site = semester.sites[housed].site_id if housed >= 0 else None
        number[student, semester.offers[offer].offer_id, site] = contract
    chosen = np.full(len(contracts.students), -1)
    for agent, student in enumerate(contracts.students.tolist()):
        held = placement.students[student]
        if held.offer_id is not None:
            chosen[agent] = number.get((student, held.offer_id, held.housed), -1)
    return chosen
