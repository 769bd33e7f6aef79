"""Sheets to print: what stands on them, who does not, safe, the same each time."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from maillage.matching.explaining.evidence import UnknownNameError
from maillage.matching.letters.sheets import sheets, write_sheets
from maillage.matching.outputs.directory import OutputError

from .fees_example import add_student, placed, tables

HARM = '<script>alert("x")</script>{{ 7 }}'


def made():
    rows = tables()
    add_student(rows, "A", [(1, [0, 1, 2], ""), (3, [4], "1-13")])
    add_student(rows, "B", [(1, [6], "")])
    add_student(rows, "B", [(2, [10], "")])
    for student, name in zip(rows["students"], ("Zoé Abel", "Éric Roy", "Éric Roy"), strict=True):
        student |= {"name": name, "email": f"{student['student_id']}@example.org"}
    return placed(rows)


@pytest.fixture(scope="module")
def result():
    return made()


class Articles(HTMLParser):
    """The texts of each sheet, and all tags."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.sheets: list[list[str]] = []
        self.tags: set[str] = set()
        self.feed(html.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "article":
            self.sheets.append([])

    def handle_data(self, data):
        if self.sheets and data.strip():
            self.sheets[-1].append(data.strip())


def on(files, name):
    return Articles(files[name]).sheets


def test_a_students_sheet(result):
    found = on(sheets(*result, "fr"), "students.html")
    assert [sheet[0] for sheet in found] == ["Éric Roy", "Éric Roy", "Zoé Abel"]
    zoe = found[2]
    assert zoe[1] == "Semestre 2027-05, du 01/05/2027 au 31/10/2027"
    assert zoe.count("Dr 1, Lieu 1") == 3
    assert "Dr 3, Lieu 3 (semaines 1-13)" in zoe
    assert "Lieu 3 (centre de santé)" in zoe
    assert "du 01/05/2027 au 30/07/2027\nsemaines 1-13" in zoe
    assert {"Lun matin+apm, Mar matin", "Un (86)", "E0", "Matin", "Après-midi", "Lundi"} <= set(zoe)


def test_a_students_sheet_names_no_other_student(result):
    semester, _ = result
    files = sheets(*result, "en", separate=True)
    students = {s.student_id: s for s in semester.students}
    own = {name: Articles(text) for name, text in files.items() if name.startswith("students/")}
    assert sorted(own) == [
        f"students/{n}" for n in ("E0-Zoe-Abel.html", "E1-Eric-Roy.html", "E2-Eric-Roy.html")
    ]
    for name, page in own.items():
        (sheet,) = page.sheets
        text = "\n".join(sheet)
        for identifier, student in students.items():
            if not name.startswith(f"students/{identifier}"):
                assert identifier not in text
                assert f"{identifier}@" not in text
                assert student.name not in text or student.name == "Éric Roy"
    whole = on(files, "students.html")
    assert sorted(map(tuple, whole)) == sorted(tuple(page.sheets[0]) for page in own.values())


def test_a_supervisors_sheet(result):
    found = on(sheets(*result, "en"), "supervisors.html")
    assert [sheet[0] for sheet in found] == ["Dr 1", "Dr 2", "Dr 3"]
    first = found[0]
    assert first.count("Zoé Abel") == 3  # the week, at the usual site
    assert "Éric Roy (E1)" in first
    assert "Zoé Abel\nE0@example.org" in first
    assert "2027-05-01 to 2027-10-31" in first


def test_some_students_only(result):
    files = sheets(*result, "fr", students=["E1"])
    assert sorted(files) == ["sheets.json", "students.html"]
    assert len(on(files, "students.html")) == 1
    with pytest.raises(UnknownNameError):
        sheets(*result, "fr", students=["E9"])


def test_hostile_names_are_inert(result):
    semester, placement = result
    hostile = replace(
        semester,
        students=tuple(replace(s, name=HARM) for s in semester.students),
        sites=tuple(replace(s, name=HARM) for s in semester.sites),
        supervisors=tuple(replace(s, name=HARM) for s in semester.supervisors),
    )
    files = sheets(hostile, placement, "fr", separate=True)
    for name, content in files.items():
        if name.endswith(".html"):
            assert "script" not in Articles(content).tags
            assert "{{ 7 }}" in content.decode()
            assert b"default-src &#39;none&#39;" in content


def test_the_same_bytes(result):
    assert sheets(*result, "fr", separate=True) == sheets(*made(), "fr", separate=True)


def test_the_folder_is_replaced_as_a_whole(result, tmp_path):
    out = tmp_path / "out"
    write_sheets(sheets(*result, "fr", separate=True), out)
    assert len(list((out / "students").iterdir())) == 3
    write_sheets(sheets(*result, "fr"), out)
    assert sorted(p.name for p in out.iterdir()) == [
        "sheets.json", "students.html", "supervisors.html",
    ]  # fmt: skip
    (out / "own.txt").write_text("x")
    with pytest.raises(OutputError):
        write_sheets(sheets(*result, "fr"), out)


def test_nobody_placed(result):
    semester, placement = result
    none = tuple(replace(s, status="unplaced", parts=()) for s in placement.students)
    with pytest.raises(OutputError):
        sheets(semester, replace(placement, students=none), "fr")
