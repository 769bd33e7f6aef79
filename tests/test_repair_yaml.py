"""Changes as YAML: the same as a table, and each fault by its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from maillage.matching.settings import Settings
from maillage.matching.tables.change_table import ChangeTable
from maillage.matching.tables.changes import read_changes
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_semester

from .cli_example import workbook

TABLE = """change,id,from,half_days,column,value,reason
supervisor_absent,M2,10,fri_am fri_pm,,,ill
student_changes,007,12,,max_minutes,40,
student_leaves,E1,,,,,
"""
YAML = """\
- change: supervisor_absent
  id: M2
  from: 10
  half_days: [fri_am, fri_pm]
  reason: ill
- {change: student_changes, id: 007, from: 12, column: max_minutes, value: 40}
- change: depart_etudiant
  id: E1
  from:
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    file = tmp_path_factory.mktemp("yaml") / "semester.xlsx"
    workbook(file)
    return read_semester(file).settings


def read(tmp_path: Path, text: str, settings: Settings, name: str = "march.yaml") -> ChangeTable:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_changes(file, settings)


def plain(table: ChangeTable) -> list[tuple[object, ...]]:
    return [
        (c.change, c.identifier, c.week, c.half_days, c.column, c.value, c.reason)
        for c in table.changes
    ]


def test_a_list_is_read_as_the_table(tmp_path: Path, settings: Settings):
    wanted = plain(read(tmp_path, TABLE, settings, "march.csv"))
    assert len(wanted) == 3
    assert plain(read(tmp_path, YAML, settings)) == wanted
    assert plain(read(tmp_path, YAML, settings, "march.yml")) == wanted


def test_tables_beside_the_changes(tmp_path: Path, settings: Settings):
    text = (
        "changes:\n- {change: student_arrives, id: E99, from: 10}\n"
        "students:\n- student_id: E99\n  name: Nine\n  programme_id: N1\n"
    )
    found = read(tmp_path, text, settings)
    (row,) = found.added
    assert (row.table, row.owner) == ("students", "E99")
    assert dict(row.cells)["programme_id"] == "N1"
    assert dict(row.where)["programme_id"] == "march.yaml:6"


FAULTS = [
    ("- change: supervisor_absnt\n  id: M2\n", "march.yaml:1", "supervisor_absent"),
    ("- change: supervisor_absent\n  id: M2\n  from: 99\n", "march.yaml:3", "weeks 1 to"),
    (
        "- change: student_changes\n  id: E1\n  column: max_minuts\n  value: 4\n",
        "march.yaml:3",
        "max_minutes",
    ),
    ("- change: student_leaves\n  id: E1\n  id: E2\n", "march.yaml:3", "twice"),
    ("- change: student_leaves\n  id: {a: b}\n", "march.yaml:2", "text"),
    ("- change: [a\n- id: b\n", "march.yaml:2", "no YAML"),
    ("- student_leaves\n", "march.yaml:1", "a row is expected"),
    ("changes: 3\n", "march.yaml:1", "a list of rows"),
    ("student_leaves\n", "march.yaml:1", "by name"),
    ("- &a [*a]\n", "march.yaml:1", "a row is expected"),
    ("!!python/object/apply:os.system ['true']\n", "march.yaml:1", "a row is"),
    ("", "march.yaml", "empty"),
    ("[]\n", "march.yaml:1", "no change"),
]


@pytest.mark.parametrize(("text", "where", "said"), FAULTS)
def test_faults_name_their_line(
    tmp_path: Path, settings: Settings, text: str, where: str, said: str
):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, settings)
    found = [str(finding) for finding in caught.value.findings]
    assert any(where == text.split(": ")[0] and said in text for text in found), found


def test_an_unknown_key_is_told_with_its_line(tmp_path: Path, settings: Settings):
    text = "- change: student_leaves\n  id: E1\n  reasn: moved\n"
    (finding,) = read(tmp_path, text, settings).warnings
    assert str(finding).startswith("march.yaml:3: ")
    assert "reason" in str(finding)
