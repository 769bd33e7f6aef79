"""A result's folder: written whole, or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from ..cannot_do import CannotDo
from ..fees.payments import payments
from ..language import Lang, Sentence, sentence
from ..result import Placement
from ..semester import Semester
from ..tables.collection import no_collection
from ..tables.file_faults import why_refused
from . import fees_csv, placement_page, placements_csv, reasons_csv, summary, workbook
from .exchange import exchange
from .placement_rows import rows_of
from .words import language_of

LOG_FILE = "change_log.csv"
"""What a repair did, student by student."""

RESULT_FILES = frozenset(
    {
        placements_csv.FILE_NAME,
        reasons_csv.FILE_NAME,
        fees_csv.FILE_NAME,
        summary.FILE_NAME,
        workbook.FILE_NAME,
        placement_page.FILE_NAME,
        LOG_FILE,
        "changes",  # folders of a repaired result
        "earlier",
    }
)
"""Names that a result may hold; a folder with any other file is never replaced."""

_LEFT_BY_FILE_BROWSERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class OutputError(CannotDo):
    """A result cannot be written where the user asked; ``sentence`` says why."""

    def __init__(self, said: Sentence | str) -> None:
        self.sentence = (
            said if isinstance(said, Sentence) else Sentence("{text}", (("text", said),))
        )
        super().__init__(str(said))


def write_results(
    semester: Semester,
    placement: Placement,
    directory: Path | str,
    lang: Lang | None = None,
    *,
    anonymous: bool = False,
) -> None:
    """Write every result file into a folder, all of them or none.

    The files are written into a hidden folder beside the target, flushed to the disk, and put
    in its place by one rename; a crash leaves the old result or the new one. Where the file
    system cannot swap two folders in one step, the old result is set aside for a moment, and
    put back by the next run if the machine stops just then.

    Parameters
    ----------
    directory
        A folder that does not exist yet, is empty, or holds an earlier result, which is then
        replaced as a whole.
    lang
        Language of workbook and page; the semester's setting, otherwise English, by default.
    anonymous
        Whether ``report.html`` is to be published; the other files are as ever.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    files = result_files(semester, placement, lang or language_of(semester), anonymous=anonymous)
    write_files(files, directory)


@no_collection()
def result_files(
    semester: Semester, placement: Placement, lang: Lang, *, anonymous: bool = False
) -> dict[str, bytes]:
    """Return the content of every result file by name; ``anonymous`` is of the page."""
    page = placement_page.placement_page(semester, placement, lang, anonymous=anonymous)
    rows = rows_of(semester, placement)
    paid = payments(semester, placement) if semester.fees else None
    return {
        placements_csv.FILE_NAME: placements_csv.placements_csv(rows).encode(),
        reasons_csv.FILE_NAME: reasons_csv.reasons_csv(
            placement.refusals, language_of(semester)
        ).encode(),
        summary.FILE_NAME: summary.summary_json(semester, placement, paid).encode(),
        workbook.FILE_NAME: workbook.workbook_bytes(semester, placement, lang, paid=paid),
        **({} if paid is None else {fees_csv.FILE_NAME: fees_csv.fees_csv(paid).encode()}),
        placement_page.FILE_NAME: page.encode(),
    }


def write_files(files: Mapping[str, bytes], directory: Path | str) -> None:
    """Make ``directory`` hold exactly these files, in one step.

    Raises
    ------
    OutputError
        As in `write_results`.
    """
    write_checked(files, directory, check_directory)


def write_checked(
    files: Mapping[str, bytes], directory: Path | str, check: Callable[[Path], None]
) -> None:
    """Make ``directory`` hold exactly these files, in one step, if a check lets it be replaced.

    Names may lead into folders below (``serial/summary.json``).
    """
    target = Path(directory).resolve()
    check(target)
    new = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _put_back(target)
        _remove(new)
        try:
            _fill(new, files)
            if target.exists():
                shutil.copymode(target, new)
            _put_in_place(new, target)
        finally:
            _remove(new)
    except OSError as error:
        said = sentence(
            "The result cannot be written to {folder}: {why}.",
            folder=target,
            why=why_refused(error),
        )
        raise OutputError(said) from error


def check_directory(directory: Path | str) -> None:
    """Refuse a folder that a result must not replace; meant to be called before a long run.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no result holds.
    """
    check_folder(directory, RESULT_FILES, summary.FILE_NAME)


def check_folder(directory: Path | str, known: frozenset[str], marker: str) -> None:
    """Refuse a folder with other names in it than those known, or without a complete marker.

    ``marker``: a JSON file of the program's own, which every result of this kind has.
    """
    target = Path(directory).resolve()
    try:
        names = {entry.name for entry in target.iterdir()} - _LEFT_BY_FILE_BROWSERS
    except FileNotFoundError:
        return
    except NotADirectoryError:
        said = sentence("{file} is a file; choose a folder for the result.", file=target)
        raise OutputError(said) from None
    except OSError as error:
        said = sentence("{file} cannot be read ({reason}).", file=target, reason=why_refused(error))
        raise OutputError(said) from error
    if any(name.startswith(("~$", ".~lock.")) for name in names):
        raise OutputError(
            sentence(
                "The workbook in {folder} is open in another program; close it first.",
                folder=target,
            )
        )
    foreign = sorted(names - known)
    if foreign:
        raise OutputError(
            sentence(
                "{folder} holds files that are not part of a result ({names}). "
                "Move them, or choose another folder: a result replaces its folder as a whole.",
                folder=target,
                names=_some(foreign),
            )
        )
    if names and not _is_result(target / marker):
        raise OutputError(
            sentence(
                "{folder} is not empty and holds no complete result. Choose another folder.",
                folder=target,
            )
        )


def _some(names: list[str]) -> Sentence | tuple[str, ...]:
    shown = tuple(names[:3])
    if len(names) <= 3:
        return shown
    return sentence("{names} and {number} more", names=shown, number=len(names) - 3)


def _is_result(path: Path) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and "format_version" in content


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    below = sorted({parent for name in files for parent in Path(name).parents} - {Path()})
    for parent in below:
        (folder / parent).mkdir()
    for name, content in files.items():
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for parent in below:
        _flush_folder(folder / parent)
    _flush_folder(folder)


def _put_in_place(new: Path, target: Path) -> None:
    """Give ``new`` the name ``target``; ``new`` is then the old folder, if there was one."""
    if not target.exists():
        new.rename(target)
    elif not exchange(new, target):
        _set_aside_and_rename(new, target)
    _flush_folder(target.parent)


def _set_aside_and_rename(new: Path, target: Path) -> None:
    aside = _aside(target)
    target.rename(aside)
    try:
        new.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    _remove(aside)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def _put_back(target: Path) -> None:
    """Undo what a machine that stopped between two renames left behind."""
    aside = _aside(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    _remove(aside)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    """Make renames last; only POSIX systems let a folder be flushed."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
