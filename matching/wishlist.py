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
class Ranks:
    """Ranks of what wishes name, by student and number of the target.

    Attributes
    ----------
    keys
        Ascending: student times the number of targets, plus the target.
    rank
        The smallest rank of each.
    """

    n_targets: int
    keys: NDArray[np.int64]
    rank: NDArray[np.int64]

    def of(self, students: Whole, targets: Whole, beyond: Whole) -> NDArray[np.int64]:
        """Return the rank of each pair of a student and a target, ``beyond`` where none is."""
        wanted = students.astype(np.int64) * self.n_targets + targets
        if not len(self.keys):
            return np.broadcast_to(beyond, wanted.shape).astype(np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        named: NDArray[np.int64] = np.where(self.keys[at] == wanted, self.rank[at], beyond)
        return named


def _least(n_targets: int, student: Whole, target: Whole, rank: Whole) -> Ranks:
    keys = student.astype(np.int64) * n_targets + target
    order = np.lexsort((rank, keys))
    keys, rank = keys[order], rank[order].astype(np.int64)
    fresh = np.ones(len(keys), bool)
    fresh[1:] = keys[1:] != keys[:-1]
    return Ranks(n_targets, keys[fresh], rank[fresh])


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

    def offer_ranks(self, students: Whole) -> NDArray[np.int32]:
        """Return the rank of a wish that names the offer, or K + 1: ``(n_students, n_offers)``."""
        ranks = self._beyond(students, len(self.semester.offers))
        for row, number in enumerate(students.tolist()):
            for wish, rank in self._ranked(number, reverse=True):
                if wish.target_kind == "offer":
                    ranks[row, self.offer_number[wish.target]] = rank
        return ranks

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
    def of_offers(self) -> Ranks:
        """Ranks of the offers that wishes name."""
        student, target, rank = self._by_kind["offer"]
        return _least(max(1, len(self.semester.offers)), student, target, rank)

    @cached_property
    def of_places(self) -> Ranks:
        """Ranks of the places whose supervisor, site or territory a wish names."""
        n_places = max(1, len(self.eligibility.places.site))
        found = []
        for kind, (lists, _) in self.eligibility.named.items():
            student, target, rank = self._by_kind[kind]
            position, place = lists.spread(target)
            found.append((student[position], place, rank[position]))
        return _least(n_places, *map(np.concatenate, zip(*found, strict=True)))

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Whole, Whole, Whole]]:
        """Students, numbers of targets and ranks of all wishes, by kind of target."""
        numbers = {kind: names for kind, (_, names) in self.eligibility.named.items()}
        numbers["offer"] = self.offer_number
        found: dict[str, list[tuple[int, int, int]]] = {kind: [] for kind in numbers}
        student = self.eligibility.student_number
        for wish in self.semester.wishes:
            if wish.rank is not None and not wish.refused:
                target = numbers[wish.target_kind][wish.target]
                found[wish.target_kind].append((student[wish.student_id], target, wish.rank))
        arrays = {kind: np.array(own, np.int64).reshape(-1, 3).T for kind, own in found.items()}
        return {kind: (own[0], own[1], own[2]) for kind, own in arrays.items()}

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
            if w.refused
            and w.target_kind == "offer"
            and w.student_id not in self.semester.overruled
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
