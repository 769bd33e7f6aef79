"""The timetable of many agents, each with a choice of options, as one exact model.

Variables stand for an agent's presence at a host on a slot, whatever the option: the options
only say how many slots they take there. That keeps the model small where an agent has many
options at the same hosts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from ortools.sat.python import cp_model

from .timetable import Key, Part, Signature, Timetable, keys_of

Taken = Sequence[tuple[cp_model.IntVar, Signature]]
"""The options of one agent: a literal each, and what the option needs of the timetable."""

Presence = Mapping[Part, Mapping[int, cp_model.IntVar]]
"""An agent's variables by kind of part (its size left open) and slot."""


class Others(Protocol):
    """What those take who are not in the model."""

    def used(self, key: Key, /) -> int:
        """Return how many of them are at a slot."""

    def slots_left(self, part: Part) -> int:
        """Return the mask of a part's slots at which they leave a place."""


class Nobody:
    """Takes nothing."""

    def used(self, _: Key) -> int:
        """Return that nobody is there."""
        return 0

    def slots_left(self, part: Part) -> int:
        """Return all slots of a part."""
        return part.mask


NOBODY = Nobody()


def slots_of(solver: cp_model.CpSolver, sign: Signature, presence: Presence) -> tuple[int, ...]:
    """Return the slot masks that a solved model gives an agent, one per part of its option."""
    left = {
        kind: sorted(slot for slot, variable in slots.items() if solver.boolean_value(variable))
        for kind, slots in presence.items()
    }
    masks = []
    for part in sign[0]:
        # Parts of one kind share its slots.
        slots = left[part.sizeless]
        masks.append(sum(1 << slot for slot in slots[: part.size]))
        del slots[: part.size]
    return tuple(masks)


def most_that_fit(
    table: Timetable, signs: Sequence[Signature], work: float, others: Others = NOBODY
) -> list[tuple[int, ...] | None]:
    """Return slots for as many templates as were found to fit together; ``None`` for others.

    Parameters
    ----------
    work
        When the search for more ends, in the exact solver's own units.
    others
        What others take.
    """
    model = cp_model.CpModel()
    week = WeekModel(model, table, others)
    literals = [model.new_bool_var("") for _ in signs]
    presences = [
        week.add_agent([(literal, sign)]) for literal, sign in zip(literals, signs, strict=True)
    ]
    week.close()
    model.maximize(cp_model.LinearExpr.sum(literals))
    solver = _solver(work)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [None] * len(signs)
    return [
        slots_of(solver, sign, presence) if solver.boolean_value(literal) else None
        for literal, sign, presence in zip(literals, signs, presences, strict=True)
    ]


def all_that_fit(
    table: Timetable, signs: Sequence[Signature], work: float, others: Others = NOBODY
) -> list[tuple[int, ...]] | None:
    """Return slots for all templates together; ``None`` where none were found.

    Quicker than `most_that_fit` in saying that they do not fit. Parameters as there.
    """
    model = cp_model.CpModel()
    week = WeekModel(model, table, others)
    always = model.new_constant(1)
    presences = [week.add_agent([(always, sign)]) for sign in signs]
    week.close()
    solver = _solver(work)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        slots_of(solver, sign, presence) for sign, presence in zip(signs, presences, strict=True)
    ]


def _solver(work: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = work
    solver.parameters.catch_sigint_signal = False
    return solver


class WeekModel:
    """Adds agents to a model and demands the capacities of hosts and rooms."""

    def __init__(self, model: cp_model.CpModel, table: Timetable, others: Others = NOBODY) -> None:
        self.model = model
        self.table = table
        self.others = others
        self.at: dict[Key, list[cp_model.IntVar]] = defaultdict(list)

    def add_agent(self, taken: Taken) -> Presence:
        """Add an agent; return its variables by kind of part and slot."""
        model = self.model
        groups: dict[Part, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        blocked: set[tuple[Part, Part]] = set()
        for literal, (parts, changes) in taken:
            kinds = [part.sizeless for part in parts]
            for kind, part in zip(kinds, parts, strict=True):
                groups[kind].append((literal, part.size))
            blocked |= {(kinds[a], kinds[b]) for a, b in changes}
        variables: dict[Part, dict[int, cp_model.IntVar]] = {}
        for kind, uses in groups.items():
            variables[kind] = self._presence(kind, uses)
        self._apart(variables)
        for one, other in blocked:
            for slot, variable in variables[one].items():
                if slot % 2 == 0 and slot + 1 in variables[other]:
                    model.add_at_most_one([variable, variables[other][slot + 1]])
        return variables

    def close(self) -> None:
        """Demand the capacities."""
        for key, variables in self.at.items():
            full = (self.table.room_capacity if key[0] else self.table.host_capacity)[key[1]]
            left = int(full) - self.others.used(key)
            if len(variables) > left:
                self.model.add(cp_model.LinearExpr.sum(variables) <= left)

    def _presence(
        self, kind: Part, uses: list[tuple[cp_model.IntVar, int]]
    ) -> dict[int, cp_model.IntVar]:
        model = self.model
        free = self.others.slots_left(kind)
        slots: dict[int, cp_model.IntVar] = {}
        if kind.paired:
            for s in range(0, free.bit_length(), 2):
                if free >> s & 3 == 3:
                    slots[s] = slots[s + 1] = model.new_bool_var("")
        else:
            bits = range(free.bit_length())
            slots = {s: model.new_bool_var("") for s in bits if free >> s & 1}
        model.add(
            cp_model.LinearExpr.sum(list(slots.values()))
            == cp_model.LinearExpr.weighted_sum([v for v, _ in uses], [n for _, n in uses])
        )
        if kind.run:
            self._limit_run(kind, slots)
        for slot, variable in slots.items():
            for key in keys_of(kind, slot, self.table.n_classes):
                self.at[key].append(variable)
        return slots

    def _apart(self, variables: Mapping[Part, Mapping[int, cp_model.IntVar]]) -> None:
        """Let the agent be at one host only at each slot of each week."""
        for week in range(self.table.n_classes):
            at: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for kind, slots in variables.items():
                if kind.weeks >> week & 1:
                    for slot, variable in slots.items():
                        at[slot].append(variable)
            for together in at.values():
                if len(together) > 1:
                    self.model.add_at_most_one(together)

    def _limit_run(self, kind: Part, slots: dict[int, cp_model.IntVar]) -> None:
        """Let no ``run + 1`` consecutive days all be touched."""
        days = sorted({s // 2 for s in slots})
        touched = {}
        for day in days:
            touched[day] = self.model.new_bool_var("")
            for s in (2 * day, 2 * day + 1):
                if s in slots:
                    self.model.add_implication(slots[s], touched[day])
        for day in days:
            window = [touched[d] for d in range(day, day + kind.run + 1) if d in touched]
            if len(window) == kind.run + 1:
                self.model.add(cp_model.LinearExpr.sum(window) <= kind.run)
