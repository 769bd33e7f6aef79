"""Cut a large problem into compact clusters of hosts, by who competes with whom.

Hosts are near each other where the same agents may go to both. Clusters come from halving: the
two hosts farthest apart are found, and all hosts divided at the middle between them. Two
*turns* give different clusters, so that what lies at an edge of the first lies within a
cluster of the second.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from .arrays import Floats, Ints
from .problem import Problem

_SAMPLE = 2_000_000
"""Neighbouring options looked at to see which hosts are near each other."""


_VERY_MANY = 10
"""Agents with so many times more options than the others say nothing of what is near."""


def host_graph(problem: Problem) -> sparse.csr_array:
    """Return distances between hosts that occur together, in one option or in neighbouring ones."""
    table = problem.timetable
    assert table is not None
    n_hosts = len(table.host_capacity)
    options = _of_usual_agents(problem)
    sample = np.arange(0, len(options) - 1, max(1, len(options) // _SAMPLE))
    first, second = options[sample], options[sample + 1]
    # The last entry stands for "no part", which is numbered -1.
    host = np.append(table.host, -1)
    hosts = host[table.part[problem.template[first]]]
    following = host[table.part[problem.template[second], 0]]
    same = problem.agent[first] == problem.agent[second]
    pairs = [np.column_stack([hosts[:, 0], following])[same]]
    pairs += [np.column_stack([hosts[:, 0], hosts[:, k]]) for k in range(1, hosts.shape[1])]
    ends = np.concatenate(pairs)
    ends = ends[(ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1])]
    together = sparse.coo_array(
        (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n_hosts, n_hosts)
    ).tocsr()
    together = sparse.csr_array(together + together.T)
    together.data = 1 / np.sqrt(together.data)
    return together


def _of_usual_agents(problem: Problem) -> Ints:
    """Return the options of agents who do not have very many: they tell what is near."""
    counts = np.bincount(problem.agent, minlength=problem.n_agents)
    some = counts[counts > 0]
    usual = counts <= _VERY_MANY * max(1.0, float(np.median(some)) if len(some) else 1.0)
    return np.flatnonzero(usual[problem.agent])


def clusters(graph: sparse.csr_array, number: int, turn: int) -> Ints:
    """Return the cluster of each host, shape ``(n_hosts,)``, numbered from 0."""
    label = np.zeros(graph.shape[0], np.int64)
    for name, members in enumerate(_halved(graph, np.arange(graph.shape[0]), number, turn)):
        label[members] = name
    return label


def _halved(graph: sparse.csr_array, hosts: Ints, number: int, turn: int) -> list[Ints]:
    if number <= 1 or len(hosts) < 2:
        return [hosts]
    order = np.argsort(_along(graph[hosts][:, hosts], turn), kind="stable")
    middle = len(hosts) * (number // 2) // number
    left, right = hosts[np.sort(order[:middle])], hosts[np.sort(order[middle:])]
    return [
        *_halved(graph, left, number // 2, turn),
        *_halved(graph, right, number - number // 2, turn),
    ]


def _along(graph: sparse.csr_array, turn: int) -> Floats:
    """Return where hosts lie on the line between two that are far apart.

    In odd turns the line crosses the one of even turns.
    """
    one = int(_distances(graph, 0).argmax())
    from_one = _distances(graph, one)
    other = int(from_one.argmax())
    from_other = _distances(graph, other)
    along: Floats = from_one - from_other
    if turn % 2 == 0:
        return along
    beside = np.abs(along) <= np.quantile(np.abs(along), 0.2)
    top = int(np.where(beside, from_one + from_other, -1.0).argmax())
    from_top = _distances(graph, top)
    bottom = int(np.where(beside, from_top, -1.0).argmax())
    across: Floats = from_top - _distances(graph, bottom)
    return across


def _distances(graph: sparse.csr_array, start: int) -> Floats:
    distance: Floats = dijkstra(graph, directed=False, indices=start)
    finite = np.isfinite(distance)
    distance[~finite] = distance[finite].max(initial=0.0) + 1.0
    return distance


def at_home(problem: Problem, options: Ints, label: Ints) -> Ints:
    """Return the cluster in which each agent is at home: where most parts of its options are.

    Parameters
    ----------
    options
        Numbers of the options that count.
    label
        Cluster of each host.

    Returns
    -------
    Shape ``(n_agents,)``; of those without an option that counts, the first cluster.
    """
    table = problem.timetable
    assert table is not None
    counted = np.zeros((problem.n_agents, int(label.max(initial=0)) + 1), np.int32)
    for parts in table.part[problem.template[options]].T:
        there = np.flatnonzero(parts >= 0)
        at = (problem.agent[options[there]], label[table.host[parts[there]]])
        np.add.at(counted, at, 1)
    home: Ints = counted.argmax(axis=1)
    return home
