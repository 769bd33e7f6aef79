"""Scanning of an `.xlsx` sheet's XML for what its values do not say."""

from __future__ import annotations

import io
import re
from typing import IO

from .raw import column_of
from .sheet_scan import (
    Cell,
    SheetScan,
    error_text,
    is_known_error,
    percent_text,
    stream_xml,
)

# The cells of a plain sheet say where they are, and none lies beyond ZZ9999 or beyond Z999999.
_BEYOND_SHORT = re.compile(rb'<c r="(?![A-Z]{1,2}[0-9]{1,4}")|<row r="(?![0-9]{1,4}")')
_BEYOND_NARROW = re.compile(rb'<c r="(?![A-Z][0-9]{1,6}")|<row r="(?![0-9]{1,6}")')
_TELLING = (b'"e"', b"'e'", b"mergeCell", b":c", b":f", b":row")
_FORMULA = re.compile(rb"<f[\s/>]")
_DIGITS = "0123456789"


def scan_xlsx_sheet(
    data: bytes | IO[bytes], stale: bool, percent: frozenset[int] = frozenset()
) -> SheetScan:
    """Return what the XML of a sheet says beside its values.

    Of a sheet that is certainly small and has nothing to say, the size is left at 0.

    Parameters
    ----------
    data
        The XML, or a file of it where it is too long to be held.
    stale
        Whether the program that wrote the workbook left the formulas to be calculated when
        it is opened: then a result of 0 is none.
    percent
        The cell styles whose numbers are to be taken as percentages.

    Raises
    ------
    MalformedXmlError
        If it is not well-formed.
    """
    if isinstance(data, bytes) and not percent and _is_plain(data):
        return SheetScan()
    scanner = _Scanner(stale, percent)
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    stream_xml(file, scanner.start, scanner.end, scanner.text)
    return scanner.scan


def _is_plain(data: bytes) -> bool:
    """Say whether a sheet is certainly small, without errors, formulas and merged cells."""
    named = (
        data.count(b"<c") == data.count(b'<c r="') + data.count(b"<col")
        and data.count(b"<row") == data.count(b'<row r="') > 0
    )
    return (
        named
        and not any(token in data for token in _TELLING)
        and not (b"<f" in data and _FORMULA.search(data))
        and not (_BEYOND_SHORT.search(data) and _BEYOND_NARROW.search(data))
    )


class _Scanner:
    """Takes the elements of a sheet one by one."""

    def __init__(self, stale: bool, percent: frozenset[int]) -> None:
        self.scan = SheetScan()
        self._stale = stale
        self._percent = percent
        self._style = ""
        self._columns: dict[str, int] = {}
        self._row, self._column = -1, -1
        self._type = ""
        self._formula = False
        self._value = ""
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._place(attributes.get("r"))
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._formula = False
            self._value = ""
        elif name == "v":
            self._inside = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
        elif name == "f":
            self._formula = True
        elif name == "is":
            self.scan.reach(self._row, self._column)
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            cells = self._cell(first), self._cell(last)
            if cells[0] is not None and cells[1] is not None:
                self.scan.merged.append((cells[0], cells[1]))

    def text(self, text: str) -> None:
        if self._inside:
            self._value += text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self._inside = False
        elif name == "c":
            self._finish()

    def _finish(self) -> None:
        cell = self._row, self._column
        if self._value:
            self.scan.reach(*cell)
        if self._type == "e":
            self.scan.texts[cell] = error_text(self._value)
            if not is_known_error(self._value):
                self.scan.strange[cell] = self._value
        elif self._formula and self._type != "str" and self._is_no_result():
            self.scan.reach(*cell)
            self.scan.uncalculated.append(cell)
        elif self._type == "n" and self._style.isdecimal() and int(self._style) in self._percent:
            text = percent_text(self._value)
            if text is not None:
                self.scan.texts[cell] = text

    def _is_no_result(self) -> bool:
        return not self._value or (self._stale and self._value == "0")

    def _place(self, reference: str | None) -> None:
        cell = self._cell(reference) if reference else None
        if cell is None:
            self._column += 1
        else:
            self._row, self._column = cell

    def _cell(self, reference: str) -> Cell | None:
        """Return the place of ``B7``, which may be written ``$B$7``; ``None`` if it is none."""
        name = reference.replace("$", "")
        letters = name.rstrip(_DIGITS)
        digits = name[len(letters) :]
        if letters not in self._columns:
            if not (letters.isascii() and letters.isalpha()) or len(letters) > 6:
                return None
            self._columns[letters] = column_of(letters.upper())
        return (int(digits) - 1, self._columns[letters]) if digits else None
