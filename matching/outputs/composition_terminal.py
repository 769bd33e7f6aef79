"""What ``compose`` prints at the end of a run."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..language import Lang, plural_sentence
from ..opening.result import Composition
from .figures import number_text
from .terminal import WIDTH, block, objectives_table, plain_text, printed_plainly, table_of
from .words import words_in


def print_composition(composition: Composition, console: Console, lang: Lang) -> None:
    """Print the seats of each programme, how good they are proven to be, and what is odd.

    Plain text where ``console`` is no terminal. The last line holds the counts and the status.
    """
    printed_plainly(console, lambda: _print(composition, console, lang))


def _print(composition: Composition, console: Console, lang: Lang) -> None:
    words = words_in(lang)
    for one in (
        block(words["by_programme"], _programmes(composition, lang)),
        block(words["objectives"], objectives_table(composition.tiers, lang)),
    ):
        console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))
    for name, seats in composition.apart.items():
        said = plural_sentence(
            "Existing offer '{offer}': {count} seat cannot be used beside all other existing "
            "seats; nothing is promised about it.",
            "Existing offer '{offer}': {count} seats cannot be used beside all other existing "
            "seats; nothing is promised about them.",
            count=seats,
            offer=name,
        )
        console.print(plain_text(said.said(lang)), width=min(console.width, WIDTH))
    line = words["last_line_composed"].format(
        seats=number_text(sum(offer.seats for offer in composition.offers), lang),
        offers=number_text(len(composition.offers), lang),
        status=words[f"status_{composition.status}"],
    )
    lacking = any(p.existing + p.opened < p.wanted for p in composition.programmes)
    style = "bold yellow" if lacking else "bold green"
    console.print(Text(line, style=style), soft_wrap=True)


def _programmes(composition: Composition, lang: Lang) -> Table:
    words = words_in(lang)
    numbers = ("students", "seats_wanted", "seats_existing", "seats_opened")
    table = table_of(((words["programme"], False), *((words[key], True) for key in numbers)))
    for p in composition.programmes:
        values = (p.students, p.wanted, p.existing, p.opened)
        table.add_row(plain_text(p.programme_id), *(number_text(v, lang) for v in values))
    return table
