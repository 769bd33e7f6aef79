"""Wish ranks: of places and offers, for each student."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .eligibility import Eligibility
from .semester import Semester


@dataclass(frozen=True)
class Wishlist:
    """Ranks of everything a student may get.

    Attributes
    ----------
    last
        Shape ``(n_students,)``: K, the number of distinct ranks; 0 without wishes.
    place
        Shape ``(n_students, n_places)``: the smallest rank of a wish that names the place's
        supervisor, site or territory; K + 1 where none does.
    offer
        Shape ``(n_students, n_offers)``: the rank of a wish that names the offer, or K + 1.
    lenient
        Shape ``(n_students,)``: fewer wishes than the programme asks for, so that a placement
        on no wish is of class K + 1 instead of the worst.
    refused_offer
        Shape ``(n_students, n_offers)``: offers that the student refuses (and may, not being
        locked).
    """

    last: NDArray[np.int64]
    place: NDArray[np.int64]
    offer: NDArray[np.int64]
    lenient: NDArray[np.bool_]
    refused_offer: NDArray[np.bool_]


def wishlist(semester: Semester, eligibility: Eligibility) -> Wishlist:
    """Read the wishes of all students into ranks."""
    n_students, n_offers = len(semester.students), len(semester.offers)
    n_places = len(eligibility.places.site)
    offer_number = {offer.offer_id: k for k, offer in enumerate(semester.offers)}
    last = np.zeros(n_students, np.int64)
    lenient = np.zeros(n_students, bool)
    refused = np.zeros((n_students, n_offers), bool)
    place = np.ones((n_students, n_places), np.int64)
    offer = np.ones((n_students, n_offers), np.int64)
    for row, student in enumerate(semester.students):
        wishes = semester.wishes_of.get(student.student_id, ())
        ranked = [(w, w.rank) for w in wishes if w.rank is not None and not w.refused]
        last[row] = max((rank for _, rank in ranked), default=0)
        targets = {(w.target_kind, w.target) for w, _ in ranked}
        lenient[row] = len(targets) < semester.programme[student.programme_id].min_wishes
        place[row] = offer[row] = last[row] + 1
        for wish, rank in ranked:
            if wish.target_kind == "offer":
                number = offer_number[wish.target]
                offer[row, number] = min(offer[row, number], rank)
            else:
                named = eligibility.touching(wish.target_kind, wish.target)
                place[row, named] = np.minimum(place[row, named], rank)
        for wish in wishes:
            if wish.refused and wish.target_kind == "offer":
                refused[row, offer_number[wish.target]] = student.student_id not in semester.lock
    return Wishlist(last, place, offer, lenient, refused)
