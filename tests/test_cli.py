"""The command line from outside: exit codes, sentences, languages, interruptions."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import maillage
import pytest
from cli_example import Tables, example, folder, run, shuffled, workbook
from maillage.cli import commands
from maillage.matching.language import system_language
from maillage.matching.outputs import directory as output_directory

RESULT = ["placements.csv", "placements.xlsx", "reasons.csv", "report.html", "summary.json"]


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with French headings."""
    return workbook(tmp_path_factory.mktemp("input") / "semestre.xlsx")


@pytest.fixture(scope="module")
def result(semester: Path) -> Path:
    """Return the folder of its result."""
    output = semester.parent / "result"
    assert run("place", semester, "-o", output).exit_code == 0
    return output


def summary(output: Path) -> dict:
    return json.loads((output / "summary.json").read_text(encoding="utf-8"))


def with_quota(minimum: int) -> Tables:
    """Return the example with a hard minimum of residents at Saint-Denis."""
    tables = example()
    tables["quotas"].append(
        {"quota_id": "Q2", "scope": "territory", "value": "93066", "programme_id": "N1",
         "min": minimum, "hard": True}
    )  # fmt: skip
    return tables


# Help and usage


def test_version():
    assert run("--version").output.split()[-1] == maillage.__version__


@pytest.mark.parametrize("command", [[], *([name] for name in commands.commands)])
def test_every_help_has_an_example(command):
    answer = run(*command, "--help")
    assert answer.exit_code == 0
    example_lines = answer.output.split("Example:\n", 1)[1].splitlines()[:1]
    assert example_lines[0].startswith("    maillage ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["place", "SEMESTER"], "Missing option"),
        (["place", "SEMESTER", "-o", "out", "--tiers", "placed,hapiness"], "no tier 'hapiness'"),
        (["place", "SEMESTER", "-o", "out", "--tiers", "value,value"], "only once"),
        (["place", "SEMESTER", "-o", "out", "--gap", "nan"], "a number is needed"),
        (["place", "SEMESTER", "-o", "out", "--gap", "2"], "not in the range"),
        (["place", "SEMESTER", "-o", "out", "--time-limit", "0"], "not in the range"),
        (["place", "SEMESTER", "-o", "out", "--workers", "0"], "not in the range"),
        (["place", "SEMESTER", "-o", "out", "--mechanism", "lottery"], "lottery"),
        (["verify", "SEMESTER", "no such folder"], "does not exist"),
        (["mend", "SEMESTER"], "No such command"),
        (["check"], "Missing argument"),
        (["check", "SEMESTER", "--lang", "de"], "'de' is not one of"),
    ],
)
def test_wrong_usage(arguments, said, semester: Path, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = run(*(semester if word == "SEMESTER" else word for word in arguments))
    assert answer.exit_code == 2
    assert said in answer.output
    assert list(tmp_path.iterdir()) == []


# Input errors


def wrong_inputs(folder_: Path) -> dict[str, Path]:
    (folder_ / "empty").mkdir()
    (folder_ / "notes").mkdir()
    (folder_ / "notes" / "notes.txt").write_text("no table")
    (folder_ / "text.xlsx").write_text("student_id;name\n")
    (folder_ / "zip.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder_ / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder_ / "students.csv").write_text("student_id\n1\n")
    (folder_ / "empty.xlsx").write_bytes(b"")
    names = ("empty", "notes", "text.xlsx", "zip.xlsx", "old.xls", "students.csv", "empty.xlsx")
    return {name: folder_ / name for name in (*names, "mistyped.xlsx")}


@pytest.mark.parametrize("command", ["check", "place", "verify"])
def test_what_is_no_semester_is_said_so(command, result: Path, tmp_path: Path):
    for name, path in wrong_inputs(tmp_path).items():
        more = {"check": [], "place": ["-o", tmp_path / "out"], "verify": [result]}[command]
        answer = run(command, path, *more)
        assert answer.exit_code == 3, name
        assert "Traceback" not in answer.output
        assert answer.output.splitlines()[1].endswith("]")
        assert not (tmp_path / "out").exists()


def faulty(path: Path) -> Path:
    tables = example()
    tables["students"][2]["programme_id"] = "EXR"
    tables["sites"][0]["kind"] = "castle"
    tables["students"][4]["wish_1"] = "Nowhere"
    return workbook(path, tables, "en")


def test_errors_are_grouped_and_counted(tmp_path: Path):
    answer = run("check", faulty(tmp_path / "faulty.xlsx"))
    assert answer.exit_code == 3
    lines = answer.output.splitlines()
    errors = int(lines[0].split()[0])
    assert lines[0] == f"{errors} errors:"
    found = lines[1 : errors + 1]
    assert all(line.endswith("]") for line in found)
    assert any(line.startswith("students!C4: ") and "Did you mean 'EXT'?" in line for line in found)
    assert any(line.startswith("sites!C2: ") for line in found)


def test_place_lists_all_errors_and_writes_nothing(tmp_path: Path):
    answer = run("place", faulty(tmp_path / "faulty.xlsx"), "-o", tmp_path / "out")
    assert answer.exit_code == 3
    assert "students!C4" in answer.output
    assert "sites!C2" in answer.output
    assert answer.output.splitlines()[-1].endswith("Put these right and run the command again.")
    assert not (tmp_path / "out").exists()


def test_check_as_json(tmp_path: Path, semester: Path):
    answer = run("check", faulty(tmp_path / "faulty.xlsx"), "--json")
    content = json.loads(answer.stdout)
    assert answer.exit_code == 3
    assert content["errors"] == sum(f["severity"] == "error" for f in content["findings"]) >= 2
    assert set(content["findings"][0]) == {
        *("severity", "code", "where", "sheet", "cell", "column", "row", "message", "suggestion")
    }
    places = {f["where"]: (f["sheet"], f["cell"], f["row"]) for f in content["findings"]}
    assert places["students!C4"] == ("students", "C4", 4)
    fine = run("check", semester, "--json")
    assert (fine.exit_code, json.loads(fine.stdout)["errors"]) == (0, 0)


def test_check_counts_what_it_read(semester: Path):
    answer = run("check", semester)
    assert answer.exit_code == 0
    assert answer.output == (
        "1 warning:\n"
        "programmes!G2: programme 'N1' needs 6 half-days a week in centres (min_centre) for its "
        "students (3); its supervisors have 4. [capacity]\n"
        "\n"
        "Students: 7; programmes: 2; supervisors: 3; offers: 0; wishes: 9.\n"
    )


def test_a_cell_does_not_steer_the_terminal(tmp_path: Path):
    tables = example()
    tables["students"][0]["programme_id"] = "N1\x1b[31m\nred"
    path = folder(tmp_path / "tables", tables)
    assert "\x1b" not in run("check", path).output


# Placing


def test_place_writes_the_result_and_counts_in_the_last_line(semester: Path, tmp_path: Path):
    answer = run("place", semester, "-o", tmp_path / "out")
    assert answer.exit_code == 0
    assert answer.output.splitlines()[-1] == (
        "5 of 7 students placed, 2 unplaced. Status: optimal (proven)"
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == RESULT
    assert summary(tmp_path / "out")["options"] == {}
    assert "read" in summary(tmp_path / "out")["seconds"]


def test_warnings_are_announced(tmp_path: Path):
    path = folder(tmp_path / "tables")
    students = (path / "students.csv").read_text(encoding="utf-8").splitlines()
    with_hobby = ["hobby," + students[0], *("," + line for line in students[1:])]
    (path / "students.csv").write_text("\n".join(with_hobby), encoding="utf-8")
    answer = run("place", path, "-o", tmp_path / "out")
    assert answer.exit_code == 0
    assert f"1 warning in the input; to see: maillage check {path}" in answer.output


def test_any_form_of_the_input_gives_the_same_bytes(result: Path, tmp_path: Path):
    expected = {name: (result / name).read_bytes() for name in ("placements.csv", "reasons.csv")}
    inputs = {
        "a second run": workbook(tmp_path / "again.xlsx"),
        "english headings": workbook(tmp_path / "english.xlsx", lang="en"),
        "csv": folder(tmp_path / "csv"),
        "french csv": folder(tmp_path / "french", lang="fr"),
        "shuffled": workbook(tmp_path / "shuffled.xlsx", shuffled(example(), 1)),
        "shuffled csv": folder(tmp_path / "shuffled", shuffled(example(), 2), "fr"),
    }
    for name, path in inputs.items():
        output = tmp_path / f"result of {name}"
        assert run("place", path, "-o", output).exit_code == 0
        assert {file: (output / file).read_bytes() for file in expected} == expected, name
        # The fingerprints do not depend on the form either: any of them verifies the first.
        assert run("verify", path, result).exit_code == 0, name


def test_options_are_used_and_written_down(semester: Path, tmp_path: Path):
    output = tmp_path / "out"
    options = ["--tiers", "placed, value", "--seed", 9, "--gap", "0.5", "--time-limit", 60]
    options += ["--workers", 2, "--mechanism", "optimal"]
    assert run("place", semester, "-o", output, *options).exit_code == 0
    assert summary(output)["options"] == {
        "tiers": ["placed", "value"],
        "seed": 9,
        "gap": 0.5,
        "mechanism": "optimal",
        "time_limit": 60.0,
        "workers": 2,
    }
    assert [tier["name"] for tier in summary(output)["tiers"]] == ["placed", "value"]
    assert run("verify", semester, output).exit_code == 0


def test_nobody_to_place(tmp_path: Path):
    tables = example()
    tables["students"] = []
    del tables["quotas"]
    answer = run("place", workbook(tmp_path / "nobody.xlsx", tables), "-o", tmp_path / "out")
    assert answer.exit_code == 0
    assert answer.output.splitlines()[-1].startswith("0 of 0 students placed")


def test_an_earlier_result_is_replaced(semester: Path, tmp_path: Path):
    for _ in range(2):
        assert run("place", semester, "-o", tmp_path / "out").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize("blocking", ["report.docx", "~$placements.xlsx"])
def test_a_folder_with_other_files_is_left_alone(blocking, semester: Path, tmp_path: Path):
    (tmp_path / blocking).write_text("mine")
    answer = run("place", semester, "-o", tmp_path)
    assert answer.exit_code == 2
    assert "optimising" not in answer.output  # said before the long run, not after it
    assert [path.name for path in tmp_path.iterdir()] == [blocking]


def test_a_file_in_place_of_the_folder(semester: Path, tmp_path: Path):
    (tmp_path / "out").write_text("")
    answer = run("place", semester, "-o", tmp_path / "out")
    assert answer.exit_code == 2
    assert "is a file" in answer.output


def test_a_disk_that_refuses(semester: Path, tmp_path: Path, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(output_directory, "_fill", refuse)
    answer = run("place", semester, "-o", tmp_path / "out")
    assert answer.exit_code == 2
    assert "cannot be written" in answer.output
    assert "Permission denied" in answer.output
    assert list(tmp_path.iterdir()) == []


def test_a_mechanism_for_all_programmes(tmp_path: Path):
    """What `stable` cannot keep is refused with its cell; choice by rank places and verifies."""
    tables = example()
    path = workbook(tmp_path / "any.xlsx", tables)
    answer = run("place", path, "-o", tmp_path / "out", "--mechanism", "serial")
    assert answer.exit_code == 0, answer.output
    assert run("verify", path, tmp_path / "out").exit_code == 0


# What cannot be met


def test_a_quota_that_cannot_be_met(tmp_path: Path):
    path = workbook(tmp_path / "semester.xlsx", with_quota(3), "en")
    answer = run("place", path, "-o", tmp_path / "out")
    assert answer.exit_code == 4
    assert "quota Q2 (quotas!" in answer.output
    assert "at least 3 students of programme N1 in territory 93066" in answer.output
    assert "--partial" in answer.output
    assert not (tmp_path / "out").exists()


def test_an_old_result_survives_a_conflict(tmp_path: Path, result: Path):
    output = tmp_path / "out"
    path = workbook(tmp_path / "fine.xlsx", with_quota(1))
    assert run("place", path, "-o", output).exit_code == 0
    before = {file.name: file.read_bytes() for file in output.iterdir()}
    path = workbook(tmp_path / "conflict.xlsx", with_quota(3))
    assert run("place", path, "-o", output).exit_code == 4
    assert {file.name: file.read_bytes() for file in output.iterdir()} == before


def test_partial_softens_the_quota_and_says_so(tmp_path: Path):
    path = workbook(tmp_path / "semester.xlsx", with_quota(3))
    answer = run("place", path, "-o", tmp_path / "out", "--partial")
    assert answer.exit_code == 0
    assert "Quotas made soft: Q2" in answer.output
    assert summary(tmp_path / "out")["softened"] == ["Q2"]
    assert run("verify", path, tmp_path / "out").exit_code == 0


def test_a_lock_that_cannot_hold_is_not_softened(tmp_path: Path):
    tables = example()
    tables["locks"] = [{"student_id": "03", "supervisor_ids": "M1", "half_days": "wed_am wed_pm"}]
    path = workbook(tmp_path / "semester.xlsx", tables)
    for options in ([], ["--partial"]):
        answer = run("place", path, "-o", tmp_path / "out", *options)
        assert answer.exit_code == 4
        assert "the lock of student 03" in answer.output
        assert not (tmp_path / "out").exists()


# Verifying


def test_a_result_is_verified(semester: Path, result: Path):
    answer = run("verify", semester, result)
    assert answer.exit_code == 0
    assert answer.output == "Verified: 7 students, 5 placed, every rule is kept.\n"
    told = json.loads(run("verify", semester, result, "--json").stdout)
    assert (told["ok"], told["violations"], told["placed"]) == (True, [], 5)
    tiers = {tier["name"]: tier["value"] for tier in summary(result)["tiers"]}
    assert {tier["name"]: tier["value"] for tier in told["tiers"]}.items() >= tiers.items()


def test_a_tampered_result_is_refused(semester: Path, tmp_path: Path):
    output = tmp_path / "out"
    assert run("place", semester, "-o", output).exit_code == 0
    text = (output / "placements.csv").read_text(encoding="utf-8")
    (output / "placements.csv").write_text(text.replace("M1,CAB", "M3,CAB"), encoding="utf-8")
    answer = run("verify", semester, output)
    assert answer.exit_code == 5
    told = json.loads(run("verify", semester, output, "--json", "--lang", "fr").stdout)
    assert (told["ok"], told["students"]) == (False, 7)
    assert "presence" in {one["code"] for one in told["violations"]}
    assert all(set(one) == {"code", "subject", "text"} for one in told["violations"])
    assert "[presence]" in answer.output
    assert answer.output.splitlines()[-1].startswith("Not verified: 7 students")


def test_a_changed_input_is_noticed(semester: Path, result: Path, tmp_path: Path):
    tables = example()
    tables["students"][5]["wish_1"] = "M2"
    answer = run("verify", workbook(tmp_path / "changed.xlsx", tables), result)
    assert answer.exit_code == 5
    assert "[fingerprint]" in answer.output


def test_a_folder_without_a_result(semester: Path, tmp_path: Path):
    answer = run("verify", semester, tmp_path)
    assert answer.exit_code == 5
    assert "there is no placements.csv" in answer.output


# Languages


@pytest.mark.parametrize(
    ("before", "after", "variables", "expected"),
    [
        ([], [], {}, "en"),
        ([], ["--lang", "fr"], {}, "fr"),
        (["--lang", "fr"], [], {}, "fr"),
        (["--lang", "en"], ["--lang", "FR"], {}, "fr"),
        ([], [], {"MAILLAGE_LANG": "fr"}, "fr"),
        (["--lang", "en"], [], {"MAILLAGE_LANG": "fr"}, "en"),
        ([], ["--lang", "en"], {"MAILLAGE_LANG": "fr"}, "en"),
        ([], [], {"LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ([], [], {"LC_ALL": None, "LANG": "fr_FR.UTF-8"}, "fr"),
        ([], [], {"LC_ALL": "de_DE.UTF-8"}, "en"),
        ([], [], {"LC_ALL": "fr_FR.UTF-8", "MAILLAGE_LANG": "en"}, "en"),
    ],
)
def test_the_language_of_messages(before, after, variables, expected, semester: Path):
    answer = run(*before, "check", semester, *after, **variables)
    assert answer.output.startswith({"en": "1 warning", "fr": "1 avertissement"}[expected])


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, "Résumé"), ({"LC_ALL": "en_GB.UTF-8"}, "Summary"), ({"LC_ALL": "de_DE"}, "Résumé")],
)
def test_the_setting_speaks_where_nothing_else_does(variables, expected, tmp_path: Path):
    tables = example()
    tables["settings"].append({"key": "lang", "value": "fr"})
    path = workbook(tmp_path / "semester.xlsx", tables)
    answer = run("place", path, "-o", tmp_path / "out", **variables)
    assert answer.exit_code == 0
    assert answer.output.splitlines()[-1].startswith("Placés" if expected == "Résumé" else "5 of")
    assert expected in openpyxl_sheets(tmp_path / "out" / "placements.xlsx")


def openpyxl_sheets(path: Path) -> list[str]:
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(path, read_only=True).sheetnames


def test_a_system_without_variables_has_a_language_all_the_same(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: ("French_France", "1252"))
    assert system_language() == "fr"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert system_language() is None


# The demonstration, here with a handful of students; the whole one is placed by .ci/run


@pytest.fixture
def small_demonstration(monkeypatch):
    monkeypatch.setattr(
        "maillage.matching.demonstration.files.demonstration_tables", lambda seed: example()
    )


def test_demo_writes_checks_places_verifies(small_demonstration, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = run("demo")
    assert answer.exit_code == 0
    assert "Verified: 7 students, 5 placed, every rule is kept." in answer.output
    for name in ("demo/semester.xlsx", *(f"demo/placement/{name}" for name in RESULT)):
        assert Path(name).is_file()
        if name != "demo/placement/placements.csv":
            assert str(Path(name)) in answer.output
    assert run("verify", "demo/tables", "demo/placement").exit_code == 0


def test_demo_again_in_another_language(small_demonstration, tmp_path: Path):
    for lang, students in (("fr", "etudiants.csv"), ("en", "students.csv")):
        assert run("demo", tmp_path / "here", "--lang", lang).exit_code == 0
        assert (tmp_path / "here" / "tables" / students).is_file()
        assert run("check", tmp_path / "here" / "tables").exit_code == 0


def test_demo_leaves_other_peoples_files_alone(small_demonstration, tmp_path: Path):
    (tmp_path / "thesis.docx").write_text("")
    answer = run("demo", tmp_path)
    assert answer.exit_code == 2
    assert "thesis.docx" in answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_demo_where_a_file_is(small_demonstration, tmp_path: Path):
    (tmp_path / "demo").write_text("")
    answer = run("demo", tmp_path / "demo")
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


# The program as a process

ENVIRONMENT = {**os.environ, "MAILLAGE_LANG": "en", "PYTHONIOENCODING": "utf-8"}

FAULT = """
import maillage.cli as cli
import maillage.commands.check as check
def broken(path, job): raise ZeroDivisionError("somewhere deep")
check.read_semester = broken
cli.main()
"""

PATIENT = """
import sys, time
import maillage.cli as cli
import maillage.matching.optimal as placement
solve = placement.solve
def patient(problem, limits, report, start=None):
    print("at work", file=sys.stderr, flush=True)
    if {deaf}:
        time.sleep(60)
    limits.stop.wait(60)
    return solve(problem, limits, report, start)
placement.solve = patient
cli.main()
"""


def python(code: str, *arguments: object, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**ENVIRONMENT, **variables},
    )


def test_module_and_command_are_the_same():
    command = [sys.executable, "-P", "-m", "maillage", "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert answer.stdout == f"maillage, version {maillage.__version__}\n"


def test_an_unexpected_fault_is_one_sentence(semester: Path):
    process = python(FAULT, "check", semester)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert "ZeroDivisionError" in said
    assert "report" in said
    assert "Traceback" not in said


def test_an_unexpected_fault_in_full_for_who_asks(semester: Path):
    process = python(FAULT, "check", semester, MAILLAGE_DEBUG="1")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" in said
    assert "somewhere deep" in said


def test_a_console_without_the_letters(semester: Path, tmp_path: Path):
    code = "import maillage.cli as cli; cli.main()"
    process = python(code, "place", semester, "-o", tmp_path / "out", PYTHONIOENCODING="ascii")
    out, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "?l?ve 02" in out


def interrupted(semester: Path, output: Path, *signals: int, deaf: bool) -> tuple[int, str, str]:
    """Place in another process, and send it signals once it is at work."""
    process = python(PATIENT.format(deaf=deaf), "place", semester, "-o", output)
    assert process.stderr is not None
    while "at work" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signals[0])
    assert process.stderr.readline().startswith("Stopping")
    for number in signals[1:]:
        process.send_signal(number)
    # What came in one piece with the line just read stands in the buffers of the streams, which
    # `communicate` does not look at.
    assert process.stdout is not None
    said, out = process.stderr.read(), process.stdout.read()
    return process.wait(timeout=60), out, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_what_it_has(number, semester: Path, tmp_path: Path):
    code, out, _ = interrupted(semester, tmp_path / "out", number, deaf=False)
    assert code == 130
    assert "interrupted" in out.splitlines()[-1]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == RESULT
    assert summary(tmp_path / "out")["status"] == "interrupted"
    assert run("verify", semester, tmp_path / "out").exit_code == 0


def test_a_second_signal_kills(semester: Path, tmp_path: Path):
    signals = (signal.SIGINT, signal.SIGINT)
    code, _, _ = interrupted(semester, tmp_path / "out", *signals, deaf=True)
    assert code == -signal.SIGINT
    assert list(tmp_path.iterdir()) == []


def test_interrupted_before_anything_was_possible(tmp_path: Path):
    path = workbook(tmp_path / "semester.xlsx", with_quota(1))
    code, _, said = interrupted(path, tmp_path / "out", signal.SIGINT, deaf=False)
    assert code == 130
    assert (tmp_path / "out").exists() or "nothing was written" in said


def test_an_interrupted_comparison_writes_what_it_has(semester: Path, tmp_path: Path):
    target = tmp_path / "out"
    process = python(
        PATIENT.format(deaf=False), "place", semester, "-o", target, "--compare", "optimal,stable"
    )
    assert process.stderr is not None
    while "at work" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "students with justified envy" in out
    told = json.loads((target / "comparison.json").read_text("utf-8"))
    assert [m["mechanism"] for m in told["mechanisms"]] == ["optimal"]
    assert summary(target / "optimal")["options"] == {"mechanism": "optimal"}
