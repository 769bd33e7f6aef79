"""One semester in every format, dialect and language gives the same placements, to the byte."""

from dataclasses import replace
from pathlib import Path

import pytest
from spoiling.books import Book, book_of, write

from .cli_example import example, run

FORMS = {
    "xlsx": {"format": "xlsx"},
    "xlsx, all as text": {"format": "xlsx", "typed": False},
    "ods": {"format": "ods"},
    "csv, commas, UTF-8": {"format": "csv"},
    "csv, semicolons, Windows-1252": {"separator": ";", "encoding": "cp1252", "quote_all": True},
    "csv, tabs, UTF-16": {"separator": "\t", "encoding": "utf-16-le", "line_end": "\n"},
    "csv, semicolons, decimal commas": {"separator": ";", "encoding": "utf-8-sig"},
    "parquet": {"format": "parquet"},
    "parquet, all as text": {"format": "parquet", "typed": False},
}


def placed(book: Book, folder: Path) -> bytes:
    """Return the placements of a book, as the command writes them."""
    source = folder / "source"
    source.mkdir(parents=True)
    result = run("place", write(book, source), "-o", folder / "placement")
    assert result.exit_code == 0, result.output
    return (folder / "placement" / "placements.csv").read_bytes()


@pytest.fixture(scope="module")
def meant(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("meant")
    return placed(book_of(example(), "en", folder / "rows"), folder)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", FORMS)
def test_the_same_placements(form, lang, meant, tmp_path):
    book = replace(book_of(example(), lang, tmp_path / "rows"), **FORMS[form])
    if "decimal" in form:
        for sheet in book.sheets:
            sheet.grid = [[_with_comma(cell) for cell in row] for row in sheet.grid]
    assert placed(book, tmp_path) == meant


def _with_comma(cell: str) -> str:
    return cell.replace(".", ",") if cell.replace(".", "", 1).isdecimal() else cell
