"""The parts of an `.xlsx` workbook: the sheets concerned are changed, all others copied."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..language import sentence
from ..tables.schema import find_table
from .cannot_import import CannotImport
from .sheet_part import SheetPart, new_sheet
from .table_edit import TableEdit
from .xml_spans import Element, UnusualPart, elements, local, replaced, start_tag

_CONTENT_TYPES = "[Content_Types].xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z0-9:]+)[\"']")
# What follows the calculation settings in a workbook's part never comes before them.
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    relation_type: str


class WorkbookParts:
    """An `.xlsx` or `.xlsm` workbook as the archive of parts that it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with zipfile.ZipFile(path) as archive:
            self._names = {name.lower(): name for name in archive.namelist()}
            self._archive = archive
            self._workbook = self._main_part()
            self._relations = self._read_relations()
            self._sheets = self._read_sheets()

    def sheet_of(self, table: str) -> str | None:
        """Return the name of the first sheet that is called as a table of a semester."""
        for sheet in self._sheets:
            found = find_table(sheet.name)
            if found is not None and found.name == table:
                return sheet.name
        return None

    def merged_in(self, name: str) -> list[str]:
        """Return the merged areas of a sheet, as ``B2:B7``; none where there is no such sheet."""
        parts = [sheet.part for sheet in self._sheets if sheet.name == name]
        with zipfile.ZipFile(self._path) as self._archive:
            found = [_MERGED.findall(self._read(part)) for part in parts]
        return [ref.decode("ascii") for refs in found for ref in refs]

    def edited(self, edits: Iterable[TableEdit]) -> bytes:
        """Return the workbook with edits made; parts that no edit concerns keep their bytes.

        Where the workbook computes anything, it is marked to be computed anew when opened.

        Raises
        ------
        CannotImport
            If a cell to be written holds a formula or is merged, or the workbook is built in
            a way that no known program builds it.
        """
        try:
            with zipfile.ZipFile(self._path) as self._archive:
                changed: dict[str, bytes] = {}
                for edit in edits:
                    changed |= self._new(edit, changed) if edit.is_new else self._changed(edit)
                if self._computes():
                    workbook = changed.get(self._workbook) or self._read(self._workbook)
                    changed[self._workbook] = _computed_anew(workbook)
                return self._written(changed)
        except (UnusualPart, KeyError, ValueError, NotImplementedError) as error:
            raise unusual(self._path) from error

    def _changed(self, edit: TableEdit) -> dict[str, bytes]:
        sheet = {sheet.name: sheet for sheet in self._sheets}[edit.name]
        part = SheetPart(self._read(sheet.part)).edited(edit)
        if edit.removed:
            pinned = self._computes() or self._has_notes_below(sheet.part, edit.heading_row)
            part = SheetPart(part).without(edit.removed, edit.name, pinned=pinned)
        return {sheet.part: part, **self._longer_tables(sheet.part, edit)}

    def _has_notes_below(self, part: str, heading_row: int) -> bool:
        """Say whether a note is on a cell below the headings of a sheet."""
        for kind in ("/comments", "/threadedComment"):
            for name in self.related(part, kind):
                for element in elements(self._read(name), "comment", "threadedComment"):
                    if _row_of(element.attributes.get("ref", "")) > heading_row:
                        return True
        return False

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts that a part names by relations of a kind, the end of its type."""
        relations = relations_part(part)
        if relations.lower() not in self._names:
            return []
        return [
            self._target(part, relation.attributes["Target"])
            for relation in elements(self._read(self._names[relations.lower()]), "Relationship")
            if relation.attributes.get("Type", "").endswith(kind)
        ]

    def _longer_tables(self, part: str, edit: TableEdit) -> dict[str, bytes]:
        """Return the formatted tables of a sheet, made longer where lines come below them."""
        changed = {}
        for name in self.related(part, "/table"):
            data = self._read(name)
            longer = _longer_table(data, edit.last_row)
            if longer != data:
                changed[name] = longer
        return changed

    def _new(self, edit: TableEdit, changed: dict[str, bytes]) -> dict[str, bytes]:
        """Return the parts of a workbook with one more sheet, the last."""
        sheets = [s for s in self._sheets if s.relation_type.endswith("/worksheet")]
        # A table's headings, not the title of a sheet that explains.
        model = next((s for s in sheets if find_table(s.name) is not None), sheets[0])
        data = self._read(self._workbook)
        found = elements(data, "sheets", "sheet")
        root, listing = found[0], next(e for e in found if local(e.tag) == "sheets")
        listed = [e for e in found if local(e.tag) == "sheet"]
        number = 1 + max(int(e.attributes["sheetId"]) for e in listed)
        part = self._free_part()
        relation = self._free_relation()
        identifier = next(name for name in listed[0].attributes if name.endswith(":id"))
        # Some programs declare the prefix on each sheet, not on the root.
        spaces = {k: v for k, v in listed[0].attributes.items() if k.startswith("xmlns")}
        own = {"name": edit.name, "sheetId": str(number), identifier: relation}
        attributes = {**spaces, **own}
        entry = start_tag(f"{listing.prefix}sheet", attributes, empty=True)
        model_part = changed.get(model.part) or self._read(model.part)
        style = SheetPart(model_part).heading_style
        namespace = root.attributes.get(f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns", "")
        target = posixpath.relpath(part, posixpath.dirname(self._workbook))
        return {
            self._workbook: replaced(data, [(listing.close, listing.close, entry)]),
            part: new_sheet(namespace, edit.cells, style),
            **self._declared(part),
            **self._related({"Id": relation, "Type": model.relation_type, "Target": target}),
        }

    def _declared(self, part: str) -> dict[str, bytes]:
        data = self._read(_CONTENT_TYPES)
        root = elements(data)[0]
        attributes = {"PartName": f"/{part}", "ContentType": _SHEET_TYPE}
        entry = start_tag(f"{root.prefix}Override", attributes, empty=True)
        return {_CONTENT_TYPES: replaced(data, [(root.close, root.close, entry)])}

    def _related(self, attributes: dict[str, str]) -> dict[str, bytes]:
        name = relations_part(self._workbook)
        data = self._read(name)
        root = elements(data)[0]
        entry = start_tag(f"{root.prefix}Relationship", attributes, empty=True)
        return {self._names[name.lower()]: replaced(data, [(root.close, root.close, entry)])}

    def _free_part(self) -> str:
        folder = posixpath.dirname(self._workbook)
        numbers = range(1, len(self._names) + 2)
        names = (posixpath.join(folder, f"worksheets/sheet{number}.xml") for number in numbers)
        return next(name for name in names if name.lower() not in self._names)

    def _free_relation(self) -> str:
        names = (f"rId{number}" for number in range(1, len(self._relations) + 2))
        return next(name for name in names if name not in self._relations)

    def _computes(self) -> bool:
        """Say whether any sheet has a formula."""
        return any(_FORMULA.search(self._read(sheet.part)) for sheet in self._sheets)

    def _written(self, changed: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._archive.infolist():
                data = changed.pop(info.filename, None)
                target.writestr(info, self._archive.read(info) if data is None else data)
            for name, data in changed.items():
                # No clock in it: the same workbook gives the same bytes.
                target.writestr(_entry(name), data)
        return buffer.getvalue()

    def _read(self, name: str) -> bytes:
        return self._archive.read(self._names[name.lower()])

    def _main_part(self) -> str:
        for relation in elements(self._read("_rels/.rels"), "Relationship"):
            if relation.attributes.get("Type", "").endswith("/officeDocument"):
                return self._target("", relation.attributes["Target"])
        raise unusual(self._path)

    def _read_relations(self) -> dict[str, Element]:
        found = elements(self._read(relations_part(self._workbook)), "Relationship")[1:]
        return {relation.attributes["Id"]: relation for relation in found}

    def _read_sheets(self) -> list[_Sheet]:
        sheets = []
        for element in elements(self._read(self._workbook), "sheet")[1:]:
            identifier = next((v for k, v in element.attributes.items() if k.endswith(":id")), "")
            relation = self._relations[identifier].attributes
            part = self._target(self._workbook, relation["Target"])
            sheets.append(_Sheet(element.attributes["name"], part, relation["Type"]))
        return sheets

    def _target(self, part: str, target: str) -> str:
        """Return the name of the part that a relation of another one means."""
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
        return self._names[path.lstrip("/").lower()]


def open_workbook(path: Path) -> WorkbookParts:
    """Return the parts of a workbook.

    Raises
    ------
    CannotImport
        If it is built in a way that no known program builds it.
    """
    try:
        return WorkbookParts(path)
    except (UnusualPart, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise unusual(path) from error


def unusual(path: Path) -> CannotImport:
    """Return the refusal of a workbook whose parts are not where they should be."""
    return CannotImport(
        sentence(
            "{file} is built in an unusual way, so that it cannot be changed safely; open it in "
            "Excel or LibreOffice, save it as .xlsx under another name and use that.",
            file=path.name,
        )
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def relations_part(part: str) -> str:
    """Return the part that holds the relations of another."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _row_of(ref: str) -> int:
    found = re.search("[0-9]+", ref)
    return int(found[0]) if found else 0


def _longer_table(data: bytes, last_row: int) -> bytes:
    """Return a formatted table that reaches to a row at least, unless it has a row of totals."""
    found = [e for e in elements(data, "autoFilter") if "ref" in e.attributes]
    if found[0].attributes.get("totalsRowCount", "0") != "0":
        return data
    pieces = []
    for element in found:
        match = re.fullmatch(r"([A-Z]+[0-9]+:[A-Z]+)([0-9]+)", element.attributes["ref"])
        if match is None or int(match[2]) >= last_row:
            continue
        attributes = {**element.attributes, "ref": f"{match[1]}{last_row}"}
        tag = start_tag(element.tag, attributes, empty=element.is_empty)
        pieces.append((element.start, element.inside, tag))
    return replaced(data, pieces)


def _computed_anew(data: bytes) -> bytes:
    """Return the workbook's part with the mark that formulas are to be computed on opening."""
    found = elements(data, "calcPr", *_BEFORE_CALCULATION)
    settings = next((e for e in found if local(e.tag) == "calcPr"), None)
    if settings is not None:
        attributes = {**settings.attributes, "fullCalcOnLoad": "1"}
        tag = start_tag(settings.tag, attributes, empty=settings.is_empty)
        return replaced(data, [(settings.start, settings.inside, tag)])
    before = [e for e in found if local(e.tag) in _BEFORE_CALCULATION][-1]
    tag = start_tag(f"{before.prefix}calcPr", {"fullCalcOnLoad": "1"}, empty=True)
    return replaced(data, [(before.end, before.end, tag)])
