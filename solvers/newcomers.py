"""Agents without an option who could come in around some hosts, one of each kind.

Where many agents are alike and only some are wanted, a better choice often needs one of them to
leave and one of another kind to come. Who has nothing is at no host, so it is looked up here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from .arrays import Floats, Ints
from .pieces import Piece
from .problem import Problem
from .relaxation import best_per_agent

_OPTIONS = 24
"""So many of the best options of each kind count."""


class Newcomers:
    """Knows for each host which kinds of agents have good options there.

    Parameters
    ----------
    order
        Shape ``(n_options,)``: good options are those of the smallest numbers.
    """

    def __init__(self, problem: Problem, piece: Piece, order: Floats) -> None:
        assert problem.alike is not None
        self.kind = problem.alike
        members = piece.agents[np.argsort(self.kind[piece.agents], kind="stable")]
        names, first = np.unique(self.kind[members], return_index=True)
        self._members = dict(zip(names.tolist(), np.split(members, first[1:]), strict=True))
        stands = np.zeros(problem.n_agents, bool)
        stands[members[first]] = True
        options = piece.options[stands[problem.agent[piece.options]]]
        best = best_per_agent(problem.agent[options], -order[options], _OPTIONS)
        self._index(problem, options[best], order)

    def _index(self, problem: Problem, options: Ints, order: Floats) -> None:
        """Sort the kinds at each host by the best option that they have there."""
        table = problem.timetable
        assert table is not None
        parts = table.part[problem.template[options]]
        row, place = np.nonzero(parts >= 0)
        host = table.host[parts[row, place]]
        kind, price = self.kind[problem.agent[options]][row], order[options][row]
        by_price = np.lexsort((kind, price, host))
        host, self._kinds, self._prices = host[by_price], kind[by_price], price[by_price]
        self._first = np.searchsorted(host, np.arange(len(table.host_capacity) + 1))

    def near(
        self, hosts: Iterable[int], count: int, option: Ints, taken: Collection[int]
    ) -> list[int]:
        """Return a few agents without an option who could come in, the best first.

        Parameters
        ----------
        option
            Shape ``(n_agents,)``: the present choice, -1 where there is none.
        taken
            Agents who are not to be named.
        """
        spans = [slice(self._first[host], self._first[host + 1]) for host in hosts]
        if not spans:
            return []
        kinds = np.concatenate([self._kinds[span] for span in spans])
        prices = np.concatenate([self._prices[span] for span in spans])
        found: list[int] = []
        seen: set[int] = set()
        for kind in kinds[np.lexsort((kinds, prices))].tolist():
            if len(found) >= count:
                break
            if kind not in seen:
                seen.add(kind)
                found += self._idle(kind, option, taken)[:1]
        return found

    def _idle(self, kind: int, option: Ints, taken: Collection[int]) -> list[int]:
        members = self._members[kind]
        return [a for a in members[option[members] < 0].tolist() if a not in taken]

    def others(self, option: Ints) -> Ints:
        """Return agents without an option, less the first of each kind: they are all the same."""
        idle = np.flatnonzero(option < 0)
        _, first = np.unique(self.kind[idle], return_index=True)
        rest: Ints = np.delete(idle, first)
        return rest
