"""What a comparison prints: a line per measure, a column per mechanism."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..comparison import Compared, Comparison
from ..costs import Costs
from ..language import Lang, Sentence
from .comparison_files import status_of
from .figures import class_text, gap_text, number_text
from .terminal import WIDTH, printable, table_of
from .words import words_in

_NOTHING = "–"


def print_comparison(comparison: Comparison, console: Console, lang: Lang) -> None:
    """Print the measures of all mechanisms side by side, then what a reader has to know.

    Plain text where ``console`` is no terminal.
    """
    table = _table(comparison, lang)
    width = min(console.width, WIDTH)
    if console.is_terminal:
        console.print(table, width=width)
    else:
        with console.capture() as captured:
            console.print(table, width=width)
        for line in captured.get().splitlines():
            console.print(Text(line.rstrip()), soft_wrap=True)
    for remark in _remarks(comparison, lang):
        console.print(Text(printable(remark)), soft_wrap=True)


def _table(comparison: Comparison, lang: Lang) -> Table:
    words = words_in(lang)
    columns = [(words.get(run.mechanism, run.mechanism), True) for run in comparison.runs]
    table = table_of([("", False), *columns])
    table.add_row(words["status"], *(words[_status(run)] for run in comparison.runs))
    for title, measure in _measures(comparison, lang):
        table.add_row(title, *(_cell(run, measure) for run in comparison.runs))
    seconds = [_decimals(Fraction(run.seconds), 1, lang) for run in comparison.runs]
    table.add_row(words["seconds"], *seconds)
    return table


def _status(run: Compared) -> str:
    """Return the key of the word for a status; only the mechanism ``optimal`` optimises."""
    status = status_of(run)
    chosen = status == "optimal" and run.mechanism != "optimal"
    return "short_done" if chosen else f"short_{status}"


Measure = Callable[[Costs], str]


def _measures(comparison: Comparison, lang: Lang) -> Iterator[tuple[str, Measure]]:
    words = words_in(lang)

    def number(value: int) -> str:
        return number_text(value, lang)

    yield words["placed"], lambda c: number(c.placed)
    yield words["unplaced"], lambda c: number(c.unplaced)
    for name in _shown(comparison):
        title = class_text(name, lang)
        title = title if name in ("off", "none") else f"{words['wish']} {title}"
        yield title, _of_class(name, lang)
    yield words["worst"], lambda c: _class(c.worst_class, lang)
    yield words["need"], lambda c: _decimals(c.need, 3, lang)
    yield words["in_zip_zac"], lambda c: _share(c.shortage_share, lang)
    yield words["mean_minutes"], lambda c: _optional(c.minutes_per_half_day, lang)
    yield words["total_minutes"], lambda c: number(c.travel)
    yield words["blocking"], lambda c: _blocking(c, lang)
    yield words["envious"], lambda c: number(c.envy.students)


def _of_class(name: str, lang: Lang) -> Measure:
    """Return the measure that counts the students in a class."""
    return lambda costs: number_text(costs.by_wish_rank.get(name, 0), lang)


def _shown(comparison: Comparison) -> list[str]:
    """Return the classes that any placement has, best first."""
    found = {name for run in comparison.runs if run.costs for name in run.costs.by_wish_rank}
    return [name for name in (*comparison.classes, "off", "none") if name in found]


def _cell(run: Compared, measure: Measure) -> str:
    return _NOTHING if run.costs is None else measure(run.costs)


def _class(name: int | str | None, lang: Lang) -> str:
    return _NOTHING if name is None else class_text(name, lang)


def _blocking(costs: Costs, lang: Lang) -> str:
    pairs = costs.blocking_pairs
    return _NOTHING if isinstance(pairs, Sentence) else number_text(pairs, lang)


def _share(value: Fraction | None, lang: Lang) -> str:
    return _NOTHING if value is None else gap_text(round(float(value), 3), lang)


def _optional(value: Fraction | None, lang: Lang) -> str:
    return _NOTHING if value is None else _decimals(value, 1, lang)


def _decimals(value: Fraction, places: int, lang: Lang) -> str:
    scale = 10**places
    whole, rest = divmod(floor(value * scale + Fraction(1, 2)), scale)
    return f"{number_text(whole, lang)}{'.' if lang == 'en' else ','}{rest:0{places}d}"


def _remarks(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """Yield why a mechanism cannot be used, and why blocking pairs are not counted; each once."""
    words = words_in(lang)
    for run in comparison.runs:
        name = words.get(run.mechanism, run.mechanism)
        for reason in run.reasons:
            yield words["impossible_because"].format(mechanism=name, reason=reason.said(lang))
    told: set[Sentence] = set()
    for run in comparison.runs:
        pairs = run.costs.blocking_pairs if run.costs is not None else None
        if isinstance(pairs, Sentence) and pairs not in told:
            told.add(pairs)
            yield pairs.said(lang)
