"""From the grid of a sheet or file to a raw table: its heading row, its garbled letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ..language import plural_sentence, sentence
from .columns import Table
from .findings import Finding, warning
from .raw import RawTable, Style, cell_name
from .tidying import clean, text_of

Grid = Sequence[Sequence[object]]

_SEARCHED = 20
_LOST = "\ufffd"
# What UTF-8, and Excel's CSV for MS-DOS and for Macintosh, look like when read as Windows-1252.
_SUSPECT = re.compile(f"[ÃÂ{_LOST}]|â€|Å[“’]|[A-Za-z][‚‡ˆƒ]|\\bƒ[a-z]|[a-z][ŠŽ](?![A-Z])", re.ASCII)
_SIGNS = (*"ÃÂ‚‡ˆƒŠŽ", _LOST, "â€", "Å“", "Å’")
_FRENCH = re.compile("[ -~àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜ’]*")


def raw_table(
    name: str, title: str, grid: Grid, numbers: Sequence[int], style: Style, table: Table | None
) -> RawTable | None:
    """Return the raw table of a grid, or ``None`` if nothing is in it.

    The heading row is the first that holds anything. Where the table is known and another of
    the first rows holds more of its headings, it is that one, and what stands above (a title)
    is named in a warning.

    Parameters
    ----------
    name, title
        The sheet or file as its user names it, and the part that says which table it is.
    numbers
        The number of each row as its user counts.
    table
        What the grid is read as; ``None`` where it is no table of a semester.
    """
    filled = list(islice((i for i, row in enumerate(grid) if _holds_anything(row)), _SEARCHED))
    if not filled:
        return None
    start = _heading_row(grid, filled, table)
    above = filled[: filled.index(start)]
    headings = tuple(text_of(clean(cell) or "") for cell in grid[start])
    findings = [_above(name, style, numbers, above, start)] if above else []
    return RawTable(
        name,
        title,
        headings,
        grid[start + 1 :],
        numbers[start + 1 :],
        numbers[start],
        style,
        tuple(findings),
    )


def _above(
    name: str, style: Style, numbers: Sequence[int], above: list[int], start: int
) -> Finding:
    """Return the warning of rows that stand above the headings."""
    return warning(
        "rows-above-headings",
        cell_name(name, style, numbers[above[0]]),
        plural_sentence(
            "this row stands above the headings (row {headings}) and is not read.",
            "{count} rows from here on stand above the headings (row {headings}) and are not read.",
            count=len(above),
            headings=numbers[start],
        ),
    )


def recognised(cells: Iterable[object], table: Table) -> int:
    """Return how many columns of a table stand as headings among cells."""
    texts = [text_of(cleaned) for cell in cells if (cleaned := clean(cell)) is not None]
    columns = (table.find(text) for text in texts)
    return len({column.name for column in columns if column is not None})


def _holds_anything(row: Sequence[object]) -> bool:
    return any(cell != "" and clean(cell) is not None for cell in row)


def _heading_row(grid: Grid, filled: list[int], table: Table | None) -> int:
    """Return the index of the row with the headings."""
    if table is None:
        return filled[0]
    counts = {index: recognised(grid[index], table) for index in filled}
    best = max(filled, key=lambda index: counts[index])
    alone = sum(clean(cell) is not None for cell in grid[best]) == 1
    return best if counts[best] >= 2 or (counts[best] == 1 and alone) else filled[0]


def is_suspect(text: str) -> bool:
    """Say whether some letters of a text may be garbled; quick, and true too often."""
    return not text.isascii() and any(sign in text for sign in _SIGNS)


def garbled_texts(name: str, grid: Grid, numbers: Sequence[int], style: Style) -> list[Finding]:
    """Return a warning where letters were lost before the file was made, for the first cell."""
    cells = (
        (index, column, cell)
        for index, row in enumerate(grid)
        for column, cell in enumerate(row)
        if type(cell) is str and not cell.isascii() and _SUSPECT.search(cell)
    )
    garbled = [(i, k, text, meant) for i, k, text in cells if (meant := _meant(text)) != text]
    if not garbled:
        return []
    index, column, text, meant = garbled[0]
    if meant is None:
        said = plural_sentence(
            "a letter of '{text}' was lost when the file was made; export it again as UTF-8.",
            "a letter of '{text}' was lost when the file was made, and others in {count} cells "
            "in all; export it again as UTF-8.",
            count=len(garbled),
            text=text,
        )
    else:
        said = plural_sentence(
            "'{text}' was probably meant to be '{meant}'; export the file again as UTF-8.",
            "'{text}' was probably meant to be '{meant}', and {count} cells in all look so; "
            "export the file again as UTF-8.",
            count=len(garbled),
            text=text,
            meant=meant,
        )
    return [warning("garbled-text", cell_name(name, style, numbers[index], column), said)]


def _meant(text: str) -> str | None:
    """Return what a text was before it was read in the wrong encoding; ``None`` if it is lost."""
    if _LOST in text:
        return None
    try:
        data = b"".join(map(_byte, text))
        return data.decode("utf-8")
    except UnicodeEncodeError:
        return text
    except UnicodeDecodeError:
        texts = (data.decode(encoding) for encoding in ("cp850", "mac_roman"))
        return next(filter(_FRENCH.fullmatch, texts), text)


def _byte(char: str) -> bytes:
    """Return the byte of a letter in Windows-1252, which leaves a few to Latin-1."""
    return char.encode("latin-1" if "\x80" <= char < "\xa0" else "cp1252")


TOO_MANY_CELLS = 20_000_000
"""More cells than any semester has, and as many as a computer still reads in seconds."""

TOO_MANY = sentence(
    "there are more than 20 million cells; delete the rows and columns that are not used."
)
"""What is said of a file with more of them."""
