"""Charts: their data for the script, and the same figures as a small table."""

from __future__ import annotations

import itertools

from markupsafe import Markup

from ..language import Lang, sentence
from .charts import BarChart, Histogram, Line, LineChart
from .drafting import Draft
from .numbers import number_text, percent_text
from .palette import category


def draw_bar_chart(draft: Draft, chart: BarChart) -> Markup:
    """Return bars by category."""
    columns = [(one.label, one.values) for one in chart.series]
    data = {
        "kind": "bar",
        "categories": chart.categories,
        "categoryLabel": chart.category_label,
        "valueLabel": chart.value_label,
        "stacked": chart.stacked,
        "horizontal": chart.horizontal,
        "decimals": chart.decimals,
        "percent": chart.percent,
        "series": _series(columns),
    }
    figures = _figures(
        [chart.category_label, *_headings(columns, chart.value_label)],
        chart.categories,
        [values for _, values in columns],
        (chart.decimals, chart.percent, draft.lang),
    )
    height = max(16, 2.2 * len(chart.categories) + 5) if chart.horizontal else 20
    return _figure(draft, chart.title, data, figures, height, note=chart.value_label)


def draw_histogram(draft: Draft, chart: Histogram) -> Markup:
    """Return bars over intervals of an axis."""
    names = _intervals(chart, draft.lang)
    data = {
        "kind": "histogram",
        "categories": names,
        "edges": [number_text(edge, draft.lang, chart.decimals) for edge in chart.edges],
        "categoryLabel": chart.value_label,
        "valueLabel": chart.count_label,
        "decimals": 0,
        "percent": False,
        "series": _series([(chart.count_label, chart.counts)]),
    }
    figures = _figures(
        [chart.value_label, chart.count_label], names, [chart.counts], (0, False, draft.lang)
    )
    return _figure(draft, chart.title, data, figures, 20, note=chart.count_label)


def draw_line_chart(draft: Draft, chart: LineChart) -> Markup:
    """Return lines with their bands."""
    data = {
        "kind": "line",
        "categories": chart.x,
        "categoryLabel": chart.x_label,
        "valueLabel": chart.y_label,
        "decimals": chart.decimals,
        "percent": chart.percent,
        "bandLabel": chart.band_label,
        **({} if chart.from_zero else {"near": True}),
        **({"places": chart.places} if chart.places else {}),
        "series": [
            {**one, "low": line.low, "high": line.high}
            for one, line in zip(
                _series([(line.label, line.values) for line in chart.lines]),
                chart.lines,
                strict=True,
            )
        ],
    }
    columns = [column for line in chart.lines for column in _line_columns(line, draft.lang)]
    figures = _figures(
        [chart.x_label, *(heading for heading, _ in columns)],
        chart.x,
        [values for _, values in columns],
        (chart.decimals, chart.percent, draft.lang),
    )
    notes = [chart.y_label, chart.band_label]
    note = " · ".join(text for text in notes if text)
    return _figure(draft, chart.title, data, figures, 22, note=note)


def _line_columns(line: Line, lang: Lang) -> list[tuple[str, tuple[float | None, ...]]]:
    """Return the columns of a line: its values, and the bounds of its band."""
    if not line.low:
        return [(line.label, line.values)]
    low = sentence("{label}, low", label=line.label).said(lang)
    high = sentence("{label}, high", label=line.label).said(lang)
    return [(line.label, line.values), (low, line.low), (high, line.high)]


def _intervals(chart: Histogram, lang: Lang) -> list[str]:
    """Return the names of the intervals."""
    edges = [number_text(edge, lang, chart.decimals) for edge in chart.edges]
    return [
        sentence("{low} to {high}", low=low, high=high).said(lang)
        for low, high in itertools.pairwise(edges)
    ]


def _series(columns: list[tuple[str, tuple[float | None, ...]]]) -> list[dict[str, object]]:
    return [
        {"label": label, "values": values, "colour": category(position)}
        for position, (label, values) in enumerate(columns)
    ]


def _headings(columns: list[tuple[str, tuple[float | None, ...]]], value_label: str) -> list[str]:
    """Return the headings of the values: one series alone may have no name of its own."""
    return [label or value_label for label, _ in columns]


def _figures(
    headings: list[str],
    names: tuple[str, ...] | list[str],
    columns: list[tuple[float | None, ...]],
    form: tuple[int, bool, Lang],
) -> dict[str, object]:
    """Return the small table below a chart."""
    decimals, percent, lang = form
    write = percent_text if percent else number_text
    rows = [
        (name, ["" if v is None else write(v, lang, decimals) for v in values])
        for name, *values in zip(names, *columns, strict=True)
    ]
    return {"headings": headings, "rows": rows}


def _figure(
    draft: Draft,
    title: str,
    data: dict[str, object],
    figures: dict[str, object],
    height: float,
    note: str = "",
) -> Markup:
    draft.needs.add("charts")
    return draft.filled(
        "chart.html",
        id=draft.identifier("chart"),
        title=title,
        note=note,
        height=f"{height:g}rem",
        figures=figures,
        data=draft.data(data),
    )
