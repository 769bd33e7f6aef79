"""An example of a template: an agreement for a placement, in French, to be made one's own.

The wording is ours, an illustration without legal force; what a faculty signs is its own.
"""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from .template import with_fixed_times

_PARTIES = (
    (
        "La faculté",
        "Département universitaire de médecine générale (à compléter : établissement, "
        "adresse, représentant)",
    ),
    ("L'étudiant", "{{ etudiant.nom }}, n° {{ etudiant.etudiant_id }}, {{ programme.nom }}"),
)
_HEADINGS = ("Maître de stage", "Lieu", "Commune", "Cadre", "Demi-journées", "Du", "Au")
_ROW = (
    "{{ partie.maitre_de_stage.nom }}",
    "{{ partie.site.nom }}",
    "{{ partie.territoire.nom }}",
    "{{ partie.site.cadre }}",
    "{{ partie.demi_journees }}",
    "{{ partie.debut }}",
    "{{ partie.fin }}",
)
_WIDTHS = (3.0, 3.3, 2.6, 1.9, 3.0, 2.1, 2.1)
_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam")


def convention() -> bytes:
    """Return the example as a Word document; the same bytes each time."""
    document = Document()
    _page(document)
    _opening(document)
    _places(document)
    _week(document)
    _money(document)
    _signatures(document)
    made = io.BytesIO()
    document.save(made)
    return with_fixed_times(made.getvalue())


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    style.paragraph_format.space_after = Pt(4)
    section.footer.paragraphs[
        0
    ].text = "{{ etudiant.nom }} ({{ etudiant.etudiant_id }}), semestre {{ semestre.semestre }}"
    document.core_properties.title = "Convention de stage (exemple)"
    document.core_properties.author = "maillage"


def _opening(document: Any) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("Convention de stage")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(18), RGBColor(0x2F, 0x4B, 0x5C)
    text = "Semestre du {{ semestre.debut }} au {{ semestre.fin }}"
    document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _heading(document, "Entre")
    for name, said in _PARTIES:
        paragraph = document.add_paragraph()
        paragraph.add_run(_spaced(f"{name} : ")).bold = True
        paragraph.add_run(_spaced(said))
    paragraph = document.add_paragraph()
    paragraph.add_run(_spaced("Les lieux d'accueil : ")).bold = True
    paragraph.add_run("ceux nommés à l'article 1.")


def _places(document: Any) -> None:
    _heading(document, "Article 1. Lieux et horaires")
    table = _table(document, _HEADINGS, 4)
    for width, column in zip(_WIDTHS, table.columns, strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    _fill(table.rows[1], ("{%tr for partie in parties %}",))
    _fill(table.rows[2], _ROW)
    _fill(table.rows[3], ("{%tr endfor %}",))
    document.add_paragraph(
        _spaced("{% if hebergement %}L'étudiant est hébergé : {{ hebergement }}.{% endif %}")
    )


def _week(document: Any) -> None:
    document.add_paragraph(_spaced("Semaine type :")).runs[0].bold = True
    table = _table(document, ("", *(day.capitalize() + "." for day in _DAYS)), 3)
    for row, (half, said) in zip(table.rows[1:], _HALVES, strict=True):
        cells = (f"{{{{ semaine.{day}_{half} }}}}" for day in _DAYS)
        _fill(row, (said, *cells))
    table.rows[2].cells[-1].text = ""  # no Saturday afternoon
    for cell in table.columns[0].cells:
        cell.width = Cm(1.6)
    document.add_paragraph()


_HALVES = (("matin", "Matin"), ("apm", "Après-midi"))


def _money(document: Any) -> None:
    document.add_paragraph("{%p if baremes %}")
    _heading(document, "Article 2. Indemnités de l'étudiant, sous réserve de leurs conditions")
    document.add_paragraph("{%p for bareme in baremes %}")
    line = "{{ bareme.nom }} : {{ bareme.montant }} €"
    document.add_paragraph(_spaced(line), style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


def _signatures(document: Any) -> None:
    _heading(document, "Signatures")
    table = document.add_table(rows=1, cols=3)
    said = ("L'étudiant", "Les maîtres de stage", "La faculté")
    _fill(table.rows[0], tuple(f"{who}\n(date, signature)" for who in said))
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.space_after = Pt(50)


def _spaced(text: str) -> str:
    """Return a French text whose signs are not parted from their words."""
    return re.sub(r" (?=[:;!?€])", "\N{NO-BREAK SPACE}", text)


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(12), RGBColor(0x2F, 0x4B, 0x5C)


def _table(document: Any, headings: tuple[str, ...], rows: int) -> Any:
    table = document.add_table(rows=rows, cols=len(headings))
    table.style = "Table Grid"
    _fill(table.rows[0], headings)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    return table


def _fill(row: Any, texts: tuple[str, ...]) -> None:
    for cell, text in zip(row.cells, texts, strict=False):
        cell.text = text
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(9)
