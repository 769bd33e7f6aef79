"""Files that are something else than their name says, or no tables at all."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from ..language import Sentence, sentence
from .unreadable import SourceError

BROKEN_ARCHIVE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # a compression that no spreadsheet program uses
    EOFError,
    UnicodeDecodeError,  # in the name of a part
)
"""What reading a damaged zip archive raises."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEARCHED = 50_000_000

# What an old workbook, a web page or a lock file is called, and what to do about it.
_OLD = sentence("this is an old .xls workbook; save it as .xlsx and try again.")
_ENCRYPTED_WORKBOOK = sentence(
    "the workbook is encrypted; save it without a password and try again."
)
_WEB_PAGE = sentence(
    "this is a web page, as some sites export tables; open it in Excel or LibreOffice and save "
    "it as .xlsx."
)
_XML_2003 = sentence("this is an XML spreadsheet of Excel 2003; save it as .xlsx and try again.")
_DOCUMENT = sentence(
    "this is a document without tables that could be read; put them into a workbook (.xlsx, .ods)."
)
_BINARY = sentence("this is a binary .xlsb workbook; save it as .xlsx and try again.")
_NUMBERS = sentence("this is a document of Apple Numbers; export it as Excel (.xlsx).")
_LINK = sentence("this is only a link to a Google sheet; download it as Microsoft Excel (.xlsx).")
_FLAT = sentence("this is a flat OpenDocument file; save it as .ods and try again.")
_BY_ENDING = {
    ".xls": _OLD,
    ".xlsb": _BINARY,
    ".numbers": _NUMBERS,
    ".gsheet": _LINK,
    ".fods": _FLAT,
    **dict.fromkeys((".doc", ".docx", ".odt", ".pdf", ".rtf", ".pptx", ".odp"), _DOCUMENT),
    **dict.fromkeys((".htm", ".html"), _WEB_PAGE),
}


def is_lock_file(name: str) -> bool:
    """Say whether a file is what Excel or LibreOffice keeps while a workbook is open."""
    return name.startswith(("~$", ".~lock."))


def refuse_unknown(path: Path, endings: Collection[str]) -> SourceError:
    """Return the error of a file whose ending is none of a workbook's."""
    if is_lock_file(path.name):
        name = path.name.removeprefix("~$").removeprefix(".~lock.").rstrip("#")
        said = sentence(
            "this is the lock file of a workbook that is open; name '{name}' instead.", name=name
        )
        return SourceError("unknown-format", path.name, said)
    with path.open("rb") as file:
        start = file.read(4096)
    said = (
        _by_content(path, start, endings)
        or _BY_ENDING.get(path.suffix.lower())
        or sentence(
            "this is neither a workbook ({endings}) nor a folder of .csv or .parquet files.",
            endings=tuple(sorted(endings)),
        )
    )
    return SourceError("unknown-format", path.name, said)


def _by_content(path: Path, start: bytes, endings: Collection[str]) -> Sentence | None:
    """Return what a file with an unknown ending is, where that says more than the ending."""
    if _is_web_page(start):
        return _WEB_PAGE
    if zipfile.is_zipfile(path):
        ending = archive_ending(path)
        if ending in endings and path.suffix.lower() in ("", ".xls", ".zip"):
            return sentence(
                "this is an {ending} workbook under another name; rename it so that it ends "
                "in {ending}.",
                ending=ending,
            )
    return None


def refuse_foreign_workbook(path: Path) -> None:
    """Raise where a file with the ending of a workbook is none.

    Raises
    ------
    SourceError
        If the file is empty, encrypted, an old workbook, or something else altogether.
    """
    ending = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith(_OLE):
            encrypted = _ENCRYPTED in start + file.read(_SEARCHED)
            code = "encrypted-file" if encrypted else "unknown-format"
            raise SourceError(code, path.name, _ENCRYPTED_WORKBOOK if encrypted else _OLD)
    if not start:
        raise empty(path)
    found: Sentence | None = None
    if zipfile.is_zipfile(path):
        found = _other_archive(path, ending)
    elif start.startswith(b"PK"):
        said = sentence("the end of the file is missing; copy or download it again.")
        raise SourceError("unreadable-file", path.name, said)
    else:
        found = _no_archive(start, ending)
    if found is not None:
        raise SourceError("unreadable-file", path.name, found)


def refuse_foreign_text(path: Path, start: bytes) -> None:
    """Raise where a file with the ending ``.csv`` is no text that a spreadsheet wrote.

    Raises
    ------
    SourceError
        If it is a workbook, a web page or another document.
    """
    if start.startswith((b"PK\3\4", _OLE)):
        said = sentence("this is a workbook, not CSV text; save its sheet as CSV and try again.")
    elif start.startswith(b"%PDF"):
        said = _DOCUMENT
    elif start.startswith(b"PAR1"):
        said = sentence(
            "this is a .parquet file under another name; rename it so that it ends in .parquet."
        )
    elif _is_web_page(start):
        said = sentence(
            "this is a web page, not CSV text; open it in Excel or LibreOffice and save it as CSV."
        )
    else:
        return
    raise SourceError("unreadable-file", path.name, said)


def empty(path: Path) -> SourceError:
    """Return the error of a file without content."""
    return SourceError("empty-file", path.name, sentence("the file is empty."))


def encrypted(path: Path) -> SourceError:
    """Return the error of an encrypted workbook."""
    return SourceError("encrypted-file", path.name, _ENCRYPTED_WORKBOOK)


def archive_ending(path: Path) -> str | None:
    """Return the ending that a zip archive's content asks for.

    ``None`` means that it is unknown; the empty text, that the archive is damaged.
    """
    kind = b""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            if "mimetype" in archive.namelist() and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
    except BROKEN_ARCHIVE:
        return ""
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if "xl/workbook.bin" in names:
        return ".xlsb"
    if "word/document.xml" in names or b"opendocument.text" in kind:
        return ".docx"
    if b"opendocument.spreadsheet" in kind or "content.xml" in names:
        return ".ods"
    return ".numbers" if any(name.startswith("index/") for name in names) else None


def _other_archive(path: Path, ending: str) -> Sentence | None:
    """Return what a zip archive is if not the kind of workbook that its name says."""
    found = archive_ending(path)
    if found in ("", ending) or (found, ending) == (".xlsx", ".xlsm"):
        return None  # reading it says what is wrong, if anything is
    if found in (".xlsx", ".ods"):
        return sentence(
            "this is an {ending} workbook under another name; rename it so that it ends in "
            "{ending}.",
            ending=found,
        )
    if found is not None:
        return _BY_ENDING[found]
    return sentence("this is a zip archive, not a workbook ({ending}).", ending=ending)


def _no_archive(start: bytes, ending: str) -> Sentence:
    """Return what a file is that should be a workbook and is no zip archive."""
    if _is_web_page(start):
        return _WEB_PAGE
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return _XML_2003
    if b"office:document" in start:
        return _FLAT
    if start.startswith(b"%PDF"):
        return _DOCUMENT
    if b"\0" not in start and b"\n" in start:
        return sentence(
            "this is a text file under the name of a workbook; open it in Excel or LibreOffice "
            "and save it as .xlsx."
        )
    return sentence("this is no workbook ({ending}).", ending=ending)


def _is_web_page(start: bytes) -> bool:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style")):
        return True
    return text.startswith(b"<?xml") and b"<html" in text
