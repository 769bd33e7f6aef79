"""A page: a title, blocks, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from ..language import Lang
from .blocks import Details, Items, KeyFigures, Pairs, Section, SideBySide, Text
from .charts import BarChart, Histogram, LineChart
from .point_map import PointMap
from .table import Table
from .week_grid import WeekGrid

Block = (
    Text
    | Items
    | KeyFigures
    | Pairs
    | Section
    | Details
    | SideBySide
    | Table
    | PointMap
    | BarChart
    | Histogram
    | LineChart
    | WeekGrid
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a page was made from, so that it can be made again.

    Attributes
    ----------
    version
        Of the program.
    fingerprints
        Name and SHA-256 of what was read.
    seed
        Of the draws, where any were made.
    replay
        The command that makes the same page again.
    notes
        Sources and reservations, a sentence each.
    """

    version: str
    fingerprints: tuple[tuple[str, str], ...] = ()
    seed: int | None = None
    replay: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A report in one language.

    Attributes
    ----------
    title
        The heading of the page, also the name of its tab.
    lang
        The language of all its texts.
    blocks
        From top to bottom; sections among them make the table of contents.
    subtitle
        A line below the title, as in the semester and the place.
    provenance
        For the foot of the page.
    """

    title: str
    lang: Lang
    blocks: tuple[Block, ...]
    subtitle: str = ""
    provenance: Provenance | None = None
