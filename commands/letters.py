"""``maillage letters``: a user's own Word template, filled for each placement."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.explaining.result_folder import read_placed
from ..matching.language import sentence
from ..matching.letters.documents import BY, By
from ..matching.letters.letters import check_letters, letters, write_letters
from ..matching.outputs.messages import message
from ..matching.tables.reading import read_semester
from .options import example, file_argument, language_option, result_argument
from .speech import language, say, wrong_usage


@click.command(
    "letters",
    epilog=example(
        "maillage letters convention.docx semester.xlsx placement -o conventions",
        "maillage letters fiche.docx semester.xlsx placement -o fiches --by supervisor",
        "maillage letters convention.docx semester.xlsx placement -o agreement --student A012",
    ),
)
@click.argument("template", metavar="TEMPLATE.docx", type=click.Path(path_type=Path))
@file_argument()
@result_argument()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR2",
    type=click.Path(path_type=Path),
    help="Folder for the documents; earlier ones in it are replaced as a whole.",
)
@click.option(
    "--by",
    type=click.Choice(BY),
    default="student",
    show_default=True,
    help="A document per placed student, per supervisor with students, or per part: a student "
    "with one supervisor at one site.",
)
@click.option(
    "--student",
    "students",
    metavar="ID",
    multiple=True,
    help="Only this student; may be given several times.",
)
@language_option()
def letters_command(
    template: Path,
    file: Path,
    directory: Path,
    output: Path,
    by: By,
    students: tuple[str, ...],
) -> None:
    """Fill TEMPLATE.docx with the result in DIR, made from FILE: a Word document each.

    The fields that a template may have are in docs/letters.md.
    """
    if students and by == "supervisor":
        raise wrong_usage(sentence("--student goes with --by student or part."))
    check_letters(output)
    semester = read_semester(file)
    placement = read_placed(semester, directory)
    lang = language(semester.settings.lang)
    made = letters(semester, placement, template, lang, by=by, students=students)
    write_letters(made, output)
    say(message("letters_written", lang, count=len(made) - 1, folder=output))
