"""Scanning of an `.ods` workbook's content for what its values do not say."""

from __future__ import annotations

import re
from typing import IO

from .schema import find_table
from .sheet_scan import SheetScan, error_text, percent_text, stream_xml

_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}
_ERROR = re.compile(r"#[\w/]+ ?[!?]?|Err ?:[0-9]+")
# More than any sheet may repeat; a bomb's repetitions stay numbers that can be multiplied.
_MOST = 1 << 30
_MOST_TEXTS = 2_000_000
# LibreOffice calculates every formula, and writes nothing where the result is an empty text.
_CALCULATES = "urn:org:documentfoundation:"


def scan_ods(file: IO[bytes]) -> dict[str, SheetScan]:
    """Return by sheet what the content of an OpenDocument workbook says beside its values.

    Raises
    ------
    MalformedXmlError
        If it is not well-formed.
    """
    scanner = _Scanner()
    stream_xml(file, scanner.start, scanner.end, scanner.text)
    return scanner.scans


class _Scanner:
    """Takes the elements of a workbook's content one by one."""

    def __init__(self) -> None:
        self.scans: dict[str, SheetScan] = {}
        self._scan = SheetScan()
        self._tables = 0
        self._depth = 0
        self._cell_depth = 0
        self._row, self._rows = 0, 1
        self._column = 0
        self._attributes: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._inside = False
        self._broken = False
        self._calculated = False
        self._amounts = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._calculated = any(space.startswith(_CALCULATES) for space in attributes.values())
        if name == "table:table":
            self._tables += 1
            if self._tables == 1:
                sheet = attributes.get("table:name", "")
                self._scan = self.scans[sheet] = SheetScan()
                table = find_table(sheet)
                self._amounts = table is not None and table.has_amounts
                self._row = 0
        elif self._tables != 1:
            return
        elif name == "table:table-row":
            self._rows = _repeated(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in _CELLS:
            self._cell_depth = self._depth
            self._attributes = attributes
            self._paragraphs = []
            self._broken = False
        elif self._cell_depth:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:p" and self._depth == self._cell_depth + 1:
            self._inside = True
            self._paragraphs.append("")
        elif self._inside and name == "text:s":
            self._paragraphs[-1] += " " * min(_repeated(attributes, "text:c"), 1000)
        elif self._inside and name in _BREAKS:
            self._paragraphs[-1] += _BREAKS[name]
            self._broken = True

    def text(self, text: str) -> None:
        if self._inside:
            self._paragraphs[-1] += text

    def end(self, name: str) -> None:
        if name == "table:table":
            self._tables -= 1
        elif self._tables == 1:
            if name == "text:p" and self._depth == self._cell_depth + 1:
                self._inside = False
            elif name in _CELLS and self._depth == self._cell_depth:
                self._finish()
                self._cell_depth = 0
            elif name == "table:table-row":
                self._row += self._rows
        self._depth -= 1

    def _finish(self) -> None:
        """Note what a cell holds, as often as it is repeated."""
        found, scan = self._attributes, self._scan
        columns = _repeated(found, "table:number-columns-repeated")
        first = self._row, self._column
        self._column += columns
        kind = found.get("office:value-type", "")
        shown = "\n".join(self._paragraphs)
        if kind or shown:
            scan.reach(self._row + self._rows - 1, self._column - 1)
        high = _repeated(found, "table:number-rows-spanned")
        wide = _repeated(found, "table:number-columns-spanned")
        if high * wide > 1:
            scan.merged.append((first, (first[0] + high - 1, first[1] + wide - 1)))
        formula = "table:formula" in found
        if found.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(shown)):
            self._repeat(columns, error_text(shown))
        elif formula and not (kind or shown or self._calculated):
            scan.reach(*first)
            scan.uncalculated.append(first)
        elif self._amounts and kind == "percentage":
            text = percent_text(found.get("office:value", ""))
            if text is not None:
                self._repeat(columns, text)
        elif self._broken and "office:string-value" not in found and kind in ("", "string"):
            self._repeat(columns, shown)

    def _repeat(self, columns: int, text: str) -> None:
        """Keep the text of a cell as often as it is repeated."""
        if self._rows * columns > _MOST_TEXTS:
            self._scan.reach(_MOST, _MOST)  # refused as too large before anything is read
            return
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column - columns, self._column):
                self._scan.texts[row, column] = text


def _repeated(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return min(max(int(text), 1), _MOST) if text.isdecimal() and len(text) < 20 else 1
