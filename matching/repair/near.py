"""Who is near the students without a place: on what these could have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..bundles import Market, bundles
from ..settled import Settled


def nearest(
    market: Market, seekers: NDArray[np.int64], kept: Settled, movable: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return students who could make room for seekers, the most promising first.

    A student counts the more, the larger the share of each seeker's bundles that use one of its
    supervisors; whoever is on nothing that a seeker could have comes last, by position.

    Parameters
    ----------
    seekers
        Positions of students who need a place.
    kept
        Where the others are.
    movable
        Positions of those of them who may move.
    """
    wanted = _wanted(market, seekers)
    host = market.places.supervisor
    worth = [
        sum(float(wanted[p]) for p in set(host[kept.rows[k].kinds.place].tolist()))
        for k in movable.tolist()
    ]
    order = np.lexsort((movable, -np.round(np.array(worth, float), 9)))
    found: NDArray[np.int64] = movable[order]
    return found


def _wanted(market: Market, seekers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each supervisor the sum over seekers of the share of bundles that use it."""
    own = bundles(market, seekers)
    n_hosts, n_students = len(market.semester.supervisors), len(market.semester.students)
    share = 1.0 / np.maximum(1, np.bincount(own.student, minlength=n_students))
    wanted = np.zeros(n_hosts)
    table = own.compositions
    for column in range(table.part.shape[1]):
        part = table.part[own.composition, column]
        there = part >= 0
        hosts = market.places.supervisor[table.kinds.place[part[there]]]
        wanted += np.bincount(hosts, share[own.student[there]], n_hosts)
    return wanted
