"""Workbooks made to harm, or absurd by accident: a message each, no traceback, no hang."""

import random
import struct
import zipfile
from pathlib import Path

import pytest

from .handmade import ods_row, read, row, write_ods, write_xlsx

DAMAGED = (
    "the workbook is damaged; open it in Excel or LibreOffice, save it under a new name and try "
    "again. [unreadable-file]"
)
TOO_FAR = (
    "the sheet reaches to this cell, with more than 20 million cells in all; delete the rows and "
    "columns that are not used. [too-large]"
)
BOMB = (
    "the workbook unpacks to more than 300 times its size and is not read; copy its tables into a "
    "new one. [too-large]"
)
DATA = Path(__file__).parent / "data"
FIRST = row(1, "student_id", "name")


def cell(reference: str, text: str = "1") -> str:
    return f'<c r="{reference}"><v>{text}</v></c>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f'<row r="1048576">{cell("XFD1048576")}</row>', f"students!XFD1048576: {TOO_FAR}"),
        (f'<row r="2">{cell("B99999999")}</row>', f"students!B99999999: {TOO_FAR}"),
        (f"<row r='1048576'>{cell('$XFD$1048576')}</row>", f"students!XFD1048576: {TOO_FAR}"),
        (f'<row r="{"9" * 5000}">{cell("B1")}</row>', f"s.xlsx: {DAMAGED}"),
        (f'<row r="0">{cell("A0")}</row>', f"s.xlsx: {DAMAGED}"),
        ('<row r="2"><c r="A2"><v>1</v></row>', f"s.xlsx: {DAMAGED}"),
        ('<row r="2"><c r="A2" t="s"><v>7</v></c></row>', f"s.xlsx: {DAMAGED}"),
        ('<row r="2"><c r="A2" t="str"><v>&unknown;</v></c></row>', f"s.xlsx: {DAMAGED}"),
        ("<a>" * 100_000 + "</a>" * 100_000, None),
        ("<row/>" * 9_000_000, f"s.xlsx: {BOMB}"),
        ("<a>" + " " * 60_000_000 + "</a>", f"s.xlsx: {BOMB}"),
    ],
)
def test_sheets(tmp_path, rows, said):
    path = write_xlsx(tmp_path / "s.xlsx", FIRST, rows)
    assert read(path)[1] == ([said] if said else [])


def test_rows_and_columns_that_are_only_formatted(tmp_path):
    formatted = "".join(f'<row r="{k}" s="1"><c r="XFD{k}" s="1"/></row>' for k in range(2, 3000))
    path = write_xlsx(
        tmp_path / "s.xlsx",
        FIRST,
        formatted,
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        after='<cols><col min="1" max="16384" style="1"/></cols>',
    )
    tables, said = read(path)
    assert (tables[0].headings, len(tables[0].rows), said) == (("student_id", "name"), 0, [])


def test_a_last_row_far_below_is_read(tmp_path):
    path = write_xlsx(tmp_path / "s.xlsx", FIRST, f'<row r="1048576">{cell("A1048576", "7")}</row>')
    tables, said = read(path)
    assert (tables[0].rows[-1][0], tables[0].numbers[-1], said) == (7.0, 1048576, [])


def test_small_sheets_that_are_too_many_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr("maillage.matching.tables.workbook_source.TOO_MANY_CELLS", 5)
    path = write_xlsx(tmp_path / "s.xlsx", FIRST, row(2, "a", "b"), row(3, "a", "b"))
    assert read(path)[1] == [
        "s.xlsx: there are more than 20 million cells; delete the rows and columns that are not "
        "used. [too-large]"
    ]


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///dev/zero">',
    ],
)
def test_entities_are_refused(tmp_path, entity):
    sheet = (
        f'{entity}<worksheet><sheetData><row r="1"><c r="A1" t="str"><f>1</f><v>&b;</v></c></row>'
        "</sheetData></worksheet>"
    )
    path = write_xlsx(tmp_path / "s.xlsx", **{"xl/worksheets/sheet1.xml": sheet})
    assert read(path) == ([], [f"s.xlsx: {DAMAGED}"])
    path = write_ods(tmp_path / "s.ods", **{"content.xml": f"{entity}<x>&b;</x>"})
    assert read(path) == ([], [f"s.ods: {DAMAGED}"])


def repeated(columns: int) -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
        "<text:p>a</text:p></table:table-cell>"
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ods_row(repeated(16384), repeated=1048576), f"students!XFD1048577: {TOO_FAR}"),
        (ods_row(repeated(10**12), repeated=10**12), None),
        (ods_row(f"<table:table-cell>{'<a>' * 50_000 + '</a>' * 50_000}</table:table-cell>"), ""),
        (ods_row('<table:table-cell><text:p>a<text:s text:c="999999999"/></text:p>'
                 "</table:table-cell>"), ""),
        (ods_row('<table:table-cell table:formula="X" calcext:value-type="error" '
                 'table:number-columns-repeated="9999"/>', repeated=9999), None),
        ("<table:table-row>", f"s.ods: {DAMAGED}"),
    ],
)  # fmt: skip
def test_ods_sheets(tmp_path, rows, said):
    path = write_ods(tmp_path / "s.ods", ods_row("student_id", "name"), rows)
    found = read(path)[1]
    if said is None:
        assert len(found) == 1
        assert found[0].endswith(TOO_FAR)
    else:
        assert found == ([said] if said else [])


def test_encrypted_ods(tmp_path):
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    path = write_ods(tmp_path / "s.ods", **{"META-INF/manifest.xml": manifest, "content.xml": "\1"})
    assert read(path) == (
        [],
        ["s.ods: the workbook is encrypted; save it without a password and try again. "
         "[encrypted-file]"],
    )  # fmt: skip


def test_parts_that_are_larger_than_they_say(tmp_path):
    path = write_xlsx(tmp_path / "s.xlsx", FIRST, " " * 30_000)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 500))
    path.write_bytes(data)
    assert read(path) == ([], [f"s.xlsx: {DAMAGED}"])


def test_archives_of_too_many_or_double_parts(tmp_path):
    path = write_xlsx(tmp_path / "s.xlsx", FIRST, **{f"x{k}": "" for k in range(10_000)})
    assert read(path)[1] == [
        "s.xlsx: the workbook is made of more than 10,000 parts; save it anew as .xlsx. [too-large]"
    ]
    path = write_xlsx(tmp_path / "s.xlsx", FIRST, **{"XL/workbook.xml": ""})
    assert read(path)[1] == [f"s.xlsx: {DAMAGED}"]


def test_an_archive_that_unpacks_to_gigabytes(tmp_path, monkeypatch):
    monkeypatch.setattr("maillage.matching.tables.workbook_archive._MAX_BYTES", 99)
    path = write_xlsx(tmp_path / "s.xlsx", FIRST)
    assert read(path)[1] == ["s.xlsx: the workbook unpacks to more than 2 GB. [too-large]"]


def test_a_panic_of_the_library_is_an_error_of_the_file(tmp_path, monkeypatch):
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})

    def fail(*_: object) -> None:
        raise panic("index out of range")

    path = write_xlsx(tmp_path / "s.xlsx", FIRST)
    monkeypatch.setattr("maillage.matching.tables.workbook_source._tables", fail)
    assert read(path) == ([], [f"s.xlsx: {DAMAGED}"])


def test_nothing_else_is_hidden(tmp_path, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    path = write_xlsx(tmp_path / "s.xlsx", FIRST)
    monkeypatch.setattr("maillage.matching.tables.workbook_source._tables", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read(path)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_damaged_bytes(tmp_path, ending):
    """Bytes of a workbook changed at random, in its archive and in its parts."""
    chance = random.Random(3)
    data = (DATA / f"libreoffice.{ending}").read_bytes()
    path = tmp_path / f"s.{ending}"
    for _ in range(40):
        spoilt = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            spoilt[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(spoilt[: chance.choice([len(data), chance.randrange(len(data))])])
        read(path)
    with zipfile.ZipFile(DATA / f"libreoffice.{ending}") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith(("sheet2.xml", "content.xml", "Strings.xml"))]
    for _ in range(40):
        name = chance.choice(names)
        spoilt = bytearray(parts[name])
        for _ in range(chance.randint(1, 5)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in (parts | {name: bytes(spoilt)}).items():
                archive.writestr(part, content)
        read(path)
