"""The simulation over years: who is there is accounted for, and what can be worked out agrees."""

from __future__ import annotations

import csv
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import maillage
import numpy as np
import pytest
import yaml
from cli_example import run
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.matching.demonstration import demonstration_tables
from maillage.matching.need import needs
from maillage.matching.tables.writing import write_csv_folder
from maillage.scenarios.document import Document, validated
from maillage.scenarios.years import NothingSimulated, intake_of, simulate, values_of, years
from maillage.scenarios.years_files import write_years
from maillage.scenarios.years_ground import ground_of
from maillage.scenarios.years_model import Course
from maillage.scenarios.years_plan import YearsPlan, YearsTask, read_years_plan
from maillage.scenarios.years_result import YearsStanding

PLAN = """\
base: in
years: 6
draws: 40
sensitivity_draws: 5
seed: 7
programmes:
  - {programme: N1, years: 2}
  - {programme: N2}
intake: 5
policies:
  as now:
  mixed: {mixed_placements: yes}
  aids:
    aids: {zones: [ZIP], start: 2028}
    group_practices: [{territory: T2, year: 2029}]
"""


def tables(n_doctors: int = 12) -> dict[str, list[dict[str, Any]]]:
    named = {"name": "Name"}
    return {
        "territories": [
            {"territory_id": "T1", "lat": 46.5, "lon": 0.3, "population": 12000, **named},
            {"territory_id": "T2", "lat": 46.55, "lon": 0.35, "population": 6000, "zone": "ZIP",
             **named},
            {"territory_id": "T3", "lat": 47.5, "lon": 1.3, "population": 3000, "zone": "ZAC",
             **named},
        ],
        "providers": [
            {"provider_id": f"D{k}", "profession": "gp", "territory_id": f"T{1 + k % 5 // 3}",
             "birth_year": 1955 + 3 * k, "fte": 0.8}
            for k in range(n_doctors)
        ],
        "programmes": [
            {"programme_id": p, "profession": "gp", "half_days": 2,
             "mechanism": "optimal", **named} for p in ("N1", "N2")
        ],
        "students": [
            {"student_id": f"E{k}", "programme_id": "N1" if k % 3 else "N2",
             "territory_id": "T1", **named} for k in range(12)
        ],
    }  # fmt: skip


def task(folder: Path, plan: str = PLAN, **changed: list[dict[str, Any]]) -> YearsTask:
    folder.mkdir(exist_ok=True)
    write_csv_folder({**tables(), **changed}, folder / "in")
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    return read_years_plan(folder / "plan.yaml")


def courses(found: YearsTask, draws: int = 40) -> dict[str, Course]:
    ground, values = ground_of(found.semester, found.stays), values_of(found.plan.assumptions)
    with ThreadPoolExecutor(1) as pool:
        return {
            name: simulate(found, ground, policy, values, draws, pool)
            for name, policy in found.plan.policies.items()
        }


def test_nobody_appears_or_is_lost(tmp_path: Path) -> None:
    for course in courses(task(tmp_path)).values():
        heads, flows = course.practitioners.sum(axis=2), course.flows
        assert (np.diff(heads) == flows["settled"][:, 1:] - flows["left"][:, 1:]).all()
        gone = flows["finished"] + flows["dropped"]
        assert (np.diff(course.students) == (flows["entered"] - gone)[:, 1:]).all()
        assert (flows["settled"] <= flows["finished"]).all()
        assert (flows["settled_in_shortage"] <= flows["settled"]).all()
        assert (course.supervisors <= heads).all()
        assert (course.practitioners >= 0).all()
        assert heads[0, 0] == 12
        assert course.students[0, 0] == 12


def test_year_0_has_the_need_of_the_tables(tmp_path: Path) -> None:
    found = task(tmp_path)
    expected = needs(found.semester, "gp")
    course = courses(found, 2)["as now"]
    for k, territory in enumerate(found.semester.territories):
        seen = expected[territory.territory_id]
        assert course.access[0, 0, k] == pytest.approx(seen.accessibility)
        assert course.need[0, 0, k] == pytest.approx(float(seen.shortage or 0))


def test_the_official_figure_moves_as_the_computed_one(tmp_path: Path) -> None:
    base = tables()["territories"]
    plan = PLAN.replace("draws: 40", "draws: 4")
    plain = courses(task(tmp_path / "plain", plan), 4)["as now"].access
    official = [{**row, "apl": 3.1} if row["territory_id"] == "T1" else row for row in base]
    moved = courses(task(tmp_path / "moved", plan, territories=official), 4)["as now"].access
    assert moved[:, 0, 0] == pytest.approx(3.1)
    assert moved[:, :, 0] == pytest.approx(plain[:, :, 0] * 3.1 / plain[0, 0, 0])
    assert (moved[:, :, 1:] == plain[:, :, 1:]).all()


def test_everybody_leaves_at_the_last_age_and_nobody_before(tmp_path: Path) -> None:
    plan = PLAN + fixed(leaving_under_60=0, leaving_over_60=0, last_age=72, settling=0)
    doctors = [
        {"provider_id": f"D{k}", "profession": "gp", "territory_id": "T1", "birth_year": year}
        for k, year in enumerate((1958, 1956, 1956, 1990))
    ]
    course = courses(task(tmp_path, plan, providers=doctors), 3)["as now"]
    # In 2027 they are 69, 71, 71 and 37: who is 72 at the start of a year leaves in it.
    assert course.practitioners.sum(axis=2).tolist() == [[4, 4, 2, 2, 1, 1, 1]] * 3


def fixed(**values: float) -> str:
    lines = (f"  {n}: {{value: {v}, low: {v}, high: {v}, source: test}}" for n, v in values.items())
    return "assumptions:\n" + "\n".join(lines) + "\n"


def test_one_territory_in_closed_form(tmp_path: Path) -> None:
    """With one leaving probability q and s settling a year: n_t = n_0 (1-q)^t + s (1-(1-q)^t)/q."""
    q, share = 0.08, 0.5
    plan = (
        "base: in\nyears: 10\ndraws: 2000\nsensitivity_draws: 1\nintake: 8\n"
        "programmes: [{programme: N1}]\n"
        + fixed(leaving_under_60=q, leaving_over_60=q, last_age=90, dropping_out=0, settling=share)
    )
    base = tables()
    doctors = [
        {"provider_id": f"D{k}", "profession": "gp", "territory_id": "T1", "birth_year": 1985}
        for k in range(40)
    ]
    students = [{**row, "programme_id": "N1"} for row in base["students"][:8]]
    found = task(
        tmp_path, plan, territories=base["territories"][:1], providers=doctors, students=students
    )
    heads = courses(found, 2000)["as now"].practitioners[:, :, 0]
    t = np.arange(11)
    expected = 40 * (1 - q) ** t + 8 * share * (1 - (1 - q) ** t) / q
    error = heads.std(axis=0) / np.sqrt(2000)
    assert (np.abs(heads.mean(axis=0) - expected) <= 4 * error + 1e-9).all()
    # Nobody leaves the closed form's variance either: survivors and settlers are binomial.
    p = (1 - q) ** t
    variance = 40 * p * (1 - p) + sum(
        8 * share * (1 - q) ** k * (1 - share * (1 - q) ** k) * (k < t) for k in range(10)
    )
    assert heads.var(axis=0)[1:] == pytest.approx(variance[1:], rel=0.2)


def test_sensitivity_worked_out_by_hand(tmp_path: Path) -> None:
    """Nobody leaves, all who finish settle: 4 a year with a share of a week that is assumed."""
    plan = (
        "base: in\nyears: 5\ndraws: 3\nsensitivity_draws: 3\nintake: 4\n"
        "programmes: [{programme: N1}]\n"
        + fixed(leaving_under_60=0, leaving_over_60=0, last_age=90, dropping_out=0,
                settling_in_shortage=0, training_effect=0, population_growth=0)
        + "  settling: {value: 1, low: 0, high: 1, source: test}\n"
        "  new_fte: {value: 0.8, low: 0.5, high: 1, source: test}\n"
    )  # fmt: skip
    base = tables()
    doctors = [
        {"provider_id": f"D{k}", "profession": "gp", "territory_id": "T1", "birth_year": 1995,
         "fte": 1} for k in range(6)
    ]  # fmt: skip
    students = [{**row, "programme_id": "N1"} for row in base["students"][:4]]
    found = years(task(
        tmp_path, plan, territories=base["territories"][:1], providers=doctors, students=students
    ))  # fmt: skip
    per_fte = float(found.task.semester.settings.consultations_per_fte)

    def reached(settled: int, share: float) -> float:
        return (6 + settled * share) * per_fte / 12000

    of_access = [e for e in found.effects if e.measure == "accessibility"]
    known = {e.assumption: (e.at_low, e.at_value, e.at_high) for e in of_access}
    assert known["settling"] == pytest.approx((reached(0, 0.8), reached(20, 0.8), reached(20, 0.8)))
    assert known["new_fte"] == pytest.approx((reached(20, 0.5), reached(20, 0.8), reached(20, 1)))
    assert [e.assumption for e in of_access[:2]] == ["settling", "new_fte"]
    assert of_access[1].swing == pytest.approx(20 * 0.5 * per_fte / 12000)
    assert all(e.swing == pytest.approx(0) for e in of_access[2:])
    assert all(e.error == pytest.approx(0) for e in of_access)


class Ending(threading.Event):
    """An event that sets itself when so many draws are done."""

    def __init__(self, draws: int) -> None:
        super().__init__()
        self.draws = draws
        self.told: list[YearsStanding] = []

    def hear(self, at: YearsStanding) -> None:
        self.told.append(at)
        if at.done >= self.draws:
            self.set()


def test_stopped_it_has_what_is_complete(tmp_path: Path) -> None:
    found = task(tmp_path, PLAN.replace("years: 6", "years: 2").replace("draws: 5", "draws: 1"))
    end = Ending(10**9)
    whole = years(found, progress=end.hear)
    assert not whole.interrupted
    assert whole.missing == whole.without_sensitivity == ()
    assert end.told[-1].done == end.told[-1].total
    assert end.told[-1].seconds_left == 0
    assert [at.done for at in end.told] == sorted(at.done for at in end.told)
    of_policies = 3 * 40
    for draws, policies, known in (
        (41, ["as now"], []),
        (of_policies, ["as now", "mixed", "aids"], []),
        (end.told[-1].total - 1, ["as now", "mixed", "aids"], ["as now", "mixed"]),
    ):
        end = Ending(draws)
        some = years(found, stop=end, progress=end.hear)
        assert some.interrupted
        assert list(some.policies) == policies
        assert [p for p in some.policies if p not in some.without_sensitivity] == known
        assert some.bands == tuple(b for b in whole.bands if b.policy in policies)
        assert some.effects == tuple(e for e in whole.effects if e.policy in known)
        write_years(some, tmp_path / "out", "fr")
        content = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
        assert not content["complete"]
        assert list(content["last_year"]) == policies
        page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
        assert "simulation a été interrompue" in page
    end = Ending(1)
    with pytest.raises(NothingSimulated):
        years(found, stop=end, progress=end.hear)


def test_training_draws_to_shortage(tmp_path: Path) -> None:
    supervisors = [
        {"supervisor_id": "M1", "name": "Name", "profession": "gp", "site_id": "S",
         "programmes": "N1", "mon_am": "x", "max_students": 1}
    ]  # fmt: skip
    site = {"site_id": "S", "name": "N", "kind": "other", "setting": "centre", "territory_id": "T2"}
    plan = PLAN + fixed(
        students_per_supervisor=100, training_effect=1, settling_in_shortage=0, aid_effect=0,
        trained_in_shortage=0, trained_in_shortage_mixed=1, settling=1, dropping_out=0,
        leaving_under_60=0, leaving_over_60=0, last_age=90,
    )  # fmt: skip
    found = courses(task(tmp_path, plan, supervisors=supervisors, sites=[site]))
    assert not found["as now"].flows["settled_in_shortage"].any()
    mixed = found["mixed"].flows
    # Cohorts who trained there in all three years go there, all of them.
    assert (mixed["settled_in_shortage"][:, 3:] == mixed["settled"][:, 3:]).all()
    assert 0 < mixed["settled_in_shortage"][:, 1].sum() < mixed["settled"][:, 1].sum()


def test_places_with_supervisors_limit_where_students_train(tmp_path: Path) -> None:
    plan = PLAN + fixed(supervisors=0, becoming_supervisor=0)
    assert not courses(task(tmp_path, plan))["mixed"].trained.any()


def test_workers_and_repetition_change_nothing(tmp_path: Path) -> None:
    few = PLAN.replace("years: 6", "years: 2").replace("draws: 5", "draws: 1")
    found = task(tmp_path, few)
    one, again, two = years(found), years(found), years(found, workers=2)
    assert one.bands == again.bands == two.bands
    assert one.effects == again.effects == two.effects
    other = years(task(tmp_path, few.replace("seed: 7", "seed: 8")))
    assert other.bands != one.bands


def test_bands_enclose_their_median_and_effects_are_sorted(tmp_path: Path) -> None:
    found = years(task(tmp_path))
    assert all(b.low <= b.median <= b.high for b in found.bands)
    assert len(found.of_all("mixed", "need")) == 7
    of_one = [e for e in found.effects if (e.policy, e.measure) == ("as now", "need")]
    assert [e.swing for e in of_one] == sorted((e.swing for e in of_one), reverse=True)
    by_name = {e.assumption: e for e in of_one}
    assert by_name["aid_effect"].swing == 0  # no aids in this policy
    settling = next(
        e for e in found.effects
        if (e.policy, e.measure, e.assumption) == ("as now", "accessibility", "settling")
    )  # fmt: skip
    assert settling.at_low < settling.at_value < settling.at_high


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3), st.integers(1, 4), st.integers(0, 9))
def test_any_chain_conserves_students(extra: int, length: int, intake: int) -> None:
    rows = tables()
    semester = maillage.read_rows(rows, job="diagnose")
    plan = PLAN.replace("years: 2", f"years: {length}").replace("intake: 5", f"intake: {intake}")
    read = yaml.load(plan, Loader=yaml.BaseLoader)
    read["policies"]["as now"] = {}
    model = validated(YearsPlan, Document(Path("plan.yaml"), read, {}))
    found = YearsTask(model, semester, model.programmes)
    ground = ground_of(semester, found.stays)
    assert intake_of(found, ground) == intake
    with ThreadPoolExecutor(1) as pool:
        course = simulate(
            found, ground, model.policies["as now"], values_of(model.assumptions), 1 + extra, pool
        )
    gone = course.flows["finished"] + course.flows["dropped"]
    assert course.students[0, 0] == 12
    assert (np.diff(course.students) == (course.flows["entered"] - gone)[:, 1:]).all()


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("years: 6", "yaers: 6", 2, "Did you mean 'years'?"),
        ("seed: 7", "seed: x", 5, "'x' is not a whole number"),
        ("programme: N2", "programme: N3", 8, "programme 'N3' does not exist"),
        ("territory: T2", "territory: T9", 15, "territory 'T9' does not exist"),
        ("zones: [ZIP]", "zones: [ZIPP]", 14, "no territory has the zone 'ZIPP'. Did you mean"),
        ("seed: 7", "assumptions: {setling: {value: 1, low: 1, high: 1, source: x}}", 5,
         "Did you mean 'settling'?"),
        ("seed: 7", "assumptions: {settling: {value: 0.9, low: 0, high: 0.5, source: x}}", 5,
         "not within its range"),
        ("seed: 7", "assumptions: {settling: {value: 1, low: 1, high: 2, source: x}}", 5,
         "is a share"),
        ("seed: 7", "assumptions: {settling: {value: 0.5, low: 0, high: 1}}", 5,
         "'source' is missing"),
    ],
)  # fmt: skip
def test_errors_name_the_line(
    tmp_path: Path, before: str, after: str, line: int, said: str
) -> None:
    assert before in PLAN
    with pytest.raises(maillage.InputError) as caught:
        task(tmp_path, PLAN.replace(before, after))
    (error,) = caught.value.errors
    assert error.where == f"plan.yaml:{line}"
    assert said in str(error)


def test_without_a_chain_programmes_have_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(maillage.InputError, match="list them under 'programmes'"):
        task(tmp_path, "base: in\n")


def test_the_command_writes_what_it_says(tmp_path: Path) -> None:
    task(tmp_path)
    done = run(
        "scenario", "years", str(tmp_path / "plan.yaml"), "-o", str(tmp_path / "out"),
        "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "simulation under stated assumptions" in done.output
    rows = list(csv.DictReader((tmp_path / "out" / "years.csv").open(encoding="utf-8")))
    first = [
        r for r in rows if (r["policy"], r["year"], r["territory_id"]) == ("mixed", "2027", "")
    ]
    assert {r["measure"]: r["median"] for r in first}["practitioners"] == "12"
    assert {r["territory_id"] for r in rows} == {"", "T1", "T2", "T3"}
    table = list(csv.DictReader((tmp_path / "out" / "sensitivity.csv").open(encoding="utf-8")))
    assert {r["assumption"] for r in table} >= {"settling", "last_age"}
    assert all(r["source"] for r in table)
    content = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert content["simulation"]
    assert content["assumptions"]["settling"]["low"] == 0.4
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "assumption of this program" in page


def test_the_command_names_the_line(tmp_path: Path) -> None:
    task(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN.replace("years: 6", "yaers: 6"), encoding="utf-8")
    done = run("scenario", "years", str(tmp_path / "plan.yaml"), "-o", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert "plan.yaml:2" in done.output + done.stderr
    assert not (tmp_path / "out").exists()


def test_vienne(tmp_path: Path) -> None:
    write_csv_folder(demonstration_tables(), tmp_path / "demo" / "tables")
    text = (Path(__file__).parent.parent / "examples" / "vienne.yaml").read_text(encoding="utf-8")
    assert "base: demo/semester.xlsx" in text
    text = text.replace("demo/semester.xlsx", "demo/tables").replace("years: 12", "years: 1")
    text = text.replace("draws: 100", "draws: 2").replace(
        "sensitivity_draws: 25", "sensitivity_draws: 1"
    )
    (tmp_path / "vienne.yaml").write_text(text, encoding="utf-8")
    found = years(tmp_path / "vienne.yaml")
    assert list(found.task.plan.policies)[1] == "aids"
    assert found.of_all("aids", "practitioners")[0].median > 900
    assert {e.policy for e in found.effects} == set(found.task.plan.policies)
