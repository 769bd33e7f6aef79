"""A ranking's folder: lists, reasons, aids, summary, workbook and report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..language import Lang
from ..settling.result import Ranking
from .directory import check_folder, write_checked
from .ranking_csv import aids_csv, excluded_csv, ranking_csv
from .ranking_report import ranking_report
from .ranking_summary import FILE_NAME, ranking_summary_json
from .ranking_workbook import ranking_workbook
from .words import language_of

FILES = frozenset(
    {
        "ranking.csv",
        "excluded.csv",
        "aids.csv",
        FILE_NAME,
        "ranking.xlsx",
        "report.html",
        "groups.csv",
        "groups.json",
        "groups.html",
        "new_sites.csv",
        "new_sites.json",
        "new_sites.html",
    }
)
"""Names that a ranking's folder may hold."""


def write_ranking(
    ranking: Ranking,
    directory: Path | str,
    lang: Lang | None = None,
    *,
    further: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Write a ranking into a folder, all of it or nothing.

    Parameters
    ----------
    directory
        A folder that does not exist yet, is empty, or holds an earlier ranking, which is then
        replaced as a whole.
    lang
        Language of workbook and report; the semester's setting, otherwise English, by default.
        The reasons in ``excluded.csv`` are always in that of the setting.
    further
        Files to write beside them, by name: groups, new sites.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    files = ranking_files(ranking, lang or language_of(ranking.semester))
    write_checked({**files, **further}, directory, check_ranking_directory)


def check_ranking_directory(directory: Path | str) -> None:
    """Refuse a folder that a ranking must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no ranking holds.
    """
    check_folder(directory, FILES, FILE_NAME)


def ranking_files(ranking: Ranking, lang: Lang) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    return {
        "ranking.csv": ranking_csv(ranking).encode(),
        "excluded.csv": excluded_csv(ranking, language_of(ranking.semester)).encode(),
        "aids.csv": aids_csv(ranking).encode(),
        FILE_NAME: ranking_summary_json(ranking).encode(),
        "ranking.xlsx": ranking_workbook(ranking, lang),
        "report.html": ranking_report(ranking, lang).encode(),
    }
