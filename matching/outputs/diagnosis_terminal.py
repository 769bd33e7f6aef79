"""What ``diagnose`` prints: where most is lacking, and how unequal it is."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..language import Lang
from ..territories.diagnosis import Diagnosis
from ..territories.facts import ALL, SELECTION, Area
from ..territories.profession_names import profession_name
from .diagnosis_most import most_lacking
from .diagnosis_texts import area_name, count_sentence, limit_text
from .diagnosis_words import diagnosis_words
from .figures import number_text
from .terminal import WIDTH, block, plain_text, printed_plainly, table_of

SHOWN = 8
"""Territories listed at most of each profession."""


def print_diagnosis(diagnosis: Diagnosis, console: Console, lang: Lang) -> None:
    """Print where most is lacking, by profession; plain text where there is no terminal."""
    printed_plainly(console, lambda: _print(diagnosis, console, lang))


def _print(diagnosis: Diagnosis, console: Console, lang: Lang) -> None:
    for profession in diagnosis.professions:
        title = profession_name(profession, lang)
        blocks = [block(title, _areas(diagnosis, profession, lang))]
        if most_lacking(diagnosis, profession, 1):
            heading = diagnosis_words(lang)["most_lacking"]
            blocks.append(block(heading, _lacking(diagnosis, profession, lang)))
        for one in blocks:
            console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))
    for note in diagnosis.notes:
        console.print(plain_text(note.said(lang)), width=min(console.width, WIDTH))
    console.print(Text(count_sentence(diagnosis).said(lang), style="bold"), soft_wrap=True)


def decimal_text(value: float | None, places: int, lang: Lang) -> str:
    """Return a number with so many decimals, a dash where it is not known."""
    if value is None:
        return "–"
    text = f"{value:.{places}f}"
    return text if lang == "en" else text.replace(".", ",")


def share_text(value: float | None, lang: Lang) -> str:
    """Return a share in per cent, a dash where it is not known."""
    if value is None:
        return "–"
    return f"{decimal_text(100 * value, 0, lang)}\N{NO-BREAK SPACE}%"


def _areas(diagnosis: Diagnosis, profession: str, lang: Lang) -> Table:
    words = diagnosis_words(lang)
    limit = limit_text(diagnosis, lang)
    keys = ("population", "need_short", "accessibility_short", "under_short")
    heads = [*(words[key].format(limit=limit) for key in keys), "Gini", "S90/S10"]
    table = table_of([("", False), *((head, True) for head in heads)])
    for area in diagnosis.areas:
        if area.profession == profession and area.kind in (SELECTION, ALL):
            table.add_row(plain_text(area_name(area, lang)), *_figures(area, lang))
    return table


def _figures(area: Area, lang: Lang) -> tuple[str, ...]:
    unequal = area.inequality
    return (
        number_text(round(area.population), lang) if area.population else "–",
        decimal_text(area.need, 2, lang),
        decimal_text(area.access, 2, lang),
        share_text(unequal.share_under, lang),
        decimal_text(unequal.gini, 2, lang),
        decimal_text(unequal.extreme_tenths, 1, lang),
    )


def _lacking(diagnosis: Diagnosis, profession: str, lang: Lang) -> Table:
    words = diagnosis_words(lang)
    numbers = ("population", "need_short", "accessibility_short")
    heads = [("", False), *((words[key], True) for key in numbers), (words["zone"], False)]
    table = table_of(heads)
    for row in most_lacking(diagnosis, profession, SHOWN):
        territory = diagnosis.semester.territory[row.territory_id]
        people = territory.population
        need = row.known_need
        table.add_row(
            plain_text(f"{territory.name} ({territory.territory_id})"),
            "–" if people is None else number_text(round(people), lang),
            decimal_text(None if need is None else float(need), 2, lang),
            decimal_text(row.access.value, 2, lang),
            row.need.zone or "",
        )
    return table
