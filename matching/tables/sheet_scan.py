"""What a sheet's XML says that its values do not: errors, formulas without a result, merges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO
from xml.parsers import expat

Cell = tuple[int, int]
"""Row and column of a cell, both counted from 0."""

_CHUNK = 1 << 20
_ERRORS = {
    "#N/D": "#N/A",
    "#NOM?": "#NAME?",
    "#VALEUR!": "#VALUE!",
    "#NOMBRE!": "#NUM!",
    "#NUL!": "#NULL!",
}
_KNOWN_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})


@dataclass
class SheetScan:
    """What was found in a sheet beside its values.

    Attributes
    ----------
    height, width
        Rows and columns from A1 to the last ones that hold anything; 0 where nobody looked.
    texts
        Cells whose text is to be taken from here: spreadsheet errors, and percentages where
        100 % is not 1.
    strange
        Cells with an error of which Excel before 2019 knew nothing.
    uncalculated
        Cells with a formula that was never calculated.
    merged
        First and last cell of each merged range.
    """

    height: int = 0
    width: int = 0
    texts: dict[Cell, str] = field(default_factory=dict)
    strange: dict[Cell, str] = field(default_factory=dict)
    uncalculated: list[Cell] = field(default_factory=list)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The number of cells from A1 to the last one."""
        return self.height * self.width

    def reach(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.height = max(self.height, row + 1)
        self.width = max(self.width, column + 1)


def is_known_error(shown: str) -> bool:
    """Say whether an error is one of those that every spreadsheet program knows."""
    return shown in _KNOWN_ERRORS


def error_text(shown: str) -> str:
    """Return the international name of a spreadsheet error as a program shows it."""
    text = "".join(shown.split()).upper()
    text = _ERRORS.get(text, text)
    return text if text in _KNOWN_ERRORS else "#VALUE!"


def percent_text(value: str) -> str | None:
    """Return ``30%`` for 0.3; ``None`` where the value is no number."""
    try:
        number = Decimal(value) * 100
    except InvalidOperation:
        return None
    return f"{number.normalize():f}%" if number.is_finite() else None


class MalformedXmlError(Exception):
    """A part of a workbook is no well-formed XML, or declares entities."""


def stream_xml(
    file: IO[bytes],
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    text: Callable[[str], object],
) -> None:
    """Hand the elements and texts of a file on, without keeping them.

    A document type, and with it every entity of the file's own, is refused.

    Raises
    ------
    MalformedXmlError
        If the file is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:  # ValueError: an encoding that none knows
        raise MalformedXmlError(str(error)) from error


def _refuse(*_: object) -> None:
    raise MalformedXmlError("document type")
