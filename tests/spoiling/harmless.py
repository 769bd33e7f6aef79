"""Rewriting that changes nothing of what a semester means."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

from maillage.matching.halfdays import HALF_DAYS, HALF_DAYS_FRENCH
from maillage.matching.tables.columns import Kind
from maillage.matching.tables.schema import TABLE, find_table

from .books import Book, Sheet

_SPACES = (" ", "  ", "\u00a0", "\u202f", "\t")
_TRUE = ("x", "X", "oui", "yes", "1", "vrai", "true", "Oui ", "VRAI")
_FALSE = ("non", "no", "0", "faux", "false", "", "Non")
_TEXTS = (Kind.TEXT, Kind.IDENTIFIER, Kind.TERRITORY, Kind.TARGET)


def shuffle_rows(book: Book, random: Random) -> None:
    """Put the rows of every sheet in another order."""
    for sheet in book.sheets:
        below = sheet.grid[1:]
        random.shuffle(below)
        sheet.grid[1:] = below


def shuffle_columns(book: Book, random: Random) -> None:
    """Put the columns of every sheet in another order."""
    for sheet in book.sheets:
        order = list(range(len(sheet.grid[0])))
        random.shuffle(order)
        sheet.grid = [[row[p] for p in order] for row in sheet.grid]


def shuffle_sheets(book: Book, random: Random) -> None:
    """Put the sheets in another order."""
    random.shuffle(book.sheets)


def hide_sheets(book: Book, random: Random) -> None:
    """Hide some sheets."""
    for sheet in book.sheets:
        sheet.hidden = random.random() < 0.5


def restyle_names(book: Book, random: Random) -> None:
    """Write sheet names and headings in another case, with other joints, or without accents."""
    for sheet in book.sheets:
        sheet.name = _restyled(sheet.name, random)[:31]
        sheet.grid[0] = [_restyled(heading, random) for heading in sheet.grid[0]]


def translate_headings(book: Book, random: Random) -> None:
    """Write some headings in the other language."""
    for sheet in book.sheets:
        for position in range(len(sheet.grid[0])):
            column = sheet.column(position)
            if column is not None and random.random() < 0.5:
                sheet.grid[0][position] = random.choice((column.name, column.french))


def translate_names(book: Book, random: Random) -> None:
    """Name some sheets in the other language."""
    for sheet in book.sheets:
        table = find_table(sheet.name)
        if table is not None and random.random() < 0.5:
            sheet.name = random.choice((table.name, table.french))


def add_spaces(book: Book, random: Random) -> None:
    """Put spaces of several kinds around cells."""
    for sheet in book.sheets:
        for row in sheet.grid:
            for p, cell in enumerate(row):
                if random.random() < 0.1:
                    row[p] = random.choice(_SPACES) + cell + random.choice(_SPACES)


def add_empty_rows(book: Book, random: Random) -> None:
    """Put empty rows between the others."""
    for sheet in book.sheets:
        for _ in range(random.randint(1, 4)):
            empty = [random.choice(("", " ", "\u00a0")) for _ in sheet.grid[0]]
            sheet.grid.insert(random.randint(1, len(sheet.grid)), empty)


def add_empty_columns(book: Book, random: Random) -> None:
    """Put columns without heading and content between the others, and after them."""
    for sheet in book.sheets:
        position = random.randint(0, len(sheet.grid[0]))
        for row in sheet.grid:
            row.insert(position, "")
            row.append("")


def add_notes(book: Book, random: Random) -> None:
    """Add a sheet and a column that are no part of a semester."""
    book.sheets.insert(
        random.randint(1, len(book.sheets)), Sheet("Bricolage 2027", [["Rappel"], ["appeler"]])
    )
    sheet = random.choice(book.sheets)
    for number, row in enumerate(sheet.grid):
        row.append("mes remarques" if number == 0 else "vu")


def add_title(book: Book, random: Random) -> None:
    """Put a title above the headings of some sheets."""
    for sheet in book.sheets:
        # One heading alone cannot be told from a title.
        if len(sheet.grid[0]) >= 2 and random.random() < 0.4:
            width = len(sheet.grid[0])
            title = [random.choice(("Liste au 3 mars", "Semestre d'été", "2027"))]
            sheet.grid.insert(0, title + [""] * (width - 1))
            if random.random() < 0.5:
                sheet.grid.insert(1, [""] * width)


def decompose_letters(book: Book, _random: Random) -> None:
    """Write accents as macOS does, apart from their letters."""
    for sheet in book.sheets:
        sheet.grid = [[unicodedata.normalize("NFD", cell) for cell in row] for row in sheet.grid]


def decimal_commas(book: Book, _random: Random) -> None:
    """Write decimals with a comma, as a French spreadsheet does."""
    for sheet, row, p in _cells(book, Kind.NUMBER, Kind.DECIMAL, Kind.INDICATOR):
        cell = sheet.grid[row][p]
        if cell.replace(".", "", 1).replace("-", "", 1).isdecimal():
            sheet.grid[row][p] = cell.replace(".", ",")
    book.separator = ";" if book.separator == "," else book.separator


def lose_zeros(book: Book, random: Random) -> None:
    """Take the leading zero of communes' codes, and write whole numbers as 12.0."""
    for sheet, row, p in _cells(book, Kind.TERRITORY, Kind.INTEGER):
        cell = sheet.grid[row][p]
        if len(cell) == 5 and cell.isdecimal() and cell.startswith("0"):
            sheet.grid[row][p] = cell[1:]
        elif cell.isdecimal() and random.random() < 0.3:
            sheet.grid[row][p] = f"{cell}.0"


def other_flags(book: Book, random: Random) -> None:
    """Write true and false in other words."""
    for sheet, row, p in _cells(book, Kind.FLAG):
        cell = sheet.grid[row][p]
        column = sheet.column(p)
        if cell in ("oui", "yes"):
            sheet.grid[row][p] = random.choice(_TRUE)
        elif cell in ("non", "no") and column is not None:
            sheet.grid[row][p] = random.choice([w for w in _FALSE if w or column.default is False])


def other_dates(book: Book, random: Random) -> None:
    """Write dates the French way, or with a time."""
    for sheet, row, p in _cells(book, Kind.DATE):
        parts = sheet.grid[row][p].split("-")
        if len(parts) == 3:
            year, month, day = parts
            sheet.grid[row][p] = random.choice(
                (f"{day}/{month}/{year}", f"{day}.{month}.{year}", f"{year}-{month}-{day} 00:00:00")
            )


def other_lists(book: Book, random: Random) -> None:
    """Separate lists in another way."""
    for sheet, row, p in _cells(book, Kind.IDENTIFIERS, Kind.LIMITS):
        separator = random.choice((", ", ";", " | ", "\n", ",", " ; "))
        sheet.grid[row][p] = separator.join(part.strip() for part in sheet.grid[row][p].split(","))


def other_half_days(book: Book, random: Random) -> None:
    """Write half-days in the other language, another case, another order."""
    english = dict(zip(HALF_DAYS_FRENCH, HALF_DAYS, strict=True))
    french = {e: f for f, e in english.items()}
    for sheet, row, p in _cells(book, Kind.HALF_DAYS, Kind.HALF_DAYS_OR_COUNT):
        words = sheet.grid[row][p].split()
        words = [random.choice((w, english.get(w, french.get(w, w)))) for w in words]
        words = [random.choice((w, w.upper(), w.capitalize())) for w in words]
        random.shuffle(words)
        sheet.grid[row][p] = random.choice((" ", ", ", "; ", "\n")).join(words)


def other_presence(book: Book, random: Random) -> None:
    """Write presence in a timetable in other letters."""
    for sheet, row, p in _cells(book, Kind.PRESENCE):
        cell = sheet.grid[row][p]
        if cell == "x":
            sheet.grid[row][p] = random.choice(("x", "X", " x", "oui", "✓", "1", "vrai"))
        elif cell == "a":
            sheet.grid[row][p] = random.choice(("a", "A"))
        elif cell.startswith("a:"):
            sheet.grid[row][p] = random.choice((cell, cell.replace(":", ": "), f"A{cell[1:]}"))


def names_of_targets(book: Book, random: Random) -> None:
    """Name some wished supervisors and sites instead of giving their identifier."""
    names: dict[str, str] = {}
    known: dict[str, int] = {}
    for table in ("supervisors", "sites", "territories", "offers"):
        sheet = book.sheet(table)
        if sheet is None:
            continue
        heads = [sheet.column(p) for p in range(len(sheet.grid[0]))]
        places = {column.name: p for p, column in enumerate(heads) if column is not None}
        key, label = places[TABLE[table].key[0]], places["name"]
        for row in sheet.grid[1:]:
            names[row[key].strip()] = row[label]
            folded = _folded(row[label])
            known[folded] = known.get(folded, 0) + 1
    for sheet, row, p in _cells(book, Kind.TARGET):
        name = names.get(sheet.grid[row][p], "")
        if name and known[_folded(name)] == 1 and random.random() < 0.5:
            sheet.grid[row][p] = random.choice((name, name.upper(), name.replace("é", "e")))


def wide_wishes(book: Book, _random: Random) -> None:
    """Write the wishes as forms export them: a line per student."""
    sheet = book.sheet("wishes")
    if sheet is None:
        return
    columns = [sheet.column(p) for p in range(len(sheet.grid[0]))]
    place = {column.name: p for p, column in enumerate(columns) if column is not None}
    if not {"student_id", "rank", "target"} <= set(place):
        return
    kept = [sheet.grid[0]]
    wide: dict[str, dict[int, str]] = {}
    for row in sheet.grid[1:]:
        student, rank = row[place["student_id"]], row[place["rank"]].strip()
        special = any(row[p].strip() for name, p in place.items()
                      if name in ("target_kind", "refused"))  # fmt: skip
        rank = rank.removesuffix(".0")
        taken = wide.setdefault(student, {})
        if special or not rank.isdecimal() or int(rank) in taken:
            kept.append(row)
        else:
            taken[int(rank)] = row[place["target"]]
    last = max((rank for ranks in wide.values() for rank in ranks), default=0)
    width = len(sheet.grid[0])
    kept[0] = [*kept[0], *(f"Vœu {n}" if n % 2 else f"wish_{n}" for n in range(1, last + 1))]
    grid = [kept[0], *(row + [""] * last for row in kept[1:])]
    for student, ranks in wide.items():
        if ranks:
            line = [""] * width
            line[place["student_id"]] = student
            grid.append(line + [ranks.get(n, "") for n in range(1, last + 1)])
    sheet.grid = grid


def other_dialect(book: Book, random: Random) -> None:
    """Write another dialect of the format, or numbers and dates as text."""
    book.typed = random.random() < 0.5
    book.separator = random.choice((",", ";", "\t"))
    book.line_end = random.choice(("\n", "\r\n", "\r"))
    book.quote_all = random.random() < 0.3
    book.encoding = random.choice(("utf-8", "utf-8-sig", "utf-16-le", "cp1252"))
    if book.encoding == "cp1252" and not _fits_cp1252(book):
        book.encoding = "utf-8"


def _fits_cp1252(book: Book) -> bool:
    try:
        for sheet in book.sheets:
            for row in sheet.grid:
                "".join(row).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _cells(book: Book, *kinds: Kind) -> list[tuple[Sheet, int, int]]:
    return [
        (sheet, row, p)
        for sheet in book.sheets
        for p in sheet.positions(*kinds)
        for row in range(1, len(sheet.grid))
        if sheet.grid[row][p]
    ]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def _restyled(name: str, random: Random) -> str:
    joint = random.choice(("_", " ", "-", "  "))
    name = name.replace("_", joint)
    case = random.choice((str.upper, str.lower, str.capitalize, str.title))
    accents = {"etudiants": "étudiants", "voeu": "vœu", "portee": "portée", "cle": "clé"}
    for plain, accented in accents.items():
        if random.random() < 0.5:
            name = name.replace(plain, accented)
    return case(name)


HARMLESS: tuple[Callable[[Book, Random], None], ...] = (
    shuffle_rows,
    shuffle_columns,
    shuffle_sheets,
    hide_sheets,
    translate_headings,
    translate_names,
    names_of_targets,
    other_flags,
    other_dates,
    other_lists,
    other_half_days,
    other_presence,
    lose_zeros,
    decimal_commas,
    wide_wishes,
    restyle_names,
    add_spaces,
    add_empty_rows,
    add_empty_columns,
    add_notes,
    add_title,
    decompose_letters,
    other_dialect,
)
"""In an order in which each finds what it looks for; a case takes some of them."""
