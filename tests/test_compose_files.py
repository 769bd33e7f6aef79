"""`maillage compose` as it is typed: files, formats, refusals, and what the rules of offers ask."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import maillage
import openpyxl
import pytest
from maillage.matching.demonstration import write_demonstration
from maillage.matching.entities import OfferPart
from maillage.matching.library import check
from maillage.matching.opening.compose import compose
from maillage.matching.opening.wanted import CannotCompose
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows, read_semester

from .cli_example import Tables, example, folder, run, student, supervisor, workbook


def of_offers(**changes: Any) -> Tables:
    """Return the example, its N1 being of choice by rank, with some columns of N1 changed."""
    tables = example()
    tables["programmes"][0] |= {"mechanism": "serial", **changes}
    return tables


def only(tables: Tables, *supervisors: dict[str, Any]) -> Tables:
    """Leave other supervisors and all wishes out."""
    tables["supervisors"] = list(supervisors)
    for row in tables["students"]:
        for name in [name for name in row if name.startswith("wish_")]:
            del row[name]
    return tables


def errors(source: Semester | Path) -> list[str]:
    return [str(f) for f in check(source) if f.severity == "error"]


def days(part: OfferPart) -> tuple[int, ...]:
    """Return the half-days of a new offer's part, which names them."""
    assert not isinstance(part.half_days, int)
    return part.half_days


# -- what is composed -----------------------------------------------------------------------


def test_pairs_of_practice_and_centre_share_the_half_days_of_the_centre() -> None:
    found = compose(read_rows(of_offers()))
    # The centre has two days, and each seat needs one of them.
    assert sum(o.seats for o in found.offers) == 2
    taken = [h for o in found.offers for p in o.parts if p.supervisor_id == "M2" for h in days(p)]
    assert sorted(taken) == [4, 5, 6, 7]
    assert found.status == "optimal"
    values = {t.name: (t.value, t.bound) for t in found.tiers}
    assert values["opened"] == (2, 2)
    # Two half-days each in the ZIP (0.8) and in the ZAC (0.5), twice.
    assert values["shortage"] == (5_200_000, 5_200_000)
    assert [(p.students, p.wanted, p.existing, p.opened) for p in found.programmes] == [
        (3, 4, 0, 2)
    ]


def test_alike_seats_are_one_offer_of_several() -> None:
    tables = of_offers(min_parts=1, min_centre=0, min_liberal=0, half_days=4)
    only(tables, {**supervisor(1, "CAB", "mon tue"), "max_at_once": 2})
    found = compose(read_rows(tables))
    assert [(o.offer_id, o.seats) for o in found.offers] == [("N1-001", 2)]


def test_a_room_bounds_the_seats_of_all() -> None:
    tables = of_offers(needs_room=True)
    tables["supervisors"].append(supervisor(4, "CDS", "wed thu"))
    assert sum(o.seats for o in compose(read_rows(tables)).offers) == 2
    tables["sites"][1]["rooms"] = 2
    assert sum(o.seats for o in compose(read_rows(tables)).offers) == 4


def test_existing_offers_are_kept_and_counted() -> None:
    tables = of_offers()
    tables["offers"] = [{"offer_id": "n1-001", "programme_id": "N1", "seats": 1}]
    tables["offer_parts"] = [
        {"offer_id": "n1-001", "supervisor_id": "M3", "half_days": "mon_am mon_pm"},
        {"offer_id": "n1-001", "supervisor_id": "M2", "half_days": 2},
    ]
    found = compose(read_rows(tables))
    # The existing seat takes one of the centre's two days; its number is not given again.
    assert [o.offer_id for o in found.offers] == ["N1-002"]
    assert [(p.existing, p.opened) for p in found.programmes] == [(1, 1)]
    assert "n1-001" in found.semester.offer


def test_existing_seats_that_exclude_each_other_are_told() -> None:
    tables = of_offers()
    tables["offers"] = [
        {"offer_id": name, "programme_id": "N1", "seats": 1} for name in ("OLD", "OTHER")
    ]
    tables["offer_parts"] = [
        {"offer_id": name, "supervisor_id": "M2", "half_days": "wed_am wed_pm thu_am thu_pm"}
        for name in ("OLD", "OTHER")
    ]
    tables["supervisors"].append(supervisor(4, "CDS", "mon"))
    found = compose(read_rows(tables))
    assert list(found.apart.values()) == [1]
    assert {"M2"}.isdisjoint(p.supervisor_id for o in found.offers for p in o.parts)


def test_a_locked_student_gets_a_seat_at_the_supervisors_of_the_lock() -> None:
    tables = of_offers()
    tables["locks"] = [{"student_id": "07", "supervisor_ids": "M2, M3"}]
    found = compose(read_rows(tables))
    assert {"M2", "M3"} in [{p.supervisor_id for p in o.parts} for o in found.offers]
    assert sum(o.seats for o in found.offers) == 2


def test_a_lock_of_a_programme_that_composes_keeps_its_half_days() -> None:
    tables = of_offers()
    tables["locks"] = [{"student_id": "03", "supervisor_ids": "M2", "half_days": "wed_am wed_pm"}]
    assert sum(o.seats for o in compose(read_rows(tables)).offers) == 1


def test_a_hard_maximum_closes_and_a_minimum_asks() -> None:
    tables = of_offers()
    tables["quotas"] = [
        {"quota_id": "Q1", "scope": "zone", "value": "ZIP", "programme_id": "N1", "max": 1},
        {"quota_id": "Q2", "scope": "territory", "value": "94028", "programme_id": "N1", "min": 2},
    ]
    found = compose(read_rows(tables))
    values = {t.name: t.value for t in found.tiers}
    places = [p.supervisor_id for o in found.offers for p in o.parts for _ in range(o.seats)]
    assert places.count("M1") == 0
    assert places.count("M3") == 2
    assert values["floors"] == 0


def test_programmes_of_a_lower_order_come_first() -> None:
    tables = of_offers(order=2)
    tables["programmes"][1] |= {"mechanism": "serial", "order": 1}
    only(tables, supervisor(1, "CAB", "mon"), supervisor(2, "CDS", "wed"))
    found = compose(read_rows(tables))
    opened = {p.programme_id: p.opened for p in found.programmes}
    assert opened == {"EXT": 2, "N1": 0}
    tables["programmes"][0]["order"] = 0
    found = compose(read_rows(tables))
    assert {p.programme_id: p.opened for p in found.programmes} == {"EXT": 0, "N1": 1}


def test_other_tiers_first() -> None:
    found = compose(read_rows(of_offers()), tiers=["opened", "distance"])
    assert [t.name for t in found.tiers] == ["opened", "distance"]
    with pytest.raises(ValueError, match="there is no tier"):
        compose(read_rows(of_offers()), tiers=["wishes"])


def test_a_composition_is_ready_for_stable_matching() -> None:
    tables = of_offers(mechanism="stable", weeks="1-13")
    tables["programmes"].append(
        {**tables["programmes"][0], "programme_id": "N2", "name": "N2", "weeks": "14-26"}
    )
    for host in tables["supervisors"]:
        host |= {"programmes": "N1, N2, EXT", "max_students": 1}
    tables["students"] += [student("08", "N2", 48.9), student("09", "N2", 48.9)]
    found = compose(read_rows(tables))
    assert found.offers
    assert errors(found.semester) == []


def test_placed_from_composed_offers() -> None:
    tables = example()
    tables["students"] = [row for row in tables["students"] if row["programme_id"] == "N1"]
    found = compose(read_rows(tables), programmes=["N1"])
    placement = maillage.place(found.semester)
    placed = [s for s in placement.students if s.offer_id]
    assert len(placed) == sum(o.seats for o in found.offers) == 2
    assert maillage.verify(found.semester, placement).ok


# -- files ----------------------------------------------------------------------------------


def test_a_workbook_keeps_all_that_is_not_an_offer(tmp_path: Path) -> None:
    source = workbook(tmp_path / "semestre.xlsx", of_offers())
    before = source.read_bytes()
    done = run("compose", source, "-o", tmp_path / "new.xlsx", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "2 seats opened in 2 offers. Status: optimal (proven)" in done.stdout
    assert source.read_bytes() == before
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "new.xlsx") as new:
        touched = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
        for name in set(old.namelist()) - touched:
            assert new.read(name) == old.read(name), name
    after = read_semester(tmp_path / "new.xlsx")
    assert sum(o.seats for o in after.offers) == 2
    assert errors(after) == []
    summary = json.loads((tmp_path / "new.compose.json").read_text(encoding="utf-8"))
    assert summary["status"] == "optimal"
    assert [t["name"] for t in summary["tiers"]] == [
        "opened", "floors", "shortage", "spread", "distance",
    ]  # fmt: skip
    assert summary["offers"] == ["N1-001", "N1-002"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    source = workbook(tmp_path / "semester.xlsx", of_offers())
    for name in ("one.xlsx", "two.xlsx"):
        assert run("compose", source, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_formats_and_languages(tmp_path: Path, lang: Any) -> None:
    book = workbook(tmp_path / "semester.xlsx", of_offers(), lang)
    tables = folder(tmp_path / "tables", of_offers(), lang)
    expected = None
    for number, (source, target) in enumerate(
        [(book, "a.xlsx"), (book, "b"), (tables, "c"), (tables, "d.xlsx")]
    ):
        done = run("compose", source, "-o", tmp_path / target, LANG="en_US.UTF-8")
        assert done.exit_code == 0, (number, done.output)
        after = read_semester(tmp_path / target)
        expected = expected or (after.offers, after.students, after.wishes)
        assert (after.offers, after.students, after.wishes) == expected
    names = {path.stem for path in (tmp_path / "c").iterdir()}
    assert ("offres" in names) == (lang == "fr")


def test_a_named_programme_becomes_one_of_offers(tmp_path: Path) -> None:
    tables = example()
    tables["programmes"][0]["composition"] = "composed"
    source = workbook(tmp_path / "semester.xlsx", tables)
    done = run("compose", source, "-o", tmp_path / "new.xlsx", "--programme", "N1")
    assert done.exit_code == 0, done.output
    assert read_semester(tmp_path / "new.xlsx").programme["N1"].composition == "offers"


def test_nothing_is_replaced_unless_asked_for(tmp_path: Path) -> None:
    source = workbook(tmp_path / "semester.xlsx", of_offers())
    before = source.read_bytes()
    refused = run("compose", source, "-o", source)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert source.read_bytes() == before
    assert run("compose", source, "-o", source, "--force").exit_code == 0
    assert read_semester(source).offers
    tables = folder(tmp_path / "tables", of_offers())
    assert run("compose", tables, "-o", tables).exit_code == 2
    assert run("compose", tables, "-o", tables, "--force").exit_code == 0
    assert read_semester(tables).offers
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_enough_seats_already(tmp_path: Path) -> None:
    source = workbook(tmp_path / "semester.xlsx", of_offers())
    once, twice = tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    tables = of_offers()
    tables["settings"].append({"key": "opened_ratio", "value": "0.5"})
    source = workbook(tmp_path / "half.xlsx", tables)
    assert run("compose", source, "-o", once).exit_code == 0
    done = run("compose", once, "-o", twice, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "There are seats enough already" in done.stdout
    assert twice.read_bytes() == once.read_bytes()


def test_refusals(tmp_path: Path) -> None:
    target = tmp_path / "new.xlsx"
    plain = workbook(tmp_path / "plain.xlsx")
    nobody = run("compose", plain, "-o", target, "--lang", "en")
    assert nobody.exit_code == 4
    assert "no programme is of mechanism serial or stable" in nobody.stderr
    unknown = run("compose", plain, "-o", target, "--programme", "N9")
    assert unknown.exit_code == 2
    assert "N9" in unknown.stderr
    tables = of_offers()
    only(tables, supervisor(1, "CAB", "mon tue"))
    nothing = run("compose", workbook(tmp_path / "no.xlsx", tables), "-o", target, "--lang", "en")
    assert nothing.exit_code == 4
    assert "no seat can be opened for programme 'N1'" in nothing.stderr
    spoilt = of_offers()
    spoilt["supervisors"][0]["site_id"] = "LOST"
    bad = run("compose", workbook(tmp_path / "bad.xlsx", spoilt, "en"), "-o", target)
    assert bad.exit_code == 3
    assert "supervisors!" in bad.stderr
    locked = of_offers()
    locked["locks"] = [{"student_id": "07", "supervisor_ids": "M1, M3"}]
    lock = run("compose", workbook(tmp_path / "lock.xlsx", locked), "-o", target, "--lang", "en")
    assert lock.exit_code == 4
    assert "the lock of student 07" in lock.stderr
    assert not target.exists()


def test_nothing_to_compose_in_the_library() -> None:
    with pytest.raises(CannotCompose):
        compose(read_rows(example()))
    with pytest.raises(ValueError, match="N9"):
        compose(read_rows(example()), programmes=["N9"])


def test_the_demonstration_composed_and_placed(tmp_path: Path) -> None:
    book, _ = write_demonstration(tmp_path, "fr")
    target = tmp_path / "composed.xlsx"
    done = run(
        "compose", book, "-o", target, "--programme", "N1", "--time-limit", 20,
        "--tiers", "opened", "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    semester = read_semester(target)
    assert errors(semester) == []
    # All 75 wanted take longer than a test may.
    assert sum(o.seats for o in semester.offers if o.programme_id == "N1") >= 60
    assert semester.programme["N1"].composition == "offers"
    placement = maillage.place(semester, tiers=["placed"], time_limit=60)
    assert maillage.verify(semester, placement).ok
    locked = next(s for s in placement.students if s.student_id == "N011")
    assert locked.status == "locked"
    assert {part.supervisor_id for part in locked.parts} == {"M001", "M009"}


def with_an_offer(path: Path) -> Path:
    """Write a workbook with an offer of another programme."""
    tables = of_offers()
    tables["offers"] = [{"offer_id": "O1", "programme_id": "EXT", "seats": 1}]
    tables["offer_parts"] = [
        {"offer_id": "O1", "supervisor_id": "M3", "half_days": "fri_am fri_pm"}
    ]
    return workbook(path, tables, "en")


def refused(source: Path, lang: str) -> str:
    """Return what is said where the offers cannot be written."""
    output = source.with_name("new.xlsx")
    done = run("compose", source, "-o", output, "--lang", lang)
    assert done.exit_code == 2, done.output
    assert not output.exists()
    return done.stderr.splitlines()[-1].replace("\N{NO-BREAK SPACE}", " ")


def test_merged_cells_where_an_offer_is_written(tmp_path: Path) -> None:
    source = with_an_offer(tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(source)
    book["offers"].merge_cells("A3:B3")
    book.save(source)
    assert refused(source, "en") == (
        "offers!A3:B3: merged cells stand where a value is to be written; unmerge them, save and "
        "try again."
    )
    assert refused(source, "fr") == (
        "offers!A3:B3 : des cellules fusionnées se trouvent là où une valeur doit être écrite ; "
        "annulez la fusion, enregistrez et réessayez."
    )


def test_a_workbook_that_cannot_be_changed_is_named(tmp_path: Path, monkeypatch) -> None:
    source = with_an_offer(tmp_path / "mine.xlsx")
    monkeypatch.setattr(
        "maillage.matching.imports.sheet_part.text_content", lambda text: text.lower()
    )
    said = refused(source, "en")
    assert said.startswith("mine.xlsx is built in an unusual way")
    assert said.endswith("save it as .xlsx under another name and use that.")
    assert "import" not in refused(source, "fr")
