"""Damage to a semester: in its cells and sheets, and in the bytes of its files."""

from __future__ import annotations

import string
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from .books import Book, Sheet

_MISTYPED: tuple[str, ...] = (
    *("", " ", "?", "x", "a", "a:", "a:S001", ":", "%", "-1", "0", "1", "1e400", "-0", "nan"),
    *("99999999999999999999", "1,5", "1.5.2", "30%", "130 %", "0,3", "1/0", "NaN", "None", "inf"),
    *("#REF!", "#N/A", "=1+1", "+33", "-x", "@import", "TRUE", "faux", "oui", "peut-être", "✓"),
    *("2027-13-45", "31/02/2027", "46538", "mon_am", "sam_apm", "lun_matin,mar_apm", "1-13"),
    *("N1", "N11", "n1", "S001", "s001", "M001", "N001", "O01", "86194", "ZIP", "zip", "0-99"),
    *("N1:1", "N1:", ":1", "N1:x", "N1:1, N1:2", "48.9 2.4", "ééé", "\u202e", "\u0000", "\ufffd"),
    *("a" * 40_000, "'", '"', ";", "\n", "S001\nS002", "<b>", "&amp;", "🩺", "\u0007", "١٢"),
)  # fmt: skip


def empty_cells(book: Book, random: Random) -> None:
    """Empty some cells."""
    for _ in range(random.randint(1, 8)):
        sheet, row, p = _anywhere(book, random)
        sheet.grid[row][p] = ""


def swap_cells(book: Book, random: Random) -> None:
    """Exchange cells of one sheet."""
    for _ in range(random.randint(1, 5)):
        sheet, row, p = _anywhere(book, random)
        other = random.randrange(len(sheet.grid))
        q = random.randrange(len(sheet.grid[other]))
        sheet.grid[row][p], sheet.grid[other][q] = sheet.grid[other][q], sheet.grid[row][p]


def mistype_cells(book: Book, random: Random) -> None:
    """Type wrong things into cells."""
    for _ in range(random.randint(1, 8)):
        sheet, row, p = _anywhere(book, random)
        sheet.grid[row][p] = random.choice(_MISTYPED)


def mistype_letters(book: Book, random: Random) -> None:
    """Lose, double or exchange a letter in some cells."""
    for _ in range(random.randint(1, 8)):
        sheet, row, p = _anywhere(book, random)
        sheet.grid[row][p] = _misspelt(sheet.grid[row][p], random)


def fill_column(book: Book, random: Random) -> None:
    """Fill a whole column with one thing."""
    sheet, _, p = _anywhere(book, random)
    cell = random.choice(_MISTYPED)
    for row in sheet.grid[1:]:
        row[p] = cell


def misspell_headings(book: Book, random: Random) -> None:
    """Misspell headings."""
    for _ in range(random.randint(1, 3)):
        sheet = random.choice(book.sheets)
        p = random.randrange(len(sheet.grid[0]))
        sheet.grid[0][p] = _misspelt(sheet.grid[0][p], random)


def drop_headings(book: Book, random: Random) -> None:
    """Drop the heading row of a sheet."""
    sheet = random.choice(book.sheets)
    if len(sheet.grid) > 1:
        del sheet.grid[0]


def double_column(book: Book, random: Random) -> None:
    """Give a column twice."""
    sheet, _, p = _anywhere(book, random)
    for row in sheet.grid:
        row.append(row[p])


def drop_column(book: Book, random: Random) -> None:
    """Drop a column."""
    sheet, _, p = _anywhere(book, random)
    sheet.grid = [row[:p] + row[p + 1 :] for row in sheet.grid]
    if not sheet.grid[0]:
        book.sheets.remove(sheet)


def drop_sheets(book: Book, random: Random) -> None:
    """Drop sheets."""
    for _ in range(random.randint(1, 3)):
        if len(book.sheets) > 1:
            book.sheets.remove(random.choice(book.sheets))


def double_sheet(book: Book, random: Random) -> None:
    """Copy a sheet, as a spreadsheet names copies or under its other name."""
    sheet = random.choice(book.sheets)
    taken = {other.name.casefold() for other in book.sheets}
    names = [f"{sheet.name[:26]} (2)", f"{sheet.name[:26]} bis", sheet.name.replace("_", " ")]
    free = [name for name in names if name.casefold() not in taken]
    book.sheets.append(Sheet(random.choice(free), [list(row) for row in sheet.grid]))


def drop_rows(book: Book, random: Random) -> None:
    """Drop rows, perhaps all."""
    sheet = random.choice(book.sheets)
    keep = random.choice((0.0, 0.5, 0.99))
    sheet.grid[1:] = [row for row in sheet.grid[1:] if random.random() < keep]


def double_rows(book: Book, random: Random) -> None:
    """Paste rows a second time."""
    sheet = random.choice(book.sheets)
    for _ in range(random.randint(1, 4)):
        sheet.grid.append(list(random.choice(sheet.grid)))


def shift_cells(book: Book, random: Random) -> None:
    """Insert a cell into a row, so that the rest moves to the right."""
    sheet, row, p = _anywhere(book, random)
    sheet.grid[row].insert(p, random.choice(_MISTYPED))


def merge_cells(book: Book, random: Random) -> None:
    """Merge cells of a column or of a row; what they covered is lost."""
    book.format = random.choice(("xlsx", "ods"))
    sheet, top, left = _anywhere(book, random)
    bottom = min(len(sheet.grid) - 1, top + random.randint(0, 3))
    right = min(len(sheet.grid[0]) - 1, left + random.randint(0, 2))
    if (bottom, right) == (top, left):
        return
    sheet.merged.append((top, left, bottom, right))
    for row in range(top, bottom + 1):
        for p in range(left, right + 1):
            if (row, p) != (top, left) and p < len(sheet.grid[row]):
                sheet.grid[row][p] = ""


def wrong_encoding(book: Book, random: Random) -> None:
    """Write the files in an encoding that nobody expects."""
    book.format = "csv"
    book.encoding = random.choice(("mac-roman", "cp437", "utf-16-be", "latin-1", "utf-32", "cp500"))


HARMFUL: tuple[Callable[[Book, Random], None], ...] = (
    empty_cells,
    swap_cells,
    mistype_cells,
    mistype_letters,
    fill_column,
    misspell_headings,
    drop_headings,
    double_column,
    drop_column,
    drop_sheets,
    double_sheet,
    drop_rows,
    double_rows,
    shift_cells,
    merge_cells,
    wrong_encoding,
)
"""Damage to what the files say."""


def truncate(path: Path, random: Random) -> None:
    """Cut a file off."""
    data = path.read_bytes()
    path.write_bytes(data[: random.randrange(len(data) + 1)])


def flip_bytes(path: Path, random: Random) -> None:
    """Change some bytes."""
    data = bytearray(path.read_bytes())
    for _ in range(random.choice((1, 3, 50))):
        if data:
            data[random.randrange(len(data))] = random.randrange(256)
    path.write_bytes(bytes(data))


def encode_twice(path: Path, _random: Random) -> None:
    """Read a text as Windows-1252 and write it as UTF-8 again."""
    if path.suffix == ".csv":
        path.write_bytes(path.read_bytes().decode("cp1252", "replace").encode())


def rename(path: Path, random: Random) -> None:
    """Give a file another ending."""
    path.rename(
        path.with_suffix(random.choice((".csv", ".xlsx", ".ods", ".parquet", ".xls", ".txt")))
    )


def lose_member(path: Path, random: Random) -> None:
    """Drop or empty a member of a workbook, or change bytes within it."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    name = random.choice(sorted(members))
    how = random.randrange(3)
    if how == 0:
        del members[name]
    elif how == 1:
        members[name] = b""
    else:
        data = bytearray(members[name])
        for _ in range(20):
            if data:
                data[random.randrange(len(data))] = ord(random.choice(string.printable))
        members[name] = bytes(data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)


HARMFUL_TO_FILES: tuple[Callable[[Path, Random], None], ...] = (
    truncate,
    flip_bytes,
    encode_twice,
    rename,
    lose_member,
)
"""Damage to the bytes of a file, whatever it says."""


def _anywhere(book: Book, random: Random) -> tuple[Sheet, int, int]:
    """Return a cell; often a filled one."""
    for _ in range(20):
        sheet = random.choice(book.sheets)
        row = random.randrange(len(sheet.grid))
        if not sheet.grid[row]:
            continue
        p = random.randrange(len(sheet.grid[row]))
        if sheet.grid[row][p]:
            break
    else:
        sheet, row, p = Sheet("x", [[""]]), 0, 0
    return sheet, row, p


def _misspelt(text: str, random: Random) -> str:
    if not text:
        return random.choice(string.ascii_letters)
    p = random.randrange(len(text))
    return random.choice(
        (
            text[:p] + text[p + 1 :],
            text[:p] + text[p] + text[p:],
            text[: p + 1] + random.choice(string.ascii_letters + string.digits) + text[p + 1 :],
            text[:p] + text[p:][::-1],
        )
    )
