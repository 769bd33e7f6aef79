"""The plans in examples/, run on the demonstration semester cut down."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from maillage.matching.demonstration import write_demonstration
from maillage.scenarios import compare, read_plan, run

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
KEPT = 12  # students per programme


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration with a few students, as a folder beside the plans."""
    folder = tmp_path_factory.mktemp("demo")
    write_demonstration(folder, "en")
    tables = folder / "tables"
    students = rows_of(tables / "students.csv")
    ids = {
        row["student_id"]
        for programme in ("N1", "EXT")
        for row in [s for s in students if s["programme_id"] == programme][:KEPT]
    }
    for name in ("students", "wishes", "history"):
        path = tables / f"{name}.csv"
        write_rows(path, [row for row in rows_of(path) if row["student_id"] in ids])
    for name in ("locks", "conflicts", "quotas"):
        (tables / f"{name}.csv").unlink()
    return tables


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def ran(name: str, tables: Path, measure: str) -> dict[str, float]:
    """Run an example on other tables; return the difference of a measure by variant."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert "base: demo/semester.xlsx" in text
    text = text.replace("demo/semester.xlsx", str(tables)).replace(
        "time_limit: 60", "time_limit: 4"
    )
    path = tables.parent / name
    path.write_text(text, encoding="utf-8")
    output = tables.parent / f"{name}.runs"
    assert run(read_plan(path), output, workers=1).failed == 0
    rows = compare(output).differences
    own = rows[rows["measure"] == measure]
    return dict(zip(own["variant"], own["difference"], strict=True))


def test_aulnay(tables: Path):
    mixed = ran("aulnay.yaml", tables, "mixed")
    assert mixed["mixed off"] <= 0 <= mixed["mixed for externs as well"]
    assert mixed["mixed off"] < mixed["mixed for externs as well"]


def test_gpsea(tables: Path):
    need = ran("gpsea.yaml", tables, "mean_need")
    assert set(need) >= {"base", "a third leaves", "leavers [share=0.25]", "leavers [share=0.75]"}
    assert 0 <= need["leavers [share=0.25]"] <= need["leavers [share=0.75]"]
