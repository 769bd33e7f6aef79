"""An empty workbook to fill in: every table, with headings, lists, comments and examples."""

from __future__ import annotations

import io
import os
from pathlib import Path

import xlsxwriter

from ..language import Lang, Sentence, sentence
from .columns import Table
from .describing import table_name
from .file_faults import why_refused
from .schema import READ_ME, TABLE
from .template_formats import Formats
from .template_read_me import write_read_me
from .template_settings import write_settings_sheet
from .template_sheet import write_table_sheet
from .writing import CREATED, write_atomically

ORDER = (
    "territories",
    "sites",
    "programmes",
    "supervisors",
    "students",
    "wishes",
    "settings",
    "offers",
    "offer_parts",
    "quotas",
    "locks",
    "conflicts",
    "history",
    "accreditations",
    "travel",
    "host_rankings",
    "zones",
    "needs",
    "providers",
    "fees",
    "requests",
    "openings",
    "aids",
    "criteria",
)
"""The sheets in the order of filling in: needed ones first, then what is used most."""


class TemplateError(Exception):
    """A template cannot be written where the user asked; ``sentence`` says why."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.sentence = said


def write_template(path: str | Path, lang: Lang = "fr", *, replace: bool = False) -> None:
    """Write an empty workbook with every table of a semester.

    Read back as it is, it says that it is empty. The file appears whole or not at all; the
    same name and language give the same bytes.

    Parameters
    ----------
    path
        A file name ending in ``.xlsx``.
    lang
        Language of sheet names, headings, lists and comments.
    replace
        Whether a file of that name may be replaced.

    Raises
    ------
    TemplateError
        If the name does not end in ``.xlsx``, the file exists, or it cannot be written.
    """
    target = Path(path)
    _check_name(target)
    if target.exists() and not replace:
        raise TemplateError(
            sentence(
                "'{file}' exists already; choose another name, or replace it with --force.",
                file=target,
            )
        )
    data = template_bytes(target.name, lang)
    try:
        write_atomically(target, data)
    except OSError as error:
        raise TemplateError(
            sentence("'{file}' cannot be written: {why}.", file=target, why=why_refused(error))
        ) from error


def template_written(path: str | Path, lang: Lang) -> Sentence:
    """Return what is said once a template in a language is there."""
    return sentence(
        "An empty semester: {file}. Open it and fill it in; its sheet '{sheet}' says how.",
        file=path,
        sheet=READ_ME[lang],
    )


def template_bytes(file_name: str, lang: Lang) -> bytes:
    """Return the workbook's content; the file's name stands in the commands that it shows."""
    tables = [TABLE[name] for name in ORDER]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": CREATED})
        formats = Formats.of(workbook, lang)
        guide = workbook.add_worksheet(READ_ME[lang])
        write_read_me(guide, tables, file_name, formats, lang)
        for table in tables:
            _write_sheet(workbook, table, formats, lang)
    return buffer.getvalue()


def _write_sheet(workbook: xlsxwriter.Workbook, table: Table, formats: Formats, lang: Lang) -> None:
    sheet = workbook.add_worksheet(table_name(table.name, lang))
    if table.name == "settings":
        write_settings_sheet(sheet, formats, lang)
    else:
        write_table_sheet(sheet, table, formats, lang)


def _check_name(target: Path) -> None:
    """Refuse what is no name of a workbook in a folder that is there."""
    if target.suffix.lower() != ".xlsx":
        better = target.with_suffix(".xlsx").name if target.name else "semester.xlsx"
        raise TemplateError(
            sentence(
                "'{file}' is no name of an .xlsx workbook; name it {better}. LibreOffice opens it "
                "as well, and can save it as .ods.",
                file=target,
                better=better,
            )
        )
    if target.is_dir():
        raise TemplateError(sentence("'{file}' is a folder; name a file.", file=target))
    if not target.parent.is_dir():
        raise TemplateError(
            sentence(
                "there is no folder '{folder}'; create it first, or choose another.",
                folder=target.parent,
            )
        )
    if not os.access(target.parent, os.W_OK):
        raise TemplateError(
            sentence(
                "nothing may be written into the folder '{folder}'; choose another.",
                folder=target.parent,
            )
        )
