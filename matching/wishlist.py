"""Wish ranks: of places and offers, for each student."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .eligibility import Eligibility
from .entities import Wish
from .lists import Lists, Whole, grouped
from .semester import Semester


@dataclass(frozen=True)
class Wishlist:
    """Ranks of everything a student may get.

    Attributes
    ----------
    last
        Shape ``(n_students,)``: K, the number of distinct ranks; 0 without wishes.
    lenient
        Shape ``(n_students,)``: fewer wishes than the programme asks for, so that a placement
        on no wish is of class K + 1 instead of the worst.
    """

    semester: Semester
    eligibility: Eligibility
    last: NDArray[np.int64]
    lenient: NDArray[np.bool_]

    def place_ranks(self, students: Whole) -> NDArray[np.int32]:
        """Return ranks of places, shape ``(n_students, n_places)``.

        The smallest rank of a wish that names the place's supervisor, site or territory;
        K + 1 where none does.
        """
        ranks = self._beyond(students, len(self.eligibility.places.site))
        for row, number in enumerate(students.tolist()):
            for wish, rank in self._ranked(number, reverse=True):
                if wish.target_kind != "offer":
                    ranks[row, self.eligibility.places_of(wish.target_kind, wish.target)] = rank
        return ranks

    def offer_rank(self, students: Whole, offers: Whole) -> NDArray[np.int64]:
        """Return the ranks of wishes that name offers, K + 1 where none does, shape ``(n,)``.

        Parameters
        ----------
        students, offers
            Positions, shape ``(n,)``; -1 is no offer.
        """
        keys, ranks = self._of_offers
        found = self.last[students] + 1
        if len(keys):
            wanted = students.astype(np.int64) * len(self.semester.offers) + offers
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            named = (keys[at] == wanted) & (offers >= 0)
            found[named] = ranks[at[named]]
        return found

    @cached_property
    def _of_offers(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Wishes for offers as ``student * n_offers + offer``, ascending, with their ranks."""
        number, n_offers = self.eligibility.student_number, len(self.semester.offers)
        best: dict[int, int] = {}
        for wish in self.semester.wishes:
            if wish.target_kind == "offer" and wish.rank is not None and not wish.refused:
                key = number[wish.student_id] * n_offers + self.offer_number[wish.target]
                best[key] = min(wish.rank, best.get(key, wish.rank))
        ordered = sorted(best.items())
        keys = np.array([key for key, _ in ordered], np.int64)
        return keys, np.array([rank for _, rank in ordered], np.int64)

    def _beyond(self, students: Whole, number: int) -> NDArray[np.int32]:
        """Return the rank of what no wish names, shape ``(n_students, number)``."""
        ranks = np.empty((len(students), number), np.int32)
        ranks[:] = self.last[students, None] + 1
        return ranks

    def _ranked(self, number: int, *, reverse: bool) -> list[tuple[Wish, int]]:
        """Return the wishes of a student with their ranks, the best first or last."""
        wishes = self.semester.wishes_of.get(self.semester.students[number].student_id, ())
        ranked = [(w, w.rank) for w in wishes if w.rank is not None and not w.refused]
        return sorted(ranked, key=lambda pair: pair[1], reverse=reverse)

    @cached_property
    def offer_number(self) -> dict[str, int]:
        """Position of each offer."""
        return {offer.offer_id: k for k, offer in enumerate(self.semester.offers)}

    @cached_property
    def refused_offers(self) -> Lists:
        """Offers that each student refuses (and may, not being locked)."""
        pairs = [
            (self.eligibility.student_number[w.student_id], self.offer_number[w.target])
            for w in self.semester.wishes
            if w.refused and w.target_kind == "offer" and w.student_id not in self.semester.lock
        ]
        found = np.array(pairs, np.int64).reshape(-1, 2)
        return grouped(found[:, 0], found[:, 1], len(self.semester.students))


def wishlist(semester: Semester, eligibility: Eligibility) -> Wishlist:
    """Read the wishes of all students into ranks."""
    last = np.zeros(len(semester.students), np.int64)
    lenient = np.zeros(len(semester.students), bool)
    for row, student in enumerate(semester.students):
        wishes = semester.wishes_of.get(student.student_id, ())
        ranked = [(w, w.rank) for w in wishes if w.rank is not None and not w.refused]
        last[row] = max((rank for _, rank in ranked), default=0)
        targets = {(w.target_kind, w.target) for w, _ in ranked}
        lenient[row] = len(targets) < semester.programme[student.programme_id].min_wishes
    return Wishlist(semester, eligibility, last, lenient)
