"""What a choice takes of rows, hosts and rooms, kept up to date as agents come and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from .arrays import Ints
from .oracle import Oracle
from .result import Solution
from .state import State
from .timetable import Key, Signature, keys_of


class Occupancy:
    """What the agents of a choice take; agents can be taken out and put in.

    Attributes
    ----------
    rows
        Shape ``(n_rows,)``: what the chosen options use of each row.
    at_host
        The agents with a part at each host.
    """

    def __init__(self, state: State, oracle: Oracle | None) -> None:
        self.state = state
        self.oracle = oracle
        self.rows: Ints = np.zeros(state.n_rows, np.int64)
        self.at_host: dict[int, set[int]] = {}
        self._slots: dict[Key, int] = {}

    def put(self, solution: Solution, agents: Iterable[int]) -> None:
        """Let agents take what they take in a solution."""
        self._change(solution, agents, 1)

    def take_out(self, solution: Solution, agents: Iterable[int]) -> None:
        """Let agents take nothing of what they take in a solution."""
        self._change(solution, agents, -1)

    def used(self, key: Key) -> int:
        """Return how many agents are at a slot."""
        return self._slots.get(key, 0)

    def host_users(self, hosts: Iterable[int]) -> list[int]:
        """Return the agents at some hosts, one entry for each host, ascending within one."""
        return [agent for host in hosts for agent in sorted(self.at_host.get(host, ()))]

    def _change(self, solution: Solution, agents: Iterable[int], sign: int) -> None:
        chosen = [agent for agent in agents if solution.option[agent] >= 0]
        if not chosen:
            return
        options = solution.option[chosen]
        use = self.state.columns(options)
        if self.state.n_rows > len(self.rows):
            # Rows were added since; what all others take of them is not known yet.
            missing = np.zeros(self.state.n_rows - len(self.rows), np.int64)
            self.rows = np.concatenate([self.rows, missing])
        np.add.at(self.rows, use.indices, sign * use.data)
        if self.oracle is None:
            return
        for agent, option in zip(chosen, options.tolist(), strict=True):
            sign_of = self.oracle.signature(int(self.state.problem.template[option]))
            self._change_slots(agent, sign_of, solution.slots[agent], sign)

    def _change_slots(self, agent: int, signs: Signature, slots: Sequence[int], by: int) -> None:
        assert self.oracle is not None
        for part, mask in zip(signs[0], slots, strict=True):
            there = self.at_host.setdefault(part.host, set())
            if by > 0:
                there.add(agent)
            else:
                there.discard(agent)
            for slot in range(mask.bit_length()):
                if mask >> slot & 1:
                    for key in keys_of(part, slot, self.oracle.timetable.n_classes):
                        self._slots[key] = self._slots.get(key, 0) + by
