"""Which students a change can reach at all, through supervisors, sites, seats, quotas and links."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ..bundles import Bundles, Market, bundles
from ..earlier import settled_earlier
from ..entities import EarlierPlace, Quota
from ..settled import with_settled


def apart(
    market: Market,
    kept: Mapping[str, EarlierPlace],
    stirred: frozenset[str],
    everyone: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the students whom changes can reach through what students share.

    Students whom nothing connects with a change are placed as well as before; that is for the
    caller to know to be the best.

    Parameters
    ----------
    stirred
        Supervisors, sites, offers and students that something happened to, each as `thing`.
    """
    own = bundles(market, everyone)
    own = with_settled(market, own, settled_earlier(market, list(kept.values())))
    groups, of_thing = _groups(market, own)
    reached = {of_thing[name] for name in stirred if name in of_thing}
    found: NDArray[np.int64] = everyone[np.isin(groups, sorted(reached))]
    return found


def _groups(market: Market, own: Bundles) -> tuple[NDArray[np.int64], Mapping[str, int]]:
    """Return the group of each student, and of each thing by its `thing` name.

    Things that students share are supervisors, sites with something to share, offers, hard quotas
    and links.
    """
    semester = market.semester
    n = len(semester.students)
    names = [thing("supervisors", s.supervisor_id) for s in semester.supervisors]
    names += [thing("sites", s.site_id) for s in semester.sites]
    names += [thing("offers", o.offer_id) for o in semester.offers]
    names += [thing("students", s.student_id) for s in semester.students]
    quotas = [q for q in semester.quotas if _is_hard(q)]
    names += [thing("quotas", q.quota_id) for q in quotas]
    names += [thing("links", link) for link in sorted({s.link_id or "" for s in semester.students})]
    at = {name: k for k, name in enumerate(names)}
    pairs = [(k, at[thing("students", s.student_id)]) for k, s in enumerate(semester.students)]
    for k, student in enumerate(semester.students):
        if student.link_id is not None:
            pairs.append((k, at[thing("links", student.link_id)]))
        pairs += [
            (k, at[thing("quotas", q.quota_id)])
            for q in quotas
            if q.programme_id in (None, student.programme_id)
        ]
    ends = np.concatenate([np.array(pairs, np.int64).reshape(-1, 2), _ends(market, own)]).T
    ones = np.ones(ends.shape[1], np.int32)
    graph = sparse.coo_array((ones, (ends[0], ends[1] + n)), shape=(n + len(at),) * 2)
    _, label = connected_components(graph, directed=False)
    return label[:n].astype(np.int64), {name: int(label[n + k]) for name, k in at.items()}


def thing(table: str, identifier: str) -> str:
    """Return the name of what students share: a row of a table."""
    return f"{table}:{identifier}"


def _is_hard(quota: Quota) -> bool:
    """Say whether a quota limits who can be placed."""
    least = quota.hard_min and bool(quota.min_count)
    return least or (quota.hard_max and quota.max_count is not None)


def _ends(market: Market, own: Bundles) -> NDArray[np.int64]:
    """Return pairs of a student and a thing that one of its bundles uses."""
    semester, table = market.semester, own.compositions
    n_hosts, n_sites = len(semester.supervisors), len(semester.sites)
    shared = np.array([s.rooms is not None or s.housing_places > 0 for s in semester.sites], bool)
    found = [np.zeros((0, 2), np.int64)]
    for column in range(table.part.shape[1]):
        part = table.part[own.composition, column]
        there = part >= 0
        place = table.kinds.place[part[there]]
        student = own.student[there].astype(np.int64)
        found.append(_distinct(student, market.places.supervisor[place]))
        site = market.places.site[place]
        found.append(_distinct(student[shared[site]], n_hosts + site[shared[site]]))
    offer = table.offer[own.composition]
    there = offer >= 0
    offers = n_hosts + n_sites + offer[there].astype(np.int64)
    found.append(_distinct(own.student[there].astype(np.int64), offers))
    return np.concatenate(found)


def _distinct(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    width = int(other.max(initial=0)) + 1
    keys = np.unique(one * width + other)
    return np.column_stack(np.divmod(keys, width))
