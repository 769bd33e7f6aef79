"""Workbooks written part by part, as no library would write them."""

import zipfile
from pathlib import Path

from maillage.matching.tables.findings import Finding
from maillage.matching.tables.raw import RawTable
from maillage.matching.tables.sources import read_source

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def read(path: Path) -> tuple[list[RawTable], list[str]]:
    """Return the tables of a source and what is said of it."""
    findings: list[Finding] = []
    return read_source(path, findings), [str(finding) for finding in findings]


def write_xlsx(path: Path, *rows: str, name: str = "students", after: str = "", **parts) -> Path:
    """Write a workbook of one sheet from the XML of its rows; ``parts`` add or replace parts."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{after}</worksheet>'
    everything = {
        "_rels/.rels": _links("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in (everything | parts).items():
            archive.writestr(part, content)
    return path


def _links(kind: str, target: str) -> str:
    link = f'<Relationship Id="r1" Type="{_LINKS}/{kind}" Target="{target}"/>'
    spaces = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{spaces}">{link}</Relationships>'


def write_ods(
    path: Path,
    *rows: str,
    name: str = "students",
    after: str = "",
    calc: str = "calcext",
    **parts: str,
) -> Path:
    """Write an OpenDocument workbook of one sheet from the XML of its rows."""
    spaces = " ".join(f'xmlns:{key}="{_OASIS}:{key}:1.0"' for key in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces} xmlns:calcext="{calc}"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{"".join(rows)}</table:table>'
        f"{after}</office:spreadsheet></office:body></office:document-content>"
    )
    everything = {"mimetype": _ODS, "META-INF/manifest.xml": "<manifest/>", "content.xml": content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in (everything | parts).items():
            archive.writestr(part, text)
    return path


def row(number: int, *cells: str) -> str:
    """Return the XML of a row of texts; a cell that is XML already stays so."""
    written = [
        cell if cell.startswith("<") else f'<c r="{letter}{number}" t="str"><v>{cell}</v></c>'
        for letter, cell in zip("ABCDEFGHIJ", cells, strict=False)
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return the XML of a row of texts of an OpenDocument sheet."""
    written = [
        cell
        if cell.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
        "</table:table-cell>"
        for cell in cells
    ]
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{''.join(written)}</table:table-row>"
