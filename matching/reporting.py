"""The page of a placement made again from the folder of its result."""

from __future__ import annotations

import os
from pathlib import Path

from .explaining.result_folder import read_result
from .language import Lang, sentence
from .outputs.directory import OutputError
from .outputs.placement_page import FILE_NAME, placement_page
from .outputs.words import language_of
from .semester import Semester
from .tables.file_faults import why_refused
from .tables.writing import write_atomically
from .verify.repaired import is_repaired


def write_report(
    semester: Semester,
    directory: str | os.PathLike[str],
    path: str | os.PathLike[str] | None = None,
    lang: Lang | None = None,
    *,
    anonymous: bool = False,
    without: str | os.PathLike[str] | None = None,
) -> Path:
    """Write the page of a result, made from its folder, as one HTML file.

    Parameters
    ----------
    semester
        The input that the result was made from.
    path
        The file; ``report.html`` in the folder by default, which is replaced.
    lang
        Language of the page; the semester's setting, otherwise English, by default.
    anonymous
        Whether it is to be published: nothing in it is of a single person.
    without
        The folder of a result placed without protecting the worst-off: the page says what the
        protection costs.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    InputError
        There is no such result, it cannot be read, or it was made from another input.
    OutputError
        The result was repaired, or the disk refuses.
    """
    if is_repaired(directory):
        said = sentence(
            "the result in {folder} was repaired; its report.html was written with it.",
            folder=directory,
        )
        raise OutputError(said)
    placement = read_result(semester, directory)
    other = None if without is None else read_result(semester, without)
    page = placement_page(
        semester, placement, lang or language_of(semester), anonymous=anonymous, without=other
    )
    target = Path(directory) / FILE_NAME if path is None else Path(path)
    try:
        write_atomically(target, page.encode())
    except OSError as refused:
        said = sentence("{file} cannot be written ({why}).", file=target, why=why_refused(refused))
        raise OutputError(said) from refused
    return target
