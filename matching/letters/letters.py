"""Documents from a user's own template, one per student, supervisor or part, in one folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..explaining.evidence import known
from ..language import Lang, sentence
from ..outputs.directory import OutputError, check_folder, write_checked
from ..outputs.view import View
from ..result import Placement
from ..semester import Semester
from ..tables.findings import InputError
from .documents import By, documents
from .file_names import file_names
from .template import Template, read_template

MARKER = "letters.json"
"""Says which documents a folder holds, and what they were made from."""


def letters(
    semester: Semester,
    placement: Placement,
    template: Path,
    lang: Lang,
    *,
    by: By = "student",
    students: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the documents by file name, with `MARKER`.

    Parameters
    ----------
    students
        Only these; none named: all that are placed. Not with ``by="supervisor"``.

    Raises
    ------
    InputError
        The template cannot be read or filled, or asks for fields that do not exist: all of them.
    UnknownNameError
        There is no such student.
    OutputError
        There is nobody to write to.
    """
    for student in students:
        known("students", student, semester.student)
    read = read_template(template)
    made = list(documents(View(semester, placement, lang), by, students))
    if not made:
        raise OutputError(sentence("There is nobody placed to write to."))
    contents = [read.filled(document.fields) for document in made]
    if read.missing:
        raise InputError(read.missing)
    names = file_names(((*d.identifiers, d.name) for d in made), ".docx")
    listed = {name: list(d.identifiers) for name, d in zip(names, made, strict=True)}
    files = dict(zip(names, contents, strict=True))
    return {**files, MARKER: _marker(read, by, listed)}


def write_letters(files: Mapping[str, bytes], directory: Path) -> None:
    """Write documents into a folder, all of them or none.

    Raises
    ------
    OutputError
        The folder holds what `letters` did not write, or the disk refuses.
    """
    write_checked(files, directory, check_letters)


def check_letters(directory: Path) -> None:
    """Refuse a folder that letters must not replace.

    Raises
    ------
    OutputError
        It is a file, or holds anything but the letters that it says to hold.
    """
    check_folder(directory, frozenset({MARKER, *_listed(directory)}), MARKER)


def _listed(directory: Path) -> set[str]:
    """Return the documents that a folder's marker names."""
    try:
        content = json.loads((directory / MARKER).read_text(encoding="utf-8"))
        return set(map(str, content["documents"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return set()


def _marker(template: Template, by: By, listed: Mapping[str, list[str]]) -> bytes:
    content = {
        "format_version": 1,
        "template": template.name,
        "template_sha256": hashlib.sha256(template.content).hexdigest(),
        "by": by,
        "documents": dict(sorted(listed.items())),
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
