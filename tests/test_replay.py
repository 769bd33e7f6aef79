"""Receipts: the same input gives the same result again, or what has changed is named."""

import json
from pathlib import Path

import maillage
import pytest
from cli_example import example, folder, run, shuffled, workbook
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, CannotReplay, InputError, place, read_rows, write_results
from maillage.matching.semester import Semester

from .conformance import CASES, market_of
from .stable_semesters import drawn

Tables = dict[str, list[dict[str, object]]]


def changed(tables: Tables, key: str, value: object) -> Tables:
    """Return the tables with a setting."""
    kept = [row for row in tables["settings"] if row["key"] != key]
    return {**tables, "settings": [*kept, {"key": key, "value": value}]}


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("input") / "semester.xlsx")


@pytest.fixture
def result(semester: Path, tmp_path: Path) -> Path:
    assert run("place", semester, "-o", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def summary(directory: Path) -> dict:
    return json.loads((directory / "summary.json").read_text(encoding="utf-8"))


def rewrite(directory: Path, **keys: object) -> None:
    """Change keys of a result's summary; ``None`` takes one away."""
    content = {k: v for k, v in {**summary(directory), **keys}.items() if v is not None}
    (directory / "summary.json").write_text(json.dumps(content), encoding="utf-8")


def last(answer) -> str:
    return answer.output.splitlines()[-1]


# The same input


def test_the_same_input_in_any_form_is_identical(result: Path, semester: Path, tmp_path: Path):
    before = {path.name: path.read_bytes() for path in result.iterdir()}
    for path in (semester, folder(tmp_path / "csv", shuffled(example(), 3), "fr")):
        answer = run("replay", result, path)
        assert (answer.exit_code, last(answer)) == (
            0,
            "Identical: placing again gives the same bytes.",
        )
    assert {path.name: path.read_bytes() for path in result.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv", "out"]


def test_every_option_is_used_again(semester: Path, tmp_path: Path):
    """Each is recorded, and the result could not be had without it."""
    for options in (
        ["--tiers", "placed,travel"],
        ["--seed", 11, "--mechanism", "serial"],
        ["--gap", "0.4", "--workers", 2],
        ["--mechanism", "serial", "--partial"],
    ):
        output = tmp_path / "out"
        assert run("place", semester, "-o", output, *options).exit_code == 0
        found = maillage.replay(output, semester)
        assert found.identical, options
        assert found.doubts == ()
        recorded = summary(output)["options"]
        named = {str(name)[2:].replace("-", "_") for name in options if str(name).startswith("--")}
        assert recorded.keys() == named


def test_host_optimal_matchings_are_replayed(tmp_path: Path):
    tables = two_sided()
    semester = read_rows(tables)
    for best_for in ("students", "hosts"):
        write_results(semester, place(semester, optimal_for=best_for), tmp_path / best_for)
        assert maillage.replay(tmp_path / best_for, semester).identical
    text = [(tmp_path / name / "placements.csv").read_text() for name in ("students", "hosts")]
    assert text[0] != text[1]


def two_sided() -> Tables:
    """Return two students and two offers of which each would rather have the other one."""
    hosts = [
        {"supervisor_id": f"H{k}", "name": f"H{k}", "profession": "gp", "site_id": "S",
         "programmes": "P", "max_students": 1, "mon_am": "x"}
        for k in (1, 2)
    ]  # fmt: skip
    return {
        "settings": [{"key": "semester", "value": "2027-05"}],
        "territories": [{"territory_id": "T", "name": "T", "lat": 48.9, "lon": 2.4}],
        "sites": [
            {"site_id": "S", "name": "S", "kind": "other", "setting": "centre", "territory_id": "T"}
        ],
        "supervisors": hosts,
        "programmes": [
            {"programme_id": "P", "name": "P", "profession": "gp", "half_days": 1,
             "mechanism": "stable", "composition": "offers"}
        ],
        "students": [
            {"student_id": f"E{k}", "name": f"E{k}", "programme_id": "P", "territory_id": "T"}
            for k in (1, 2)
        ],
        "offers": [{"offer_id": f"O{k}", "programme_id": "P", "seats": 1} for k in (1, 2)],
        "offer_parts": [
            {"offer_id": f"O{k}", "supervisor_id": f"H{k}", "half_days": "mon_am"} for k in (1, 2)
        ],
        "wishes": [
            {"student_id": "E1", "rank": 1, "target": "O1"},
            {"student_id": "E1", "rank": 2, "target": "O2"},
            {"student_id": "E2", "rank": 1, "target": "O2"},
            {"student_id": "E2", "rank": 2, "target": "O1"},
        ],
        "host_rankings": [
            {"offer_id": "O1", "student_id": "E2", "rank": 1},
            {"offer_id": "O1", "student_id": "E1", "rank": 2},
            {"offer_id": "O2", "student_id": "E1", "rank": 1},
            {"offer_id": "O2", "student_id": "E2", "rank": 2},
        ],
    }  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), mechanism=st.sampled_from(["serial", "stable", "optimal"]))
def test_any_result_is_its_own_receipt(
    tmp_path_factory: pytest.TempPathFactory, seed: int, mechanism: str
):
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    directory = tmp_path_factory.mktemp("replay")
    try:
        write_results(semester, place(semester, mechanism=mechanism), directory)
    except (InputError, CannotBeMet):
        assume(False)
    assert maillage.replay(directory, semester).identical


HALF = CASES["hr-gi-1.6.5-11x5"]


def waves(tmp_path: Path) -> tuple[Semester, Path]:
    """Return a semester and its second wave, the first one having filled a seat of each host."""
    small = {name: {**host, "capacity": 1} for name, host in HALF["hospitals"].items()}
    first = market_of({**HALF, "hospitals": small})
    write_results(first, place(first), tmp_path / "first")
    semester = market_of(HALF)
    earlier = maillage.read_earlier(tmp_path / "first", semester)
    write_results(semester, place(semester, after=earlier), tmp_path / "second")
    return semester, tmp_path / "second"


def test_a_second_wave_is_replayed_without_the_first(tmp_path: Path):
    semester, directory = waves(tmp_path)
    for path in (tmp_path / "first").iterdir():
        path.unlink()
    assert maillage.replay(directory, semester).identical


def test_a_kept_place_that_was_changed_is_refused(tmp_path: Path):
    semester, directory = waves(tmp_path)
    kept = summary(directory)["kept"]
    text = (directory / "placements.csv").read_text(encoding="utf-8")
    lines = [
        line.replace("mon_am", "tue_am") if line.startswith(f"{kept[0]},") else line
        for line in text.splitlines()
    ]
    assert lines != text.splitlines()
    (directory / "placements.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    with pytest.raises(CannotReplay, match="no longer has the places"):
        maillage.replay(directory, semester)


def test_one_result_of_a_comparison(semester: Path, tmp_path: Path):
    output = tmp_path / "compared"
    assert run("place", semester, "-o", output, "--compare", "serial,optimal").exit_code == 0
    for name in ("serial", "optimal"):
        assert run("replay", output / name, semester).exit_code == 0
    answer = run("replay", output, semester)
    assert answer.exit_code == 2
    assert "holds a comparison" in answer.output
    assert str(output / "serial") in answer.output


# What has changed


def test_tables_that_changed_are_named(result: Path, tmp_path: Path):
    tables = example()
    tables["students"][0]["lat"] = 48.5
    del tables["quotas"]
    tables["conflicts"] = [{"student_id": "01", "supervisor_id": "M3"}]
    path = workbook(tmp_path / "other.xlsx", tables)
    answer = run("replay", result, path)
    assert answer.exit_code == 5
    assert answer.output.splitlines() == [
        "table conflicts: added since",
        "table quotas: missing now",
        "table students: changed since",
        "Not the same input: nothing was placed again.",
    ]
    french = run("replay", result, path, "--lang", "fr").output.splitlines()
    assert french[:3] == [
        "table conflits : ajoutée depuis",
        "table quotas : absente désormais",
        "table etudiants : modifiée depuis",
    ]
    found = maillage.replay(result, path)
    assert (found.same_input, found.placed_again, found.identical) == (False, False, False)
    assert [(one.table, one.change) for one in found.changes.tables] == [
        *(("conflicts", "added"), ("quotas", "missing"), ("students", "changed")),
    ]


def test_settings_that_changed_are_named_with_their_values(result: Path, tmp_path: Path):
    tables = changed(changed(example(), "seed", 4), "detour", "1,5")
    answer = run("replay", result, workbook(tmp_path / "other.xlsx", tables))
    assert answer.output.splitlines() == [
        "table settings: changed since",
        "setting detour: 1.3 then, 1.5 now",
        "setting seed: 3 then, 4 now",
        "Not the same input: nothing was placed again.",
    ]


def test_a_result_of_a_version_without_settings(result: Path, tmp_path: Path, semester: Path):
    rewrite(result, settings=None, machine=None)
    path = workbook(tmp_path / "other.xlsx", changed(example(), "seed", 4))
    answer = run("replay", result, path)
    assert answer.output.splitlines()[0] == "table settings: changed since"
    assert len(answer.output.splitlines()) == 2
    assert maillage.replay(result, semester).identical


def test_another_version_or_machine_is_named_and_tried(result: Path, semester: Path):
    other = {**summary(result)["machine"], "numpy": "1.0", "processor": "abacus"}
    rewrite(result, program_version="0.0.1", machine=other)
    answer = run("replay", result, semester)
    assert answer.exit_code == 0
    lines = [line for line in answer.output.splitlines() if "now" in line]
    assert lines[0] == f"version of maillage: 0.0.1 then, {maillage.__version__} now"
    assert lines[1].startswith("processor: abacus then, ")
    assert lines[2].startswith("version of numpy: 1.0 then, ")
    assert "Not promised: the program or the machine is another" in answer.output
    assert last(answer) == "Identical: placing again gives the same bytes."


def test_a_clock_or_an_interruption_cannot_be_promised(semester: Path, tmp_path: Path):
    output = tmp_path / "out"
    assert run("place", semester, "-o", output, "--time-limit", 60).exit_code == 0
    answer = run("replay", output, semester)
    assert answer.exit_code == 0
    assert "Not promised: the run had a time limit of 60 seconds" in answer.output
    rewrite(output, status="interrupted", options={})
    found = maillage.replay(output, semester)
    assert found.identical
    assert ["interrupted" in str(doubt) for doubt in found.doubts] == [True]


def test_fingerprints_alone(result: Path, semester: Path, tmp_path: Path):
    (result / "placements.csv").write_text("another result")
    answer = run("replay", result, semester, "--no-place")
    assert (answer.exit_code, last(answer)) == (
        0,
        "The same input: every table is the one that the result was made from.",
    )
    other = workbook(tmp_path / "other.xlsx", changed(example(), "seed", 4))
    assert run("replay", result, other, "--no-place").exit_code == 5


# What comes out otherwise


def test_students_who_differ_are_named(result: Path, semester: Path):
    file = result / "placements.csv"
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    row = next(k for k, line in enumerate(lines) if line.startswith("05,"))
    lines[row] = lines[row].replace("mon_am mon_pm", "fri_am fri_pm")
    lines = [line for line in lines if not line.startswith("07,")]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    answer = run("replay", result, semester)
    assert answer.exit_code == 5
    shown = answer.output[answer.output.index("placements.csv:") :].splitlines()
    assert shown == [
        "placements.csv: 2 students differ.",
        "- student 05: M3 LAC fri_am fri_pm in the result, M3 LAC mon_am mon_pm placed again",
        "- student 07: no line in the result, unplaced placed again",
        "Not identical: placing again gives another result.",
    ]
    found = maillage.replay(result, semester)
    assert found.differing == ("placements.csv",)
    assert [one.student_id for one in found.students] == ["05", "07"]


def test_reasons_that_differ(result: Path, semester: Path):
    with (result / "reasons.csv").open("a", encoding="utf-8") as file:
        file.write("99,M1,1,not-eligible,,,,closed,made up\n")
    found = maillage.replay(result, semester)
    assert found.differing == ("reasons.csv",)
    assert [(one.student_id, one.file) for one in found.students] == [("99", "reasons.csv")]
    assert not found.identical


def test_the_same_lines_in_other_bytes(result: Path, semester: Path):
    file = result / "placements.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    answer = run("replay", result, semester)
    assert answer.exit_code == 5
    assert "placements.csv: the same lines in other bytes" in answer.output


def test_the_answer_as_json(result: Path, semester: Path, tmp_path: Path):
    def asked(path: Path) -> dict:
        output = run("replay", result, path, "--json").output
        return json.loads(output[output.index("{") :])

    same = asked(semester)
    assert (same["identical"], same["placed_again"], same["tables"]) == (True, True, {})
    other = asked(workbook(tmp_path / "other.xlsx", changed(example(), "seed", 4)))
    assert other["identical"] is None
    assert other["tables"] == {"settings": "changed"}
    assert other["settings"] == {"seed": {"then": 3, "now": 4}}


# What cannot be replayed


@pytest.mark.parametrize("missing", ["summary.json", "placements.csv", "reasons.csv"])
def test_a_folder_that_lacks_a_file(missing: str, result: Path, semester: Path):
    (result / missing).unlink()
    answer = run("replay", result, semester)
    assert answer.exit_code == 2
    assert missing in answer.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not a JSON document"),
        ("[" * 10_000, "is not a JSON document"),
        ("[]", "does not say how"),
        ('{"input_sha256": {}, "program_version": "1"}', "`status`"),
        ('{"input_sha256": 3, "program_version": "1", "status": "optimal"}', "`input_sha256`"),
        (
            '{"input_sha256": {}, "program_version": "1", "status": "optimal", '
            '"options": {"lunar": 1}}',
            "`options.lunar`",
        ),
    ],
)
def test_a_summary_that_is_not_understood(text: str, said: str, result: Path, semester: Path):
    (result / "summary.json").write_text(text)
    answer = run("replay", result, semester)
    assert answer.exit_code == 2
    assert said in answer.output
    assert "Traceback" not in answer.output


def test_an_input_with_errors(result: Path, tmp_path: Path):
    tables = example()
    tables["students"][0]["programme_id"] = "N11"
    answer = run("replay", result, workbook(tmp_path / "wrong.xlsx", tables))
    assert answer.exit_code == 3
    assert "N11" in answer.output
