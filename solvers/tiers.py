"""The kinds of objectives that can stand in an ordered list."""

from __future__ import annotations

from dataclasses import dataclass

from .arrays import Bools, Ints


@dataclass(frozen=True)
class LinearTier:
    """Maximise (or minimise) a sum over chosen options and auxiliary quantities.

    Attributes
    ----------
    option, auxiliary
        Whole numbers, shapes ``(n_options,)`` and ``(n_auxiliary,)``.
    tolerance
        Relative gap at which the tier counts as optimal.
    """

    name: str
    maximise: bool
    option: Ints
    auxiliary: Ints
    tolerance: float = 0.0


@dataclass(frozen=True)
class WorstFirstTier:
    """Protect the worst-off, level by level from the worst one down.

    First the fewest counted agents without an option, then the smallest possible worst level,
    then the fewest agents in it, then the next level below, and so on.

    Attributes
    ----------
    counted
        Shape ``(n_agents,)``: agents that should not go without an option.
    level
        Shape ``(n_options,)``: 0 where the option has no level, otherwise larger is worse.
    depth
        How many levels are protected.
    """

    name: str
    counted: Bools
    level: Ints
    depth: int
    tolerance: float = 0.0


@dataclass(frozen=True)
class BestFirstTier:
    """Serve as many as possible as well as possible, level by level from the best one on.

    First the most agents in the smallest level, then the most in the next one, and so on. An
    agent without an option is in no level, and so behind all of them.

    Attributes
    ----------
    level
        Shape ``(n_options,)``: 0 where the option has no level, otherwise larger is worse.
    """

    name: str
    level: Ints
    tolerance: float = 0.0


@dataclass(frozen=True)
class SquaresTier:
    """Minimise the sum over the timetable's hosts of (number of agents at the host) squared.

    Attributes
    ----------
    most
        Shape ``(n_hosts,)``: no host can have more agents.
    """

    name: str
    most: Ints
    tolerance: float = 0.0


Tier = LinearTier | WorstFirstTier | BestFirstTier | SquaresTier
