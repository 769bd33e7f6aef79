"""Make a choice better region by region, each a programme of some dozens of agents for HiGHS.

Hosts are cut into compact clusters, and an agent is at home where most of its best options are.
All agents of a region are freed at once, with a few options each; everybody else stays. Where
neighbourhoods find nothing any more, a region often does: it sees long chains of moves.

Steps, for one partition into regions:

1. take the two regions that lose most, and solve both side by side, each beside all others;
2. give slots to the agents of the region, beside all others; where that cannot be, those who
   share a host with them get new ones, too;
3. where that cannot be either, let the timetable cut off what clashes, and ask again;
4. take what is better and keeps every row and tier, the second region's beside the first's.

Another partition follows, which crosses this one. How many regions are solved side by side does
not depend on how many workers there are, and neither does the result.

References
----------
Shaw, P. (1998). Using constraint programming and local search methods to solve vehicle routing
problems. *CP98* (large neighbourhood search).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Ints
from .beside import Beside, beside, without
from .clusters import at_home, clusters
from .cuts import TimetableCuts
from .limits import Limits
from .mip import find_choice
from .neighbourhood import Worth
from .occupancy import Occupancy
from .oracle import Slots
from .pieces import Piece
from .relaxation import best_per_agent
from .result import Solution
from .side_by_side import side_by_side
from .state import State
from .week_model import all_that_fit

_AGENTS, _AT_ONCE = 80, 2
_OPTIONS = (15, 15, 30)
"""Options of each agent in the first partitions, and in all that follow."""

_HOME_OPTIONS = 12
_GAP = 1e-3
_ROUNDS = 6
"""So often a region is asked again after its choice was cut off by the timetable."""

_FITTING = 5.0
"""Work on the slots of one region, in the exact solver's own units."""

_LITTLE = 1e-4
"""A partition that gains less, relative to the value, is the last one."""


@dataclass(frozen=True)
class _Region:
    """Agents who are freed, and the few options that each may choose, both ascending."""

    agents: Ints
    options: Ints


class Regions:
    """Improves the choice within one piece that has a timetable."""

    def __init__(
        self, state: State, cuts: TimetableCuts, piece: Piece, worth: Worth, limits: Limits
    ) -> None:
        self.state = state
        self.cuts = cuts
        self.piece = piece
        self.worth = worth
        self.limits = limits
        self.solves = 0
        self.occupancy = Occupancy(state, cuts.oracle)
        self._agent = np.searchsorted(piece.agents, state.problem.agent[piece.options])
        self._score = -worth.order[piece.options]

    def improve(self, solution: Solution, turns: int, done: Callable[[Solution], bool]) -> Solution:
        """Return a choice at least as good; ``piece`` gets the rows that the timetable adds.

        Parameters
        ----------
        turns
            How many partitions are gone through at the most.
        done
            Whether a choice is good enough.
        """
        self._count(solution)
        for turn in range(turns):
            before = self.worth.goal.value(solution)
            solution = self._turned(solution, turn, done)
            gained = self.worth.goal.value(solution) - before
            if gained <= _LITTLE * abs(before) or self.limits.over or done(solution):
                break
        return solution

    def _turned(self, solution: Solution, turn: int, done: Callable[[Solution], bool]) -> Solution:
        """Go through the regions of one partition, two at a time, who loses most first."""
        loss = self.worth.losses(solution)
        regions = self._regions(turn)
        regions.sort(key=lambda region: -float(loss[region.agents].sum()))
        with side_by_side(self.limits) as pool:
            for start in range(0, len(regions), _AT_ONCE):
                waiting = regions[start : start + _AT_ONCE]
                for _ in range(_ROUNDS):
                    if not waiting or self.limits.over or done(solution):
                        break
                    solution, waiting = self._asked(pool, waiting, solution)
        return solution

    def _regions(self, turn: int) -> list[_Region]:
        """Return the regions of a partition."""
        problem, piece = self.state.problem, self.piece
        number = -(-len(piece.agents) // _AGENTS) + turn // 2
        label = clusters(self.state.host_graph, number, turn)
        best = best_per_agent(self._agent, self._score, _HOME_OPTIONS)
        home = at_home(problem, piece.options[best], label)
        count = _OPTIONS[min(turn, len(_OPTIONS) - 1)]
        options = np.sort(piece.options[best_per_agent(self._agent, self._score, count)])
        where = home[problem.agent[options]]
        own = (options[where == name] for name in range(number))
        return [_Region(np.unique(problem.agent[some]), some) for some in own if len(some)]

    def _asked(
        self, pool: Executor, regions: Sequence[_Region], solution: Solution
    ) -> tuple[Solution, list[_Region]]:
        """Look for better choices of some regions; return also who is to be asked again."""
        questions = [
            beside(self.piece, self.state, self.occupancy, solution, region.agents, region.options)
            for region in regions
        ]
        running = [pool.submit(self._solve, question) for question in questions]
        self.solves += len(running)
        again = []
        for region, question, answer in zip(regions, questions, running, strict=True):
            found = answer.result()
            changed = solution if found is None else self._changed(solution, question.piece, found)
            if changed is None:
                again.append(region)
            else:
                solution = changed
        return solution, again

    def _solve(self, question: Beside) -> Solution | None:
        """Return a good choice of a region, ``None`` where nothing is left to choose."""
        if not len(question.piece.options):
            return None
        return find_choice(
            question.left,
            question.piece,
            self.worth.goal,
            question.piece.options,
            question.outside,
            self.limits,
            gap=_GAP,
        )

    def _changed(self, solution: Solution, region: Piece, found: Solution) -> Solution | None:
        """Return the choice with that of a region, if it can be; ``None`` to ask again."""
        agents = region.agents
        changed = self._merged(solution, region, found)
        if self.worth.goal.value(changed) <= self.worth.goal.value(solution):
            return solution
        chosen = agents[changed.option[agents] >= 0]
        with_neighbours = self._with_neighbours(changed, chosen)
        for freed in (chosen, with_neighbours):
            gone = np.union1d(agents, freed).tolist()
            self.occupancy.take_out(solution, gone)
            slots = self._slots(changed, freed)
            if slots is not None:
                changed = replace(changed, slots=changed.slots | slots)
                self.occupancy.put(changed, gone)
                if self._keeps(changed, region):
                    return changed
                self.occupancy.take_out(changed, gone)
                self.occupancy.put(solution, gone)
                return solution
            self.occupancy.put(solution, gone)
        if not self.cuts.separate(changed, with_neighbours).conflicts:
            return solution
        self._take_rows(solution)
        return None

    def _merged(self, solution: Solution, region: Piece, found: Solution) -> Solution:
        """Return the choice with what was found for a region, no slots for its agents."""
        merged = without(solution, region.agents, region.auxiliaries)
        merged.option[region.agents] = found.option[region.agents]
        merged.auxiliary[region.auxiliaries] = found.auxiliary[region.auxiliaries]
        return self.state.completed(merged, region.rows)

    def _with_neighbours(self, solution: Solution, agents: Ints) -> Ints:
        """Return some agents, and all who have an option at a host of theirs."""
        table = self.state.problem.timetable
        assert table is not None
        parts = table.part[self.state.problem.template[solution.option[agents]]]
        hosts = np.unique(table.host[parts[parts >= 0]]).tolist()
        near = np.union1d(agents, np.array(self.occupancy.host_users(hosts), np.int64))
        neighbours: Ints = near[solution.option[near] >= 0]
        return neighbours

    def _slots(self, solution: Solution, agents: Ints) -> dict[int, Slots] | None:
        """Return slots for some agents beside all others, ``None`` where none were found."""
        oracle = self.cuts.oracle
        assert oracle is not None
        templates = self.state.problem.template[solution.option[agents]]
        signs = [oracle.signature(int(template)) for template in templates]
        found = all_that_fit(oracle.timetable, signs, _FITTING, self.occupancy)
        return None if found is None else dict(zip(agents.tolist(), found, strict=True))

    def _keeps(self, changed: Solution, region: Piece) -> bool:
        """Say whether a choice keeps all that a change of a region may break."""
        state, rows = self.state, region.rows
        own = changed.auxiliary[region.auxiliaries]
        total = self.occupancy.rows[rows] + state.auxiliary[:, rows].T @ changed.auxiliary
        held = (state.held[number] for number in region.held)
        return (
            bool(((state.lower[rows] <= total) & (total <= state.upper[rows])).all())
            and bool((own <= state.auxiliary_upper[region.auxiliaries]).all())
            and bool((own >= state.auxiliary_lower[region.auxiliaries]).all())
            and all(tier.objective.value(changed) >= tier.value for tier in held)
        )

    def _take_rows(self, solution: Solution) -> None:
        """Let the piece have the rows that were added, and count what the choice takes of them."""
        added = np.arange(len(self.occupancy.rows), self.state.n_rows)
        self.piece = replace(self.piece, rows=np.concatenate([self.piece.rows, added]))
        self._count(solution)

    def _count(self, solution: Solution) -> None:
        """Count anew what a choice takes."""
        self.occupancy = Occupancy(self.state, self.cuts.oracle)
        self.occupancy.put(solution, np.flatnonzero(solution.option >= 0).tolist())
