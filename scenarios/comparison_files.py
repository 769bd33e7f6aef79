"""The files of a comparison, written into the folder of the runs."""

from __future__ import annotations

import importlib.util
import io
import json
import os
from pathlib import Path

import pandas as pd

from ..matching.language import Lang
from ..matching.outputs.directory import check_folder, write_checked
from ..matching.pages import pictures_of, render
from .comparing import Compared
from .comparison_page import page_of
from .records import COMPARISON

TABLES = ("runs", "differences", "effects", "students", "territories", "times")
_INDEX = "comparison.json"
_PICTURES = "pictures"
_GROUND, _PAGE, _PARQUET = "base_territories.csv", "report.html", "runs.parquet"
_KNOWN = frozenset(
    {_INDEX, _PICTURES, _GROUND, _PAGE, _PARQUET, *(f"{name}.csv" for name in TABLES)}
)


def write_compared(
    found: Compared,
    directory: str | os.PathLike[str],
    lang: Lang = "en",
    *,
    pictures: bool = True,
) -> Path:
    """Write a comparison into ``comparison`` below the folder of its runs; return where.

    Parameters
    ----------
    pictures
        Whether charts and maps are drawn as PNG files as well, into ``pictures``; where there
        is no matplotlib they are left out (`pictures_missing` says so).

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    target = Path(directory) / COMPARISON
    files = {f"{name}.csv": _csv(getattr(found, name)) for name in TABLES}
    if importlib.util.find_spec("pyarrow") is not None:
        files[_PARQUET] = _parquet(found.runs)
    page = page_of(found, lang)
    files[_GROUND] = _csv(found.ground)
    files[_PAGE] = render(page).encode()
    if pictures and not pictures_missing():
        files |= {f"{_PICTURES}/{name}": png for name, png in pictures_of(page).items()}
    content = {"format_version": 1, "runs": len(found.runs), "missing": found.missing}
    files[_INDEX] = (json.dumps(content) + "\n").encode()
    write_checked(files, target, lambda folder: check_folder(folder, _KNOWN, _INDEX))
    return target


def pictures_missing() -> bool:
    """Say whether there is nothing to draw PNG files with."""
    return importlib.util.find_spec("matplotlib") is None


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _parquet(table: pd.DataFrame) -> bytes:
    """Return a table as parquet; columns of texts and numbers become texts."""
    plain = table.copy()
    for name in plain.columns:
        if plain[name].dtype == object:
            texts = [
                None if value is None or value != value else str(value) for value in plain[name]
            ]
            plain[name] = pd.array(texts, dtype="string")
    stream = io.BytesIO()
    plain.to_parquet(stream, index=False)
    return stream.getvalue()
