"""The directory of care and placements: what it lists, and what the public one leaves out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import maillage
import openpyxl
import pytest
from cli_example import run
from diagnosis_example import HOSTILE, semester, tables
from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.outputs.directory_files import directory_files
from maillage.matching.outputs.directory_words import LINES, directory_words
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.writing import write_workbook

PERSONAL = {
    "providers": {
        "provider_id": "PID{k}QX", "name": "Prenom Secret{k}QX", "partners": "Associe Cache{k}QX",
        "sector": "SEC{k}QX", "fte": 0.7391, "birth_year": 1958, "leaver_date": "2031-03-17",
    },
    "supervisors": {
        "supervisor_id": "MID{k}QX", "name": "Maitre Secret{k}QX",
        "accreditation_end": "2033-02-19",
    },
    "students": {
        "student_id": "EID{k}QX", "name": "Eleve Secret{k}QX", "email": "mail{k}qx@secret.example",
        "lat": 46.123457, "lon": 5.765431,
    },
}  # fmt: skip
"""Cells that are about one person, each with a value that stands nowhere else."""


def secret_tables() -> dict[str, list[dict[str, object]]]:
    """Return tables whose every personal cell can be told."""
    made = tables()
    made["history"] = []
    for name, cells in PERSONAL.items():
        for k, row in enumerate(made[name]):
            for column, value in cells.items():
                row[column] = value.format(k=k) if isinstance(value, str) else value
    made["offers"] = [{"offer_id": "OID0QX", "programme_id": "N1", "seats": 3,
                       "name": "Chez Secret0QX"}]  # fmt: skip
    made["offer_parts"] = [{"offer_id": "OID0QX", "supervisor_id": "MID0QX", "half_days": "mon_am"}]
    made["locks"] = [{"student_id": "EID0QX", "supervisor_ids": "MID0QX", "reason": "Motif0QX"}]
    made["conflicts"] = [
        {"student_id": "EID0QX", "supervisor_id": "MID1QX", "reason": "Conflit0QX"}
    ]
    return made


def secrets() -> set[str]:
    found = {"OID0QX", "Secret0QX", "Motif0QX", "Conflit0QX"}
    for name, cells in PERSONAL.items():
        for k in range(len(tables()[name])):
            found |= {str(value).format(k=k) for value in cells.values()}
    return found | {"0,7391", "2031", "17/03/2031", "2033", "46.123", "5.765", "QX"}


def all_text(files: dict[str, bytes]) -> dict[str, str]:
    """Return the text of every file, and of every part of a workbook."""
    found = {}
    for name, content in files.items():
        if name.endswith(".xlsx"):
            archive = zipfile.ZipFile(io.BytesIO(content))
            found |= {part: archive.read(part).decode("utf-8") for part in archive.namelist()}
        else:
            found[name] = content.decode("utf-8")
    return found


def own_text(text: str) -> str:
    """Return a page without the libraries in it, whose numbers are not about anybody."""
    return "".join(part for part in text.split("<script") if len(part) < 300_000)


class TestPublic:
    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_nothing_personal_is_anywhere_in_it(self, lang):
        found = maillage.directory(read_rows(secret_tables(), job="diagnose"), public=True)
        for part, text in all_text(directory_files(found, lang)).items():
            shown = own_text(text) if part.endswith(".html") else text
            assert {secret for secret in secrets() if secret in shown} == set(), part

    def test_the_search_would_find_it(self):
        found = maillage.directory(read_rows(secret_tables(), job="diagnose"))
        said = all_text(directory_files(found, "en"))
        everything = "".join(own_text(t) if p.endswith(".html") else t for p, t in said.items())
        for secret in ("PID0QX", "Prenom Secret0QX", "Maitre Secret1QX", "SEC0QX", "OID0QX"):
            assert secret in everything
        # of students, and of ages and departures, not even the internal one
        for secret in ("EID0QX", "Eleve Secret", "Motif0QX", "1958", "2031-03-17"):
            assert secret not in everything

    def test_it_still_says_what_there_is(self):
        found = maillage.directory(semester(), public=True)
        text = directory_files(found, "fr")["report.html"].decode("utf-8")
        for name in ("Cabinet du Haut", "MSP des Lilas", "Centre de Ville", "Haut-Bourg"):
            assert name in text
        assert (found.providers, found.supervisors, found.offers) == ((), (), ())


class TestContent:
    def test_numbers_by_territory(self):
        found = maillage.directory(semester())
        here = {(e.territory.territory_id, e.profession): e for e in found.by_territory}
        whole = here["01001", "gp"]
        assert (whole.providers, whole.supervisors, whole.places, whole.sites) == (2, 1, 2, 2)
        assert here["69003", "physio"].providers == 1
        assert ("69004", "gp") not in here

    def test_half_days_of_sites_count_supervisors(self):
        found = {e.site.site_id: e for e in maillage.directory(semester()).sites}
        monday, tuesday = HALF_DAYS.index("mon_am"), HALF_DAYS.index("tue_am")
        assert (found["S1"].half_days[monday], found["S1"].half_days[tuesday]) == (1, 0)
        assert (found["S2"].half_days[tuesday], found["S2"].places) == (1, 0)
        assert found["S1"].programmes == ("N1",)

    def test_only_narrows_it(self):
        found = maillage.directory(semester(), only={"department": ["69"]})
        assert [e.site.site_id for e in found.sites] == ["S3"]
        assert {p.provider_id for p, _ in found.providers} == {"P3", "P5"}

    def test_territories_alone_are_enough(self):
        bare = read_rows({"territories": [{"territory_id": "1", "name": "A"}]}, job="diagnose")
        assert set(directory_files(maillage.directory(bare), "en")) == {
            "directory.xlsx", "directory.json", "report.html"
        }  # fmt: skip

    def test_names_that_mean_harm_stay_texts(self):
        made = tables()
        for row, name in zip(made["sites"], HOSTILE, strict=True):
            row["name"] = name
        made["providers"][0]["name"] = HOSTILE[1]
        files = directory_files(maillage.directory(read_rows(made, job="diagnose")), "en")
        assert b"<script>alert" not in files["report.html"]
        book = openpyxl.load_workbook(io.BytesIO(files["directory.xlsx"]))
        cells = [cell for sheet in book for row in sheet for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert HOSTILE[1] in {cell.value for cell in cells}

    def test_words_are_there_in_both_languages(self):
        assert len({key for key, *_ in LINES}) == len(LINES)
        assert directory_words("fr").keys() == directory_words("en").keys()


class TestCommand:
    def test_writes_a_folder_and_replaces_its_own(self, tmp_path: Path):
        workbook, folder = tmp_path / "semester.xlsx", tmp_path / "out"
        write_workbook(tables(), workbook, "en")
        assert run("directory", workbook, "-o", folder).exit_code == 0
        assert not json.loads((folder / "directory.json").read_text(encoding="utf-8"))["public"]
        assert run("directory", workbook, "-o", folder, "--public").exit_code == 0
        assert json.loads((folder / "directory.json").read_text(encoding="utf-8"))["public"]

    def test_leaves_other_folders_alone(self, tmp_path: Path):
        workbook = tmp_path / "semester.xlsx"
        write_workbook(tables(), workbook, "en")
        assert run("directory", workbook, "-o", tmp_path).exit_code == 2
        assert workbook.exists()
