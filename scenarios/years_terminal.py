"""What ``scenario years`` prints."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from ..matching.language import Lang, sentence
from ..matching.outputs.terminal import WIDTH, block, plain_text, printed_plainly, table_of
from .years_bands import Band
from .years_result import Years
from .years_words import ASSUMPTIONS, MEASURES, incomplete_sentences, nature_sentences

SHOWN = ("accessibility", "need", "people_under", "practitioners", "supervisors")
MOST = 6
"""Assumptions listed at most."""


def print_years(years: Years, console: Console, lang: Lang) -> None:
    """Print first and last year of each policy, and what moves the result most."""
    printed_plainly(console, lambda: _print(years, console, lang))


def _print(years: Years, console: Console, lang: Lang) -> None:
    plan = years.task.plan
    for said in (*incomplete_sentences(years), *nature_sentences(plan.draws, years.threshold)):
        console.print(plain_text(said.said(lang)), width=min(console.width, WIDTH))
    for name in years.policies:
        one = block(name, _policy(years, name, lang))
        console.print(Padding(one, (1, 0, 0, 0)), width=min(console.width, WIDTH))
    if not years.effects:
        return
    title = sentence("What moves mean need in the last year most").said(lang)
    one = block(title, _effects(years, lang))
    console.print(Padding(one, (1, 0, 1, 0)), width=min(console.width, WIDTH))


def _policy(years: Years, policy: str, lang: Lang) -> Table:
    first, last = years.ground.first_year, years.ground.first_year + years.task.plan.years
    table = table_of([("", False), (str(first), True), (str(last), True)])
    for measure in SHOWN:
        bands = years.of_all(policy, measure)
        texts = (_band(bands[0], lang), _band(bands[-1], lang))
        table.add_row(plain_text(MEASURES[measure].said(lang)), *texts)
    return table


def _band(band: Band, lang: Lang) -> str:
    factor = 100 if band.measure == "people_under" else 1
    places = 2 if band.measure in ("accessibility", "need") else 0
    median, low, high = (f"{factor * v:.{places}f}" for v in (band.median, band.low, band.high))
    unit = "\N{NO-BREAK SPACE}%" if band.measure == "people_under" else ""
    text = f"{median}{unit}" if low == high else f"{median}{unit} ({low}–{high})"
    return text if lang == "en" else text.replace(".", ",")


def _effects(years: Years, lang: Lang) -> Table:
    heads = [
        sentence("Assumption").said(lang),
        sentence("From").said(lang),
        sentence("To").said(lang),
        sentence("Result at the low end").said(lang),
        sentence("Result at the high end").said(lang),
    ]
    table = table_of([(head, k > 0) for k, head in enumerate(heads)])
    policy = next(iter(years.task.plan.policies))
    of_need = [e for e in years.effects if (e.policy, e.measure) == (policy, "need")]
    for effect in of_need[:MOST]:
        numbers = (f"{v:.3g}" for v in (effect.low, effect.high, effect.at_low, effect.at_high))
        texts = (text if lang == "en" else text.replace(".", ",") for text in numbers)
        table.add_row(plain_text(ASSUMPTIONS[effect.assumption].said(lang)), *texts)
    return table
