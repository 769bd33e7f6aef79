"""The diagnosis of territories: what it counts, whom it counts once, what it leaves empty."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from fractions import Fraction
from pathlib import Path
from random import Random

import maillage
import openpyxl
import pytest
from cli_example import run
from diagnosis_example import HOSTILE, TERRITORIES, semester, tables
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.outputs.diagnosis_columns import COLUMNS, harmless
from maillage.matching.outputs.diagnosis_files import diagnosis_files
from maillage.matching.outputs.diagnosis_words import LINES, diagnosis_words
from maillage.matching.outputs.placement_rows import PlacementRow
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.writing import write_csv_folder, write_workbook
from maillage.matching.territories.diagnosis import diagnosis_of


@pytest.fixture(scope="module")
def found() -> maillage.Diagnosis:
    return maillage.diagnose(semester())


class TestCare:
    def test_a_commune_holds_its_quarters(self, found):
        whole, quarter = found.row("01001", "gp"), found.row("01001-Q1", "gp")
        assert (whole.workforce.providers, whole.workforce.fte) == (2, 1.5)
        assert (quarter.workforce.providers, quarter.workforce.fte) == (1, 0.5)
        assert whole.workforce.sectors == (("1", 0.5), ("2", 0.5))

    def test_nobody_is_counted_twice_in_totals(self, found):
        everyone = found.area("all", None, "gp")
        assert everyone.population == 100_000
        assert everyone.workforce.providers == 3
        assert everyone.workforce.fte == 2.5
        assert found.area("epci", "E1", "gp").population == 10_000

    def test_who_has_left_is_gone_and_who_has_coordinates_is_somewhere(self, found):
        assert found.row("69003", "gp").workforce.leavers_5 == 1
        assert found.row("69003", "gp").workforce.fte == 1.0

    def test_nothing_is_invented(self, found):
        row = found.row("69004", "gp")
        assert row.access.source != "apl"
        bare = read_rows({"territories": [{"territory_id": "1", "name": "A"}]}, job="diagnose")
        assert maillage.diagnose(bare).row("1", "gp").known_need is None

    def test_access_says_where_it_comes_from(self, found):
        assert found.row("01001", "gp").access.source == "apl"
        assert found.row("01001-Q1", "gp").access.source == "computed"
        assert any("proxy" in str(note) for note in found.notes)

    def test_means_are_weighted_by_people(self, found):
        epci = found.area("epci", "E1", "gp")
        assert epci.access == pytest.approx((9000 * 1.9 + 1000 * 4.5) / 10_000)
        assert dict(found.means["department", "01"])["ind_sante_mortalite"] == pytest.approx(
            (9000 * 12.5 + 1000 * 10) / 10_000
        )

    def test_need_is_ranked_among_communes(self, found):
        ranks = {r.territory_id: r.standing for r in found.rows if r.profession == "gp"}
        all_needs = {r.territory_id: r.known_need for r in found.rows if r.profession == "gp"}
        needs = {code: need for code, need in all_needs.items() if need is not None}
        above = sum(needs[code] > needs["01001-Q1"] for code in needs if code != "01001-Q1")
        assert ranks["01001"].rank == 1
        assert ranks["01001-Q1"].rank == 1 + above  # where it would stand
        # Without a point and any supply nothing is known of 69004.
        assert {code for code in ranks if ranks[code] is None} == all_needs.keys() - needs.keys()
        assert {r.among for r in ranks.values() if r} == {len(needs) - 1}


class TestGrounds:
    def test_supervisors_count_where_they_are_and_once_together(self, found):
        assert found.row("01001", "gp").hosting.supervisors == 1
        assert found.row("01001-Q1", "gp").hosting.supervisors == 1
        assert found.area("all", None, "gp").hosting.supervisors == 2
        assert found.area("all", None, "gp").hosting.supervisor_places == 3

    def test_students_before_count_once_a_semester(self, found):
        assert found.row("01001", "gp").hosting.students_before == 2
        assert found.row("01001-Q1", "gp").hosting.students_before == 2
        assert found.row("69003", "gp").hosting.students_before == 0

    def test_students_now_come_from_a_placement(self, found):
        assert found.row("01001", "gp").hosting.students is None
        rows = [
            PlacementRow("E1", "N1", "placed", part=1, site_id="S1", half_days=(0,)),
            PlacementRow("E1", "N1", "placed", part=2, site_id="S2", half_days=(2,)),
            PlacementRow("E2", "N1", "unplaced"),
        ]
        placed = diagnosis_of(semester(), placement=rows)
        assert placed.row("01001", "gp").hosting.students == 1
        assert placed.row("01001", "gp").hosting.half_days == 2
        assert placed.row("69003", "gp").hosting.students == 0

    def test_nearest_places(self, found):
        near = found.row("01001-Q1", "gp").nearest
        assert near["supervisor"].name == "MSP des Lilas"
        assert near["health_centre"].identifier == "P1"  # of the census, at its territory's point
        assert near["supervisor"].minutes == 5  # 0.1 km and the fixed minutes

    def test_given_journeys_go_before_kilometres(self):
        given = semester(travel=[{"origin": "01001", "destination": "S3", "minutes": 1}])
        assert maillage.diagnose(given).row("01001", "gp").nearest["supervisor"].name == (
            "Centre de Ville"
        )


class TestSelection:
    def test_only_narrows_what_is_shown_and_compares_with_all(self, found):
        some = maillage.diagnose(semester(), only={"epci": ["E1"]})
        assert [t.territory_id for t in some.territories] == ["01001", "01001-Q1", "01002"]
        assert some.row("01002", "gp") != found.row("01002", "gp")  # the rank among those shown
        assert some.row("01002", "gp").standing == found.row("01002", "gp").standing
        assert some.area("all", None, "gp") == found.area("all", None, "gp")
        assert some.area("selection", None, "gp").population == 10_000

    def test_a_commune_brings_its_quarters(self):
        some = maillage.diagnose(semester(), only={"territory_id": ["01001"]})
        assert [t.territory_id for t in some.territories] == ["01001", "01001-Q1"]

    def test_columns_narrow_together(self):
        some = maillage.diagnose(semester(), only={"epci": ["E1", "E2"], "qpv": ["oui"]})
        assert [t.territory_id for t in some.territories] == ["01001-Q1"]

    @pytest.mark.parametrize("only", [{"name": ["A"]}, {"epci": ["E9"]}, {"qpv": ["peut-être"]},
                                      {"epci": ["E2"], "qpv": ["x"]}])  # fmt: skip
    def test_what_fits_nothing_is_refused(self, only):
        with pytest.raises(maillage.CannotDiagnose):
            maillage.diagnose(semester(), only=only)


@st.composite
def many(draw):
    """Return territories of two départements, some of them quarters, and their professionals."""
    codes = draw(st.lists(st.sampled_from([f"{c}{q}" for c in "ABCD" for q in ("", "-Q1", "-Q2")]),
                          min_size=1, unique=True))  # fmt: skip
    rows = [
        {"territory_id": code, "name": code, "lat": 46 + 0.01 * k, "lon": 5.0,
         "department": "01" if code[0] < "C" else "02",
         "population": draw(st.none() | st.integers(0, 5000)),
         "apl": draw(st.none() | st.integers(0, 60).map(lambda n: n / 10))}
        for k, code in enumerate(codes)
    ]  # fmt: skip
    people = [
        {"provider_id": f"P{k}", "profession": "gp", "territory_id": code, "fte": fte,
         "birth_year": year}
        for k, (code, fte, year) in enumerate(draw(st.lists(st.tuples(
            st.sampled_from(codes), st.none() | st.sampled_from((0.1, 0.5, 1.0)),
            st.none() | st.integers(1955, 1995)), max_size=8)))
    ]  # fmt: skip
    return rows, people


class TestTotals:
    @given(many())
    def test_totals_are_those_of_a_plain_count(self, made):
        rows, people = made
        diagnosis = maillage.diagnose(
            read_rows({"territories": rows, "providers": people}, job="diagnose")
        )
        codes = {row["territory_id"] for row in rows}
        communes = [r for r in rows if r["territory_id"].split("-")[0] not in
                    codes - {r["territory_id"]}]  # fmt: skip
        for kind, code in (("all", ""), ("department", "01"), ("department", "02")):
            area = diagnosis.area(kind, code, "gp")
            own = [r for r in rows if kind == "all" or r["department"] == code]
            inside = {r["territory_id"] for r in own}
            if not own:
                assert area is None
                continue
            assert area.population == sum(r["population"] or 0 for r in communes if r in own)
            assert area.territories == sum(r in own for r in communes)
            workers = [p for p in people if p["territory_id"] in inside]
            if people:
                assert area.workforce.providers == len(workers)
                exact = sum(Fraction(str(p["fte"] or 1)) if p["fte"] else 1 for p in workers)
                assert area.workforce.fte == pytest.approx(float(exact))

    @given(many())
    def test_order_of_rows_never_matters(self, made):
        rows, people = made
        other_rows, other_people = list(rows), list(people)
        Random(1).shuffle(other_rows)
        Random(2).shuffle(other_people)
        one = read_rows({"territories": rows, "providers": people}, job="diagnose")
        other = read_rows({"territories": other_rows, "providers": other_people}, job="diagnose")
        assert maillage.diagnose(one).rows == maillage.diagnose(other).rows
        assert maillage.diagnose(one).areas == maillage.diagnose(other).areas


class TestFiles:
    def test_csv_json_and_frame_say_the_same(self, found):
        files = diagnosis_files(found, "fr")
        lines = list(csv.DictReader(io.StringIO(files["diagnosis.csv"].decode())))
        content = json.loads(files["diagnosis.json"])
        frame = found.to_frame()
        assert len(lines) == len(frame) == len(found.rows)
        assert list(frame.columns) == list(lines[0])
        places = {place["territory_id"]: place for place in content["territories"]}
        for number, line in enumerate(lines):
            facts = places[line["territory_id"]]["professions"][line["profession"]]
            for name in ("need", "fte", "accessibility", "leavers_5_years", "supervisors"):
                text = line[name]
                assert facts[name] == (float(text) if text else None)
                assert frame[name].isna().iloc[number] == (text == "")

    def test_every_column_has_its_words(self):
        for lang in ("en", "fr"):
            words = diagnosis_words(lang)
            assert all(words[column.name] for column in COLUMNS)
        assert len({key for key, *_ in LINES}) == len(LINES)

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_the_workbook_holds_all_of_it(self, found, lang):
        book = openpyxl.load_workbook(io.BytesIO(diagnosis_files(found, lang)["diagnosis.xlsx"]))
        words = diagnosis_words(lang)
        sheet = book[words["sheet_territories"]]
        heads = [cell.value for cell in sheet[1]]
        assert words["need"] in heads
        assert sheet.max_row == len(found.rows) + 1
        said = [cell.value for cell in book[words["sheet_indicators"]]["A"]]
        assert words["heading_health"] in said

    def test_same_input_same_bytes(self, found):
        assert diagnosis_files(found, "fr") == diagnosis_files(maillage.diagnose(semester()), "fr")

    def test_territories_alone_make_all_files(self):
        bare = read_rows({"territories": [{"territory_id": "1", "name": "A"}]}, job="diagnose")
        files = diagnosis_files(maillage.diagnose(bare), "en")
        assert set(files) == {"diagnosis.csv", "diagnosis.xlsx", "diagnosis.json", "report.html"}
        assert b"A" in files["report.html"]

    def test_names_that_mean_harm_stay_texts(self):
        rows = [
            {**TERRITORIES[0], "territory_id": str(k), "name": name, "ind_projets_forces": name}
            for k, name in enumerate(HOSTILE)
        ]
        diagnosis = maillage.diagnose(semester(territories=rows + TERRITORIES), title=HOSTILE[0])
        files = diagnosis_files(diagnosis, "en")
        assert b"<script>alert" not in files["report.html"]
        cells = [
            c for line in csv.reader(io.StringIO(files["diagnosis.csv"].decode())) for c in line
        ]
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
        archive = zipfile.ZipFile(io.BytesIO(files["diagnosis.xlsx"]))
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets")]
        assert not any(b"<f>" in sheet for sheet in sheets)

    @pytest.mark.parametrize(
        ("text", "said"),
        [("=1", "'=1"), ("-5", "-5"), ("-5,2", "-5,2"), ("- loyers", "'- loyers"), ("A-1", "A-1")],
    )
    def test_texts_of_csv_are_no_formulas(self, text, said):
        assert harmless(text) == said


SQUARE = [[[4.9, 45.9], [5.1, 45.9], [5.1, 46.1], [4.9, 46.1], [4.9, 45.9]]]


def outline(code, key="INSEE_COM", shape=SQUARE, kind="Polygon"):
    return {"type": "Feature", "properties": {key: code, "nom": "x"},
            "geometry": {"type": kind, "coordinates": shape}}  # fmt: skip


class TestOutlines:
    def written(self, folder: Path, content: object) -> Path:
        path = folder / "map.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def test_the_property_with_the_codes_is_found(self, tmp_path):
        features = [outline("01001"), outline(1002), outline("99999")]
        path = self.written(tmp_path, {"type": "FeatureCollection", "features": features})
        found = maillage.diagnose(semester(), geojson=path).boundaries
        assert (found.key, set(found.geometries)) == ("INSEE_COM", {"01001", "01002"})

    @pytest.mark.parametrize(
        "content",
        [[], {"features": [1]}, {"features": []}, {"features": [outline("x")]},
         {"features": [outline("01001", shape=[[[700000.0, 6600000.0]] * 4])]},
         {"features": [outline("01001", kind="Point", shape=[5, 46])]}],
    )  # fmt: skip
    def test_what_is_no_map_of_these_is_refused(self, tmp_path, content):
        path = self.written(tmp_path, content)
        with pytest.raises(maillage.InputError) as refused:
            maillage.diagnose(semester(), geojson=path)
        assert "map.json" in str(refused.value)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("input") / "semester.xlsx"
    write_workbook(tables(), path, "en")
    return path


class TestCommand:
    def test_writes_and_says_where_most_is_lacking(self, workbook, tmp_path):
        result = run("diagnose", workbook, "-o", tmp_path / "out", "--lang", "en")
        assert result.exit_code == 0, result.output
        assert "Haut-Bourg (01001)" in result.output
        assert {p.name for p in (tmp_path / "out").iterdir()} == {
            "diagnosis.csv", "diagnosis.xlsx", "diagnosis.json", "report.html"
        }  # fmt: skip
        again = run("diagnose", workbook, "-o", tmp_path / "out", "--only", "epci=E1")
        assert again.exit_code == 0
        assert "69003" not in (tmp_path / "out" / "diagnosis.csv").read_text(encoding="utf-8")

    def test_leaves_other_folders_alone(self, workbook, tmp_path):
        (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
        assert run("diagnose", workbook, "-o", tmp_path).exit_code == 2
        assert (tmp_path / "mine.txt").exists()

    @pytest.mark.parametrize("only", ["epci", "epci=", "colour=red", "epci=E9"])
    def test_what_cannot_be_chosen_is_wrong_usage(self, workbook, tmp_path, only):
        result = run("diagnose", workbook, "-o", tmp_path / "out", "--only", only)
        assert result.exit_code == 2
        assert not (tmp_path / "out").exists()

    def test_faults_name_the_cell(self, tmp_path):
        rows = tables()
        rows["territories"][0]["population"] = "beaucoup"
        write_csv_folder(rows, tmp_path / "tables", "en")
        result = run("diagnose", tmp_path / "tables", "-o", tmp_path / "out")
        assert result.exit_code == 3
        assert "territories.csv:2" in result.output
        assert not (tmp_path / "out").exists()

    def test_a_result_of_other_sites_is_refused_with_its_line(self, workbook, tmp_path):
        folder = tmp_path / "placement"
        folder.mkdir()
        head = "student_id,programme_id,status,offer_id,wish_rank,part,supervisor_id,site_id,"
        head += "territory_id,half_days,half_day_count,weeks,minutes,housed,reason\n"
        line = "E1,N1,placed,,,1,M1,S9,01001,mon_am,1,,5,,\n"
        (folder / "placements.csv").write_text(head + line, encoding="utf-8")
        result = run("diagnose", workbook, "-o", tmp_path / "out", "--placement", folder)
        assert result.exit_code == 3
        assert "placements.csv:2" in result.output
