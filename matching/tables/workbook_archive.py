"""The zip archive of a workbook: its limits, its parts, what in it is left aside."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..language import sentence
from .findings import Finding, warning
from .foreign import BROKEN_ARCHIVE, encrypted
from .sheet_scan import MalformedXmlError, stream_xml
from .unreadable import SourceError

_MAX_BYTES = 2_000_000_000
_MAX_MEMBERS = 10_000
# Tables shrink to a tenth or a fiftieth of their size, never to a three-hundredth.
_BOMB_BYTES, _BOMB_RATIO = 50_000_000, 300
_CHUNK = 1 << 20
_BROKEN: tuple[type[Exception], ...] = (*BROKEN_ARCHIVE, MalformedXmlError)

DAMAGED = sentence(
    "the workbook is damaged; open it in Excel or LibreOffice, save it under a new name and "
    "try again."
)


@dataclass(frozen=True)
class Archive:
    """The open archive of a workbook."""

    path: Path
    file: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    """The parts by their name in lower case with slashes."""

    def size(self, name: str) -> int:
        """Return the unpacked size of a part."""
        return self._member(name).file_size

    def open(self, name: str) -> IO[bytes]:
        """Return a file of a part's content."""
        return self.file.open(self._member(name))

    def read(self, name: str) -> bytes:
        """Return a part's content."""
        return self.file.read(self._member(name))

    def _member(self, name: str) -> zipfile.ZipInfo:
        member = self.members.get(name.lower())
        if member is None:
            raise SourceError("unreadable-file", self.path.name, DAMAGED)
        return member

    def verify(self, names: Iterator[str]) -> None:
        """Read parts to their end: a part that is damaged, or larger than it says, raises."""
        for name in names:
            with self.open(name) as part:
                while part.read(_CHUNK):
                    pass


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the archive of a workbook after its size and form were checked.

    Raises
    ------
    SourceError
        If it is damaged, encrypted, or unpacks to more than a workbook ever does; also where
        that shows while it is read.
    """
    try:
        with zipfile.ZipFile(path) as file:
            infos = file.infolist()
            members = {info.filename.replace("\\", "/").lower(): info for info in infos}
            _check_sizes(path, infos)
            if len(members) < len(infos):
                raise SourceError("unreadable-file", path.name, DAMAGED)
            if any(info.flag_bits & 1 for info in infos):
                raise encrypted(path)
            yield Archive(path, file, members)
    except _BROKEN as error:
        raise SourceError("unreadable-file", path.name, DAMAGED) from error


def _check_sizes(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(info.file_size for info in infos)
    if unpacked > _MAX_BYTES:
        said = sentence("the workbook unpacks to more than 2 GB.")
        raise SourceError("too-large", path.name, said)
    if len(infos) > _MAX_MEMBERS:
        said = sentence("the workbook is made of more than 10,000 parts; save it anew as .xlsx.")
        raise SourceError("too-large", path.name, said)
    if unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * path.stat().st_size:
        said = sentence(
            "the workbook unpacks to more than 300 times its size and is not read; copy its "
            "tables into a new one."
        )
        raise SourceError("too-large", path.name, said)


def left_aside(archive: Archive) -> list[Finding]:
    """Return warnings of what is in the workbook and not used: macros, links to other files."""
    findings = []
    if any(_is_macro(name) for name in archive.members):
        said = sentence("the workbook holds macros; they are not run.")
        findings.append(warning("macros-ignored", archive.path.name, said))
    if any(name.startswith("xl/externallinks/") for name in archive.members):
        findings.append(external_links(archive.path))
    return findings


def external_links(path: Path) -> Finding:
    """Return the warning of a workbook that refers to others."""
    said = sentence(
        "the workbook refers to other files; they are not opened, the values that were saved "
        "with it are used."
    )
    return warning("external-links-ignored", path.name, said)


def _is_macro(name: str) -> bool:
    script = name.startswith(("basic/", "scripts/")) and not name.endswith("/")
    return name == "xl/vbaproject.bin" or script


def sheet_parts(archive: Archive) -> dict[str, str]:
    """Return the part of each sheet of an ``.xlsx`` workbook by the sheet's name."""
    identifiers: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet" and "name" in attributes:
            link = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            identifiers[attributes["name"]] = link

    def relationship(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            path = posixpath.join("/xl", attributes.get("Target", "").replace("\\", "/"))
            targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")

    _elements(archive, "xl/workbook.xml", sheet)
    _elements(archive, "xl/_rels/workbook.xml.rels", relationship)
    return {name: targets.get(link, "") for name, link in identifiers.items()}


def formulas_are_stale(archive: Archive) -> bool:
    """Say whether formulas were left to be calculated when the workbook is opened."""
    found = [False]

    def settings(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "calcPr":
            found[0] = attributes.get("fullCalcOnLoad") in ("1", "true")

    _elements(archive, "xl/workbook.xml", settings)
    return found[0]


def _elements(archive: Archive, name: str, start: Callable[[str, dict[str, str]], object]) -> None:
    with archive.open(name) as part:
        stream_xml(part, start, _nothing, _nothing)


def _nothing(_: str) -> None:
    """Take no notice."""
