"""The problem of the core for the students of one order, and what its rows mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..solvers.problem import Problem
from ..solvers.tiers import Tier
from ..solvers.timetable import Timetable
from ..solvers.usage import Usage
from .bundles import Bundles, Market
from .halfdays import N_HALF_DAYS
from .rows import Rows


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
    kinds = table.kinds
    site = market.places.site[kinds.place]
    needs_room = np.array([p.needs_room for p in semester.programmes], dtype=bool)
    limited = np.array([s.rooms is not None for s in semester.sites], dtype=bool)
    in_room = needs_room[kinds.programme] & limited[site]
    return Timetable(
        part=table.part,
        host=market.places.supervisor[kinds.place],
        location=site,
        room=np.where(in_room, site, -1),
        size=kinds.size,
        mask=kinds.mask,
        weeks=kinds.weeks,
        paired=kinds.paired,
        run=kinds.run,
        free=kinds.free,
        variant=bundles.with_car.astype(np.int8),
        change=market.journeys.changes,
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
    agent_of = np.full(len(market.semester.students), -1, np.int32)
    agent_of[students] = np.arange(len(students), dtype=np.int32)
    compositions = bundles.compositions
    by_kinds, own, extra, auxiliary = rows.matrices(
        len(compositions.kinds), len(compositions), len(bundles.student)
    )
    problem = Problem(
        n_agents=len(students),
        # Shorter numbers serve as well, and there are millions of them.
        agent=cast("NDArray[np.int64]", agent_of[bundles.student]),
        template=cast("NDArray[np.int64]", bundles.composition),
        use=Usage(compositions.part, by_kinds, own),
        extra=extra,
        auxiliary=auxiliary,
        auxiliary_upper=np.array(rows.auxiliary_upper, dtype=np.int64),
        lower=np.array(rows.lower, dtype=np.int64),
        upper=np.array(rows.upper, dtype=np.int64),
        must=must,
        lazy=np.array([label.startswith("quota:") for label in rows.label], dtype=bool),
        tiers=tuple(tiers),
        timetable=timetable(market, bundles),
    )
    return Model(problem, bundles, students, tuple(rows.label))
