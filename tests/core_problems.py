"""Small random problems of the core, and all their solutions, listed by plain reading.

The problems have what semesters have (hosts with a week and rooms, limits, quotas with and
without shortfalls, links, groups that open or not, several kinds of tiers), but tied together
at random. What is judged shares nothing with the core: rows are added up in dense matrices,
slots are tried one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from effort import EXAMPLES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from maillage.solvers.pieces import pieces
from maillage.solvers.problem import NO_LIMIT, Problem
from maillage.solvers.result import Solution
from maillage.solvers.state import Objective, State
from maillage.solvers.tiers import BestFirstTier, LinearTier, SquaresTier, Tier, WorstFirstTier
from maillage.solvers.timetable import Timetable
from maillage.solvers.usage import Usage
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.int64]
Masks = tuple[int, ...]
Value = tuple[int, ...]

N_SLOTS = 4
"""Two days."""

TIERS = ("placed", "worst", "floors", "value", "travel", "balance", "best")
FEATURES = ("weeks", "rooms", "soft", "hard", "open", "link", "must", "lazy", "twice", "three")


def tries(percent: int) -> settings:
    """Return the settings of a test that tries so many of each hundred examples asked for."""
    return settings(
        max_examples=max(1, EXAMPLES * percent // 100),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


# -- problems -------------------------------------------------------------------------------


@dataclass
class Rows:
    """Rows and what uses them, as dense columns under construction."""

    n_kinds: int
    n_templates: int
    n_options: int
    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    lazy: list[bool] = field(default_factory=list)
    of_kinds: list[Array] = field(default_factory=list)
    of_templates: list[Array] = field(default_factory=list)
    of_options: list[Array] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)
    auxiliary: list[dict[int, int]] = field(default_factory=list)

    def add(
        self,
        lower: int | None,
        upper: int | None,
        *,
        kinds: Array | None = None,
        templates: Array | None = None,
        options: Array | None = None,
        lazy: bool = False,
    ) -> int:
        """Add a row and return its number."""
        self.lower.append(int(-NO_LIMIT) if lower is None else lower)
        self.upper.append(int(NO_LIMIT) if upper is None else upper)
        self.lazy.append(lazy)
        self.of_kinds.append(np.zeros(self.n_kinds, np.int64) if kinds is None else kinds)
        none = np.zeros(self.n_templates, np.int64)
        self.of_templates.append(none if templates is None else templates)
        self.of_options.append(np.zeros(self.n_options, np.int64) if options is None else options)
        return len(self.lower) - 1

    def quantity(self, most: int, cost: int, uses: dict[int, int]) -> None:
        """Add an auxiliary quantity with what it uses of rows."""
        self.amounts.append(most)
        self.costs.append(cost)
        self.auxiliary.append(uses)


class Maker:
    """Makes one random problem."""

    def __init__(
        self, seed: int, n_agents: int, n_hosts: int, n_options: int, features: Sequence[str]
    ) -> None:
        self.dice = np.random.default_rng(seed)
        self.n_agents, self.n_hosts, self.n_options = n_agents, n_hosts, n_options
        self.has = {name: name in features for name in FEATURES}
        self.n_classes = 2 if self.has["weeks"] else 1
        self.make_kinds()
        self.make_templates()
        self.make_options()
        self.rows = Rows(len(self.host), len(self.part), len(self.agent))
        self.make_rows()

    def chance(self, percent: int) -> bool:
        return bool(self.dice.integers(100) < percent)

    def make_kinds(self) -> None:
        dice, n = self.dice, 3 * self.n_hosts
        self.host = np.arange(n) % self.n_hosts
        # Two places of each host are far from those of the next one.
        self.location = 2 * (self.host % 2) + (np.arange(n) // self.n_hosts == 2)
        self.size = dice.integers(1, 3, n)
        self.paired = (self.size == 2) & (dice.integers(3, size=n) == 0)
        days = np.array([0b0011, 0b1100, 0b1111])
        some = np.array([0b0111, 0b1011, 0b1111, 0b0101, 0b1110])
        self.mask = np.where(self.paired, dice.choice(days, n), dice.choice(some, n))
        self.run = np.where(dice.integers(5, size=n) == 0, 1, 0)
        self.free = dice.integers(4, size=n) > 0
        self.weeks = dice.integers(1, 4, n) if self.has["weeks"] else np.ones(n, np.int64)
        in_room = self.has["rooms"] & (dice.integers(2, size=n) == 0)
        self.room = np.where(in_room, self.location % 2, -1)

    def make_templates(self) -> None:
        dice, n_kinds = self.dice, len(self.host)
        pairs = [
            (a, b)
            for a, b in combinations(range(n_kinds), 2)
            if (self.host[a], self.location[a]) != (self.host[b], self.location[b])
            and (self.has["twice"] or self.host[a] != self.host[b])
        ]
        chosen = dice.permutation(len(pairs))[: 2 * n_kinds]
        both = [pairs[k] for k in np.sort(chosen)]
        alone = [(k, -1) for k in range(n_kinds)]
        self.part = np.array([*alone, *both], np.int32).reshape(-1, 2)
        if self.has["three"]:
            third = dice.integers(n_kinds, size=len(self.part))
            elsewhere = (self.host[third][:, None] != self.host[self.part]).all(axis=1)
            some = elsewhere & (self.part[:, 1] >= 0) & (dice.integers(2, size=len(third)) == 0)
            third = np.where(some, third, -1).astype(np.int32)
            self.part = np.column_stack([self.part, third])

    def make_options(self) -> None:
        dice = self.dice
        agents, templates = [], []
        self.variant = dice.integers(2, size=len(self.part))
        for agent in range(self.n_agents):
            # An agent is of one variant, and its options of that one.
            own = np.flatnonzero(self.variant == self.dice.choice(self.variant))
            n = min(len(own), int(dice.integers(1, self.n_options + 1)))
            taken = np.sort(dice.choice(own, n, replace=False))
            agents += [agent] * n
            templates += taken.tolist()
        self.agent = np.array(agents, np.int32)
        self.template = np.array(templates, np.int64)

    # --- rows --------------------------------------------------------------------------------

    def make_rows(self) -> None:
        dice = self.dice
        self.host_capacity = dice.integers(1, 3, self.n_hosts)
        self.room_capacity = dice.integers(1, 3, 2)
        for week in range(self.n_classes):
            now = self.weeks >> week & 1
            for host in range(self.n_hosts):
                there = (self.host == host) * now
                self.rows.add(
                    None, int(dice.integers(1, 4)), kinds=there, templates=-self.again(there)
                )
                self.rows.add(
                    None, N_SLOTS * int(self.host_capacity[host]), kinds=there * self.size
                )
            for room in range(2):
                inside = (self.room == room) * now * self.size
                self.rows.add(None, N_SLOTS * int(self.room_capacity[room]), kinds=inside)
        self.make_quotas()
        if self.has["open"]:
            self.make_group()
        if self.has["link"] and self.n_agents > 1:
            self.make_link()

    def again(self, kinds: Array) -> Array:
        """Return how often templates count twice for a row that counts agents."""
        inside = np.append(kinds, 0)[self.part] > 0
        return np.maximum(inside.sum(axis=1) - 1, 0)

    def make_quotas(self) -> None:
        dice = self.dice
        for _ in range(int(dice.integers(1, 4))):
            kinds = (dice.integers(3, size=len(self.host)) == 0).astype(np.int64)
            least, most = (int(dice.integers(1, 3)) if self.chance(60) else None for _ in "ab")
            if least is not None and most is not None:
                most = max(least, most)
            soft = self.has["soft"] and self.chance(70)
            if not soft and not self.has["hard"]:
                least = None
            row = self.rows.add(
                least, most, kinds=kinds, templates=-self.again(kinds), lazy=self.has["lazy"]
            )
            if soft and least is not None:
                self.rows.quantity(least, 1, {row: 1})
            if soft and most is not None:
                self.rows.quantity(self.n_agents, 1, {row: -1})

    def make_group(self) -> None:
        """Add options that at least two agents choose, or none."""
        members = (self.dice.integers(3, size=len(self.agent)) == 0).astype(np.int64)
        at_least = self.rows.add(0, None, options=members)
        at_most = self.rows.add(None, 0, options=members)
        self.rows.quantity(1, 0, {at_least: -2, at_most: -self.n_agents})

    def make_link(self) -> None:
        """Let two agents choose in the same group of options."""
        one, other = self.dice.choice(self.n_agents, 2, replace=False)
        sign = (self.agent == one).astype(np.int64) - (self.agent == other)
        groups = self.host[self.part[self.template, 0]]
        for group in range(self.n_hosts):
            self.rows.add(0, 0, options=sign * (groups == group))

    # --- the whole -----------------------------------------------------------------------------

    def tier(self, name: str) -> Tier:
        dice, n, n_aux = self.dice, len(self.agent), len(self.rows.amounts)
        none = np.zeros(n_aux, np.int64)
        if name == "placed":
            counted = dice.integers(4, size=self.n_agents) > 0
            return LinearTier(name, True, counted[self.agent].astype(np.int64), none)
        if name == "floors":
            costs = np.array(self.rows.costs, np.int64)
            return LinearTier(name, False, np.zeros(n, np.int64), costs)
        if name == "worst":
            counted = dice.integers(3, size=self.n_agents) > 0
            level = dice.integers(1, 5, n) * counted[self.agent]
            return WorstFirstTier(name, counted, level, int(dice.integers(0, 6)))
        if name == "best":
            return BestFirstTier(name, dice.integers(0, 5, n))
        if name == "balance":
            return SquaresTier(name, np.full(self.n_hosts, self.n_agents))
        worth = dice.integers(0, 2_000_000, n)
        return LinearTier(name, name == "value", worth, none)

    def problem(self, tiers: Sequence[str]) -> Problem:
        rows = self.rows
        auxiliary = np.zeros((len(rows.amounts), len(rows.lower)), np.int64)
        for number, uses in enumerate(rows.auxiliary):
            for row, amount in uses.items():
                auxiliary[number, row] = amount
        must = np.zeros(self.n_agents, bool)
        if self.has["must"]:
            must[self.dice.integers(self.n_agents)] = True
        of_kinds = _sparse(np.array(rows.of_kinds).T)
        return Problem(
            n_agents=self.n_agents,
            agent=self.agent,
            template=self.template,
            use=Usage(self.part, of_kinds, _sparse(np.array(rows.of_templates).T)),
            extra=_sparse(np.array(rows.of_options).T),
            auxiliary=_sparse(auxiliary),
            auxiliary_upper=np.array(rows.amounts, np.int64),
            lower=np.array(rows.lower, np.int64),
            upper=np.array(rows.upper, np.int64),
            must=must,
            lazy=np.array(rows.lazy),
            tiers=tuple(self.tier(name) for name in tiers),
            timetable=self.timetable(),
        )

    def timetable(self) -> Timetable:
        change = np.ones((2, 4, 4), bool)
        change[0, :2, 2:] = change[0, 2:, :2] = False
        return Timetable(
            part=self.part,
            host=self.host,
            location=self.location,
            room=self.room,
            size=self.size,
            mask=self.mask,
            weeks=self.weeks,
            paired=self.paired,
            run=self.run,
            free=self.free,
            variant=self.variant.astype(np.int8),
            change=change,
            host_capacity=self.host_capacity,
            room_capacity=self.room_capacity,
            n_slots=N_SLOTS,
            n_classes=self.n_classes,
        )


def _sparse(dense: Array) -> sparse.csr_array:
    return sparse.csr_array(dense.astype(np.int64))


class Recipe(NamedTuple):
    """What makes a problem: short to print where a test fails."""

    seed: int
    n_agents: int
    n_hosts: int
    n_options: int
    features: tuple[str, ...]
    tiers: tuple[str, ...]

    def problem(self) -> Problem:
        """Make the problem."""
        return Maker(*self[:5]).problem(self.tiers)


def recipes(
    *, most_agents: int = 5, most_hosts: int = 3, most_options: int = 3
) -> st.SearchStrategy[Recipe]:
    """Draw small problems."""
    return st.builds(
        Recipe,
        seed=st.integers(0, 2**32 - 1),
        n_agents=st.integers(2, most_agents),
        n_hosts=st.integers(1, most_hosts),
        n_options=st.integers(1, most_options),
        features=st.lists(st.sampled_from(FEATURES), unique=True, max_size=6).map(tuple),
        tiers=st.lists(st.sampled_from(TIERS), unique=True, min_size=1, max_size=4).map(tuple),
    )


# -- rows and values, read plainly ----------------------------------------------------------


def dense_use(problem: Problem, state: State | None = None) -> Array:
    """Return what each option uses of each row, added up entry by entry."""
    use = problem.use if state is None else state.use
    extra = (problem if state is None else state).extra.toarray()
    of_kinds, own = use.part_use.toarray(), use.own.toarray()
    total = np.zeros((problem.n_options, own.shape[1]), np.int64)
    for option, template in enumerate(problem.template.tolist()):
        total[option] = own[template] + extra[option]
        for kind in use.part[template].tolist():
            if kind >= 0:
                total[option] += of_kinds[kind]
    return total


def tier_value(problem: Problem, tier: Tier, solution: Solution) -> Value:
    """Return what a solution is worth in a tier, as its outcome says it."""
    chosen = solution.option[solution.option >= 0].tolist()
    if isinstance(tier, LinearTier):
        of_options = sum(int(tier.option[o]) for o in chosen)
        known = zip(tier.auxiliary, solution.auxiliary[: len(tier.auxiliary)], strict=True)
        return (of_options + sum(int(a) * int(y) for a, y in known),)
    if isinstance(tier, SquaresTier):
        return (sum(len(agents) ** 2 for agents in _at_hosts(problem, solution).values()),)
    levels = [int(tier.level[o]) for o in chosen if tier.level[o] > 0]
    if isinstance(tier, BestFirstTier):
        every = sorted({int(level) for level in tier.level if level > 0})
        return tuple(n for level in every for n in (level, levels.count(level)))
    value = [sum(int(c) for c, o in zip(tier.counted, solution.option, strict=True) if o < 0)]
    for level in sorted(set(levels), reverse=True)[: tier.depth]:
        value += [level, levels.count(level)]
    return tuple(value)


def _at_hosts(problem: Problem, solution: Solution) -> dict[int, set[int]]:
    table = problem.timetable
    assert table is not None
    there: dict[int, set[int]] = {}
    for agent, option in enumerate(solution.option.tolist()):
        if option >= 0:
            for kind in table.part[problem.template[option]].tolist():
                if kind >= 0:
                    there.setdefault(int(table.host[kind]), set()).add(agent)
    return there


def cost(tier: Tier, value: Value) -> Value:
    """Return a value so that the smaller of two is the better."""
    if isinstance(tier, LinearTier) and tier.maximise:
        return (-value[0],)
    if isinstance(tier, BestFirstTier):
        return tuple(-number for number in value[1::2])
    return value


# -- the week -------------------------------------------------------------------------------


def masks_of(problem: Problem, template: int) -> list[Masks]:
    """Return all ways to put a template's parts on slots, one mask per part."""
    table = problem.timetable
    assert table is not None
    kinds = [k for k in table.part[template].tolist() if k >= 0]
    alone = [
        [mask for mask in range(1 << table.n_slots) if _allowed(problem, template, [k], (mask,))]
        for k in kinds
    ]
    return [m for m in product(*alone) if _allowed(problem, template, kinds, m)]


def _allowed(problem: Problem, template: int, kinds: list[int], masks: Masks) -> bool:
    """Say whether an agent alone may be on these slots."""
    table = problem.timetable
    assert table is not None
    change = table.change[table.variant[template]]
    for kind, mask in zip(kinds, masks, strict=True):
        slots = [s for s in range(table.n_slots) if mask >> s & 1]
        if mask & ~int(table.mask[kind]) or len(slots) != table.size[kind]:
            return False
        if table.paired[kind] and any(s ^ 1 not in slots for s in slots):
            return False
        days = {s // 2 for s in slots}
        run = int(table.run[kind])
        if run and any(all(d + k in days for k in range(run + 1)) for d in days):
            return False
    for (a, one), (b, other) in product(enumerate(masks), repeat=2):
        first, second = kinds[a], kinds[b]
        if a == b or not table.weeks[first] & table.weeks[second]:
            continue
        if one & other:
            return False
        at = (int(table.location[first]), int(table.location[second]))
        asked = at[0] != at[1] and (table.free[first] or table.free[second])
        noon = any(one >> s & 1 and other >> (s + 1) & 1 for s in range(0, table.n_slots, 2))
        if asked and noon and not change[at]:
            return False
    return True


class Week:
    """Hosts and rooms, slot by slot and week by week, filled with agents."""

    def __init__(self, problem: Problem) -> None:
        assert problem.timetable is not None
        self.problem, self.table = problem, problem.timetable
        n = (self.table.n_slots, self.table.n_classes)
        self.hosts = np.zeros((len(self.table.host_capacity), *n), np.int64)
        self.rooms = np.zeros((len(self.table.room_capacity), *n), np.int64)

    def put(self, template: int, masks: Masks, by: int = 1) -> None:
        kinds = [k for k in self.table.part[template].tolist() if k >= 0]
        for kind, mask in zip(kinds, masks, strict=True):
            for slot, week in product(range(self.table.n_slots), range(self.table.n_classes)):
                if mask >> slot & 1 and self.table.weeks[kind] >> week & 1:
                    self.hosts[self.table.host[kind], slot, week] += by
                    if self.table.room[kind] >= 0:
                        self.rooms[self.table.room[kind], slot, week] += by

    @property
    def fits(self) -> bool:
        return bool(
            (self.hosts <= self.table.host_capacity[:, None, None]).all()
            and (self.rooms <= self.table.room_capacity[:, None, None]).all()
        )


def slots_fit(problem: Problem, solution: Solution, agents: Sequence[int] | None = None) -> bool:
    """Say whether the slots of (some) agents with an option are possible together."""
    week = Week(problem)
    everyone = np.flatnonzero(solution.option >= 0).tolist()
    for agent in everyone if agents is None else agents:
        template = int(problem.template[solution.option[agent]])
        table = week.table
        kinds = [k for k in table.part[template].tolist() if k >= 0]
        if not _allowed(problem, template, kinds, solution.slots[agent]):
            return False
        week.put(template, solution.slots[agent])
    return week.fits


# -- solutions ------------------------------------------------------------------------------


class Plain:
    """All solutions of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.use = dense_use(problem)
        amounts = list(product(*(range(int(u) + 1) for u in problem.auxiliary_upper)))
        self.amounts = np.array(amounts, np.int64).reshape(len(amounts), problem.n_auxiliary)
        self.added = self.amounts @ problem.auxiliary.toarray()
        self._masks: dict[int, list[Masks]] = {}
        self._fitting: dict[tuple[int, ...], bool] = {}

    def choices(self) -> Iterator[Array]:
        """Yield all choices, whatever they break, as an option (or -1) per agent."""
        own: list[list[int]] = [[-1] for _ in range(self.problem.n_agents)]
        for option, agent in enumerate(self.problem.agent.tolist()):
            own[agent].append(option)
        for choice in product(*own):
            yield np.array(choice, np.int64)

    def fits(self, choice: Array) -> bool:
        """Say whether a choice fits into the week."""
        templates = tuple(sorted(self.problem.template[choice[choice >= 0]].tolist()))
        if templates not in self._fitting:
            self._fitting[templates] = self._put(templates, 0, Week(self.problem))
        return self._fitting[templates]

    def fits_beside(self, templates: Sequence[int], week: Week) -> bool:
        """Say whether templates fit all together beside what a week holds already."""
        return self._put(tuple(templates), 0, week)

    def _put(self, templates: tuple[int, ...], position: int, week: Week) -> bool:
        if position == len(templates):
            return True
        template = templates[position]
        if template not in self._masks:
            self._masks[template] = masks_of(self.problem, template)
        for masks in self._masks[template]:
            week.put(template, masks)
            if week.fits and self._put(templates, position + 1, week):
                week.put(template, masks, -1)
                return True
            week.put(template, masks, -1)
        return False

    def keeping_rows(self, choice: Array) -> Array:
        """Return the amounts of the auxiliaries with which a choice keeps all rows."""
        if (self.problem.must & (choice < 0)).any():
            return self.amounts[:0]
        total = self.use[choice[choice >= 0]].sum(axis=0) + self.added
        kept = (self.problem.lower <= total) & (total <= self.problem.upper)
        return self.amounts[kept.all(axis=1)]

    @cached_property
    def solutions(self) -> list[Solution]:
        """All choices that keep the rows and fit the week, with all possible amounts."""
        found = []
        for choice in self.choices():
            amounts = self.keeping_rows(choice)
            if len(amounts) and self.fits(choice):
                found += [Solution(choice, amount) for amount in amounts]
        return found

    def keeps(self, solution: Solution) -> bool:
        """Say whether a solution keeps the rows, whatever its slots."""
        amounts = self.keeping_rows(solution.option)
        known = solution.auxiliary[: self.problem.n_auxiliary]
        return bool((amounts == known).all(axis=1).any())

    def best(self, solutions: Sequence[Solution], tier: Tier) -> Value:
        """Return the best value of a tier among some solutions."""
        values = (tier_value(self.problem, tier, s) for s in solutions)
        return min(values, key=lambda value: cost(tier, value))

    def values(self) -> list[tuple[Value, ...]]:
        """Return the values of all solutions, all tiers each."""
        return [
            tuple(tier_value(self.problem, tier, s) for tier in self.problem.tiers)
            for s in self.solutions
        ]


def optimum(problem: Problem, values: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Return the best values, tier before tier."""

    def costs(of_tiers: tuple[Value, ...]) -> tuple[Value, ...]:
        pairs = zip(problem.tiers, of_tiers, strict=True)
        return tuple(cost(tier, value) for tier, value in pairs)

    return min(values, key=costs)


def objectives(problem: Problem) -> list[Objective]:
    """Return the objectives, to be maximised, of the linear tiers and a count of levels."""
    found = []
    none = np.zeros(problem.n_auxiliary, np.int64)
    for tier in problem.tiers:
        if isinstance(tier, LinearTier):
            sign = 1 if tier.maximise else -1
            found.append(Objective(sign * tier.option, sign * tier.auxiliary))
        elif isinstance(tier, WorstFirstTier):
            found.append(Objective(-(tier.level > 2).astype(np.int64), none))
        elif isinstance(tier, BestFirstTier):
            found.append(Objective((tier.level == 1).astype(np.int64), none))
    return found


def whole_piece(state: State) -> list:
    """Return the pieces of a state, nothing left out."""
    return pieces(state, np.zeros(state.n_rows, bool))


def values_of(problem: Problem, solution: Solution) -> Mapping[str, Value]:
    """Return the value of each tier, by name."""
    return {tier.name: tier_value(problem, tier, solution) for tier in problem.tiers}
