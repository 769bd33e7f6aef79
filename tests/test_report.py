"""The page of a placement: it says what the files say, and the form to publish names nobody."""

from __future__ import annotations

import csv
import io
import itertools
import re
import runpy
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import maillage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.outputs.guarded_counts import FEW, grouped, guarded
from maillage.matching.outputs.placement_page import placement_page
from maillage.matching.outputs.placement_page_words import LINES, page_words
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary
from maillage.matching.outputs.words import words_in
from maillage.matching.pages.assets import scripts
from maillage.matching.result import Placement, TierResult
from maillage.matching.semester import Semester
from maillage.matching.tables.schema import TABLE

from . import outputs_example
from .cli_example import example, run, workbook
from .report_example import demonstration, figures_of, tables_of

Lines = list[dict[str, str]]


@pytest.fixture(scope="module")
def semester() -> Semester:
    return demonstration()[0]


@pytest.fixture(scope="module")
def page() -> str:
    return placement_page(*demonstration(), "en")


@pytest.fixture(scope="module")
def public() -> str:
    return placement_page(*demonstration(), "en", anonymous=True)


@pytest.fixture(scope="module")
def lines() -> Lines:
    """Return the lines of placements.csv."""
    return list(csv.DictReader(io.StringIO(placements_csv(rows_of(*demonstration())))))


@pytest.fixture(scope="module")
def parts(lines: Lines) -> Lines:
    return [line for line in lines if line["part"]]


def half_days(lines: Lines) -> int:
    return sum(int(line["half_day_count"]) for line in lines)


def zone_of(semester: Semester, line: dict[str, str]) -> str:
    """Return the zone of a line, from the tables: that of the programme's profession."""
    profession = semester.programme[line["programme_id"]].profession
    territory = line["territory_id"]
    dated = [
        z
        for z in semester.zones
        if (z.territory_id, z.profession) == (territory, profession)
        and (z.start is None or z.start <= semester.settings.first_day)
        and (z.end is None or z.end >= semester.settings.first_day)
    ]
    if dated:
        return dated[-1].zone
    return (semester.territory[territory].zone or "none") if profession == "gp" else "none"


# -- the same figures as the files ----------------------------------------------------------


def test_the_head_says_what_the_summary_says(page: str):
    counts = summary(*demonstration())["counts"]
    shown = figures_of(page)
    assert shown["Students"] == str(counts["students"])
    assert shown["Placed"] == str(counts["placed"])
    assert shown["Without a place"] == str(counts["unplaced"])
    for label, number in (("First wish", "1"), ("Second wish", "2"), ("Third wish", "3")):
        assert shown[label] == str(counts["by_wish_rank"].get(number, 0))
    assert shown["Proof"] == "best possible"


def test_half_days_by_zone_are_those_of_the_lines(page: str, semester: Semester, parts: Lines):
    expected: Counter[str] = Counter()
    for line in parts:
        expected[zone_of(semester, line)] += int(line["half_day_count"])
    table = tables_of(page)["By zone"]
    names = {"no zone": "none"}
    shown = dict(zip(table["Zone"], table["Half-days per week"], strict=True))
    assert {names.get(zone, zone): n for zone, n in shown.items()} == expected
    short = expected["ZIP"] + expected["ZAC"]
    assert figures_of(page)["Half-days in ZIP and ZAC"].replace(",", "") == str(short)


def test_every_student_has_a_row_with_its_lines(page: str, semester: Semester, lines: Lines):
    table = tables_of(page)["By student"]
    rows = {row[1]: dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)}
    by_student = defaultdict(list)
    for line in lines:
        by_student[line["student_id"]].append(line)
    assert set(rows) == set(by_student)
    for name, own in by_student.items():
        row, placed = rows[name], [line for line in own if line["part"]]
        assert row["Programme"] == own[0]["programme_id"]
        assert row["Status"] == own[0]["status"]
        rank = own[0]["wish_rank"]
        assert (row["Wish rank"] or 0) == pytest.approx(float(rank or 0))
        minutes = [int(line["minutes"]) for line in placed]
        assert row["Longest journey, min"] == max(minutes, default=None)
        for line in placed:
            assert semester.territory[line["territory_id"]].name in row["Territory"]
            assert semester.site[line["site_id"]].name in row["Site"]


@pytest.mark.parametrize(
    ("caption", "key", "column"),
    [
        ("By supervisor", "supervisor_id", "Supervisor id"),
        ("By territory", "territory_id", "Territory code"),
    ],
)
def test_half_days_by_host_and_place(page: str, parts: Lines, caption: str, key: str, column: str):
    expected: dict[str, Lines] = defaultdict(list)
    for line in parts:
        expected[line[key]].append(line)
    table = tables_of(page)[caption]
    shown = dict(zip(table[column], table["Half-days per week"], strict=True))
    assert {k: n for k, n in shown.items() if n} == {k: half_days(v) for k, v in expected.items()}
    if "Students" in table:
        students = dict(zip(table[column], table["Students"], strict=True))
        assert {k: n for k, n in students.items() if n} == {
            k: len({line["student_id"] for line in v}) for k, v in expected.items()
        }


def test_sites_have_their_students(page: str, semester: Semester, parts: Lines):
    table = tables_of(page)["By site"]
    students = defaultdict(set)
    for line in parts:
        students[line["site_id"]].add(line["student_id"])
    assert len(table["Site"]) == len(semester.sites)
    assert sorted(n for n in table["Students"] if n) == sorted(map(len, students.values()))


def test_quotas_are_counted_as_the_lines_say(page: str, semester: Semester, parts: Lines):
    def inside(quota, line) -> bool:
        if quota.programme_id not in (None, line["programme_id"]):
            return False
        territory = semester.territory[line["territory_id"]]
        return {
            "zone": zone_of(semester, line) in quota.values,
            "qpv": territory.qpv,
            "territory": territory.territory_id in quota.values,
        }[quota.scope]

    table = tables_of(page)["Quotas"]
    shown = dict(zip(table["Quota"], table["Reached"], strict=True))
    assert len(shown) == len(semester.quotas) > 3
    for quota in semester.quotas:
        own = [line for line in parts if inside(quota, line)]
        students = len({line["student_id"] for line in own})
        expected = half_days(own) if quota.unit == "half_days" else students
        assert shown[quota.quota_id] == expected


def test_seats_left_are_what_hosts_have_beyond_their_students(semester: Semester, page: str):
    table = tables_of(page)["Empty seats"]
    shown = dict(zip(table["Identifier"], table["Left"], strict=True))
    hosted = defaultdict(set)
    for student in demonstration()[1].students:
        for part in student.parts:
            hosted[part.supervisor_id].add(student.student_id)
    left = {
        s.supervisor_id: s.max_students - len(hosted[s.supervisor_id]) for s in semester.supervisors
    }
    offers = {offer.offer_id: offer.seats for offer in semester.offers if offer.open}
    assert shown == {name: n for name, n in (left | offers).items() if n > 0}


def test_reasons_are_all_there(page: str):
    placement = demonstration()[1]
    table = tables_of(page)["Reasons"]
    assert sorted(zip(table["Student id"], table["Wish rank"], strict=True)) == sorted(
        (refusal.student_id, refusal.wish_rank) for refusal in placement.refusals
    )


def test_the_semester_before_is_that_of_the_history(page: str, semester: Semester):
    latest = max(line.semester for line in semester.history)
    own = [line for line in semester.history if line.semester == latest]
    assert f"Compared with semester {latest}" in page
    table = tables_of(page)["Both semesters"]
    then = dict(zip(table["Figure"], table["Then"], strict=True))
    assert then["Students"] == str(len({line.student_id for line in own}))
    assert then["Sites with students"] == str(len({line.site_id for line in own}))
    assert "Compared with semester" not in placement_page(*SMALL, "en")


def test_journeys_and_wishes_add_up_to_those_placed(page: str):
    placed = summary(*demonstration())["counts"]["placed"]
    figures = re.findall(r'<details class="figures">.*?</details>', page, re.DOTALL)
    journeys = next(f for f in figures if "Minutes one way" in f)
    assert sum(map(int, re.findall(r"<td[^>]*>(\d+)</td>", journeys))) == placed
    wishes = next(f for f in figures if "off the list" in f)
    assert sum(map(int, re.findall(r"<td[^>]*>(\d+)</td>", wishes))) == placed


# -- what is proven -------------------------------------------------------------------------


def test_objectives_have_value_bound_and_what_is_proven(page: str):
    table = tables_of(page)["Objectives, first to last"]
    assert table["Bound"][-1] == "25,600\N{NO-BREAK SPACE}min"
    assert table["What is proven"][0] == "Nothing better exists."
    assert table["What is proven"][-1].startswith("At most 0.3697")
    assert "--tiers placed,value,travel" in page


def tiers_of(value: int, bound: int, placed: int = 5) -> Placement:
    """Return the small result without protection."""
    tiers = (
        TierResult("placed", None, placed, placed, 0.0, 0.0),
        TierResult("value", None, value, bound, 0.0, 0.0),
    )
    return replace(outputs_example.PLACEMENT, tiers=tiers)


SMALL = outputs_example.SEMESTER, outputs_example.PLACEMENT


@pytest.mark.parametrize(
    ("value", "bound", "said"),
    [
        (1_237_010_890, 1_237_010_890, "costs 2.443 of the objective need and wishes: 1,234.568"),
        (1_237_010_890, 1_238_000_890, "costs between 2.443 and 3.433 of the objective"),
        (1_230_000_000, 1_238_000_890, "costs between 0.000 and 3.433 of the objective"),
    ],
)
def test_the_price_of_protection_lies_between_what_is_proven(value: int, bound: int, said: str):
    assert said in placement_page(*SMALL, "en", without=tiers_of(value, bound))


def test_a_result_that_differs_before_gives_no_price():
    for without in (tiers_of(1, 1, placed=4), outputs_example.PLACEMENT):
        said = placement_page(*SMALL, "en", without=without)
        assert "does not say what the protection costs" in said


def test_a_choice_by_rank_claims_no_optimum():
    semester, placement = SMALL
    serial = replace(placement, mechanisms=dict.fromkeys(placement.mechanisms, "serial"))
    said = placement_page(semester, serial, "en")
    assert "Nothing was optimised" in said
    assert figures_of(said)["Proof"] == "choice by rank"
    assert "What is proven" not in tables_of(said)["What came of it (not optimised)"]


def test_an_open_gap_is_said_first():
    semester, placement = SMALL
    tiers = (*placement.tiers[:2], replace(placement.tiers[2], bound=1_300_000_000, gap=0.03))
    said = placement_page(semester, replace(placement, tiers=tiers, status="feasible"), "en")
    assert figures_of(said)["Proof"] == "not proven"
    assert "need and wishes: gap 3" in said


# -- the same bytes, in either language -----------------------------------------------------


def test_the_same_result_gives_the_same_bytes(page: str):
    semester, placement = demonstration()
    again = replace(
        placement,
        students=placement.students[::-1],
        refusals=placement.refusals[::-1],
        seconds={"solve": 1.0},
        peak_mb=7.0,
    )
    assert placement_page(semester, again, "en") == page


@pytest.mark.parametrize("anonymous", [False, True])
def test_no_english_is_in_the_french_page(anonymous: bool):
    page = placement_page(*demonstration(), "fr", anonymous=anonymous)
    english, french = words_in("en"), words_in("fr")
    own = {english[k] for k in english} | {line[1] for line in LINES}
    same = {french[k] for k in french} | {line[2] for line in LINES}
    page = own_text(page)
    shown = {text.strip() for text in re.findall(r">([^<>{}]+)<", page)}
    assert shown & (own - same) - set(TABLE) == set()  # fingerprints have the names of tables
    sentences = runpy.run_path(str(Path(__file__).parent.parent / ".ci" / "catalogs.py"))
    catalog = sentences["read_catalog"]()
    whole = {m.id for m in catalog if isinstance(m.id, str) and m.id != m.string and len(m.id) > 25}
    assert [text for text in whole if f">{text}<" in page] == []


def test_both_languages_have_the_same_fields():
    for key, english, french in LINES:
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", french)), key
    assert page_words("fr")["page_students"] == "Étudiants"


# -- the form to be published ---------------------------------------------------------------


def own_text(page: str) -> str:
    """Return a page, scripts with its data too, without the libraries that all pages carry."""
    for script in scripts(frozenset({"tables", "charts"})):
        assert str(script.text) in page
        page = page.replace(str(script.text), "")
    return page


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nobody_is_named_in_the_page_to_be_published(semester: Semester, lang: str):
    public = placement_page(*demonstration(), lang, anonymous=True)
    secret = {
        *(x for s in semester.students for x in (s.student_id, s.name, s.email)),
        *(x for s in semester.supervisors for x in (s.supervisor_id, s.name)),
        *(x for s in semester.sites for x in (s.site_id, s.name)),
        *(x for offer in semester.offers for x in (offer.offer_id, offer.name)),
        *(quota.quota_id for quota in semester.quotas),
    } - {None}
    text = own_text(public)
    near = [name for name in secret if name in text]  # "Q1" is in the code of a quarter, "86194-Q1"
    found = {name for name in near if re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text)}
    assert found == set()
    assert "plus de place" not in text
    assert "giving it costs" not in text


def test_no_home_is_in_the_page_to_be_published(public: str, semester: Semester):
    places = {(t.lat, t.lon) for t in semester.territories}
    homes = {(s.lat, s.lon) for s in semester.students if s.lat is not None} - places
    assert homes
    for lat, lon in homes:
        assert not (str(lat) in public and str(lon) in public)


def test_small_counts_are_not_in_the_table_by_territory(public: str, parts: Lines):
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in parts:
        expected[line["programme_id"], line["territory_id"]].add(line["student_id"])
    table = tables_of(public)["By territory"]
    columns = [heading for heading in table if heading.startswith("Students ")]
    assert len(columns) == 4
    seen = set()
    for column in columns:
        programme = column.removeprefix("Students ")
        for territory, shown in zip(table["Territory code"], table[column], strict=True):
            count = len(expected[programme, territory])
            seen.add(shown)
            if 0 < count < FEW:
                assert shown in {"1–4", "not shown"}
            else:
                assert shown in {str(count), "5 or more", "not shown"}
    assert "1–4" in seen


def test_totals_stay_in_the_page_to_be_published(public: str):
    counts = summary(*demonstration())["counts"]
    shown = figures_of(public)
    assert (shown["Students"], shown["Placed"]) == (str(counts["students"]), str(counts["placed"]))
    assert "11 students" not in public  # of the worst class


@given(st.lists(st.integers(0, 9), min_size=2, max_size=3))
def test_no_small_count_follows_from_the_others_and_the_sum(counts: list[int]):
    shown = guarded(counts, sum(counts))
    ranges = [
        {"few": range(1, FEW), "some": range(FEW, 28), "held": range(28)}.get(s, [s]) for s in shown
    ]
    possible = [c for c in itertools.product(*ranges) if sum(c) == sum(counts)]
    assert tuple(counts) in possible
    for k, count in enumerate(counts):
        if 0 < count < FEW:
            assert isinstance(shown[k], str)
            assert len({c[k] for c in possible}) > 1
        if isinstance(shown[k], int):
            assert shown[k] == count


@given(st.lists(st.integers(0, 9), max_size=9))
def test_neighbours_are_put_together_until_they_are_enough(counts: list[int]):
    groups = grouped(counts)
    covered = [k for group in groups for k in range(group.first, group.last + 1)]
    assert covered == list(range(len(counts)))
    for group in groups:
        assert group.students == sum(counts[group.first : group.last + 1])
        assert group.students >= FEW or group.students == 0 or len(groups) == 1


# -- hostile names, other sizes -------------------------------------------------------------


def test_large_semesters_leave_out_what_they_say(monkeypatch: pytest.MonkeyPatch):
    from maillage.matching.outputs import placement_page as module

    monkeypatch.setattr(module, "MOST_STUDENTS", 100)
    said = placement_page(*demonstration(), "en")
    assert "The week, half-day by half-day" not in said
    assert "Reasons" not in tables_of(said)
    assert "Of more than 100 students" in said
    assert len(tables_of(said)["By student"]["Student"]) == 224


def test_a_semester_where_nobody_is_placed_has_a_page():
    semester = outputs_example.SEMESTER
    nobody = [
        replace(s, status="unplaced", parts=(), reason="no-bundle", offer_id=None, wish_rank=None)
        for s in outputs_example.PLACEMENT.students
    ]
    placement = replace(outputs_example.PLACEMENT, students=tuple(nobody), refusals=())
    for anonymous in (False, True):
        said = placement_page(semester, placement, "en", anonymous=anonymous)
        assert figures_of(said)["Placed"] == "0"


# -- the commands ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def placed(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("report")
    file = workbook(folder / "semester.xlsx")
    done = run("place", file, "-o", folder / "out", "--lang", "fr")
    assert done.exit_code == 0, done.output
    return file, folder / "out"


def test_report_makes_the_page_of_place_again(placed: tuple[Path, Path], tmp_path: Path):
    file, folder = placed
    first = (folder / "report.html").read_bytes()
    assert b'<html lang="fr"' in first
    done = run("report", file, folder, "-o", tmp_path / "again.html", "--lang", "fr")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "again.html").read_bytes() == first
    assert maillage.verify(maillage.read_semester(file), folder).ok


def test_report_writes_into_the_folder_and_refuses_another_input(
    placed: tuple[Path, Path], tmp_path: Path
):
    file, folder = placed
    semester = maillage.read_semester(file)
    written = maillage.write_report(semester, folder, lang="en", anonymous=True)
    text = written.read_text(encoding="utf-8")
    assert written == folder / "report.html"
    assert all(f">{student.name}<" not in text for student in semester.students)
    tables = example()
    tables["students"][0]["name"] = "Another"
    other = maillage.read_rows(tables)
    with pytest.raises(maillage.InputError):
        maillage.write_report(other, folder, tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()
