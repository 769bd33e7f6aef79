"""The files of a diagnosis: written whole, or not at all."""

from __future__ import annotations

from pathlib import Path

from ..language import Lang
from ..tables.collection import no_collection
from ..territories.diagnosis import Diagnosis
from . import diagnosis_frame, diagnosis_json, diagnosis_page, diagnosis_workbook
from .directory import check_folder, write_checked
from .words import language_of

FILES = frozenset(
    {
        diagnosis_frame.FILE_NAME,
        diagnosis_workbook.FILE_NAME,
        diagnosis_json.FILE_NAME,
        diagnosis_page.FILE_NAME,
    }
)


def write_diagnosis(diagnosis: Diagnosis, directory: Path | str, lang: Lang | None = None) -> None:
    """Write ``diagnosis.csv``, ``.xlsx``, ``.json`` and ``report.html``: all of them or none.

    Parameters
    ----------
    directory
        A folder that does not exist yet, is empty, or holds an earlier diagnosis, which is then
        replaced as a whole.
    lang
        Language of the workbook and the report; the semester's setting, otherwise English.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    language = lang or language_of(diagnosis.semester)
    write_checked(diagnosis_files(diagnosis, language), directory, check_diagnosis_directory)


def check_diagnosis_directory(directory: Path | str) -> None:
    """Refuse a folder that a diagnosis must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no diagnosis holds.
    """
    check_folder(directory, FILES, diagnosis_json.FILE_NAME)


@no_collection()
def diagnosis_files(diagnosis: Diagnosis, lang: Lang) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    return {
        diagnosis_frame.FILE_NAME: diagnosis_frame.diagnosis_csv(diagnosis).encode(),
        diagnosis_workbook.FILE_NAME: diagnosis_workbook.diagnosis_workbook(diagnosis, lang),
        diagnosis_json.FILE_NAME: diagnosis_json.diagnosis_json(diagnosis).encode(),
        diagnosis_page.FILE_NAME: diagnosis_page.diagnosis_page(diagnosis, lang).encode(),
    }
