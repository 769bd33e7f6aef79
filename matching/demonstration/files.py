"""Writing of the demonstration semester as files."""

from __future__ import annotations

from pathlib import Path

from ..language import Lang
from ..tables.schema import find_table
from ..tables.writing import write_csv_folder, write_workbook
from .semester import DEFAULT_SEED, demonstration_tables


def write_demonstration(
    directory: str | Path, lang: Lang = "fr", seed: int = DEFAULT_SEED
) -> tuple[Path, Path]:
    """Write the demonstration as ``semester.xlsx`` and as ``tables/*.csv``.

    Parameters
    ----------
    directory
        Folder to write into; it is made where it does not exist.
    lang
        Language of sheet names, file names and headings.
    seed
        What everything invented follows from.

    Returns
    -------
    tuple of Path
        The workbook and the folder of tables.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    tables = demonstration_tables(seed)
    workbook, csv_folder = folder / "semester.xlsx", folder / "tables"
    write_workbook(tables, workbook, lang)
    for file in csv_folder.glob("*.csv"):
        if find_table(file.stem) is not None:
            file.unlink()  # of an earlier demonstration, perhaps in the other language
    write_csv_folder(tables, csv_folder, lang)
    return workbook, csv_folder
