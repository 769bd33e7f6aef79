"""Independent pieces: agents that share no row, no auxiliary quantity and no tier held.

What is left out (lazy rows) does not tie pieces together. Solved apart, the pieces' values
and bounds add up; that also tightens what a single relaxation would leave fractional.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .arrays import Bools, Ints
from .state import State
from .usage import distinct_pairs


@dataclass(frozen=True)
class Piece:
    """A part of the problem that can be solved by itself: positions, all ascending."""

    agents: Ints
    options: Ints
    rows: Ints
    auxiliaries: Ints
    held: tuple[int, ...]


def pieces(state: State, left_out: Bools) -> list[Piece]:
    """Split what is alive into pieces.

    Parameters
    ----------
    left_out
        Shape ``(n_rows,)``: rows that do not count. Auxiliaries of such rows only, and tiers
        held that concern such auxiliaries, are left out with them.
    """
    problem = state.problem
    living = np.flatnonzero(state.alive)
    absent = _absent_auxiliaries(state, left_out)
    held = [
        number
        for number, tier in enumerate(state.held)
        if not tier.objective.extended(state.n_auxiliary).auxiliary[absent].any()
    ]
    first_kind = problem.n_agents
    first_row = first_kind + state.use.part_use.shape[0]
    first_aux = first_row + state.n_rows
    first_held = first_aux + state.n_auxiliary
    edges = list(_edges_of_options(state, living, left_out, first_row, first_kind))
    table = sparse.coo_array(state.auxiliary)
    kept = ~left_out[table.col]
    edges.append(np.vstack([first_aux + table.row[kept], first_row + table.col[kept]]))
    for position, number in enumerate(held):
        objective = state.held[number].objective.extended(state.n_auxiliary)
        concerned = np.zeros(problem.n_agents, bool)
        concerned[problem.agent[(objective.option != 0) & state.alive]] = True
        members = np.concatenate(
            [np.flatnonzero(concerned), first_aux + np.flatnonzero(objective.auxiliary)]
        )
        edges.append(np.vstack([members, np.full(len(members), first_held + position)]))
    size = first_held + len(held)
    ends = np.concatenate(edges, axis=1)
    graph = sparse.coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    firsts = (first_row, first_aux, first_held)
    return _collect(state, living, label, firsts, held, left_out, absent)


def _absent_auxiliaries(state: State, left_out: Bools) -> Bools:
    """Return auxiliaries whose every row is left out."""
    used = np.diff(state.auxiliary.indptr) > 0
    touching = (abs(state.auxiliary) @ (~left_out).astype(np.int64)) > 0
    absent: Bools = used & ~touching
    return absent


def _edges_of_options(
    state: State, living: Ints, left_out: Bools, first_row: int, first_kind: int
) -> list[Ints]:
    """Return what ties agents together, as pairs of nodes, shape ``(2, n)`` each.

    Agents are tied to the kinds of parts that they may have, kinds to the rows that they use
    (two agents with a kind in common share its host, too), and agents to the rows that their
    templates or options use besides.
    """
    key = (len(living), state.n_rows, left_out.tobytes())
    if state.ties is not None and state.ties[0] == key:
        return state.ties[1]
    problem, use = state.problem, state.use
    agents, templates = problem.agent[living], problem.template[living]
    edges = [np.zeros((2, 0), np.int64)]
    if use.part.shape[1]:
        agent, kind = distinct_pairs(agents, use.part[templates])
        edges.append(np.vstack([agent, first_kind + kind]))
        edges.append(_ends(use.part_use, left_out) + np.array([[first_kind], [first_row]]))
    for matrix, rows in ((use.own, templates), (state.extra, living)):
        if matrix.nnz:
            position, row = _ends(matrix[rows], left_out)
            keys = np.unique(agents[position].astype(np.int64) * state.n_rows + row)
            edges.append(np.vstack([keys // state.n_rows, first_row + keys % state.n_rows]))
    # What is alive only ever shrinks: as many options are the same ones.
    state.ties = (key, edges)
    return edges


def _ends(matrix: sparse.csr_array, left_out: Bools) -> Ints:
    """Return the entries of a matrix in the columns that are not left out, shape ``(2, n)``."""
    table = sparse.coo_array(matrix)
    kept = ~left_out[table.col]
    ends: Ints = np.vstack([table.row[kept], table.col[kept]]).astype(np.int64)
    return ends


def _collect(
    state: State,
    living: Ints,
    label: Ints,
    firsts: tuple[int, int, int],
    held: list[int],
    left_out: Bools,
    absent: Bools,
) -> list[Piece]:
    problem = state.problem
    n_agents = problem.n_agents
    first_row, first_aux, first_held = firsts
    of_agent = label[:n_agents]
    of_row, of_aux = label[first_row:first_aux], label[first_aux:first_held]
    of_held = label[first_held:]
    of_option = of_agent[problem.agent[living]]
    names = np.unique(np.concatenate([of_agent, of_aux[~absent]]))
    groups = [
        _grouped(of_agent, np.arange(n_agents), names),
        _grouped(of_option, living, names),
        _grouped(of_row[~left_out], np.flatnonzero(~left_out), names),
        _grouped(of_aux[~absent], np.flatnonzero(~absent), names),
    ]
    found = []
    for position, name in enumerate(names.tolist()):
        agents, options, rows, auxiliaries = (group[position] for group in groups)
        tiers = tuple(held[k] for k in np.flatnonzero(of_held == name))
        found.append(Piece(agents, options, rows, auxiliaries, tiers))
    return found


def _grouped(labels: Ints, members: Ints, names: Ints) -> list[Ints]:
    """Return the members of each name, ascending."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], names, side="left")
    ends = np.searchsorted(labels[order], names, side="right")
    return [members[order[start:end]] for start, end in zip(starts, ends, strict=True)]
