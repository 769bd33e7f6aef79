"""Self-contained HTML pages: one look and the same building blocks for all reports.

>>> from maillage.matching.pages import Column, Page, Section, Table, render
>>> table = Table("Communes", (Column("Commune", ["Évry", "Massy"]),
...                            Column("Need", [0.8, 0.25], "number", decimals=2)))
>>> html = render(Page("Diagnosis", "en", (Section("Territories", (table,)),)))
>>> html.startswith("<!doctype html>")
True
"""

from .blocks import Details, Items, KeyFigure, KeyFigures, Pairs, Section, SideBySide, Text
from .charts import BarChart, Histogram, Line, LineChart, Series, histogram_of
from .column import Column
from .page import Block, Page, Provenance
from .person_sheets import PersonSheet, SheetBook, render_sheets
from .pictures import NoPictures, pictures_of
from .point_map import PointMap, Points
from .rendering import render
from .table import Table
from .week_grid import Slot, WeekGrid, WeekRow

__all__ = [
    "BarChart",
    "Block",
    "Column",
    "Details",
    "Histogram",
    "Items",
    "KeyFigure",
    "KeyFigures",
    "Line",
    "LineChart",
    "NoPictures",
    "Page",
    "Pairs",
    "PersonSheet",
    "PointMap",
    "Points",
    "Provenance",
    "Section",
    "Series",
    "SheetBook",
    "SideBySide",
    "Slot",
    "Table",
    "Text",
    "WeekGrid",
    "WeekRow",
    "histogram_of",
    "pictures_of",
    "render",
    "render_sheets",
]
