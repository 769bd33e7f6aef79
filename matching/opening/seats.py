"""Seats as agents of the core: those that exist, those of locked students, those to open.

A seat to open is led by one supervisor of its composition: the one that can host the fewest
such seats, of several the first. Each supervisor leads as many seats as it can host at the
most, and each of them chooses among the compositions that it leads. So every set of seats that
fits is still possible, and is there once rather than once for every order of the seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..bundles import Bundles
from ..compositions import Compositions, concatenated, popcount
from ..entities import Programme
from ..market import Market

EXISTING, LOCKED, NEW = 0, 1, 2
"""Sorts of seats: of an offer that is there; held by a locked student; to be opened."""

NONE = -1


@dataclass(frozen=True)
class Seats:
    """Seats, and what each of them may be.

    Attributes
    ----------
    bundles
        What the seats may be; ``student`` is the number of the seat, ascending.
    sort
        Shape ``(n_seats,)``: `EXISTING`, `LOCKED` or `NEW`.
    programme, offer
        Shape ``(n_seats,)``: positions in the semester, `NONE` without an offer.
    student
        Shape ``(n_seats,)``: position of the locked student among the stock's, or `NONE`.
    opens
        Shape ``(n_seats,)``: whether the seat becomes part of a new offer.
    """

    bundles: Bundles
    sort: NDArray[np.int64]
    programme: NDArray[np.int64]
    offer: NDArray[np.int64]
    student: NDArray[np.int64]
    opens: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.sort)

    @property
    def alike(self) -> NDArray[np.int64]:
        """Number seats so that those of one leading supervisor have the same number.

        Shape ``(n_seats,)``. What a supervisor leads no other one does: the first composition
        tells them apart.
        """
        n = len(self)
        number = len(self.bundles.compositions) + np.arange(n)
        seat, first = np.unique(self.bundles.student, return_index=True)
        number[seat] = self.bundles.composition[first]
        number[self.sort != NEW] = len(self.bundles.compositions) + np.flatnonzero(self.sort != NEW)
        return number

    def taking(self, options: NDArray[np.int64]) -> tuple[Seats, NDArray[np.int64]]:
        """Return the seats that have an option, and that option of each.

        Parameters
        ----------
        options
            Shape ``(n_seats,)``: an option of each seat, `NONE` for one that is left out.
        """
        chosen = options >= 0
        number = np.cumsum(chosen) - 1
        own = self.bundles
        kept = chosen[own.student]
        seats = Seats(
            replace(
                own,
                student=number[own.student[kept]].astype(np.int32),
                composition=own.composition[kept],
                housed=own.housed[kept],
            ),
            self.sort[chosen],
            self.programme[chosen],
            self.offer[chosen],
            self.student[chosen],
            self.opens[chosen],
        )
        return seats, (np.cumsum(kept) - 1)[options[chosen]]


def one_each(
    table: Compositions, rows: NDArray[np.int64], programme: int, *, with_car: bool
) -> Seats:
    """Return a seat of an existing offer for each of some rows of its compositions."""
    n = len(rows)
    of_rows = Bundles(
        table,
        np.full(len(table), with_car),
        np.arange(n, dtype=np.int32),
        rows.astype(np.int32),
        np.full(n, NONE, np.int32),
    )
    return _alike(of_rows, n, EXISTING, programme, offer=table.offer[rows].astype(np.int64))


def of_student(own: Bundles, student: int, programme: int, *, opens: bool) -> Seats:
    """Return the seat of a locked student, who may have any of its own bundles."""
    seat = replace(own, student=np.zeros_like(own.student))
    found = _alike(seat, 1, LOCKED, programme, opens=opens)
    return replace(found, student=np.array([student], np.int64))


def led(market: Market, own: Bundles, programme: Programme, most: int) -> Seats:
    """Return seats to open, each with the compositions that its leading supervisor leads.

    Parameters
    ----------
    own
        The compositions that anybody may have, each once.
    most
        No supervisor leads more seats than this.
    """
    number = market.semester.programmes.index(programme)
    table = own.compositions
    able = np.minimum(_most_seats(market, programme), most)
    # The place beyond the last supervisor stands for "no part".
    host = np.append(market.places.supervisor[table.kinds.place], len(able))[table.part]
    seats_at = np.append(able, np.iinfo(np.int64).max)[host]
    fewest = np.argmin(seats_at * (len(able) + 1.0) + host, axis=1)
    leader = host[np.arange(len(table)), fewest][own.composition]
    copies = able[leader]
    first = np.cumsum(able) - able
    option = np.repeat(np.arange(len(leader)), copies)
    copy = np.arange(len(option)) - np.repeat(np.cumsum(copies) - copies, copies)
    seat = first[leader[option]] + copy
    order = np.lexsort((option, seat))
    leading, seat = np.unique(seat[order], return_inverse=True)
    seats = replace(
        own,
        student=seat.astype(np.int32),
        composition=own.composition[option[order]],
        housed=np.full(len(option), NONE, np.int32),
    )
    return _alike(seats, len(leading), NEW, number, opens=True)


def _most_seats(market: Market, programme: Programme) -> NDArray[np.int64]:
    """Return how many seats of a programme each supervisor can host at the most."""
    hosts = market.semester.supervisors
    there = popcount(market.places.mask(programme.presence))
    supervisor = market.places.supervisor
    half_days = np.bincount(supervisor, weights=there, minlength=len(hosts)).astype(np.int64)
    at_once = np.array([s.max_at_once for s in hosts], np.int64)
    name = programme.programme_id
    most = np.array([min(s.max_students, s.limits.get(name, s.max_students)) for s in hosts])
    fitting = at_once * half_days // max(1, programme.min_part)
    result: NDArray[np.int64] = np.minimum(most.astype(np.int64), fitting)
    return result


def _alike(
    own: Bundles,
    n: int,
    sort: int,
    programme: int,
    *,
    offer: NDArray[np.int64] | None = None,
    opens: bool = False,
) -> Seats:
    nothing = np.full(n, NONE, np.int64)
    return Seats(
        own,
        np.full(n, sort, np.int64),
        np.full(n, programme, np.int64),
        nothing if offer is None else offer,
        nothing,
        np.full(n, opens),
    )


def joined(groups: Sequence[Seats]) -> Seats:
    """Return groups of seats one after the other."""
    seats, rows = 0, 0
    student, composition = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for group in groups:
        student.append((group.bundles.student + seats).astype(np.int32))
        composition.append((group.bundles.composition + rows).astype(np.int32))
        seats += len(group)
        rows += len(group.bundles.compositions)
    together = Bundles(
        concatenated([group.bundles.compositions for group in groups]),
        np.concatenate([np.zeros(0, bool), *(group.bundles.with_car for group in groups)]),
        np.concatenate(student),
        np.concatenate(composition),
        np.full(sum(map(len, student)), NONE, np.int32),
    )
    whole = np.zeros(0, np.int64)
    return Seats(
        together,
        np.concatenate([whole, *(group.sort for group in groups)]),
        np.concatenate([whole, *(group.programme for group in groups)]),
        np.concatenate([whole, *(group.offer for group in groups)]),
        np.concatenate([whole, *(group.student for group in groups)]),
        np.concatenate([np.zeros(0, bool), *(group.opens for group in groups)]),
    )
