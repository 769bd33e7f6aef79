"""Where a number comes from: its source, its date, and whether it is the official one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Origin:
    """The source of a value that is a convention and may change.

    Attributes
    ----------
    source
        Who published it, and where it was read.
    dated
        Since when it holds, or when it was published; ``None`` where that is not known.
    official
        Whether it was read in an official publication. What is computed with any other value is
        a proxy of the official figure.
    """

    source: str
    dated: date | None = None
    official: bool = False


@dataclass(frozen=True)
class Sourced:
    """One number with its origin.

    Attributes
    ----------
    value
        The number.
    unit
        What it counts.
    """

    value: float
    unit: str
    origin: Origin
