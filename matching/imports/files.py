"""Files that take the place of others: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..language import sentence
from ..tables.file_faults import why_refused
from .cannot_import import CannotImport


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place, flush it to the disk, then move it there.

    Raises
    ------
    CannotImport
        If the disk, or a program that holds the file open, refuses.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except PermissionError as error:
        raise CannotImport(
            sentence(
                "{file} cannot be written; close it in other programs, or see whether it is "
                "write-protected, and try again.",
                file=path,
            )
        ) from error
    except OSError as error:
        raise CannotImport(
            sentence("{file} cannot be written: {why}.", file=path, why=why_refused(error))
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def refuse_open(path: Path) -> None:
    """Refuse a workbook that a spreadsheet program holds open: its save would undo the import.

    Raises
    ------
    CannotImport
        If Excel's or LibreOffice's mark of an open file stands beside it.
    """
    target = path.resolve()
    for mark in (f"~${target.name}", f".~lock.{target.name}#"):
        if target.with_name(mark).exists():
            raise CannotImport(
                sentence(
                    "{file} is open in another program; close it there and try again (if it is "
                    "not open, delete {mark}).",
                    file=path,
                    mark=mark,
                )
            )
