"""Places marked in the workbook of a result are kept in the next run, exactly as they were."""

import csv
import json
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import maillage
import pytest
from cli_example import example, run, workbook
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, InputError, keep_marked, place, replay, verify, write_results
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from .conformance import CASES, market_of
from .effort import EXAMPLES
from .strategies import semesters, to_semester

Tables = dict[str, list[dict[str, object]]]

many = settings(
    max_examples=EXAMPLES // 5,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def edited(path: Path, edit: Callable[[Worksheet, dict[str, int]], None]) -> Path:
    """Change the sheet of students as a coordinator does; columns are told by their headings."""
    book = load_workbook(path)
    sheet = book.worksheets[1]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    edit(sheet, columns)
    book.save(path)
    return path


def mark(path: Path, students: Iterable[str], word: object = "x", *, last: bool = False) -> Path:
    """Mark students at their first row, or at their last one."""
    wanted = set(students)

    def edit(sheet: Worksheet, columns: dict[str, int]) -> None:
        keep = columns.get("Keep") or columns["Garder"]
        name = columns.get("Student id") or columns["N° étudiant"]
        rows = range(2, sheet.max_row + 1)
        for row in reversed(rows) if last else rows:
            if sheet.cell(row, name).value in wanted:
                sheet.cell(row, keep).value = word
                wanted.remove(sheet.cell(row, name).value)

    edited(path, edit)
    assert not wanted
    return path


def where(placement: Placement) -> dict[str, object]:
    """Return offer, parts and housing of each placed student."""
    return {
        s.student_id: (
            s.offer_id,
            sorted((p.supervisor_id, p.site_id, p.half_days, p.weeks) for p in s.parts),
            s.housed,
        )
        for s in placement.students
        if s.parts
    }


def placed_and_marked(
    semester: Semester, folder: Path, choose: Callable[[list[str]], list[str]], **options: object
) -> tuple[Placement, Semester, list[str]]:
    """Place, write, mark some: the placement, the semester with the marks, whom they name."""
    try:
        before = place(semester, **options)
    except (InputError, CannotBeMet):
        assume(False)
        raise
    write_results(semester, before, folder)
    chosen = choose(sorted(where(before)))
    mark(folder / "placements.xlsx", chosen)
    return before, keep_marked(semester, folder), chosen


def some(data: st.DataObject) -> Callable[[list[str]], list[str]]:
    def choose(names: list[str]) -> list[str]:
        return data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []

    return choose


# What is kept


@many
@given(tables=semesters(), data=st.data())
def test_optimal_places_are_kept_and_the_optimum_stays(tmp_path_factory, tables, data):
    """The optimum keeps every mark, so that the best with the marks is as good, tier by tier."""
    semester = to_semester(tables)
    folder = tmp_path_factory.mktemp("kept")
    before, marked, chosen = placed_and_marked(semester, folder, some(data))
    after = place(marked)
    assert {name: where(after)[name] for name in chosen} == {
        name: where(before)[name] for name in chosen
    }
    assert {s.student_id for s in after.students if s.status == "locked"} == {
        *chosen,
        *(lock.student_id for lock in semester.locks),
    }
    if len({tier.order for tier in before.tiers}) == 1:
        values = [[(t.name, t.value) for t in found.tiers] for found in (before, after)]
        assert values[0] == values[1]
    assert_good(semester, marked, after, tmp_path_factory.mktemp("again"))


def assert_good(semester: Semester, marked: Semester, after: Placement, folder: Path) -> None:
    """Verify a result from its folder and the input alone, and with the marks; replay it."""
    write_results(marked, after, folder)
    assert [str(v) for v in verify(semester, folder).violations] == []
    assert [str(v) for v in verify(marked, folder).violations] == []
    found = replay(folder, semester)
    assert found.identical, found
    # Without any change the new workbook keeps the same students.
    again = keep_marked(semester, folder)
    assert (again.marks is None) == (marked.marks is None)
    if again.marks is not None and marked.marks is not None:
        assert again.marks.places == marked.marks.places


@many
@given(tables=semesters(), mechanism=st.sampled_from(["serial", "stable"]), data=st.data())
def test_chosen_and_matched_places_are_kept(tmp_path_factory, tables, mechanism, data):
    semester = to_semester(tables)
    folder = tmp_path_factory.mktemp("kept")
    before, marked, chosen = placed_and_marked(semester, folder, some(data), mechanism=mechanism)
    after = place(marked, mechanism=mechanism)
    assert {name: where(after)[name] for name in chosen} == {
        name: where(before)[name] for name in chosen
    }
    assert_good(semester, marked, after, tmp_path_factory.mktemp("again"))


def test_the_others_are_placed_anew(tmp_path: Path):
    """Of two who want one place the second one has it, where it was kept for him."""
    tables = wanted_by_two()
    semester = read_rows(tables)
    assert where(place(semester)).keys() == {"E1"}
    tables["students"][0]["programme_id"] = "Q"
    alone = read_rows(tables)
    write_results(alone, place(alone), tmp_path)
    mark(tmp_path / "placements.xlsx", ["E2"])
    marked = keep_marked(semester, tmp_path)
    for mechanism in (None, "optimal", "serial", "stable"):
        assert where(place(marked, mechanism=mechanism)).keys() == {"E2"}, mechanism


def wanted_by_two() -> Tables:
    """Return two students and an offer of one seat, which the first one has by rank."""
    return {
        "settings": [{"key": "semester", "value": "2027-05"}],
        "territories": [{"territory_id": "T", "name": "T", "lat": 48.9, "lon": 2.4}],
        "sites": [
            {"site_id": "S", "name": "S", "kind": "other", "setting": "centre",
             "territory_id": "T", "lat": 48.9, "lon": 2.4}
        ],
        "supervisors": [
            {"supervisor_id": "H", "name": "H", "profession": "gp", "site_id": "S",
             "programmes": "P", "max_students": 1, "mon_am": "x", "mon_pm": "x"}
        ],
        "programmes": [
            {"programme_id": name, "name": name, "profession": "gp", "half_days": 1,
             "mechanism": "serial", "composition": "offers"} for name in ("P", "Q")
        ],
        "students": [
            {"student_id": f"E{k}", "name": f"E{k}", "programme_id": "P", "rank": k,
             "territory_id": "T"} for k in (1, 2)
        ],
        "offers": [{"offer_id": "O", "programme_id": "P", "seats": 1}],
        "offer_parts": [{"offer_id": "O", "supervisor_id": "H", "half_days": "mon_am"}],
        "wishes": [{"student_id": f"E{k}", "rank": 1, "target": "O"} for k in (1, 2)],
    }  # fmt: skip


def housed_far_away() -> Tables:
    """Return two students who live far off, and one place to house them."""
    tables = wanted_by_two()
    tables["sites"][0] |= {"housing_places": 1}
    tables["supervisors"][0] |= {"max_students": 2, "max_at_once": 2}
    tables["offers"][0] |= {"seats": 2}
    for student in tables["students"]:
        del student["territory_id"]
        student |= {"lat": 44.0, "lon": 2.4, "max_minutes": 30, "needs_housing": "x"}
    return tables


@pytest.mark.parametrize("mechanism", ["optimal", "serial", "stable"])
def test_housing_is_kept(mechanism: str, tmp_path: Path):
    semester = read_rows(housed_far_away())
    before = place(semester, mechanism=mechanism)
    (name,) = where(before)
    assert next(s for s in before.students if s.student_id == name).housed == "S"
    write_results(semester, before, tmp_path / "out")
    mark(tmp_path / "out" / "placements.xlsx", [name])
    marked = keep_marked(semester, tmp_path / "out")
    after = place(marked, mechanism=mechanism)
    assert where(after) == where(before)
    assert_good(semester, marked, after, tmp_path / "again")


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("input") / "semester.xlsx")


@pytest.fixture
def result(semester: Path, tmp_path: Path) -> Path:
    assert run("place", semester, "-o", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def lines(directory: Path, student: str) -> list[dict[str, str]]:
    with (directory / "placements.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["student_id"] == student]


@pytest.mark.parametrize("last", [False, True])
def test_a_mark_at_any_part_keeps_all_parts(last: bool, result: Path, semester: Path):
    assert len(lines(result, "01")) == 2
    mark(result / "placements.xlsx", ["01"], last=last)
    before = lines(result, "01")
    answer = run("place", semester, "-o", result, "--keep", result)
    assert answer.exit_code == 0
    assert "1 placement is kept as marked." in answer.output
    after = lines(result, "01")
    assert [row.pop("status") for row in after] == ["locked", "locked"]
    assert [{k: v for k, v in row.items() if k != "status"} for row in before] == after


def test_who_is_marked_stays_marked_until_the_mark_is_taken_away(result: Path, semester: Path):
    mark(result / "placements.xlsx", ["01", "03"])
    assert run("place", semester, "-o", result, "--keep", result).exit_code == 0
    answer = run("place", semester, "-o", result, "--keep", result)
    assert "2 placements are kept as marked." in answer.output
    mark(result / "placements.xlsx", ["01"], None)
    answer = run("place", semester, "-o", result, "--keep", result)
    assert "1 placement is kept as marked." in answer.output
    mark(result / "placements.xlsx", ["03"], "non")
    answer = run("place", semester, "-o", result, "--keep", result)
    assert "No student is marked to be kept: everybody is placed anew." in answer.output
    assert lines(result, "01")[0]["status"] == "placed"
    assert "marked" not in json.loads((result / "summary.json").read_text())


@pytest.mark.parametrize("word", ["x", "X", "oui", "Yes", "vrai", "1", 1, 1.0, True])
def test_the_words_of_a_mark(word: object, result: Path, semester: Path):
    mark(result / "placements.xlsx", ["05"], word)
    marked = keep_marked(maillage.read_semester(semester), result)
    assert marked.marks is not None
    assert marked.marks.students == {"05"}


@pytest.mark.parametrize("word", ["non", "0", False, "", "  "])
def test_the_words_of_no_mark(word: object, result: Path, semester: Path):
    mark(result / "placements.xlsx", ["05"], word)
    assert keep_marked(maillage.read_semester(semester), result).marks is None


def test_a_workbook_in_french_sorted_and_saved_elsewhere(semester: Path, tmp_path: Path):
    assert run("place", semester, "-o", tmp_path / "out", "--lang", "fr").exit_code == 0
    path = mark(tmp_path / "out" / "placements.xlsx", ["04", "01"])

    def turn_round(sheet: Worksheet, _: dict[str, int]) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, cells in enumerate(reversed(rows), start=2):
            for column, value in enumerate(cells, start=1):
                sheet.cell(number, column).value = value

    edited(path, turn_round)
    moved = path.rename(tmp_path / "marques.xlsx")
    before = {name: lines(tmp_path / "out", name) for name in ("01", "04")}
    answer = run("place", semester, "-o", tmp_path / "again", "--keep", moved, "--lang", "fr")
    assert answer.exit_code == 0
    assert "2 stages sont conservés, comme marqué." in answer.output
    for name, rows in before.items():
        assert lines(tmp_path / "again", name) == [{**row, "status": "locked"} for row in rows]
    recorded = json.loads((tmp_path / "again" / "summary.json").read_text())["marked"]
    assert recorded["file"] == str(moved)
    assert [one["student_id"] for one in recorded["places"]] == ["01", "04"]
    assert recorded["places"][0]["cell"].startswith("[marques.xlsx]Par étudiant!B")


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice(ending: str, result: Path, semester: Path, tmp_path: Path):
    """Its headings, hidden columns and marks are read as they were written."""
    mark(result / "placements.xlsx", ["01"], "oui")
    saved = saved_by_libreoffice(result / "placements.xlsx", tmp_path / "saved", ending)
    marked = keep_marked(maillage.read_semester(semester), saved)
    assert marked.marks is not None
    plain = keep_marked(maillage.read_semester(semester), result)
    assert plain.marks is not None
    assert marked.marks.places == plain.marks.places


def saved_by_libreoffice(path: Path, folder: Path, ending: str) -> Path:
    """Open and save a workbook in LibreOffice; without the program, the next best thing."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
               "--convert-to", ending, "--outdir", str(folder), str(path)]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    except FileNotFoundError:
        folder.mkdir()
        if ending == "ods":
            return odf_copy(path, folder / "placements.ods")
        load_workbook(path).save(folder / "placements.xlsx")
    return folder / f"placements.{ending}"


def odf_copy(path: Path, target: Path) -> Path:
    """Write the sheet of students as OpenDocument."""
    import pandas as pd

    frame = pd.read_excel(path, sheet_name=1, dtype=object)
    frame.to_excel(target, engine="odf", index=False, sheet_name="By student")
    return target


def test_marks_with_a_comparison_and_with_a_wave(result: Path, semester: Path, tmp_path: Path):
    mark(result / "placements.xlsx", ["05"])
    output = tmp_path / "compared"
    options = ["--compare", "serial,optimal", "--keep", result]
    assert run("place", semester, "-o", output, *options).exit_code == 0
    for name in ("serial", "optimal"):
        assert lines(output / name, "05")[0]["status"] == "locked"
        assert run("verify", semester, output / name).exit_code == 0
        assert run("replay", output / name, semester).exit_code == 0


def test_a_wave_with_marks(tmp_path: Path):
    half = CASES["hr-gi-1.6.5-11x5"]
    small = {name: {**host, "capacity": 1} for name, host in half["hospitals"].items()}
    first, later = market_of({**half, "hospitals": small}), market_of(half)
    write_results(first, place(first), tmp_path / "first")
    earlier = maillage.read_earlier(tmp_path / "first", later)
    write_results(later, place(later, after=earlier), tmp_path / "second")
    kept = {place.student_id for place in earlier}
    others = sorted(where(place(later, after=earlier)).keys() - kept)
    chosen = [min(kept), others[0]]
    mark(tmp_path / "second" / "placements.xlsx", chosen)
    marked = keep_marked(later, tmp_path / "second")
    after = place(marked, after=earlier)
    assert where(after) == where(place(later, after=earlier))
    assert_good(later, marked, after, tmp_path / "third")
    another = [place for place in earlier if place.student_id != chosen[0]]
    moved = [p for p in maillage.read_earlier(tmp_path / "second", later) if p.offer_id]
    other = next(p for p in moved if p.offer_id != where(after)[chosen[0]][0])
    wrong = [*another, type(other)(chosen[0], other.offer_id, other.parts, other.housed)]
    with pytest.raises(InputError, match=r"\[placements\.xlsx\]By student!B\d+: student .* keeps"):
        place(marked, after=wrong)


# What cannot be kept


def refused(semester: Semester | Tables, folder: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        keep_marked(semester if isinstance(semester, Semester) else read_rows(semester), folder)
    return [str(finding) for finding in error.value.findings]


CHANGES: dict[str, tuple[Callable[[Tables], object], str]] = {
    "the student is gone": (
        lambda t: t["students"].pop(0),
        "'01' does not exist in the semester. [unknown-reference]",
    ),
    "the supervisor is gone": (
        lambda t: (
            t["supervisors"][0].update(supervisor_id="M9"),
            t["students"][0].update(wish_1="M9"),
        ),
        "'M1' does not exist in the semester. [unknown-reference]",
    ),
    "the supervisor has left the site": (
        lambda t: t["supervisors"][0].update(site_id="LAC"),
        "supervisor 'M1' is never at site 'CAB'. [presence]",
    ),
    "the supervisor is not there at these half-days": (
        lambda t: t["supervisors"][0].update(mon_am=None),
        "can no longer keep this placement: a supervisor is not there at these half-days. "
        "[cannot-keep]",
    ),
    "the accreditation has ended": (
        lambda t: t["supervisors"][0].update(accreditation_end="2027-06-30"),
        "can no longer keep this placement: a supervisor is not accredited for the programme over "
        "the whole semester. [cannot-keep]",
    ),
    "the student refuses it now": (
        lambda t: t.update(wishes=[{"student_id": "01", "target": "M1", "refused": "x"}]),
        "can no longer keep this placement: the student refuses it. [cannot-keep]",
    ),
    "a conflict": (
        lambda t: t.update(conflicts=[{"student_id": "01", "site_id": "CDS"}]),
        "can no longer keep this placement: a conflict of interest is declared. [cannot-keep]",
    ),
    "been there before": (
        lambda t: (
            t.update(history=[{"student_id": "01", "semester": "2026-11", "supervisor_id": "M2"}]),
            t["programmes"][0].update(no_repeat="supervisor"),
        ),
        "can no longer keep this placement: the student has been there before. [cannot-keep]",
    ),
    "too far": (
        lambda t: t["students"][0].update(max_minutes=10),
        "can no longer keep this placement: it is farther from home than the student's limit. "
        "[cannot-keep]",
    ),
    "only where doctors are lacking": (
        lambda t: (t["students"][0].update(shortage_only="x"), t["territories"][0].update(zone="")),
        "can no longer keep this placement: not all of it lies in a zone short of practitioners, "
        "as the student asks. [cannot-keep]",
    ),
    "more half-days": (
        lambda t: t["programmes"][0].update(half_days=6),
        "can no longer keep this placement: the rules of programme 'N1', its offers or the housing "
        "have changed. [cannot-keep]",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_place_that_is_no_longer_possible(name: str, result: Path):
    change, message = CHANGES[name]
    mark(result / "placements.xlsx", ["01"])
    tables = example()
    if "refuses" in name:
        tables["students"][0] = {
            k: v for k, v in tables["students"][0].items() if not k.startswith("wish_")
        }
    change(tables)
    (said,) = refused(tables, result)
    assert said.startswith("[placements.xlsx]By student!B2: ")
    assert said.endswith(message)


def test_other_half_days_of_the_same_supervisors_are_not_the_same_place(result: Path):
    """Whole days with one supervisor each: split otherwise, the rules do not allow it."""
    mark(result / "placements.xlsx", ["01"])

    def swap(sheet: Worksheet, columns: dict[str, int]) -> None:
        assert sheet.cell(2, columns["Half-days"]).value == "Mon am+pm"
        sheet.cell(2, columns["Half-days"]).value = "Mon am, Tue pm"

    edited(result / "placements.xlsx", swap)
    (said,) = refused(example(), result)
    assert "can no longer keep this placement" in said


def test_all_faults_are_named_at_once(result: Path, tmp_path: Path):
    path = result / "placements.xlsx"
    mark(path, ["01", "03", "07"])
    mark(path, ["04"], "peut-être")

    def garble(sheet: Worksheet, columns: dict[str, int]) -> None:
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, columns["Student id"]).value == "03":
                sheet.cell(row, columns["Half-days"]).value = "lundi"

    edited(path, garble)
    tables = example()
    tables["students"][0]["max_minutes"] = 10
    answer = run(
        "place", workbook(tmp_path / "s.xlsx", tables), "-o", tmp_path / "n", "--keep", path
    )
    assert answer.exit_code == 3
    assert not (tmp_path / "n").exists()
    for text in (
        "[placements.xlsx]By student!M5: 'lundi' is no list of half-days",
        "[placements.xlsx]By student!B6: keep 'peut-être' is neither true nor false",
        "[placements.xlsx]By student!B9: student '07' has no place that could be kept.",
        "[placements.xlsx]By student!B2: student '01' can no longer keep this placement",
    ):
        assert text in answer.output


def test_a_lock_that_asks_for_another_place(result: Path, tmp_path: Path):
    mark(result / "placements.xlsx", ["05"])
    tables = example()
    tables["locks"] = [{"student_id": "05", "supervisor_ids": "M1"}]
    path = workbook(tmp_path / "locked.xlsx", tables, "en")
    (said,) = refused(maillage.read_semester(path), result)
    assert said == (
        "[placements.xlsx]By student!B7: the lock of student '05' (locks!A2) asks for another "
        "placement than the one marked here; take one of the two away. [lock-target]"
    )


def test_a_lock_that_agrees(result: Path, tmp_path: Path):
    mark(result / "placements.xlsx", ["05"])
    tables = example()
    tables["locks"] = [{"student_id": "05", "supervisor_ids": "M3", "reason": "agreed"}]
    semester = read_rows(tables)
    marked = keep_marked(semester, result)
    assert [(lock.reason, lock.overrides) for lock in marked.locks] == [("agreed", True)]
    after = place(marked)
    assert where(after)["05"][1] == [("M3", "LAC", (0, 1), "")]
    assert_good(semester, marked, after, tmp_path / "again")


@pytest.mark.parametrize("mechanism", ["optimal", "serial", "stable"])
def test_marks_that_cannot_hold_together(mechanism: str, tmp_path: Path):
    """Each is possible alone; the message names the cells."""
    tables = wanted_by_two()
    tables["supervisors"][0] |= {"max_students": 2, "max_at_once": 2}
    tables["offers"][0] |= {"seats": 2}
    both = read_rows(tables)
    write_results(both, place(both), tmp_path)
    mark(tmp_path / "placements.xlsx", ["E1", "E2"])
    marked = keep_marked(read_rows(wanted_by_two()), tmp_path)
    with pytest.raises(CannotBeMet) as error:
        place(marked, mechanism=mechanism)
    assert "[placements.xlsx]By student!B" in str(error.value)


@pytest.mark.parametrize("mechanism", ["optimal", "serial", "stable"])
def test_a_mark_overrides_no_maximum(mechanism: str, tmp_path: Path):
    tables = wanted_by_two()
    semester = read_rows(tables)
    write_results(semester, place(semester), tmp_path)
    mark(tmp_path / "placements.xlsx", ["E1"])
    tables["quotas"] = [{"quota_id": "Q", "scope": "territory", "value": "T", "max": 0}]
    with pytest.raises(CannotBeMet):
        place(keep_marked(read_rows(tables), tmp_path), mechanism=mechanism)


def test_files_that_hold_no_marks(result: Path, semester: Path, tmp_path: Path):
    there = maillage.read_semester(semester)
    (said,) = refused(there, semester)
    assert "no sheet has a column 'Keep / Garder'" in said
    (tmp_path / "empty").mkdir()
    (said,) = refused(there, tmp_path / "empty")
    assert "there is no such file" in said
    (tmp_path / "placements.xlsx").write_bytes(b"no workbook")
    assert len(refused(there, tmp_path / "placements.xlsx")) == 1
    assert run("place", semester, "-o", tmp_path / "n", "--keep", tmp_path / "no").exit_code == 2


# Verification


@pytest.fixture
def kept(semester: Path, result: Path, tmp_path: Path) -> Path:
    """Return a result in which 01 (two parts) and 05 are kept."""
    mark(result / "placements.xlsx", ["01", "05"])
    assert run("place", semester, "-o", tmp_path / "kept", "--keep", result).exit_code == 0
    return tmp_path / "kept"


def test_verify_says_that_marks_are_taken_on_trust_unless_it_is_told(kept, result, semester):
    answer = run("verify", semester, kept)
    assert answer.exit_code == 0
    assert "2 in all: 01, 05." in answer.output
    told = run("verify", semester, kept, "--keep", result)
    assert told.exit_code == 0
    assert "taken on trust" not in told.output


def codes(semester: Path, directory: Path, marks: Path | None = None) -> set[str]:
    there = maillage.read_semester(semester)
    report = verify(there if marks is None else keep_marked(there, marks), directory)
    return set(report.codes)


def rewritten(directory: Path, change: Callable[[dict], object]) -> None:
    path = directory / "summary.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


LIES: dict[str, tuple[Callable[[dict], object], set[str]]] = {
    "nobody was marked": (lambda s: s.pop("marked"), {"status", "counts"}),
    "one was not marked": (lambda s: s["marked"]["places"].pop(), {"status", "counts"}),
    "another was marked": (
        lambda s: s["marked"]["places"].append({**s["marked"]["places"][1], "student_id": "06"}),
        {"status", "counts", "marked"},
    ),
    "other half-days were marked": (
        lambda s: s["marked"]["places"][1]["parts"][0].update(half_days="fri_am fri_pm"),
        {"marked"},
    ),
    "a part was left out": (lambda s: s["marked"]["places"][0]["parts"].pop(), {"marked"}),
    "an offer was marked": (lambda s: s["marked"]["places"][0].update(offer_id="O1"), {"marked"}),
    "housing was marked": (lambda s: s["marked"]["places"][0].update(housed="CAB"), {"marked"}),
    "an unknown student": (
        lambda s: s["marked"]["places"][0].update(student_id="99"),
        {"marked", "status", "counts"},
    ),
    "no parts": (
        lambda s: s["marked"]["places"][0].update(parts=[]),
        {"summary", "status", "counts"},
    ),
    "half-days of no week": (
        lambda s: s["marked"]["places"][0]["parts"][0].update(half_days="moonday"),
        {"summary", "status", "counts"},
    ),
    "a text": (lambda s: s.update(marked="all"), {"status", "counts"}),
    "a list of texts": (
        lambda s: s["marked"].update(places=["01"]),
        {"summary", "status", "counts"},
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_verify_refuses_what_the_summary_makes_up(name: str, kept: Path, semester: Path):
    change, expected = LIES[name]
    rewritten(kept, change)
    assert codes(semester, kept) == expected


def test_a_made_up_mark_excuses_nothing(semester: Path, result: Path, tmp_path: Path):
    """A student placed against the rules is not put right by a mark."""
    tables = example()
    tables["students"][4]["max_minutes"] = 5
    strict = read_rows(tables)
    write_results(strict, place(strict), tmp_path / "strict")
    loose = keep_marked(
        maillage.read_semester(semester), mark(result / "placements.xlsx", ["05"]).parent
    )
    after = place(loose)
    write_results(loose, after, tmp_path / "forged")
    fingerprints = json.loads((tmp_path / "strict" / "summary.json").read_text())["input_sha256"]
    rewritten(tmp_path / "forged", lambda s: s.update(input_sha256=fingerprints))
    assert verify(strict, tmp_path / "forged").codes == {"distance": 1}


def test_verify_that_is_told_of_other_marks(kept: Path, result: Path, semester: Path):
    mark(result / "placements.xlsx", ["05"], None)
    assert codes(semester, kept, result) == {"marked"}
    mark(result / "placements.xlsx", ["05", "03"])
    assert codes(semester, kept, result) == {"marked"}


def test_a_replay_with_a_changed_record(kept: Path, semester: Path):
    rewritten(
        kept, lambda s: s["marked"]["places"][1]["parts"][0].update(half_days="fri_am fri_pm")
    )
    answer = run("replay", kept, semester)
    assert answer.exit_code == 5
    assert "placements.csv: " in answer.output
    rewritten(kept, lambda s: s["marked"]["places"][1].update(student_id="99"))
    assert run("replay", kept, semester).exit_code == 2
    rewritten(kept, lambda s: s["marked"]["places"][1]["parts"][0].update(half_days="moonday"))
    answer = run("replay", kept, semester)
    assert answer.exit_code == 2
    assert "`marked.places.1.parts`" in answer.output
