"""The charts and maps of a page as PNG pictures, for slides and letters.

They are drawn by matplotlib, which is optional (``pip install 'maillage[pictures]'``): the pages
themselves need no such thing.
"""

from __future__ import annotations

import importlib
import io
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..language import Lang, Sentence, sentence
from .blocks import Details, Section, SideBySide
from .charts import BarChart, LineChart
from .numbers import number_text, percent_text
from .page import Block, Page
from .palette import CATEGORIES
from .picture_maps import draw_map
from .point_map import PointMap

Drawable = BarChart | LineChart | PointMap

_DOTS_PER_INCH = 150
_WIDTH, _HEIGHT, _HEIGHT_OF_BAR = 9.0, 4.6, 0.3  # inches
_MOST_LETTERS = 46
_MARKS = ("o", "s", "^", "D", "v", "P")
_STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e3e3e3",
    "text.parse_math": False,  # names may hold dollars
}


class NoPictures(Exception):
    """There is no matplotlib; ``sentence`` says how to get it."""

    def __init__(self) -> None:
        self.sentence: Sentence = sentence(
            "No pictures were drawn: they need matplotlib; install it with: "
            "pip install 'maillage[pictures]'"
        )
        super().__init__(str(self.sentence))


def pictures_of(page: Page) -> dict[str, bytes]:
    """Return each chart and map of a page as a PNG, by file name in the order of the page.

    The same page gives the same bytes with the same version of matplotlib.

    Raises
    ------
    NoPictures
        There is no matplotlib.
    """
    try:
        # Optional, as `importlib` shows: whoever wants no pictures needs no matplotlib.
        mpl: Any = importlib.import_module("matplotlib")
        figures: Any = importlib.import_module("matplotlib.figure")
    except ImportError:
        raise NoPictures from None
    found = {}
    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # letters that the font lacks are drawn as boxes
        for number, block in enumerate(_drawables(page.blocks), 1):
            figure = figures.Figure(figsize=(_WIDTH, _height(block)), layout="constrained")
            _draw(figure, block, page.lang)
            stream = io.BytesIO()
            figure.savefig(stream, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
            found[f"{number:02d}-{_file_name(block.title)}.png"] = stream.getvalue()
    return found


def _drawables(blocks: Sequence[Block]) -> Iterator[Drawable]:
    for block in blocks:
        if isinstance(block, Drawable):
            yield block
        elif isinstance(block, (Section, Details, SideBySide)):
            yield from _drawables(block.blocks)


def _height(block: Drawable) -> float:
    if isinstance(block, PointMap):
        return 7.0
    if isinstance(block, BarChart) and block.horizontal:
        bars = len(block.categories) * (1 if block.stacked else max(1, len(block.series)))
        return 1.6 + _HEIGHT_OF_BAR * max(bars, 3)
    return _HEIGHT


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "picture"


def _draw(figure: Any, block: Drawable, lang: Lang) -> None:
    axes = figure.add_subplot()
    axes.set_title(textwrap.fill(block.title, 70), loc="left", fontsize=12, fontweight="bold")
    if isinstance(block, PointMap):
        draw_map(axes, block, lang)
    elif isinstance(block, BarChart):
        _bars(axes, block, _writer(block, lang))
    else:
        _lines(axes, block, _writer(block, lang))


def _writer(block: BarChart | LineChart, lang: Lang) -> Callable[[float], str]:
    write = percent_text if block.percent else number_text

    def written(value: float) -> str:
        return write(value, lang, block.decimals)

    return written


def _bars(axes: Any, chart: BarChart, written: Callable[[float], str]) -> None:
    """Draw bars, with their values beside them where there are not too many."""
    count = len(chart.series)
    width = 0.8 if chart.stacked else 0.8 / max(count, 1)
    bottom = [0.0] * len(chart.categories)
    for number, series in enumerate(chart.series):
        values = [0.0 if v is None else v for v in series.values]
        shift = 0.0 if chart.stacked else (number - (count - 1) / 2) * width
        places = [k + shift for k in range(len(values))]
        draw, base = (axes.barh, "left") if chart.horizontal else (axes.bar, "bottom")
        drawn = draw(
            places, values, width, color=CATEGORIES[number % len(CATEGORIES)],
            label=series.label or None, **({base: bottom} if chart.stacked else {}),
        )  # fmt: skip
        if not chart.stacked and len(values) * count <= 40:
            texts = ["" if v is None else written(v) for v in series.values]
            axes.bar_label(drawn, labels=texts, padding=3, fontsize=8)
        bottom = [low + value for low, value in zip(bottom, values, strict=True)]
    names = [_short(name) for name in chart.categories]
    _frame(axes, chart, names)
    if any(series.label for series in chart.series):
        axes.legend(frameon=False)


def _frame(axes: Any, chart: BarChart, names: list[str]) -> None:
    places = range(len(names))
    if chart.horizontal:
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        axes.set_xlabel(chart.value_label)
        axes.axvline(0, color="#444444", linewidth=0.8)
        axes.grid(visible=False, axis="y")
        axes.margins(x=0.12)
        axes.xaxis.set_major_locator(_few())
    else:
        axes.set_xticks(places, names, rotation=30 if max(map(len, names), default=0) > 8 else 0)
        axes.set_xlabel(chart.category_label)
        axes.set_ylabel(chart.value_label)
        axes.axhline(0, color="#444444", linewidth=0.8)
        axes.grid(visible=False, axis="x")
        axes.margins(y=0.12)


def _few() -> Any:
    return importlib.import_module("matplotlib.ticker").MaxNLocator(6)


def _lines(axes: Any, chart: LineChart, written: Callable[[float], str]) -> None:
    """Draw lines with marks, and the band of each that has one."""
    places = list(chart.places or range(len(chart.x)))
    for number, line in enumerate(chart.lines):
        colour = CATEGORIES[number % len(CATEGORIES)]
        nan = float("nan")
        values = [nan if v is None else v for v in line.values]
        axes.plot(places, values, marker=_MARKS[number % len(_MARKS)], color=colour,
                  label=line.label)  # fmt: skip
        if line.low:
            low, high = ([nan if v is None else v for v in side] for side in (line.low, line.high))
            axes.fill_between(places, low, high, color=colour, alpha=0.18, linewidth=0)
    if not chart.places:
        axes.set_xticks(places, [_short(text) for text in chart.x])
    axes.yaxis.set_major_formatter(lambda value, _: written(value))
    axes.set_xlabel(chart.x_label)
    axes.set_ylabel(chart.y_label)
    if len(chart.lines) > 1:
        axes.legend(frameon=False)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


__all__ = ["Drawable", "NoPictures", "pictures_of"]
