"""Single cells of a worksheet's part replaced; everything else stays byte for byte."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..language import sentence
from ..tables.raw import letters
from .cannot_import import CannotImport
from .table_edit import TableEdit, Value
from .xml_spans import (
    Element,
    UnusualPart,
    Walk,
    elements,
    local,
    replaced,
    start_tag,
    text_content,
)

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A filter hides rows one by one; what is written anew is to be seen.
_NOT_KEPT = frozenset({"hidden", "spans"})


@dataclass(slots=True)
class _Cell:
    element: Element
    column: int
    has_formula: bool = False


@dataclass(slots=True)
class _Row:
    element: Element
    number: int
    cells: list[_Cell] = field(default_factory=list)


class SheetPart(Walk):
    """The rows and cells of a worksheet's part, and where they stand in its bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.rows: list[_Row] = []
        self._sheet_data: Element | None = None
        self._dimension: Element | None = None
        self._merged: list[str] = []
        self._column_styles: list[tuple[int, int, str]] = []
        self._cell: _Cell | None = None
        self._usual: dict[int, str] = {}
        self.run()

    def opened(self, element: Element, parents: list[Element]) -> None:
        """Take note of rows, cells, formulas and of what speaks of ranges."""
        name = local(element.tag)
        parent = local(parents[-1].tag) if parents else ""
        attributes = element.attributes
        if name == "c" and parent == "row":
            self._open_cell(element)
        elif name == "f" and parent == "c" and self._cell is not None:
            self._cell.has_formula = True
        elif name == "row" and parent == "sheetData":
            before = self.rows[-1].number if self.rows else 0
            self.rows.append(_Row(element, int(attributes.get("r", before + 1))))
        elif name == "sheetData":
            self._sheet_data = element
        elif name == "dimension":
            self._dimension = element
        elif name == "mergeCell":
            self._merged.append(attributes.get("ref", ""))
        elif name == "col" and "style" in attributes:
            low, high = int(attributes["min"]), int(attributes["max"])
            self._column_styles.append((low - 1, high - 1, attributes["style"]))

    def _open_cell(self, element: Element) -> None:
        row = self.rows[-1]
        match = _REFERENCE.fullmatch(element.attributes.get("r", ""))
        before = row.cells[-1].column if row.cells else -1
        self._cell = _Cell(element, column_number(match[1]) if match else before + 1)
        row.cells.append(self._cell)

    @property
    def has_formulas(self) -> bool:
        """Whether any cell is computed."""
        return any(cell.has_formula for row in self.rows for cell in row.cells)

    def without(self, removed: Collection[int], name: str, *, pinned: bool) -> bytes:
        """Return the part without some rows; those below move up.

        Rows stay in their places where something else speaks of them by number: formulas,
        merged cells, or (``pinned``) what lies outside this part, such as notes.

        Raises
        ------
        CannotImport
            If one of the rows has a formula or merged cells.
        """
        gone = [row for row in self.rows if row.number in removed]
        for row in gone:
            for cell in row.cells:
                if cell.has_formula:
                    raise _formula(name, f"{letters(cell.column)}{row.number}")
        self._refuse_merged(TableEdit(name, {row.number: {} for row in gone}))
        first = min((row.number for row in gone), default=0)
        below = any(_rows_of(ref)[1] >= first for ref in self._merged)
        stays = pinned or below or self.has_formulas
        pieces = [(row.element.start, row.element.end, b"") for row in gone]
        numbers = sorted(row.number for row in gone)
        for row in self.rows:
            if row.number not in removed:
                up = 0 if stays else bisect(numbers, row.number)
                pieces += _renumbered(row, row.number - up)
        if not stays:
            pieces += _moved_links(self.data, numbers)
        return replaced(self.data, pieces)

    @property
    def heading_style(self) -> str | None:
        """The style of the first cell of the first row that has cells."""
        row = next((row for row in self.rows if row.cells), None)
        return row.cells[0].element.attributes.get("s") if row else None

    def edited(self, edit: TableEdit) -> bytes:
        """Return the part with the cells of an edit replaced.

        Raises
        ------
        CannotImport
            If a formula or merged cells stand where something is to be written.
        UnusualPart
            If the part has no rows where they belong.
        """
        if self._sheet_data is None:
            raise UnusualPart("sheetData")
        self._refuse_merged(edit)
        known = {row.number: row for row in self.rows}
        self._usual = self._styles(edit.heading_row)
        rows = [
            self._rewritten(known.get(number), number, edit) if number in edit.cells
            else self._bytes(known[number].element)
            for number in sorted({*known, *edit.cells})
        ]  # fmt: skip
        prefix = self._sheet_data.prefix
        tag = f"{prefix}sheetData"
        body = b"".join([start_tag(tag, {}), *rows, f"</{tag}>".encode()])
        pieces = [(self._sheet_data.start, self._sheet_data.end, body)]
        return replaced(self.data, [*pieces, *self._wider_dimension(edit)])

    def _bytes(self, element: Element) -> bytes:
        return self.data[element.start : element.end]

    def _rewritten(self, row: _Row | None, number: int, edit: TableEdit) -> bytes:
        """Return a row with some cells replaced, all in the order of columns."""
        assert self._sheet_data is not None
        prefix = self._sheet_data.prefix
        values = edit.cells[number]
        cells = {cell.column: cell for cell in row.cells} if row else {}
        written = []
        for column in sorted({*cells, *values}):
            cell = cells.get(column)
            reference = f"{letters(column)}{number}"
            if column not in values and cell and (cell.has_formula or number not in edit.emptied):
                written.append(self._kept(cell, reference))
                continue
            value = values.get(column)
            if cell and cell.has_formula:
                raise _formula(edit.name, reference)
            style = self._style(cell, column, number, edit)
            written.append(cell_bytes(prefix, reference, value, style))
        attributes: dict[str, str] = {"r": str(number)}
        if row is not None:
            kept = row.element.attributes.items()
            attributes |= {name: value for name, value in kept if name not in _NOT_KEPT}
        tag = f"{prefix}row"
        return b"".join([start_tag(tag, attributes), *written, f"</{tag}>".encode()])

    def _kept(self, cell: _Cell, reference: str) -> bytes:
        """Return a cell as it is, its reference written out."""
        data = self._bytes(cell.element)
        if "r" in cell.element.attributes:
            return data
        tag = f"<{cell.element.tag}".encode()
        return tag + f' r="{reference}"'.encode() + data[len(tag) :]

    def _style(self, cell: _Cell | None, column: int, number: int, edit: TableEdit) -> str | None:
        """Return the style of a cell: its own, otherwise as the rows around it."""
        if cell is not None:
            return cell.element.attributes.get("s")
        if number == edit.heading_row:
            return self._last_style(number)
        return self._usual.get(column) or self._column_style(column)

    def _last_style(self, number: int) -> str | None:
        row = next((row for row in self.rows if row.number == number and row.cells), None)
        return row.cells[-1].element.attributes.get("s") if row else None

    def _styles(self, heading_row: int) -> dict[int, str]:
        """Return the style per column of the last row that has cells."""
        rows = [row for row in self.rows[-1:] if row.number > heading_row]
        return {
            cell.column: cell.element.attributes["s"]
            for row in rows
            for cell in row.cells
            if "s" in cell.element.attributes
        }

    def _column_style(self, column: int) -> str | None:
        styles = (s for low, high, s in self._column_styles if low <= column <= high)
        return next(styles, None)

    def _refuse_merged(self, edit: TableEdit) -> None:
        for ref in self._merged:
            top, bottom = _rows_of(ref)
            if any(top <= number <= bottom for number in edit.cells):
                raise CannotImport(
                    sentence(
                        "{where}: merged cells stand where a value is to be written; unmerge "
                        "them, save and try again.",
                        where=f"{edit.name}!{ref}",
                    )
                )

    def _wider_dimension(self, edit: TableEdit) -> list[tuple[int, int, bytes]]:
        """Return the note of the sheet's size, made larger where rows or columns are added."""
        element = self._dimension
        if element is None:
            return []
        first, _, last = element.attributes.get("ref", "A1").partition(":")
        end = _REFERENCE.fullmatch(last or first)
        if end is None or _REFERENCE.fullmatch(first) is None:
            return []
        columns = [column for row in edit.cells.values() for column in row]
        column = max([column_number(end[1]), *columns])
        row = max(int(end[2]), edit.last_row)
        ref = f"A1:{letters(column)}{row}"
        tag = start_tag(element.tag, {**element.attributes, "ref": ref}, empty=True)
        return [(element.start, element.end, tag)]


def cell_bytes(prefix: str, reference: str, value: Value, style: str | None) -> bytes:
    """Return a cell: a number, or a text within the cell itself, which is never a formula."""
    attributes = {"r": reference, **({"s": style} if style else {})}
    if value is None:
        return start_tag(f"{prefix}c", attributes, empty=True) if style else b""
    if isinstance(value, (int, float)):
        content = f"<{prefix}v>{value}</{prefix}v>"
    else:
        attributes["t"] = "inlineStr"
        text = text_content(value)
        content = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return start_tag(f"{prefix}c", attributes) + f"{content}</{prefix}c>".encode()


def new_sheet(namespace: str, cells: Mapping[int, Mapping[int, Value]], style: str | None) -> bytes:
    """Return the part of a new worksheet: a heading row that stays in sight, and the rows."""
    widths = ""
    for column in sorted({column for row in cells.values() for column in row}):
        longest = max(len(str(row.get(column) or "")) for row in cells.values())
        width = min(longest + 3, 40)
        widths += f'<col min="{column + 1}" max="{column + 1}" width="{width}" customWidth="1"/>'
    rows = "".join(
        f'<row r="{number}">'
        + b"".join(
            cell_bytes("", f"{letters(column)}{number}", value, style if number == 1 else None)
            for column, value in sorted(row.items())
        ).decode()
        + "</row>"
        for number, row in sorted(cells.items())
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def _renumbered(row: _Row, number: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield the tags of a row and of its cells that change with the row's number."""
    tags = [(row.element, str(number))]
    tags += [(cell.element, f"{letters(cell.column)}{number}") for cell in row.cells]
    for element, reference in tags:
        if element.attributes.get("r") != reference:
            attributes = {**element.attributes, "r": reference}
            tag = start_tag(element.tag, attributes, empty=element.is_empty)
            yield element.start, element.inside, tag


def _moved_links(data: bytes, removed: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield the links of single cells that move up with their rows, or go with them."""
    found = elements(data, "hyperlinks", "hyperlink")[1:]
    links = [element for element in found if local(element.tag) == "hyperlink"]
    at = [_REFERENCE.fullmatch(element.attributes.get("ref", "")) for element in links]
    gone = [match is not None and int(match[2]) in removed for match in at]
    if links and all(gone):  # a list without links would be refused
        yield found[0].start, found[0].end, b""
        return
    for element, match, goes in zip(links, at, gone, strict=True):
        if match is None:
            continue
        number = int(match[2])
        ref = f"{match[1]}{number - bisect(removed, number)}"
        tag = start_tag(element.tag, {**element.attributes, "ref": ref}, empty=element.is_empty)
        yield (element.start, element.end, b"") if goes else (element.start, element.inside, tag)


def column_number(name: str) -> int:
    """Return the number, from 0, of a spreadsheet column.

    >>> column_number("A"), column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _rows_of(ref: str) -> tuple[int, int]:
    numbers = [int(number) for number in re.findall("[0-9]+", ref)]
    return (min(numbers), max(numbers)) if numbers else (0, -1)


def _formula(sheet: str, reference: str) -> CannotImport:
    return CannotImport(
        sentence(
            "{where}: a formula stands where a value is to be written; replace it by its value "
            "(copy, paste special, values), save and try again.",
            where=f"{sheet}!{reference}",
        )
    )
