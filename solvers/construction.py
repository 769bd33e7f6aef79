"""A first choice for a large piece: block after block, beside what is chosen already.

Blocks that cannot get into each other's way are made two at a time; which ones does not depend
on the number of workers. In each block the agents who are at home there choose among their
options of the smallest prices by a dive; what they take of rows of blocks to come is charged at
its price. Then their options get slots, and what does not fit stays without. Where time runs
short, each agent of the blocks left takes the best option that there is room for.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np

from .arrays import Floats, Ints
from .blockwise import Blockwise
from .diving import dive
from .limits import Limits
from .occupancy import Occupancy
from .oracle import Oracle
from .pieces import Piece
from .problem import NO_LIMIT
from .relaxation import Local, Relaxed, best_per_agent, relax
from .result import Solution
from .scheduling import fitted
from .side_by_side import side_by_side
from .state import Objective, State

_AGENTS = 300
_OPTIONS = 12
_SCALE = 256
_DIVING = 0.6
"""After this share of the time the blocks left are chosen for in a hurry."""


def construct(
    local: Local, relaxed: Relaxed, solution: Solution, oracle: Oracle | None, limits: Limits
) -> Solution:
    """Return a choice for all agents of the piece; outside it all stays as it is."""
    whole = Blockwise(local, limits, _AGENTS)
    whole.duals, whole.held = relaxed.duals, relaxed.held
    prices = relaxed.prices
    diving = limits.part(_DIVING)
    piece, state = local.piece, local.state
    option, slots = solution.option.copy(), dict(solution.slots)
    option[piece.agents] = -1
    for agent in piece.agents.tolist():
        slots.pop(agent, None)
    solution = Solution(option, solution.auxiliary, slots)
    occupancy = Occupancy(state, oracle)
    occupancy.put(solution, np.flatnonzero(option >= 0).tolist())
    cheap = best_per_agent(local.agent, -prices.option.astype(np.float64), _OPTIONS)
    home, block_of_row = whole.homes(cheap)
    home = home[local.agent[cheap]]
    blocks = [np.sort(cheap[home == block]) for block in range(int(home.max(initial=-1)) + 1)]
    waiting = [_Block(whole, name, options) for name, options in enumerate(blocks) if len(options)]
    undecided = np.ones(len(piece.rows), bool)
    with side_by_side(limits) as pool:
        while waiting and not limits.over:
            hurried = diving.over
            together = waiting[:1] if hurried else _apart(state, waiting, occupancy)
            waiting = [block for block in waiting if block not in together]
            undecided[np.isin(block_of_row, [block.name for block in together])] = False
            charged = np.where(undecided, whole.duals, 0.0)
            left = _left_over(state, occupancy)
            found = [
                pool.submit(
                    block.choice, left, charged, solution, occupancy, oracle, limits, hurried
                )
                for block in together
            ]
            for block, choice in zip(together, found, strict=True):
                solution = _merged(solution, choice.result(), block.piece.agents)
    return solution


def _apart(state: State, waiting: Sequence[_Block], occupancy: Occupancy) -> list[_Block]:
    """Return the first block, and the next one that cannot get into its way, if there is any."""
    first = waiting[0]
    for other in waiting[1:]:
        shared = np.intersect1d(first.piece.rows, other.piece.rows, assume_unique=True)
        shared = shared[state.upper[shared] < NO_LIMIT]
        left = state.upper[shared] - occupancy.rows[shared]
        if not len(shared) or (left >= first.most_use(shared) + other.most_use(shared)).all():
            return [first, other]
    return [first]


def _merged(solution: Solution, other: Solution, agents: Ints) -> Solution:
    """Return a solution with what some agents have in another one."""
    option = solution.option.copy()
    option[agents] = other.option[agents]
    slots = dict(solution.slots)
    slots |= {a: other.slots[a] for a in agents.tolist() if option[a] >= 0 and a in other.slots}
    return Solution(option, solution.auxiliary, slots)


class _Block:
    """The agents at home in one block, with a few options each."""

    def __init__(self, whole: Blockwise, name: int, options: Ints) -> None:
        self.whole = whole
        self.name = name
        self.options = options
        state, self.numbers = whole.local.state, whole.local.piece.options[options]
        used = np.unique(state.columns(self.numbers).indices)
        rows = np.intersect1d(used, whole.local.piece.rows)
        agents = np.unique(state.problem.agent[self.numbers])
        self.piece = Piece(agents, self.numbers, rows, np.zeros(0, np.int64), ())

    def most_use(self, rows: Ints) -> Ints:
        """Return what all agents of the block together use of some rows at the most."""
        use = self.whole.local.state.columns(self.numbers)[:, rows]
        most: Ints = len(self.piece.agents) * use.max(axis=0).toarray().ravel()
        return most

    def choice(
        self,
        left: State,
        charged: Floats,
        solution: Solution,
        occupancy: Occupancy,
        oracle: Oracle | None,
        limits: Limits,
        hurried: bool,
    ) -> Solution:
        """Return the solution with options for the agents of the block, and take them.

        Parameters
        ----------
        left
            The state with the limits that are left.
        charged
            Prices of the piece's rows that are still to be decided on.
        hurried
            Whether each agent takes the best option that is left, without a dive.
        """
        problem = left.problem
        gains = self.whole.gains(self.options, charged)
        chosen = self._greedy(left, gains) if hurried else self._dived(left, gains, limits)
        option = solution.option.copy()
        agents = np.sort(problem.agent[chosen])
        option[problem.agent[chosen]] = chosen
        solution = Solution(option, solution.auxiliary, solution.slots)
        if oracle is None:
            occupancy.put(solution, agents.tolist())
            return solution
        return fitted(left, oracle, solution, agents, occupancy)

    def _dived(self, left: State, gains: Floats, limits: Limits) -> Ints:
        value = np.zeros(left.problem.n_options, np.int64)
        value[self.numbers] = np.rint(gains * _SCALE)
        objective = Objective(value, np.zeros(left.n_auxiliary, np.int64))
        found = dive(relax(left, self.piece, objective, self.numbers, limits), limits)
        return self.numbers[:0] if found is None else found.chosen

    def _greedy(self, left: State, gains: Floats) -> Ints:
        """Let the largest gain choose first; options that tie agents together are left aside."""
        columns = left.columns(self.numbers)[:, self.piece.rows]
        lower, upper = left.lower[self.piece.rows], left.upper[self.piece.rows]
        taken = np.zeros(len(upper), np.int64)
        chosen: dict[int, int] = {}
        for position in np.argsort(-gains, kind="stable").tolist():
            number = int(self.numbers[position])
            agent = int(left.problem.agent[number])
            span = slice(columns.indptr[position], columns.indptr[position + 1])
            rows, amounts = columns.indices[span], columns.data[span]
            if gains[position] <= 0 or agent in chosen or (lower[rows] == upper[rows]).any():
                continue
            if (taken[rows] + amounts <= upper[rows]).all():
                taken[rows] += amounts
                chosen[agent] = number
        return np.array(sorted(chosen.values()), np.int64)


def _left_over(state: State, occupancy: Occupancy) -> State:
    """Return the state with the limits that are left; minimums are not looked at."""
    left = copy.copy(state)
    equal = state.lower == state.upper
    left.upper = np.where(state.upper < NO_LIMIT, state.upper - occupancy.rows, NO_LIMIT)
    left.lower = np.where(equal, state.lower - occupancy.rows, -NO_LIMIT)
    left.must = np.zeros_like(state.must)
    return left
