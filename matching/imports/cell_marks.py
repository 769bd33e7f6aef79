"""Cells of a workbook marked by a colour and a note; marks made before are taken off."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Mapping

from ..tables.raw import letters
from .cell_notes import EMPTY_NOTES, empty_drawing, notes_of, with_notes, with_shapes
from .cell_styles import CellStyles
from .sheet_part import SheetPart
from .workbook_parts import WorkbookParts, relations_part, unusual
from .xml_spans import Element, UnusualPart, Walk, elements, local, replaced, start_tag

AUTHOR = "maillage close"
"""Who signs the notes."""

COLOUR = "FBD5B5"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What follows the drawing of the notes in a worksheet never comes before it.
_AFTER_DRAWING = frozenset(
    {
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
        *("webPublishItems", "tableParts", "extLst"),
    }
)

Marks = Mapping[str, str]
"""Per cell (``F12``) the text of its note."""


class MarkedWorkbook(WorkbookParts):
    """A workbook in which cells can be marked."""

    def marked(self, sheets: Mapping[str, Marks], own: Collection[str]) -> bytes:
        """Return the workbook with cells marked, by sheet; no other cell stays marked.

        Parameters
        ----------
        own
            How the notes begin that are taken off, or replaced; those of others stay. Who
            signed them is lost where LibreOffice saves.

        Raises
        ------
        CannotImport
            If it is built in a way that no known program builds it.
        """
        try:
            with zipfile.ZipFile(self._path) as self._archive:
                self._own = tuple(own)
                self._made: dict[str, bytes] = {}
                (name,) = self.related(self._workbook, "/styles")
                styles = CellStyles(self._read(name), COLOUR)
                for sheet in self._sheets:
                    if sheet.name in sheets:
                        self._mark(sheet.part, sheets[sheet.name], styles)
                if styles.content() != self._read(name):
                    self._made[name] = styles.content()
                return self._written(self._made)
        except (UnusualPart, KeyError, ValueError, NotImplementedError, StopIteration) as error:
            raise unusual(self._path) from error

    def _mark(self, part: str, marks: Marks, styles: CellStyles) -> None:
        notes = next(iter(self.related(part, "/comments")), None)
        there = {} if notes is None else notes_of(self._now(notes))
        old = {ref for ref, text in there.items() if text.startswith(self._own)}
        new = {ref: text for ref, text in marks.items() if ref in old or ref not in there}
        data = _coloured(self._read(part), marks.keys(), old - marks.keys(), styles)
        if data != self._read(part):
            self._made[part] = data
        if old or new:
            self._note(part, notes, old, new)

    def _note(self, part: str, notes: str | None, old: Collection[str], new: Marks) -> None:
        """Change the notes of a sheet, and their drawing; make both where there are none."""
        drawing = next(iter(self.related(part, "/vmlDrawing")), None)
        if drawing is None:
            drawing = self._free("drawings/vmlDrawing", "vml")
            self._made[drawing] = empty_drawing(self._drawings() + 1)
            relation = self._relate(part, drawing, "vmlDrawing")
            self._made[part] = _with_drawing(self._now(part), relation)
            self._declare("Default", {"Extension": "vml", "ContentType": _DRAWING_TYPE})
        if notes is None:
            notes = self._free("comments", "xml")
            self._made[notes] = EMPTY_NOTES
            self._relate(part, notes, "comments")
            self._declare("Override", {"PartName": f"/{notes}", "ContentType": _COMMENTS_TYPE})
        self._made[notes] = with_notes(self._now(notes), AUTHOR, old, new)
        self._made[drawing] = with_shapes(self._now(drawing), old, new)

    def _now(self, name: str) -> bytes:
        return self._made[name] if name in self._made else self._read(name)

    def _drawings(self) -> int:
        names = {*self._names, *map(str.lower, self._made)}
        return sum(name.endswith(".vml") for name in names)

    def _free(self, beginning: str, ending: str) -> str:
        folder = posixpath.dirname(self._workbook)
        taken = {*self._names, *map(str.lower, self._made)}
        numbers = range(1, len(taken) + 2)
        names = (posixpath.join(folder, f"{beginning}{n}.{ending}") for n in numbers)
        return next(name for name in names if name.lower() not in taken)

    def _relate(self, part: str, target: str, kind: str) -> str:
        """Add a relation of a part; return its identifier."""
        name = relations_part(part)
        name = self._names.get(name.lower(), name)
        empty = f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()
        there = name in self._made or name.lower() in self._names
        data = self._now(name) if there else empty
        found = elements(data, "Relationship")
        taken = {e.attributes.get("Id") for e in found}
        identifier = next(n for k in range(1, 10**6) if (n := f"rId{k}") not in taken)
        attributes = {
            "Id": identifier,
            "Type": f"{_OFFICE}/{kind}",
            "Target": posixpath.relpath(target, posixpath.dirname(part)),
        }
        self._made[name] = _with_child(data, "Relationship", attributes, found[0])
        return identifier

    def _declare(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = self._names["[content_types].xml"]
        data = self._now(name)
        found = elements(data, tag)
        key = next(iter(attributes))
        if not any(e.attributes.get(key) == attributes[key] for e in found):
            self._made[name] = _with_child(data, tag, attributes, found[0], first=True)


def _with_child(
    data: bytes, tag: str, attributes: Mapping[str, str], root: Element, *, first: bool = False
) -> bytes:
    entry = start_tag(f"{root.prefix}{tag}", attributes, empty=True)
    if root.is_empty:
        opened = start_tag(root.tag, root.attributes)
        whole = opened + entry + f"</{root.tag}>".encode()
        return replaced(data, [(root.start, root.end, whole)])
    at = root.inside if first else root.close
    return replaced(data, [(at, at, entry)])


def _coloured(
    data: bytes, marked: Collection[str], plain: Collection[str], styles: CellStyles
) -> bytes:
    """Return a worksheet with the colour in some cells and without it in others."""
    pieces = []
    for row in SheetPart(data).rows:
        for cell in row.cells:
            ref = f"{letters(cell.column)}{row.number}"
            if ref not in marked and ref not in plain:
                continue
            element = cell.element
            style = int(element.attributes.get("s", 0))
            new = styles.filled(style) if ref in marked else styles.plain(style)
            attributes = {"r": ref, **element.attributes, "s": str(new)}
            tag = start_tag(element.tag, attributes, empty=element.is_empty)
            pieces.append((element.start, element.inside, tag))
    return replaced(data, pieces)


class _Tops(Walk):
    """The elements right below the root."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.found: list[Element] = []
        self.root: Element | None = None
        self.run()

    def opened(self, element: Element, parents: list[Element]) -> None:
        """Take note of the root and of what is right below it."""
        if not parents:
            self.root = element
        elif len(parents) == 1:
            self.found.append(element)


def _with_drawing(data: bytes, relation: str) -> bytes:
    """Return a worksheet that names the drawing of its notes."""
    tops = _Tops(data)
    assert tops.root is not None
    after = (e.start for e in tops.found if local(e.tag) in _AFTER_DRAWING)
    at = next(after, tops.root.close)
    attributes = {"xmlns:r": _OFFICE, "r:id": relation}
    tag = start_tag(f"{tops.root.prefix}legacyDrawing", attributes, empty=True)
    return replaced(data, [(at, at, tag)])
