"""Decide whether the chosen options fit into the timetable, and if not, which conflict.

The chosen options fall into components that share a host or a scarce room. Each is decided
by a depth-first search over patterns, and by CP-SAT where that takes too long: always
exactly. A component that does not fit is reduced to a minimal set of agents that do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .arrays import Ints
from .timetable import Part, Signature, Timetable, patterns, signature

Slots = tuple[int, ...]
"""One slot mask per part of a template."""

_BITS = 16
_SEARCH_NODES = 150
_SEARCH_PATTERNS = 2_000


@dataclass(frozen=True)
class Verdict:
    """Slots per agent where everything fits; otherwise minimal sets of agents that do not."""

    slots: dict[int, Slots]
    conflicts: tuple[tuple[int, ...], ...]


class Oracle:
    """Answers timetable questions and remembers the answers."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self._signatures: dict[int, Signature] = {}
        self._patterns: dict[Signature, list[Slots]] = {}
        self._known: dict[tuple[Signature, ...], tuple[Slots, ...] | None] = {}

    def signature(self, template: int) -> Signature:
        """Return (and remember) what matters of a template to the timetable."""
        if template not in self._signatures:
            self._signatures[template] = signature(self.timetable, template)
        return self._signatures[template]

    def check(self, agents: Ints, templates: Ints) -> Verdict:
        """Decide whether agents with these templates fit together.

        Parameters
        ----------
        agents, templates
            Shape ``(n,)``: agents in ascending order, each with its chosen template.
        """
        slots: dict[int, Slots] = {}
        conflicts: list[tuple[int, ...]] = []
        for members in self._components(templates):
            signs = [self.signature(int(templates[m])) for m in members]
            found = self.fit(signs)
            if found is None:
                conflicts += (
                    tuple(int(agents[members[k]]) for k in clash) for clash in self._clashes(signs)
                )
            else:
                slots.update((int(agents[m]), s) for m, s in zip(members, found, strict=True))
        return Verdict(slots, tuple(conflicts))

    def fit(self, signs: Sequence[Signature]) -> tuple[Slots, ...] | None:
        """Return slots for templates with these signatures side by side, or ``None``."""
        order = sorted(range(len(signs)), key=lambda k: _sort_key(signs[k]))
        key = tuple(signs[k] for k in order)
        if key not in self._known:
            self._known[key] = self._solve(key)
        found = self._known[key]
        if found is None:
            return None
        result: list[Slots] = [()] * len(signs)
        for position, k in enumerate(order):
            result[k] = found[position]
        return tuple(result)

    def _components(self, templates: Ints) -> list[list[int]]:
        """Group positions whose templates share a host or a scarce room."""
        table = self.timetable
        n, n_hosts = len(templates), len(table.host_capacity)
        kinds = table.part[templates]
        rows, place = np.nonzero(kinds >= 0)
        parts = kinds[rows, place]
        with_room = table.room[parts] >= 0
        columns = np.concatenate([table.host[parts], n_hosts + table.room[parts][with_room]])
        rows = np.concatenate([rows, rows[with_room]])
        size = n + n_hosts + len(table.room_capacity)
        graph = sparse.coo_array((np.ones(len(rows)), (rows, n + columns)), shape=(size, size))
        _, label = connected_components(graph, directed=False)
        groups: dict[int, list[int]] = defaultdict(list)
        for position in range(n):
            groups[int(label[position])].append(position)
        return list(groups.values())

    def _clashes(self, signs: list[Signature]) -> list[tuple[int, ...]]:
        """Return minimal sets of positions that do not fit, at least one.

        They are looked for around each host and scarce room, as most clashes are small; in the
        whole only where there is none.
        """
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        for position, (parts, _) in enumerate(signs):
            for place in _places(parts):
                at[place].append(position)
        for wide in (False, True):
            found: dict[tuple[int, ...], None] = {}
            for members in at.values():
                near = set(members)
                if wide:
                    near = {k for m in members for place in _places(signs[m][0]) for k in at[place]}
                found |= dict.fromkeys(self._clash_in(signs, sorted(near)))
            if found:
                return list(found)
        return self._clash_in(signs, range(len(signs)))

    def _clash_in(self, signs: list[Signature], among: Sequence[int]) -> list[tuple[int, ...]]:
        """Return a minimal set among some positions that does not fit, if there is one."""
        if len(among) == len(signs) or self.fit([signs[k] for k in among]) is None:
            return [self._minimal(signs, among)]
        return []

    def _minimal(self, signs: list[Signature], among: Sequence[int]) -> tuple[int, ...]:
        """Return a minimal set that does not fit, of one that does not (deletion filter).

        Many at once are left out first. Who is needed is also needed where others are left out.
        """
        kept, size = list(among), max(1, len(among) // 2)
        while True:
            for start in reversed(range(0, len(kept), size)):
                trial = kept[:start] + kept[start + size :]
                if trial and self.fit([signs[k] for k in trial]) is None:
                    kept = trial
            if size == 1:
                return tuple(kept)
            size //= 2

    def _solve(self, signs: tuple[Signature, ...]) -> tuple[Slots, ...] | None:
        choices = [self._some_patterns(sign) for sign in signs]
        if all(len(choice) <= _SEARCH_PATTERNS for choice in choices):
            search = _Search(self.timetable, signs, choices)
            if search.run():
                return search.result()
            if search.nodes < _SEARCH_NODES:
                return None
        return fit_by_model(self.timetable, signs)

    def _some_patterns(self, sign: Signature) -> list[Slots]:
        if sign not in self._patterns:
            self._patterns[sign] = list(islice(patterns(sign), _SEARCH_PATTERNS + 1))
        return self._patterns[sign]


def _places(parts: Sequence[Part]) -> set[tuple[int, int]]:
    """Return the hosts (0) and the scarce rooms (1) of some parts."""
    rooms = {(1, part.room) for part in parts if part.room >= 0}
    return rooms | {(0, part.host) for part in parts}


def _sort_key(sign: Signature) -> tuple[object, ...]:
    parts, blocked = sign
    return (
        [
            (p.host, p.location, p.room, p.size, p.mask, p.weeks, p.paired, p.run, p.free)
            for p in parts
        ],
        sorted(blocked),
    )


class _Search:
    """Depth-first search: one pattern per template, capacities counted in packed numbers.

    A host's use of one week class is one Python integer with 16 bits per slot, so that
    adding a pattern and comparing with the capacity are single operations.
    """

    def __init__(
        self, table: Timetable, signs: Sequence[Signature], choices: list[list[Slots]]
    ) -> None:
        self.table = table
        self.signs = signs
        self.choices = choices
        self.order = sorted(range(len(signs)), key=lambda k: len(choices[k]))
        self.picked: list[Slots] = [()] * len(signs)
        self.used: dict[tuple[int, int, int], int] = defaultdict(int)
        self.nodes = 0
        self.full: dict[tuple[int, int], int] = {}
        self.guard = sum(1 << _BITS * s + _BITS - 1 for s in range(table.n_slots))

    def run(self, depth: int = 0) -> bool:
        if depth == len(self.order):
            return True
        k = self.order[depth]
        for slots in self.choices[k]:
            self.nodes += 1
            if self.nodes >= _SEARCH_NODES:
                return False
            uses = self._uses(k, slots)
            if self._fits(uses):
                for key, amount in uses.items():
                    self.used[key] += amount
                self.picked[k] = slots
                if self.run(depth + 1):
                    return True
                for key, amount in uses.items():
                    self.used[key] -= amount
        return False

    def result(self) -> tuple[Slots, ...]:
        return tuple(self.picked)

    def _uses(self, k: int, slots: Slots) -> dict[tuple[int, int, int], int]:
        uses: dict[tuple[int, int, int], int] = defaultdict(int)
        for part, mask in zip(self.signs[k][0], slots, strict=True):
            spread = _spread_mask(mask)
            for week in range(self.table.n_classes):
                if part.weeks >> week & 1:
                    uses[0, part.host, week] += spread
                    if part.room >= 0:
                        uses[1, part.room, week] += spread
        return uses

    def _fits(self, uses: dict[tuple[int, int, int], int]) -> bool:
        for key, amount in uses.items():
            full = self._full(key[0], key[1])
            if ((full | self.guard) - self.used[key] - amount) & self.guard != self.guard:
                return False
        return True

    def _full(self, kind: int, number: int) -> int:
        """Return the capacity of a host or room, spread over the slots."""
        if (kind, number) not in self.full:
            capacity = (self.table.room_capacity if kind else self.table.host_capacity)[number]
            self.full[kind, number] = _spread(int(capacity), self.table.n_slots)
        return self.full[kind, number]


def _spread(value: int, n_slots: int) -> int:
    return sum(min(value, (1 << _BITS - 1) - 1) << _BITS * s for s in range(n_slots))


def _spread_mask(mask: int) -> int:
    return sum(1 << _BITS * s for s in range(mask.bit_length()) if mask >> s & 1)


def fit_by_model(table: Timetable, signs: Sequence[Signature]) -> tuple[Slots, ...] | None:
    """Decide by CP-SAT whether templates with these signatures fit side by side."""
    model = cp_model.CpModel()
    one = model.new_constant(1)
    placed = add_timetable(model, table, [(one, sign) for sign in signs])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # Left on, it would put the default handler of Ctrl-C in place of the program's own.
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"timetable model ended as {solver.status_name(status)}")
    return tuple(
        tuple(sum(1 << s for s, v in part.items() if solver.boolean_value(v)) for part in parts)
        for parts in placed
    )


SlotVars = list[dict[int, cp_model.IntVar]]


def add_timetable(
    model: cp_model.CpModel,
    table: Timetable,
    entries: Sequence[tuple[cp_model.IntVar, Signature]],
    hosts: frozenset[int] | None = None,
) -> list[SlotVars]:
    """Add the timetable of entries to a model; an entry counts where its literal is true.

    Parameters
    ----------
    hosts
        Hosts whose capacity is demanded (and rooms, where given: all); ``None``: all.

    Returns
    -------
    For each entry and each of its parts, the variables by slot.
    """
    at: dict[tuple[int, int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    placed = []
    for taken, sign in entries:
        variables = _add_entry(model, taken, sign)
        placed.append(variables)
        for part, slots in zip(sign[0], variables, strict=True):
            for slot, variable in slots.items():
                for week in range(table.n_classes):
                    if part.weeks >> week & 1:
                        if hosts is None or part.host in hosts:
                            at[0, part.host, slot, week].append(variable)
                        if part.room >= 0:
                            at[1, part.room, slot, week].append(variable)
    for (is_room, number, _, _), variables_at in at.items():
        full = (table.room_capacity if is_room else table.host_capacity)[number]
        if len(variables_at) > full:
            model.add(cp_model.LinearExpr.sum(variables_at) <= int(full))
    return placed


def _add_entry(model: cp_model.CpModel, taken: cp_model.IntVar, sign: Signature) -> SlotVars:
    parts, blocked = sign
    variables: SlotVars = []
    for part in parts:
        slots = {s: model.new_bool_var("") for s in range(64) if part.mask >> s & 1}
        if part.paired:
            for s in range(0, 64, 2):
                _tie(model, slots, s)
        model.add(cp_model.LinearExpr.sum(list(slots.values())) == part.size * taken)
        if part.run:
            _limit_run(model, slots, part.run)
        variables.append(slots)
    for b, later in enumerate(parts):
        for a in range(b):
            if parts[a].weeks & later.weeks:
                for s in variables[a].keys() & variables[b].keys():
                    model.add_at_most_one([variables[a][s], variables[b][s]])
    for a, b in blocked:
        for s, variable in variables[a].items():
            if s % 2 == 0 and s + 1 in variables[b]:
                model.add_at_most_one([variable, variables[b][s + 1]])
    return variables


def _tie(model: cp_model.CpModel, slots: dict[int, cp_model.IntVar], s: int) -> None:
    """Make both halves of a day equal; a half whose other half is not there stays empty."""
    first, second = slots.get(s), slots.get(s + 1)
    if first is not None and second is not None:
        model.add(first == second)
    elif first is not None or second is not None:
        model.add((first if first is not None else second) == 0)


def _limit_run(model: cp_model.CpModel, slots: dict[int, cp_model.IntVar], run: int) -> None:
    """Let no ``run + 1`` consecutive days all be touched."""
    days = sorted({s // 2 for s in slots})
    touched = {}
    for day in days:
        touched[day] = model.new_bool_var("")
        for s in (2 * day, 2 * day + 1):
            if s in slots:
                model.add_implication(slots[s], touched[day])
    for day in days:
        window = [touched[d] for d in range(day, day + run + 1) if d in touched]
        if len(window) == run + 1:
            model.add(cp_model.LinearExpr.sum(window) <= run)
