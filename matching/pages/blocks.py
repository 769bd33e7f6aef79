"""The plain blocks of a page: paragraphs, lists, head figures, sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .column import Kind, Value

if TYPE_CHECKING:
    from .page import Block


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; as ``note`` or ``warning`` it stands in a box of its own."""

    text: str
    kind: Literal["plain", "note", "warning"] = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure that the reader should see first.

    Attributes
    ----------
    label
        What it counts.
    value
        A number, a text or a date, of the kind given; ``None`` where it is not known.
    unit
        Written small behind the value, as in ``min``.
    note
        A few words below, as in "of 265 territories".
    """

    label: str
    value: Value
    kind: Kind = "number"
    decimals: int = 0
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Head figures, side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Facts about one thing: a name and a text each, as in a record card."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with a heading; those at the top make the table of contents."""

    title: str
    blocks: tuple[Block, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that are folded away until the reader opens them."""

    title: str
    blocks: tuple[Block, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Blocks in columns where the screen is wide enough, otherwise one below the other."""

    blocks: tuple[Block, ...]
