"""``explain``: each rule with its numbers and cells, the command, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import maillage
import pytest
from maillage.matching.explaining.answers import Fact, StudentAnswer, plain
from maillage.matching.language import sentence
from maillage.matching.outputs.explanation_json import explanation_json
from maillage.matching.reason_texts import NOT_BETTER
from maillage.matching.result import Refusal
from maillage.matching.tables.writing import write_workbook
from openpyxl import load_workbook

from .cli_example import example, run, workbook
from .explain_example import CASES, Case, bound, relaxed
from .oracle.bundles import bundles_of, touched
from .oracle.geography import Atlas

ENGLISH = re.compile(r"\b(the|there|wish|wishes|student|students|half-days|from|takes|nobody)\b")


def explained(path: Path, case: Case) -> tuple[maillage.Semester, StudentAnswer]:
    write_workbook(bound(case), path, "fr")
    semester = maillage.read_semester(path)
    placement = maillage.place(semester)
    return semester, maillage.explain_student(semester, placement, "X1")


def possible(semester: maillage.Semester, rooms: bool) -> bool:
    """Say by exhaustive search whether some placement of X1 touches its wish."""
    programme = semester.programme["P"]
    return any(
        "M1" in touched(semester, bundle)["supervisor"]
        for bundle in bundles_of(semester, semester.student["X1"])
        if rooms
        or not programme.needs_room
        or all(semester.site[p.site_id].rooms != 0 for p in bundle.parts)
    )


def content(path: Path, cell: str) -> object:
    """Return what a spreadsheet holds in a cell that a message names."""
    sheet, _, where = cell.partition("!")
    value = load_workbook(path)[sheet][where].value
    return str(value.date()) if hasattr(value, "date") else value


def fact_of(answer: StudentAnswer, code: str) -> Fact:
    return next(f for f in answer.wishes[0].facts if f.code == code)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_is_told_with_its_numbers_and_cell(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "semester.xlsx"
    semester, answer = explained(path, case)
    (wish,) = answer.wishes
    assert (wish.target, wish.code, wish.rule) == ("M1", "not-eligible", case.rule)
    told = fact_of(answer, case.fact)
    said = {name: plain(value) for name, value in told.said.values}
    assert said | case.values == said
    assert told.cells
    if case.cell is not None:
        assert str(case.cell) in [str(content(path, cell)) for cell in told.cells]
    assert not possible(semester, rooms=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_without_that_rule_the_wish_is_possible(case: Case) -> None:
    semester = maillage.read_rows(relaxed(case))
    assert possible(semester, rooms=False)
    answer = maillage.explain_student(semester, maillage.place(semester), "X1", "M1")
    wish = answer.wishes[0]
    # A better placement may need other parts that make it no better than the one received.
    assert wish.code != "not-eligible" or wish.said == NOT_BETTER


def test_minutes_and_kilometres_are_those_of_the_input(tmp_path: Path) -> None:
    cases = {case.rule: case for case in CASES}
    semester, answer = explained(tmp_path / "a.xlsx", cases["distance"])
    minutes = dict(fact_of(answer, "minutes").said.values)["minutes"]
    assert minutes == Atlas(semester).minutes(semester.student["X1"], semester.site["SA"])
    semester, answer = explained(tmp_path / "b.xlsx", cases["between-parts"])
    km = Atlas(semester).km_between(semester.site["SA"], semester.site["SB"])
    assert dict(fact_of(answer, "km").said.values)["km"] == pytest.approx(km, abs=0.05)
    semester, answer = explained(tmp_path / "c.xlsx", cases["noon"])
    student, sites = semester.student["X1"], semester.site
    noon = Atlas(semester).noon_minutes(student, sites["SA"], sites["SB"])
    told = dict(fact_of(answer, "noon-minutes").said.values)["minutes"]
    assert told == pytest.approx(float(noon), abs=0.05)


def test_reasons_of_decisions_stay_with_the_coordinator(tmp_path: Path) -> None:
    path, result = tmp_path / "semester.xlsx", tmp_path / "result"
    for case in (case for case in CASES if case.rule in ("conflict", "lock")):
        write_workbook(bound(case), path, "fr")
        assert run("place", path, "-o", result).exit_code == 0
        asked = ("explain", path, result, "--student", "X1")
        assert "secret" in run(*asked).output
        assert "secret" not in run(*asked, "--for-student").output
        assert "secret" not in run(*asked, "--for-student", "--json").output


# -- the command ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("explain")
    path = workbook(folder / "semester.xlsx")
    assert run("place", path, "-o", folder / "result").exit_code == 0
    return path, folder / "result"


ASKED = [
    *(("--student", f"0{number}") for number in range(1, 8)),
    *(("--supervisor", f"M{number}") for number in range(1, 4)),
]


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_french_is_french_and_english_is_not(
    placed: tuple[Path, Path], asked: tuple[str, ...]
) -> None:
    french = run("explain", *placed, *asked, "--lang", "fr")
    english = run("explain", *placed, *asked, "--lang", "en")
    assert french.exit_code == english.exit_code == 0
    assert ENGLISH.findall(re.sub(r"\[[^]]*\]", "", french.output)) == []
    assert ENGLISH.search(english.output)


def test_json_has_the_documented_keys(placed: tuple[Path, Path]) -> None:
    page = (Path(__file__).parent.parent / "docs" / "explain.md").read_text(encoding="utf-8")
    for asked in (("--student", "07"), ("--supervisor", "M1")):
        result = run("explain", *placed, *asked, "--json")
        assert result.exit_code == 0
        for key in keys_of(json.loads(result.output)):
            assert f"`{key}`" in page, key


def keys_of(thing: object) -> set[str]:
    if isinstance(thing, list):
        return set().union(*map(keys_of, thing)) if thing else set()
    if not isinstance(thing, dict):
        return set()
    inner = [keys_of(value) for name, value in thing.items() if name != "values"]
    return set(thing).union(*inner)


def test_json_agrees_with_the_placement(placed: tuple[Path, Path]) -> None:
    semester = maillage.read_semester(placed[0])
    lines = (placed[1] / "placements.csv").read_text(encoding="utf-8").splitlines()[1:]
    for student in semester.students:
        told = json.loads(run("explain", *placed, "--student", student.student_id, "--json").output)
        own = [line.split(",") for line in lines if line.startswith(f"{student.student_id},")]
        assert told["status"] == own[0][2]
        assert [" ".join(p["half_days"]) for p in told["parts"]] == [
            line[9] for line in own if line[9]
        ]


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (("--student", "O7"), "07"),
        (("--supervisor", "M11"), "M1"),
        (("--offer", "O1"), "O1"),
        (("--student", "07", "--target", "M9"), "M3"),
        ((), "--student"),
        (("--student", "07", "--supervisor", "M1"), "--student"),
        (("--supervisor", "M1", "--target", "M1"), "--target"),
    ],
)
def test_what_there_is_not_is_wrong_usage(
    placed: tuple[Path, Path], asked: tuple[str, ...], hint: str
) -> None:
    result = run("explain", *placed, *asked)
    assert result.exit_code == 2
    assert hint in result.output
    assert "Traceback" not in result.output


def test_a_changed_input_is_refused_by_its_tables(
    placed: tuple[Path, Path], tmp_path: Path
) -> None:
    tables = example()
    tables["supervisors"][0]["max_students"] = 3
    changed = workbook(tmp_path / "changed.xlsx", tables)
    result = run("explain", changed, placed[1], "--student", "07")
    assert result.exit_code == 3
    assert "supervisors: " in result.output
    assert "changed-input" in result.output
    assert "students: " not in result.output
    assert run("explain", placed[0], tmp_path, "--student", "07").exit_code == 3


def test_a_folder_and_a_placement_give_the_same_answer(placed: tuple[Path, Path]) -> None:
    semester = maillage.read_semester(placed[0])
    placement = maillage.place(semester)
    for student in semester.students:
        name = student.student_id
        one = maillage.explain_student(semester, placement, name)
        other = maillage.explain_student(semester, placed[1], name)
        assert [(w.target, w.code, w.facts) for w in one.wishes] == [
            (w.target, w.code, w.facts) for w in other.wishes
        ]


# -- what only objectives stand against --------------------------------------------------------


def costly(student: str, target: str, rank: int, high: str) -> Refusal:
    return Refusal(
        student,
        target,
        rank,
        "costs",
        sentence("text"),
        tier="travel",
        low="3",
        high=high,
        proof="interval",
    )


def test_costs_of_the_result_are_told_and_one_target_is_worked_out() -> None:
    """The rules allow the wish of 07; what the result itself says of it is set aside."""
    semester = maillage.read_rows(example())
    found = replace(maillage.place(semester), refusals=())
    (wish,) = semester.wishes_of["07"]
    (silent,) = maillage.explain_student(semester, found, "07").wishes
    assert silent.code == ""
    told = replace(found, refusals=(costly("07", wish.target, 1, "9"),))
    (answer,) = maillage.explain_student(semester, told, "07").wishes
    assert (answer.code, answer.tier, answer.low, answer.high) == ("costs", "travel", "3", "9")
    assert "« trajets »" in answer.facts[0].said.said("fr").replace("\N{NO-BREAK SPACE}", " ")
    assert "3 à 9" in answer.facts[0].said.said("fr")
    assert [f.code for f in answer.facts] == ["tier"]
    for result in (found, told):
        exact = maillage.explain_student(semester, result, "07", wish.target).wishes[0]
        assert exact.proof == "exact"
        assert (exact.code, exact.low, exact.tier) != ("costs", "3", "travel")


@pytest.mark.parametrize(
    ("proof", "tier", "low", "high", "told"),
    [
        ("exact", "travel", "3", "3", "the objective 'travel' would be worse by 3"),
        ("found", "value", "0", "9", "the objective 'need and wishes' would be worse by 0 to 9"),
        ("found", "worst_off", "", "", "the objective 'worst-off students' would be worse"),
        ("bound", "travel", "84", "", "the objective 'travel' would be worse, or one before it"),
        ("open", "balance", "", "", None),
    ],
)  # fmt: skip
def test_what_is_not_known_of_a_cost_is_not_told(
    proof: str, tier: str, low: str, high: str, told: str | None
) -> None:
    semester = maillage.read_rows(example())
    (wish,) = semester.wishes_of["07"]
    line = replace(costly("07", wish.target, 1, high), low=low, proof=proof, tier=tier)
    found = replace(maillage.place(semester), refusals=(line,))
    facts = maillage.explain_student(semester, found, "07").wishes[0].facts
    assert [fact.said.said("en") for fact in facts] == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("moved", "english", "french"),
    [
        ("0", "0 other students move in", "0 autre étudiant change de place"),
        ("1", "1 other student moves in", "1 autre étudiant change de place"),
        ("4", "4 other students move in", "4 autres étudiants changent de place"),
    ],
)
@pytest.mark.parametrize("code", ["costs", "lottery"])
def test_how_many_others_would_move(code: str, moved: str, english: str, french: str) -> None:
    semester = maillage.read_rows(example())
    (wish,) = semester.wishes_of["07"]
    line = replace(costly("07", wish.target, 1, "9"), code=code, moved=moved)
    found = replace(maillage.place(semester), refusals=(line,))
    for view in (False, True):
        answer = maillage.explain_student(semester, found, "07", for_student=view)
        told = answer.wishes[0].facts[-1]
        assert (answer.wishes[0].moved, told.code) == (moved, "moved")
        assert told.said.said("en").startswith(english)
        assert told.said.said("fr").startswith(french)
        said = json.loads(explanation_json(answer, "fr"))["wishes"][0]
        assert said["moved"] == int(moved)


def test_one_wish_is_worked_out_from_the_command_line(placed: tuple[Path, Path]) -> None:
    """The rules allow it, so that the whole problem is solved again; others move or do not."""
    target = maillage.read_semester(placed[0]).wishes_of["07"][0].target
    done = run("explain", *placed, "--student", "07", "--target", target, "--json")
    assert done.exit_code == 0, done.output
    (wish,) = json.loads(done.stdout)["wishes"]
    assert wish["code"] in ("costs", "lottery")
    assert wish["proof"] == "exact"
    assert wish["moved"] >= 1  # the place wished for is another student's
    assert wish["facts"][-1]["values"] == {"count": wish["moved"]}


@pytest.mark.parametrize(
    "damage",
    [{"tiers": [{"name": 1}]}, {"tiers": 3}, {"withheld": [1]}, {"seed": "x"}, {"lottery": 4}],
)
def test_a_summary_of_another_form_is_named(
    placed: tuple[Path, Path], tmp_path: Path, damage: dict[str, object]
) -> None:
    folder = tmp_path / "result"
    shutil.copytree(placed[1], folder)
    path = folder / "summary.json"
    said = json.loads(path.read_text(encoding="utf-8")) | damage
    path.write_text(json.dumps(said), encoding="utf-8")
    done = run("explain", placed[0], folder, "--student", "01")
    assert done.exit_code == 3, done.output
    assert "summary.json: the file was changed since" in done.output


@pytest.mark.parametrize(("lang", "said"), [("en", "name a folder"), ("fr", "nommez un dossier")])
def test_a_folder_without_a_result_is_told_what_to_name(
    placed: tuple[Path, Path], tmp_path: Path, lang: str, said: str
) -> None:
    done = run("explain", placed[0], tmp_path, "--student", "01", "--lang", lang)
    assert done.exit_code == 3, done.output
    assert said in " ".join(done.output.split())
