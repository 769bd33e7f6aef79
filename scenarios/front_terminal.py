"""What ``scenario front`` prints."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding

from ..matching.language import Lang, sentence
from ..matching.outputs.figures import gap_text, number_text, tier_value_text
from ..matching.outputs.terminal import WIDTH, block, plain_text, printed_plainly, table_of
from .front_page import HEADINGS, tier_name
from .front_result import Front
from .front_words import price_sentence, remarks


def print_front(front: Front, console: Console, lang: Lang) -> None:
    """Print points, steps and what is known of the front."""
    printed_plainly(console, lambda: _print(front, console, lang))


def _print(front: Front, console: Console, lang: Lang) -> None:
    names = ("half_days_zip", "wish_ranks", "first_wishes")
    heads = [HEADINGS["point"].said(lang), *(tier_name(n, lang) for n in front.between)]
    heads += [sentence("Gap").said(lang), *(HEADINGS[name].said(lang) for name in names)]
    points = table_of([(head, True) for head in heads])
    for number, point in enumerate(front.points, start=1):
        values = (
            tier_value_text(name, value, lang)
            for name, value in zip(front.between, point.values, strict=True)
        )
        known = (number_text(round(point.amounts[name]), lang) for name in names)
        points.add_row(str(number), *values, gap_text(point.gap, lang), *known)
    steps = table_of([("", False), ("", False)])
    for number, step in enumerate(front.steps, start=1):
        steps.add_row(
            f"{number + 1} → {number}", plain_text(price_sentence(front, *step).said(lang))
        )
    blocks = [block(sentence("The points of the front").said(lang), points)]
    if front.steps:
        blocks.append(block(sentence("What each step costs").said(lang), steps))
    for one in blocks:
        console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))
    for said in remarks(front):
        console.print(plain_text(said.said(lang)), width=min(console.width, WIDTH))
