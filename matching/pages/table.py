"""A table that can be searched, sorted and paged."""

from __future__ import annotations

from dataclasses import dataclass

from .column import Column


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values, of any number.

    Attributes
    ----------
    caption
        What the rows are; a reader who does not see the page hears it first.
    columns
        All of one length. The first one names the row.
    sort
        Position of a column and whether the largest come first; ``None``: as given.
    page_length
        How many rows are shown at a time.
    printed
        How many rows stand on paper, and in a browser without JavaScript.
    """

    caption: str
    columns: tuple[Column, ...]
    sort: tuple[int, bool] | None = None
    page_length: int = 25
    printed: int = 100

    def __post_init__(self) -> None:
        """Refuse columns of different lengths.

        Raises
        ------
        ValueError
            Where there is no column, or where they are not of one length.
        """
        if len({len(column) for column in self.columns}) != 1:
            raise ValueError(f"the columns of '{self.caption}' are not of one length")

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0])
