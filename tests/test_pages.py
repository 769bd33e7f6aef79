"""Pages as text: same bytes, names stay names, numbers as each language writes them."""

import hashlib
import json
import re
from bisect import bisect_right
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.pages import (
    BarChart,
    Column,
    Histogram,
    Line,
    LineChart,
    Page,
    PointMap,
    Points,
    Section,
    Series,
    Table,
    Text,
    histogram_of,
    render,
)
from maillage.matching.pages.assets import FOLDER, LIBRARIES
from maillage.matching.pages.charts import round_edges
from maillage.matching.pages.classes import bounds_of, class_labels, class_numbers
from maillage.matching.pages.map_drawing import _outlines
from maillage.matching.pages.numbers import date_text, number_text, percent_text
from maillage.matching.pages.palette import CATEGORIES, SEQUENCE
from maillage.matching.pages.script_data import script_json
from pages_example import HOSTILE, NAMES, sample

NARROW = "\N{NARROW NO-BREAK SPACE}"
held = attrgetter("values")
numbers = st.floats(-1e9, 1e9, allow_nan=False) | st.none()
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


class Shape(HTMLParser):
    """The tags and attribute names of a page, without its texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in {"href", "src", "action"}]


def plain_page(some: tuple[str, ...]) -> Page:
    """Return a small page in which names stand everywhere."""
    blocks = (
        Text(some[2]),
        Table(some[3], (Column(some[4], some), Column(some[5], some, choices=True))),
        BarChart(some[6], some[7], some[8], some, (Series(some[0], range(9)),)),
        PointMap(some[0], (Points(some[1], some, [1] * 9, [2] * 9),), some[2]),
    )
    return Page(some[0], "fr", (Section(some[1], blocks),))


def mapped(**parts) -> Points:
    values = parts.pop("values", (0.1, 0.5, 0.9))
    n = len(values)
    return Points("p", [str(i) for i in range(n)], [48.0] * n, [2.0] * n, values=values, **parts)


def test_the_same_page_gives_the_same_text():
    assert render(sample("fr")) == render(sample("fr"))
    assert render(sample("fr")) != render(sample("en"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_says_its_language_and_needs_nothing_from_outside(lang):
    html = render(sample(lang))
    assert html.startswith(f'<!doctype html>\n<html lang="{lang}"')
    assert len(html.encode()) < 1_500_000
    addresses = Shape(html).addresses
    assert addresses
    assert all(address.startswith("#") or address == "data:," for address in addresses)


def test_hostile_names_add_no_tag():
    harmless = tuple(f"name{i}" for i in range(len(HOSTILE)))
    pages = [Shape(render(sample("en", 40, names))) for names in (HOSTILE, harmless)]
    assert pages[0].tags == pages[1].tags
    assert pages[0].addresses == pages[1].addresses


@given(st.lists(names, min_size=9, max_size=9, unique=True))
def test_no_name_adds_a_tag(given_names):
    harmless = tuple(f"name{i}" for i in range(9))
    pages = [plain_page(some) for some in (tuple(given_names), harmless)]
    given_tags, harmless_tags = ([tag for tag, _ in Shape(render(page)).tags] for page in pages)
    assert given_tags == harmless_tags


@given(st.recursive(names | numbers | st.booleans(), lambda inner: st.lists(inner, max_size=4)))
def test_data_in_a_script_are_the_same_data(data):
    text = str(script_json(data))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == data


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 4))
def test_numbers_are_written_as_babel_writes_them(number, decimals):
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    for lang in ("fr", "en"):
        expected = format_decimal(abs(rounded), pattern, locale=lang)
        sign = "−" if rounded < 0 else ""
        assert number_text(number, lang, decimals) == sign + expected


def test_percentages_and_dates():
    assert percent_text(0.256, "fr", 1) == "25,6\N{NO-BREAK SPACE}%"
    assert percent_text(0.256, "en") == "26%"
    assert number_text(1234567, "fr") == f"1{NARROW}234{NARROW}567"
    assert date_text(date(2027, 5, 31), "fr") == "31/05/2027"
    assert date_text(datetime(2027, 5, 31, 12), "en") == "2027-05-31"


def test_a_column_takes_what_numpy_and_pandas_hold():
    assert held(Column("n", np.array([1, np.nan, np.inf]), "number")) == (1.0, None, None)
    assert held(Column("n", pd.Series([0.5, None]), "percent")) == (0.5, None)
    assert held(Column("t", np.array(["a", ""]))) == ("a", None)
    assert held(Column("t", [12, None])) == ("12", None)
    assert held(Column("f", np.array([True, False]), "flag")) == (True, False)
    days = pd.Series(pd.to_datetime(["2027-05-01", None]))
    assert held(Column("d", days, "date")) == (pd.Timestamp(2027, 5, 1), None)
    for values, kind in ((["x"], "number"), (["2027"], "date"), ([date(2027, 1, 1)], "percent")):
        with pytest.raises(TypeError):
            Column("c", values, kind)


def test_parts_of_different_lengths_are_refused():
    one, two = Column("a", "x"), Column("b", "xy")
    for wrong in (
        lambda: Table("t", (one, two)),
        lambda: Table("t", ()),
        lambda: BarChart("t", "c", "v", ("a", "b"), (Series("s", [1]),)),
        lambda: LineChart("t", "x", "y", ("a",), (Line("l", [1, 2]),)),
        lambda: LineChart("t", "x", "y", ("a",), (Line("l", [1]),), places=(1, 2)),
        lambda: LineChart("t", "x", "y", ("a",), (Line("l", [1], [0], [2]),), places=(1,)),
        lambda: Line("l", [1, 2], [1], [2]),
        lambda: Histogram("t", "v", "c", (0, 1), (1, 2)),
        lambda: Points("p", ["a", "b"], [1, 2], [1]),
        lambda: Points("p", ["a"], [1], [1], details=(two,)),
        lambda: mapped(breaks=(2, 1)),
        lambda: mapped(breaks=range(7)),
    ):
        with pytest.raises(ValueError, match=r"long|length|values|edges|bounds|places"):
            wrong()
    with pytest.raises(TypeError, match="no block"):
        render(Page("p", "en", ("text",)))


@given(st.lists(numbers, min_size=1, max_size=40), st.data())
def test_a_histogram_counts_each_value_once(values, data):
    weights = data.draw(st.lists(st.integers(0, 99), min_size=len(values), max_size=len(values)))
    drawn = histogram_of(values, title="t", value_label="v", count_label="c", weights=weights)
    known = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None]
    assert sum(drawn.counts) == sum(w for _, w in known)
    for i, count in enumerate(drawn.counts):
        low, high = drawn.edges[i : i + 2]
        last = i == len(drawn.counts) - 1
        assert count == sum(w for v, w in known if low <= v < high or (last and v == high))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_edges_are_few_round_and_around_all(values):
    edges = round_edges(np.array(values))
    assert edges[0] <= min(values)
    assert max(values) <= edges[-1]
    assert 2 <= len(edges) <= 14


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=40), st.integers(0, 3))
def test_each_value_is_in_the_class_that_the_legend_says(values, decimals):
    points = mapped(values=values, decimals=decimals)
    bounds = bounds_of(points)
    assert list(bounds) == sorted(set(bounds))
    found = class_numbers(points, bounds)
    assert found == [-1 if v is None else bisect_right(bounds, v) for v in held(points)]
    labels = class_labels(points, bounds, "en")
    assert len(labels) == len(bounds) + 1
    assert len(labels) in SEQUENCE
    for bound, label in zip(bounds, labels, strict=False):
        assert number_text(bound, "en", decimals) in label


def test_points_without_a_place_are_counted_below_the_map():
    points = Points("Sites", NAMES[:3], [48.0, None, 48.1], [2.0, 2.1, np.nan])
    html = render(Page("p", "fr", (PointMap("m", (points,), "a"),)))
    assert "Sites\N{NO-BREAK SPACE}: 2 sans coordonnées, absents de la carte." in html


def test_outlines_are_polygons_of_rounded_points():
    square = [[2.00001, 48.0], [2.00002, 48.0], [2.1, 48.1, 30.0], [2.00001, 48.0]]
    shapes = [
        {"type": "Polygon", "coordinates": [square]},
        {"type": "MultiPolygon", "coordinates": [[square], [square]]},
        {"type": "Point", "coordinates": [1, 2]},
        None,
    ]
    collection = {"features": [{"geometry": shape} for shape in shapes]}
    ring = [[2.0, 48.0], [2.1, 48.1], [2.0, 48.0]]
    assert _outlines(collection) == [[ring], [ring], [ring]]
    with pytest.raises(ValueError, match="GeoJSON"):
        _outlines({"type": "Point"})


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, after WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_classes_grow_darker_so_that_grey_tells_them_apart():
    for count, colours in SEQUENCE.items():
        assert len(colours) == count
        shades = [luminance(colour) for colour in colours]
        assert all((low + 0.05) / (high + 0.05) > 1.2 for low, high in pairwise(shades))
    assert len(set(CATEGORIES)) == len(CATEGORIES)


def test_only_needed_libraries_are_inside():
    plain, tables, charts = (
        len(render(Page("p", "en", blocks)))
        for blocks in (
            (Text("x"),),
            (Table("t", (Column("a", "x"),)),),
            (BarChart("t", "c", "v", ("a",), (Series("", [1]),)),),
        )
    )
    assert plain < 80_000 < tables < 220_000 < charts < 1_300_000


def test_libraries_are_the_files_that_were_looked_at():
    lines = (FOLDER / "vendored" / "README.md").read_text(encoding="utf-8").splitlines()
    said = {cells[1].strip(" `"): cells[5].strip() for cells in (x.split("|") for x in lines)
            if len(cells) == 7 and cells[1].strip().endswith(".js`")}  # fmt: skip
    assert set(said) == set(LIBRARIES.values())
    for name, digest in said.items():
        assert hashlib.sha256((FOLDER / "vendored" / name).read_bytes()).hexdigest() == digest


def test_the_example_of_the_documentation_runs():
    path = Path(__file__).resolve().parent.parent / "docs" / "pages.md"
    code = re.search(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL).group(1)
    names: dict[str, object] = {}
    exec(compile(code, str(path), "exec"), names)
    assert "Cœur d&#39;Essonne" in names["html"]
