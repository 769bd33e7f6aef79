"""The problem of the core for the students of one order, and what its rows mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..solvers.problem import NO_LIMIT, Problem
from ..solvers.tiers import Tier
from ..solvers.timetable import Timetable
from ..solvers.usage import Usage
from .bundles import Bundles, Market
from .halfdays import N_HALF_DAYS


@dataclass
class Rows:
    """Rows of a problem under construction.

    Templates' and bundles' uses are collected as coordinates; auxiliary quantities are added
    with the single or double use that they have.
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    template_use: list[tuple[NDArray[np.int64], int, NDArray[np.int64]]] = field(
        default_factory=list
    )
    bundle_use: list[tuple[NDArray[np.int64], int, NDArray[np.int64]]] = field(default_factory=list)
    auxiliary_upper: list[int] = field(default_factory=list)
    auxiliary_cost: list[int] = field(default_factory=list)
    auxiliary_use: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, label: str, lower: int | None = None, upper: int | None = None) -> int:
        """Add a row and return its number."""
        self.lower.append(int(-NO_LIMIT) if lower is None else lower)
        self.upper.append(int(NO_LIMIT) if upper is None else upper)
        self.label.append(label)
        return len(self.lower) - 1

    def use(self, row: int, templates: NDArray[np.int64], amounts: NDArray[np.int64]) -> None:
        """Let templates use a row."""
        kept = amounts != 0
        self.template_use.append((templates[kept], row, amounts[kept]))

    def use_by_bundles(
        self, row: int, bundles: NDArray[np.int64], amounts: NDArray[np.int64] | int
    ) -> None:
        """Let single bundles use a row besides what their templates use."""
        self.bundle_use.append((bundles, row, np.broadcast_to(amounts, bundles.shape)))

    def auxiliary(self, upper: int, cost: int, *uses: tuple[int, int]) -> int:
        """Add an auxiliary quantity with a cost in ``floors`` and its (row, amount) uses."""
        number = len(self.auxiliary_upper)
        self.auxiliary_upper.append(upper)
        self.auxiliary_cost.append(cost)
        self.auxiliary_use += [(number, row, amount) for row, amount in uses]
        return number

    def matrices(
        self, n_templates: int, n_bundles: int
    ) -> tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array]:
        """Return the uses of templates, of bundles and of auxiliaries as sparse matrices."""
        n_rows = len(self.lower)
        uses = self.auxiliary_use
        return (
            _stacked(self.template_use, (n_templates, n_rows)),
            _stacked(self.bundle_use, (n_bundles, n_rows)),
            sparse.csr_array(
                (
                    np.array([u[2] for u in uses], np.int64),
                    (np.array([u[0] for u in uses], int), np.array([u[1] for u in uses], int)),
                ),
                shape=(len(self.auxiliary_upper), n_rows),
            ),
        )


def _stacked(
    uses: Sequence[tuple[NDArray[np.int64], int, NDArray[np.int64]]], shape: tuple[int, int]
) -> sparse.csr_array:
    none = np.zeros(0, np.int64)
    at = np.concatenate([none, *(columns for columns, _, _ in uses)])
    rows = np.concatenate([none, *(np.full(len(columns), row) for columns, row, _ in uses)])
    amounts = np.concatenate([none, *(values for _, _, values in uses)])
    matrix = sparse.coo_array((amounts, (at, rows)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix


@dataclass(frozen=True)
class Model:
    """A problem of the core and the way back from it.

    Attributes
    ----------
    students
        Shape ``(n_agents,)``: position of each agent's student.
    labels
        What each row is, as ``kind:identifier`` (``quota:Q3``).
    """

    problem: Problem
    bundles: Bundles
    students: NDArray[np.int64]
    labels: tuple[str, ...]


def timetable(market: Market, bundles: Bundles) -> Timetable:
    """Return the timetable that the compositions of some bundles have to fit into."""
    semester, table = market.semester, bundles.compositions
    row, column = np.nonzero(table.place >= 0)
    place = table.place[row, column]
    site = market.places.site[place]
    needs_room = np.array([p.needs_room for p in semester.programmes], dtype=bool)
    limited = np.array([s.rooms is not None for s in semester.sites], dtype=bool)
    described = np.column_stack(
        [
            market.places.supervisor[place],
            site,
            np.where(needs_room[bundles.programme[row]] & limited[site], site, -1),
            *(
                getattr(table, name)[row, column]
                for name in ("size", "mask", "weeks", "paired", "run", "free")
            ),
        ]
    )
    kinds, kind = np.unique(described, axis=0, return_inverse=True)
    part = np.full(table.place.shape, -1, np.int32)
    part[row, column] = kind.reshape(-1)
    return Timetable(
        part=part,
        host=kinds[:, 0],
        location=kinds[:, 1],
        room=kinds[:, 2],
        size=kinds[:, 3],
        mask=kinds[:, 4],
        weeks=kinds[:, 5],
        paired=kinds[:, 6].astype(bool),
        run=kinds[:, 7],
        free=kinds[:, 8].astype(bool),
        variant=bundles.with_car.astype(np.int64),
        change=np.stack([market.journeys.noon[False], market.journeys.noon[True]]),
        host_capacity=np.array([s.max_at_once for s in semester.supervisors], dtype=np.int64),
        room_capacity=np.array([s.rooms or 0 for s in semester.sites], dtype=np.int64),
        n_slots=N_HALF_DAYS,
        n_classes=market.weeks.n_classes,
    )


def assemble(
    market: Market,
    bundles: Bundles,
    rows: Rows,
    tiers: Sequence[Tier],
    must: NDArray[np.bool_],
    students: NDArray[np.int64],
) -> Model:
    """Put rows and tiers together to a problem."""
    agent_of = np.full(len(market.semester.students), -1, np.int64)
    agent_of[students] = np.arange(len(students))
    use, extra, auxiliary = rows.matrices(len(bundles.compositions), len(bundles.student))
    table = timetable(market, bundles)
    by_parts = sparse.csr_array((len(table.host), len(rows.lower)), dtype=np.int64)
    problem = Problem(
        n_agents=len(students),
        agent=agent_of[bundles.student],
        template=bundles.composition,
        use=Usage(table.part, by_parts, use),
        extra=extra,
        auxiliary=auxiliary,
        auxiliary_upper=np.array(rows.auxiliary_upper, dtype=np.int64),
        lower=np.array(rows.lower, dtype=np.int64),
        upper=np.array(rows.upper, dtype=np.int64),
        must=must,
        lazy=np.array([label.startswith("quota:") for label in rows.label], dtype=bool),
        tiers=tuple(tiers),
        timetable=table,
    )
    return Model(problem, bundles, students, tuple(rows.label))
