"""The relaxation of a large piece, block by block.

The bound of Lagrangian duality is made small by choosing prices of the rows. With all prices
but those of one block of neighbouring rows left as they are, the best prices of the block come
from a linear programme over the agents who may use it; their use of other rows is charged at
its price. Block after block, in two partitions that cross each other, the bound falls; no
programme is larger than a block, and each goes on from where it stood. Blocks that share no
agent are solved side by side; the result does not depend on how many at a time.

Rows that tie everything together (quotas), and tiers held, belong to no block: their prices
follow from how far the choices that the prices lead to break them, in ever smaller steps. Where
such a row concerns many options, its price and all others are found by `volume` instead.

References
----------
Bertsekas, D. P. (1999). *Nonlinear Programming*, 2nd ed., section 6.3 (block coordinate and
subgradient methods for the dual problem).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .arrays import Bools, Floats, Ints
from .clusters import at_home, clusters
from .limits import Limits
from .linear import linear_program
from .relaxation import Local, Prices, Relaxed, best_per_agent, open_limits
from .row_cost import RowCost
from .side_by_side import side_by_side
from .usage import PartNumbers, distinct_pairs
from .volume import prices_of_all

_AGENTS_PER_BLOCK = 200
_SWEEPS = 4
_STEP, _MOVES = 0.25, 4
"""First step of prices that belong to no block, and how many are tried after each sweep."""

_KEPT = 40
"""The programmes of more blocks than this are not kept for the next sweep: they take memory."""

_PROGRESS = 1e-4
"""A sweep that lowers the bound by less, relative to it, is the last one."""

_WIDE = 4
"""A row used from more blocks than this belongs to none."""

_WIDE_AGENT = 8
"""An agent with options in more blocks than this is in none; the bound has it all the same."""

_POOL_PER_AGENT = 8
_ADDED_PER_AGENT = 4
_MAX_ROUNDS = 12
_REDUCED_COST = 1e-6


@dataclass(frozen=True)
class Block:
    """Positions in a piece: rows priced together, agents who may use them, auxiliaries of them."""

    rows: Ints
    agents: Ints
    auxiliaries: Ints


class Blockwise:
    """Prices of a piece's rows, made better block by block."""

    def __init__(
        self,
        local: Local,
        limits: Limits,
        agents_per_block: int = _AGENTS_PER_BLOCK,
        value: float = 0.0,
        known: Floats | None = None,
    ) -> None:
        self.local = local
        self.limits = limits
        self.first = np.searchsorted(local.agent, np.arange(len(local.piece.agents) + 1))
        self.duals: Floats = np.zeros(len(local.piece.rows))
        self.held: Floats = np.zeros(len(local.held))
        self.value, self.known = value, known
        self.step = _STEP
        self.number = -(-len(local.piece.agents) // agents_per_block)
        self._turns: dict[int, _Turn] = {}

    def run(self, sweeps: int = _SWEEPS) -> Prices:
        """Return the prices of the smallest bound found."""
        if self.local.tying.any():
            self.duals, self.held = prices_of_all(self.local, self.value, self.limits, self.known)
            return self.local.price(self.duals, self.held)
        best = self.local.price(self.duals, self.held)
        duals = self.duals.copy(), self.held.copy()
        for sweep in range(sweeps):
            if self.limits.over:
                break
            turn, before = self._turn(sweep % 2), best.bound
            turn.sweep(self.limits)
            prices = self.local.price(self.duals, self.held)
            if prices.bound < best.bound:
                best, duals = prices, (self.duals.copy(), self.held.copy())
            self.duals, self.held = duals[0].copy(), duals[1].copy()
            best, duals = self._moved(turn.wide, best, duals)
            if before - best.bound <= _PROGRESS * abs(best.bound):
                break
        self.duals, self.held = duals
        return best

    def _moved(
        self, wide: Ints, best: Prices, duals: tuple[Floats, Floats]
    ) -> tuple[Prices, tuple[Floats, Floats]]:
        """Move the prices of rows in no block, and of tiers held, as far as it helps."""
        if not len(wide) and not len(self.held):
            return best, duals
        for _ in range(_MOVES):
            if self.limits.over:
                break
            self._move_wide(wide, best, self.step)
            prices = self.local.price(self.duals, self.held)
            if prices.bound < best.bound:
                best, duals = prices, (self.duals.copy(), self.held.copy())
            else:
                self.duals, self.held = duals[0].copy(), duals[1].copy()
                self.step /= 4
        return best, duals

    def _turn(self, turn: int) -> _Turn:
        if turn not in self._turns:
            self._turns[turn] = _Turn(self, self.number, turn)
        return self._turns[turn]

    def relax(self, sweeps: int = _SWEEPS) -> Relaxed:
        """Return the prices with the few best options of each agent; no relaxed choice."""
        prices = self.run(sweeps)
        score = -prices.option.astype(np.float64)
        pool = np.sort(best_per_agent(self.local.agent, score, _POOL_PER_AGENT))
        # Halves say that nothing of it is a choice.
        share, auxiliary = np.full(len(pool), 0.5), np.full(len(self.local.auxiliary), 0.5)
        numbers = self.local.piece.options[pool]
        return Relaxed(prices, self.duals, self.held, numbers, share, auxiliary, 0, None)

    def hosts_of(self, positions: Ints) -> PartNumbers:
        """Return the hosts of options, shape ``(len(positions), width)``, -1 beyond the last."""
        problem = self.local.state.problem
        table = problem.timetable
        assert table is not None
        part = table.part[problem.template[self.local.piece.options[positions]]]
        hosts: PartNumbers = np.append(table.host, -1).astype(np.int32)[part]
        return hosts

    def options_of(self, agents: Ints) -> Ints:
        """Return the positions of some agents' options, agent after agent."""
        counts = self.first[agents + 1] - self.first[agents]
        starts = np.repeat(self.first[agents] - (np.cumsum(counts) - counts), counts)
        positions: Ints = starts + np.arange(int(counts.sum()))
        return positions

    def homes(self, options: Ints) -> tuple[Ints, Ints]:
        """Return the block in which each agent of the piece is at home, and that of each row.

        Parameters
        ----------
        options
            Positions of the options that count.
        """
        turn, piece = self._turn(0), self.local.piece
        home = at_home(self.local.state.problem, piece.options[options], turn.label)
        return home[piece.agents], turn.block_of_row

    def gains(self, positions: Ints, duals: Floats) -> Floats:
        """Return what options are worth at these prices of the piece's rows."""
        local = self.local
        everywhere = np.zeros(local.state.n_rows)
        everywhere[local.piece.rows] = duals
        cost = local.state.cost(local.piece.options[positions], everywhere)
        gains: Floats = local.option[positions] - cost
        for option, dual in zip(local.held_option, self.held, strict=True):
            gains -= dual * option[positions]
        return gains

    def _move_wide(self, wide: Ints, prices: Prices, step: float) -> None:
        """Move the prices of rows in no block, and of tiers held, against what breaks them."""
        local = self.local
        cheapest = np.flatnonzero(prices.option == 0)
        agents, position = np.unique(local.agent[cheapest], return_index=True)
        chosen = cheapest[position][prices.idle[agents] > 0]
        largest = float(local.largest)
        if len(wide):
            rows = local.piece.rows[wide]
            columns = local.state.columns(local.piece.options[chosen])
            use = np.asarray(columns.sum(axis=0)).ravel()[rows]
            worth = np.where(prices.auxiliary > 0, local.auxiliary_upper, local.auxiliary_lower)
            use = use + (local.auxiliary_use.T @ worth)[wide]
            over, under = use > local.upper[wide], use < local.lower[wide]
            self.duals[wide] += step * largest * (over.astype(float) - under.astype(float))
            slack = ~over & ~under & (local.lower[wide] != local.upper[wide])
            self.duals[wide] *= np.where(slack, 0.5, 1.0)
        for number, tier in enumerate(local.held):
            size = max(1, tier.objective.largest)
            reached = int(local.held_option[number][chosen].sum())
            move = -step if reached < tier.value else step
            self.held[number] = min(0.0, self.held[number] + move * largest / size)


class _Turn:
    """One partition into blocks, each with its programme."""

    def __init__(self, whole: Blockwise, number: int, turn: int) -> None:
        self.whole = whole
        self.number = number
        self.label = label = clusters(whole.local.state.host_graph, number, turn)
        self.block_of_row = block_of_row = _blocks_of_rows(whole, label, number)
        self.wide: Ints = np.flatnonzero(block_of_row == -1)
        self.blocks = _blocks(whole, label, block_of_row, number)
        self.programs: list[_Program | None] = [None] * len(self.blocks)
        self.colours = _colours(self.blocks, len(whole.local.piece.agents))

    def sweep(self, limits: Limits) -> None:
        """Make the prices of each block the best ones, given the others."""
        with side_by_side(limits) as pool:
            for colour in self.colours:
                if limits.over:
                    return
                found = list(pool.map(self._solve, colour))
                for number, duals in zip(colour, found, strict=True):
                    self.whole.duals[self.blocks[number].rows] = duals

    def _solve(self, number: int) -> Floats:
        program = self.programs[number] or _Program(self.whole, self.blocks[number])
        if len(self.blocks) <= _KEPT:
            self.programs[number] = program
        return program.best_duals()


class _Program:
    """The linear programme of one block."""

    def __init__(self, whole: Blockwise, block: Block) -> None:
        self.whole, self.block = whole, block
        local = whole.local
        self.position = np.full(len(local.piece.agents), -1)
        self.position[block.agents] = np.arange(len(block.agents))
        self.size = float(local.largest)
        lower = [open_limits(local.lower[block.rows]), local.must[block.agents].astype(float)]
        upper = [open_limits(local.upper[block.rows]), np.ones(len(block.agents))]
        self.linear = linear_program(np.concatenate(lower), np.concatenate(upper))
        self.pool: Ints = np.zeros(0, np.int64)
        self.columns = sparse.csr_array((0, len(local.piece.rows)), dtype=np.int64)
        own = local.auxiliary_use[block.auxiliaries]
        self.auxiliary_use = sparse.csr_array(own)
        agents = sparse.csr_array((len(block.auxiliaries), len(block.agents)))
        self.linear.add_columns(
            np.zeros(len(block.auxiliaries)),
            local.auxiliary_lower[block.auxiliaries].astype(float),
            local.auxiliary_upper[block.auxiliaries].astype(float),
            sparse.csr_array(sparse.hstack([own[:, block.rows], agents])),
        )

    def best_duals(self) -> Floats:
        """Return the best prices of the block's rows, all others as they are."""
        whole, block = self.whole, self.block
        prices = whole.duals.copy()
        prices[block.rows] = 0.0
        options = whole.options_of(block.agents)
        outside = whole.gains(options, prices)
        cost = RowCost(whole.local, options, block.rows)
        agent = self.position[whole.local.agent[options]]
        inside = np.isin(options, self.pool, assume_unique=True)
        place = np.searchsorted(options, self.pool) if len(self.pool) else self.pool
        self._charge(outside[place], prices)
        best = whole.duals[block.rows]
        for _ in range(_MAX_ROUNDS):
            entering = self._entering(outside - cost.at(best), agent, inside)
            if not len(entering) and len(self.pool):
                answer = self.linear.solve(self.whole.limits.remaining)
                return best if answer is None else answer.row[: len(block.rows)] * self.size
            self._add(options[entering], outside[entering], agent[entering])
            inside[entering] = True
            answer = self.linear.solve(self.whole.limits.remaining)
            if answer is None:
                return best
            best = answer.row[: len(block.rows)] * self.size
        return best

    def _charge(self, worth: Floats, prices: Floats) -> None:
        local, own = self.whole.local, self.block.auxiliaries
        of_auxiliaries = local.auxiliary[own] - self.auxiliary_use @ prices
        self.linear.set_worth(np.concatenate([of_auxiliaries, worth]) / self.size)

    def _entering(self, gain: Floats, agent: Ints, inside: Bools) -> Ints:
        """Return the few best options of each agent that beat what it has in the pool."""
        margin = _REDUCED_COST * self.size
        present = np.zeros(len(self.block.agents))
        if len(self.pool):
            np.maximum.at(present, agent[inside], gain[inside])
            chosen = np.flatnonzero((gain > present[agent] + margin) & ~inside)
            count = _ADDED_PER_AGENT
        else:
            chosen, count = np.arange(len(gain)), _POOL_PER_AGENT
        return chosen[best_per_agent(agent[chosen], gain[chosen], count)]

    def _add(self, options: Ints, worth: Floats, agent: Ints) -> None:
        local, block, n_new = self.whole.local, self.block, len(options)
        columns = local.state.columns(local.piece.options[options])[:, local.piece.rows]
        agents = sparse.csr_array(
            (np.ones(n_new), agent, np.arange(n_new + 1)), shape=(n_new, len(block.agents))
        )
        self.linear.add_columns(
            worth / self.size,
            np.zeros(n_new),
            np.full(n_new, np.inf),
            sparse.csr_array(sparse.hstack([columns[:, block.rows], agents])),
        )
        self.pool = np.concatenate([self.pool, options])


def _blocks_of_rows(whole: Blockwise, label: Ints, number: int) -> Ints:
    """Return the block of each row of the piece, -1 for rows that belong to none."""
    local = whole.local
    use, problem = local.state.use, local.state.problem
    table = problem.timetable
    assert table is not None
    sums = sparse.csr_array((local.state.n_rows, number), dtype=np.int64)
    if use.part_use.nnz:
        sums = sums + _counted(use.part_use, label[table.host], number)
    for matrix, rows in ((use.own, None), (local.state.extra, problem.template)):
        if matrix.nnz:
            templates = np.arange(use.n_templates) if rows is None else rows
            first = table.part[templates, 0]
            sums = sums + _counted(matrix, label[table.host[first]], number)
    sums = sparse.csr_array(sums)[local.piece.rows]
    blocks = np.diff(sums.indptr)
    found = np.full(len(local.piece.rows), -2)
    some = np.flatnonzero(blocks)
    found[some] = np.asarray(sums[some].argmax(axis=1)).ravel()
    found[blocks > _WIDE] = -1
    return _together(local, found)


def _counted(matrix: sparse.csr_array, label: Ints, number: int) -> sparse.csr_array:
    """Count, for each column of a matrix, its rows by label."""
    table = sparse.coo_array(matrix)
    keys, counts = np.unique(
        table.col.astype(np.int64) * number + label[table.row], return_counts=True
    )
    at = (keys // number, keys % number)
    return sparse.csr_array((counts, at), shape=(matrix.shape[1], number))


def _together(local: Local, block: Ints) -> Ints:
    """Give the rows of one auxiliary quantity to one block (or to none, if one is wide)."""
    table = local.auxiliary_use
    for number in range(table.shape[0]):
        rows = table.indices[table.indptr[number] : table.indptr[number + 1]]
        if len(rows):
            block[rows] = -1 if (block[rows] == -1).any() else block[rows].max()
    return block


def _blocks(whole: Blockwise, label: Ints, block_of_row: Ints, number: int) -> list[Block]:
    local = whole.local
    # An agent is in a block where a part of one of its options is, or a row of its own.
    hosts = np.append(label, -1).astype(np.int32)[whole.hosts_of(np.arange(len(local.agent)))]
    agent, block = distinct_pairs(local.agent, hosts)
    # Few agents may go everywhere: priced in each block they would cost more than all others.
    local_ones = np.bincount(agent, minlength=len(local.piece.agents))[agent] <= _WIDE_AGENT
    agent, block = agent[local_ones], block[local_ones]
    auxiliary = np.full(len(local.auxiliary), -1)
    table = local.auxiliary_use
    used = np.flatnonzero(np.diff(table.indptr))
    auxiliary[used] = block_of_row[table.indices[table.indptr[used]]]
    return [
        Block(
            np.flatnonzero(block_of_row == name),
            agent[block == name],
            np.flatnonzero(auxiliary == name),
        )
        for name in range(number)
    ]


def _colours(blocks: Sequence[Block], n_agents: int) -> list[list[int]]:
    """Group blocks so that no two of a group share an agent."""
    groups: list[list[int]] = []
    taken: list[Bools] = []
    for number, block in enumerate(blocks):
        if not len(block.rows) or not len(block.agents):
            continue
        for group, used in zip(groups, taken, strict=True):
            if not used[block.agents].any():
                group.append(number)
                used[block.agents] = True
                break
        else:
            groups.append([number])
            taken.append(np.zeros(n_agents, bool))
            taken[-1][block.agents] = True
    return groups
