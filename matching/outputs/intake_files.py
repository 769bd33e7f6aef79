"""The files of an intake: written whole, or not at all."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

from xlsxwriter import Workbook

from ..language import Lang
from ..settling.intake import Intake
from ..settling.standing import NEXT_STEPS, STAGES, is_open
from ..tables.collection import no_collection
from .directory import check_folder, write_checked
from .intake_page import intake_page
from .intake_tables import intake_tables
from .settling_words import settling_words
from .sheet import Book
from .words import language_of
from .workbook import CREATED

JSON_NAME, WORKBOOK_NAME, PAGE_NAME = "intake.json", "requests.xlsx", "report.html"
FILES = frozenset(
    {"requests.csv", "openings.csv", "territories.csv", "gaps.csv"}
    | {JSON_NAME, WORKBOOK_NAME, PAGE_NAME}
)
FORMAT_VERSION = 1


def write_requests(intake: Intake, directory: Path | str, lang: Lang | None = None) -> None:
    """Write the tables as CSV, ``requests.xlsx``, ``intake.json`` and ``report.html``.

    Parameters
    ----------
    directory
        A folder that does not exist yet, is empty, or holds an earlier intake, which is then
        replaced as a whole.
    lang
        Language of the workbook and the page; the semester's setting, otherwise English.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    language = lang or language_of(intake.semester)
    write_checked(intake_files(intake, language), directory, check_intake_directory)


def check_intake_directory(directory: Path | str) -> None:
    """Refuse a folder that an intake must not replace.

    Raises
    ------
    OutputError
        It is a file, or it holds anything that no intake holds.
    """
    check_folder(directory, FILES, JSON_NAME)


@no_collection()
def intake_files(intake: Intake, lang: Lang) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    tables = intake_tables(intake, lang)
    files = {f"{stem}.csv": table.csv().encode() for stem, table in tables.items()}
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": settling_words(lang)["intake"], "created": CREATED})
        book = Book(workbook)
        for table in tables.values():
            table.add_to(book, lang)
    return {
        **files,
        JSON_NAME: intake_json(intake).encode(),
        WORKBOOK_NAME: buffer.getvalue(),
        PAGE_NAME: intake_page(intake, lang).encode(),
    }


def intake_json(intake: Intake) -> str:
    """Return the counts of an intake, for programs."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    semester = intake.semester
    stages = Counter(line.request.status or "" for line in intake.requests)
    steps = Counter(line.step for line in intake.requests)
    content = {
        "format_version": FORMAT_VERSION,
        "semester": semester.settings.semester,
        "day": intake.day.isoformat(),
        "input_sha256": dict(sorted(semester.fingerprints.items())),
        "program_version": __version__,
        "counts": {
            "requests": len(intake.requests),
            "open": sum(is_open(line.request) for line in intake.requests),
            "openings": len(intake.openings),
            "by_stage": {name: stages[name] for name in (*STAGES, "") if stages[name]},
            "by_step": {name: steps[name] for name in NEXT_STEPS},
            "without_opening": sum(
                not line.possible for line in intake.requests if is_open(line.request)
            ),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
