"""Plan files that are mistyped or hostile: each is refused in a sentence, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_example import folder, run
from maillage.matching.tables.findings import InputError
from maillage.scenarios import read_plan

BASE = "base: tables\n"
SWEEP = (
    f"{BASE}sweeps:\n  s:\n    over: {{a: OVER}}\n    changes:\n      - settings: {{seed: $a}}\n"
)
REPEATED = f"{BASE}repetitions:\n  seeds: 2\n  draws: {{no_shows: DRAW}}\n"
LIST = "a list is expected"
MAPPING = "'key: value' is expected"
ONE_THING = "a change does exactly one of"


def change(text: str) -> str:
    """Return a plan with one change, its first key on line 4."""
    return f"{BASE}variants:\n  v:\n    - {text}\n"


def rows(text: str, table: str = "supervisors") -> str:
    """Return a plan with one change of rows, told on line 5."""
    return change(f"table: {table}\n      {text}")


def bomb() -> str:
    """Return a few lines whose aliases stand for a billion texts."""
    lines = [f"a0: &a0 [{', '.join('x' * 9)}]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 9)]
    return "\n".join([*lines, BASE])


FILES = [
    ("", 1, "'base' is missing"),
    ("# nothing\n", 1, "'base' is missing"),
    (bytes(range(256)), None, "no text"),
    (b"base: tables\x00\n", None, "no text"),
    ("hello\n", 1, MAPPING),
    ("42\n", 1, MAPPING),
    ("- a\n- b\n", 1, MAPPING),
    (bomb(), 1, "more than 300000 values"),
    ("a: &a [*a]\n", 1, "nested too deeply"),
    (f"base: {'[' * 300}{']' * 300}\n", 1, "nested too deeply"),
    (f"base: {'[' * 3000}{']' * 3000}\n", None, "nested too deeply"),
    (f"{BASE}title: *nope\n", 2, "*nope stands for nothing"),
    (f"{BASE}variants:\n\tv: []\n", 3, "a tab stands here"),
    (f"{BASE}---\n{BASE}", 2, "a second document"),
    ("base: 'tables\n", 2, "this is no YAML"),
    ("base: {a: [1, 2\n", 2, "this is no YAML"),
    ("base: !!python/object/apply:os.system ['true']\n", 1, "a text is expected"),
    (f"{BASE}title: a\x07b\n", 2, "U+0007"),
    (f'{BASE}title: "\\ud800"\n', 2, "U+D800"),
    (f'{BASE}title: "a\\0b"\n', 2, "U+0000"),
    (f"? [a, b]\n: c\n{BASE}", 1, "a key has to be a text"),
    (f"~: c\n{BASE}", 1, "'~' is no key"),
    (f"{BASE}tit\u202ele: x\n", 2, "'title'?"),
    (f"{BASE}on: x\n", 2, "'on' is no key"),
    (f"{BASE}{BASE}", 2, "stands here twice"),
]
HEADS = [
    (f"{BASE}variants: [a, b]\n", 2, MAPPING),
    (f"{BASE}variants: many\n", 2, MAPPING),
    (f"{BASE}variants:\n  v:\n", 3, LIST),
    (f"{BASE}variants:\n  v: {{table: students}}\n", 3, LIST),
    (f"{BASE}variants:\n  v: []\n  v: []\n", 4, "stands here twice"),
    (f"{BASE}variants:\n  base: []\n", 3, "without changes"),
    (f"{BASE}variants:\n  '': []\n", 3, "one line"),
    (f'{BASE}variants:\n  "a\\nb": []\n', 3, "one line"),
    ("base: [a]\n", 1, "a text is expected"),
    ("base:\n", 1, "'base' is missing"),
    (f"{BASE}job: plaec\n", 2, "'place'?"),
    (f"{BASE}job: [place]\n", 2, "one of place, rank, diagnose is expected"),
    (f"{BASE}title: {{a: b}}\n", 2, "a text is expected"),
    (f"{BASE}measures: placed\n", 2, LIST),
    (f"{BASE}measures: [[placed]]\n", 2, "is expected here"),
    (f"{BASE}job: diagnose\nmeasures:\n  - placed\n", 4, "no measure of the job diagnose"),
    (f"{BASE}run: fast\n", 2, MAPPING),
    (f"{BASE}run: {{time_limit: .nan}}\n", 2, "not a number"),
    (f"{BASE}run: {{time_limit: .inf}}\n", 2, "not a number"),
    (f"{BASE}run: {{time_limit: 60s}}\n", 2, "not a number"),
    (f"{BASE}run: {{time_limit: 2027-05-01}}\n", 2, "not a number"),
    (f"{BASE}run: {{gap: 200%}}\n", 2, "not 1 or less"),
    (f"{BASE}run: {{threads: 1.5}}\n", 2, "not a whole number"),
    (f"{BASE}keep_students: maybe\n", 2, "neither yes nor no"),
    (f"{BASE}repetitions: 20\n", 2, MAPPING),
    (f"{BASE}repetitions: {{seeds: 0}}\n", 2, "nothing stands here"),
    (f"{BASE}repetitions: {{seeds: -3}}\n", 2, "the number of repetitions"),
    (f"{BASE}repetitions: {{seeds: 999999}}\n", 2, "asks for 999999 runs"),
    (f"{BASE}repetitions: {{seeds: [{10**26}]}}\n", 2, "or less"),
    (REPEATED.replace("DRAW", "{}"), 4, "'probability' is missing"),
    (REPEATED.replace("DRAW", "5%"), 4, MAPPING),
    (REPEATED.replace("DRAW", "{probability: 1, where: {sit_id: A}}"), 4, "'site_id'?"),
]
SWEEPS = [
    (SWEEP.replace("OVER", "{from: 1, to: 2, step: 0}"), 4, "no step leads"),
    (SWEEP.replace("OVER", "{from: 2, to: 1, step: 1}"), 4, "no step leads"),
    (SWEEP.replace("OVER", "{from: 0, to: 1000000, step: 1}"), 4, "100,000 values"),
    (SWEEP.replace("{a: OVER}", "{a: {from: 0, to: 99999, step: 1}, b: &x [1, 2]}"), 4, "200001"),
    (SWEEP.replace("OVER", "{from: 0, step: 1}"), 4, "from, to and step"),
    (SWEEP.replace("OVER", "{from: low, to: 1, step: 1}"), 4, "'low' is not a number"),
    (SWEEP.replace("OVER", "[]"), 4, "a list of values"),
    (SWEEP.replace("OVER", "[[1], [2]]"), 4, "a text is expected"),
    (SWEEP.replace("OVER", "[1, 1]"), 4, "two variants are called"),
    (SWEEP.replace("{a: OVER}", "{}"), 4, "nothing stands here"),
    (SWEEP.replace("{a: OVER}", "{a b: [1]}"), 3, "cannot name a parameter"),
    (SWEEP.replace("OVER", "[1]").replace("$a}", "$a, detour: $b}"), 6, "no parameter 'b'"),
    (SWEEP.replace("{a: OVER}", "{a: [1], ab: [2]}").replace("$a", "$ab"), 4, "uses 'a'"),
    (SWEEP.replace("OVER", "[1]").replace("- settings", "- ~\n      - settings"), 6, MAPPING),
    (f"{BASE}sweeps:\n  s:\n    over: {{a: [1]}}\n    changes: []\n", 5, "nothing stands here"),
    (SWEEP.replace("OVER", "[placed, plced]").replace("settings: {seed: $a}", "tiers: [$a]"), 6,
     "'placed'?"),
]  # fmt: skip
CHANGES = [
    (change("~"), 4, MAPPING),
    (change("close everything"), 4, MAPPING),
    (change("table: [supervisors]\n      set: {name: A}"), 4, "the name of one table"),
    (rows("remove: no"), 4, ONE_THING),
    (rows("set: {max_student: 3}"), 5, "'max_students'?"),
    (rows("set:\n        max_students: 3\n        nmae: A"), 7, "'name'?"),
    (rows("set: {name: A, nom: B}"), 5, "stands here twice"),
    (rows("set: {programmes: [N1, [EXT]]}"), 5, "a cell is a text"),
    (rows("set: {}"), 4, "'set' is empty"),
    (rows("set: {name: A}\n      copies: 3"), 4, "'copies' goes with 'add'"),
    (rows("set: {name: A}\n      round: up"), 4, "'round' goes with 'scale'"),
    (rows("add: {supervisor_id: X}"), 5, LIST),
    (rows("add: [{}]"), 4, "'add' is empty"),
    (rows("add: [{supervisor_id: X, nam: Y}]"), 5, "'name'?"),
    (rows("add: [{supervisor_id: X}]\n      copies: 100000000"), 6, "not 100000 or less"),
    (rows("scale: {name: 2}"), 5, "'name' holds no numbers"),
    (rows("scale: {max_students: 1/0}"), 5, "not a number"),
    (rows("scale: {max_students: .nan}"), 5, "not a number"),
    (rows("scale: {max_students: 2}\n      share: 2"), 4, "between 0 and 1"),
    (rows("where: max_students > 2\n      remove: yes"), 5, MAPPING),
    (rows("where: {sit_id: A}\n      remove: yes"), 5, "'site_id'?"),
    (rows("where: {name.site_id: A}\n      remove: yes"), 5, "leads to no single row"),
    (rows("where: {max_students: {'=>': 3}}\n      remove: yes"), 5, "no key"),
    (rows("where: {max_students: {}}\n      remove: yes"), 5, "what the cells have to be"),
    (rows("where: {max_students: '__import__(\"os\")'}\n      remove: yes"), 5, "not a number"),
    (rows("where: {max_students: {'<': soon}}\n      remove: yes"), 5, "not a number"),
    (rows("where: {name: {'<': M}}\n      remove: yes"), 5, "neither numbers nor dates"),
    (rows("where: {max_students: {between: '12'}}\n      remove: yes"), 5, "two values"),
    (rows("where: {max_students: {between: [3, 1]}}\n      remove: yes"), 5, "lower value first"),
    (rows("where: {accreditation_end: {'<': 2027-13-45}}\n      remove: yes"), 5, "not a date"),
    (rows("where: {site_id.territory_id.zone: ZIPP}\n      remove: yes"), 5, "'ZIP'?"),
    (rows("file: ../../../../nowhere/passwd"), 5, "there is no file"),
    (rows("file: [a]"), 5, "a text is expected"),
    (change("tiers: []"), 4, "'tiers' is empty"),
    (change("tiers: [placed, wishs]"), 4, "'wishes'?"),
    (change("mechanism: [serial]"), 4, "a text is expected"),
    (change("weights: {}"), 4, "'weights' is empty"),
    (change("quotas: {Q1: {mn: 1}}"), 4, "'min'?"),
    (change("quotas: {Q1: {}}"), 4, "'quotas' is empty"),
    (change("settings: {Seed: 1, seed: 2}"), 4, "stands here twice"),
    (change("settings: fast"), 4, MAPPING),
]


@pytest.mark.parametrize(("content", "line", "said"), [*FILES, *HEADS, *SWEEPS, *CHANGES])
def test_is_refused_with_its_line_in_both_languages(content, line, said, tmp_path: Path):
    path = tmp_path / "plan.yaml"
    raw = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        read_plan(path)
    findings = [f for f in caught.value.findings if said in str(f)]
    assert findings, [str(f) for f in caught.value.findings]
    assert findings[0].where == ("plan.yaml" if line is None else f"plan.yaml:{line}")
    for finding in caught.value.findings:
        assert finding.message_in("fr") != finding.message_in("en")


def test_cells_that_a_change_spoils_are_named_with_its_very_line(tmp_path: Path):
    folder(tmp_path / "tables")
    text = rows(
        "where: {supervisor_id: M1}\n      set:\n        name: A\n        max_students: many"
    )
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    answer = run("--lang", "fr", "scenario", "check", tmp_path / "plan.yaml")
    assert answer.exit_code == 3
    assert "v | supervisors.csv:2 (plan.yaml:7, plan.yaml:8)" in answer.output


def test_a_base_or_a_file_that_cannot_be_read_is_named_with_its_line(tmp_path: Path):
    plan = tmp_path / "plan.yaml"
    plan.write_text("title: x\nbase: none.xlsx\n", encoding="utf-8")
    answer = run("scenario", "check", plan)
    assert answer.exit_code == 3
    assert "plan.yaml:2: there is no file or folder 'none.xlsx' beside the plan." in answer.output
    folder(tmp_path / "tables")
    plan.write_text(rows("file: plan.yaml"), encoding="utf-8")
    answer = run("scenario", "check", plan)
    assert answer.exit_code == 3
    assert "plan.yaml (plan.yaml:5): " in answer.output


def test_a_condition_that_no_row_fits_is_said(tmp_path: Path):
    folder(tmp_path / "tables")
    plan = tmp_path / "plan.yaml"
    plan.write_text(rows("where: {site_id: {in: NONE}}\n      set: {name: A}"), encoding="utf-8")
    answer = run("scenario", "check", plan)
    assert (answer.exit_code, "set supervisors: no row fits" in answer.output) == (0, True)
