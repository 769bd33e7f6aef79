"""Files laid out as statistical offices publish theirs, their figures invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from cli_example import Tables, example, folder, workbook

Grid = Sequence[Sequence[Any]]

APL_HEADINGS = (
    "Code commune INSEE",
    "Commune",
    "APL aux médecins généralistes",
    "APL aux médecins généralistes de 65 ans et moins",
    "APL aux médecins généralistes de 62 ans et moins",
    "APL aux médecins généralistes de 60 ans et moins",
    "Population standardisée 2021",
    "Population totale 2021",
)
APL_2022 = (
    ("01001", "L'Abergement", 1.1, 1.0, 0.9, 0.8, 700.5, 771),
    ("93005", "Aulnay-sous-Bois", 2.1, 1.9, 1.7, 1.5, 80000, 86969),
    ("93066", "Saint-Denis", 2.0, 1.8, 1.6, 1.4, 100000, 113000),
)
APL_2023 = (
    ("01001", "L'Abergement", 1.2, 1.1, 1.0, 0.9, 700.5, 771),
    ("2A004", "Ajaccio", 3.3, 3.1, 3.0, 2.9, 71000, 73000),
    ("93005", "Aulnay-sous-Bois", "2,345", 2.0, 1.8, 1.6, 80000, 86969),
    ("93066", "Saint-Denis", 1.9, 1.7, 1.5, 1.3, 100000, 113000),
    ("94028", "Créteil", 2.75, 2.5, 2.25, 2.0, 90000, 93000),
)
ZONES = (
    ("93005", "Aulnay-sous-Bois", "11001", "Zone d'intervention prioritaire"),
    ("93066", "Saint-Denis", "11002", "ZAC"),
    ("94028", "Créteil", "11003", None),
    ("94046", "Maisons-Alfort", "11003", "Hors vivier"),
)
ZONE_HEADINGS = ("Code commune", "Libellé commune", "Code TVS", "Zonage médecin")
TVS = (
    ("11001", "TVS d'Aulnay", "ZIP"),
    ("11002", "TVS de Saint-Denis", "Mixte"),
    ("11003", "TVS de Créteil", "Zone de vigilance (ZV)"),
)
TVS_HEADINGS = ("Code TVS", "Libellé TVS", "Zonage TVS")


def apl_sheet(year: int, rows: Grid, headings: Sequence[str] = APL_HEADINGS) -> list[list[Any]]:
    """Return a sheet with nine lines above its headings, and notes below its rows."""
    above = [
        [f"L'accessibilité potentielle localisée (APL) aux médecins généralistes en {year}"],
        [],
        ["Unité : consultations accessibles par an par habitant standardisé"],
        ["Champ : France entière ; la médecine générale"],
        ["Note : l'APL tient compte des médecins de moins de 65 ans"],
        [],
        ["Lecture : à L'Abergement, l'APL est de 1,2"],
        [f"Source : invention, {year}", None, "APL aux médecins généralistes"],
        [],
    ]
    below = [[], ["Note : les communes sont celles du 1er janvier"], ["Source : invention"]]
    return [*above, list(headings), *map(list, rows), *below]


def apl_file(path: Path, rows: Grid = APL_2023, headings: Sequence[str] = APL_HEADINGS) -> Path:
    """Write a workbook with a sheet that explains and one per year."""
    return book(
        path,
        {
            "Lisez-moi": [["Ce classeur"], ["Code commune INSEE : le code du COG"]],
            "APL 2022": apl_sheet(2022, APL_2022),
            "APL 2023": apl_sheet(2023, rows, headings),
        },
        merged={"APL 2022": "A1:H1", "APL 2023": "A1:H1"},
    )


def zonage_file(
    path: Path, rows: Grid = ZONES, headings: Sequence[str] = ZONE_HEADINGS, tvs: Grid | None = TVS
) -> Path:
    """Write a workbook of a region's zoning, by commune and by living area."""
    title = [["Zonage des médecins généralistes"], ["Agence régionale de santé", None], []]
    sheets: dict[str, Grid] = {
        "Lisez-moi": [["ZIP", "Zone d'intervention prioritaire"]],
        "Zonage_communes": [*title, headings, *rows],
    }
    if tvs is not None:
        sheets["Zonage_TVS"] = [*title, TVS_HEADINGS, *tvs]
    return book(path, sheets, merged={"Zonage_communes": "A1:D1"})


def book(path: Path, sheets: dict[str, Grid], merged: dict[str, str] | None = None) -> Path:
    """Write sheets of cells as they are given."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if merged and name in merged:
            sheet.merge_cells(merged[name])
    made.save(path)
    return path


def semester(path: Path, tables: Tables | None = None) -> Path:
    """Write a semester as a workbook, or as a folder where the path has no ending."""
    tables = tables or example()
    return workbook(path, tables) if path.suffix else folder(path, tables)


def cells(path: Path, sheet: str) -> list[list[Any]]:
    """Return the values of a sheet."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [list(row) for row in rows]
