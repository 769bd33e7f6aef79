"""Which cell styles of an `.xlsx` workbook show a number as a percentage."""

from __future__ import annotations

import re
from typing import IO

from .sheet_scan import stream_xml

# Formats that every workbook has by number: 0% and 0.00%.
_BUILT_IN = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.')


def percent_styles(file: IO[bytes]) -> frozenset[int]:
    """Return the numbers of the cell styles with a percent sign in their number format.

    Raises
    ------
    MalformedXmlError
        If the styles are not well-formed.
    """
    scanner = _Scanner()
    stream_xml(file, scanner.start, scanner.end, lambda _: None)
    return frozenset(scanner.found)


class _Scanner:
    def __init__(self) -> None:
        self.found: list[int] = []
        self._percent = set(_BUILT_IN)
        self._cells = False
        self._style = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        number = attributes.get("numFmtId", "")
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            if number.isdecimal():
                self._percent.add(int(number))
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            if number.isdecimal() and int(number) in self._percent:
                self.found.append(self._style)
            self._style += 1

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            self._cells = False
