"""Plan files: what they ask for, and what is wrong with them, by line."""

from pathlib import Path

import pytest
from cli_example import folder, run
from maillage.matching.tables.findings import InputError
from maillage.scenarios import read_plan

PLAN = """\
base: tables
variants:
  more:
    - table: supervisors
      where: {site_id.territory_id.zone: ZIP}
      scale: {max_students: 1.5}
sweeps:
  weight:
    over: {shortage: [0.5, 1], wishes: [1, 2]}
    changes:
      - weights: {shortage: $shortage, wishes: $wishes}
repetitions:
  seeds: 3
run:
  time_limit: 20
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_variants_of_a_plan(tmp_path: Path):
    plan = read_plan(written(tmp_path / "plan.yaml", PLAN))
    assert [variant.name for variant in plan.variants] == [
        "base",
        "more",
        *(f"weight [shortage={s}, wishes={w}]" for s in ("0.5", "1") for w in ("1", "2")),
    ]
    assert (plan.seeds, plan.limits.time_limit, plan.base) == ((1, 2, 3), 20, tmp_path / "tables")


def test_lists_side_by_side_and_ranges_on_a_variant(tmp_path: Path):
    text = PLAN.replace("over: {shortage: [0.5, 1]", "mode: paired\n    on: [more]\n    over: "
                        "{shortage: {from: 0, to: 0.25, step: 0.25}")  # fmt: skip
    plan = read_plan(written(tmp_path / "plan.yaml", text))
    assert [variant.name for variant in plan.variants[2:]] == [
        "weight [shortage=0, wishes=1] + more",
        "weight [shortage=0.25, wishes=2] + more",
    ]
    assert [len(variant.changes) for variant in plan.variants[2:]] == [2, 2]


WRONG = [
    ("base: tables", "bas: tables", 1, "Did you mean 'base'?"),
    ("variants:", "varients:", 2, "Did you mean 'variants'?"),
    ("table: supervisors", "table: supervisers", 4, "Did you mean 'supervisors'?"),
    ("table: supervisors", "tabel: supervisors", 4, "Did you mean 'table'?"),
    ("where: {site", "were: {site", 5, "Did you mean 'where'?"),
    ("{max_students: 1.5}", "{max_students: much}", 6, "'much' is not a number"),
    ("{max_students: 1.5}", "{max_students: 1.5}\n      remove: yes", 4, "exactly one of"),
    ("scale: {max_students: 1.5}", "round: up", 4, "exactly one of"),
    ("- table: supervisors\n      where: {site_id.territory_id.zone: ZIP}", "- round: up", 4,
     "'table' is missing"),
    ("scale: {max_students: 1.5}", "remove: perhaps", 6, "neither yes nor no"),
    ("over: {shortage: [0.5, 1]", "over: {shortage: {from: 1, to: 0, step: 1}", 9, "no step leads"),
    ("    over:", "    mode: gird\n    over:", 9, "Did you mean 'grid'?"),
    ("    over:", "    on: [moore]\n    over:", 9, "Did you mean 'more'?"),
    ("weights: {shortage", "weights: {shortege", 11, "Did you mean 'shortage'?"),
    ("wishes: $wishes", "wishes: 1", 9, "no change uses 'wishes'"),
    ("seeds: 3", "seeds: [1, two]", 13, "'two' is not a whole number"),
    ("seeds: 3", "seeds: [1, 2]\n  draws: {no_show: {probability: 0.1}}", 14, "'no_shows'"),
    ("seeds: 3", "seeds: 2\n  draws: {no_shows: {probability: 1.5}}", 14, "between 0 and 1"),
    ("time_limit: 20", "time_limit: 0", 15, "not more than 0"),
    ("time_limit: 20", "time_limits: 20", 15, "Did you mean 'time_limit'?"),
    ("run:", "job: plce\nrun:", 14, "Did you mean 'place'?"),
    ("run:", "measures: [placd]\nrun:", 14, "Did you mean 'placed'?"),
    ("run:", "run: [a: b: c]\nrun:", 14, "this is no YAML"),
    ("run:", "base: other\nrun:", 14, "stands here twice"),
    ("where: {site_id.territory_id.zone: ZIP}\n      scale: {max_students: 1.5}",
     "file: none.csv", 5, "there is no file 'none.csv'"),
    ("weights: {", "settings: {sed: $shortage, seed: $wishes}\n      - weights: {", 11,
     "Did you mean 'seed'?"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "line", "said"), WRONG)
def test_wrong_plans_name_the_line(right, wrong, line, said, tmp_path: Path):
    assert right in PLAN
    with pytest.raises(InputError) as caught:
        read_plan(written(tmp_path / "plan.yaml", PLAN.replace(right, wrong, 1)))
    lines = [str(finding) for finding in caught.value.findings]
    fitting = [text for text in lines if said in text]
    assert fitting, lines
    assert fitting[0].startswith(f"plan.yaml:{line}: "), lines


def test_check_shows_rows_and_names_variant_and_cell(tmp_path: Path):
    folder(tmp_path / "tables")
    text = PLAN.replace("scale: {max_students: 1.5}", "set: {max_students: many}")
    answer = run("scenario", "check", written(tmp_path / "plan.yaml", text))
    assert answer.exit_code == 3
    assert "  plan.yaml:4 set supervisors: 1 row\n" in answer.output
    wanted = "more | supervisors.csv:2 (plan.yaml:6): max_students 'many' is not a number."
    assert wanted in answer.output
    assert "1 variant with errors." in answer.output


def test_check_names_the_column_that_is_not_there(tmp_path: Path):
    folder(tmp_path / "tables")
    text = PLAN.replace("site_id.territory_id.zone", "site_id.territory_id.zones")
    answer = run("scenario", "check", "--quick", written(tmp_path / "plan.yaml", text))
    assert answer.exit_code == 3
    assert "plan.yaml:5: territories has no column 'zones'. Did you mean 'zone'?" in answer.output
