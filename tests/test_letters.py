"""Documents from a user's template: filled, read back, safe, complete, the same each time."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from maillage.cli import commands
from maillage.matching.explaining.evidence import UnknownNameError
from maillage.matching.letters import template as reading
from maillage.matching.letters.convention import convention
from maillage.matching.letters.documents import BY, documents
from maillage.matching.letters.fields import FROM_TABLES, OWN, french_names
from maillage.matching.letters.file_names import file_names
from maillage.matching.letters.letters import letters, write_letters
from maillage.matching.outputs.directory import OutputError
from maillage.matching.outputs.view import View
from maillage.matching.tables.findings import InputError

from .fees_example import add_student, placed, tables

HARM = '<w:p>{{ 7*7 }}</w:p> & "co\x0b"\u202e =HYPERLINK("http://x")'


def made():
    rows = tables()
    add_student(rows, "A", [(1, [0, 1, 2], ""), (2, [4], "1-13")])
    add_student(rows, "B", [(1, [6], "")])
    rows["students"][0]["name"] = "Zoé Abel"
    rows["students"][1]["name"] = HARM
    rows["fees"] = [
        {"fee_id": "F", "name": "Honoraires", "payee": "supervisor", "amount": 600,
         "period": "month", "shared": "half_days"},
        {"fee_id": "G", "name": "Transport", "payee": "student", "amount": 130,
         "period": "month", "programme_id": "A"},
    ]  # fmt: skip
    return placed(rows)


@pytest.fixture(scope="module")
def result():
    return made()


def template(path, *lines, rows=()):
    """Write a template of lines, and of a table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=1)
        for text in rows:
            table.add_row().cells[0].text = text
    document.save(path)
    return path


def texts(content):
    """Return what a document says, in order: paragraphs, then cells."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return [p.text for p in document.paragraphs] + cells


def filled(result, tmp_path, *lines, lang="en", **options):
    found = letters(*result, template(tmp_path / "t.docx", *lines), lang, **options)
    return {name: texts(content) for name, content in found.items() if name.endswith(".docx")}


def test_a_document_per_student(result, tmp_path):
    found = filled(
        result,
        tmp_path,
        "{{ student.name }} {{ etudiant.nom }} {{ student }} {{ programme.half_days }}",
        "{% for part in parts %}{{ part.supervisor.name }}, {{ part.half_days }}, {{ part.start }}"
        " {{ part.fin }} {{ part.site.cadre }} {{ part.territory.zone }};{% endfor %}",
        "{{ week.mon_am }}|{{ semaine.lun_matin }}|{{ week.sat_am }}",
        "{{ fees_total }} {{ baremes[0].montant }}",
        "{{ offer.offer_id }} {{ semester.end }} {{ housed }}{{ student.seniority }}",
    )
    assert list(found) == ["E0-Zoe-Abel.docx", "E1-w-p-7-7-w-p-co-HYPERLINK-http-x.docx"]
    assert found["E0-Zoe-Abel.docx"] == [
        "Zoé Abel Zoé Abel Zoé Abel 4",
        "Dr 1, Mon am+pm, Tue am, 2027-05-01 2027-10-31 private practice ZIP;"
        "Dr 2, Wed am, 2027-05-01 2027-07-30 private practice ZAC;",
        "Dr 1, Lieu 1|Dr 1, Lieu 1|",
        "780.00 780.00",
        "O0 2027-10-31 ",
    ]


def test_a_document_per_supervisor(result, tmp_path):
    lines = (
        "{{ supervisor.name }}, {{ site.name }}",
        "{% for partie in parties %}{{ partie.etudiant.nom }}: {{ partie.demi_journees }};"
        "{% endfor %} {{ baremes_total }}",
    )
    found = filled(result, tmp_path, *lines, by="supervisor", lang="fr")
    assert list(found) == ["M1-Dr-1.docx", "M2-Dr-2.docx"]
    assert found["M1-Dr-1.docx"][1].startswith("Zoé Abel: Lun matin+apm, Mar matin;<w:p>{{ 7*7")
    assert found["M2-Dr-2.docx"][1] == "Zoé Abel: Mer matin; 445,16"


def test_a_document_per_part(result, tmp_path):
    line = "{{ student.student_id }} {{ part.part }} {{ supervisor }} {{ fees_total }} "
    line += "{{ week.wed_am }}."
    found = filled(result, tmp_path, line, by="part", students=["E0"])
    assert [text for (text,) in found.values()] == [
        "E0 1 Dr 1 3,154.84 .",
        "E0 2 Dr 2 445.16 Dr 2, Lieu 2.",
    ]
    assert list(found) == ["E0-1-M1-Zoe-Abel.docx", "E0-2-M2-Zoe-Abel.docx"]


def test_the_example_has_every_field_that_it_names(result, tmp_path):
    path = tmp_path / "convention.docx"
    path.write_bytes(convention())
    found = letters(*result, path, "fr")
    said = texts(found["E0-Zoe-Abel.docx"])
    assert "Transport\N{NO-BREAK SPACE}: 780,00\N{NO-BREAK SPACE}€" in said
    assert {"Dr 2", "Lieu 2", "Deux", "libéral", "Mer matin", "30/07/2027"} <= set(said)
    assert not any("{" in text for text in said)
    assert convention() == convention()


def test_hostile_names_are_inert(result, tmp_path):
    semester, placement = result
    students = tuple(replace(student, name=HARM) for student in semester.students)
    hostile = replace(semester, students=students), placement
    for lines in filled(hostile, tmp_path, "{{ student.name }}").values():
        assert lines == [HARM.replace("\x0b", "")]


def test_every_fault_of_a_template_at_once(result, tmp_path):
    path = template(
        tmp_path / "t.docx",
        "{{ studnt.name }} {{ student.nam }} {{ etudiant.nom }} {{ part.site }}",
        "{% for p in parts %}{{ p.supervisr }}{% endfor %}{% if foo %}{% endif %}",
        "{{ student.nam }}{% if bar is defined %}{{ bar }}{% endif %}",
    )
    with pytest.raises(InputError) as refused:
        letters(*result, path, "en")
    assert [f.code for f in refused.value.errors] == ["unknown-field"] * 5
    said = [str(finding) for finding in refused.value.errors]
    assert said[0] == (
        "t.docx: the template asks for 'studnt', which does not exist. Did you mean 'student'? "
        "[unknown-field]"
    )
    assert "'student.nam', which does not exist. Did you mean 'name'?" in said[1]
    assert "'part'" in said[2]
    assert "'part.supervisr', which does not exist. Did you mean 'supervisor'?" in said[3]
    assert "'foo'" in said[4]


HOSTILE = [
    "{{ student.__class__.__mro__ }}",
    "{{ student._values }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ student.name.__init__.__globals__ }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 100000000 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'a'|center(1000000000) }}",
    "{{ 'a'.ljust(1000000000) }}",
    "{{ '{0.__class__}'.format(student) }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{{ range(3) }}",
    "{{ self.__init__ }}",
    "{{ student.name",
    "{% for x in %}",
    "{{ 1 / 0 }}",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_what_a_template_may_not_do(result, tmp_path, line):
    with pytest.raises(InputError) as refused:
        letters(*result, template(tmp_path / "t.docx", line), "fr")
    assert {f.code for f in refused.value.errors} <= {"bad-template", "unknown-field"}
    assert all("t.docx" in f.said("fr") for f in refused.value.errors)


def test_what_is_no_template(result, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_MAX_UNPACKED", 10_000)
    (tmp_path / "a.docx").write_bytes(b"PK nothing")
    (tmp_path / "b.docx").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w")
    with zipfile.ZipFile(tmp_path / "d.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(20_000))
    (tmp_path / "e.docx").mkdir()
    for name in "abcdef":
        with pytest.raises(InputError) as refused:
            letters(*result, tmp_path / f"{name}.docx", "en")
        assert refused.value.errors[0].code in ("bad-template", "missing-file", "unreadable-file")


def test_the_same_bytes(result, tmp_path):
    path = tmp_path / "t.docx"
    path.write_bytes(convention())
    assert letters(*result, path, "fr") == letters(*made(), path, "fr")


def test_the_folder_is_replaced_as_a_whole(result, tmp_path):
    path, out = template(tmp_path / "t.docx", "{{ etudiant.nom }}"), tmp_path / "out"
    write_letters(letters(*result, path, "fr"), out)
    assert len(list(out.iterdir())) == 3
    write_letters(letters(*result, path, "fr", students=["E0"]), out)
    assert sorted(p.name for p in out.iterdir()) == ["E0-Zoe-Abel.docx", "letters.json"]
    listed = json.loads((out / "letters.json").read_text())
    assert listed["documents"] == {"E0-Zoe-Abel.docx": ["E0"]}
    (out / "own.docx").write_bytes(b"x")
    with pytest.raises(OutputError):
        write_letters(letters(*result, path, "fr"), out)
    assert (out / "own.docx").exists()


def test_who_is_not_there(result, tmp_path):
    path = template(tmp_path / "t.docx", "{{ etudiant.nom }}")
    with pytest.raises(UnknownNameError):
        letters(*result, path, "fr", students=["E9"])


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=90)), max_size=8))
def test_file_names_are_safe_and_unique(wanted):
    names = file_names(wanted, ".docx")
    assert len({name.casefold() for name in names}) == len(wanted)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,90}\.docx", name) for name in names)
    assert not {n.split(".")[0].casefold() for n in names} & {"con", "nul", "aux", "com1"}


def test_the_page_names_every_field():
    page = (Path(__file__).parent.parent / "docs" / "letters.md").read_text(encoding="utf-8")
    for kind in (*FROM_TABLES, *OWN):
        for pair in french_names(kind).items():
            written = "`{}`".format("`, `".join(dict.fromkeys(pair)))
            assert f"| {written} |" in page, (kind, pair)


@pytest.mark.parametrize("by", BY)
def test_names_are_the_same_in_every_document_of_a_kind(result, by):
    view = View(*result, "fr")
    found = [document.fields.keys() for document in documents(view, by)]
    assert all(keys == found[0] for keys in found)
    assert found[0] <= {*OWN["document"], *OWN["document"].values()}


def test_the_command(tmp_path):
    out = tmp_path / "out"
    runner = CliRunner()
    asked = ["letters", str(tmp_path / "t.docx"), str(tmp_path / "no.xlsx"), str(tmp_path)]
    answer = runner.invoke(
        commands, [*asked, "-o", str(out), "--by", "supervisor", "--student", "E0"]
    )
    assert answer.exit_code == 2
    answer = runner.invoke(commands, [*asked, "-o", str(out)])
    assert answer.exit_code == 3
    assert not out.exists()
