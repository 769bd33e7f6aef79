"""Reasons and violations are said in the reader's language; files depend on the input alone."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import maillage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.language import Sentence
from maillage.matching.outputs.reasons_csv import read_reasons, reasons_csv
from maillage.matching.reason_reading import sentence_of
from maillage.matching.reason_texts import (
    AS_GOOD,
    ASKED_FOR,
    COST_TEXTS,
    FIXED_TEXTS,
    TEXTS_WITH_VALUES,
    WITHHELD,
    asked_for,
    with_moved,
)
from maillage.matching.result import Refusal
from maillage.matching.tables.writing import write_workbook
from openpyxl import load_workbook

from .cli_example import Tables, example, run

ENGLISH = re.compile(
    r"\b(the|there|it|is|was|wish|wishes|student|students|half-days|from|would|nobody|seats)\b"
)

names = st.text("ABC0123456789 .-", min_size=1, max_size=8).map(lambda text: f"O{text}")
numbers = st.integers(0, 12_345)


@st.composite
def told(draw: st.DrawFn) -> Sentence:
    """Return any text of ``reasons.csv``."""
    kind = draw(st.sampled_from(["fixed", "cost", "withheld", "other"]))
    if kind == "fixed":
        return draw(st.sampled_from(FIXED_TEXTS))
    if kind == "cost":
        cost = draw(st.sampled_from([*COST_TEXTS.values(), AS_GOOD]))
        return with_moved(cost, str(draw(numbers)))
    if kind == "withheld":
        asked = f"{draw(st.sampled_from([*ASKED_FOR, 'new']))}:{draw(names)}"
        return WITHHELD.filled(target=draw(names), what=asked_for(asked))
    text = draw(st.sampled_from([t for t in TEXTS_WITH_VALUES if "{cost}" not in t.template]))
    fields = re.findall(r"\{(\w+)\}", text.template)
    as_names = ("offer", "quota", "target")
    values = {field: draw(names if field in as_names else numbers) for field in fields}
    return text.filled(**{k: v for k, v in values.items() if k != "what"})


@given(told())
def test_a_text_read_back_in_either_language_is_said_in_both(said: Sentence) -> None:
    if "{what}" in said.template and "what" not in dict(said.values):
        said = said.filled(what=asked_for("quota:Q1"))
    english, french = said.said("en"), said.said("fr")
    assert english != french
    for text in (english, french):
        assert sentence_of(text).said("en") == english
        assert sentence_of(text).said("fr") == french


@given(st.text(min_size=0, max_size=20))
def test_a_text_of_nobody_knows_stays_as_it_is(text: str) -> None:
    assert sentence_of(f"?{text}").said("fr") == f"?{text}"
    assert sentence_of("").said("fr") == ""


def semester(mechanism: str, lang: str) -> Tables:
    """Return a semester in which somebody does not receive what it wished for."""
    tables = example()
    tables["settings"] = [*tables["settings"], {"key": "lang", "value": lang}]
    for programme in tables["programmes"]:
        programme |= {"mechanism": mechanism}
    return tables


def placed(tmp_path: Path, mechanism: str, setting: str, lang: str) -> Path:
    tmp_path.mkdir(parents=True, exist_ok=True)
    file, folder = tmp_path / "semester.xlsx", tmp_path / f"placed-{lang}"
    write_workbook(semester(mechanism, setting), file, "en")
    assert run("place", file, "-o", folder, "--lang", lang).exit_code == 0
    assert run("verify", file, folder, "--lang", lang).exit_code == 0
    return folder


def cells(folder: Path, sheet: str) -> list[dict[str, object]]:
    heading, *rows = load_workbook(folder / "placements.xlsx")[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def whole(text: str) -> int | None:
    return int(text) if text else None


def lines(folder: Path) -> list[dict[str, str]]:
    text = (folder / "reasons.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("mechanism", ["optimal", "serial"])
def test_the_workbook_says_reasons_in_the_language_asked_for(
    mechanism: str, tmp_path: Path
) -> None:
    folders = {lang: placed(tmp_path, mechanism, "en", lang) for lang in ("en", "fr")}
    french, english = cells(folders["fr"], "Motifs"), cells(folders["en"], "Reasons")
    assert len(french) == len(english) == len(lines(folders["en"])) > 0
    for row, other, line in zip(french, english, lines(folders["en"]), strict=True):
        assert not ENGLISH.search(str(row["Explication"])), row
        assert str(other["Explanation"]) in line["text"]
        assert row["Code"] == other["Code"] == line["code"]
        assert str(row["Autres déplacés"] or "") == str(other["Others who move"] or "")
    moved = {(r["Student id"], r["Others who move"]) for r in english}
    told_of = {(r["student_id"], whole(r["moved"])) for r in lines(folders["en"])}
    assert moved == told_of
    # The files for programs are those of the input, whatever the language of the command.
    for name in ("placements.csv", "reasons.csv"):
        assert (folders["fr"] / name).read_bytes() == (folders["en"] / name).read_bytes()


@pytest.mark.parametrize("mechanism", ["optimal", "serial"])
def test_the_setting_decides_the_language_of_the_file(mechanism: str, tmp_path: Path) -> None:
    english = placed(tmp_path / "a", mechanism, "en", "fr")
    french = placed(tmp_path / "b", mechanism, "fr", "en")
    for one, other in zip(lines(english), lines(french), strict=True):
        assert {**one, "text": ""} == {**other, "text": ""}
        assert one["text"] != other["text"]
        rule = one["text"].partition(":")[0]
        text = other["text"]
        if one["code"] == "not-eligible":
            assert text.startswith(f"{rule}: ")
            text = text.removeprefix(f"{rule}: ")
        assert not ENGLISH.search(text), text
    assert run("replay", french, tmp_path / "b" / "semester.xlsx", "--lang", "en").exit_code == 0
    again = reasons_csv(read_reasons(french / "reasons.csv"), "fr")
    assert again.encode() == (french / "reasons.csv").read_bytes()


def test_a_rule_stands_apart_from_its_text(tmp_path: Path) -> None:
    folder = placed(tmp_path, "optimal", "fr", "fr")
    read = read_reasons(folder / "reasons.csv")
    assert {line.rule for line in read if line.code == "not-eligible"}
    assert {line.rule for line in read if line.code != "not-eligible"} <= {""}
    fresh = maillage.place(maillage.read_semester(tmp_path / "semester.xlsx")).refusals
    assert [(r.student_id, r.target, r.text, r.rule) for r in read] == [
        (r.student_id, r.target, r.text, r.rule)
        for r in sorted(fresh, key=lambda r: (r.student_id, r.wish_rank, r.target))
    ]


def test_violations_are_said_in_french(tmp_path: Path) -> None:
    folder = placed(tmp_path, "optimal", "en", "fr")
    path = folder / "placements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(k for k, line in enumerate(lines) if ",placed," in line)
    cells = lines[at].split(",")
    cells[12] = "999"
    lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run("verify", tmp_path / "semester.xlsx", folder, "--lang", "fr")
    assert said.exit_code == 5
    first = said.output.splitlines()[0].replace("\N{NO-BREAK SPACE}", " ")
    assert re.fullmatch(r"\w+ : \w+, minutes du domicile : \d+\. \[minutes\]", first), first
    target = tmp_path / "next.xlsx"
    closed = run("close", tmp_path / "semester.xlsx", folder, "-o", target, "--lang", "fr")
    assert closed.exit_code == 5
    assert closed.output.splitlines()[0] == said.output.splitlines()[0]
    assert not ENGLISH.search(closed.output)
    assert not target.exists()


def test_a_missing_file_is_said_in_french(tmp_path: Path) -> None:
    folder = placed(tmp_path, "optimal", "en", "fr")
    (folder / "placements.csv").unlink()
    said = run("explain", tmp_path / "semester.xlsx", folder, "--student", "01", "--lang", "fr")
    assert said.exit_code == 3
    assert "No such file" not in said.output
    assert "Aucun fichier ni dossier de ce nom" in said.output
    # Nor would it have written anything.
    assert "écrit" not in said.output
    assert "Corrigez, puis relancez la commande." in said.output
    place = run("place", folder / "none.xlsx", "-o", tmp_path / "new", "--lang", "fr")
    assert place.exit_code in (2, 3)


def test_a_refusal_has_its_english_text_for_programmers() -> None:
    line = Refusal("A", "M", 1, "not-eligible", AS_GOOD, rule="distance")
    assert line.text == "distance: a placement with it is as good in everything"
