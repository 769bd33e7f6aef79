"""What `maillage rank` writes and prints: the demonstration, names that mean harm, faults."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from browsing import Visit
from click.testing import CliRunner
from maillage import OutputError, rank, read_rows, write_ranking
from maillage.cli import commands
from maillage.matching.demonstration.files import write_demonstration
from maillage.matching.demonstration.semester import demonstration_tables
from maillage.matching.outputs.ranking_csv import COLUMNS

from .rank_example import TERRITORIES

CONTRACT = [
    *("request_id", "opening_id", "rank", "fit", "own_fit", "joint_value", "regret", "exact"),
    *("pareto", "first_share", "need_gain", "minutes", "aids_total", "assigned", "travel"),
    *("practice", "mode", "team", "services", "premises", "takeover", "leaver", "need"),
]
HARM = "=cmd|'/c calc'!A1 <script>alert(1)</script> \"x\"; [b]*?/\\"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    write_demonstration(folder, "fr")
    return folder


@pytest.fixture(scope="module")
def ranked(demonstration: Path) -> Path:
    done = run("rank", demonstration / "tables", "-o", demonstration / "ranking", "--lang", "fr")
    assert done.exit_code == 0, done.output
    assert "Demandes classées" in done.output
    assert "importances déclarées" in done.output
    return demonstration / "ranking"


def run(*arguments: object):
    return CliRunner().invoke(commands, [str(a) for a in arguments])


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_the_demonstration_is_ranked_whole(ranked: Path, demonstration: Path):
    names = {"ranking.csv", "excluded.csv", "aids.csv", "summary.json", "ranking.xlsx"}
    assert {path.name for path in ranked.iterdir()} == names | {"report.html"}
    pairs, excluded = lines(ranked / "ranking.csv"), lines(ranked / "excluded.csv")
    assert tuple(pairs[0]) == COLUMNS
    assert list(pairs[0])[: len(CONTRACT)] == CONTRACT
    summary = json.loads((ranked / "summary.json").read_text(encoding="utf-8"))
    left_out = {r["status"] for r in demonstration_tables()["requests"]} & {"settled", "withdrawn"}
    requests = [r for r in demonstration_tables()["requests"] if r["status"] not in left_out]
    assert summary["counts"]["requests"] == len(requests)
    assert len(pairs) + len(excluded) == len(requests) * 120
    assert summary["status"] == "optimal"
    assert summary["counts"]["pairs"] == len(pairs)
    assert sum(summary["counts"]["excluded_by_code"].values()) == len(excluded)
    assert all(line["exact"] == "true" for line in pairs)
    assigned = {r["request_id"]: r["opening_id"] for r in pairs if r["assigned"] == "true"}
    assert assigned == {k: v for k, v in summary["assigned"].items() if v is not None}
    total = sum(float(r["fit"]) for r in pairs if r["assigned"] == "true")
    assert total == pytest.approx(summary["joint"]["value"], abs=1e-9)


def test_the_workbook_gives_the_same_lists_as_the_tables(ranked: Path, demonstration: Path):
    again = demonstration / "again"
    done = run("rank", demonstration / "semester.xlsx", "-o", again, "--lang", "en")
    assert done.exit_code == 0, done.output
    for name in ("ranking.csv", "aids.csv", "excluded.csv"):
        assert (again / name).read_bytes() == (ranked / name).read_bytes()
    book = openpyxl.load_workbook(again / "ranking.xlsx", read_only=True)
    assert book.sheetnames[0] == "Overview"
    assert {"DEM-01", "DEM-50", "Aids", "Excluded"} <= set(book.sheetnames)


def test_one_request_is_shown_with_its_list(demonstration: Path, ranked: Path):
    first = lines(ranked / "ranking.csv")[0]["request_id"]
    done = run("rank", demonstration / "tables", "-o", demonstration / "one", "--request", first,
               "--lang", "en")  # fmt: skip
    assert done.exit_code == 0, done.output
    own = [r["opening_id"] for r in lines(ranked / "ranking.csv") if r["request_id"] == first]
    shown = [line.split()[1] for line in done.output.splitlines() if line.startswith("  ")
             and line.split()[0].rstrip(".").isdigit()]  # fmt: skip
    assert shown == own
    wrong = run("rank", demonstration / "tables", "-o", demonstration / "two", "--request", "DEM1",
                "--lang", "en")  # fmt: skip
    assert wrong.exit_code == 2
    assert "There is no request 'DEM1'" in wrong.output
    assert not (demonstration / "two").exists()


def test_a_folder_with_other_files_is_never_replaced(demonstration: Path, tmp_path: Path):
    (tmp_path / "placements.csv").write_text("mine")
    done = run("rank", demonstration / "tables", "-o", tmp_path, "--lang", "en")
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["placements.csv"]


def harmful() -> dict[str, list[dict[str, object]]]:
    return {
        "territories": [{**TERRITORIES[0], "name": HARM}],
        "requests": [
            {"request_id": name, "name": HARM, "profession": "gp", "anchors": "T0",
             "referent": HARM, "status": status, "team_id": None}
            for name, status in (("R[1]:*?/\\", "visit"), ("History", "visit"), ("x" * 60, None),
                                 ("R[1]:*?//", "visit"), ("gone", "settled"))
        ],
        "openings": [
            {"opening_id": "O1", "name": HARM, "territory_id": "T0", "kind": "msp",
             "setting": "liberal", "profession": "gp", "seats": 2},
            {"opening_id": "O2", "name": HARM, "territory_id": "T0", "kind": "=1+1",
             "setting": "liberal", "profession": "dentist", "seats": 2},
        ],
        "aids": [{"aid_id": "A", "name": HARM, "amount": 5, "source": HARM}],
        "settings": [{"key": "lang", "value": "fr"}],
    }  # fmt: skip


def test_names_that_mean_harm_stay_names(tmp_path: Path):
    ranking = rank(read_rows(harmful(), job="rank"))
    write_ranking(ranking, tmp_path / "ranking")
    book = zipfile.ZipFile(tmp_path / "ranking" / "ranking.xlsx")
    for name in book.namelist():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in book.read(name)
    page = (tmp_path / "ranking" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    said = {line["code"]: line["text"] for line in lines(tmp_path / "ranking" / "excluded.csv")}
    wanted = (
        "profession recherchée : chirurgien-dentiste ; celle de la demande : médecin généraliste"
    )
    assert {code: text.replace("\N{NO-BREAK SPACE}", " ") for code, text in said.items()} == {
        "profession": wanted
    }
    write_ranking(ranking, tmp_path / "ranking", lang="en")  # replaces what it wrote
    with pytest.raises(OutputError):
        write_ranking(ranking, tmp_path)


def test_the_same_ranking_gives_the_same_bytes(tmp_path: Path):
    for name in ("one", "other"):
        write_ranking(rank(read_rows(harmful(), job="rank")), tmp_path / name)
    for name in ("ranking.csv", "excluded.csv", "aids.csv", "ranking.xlsx", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_wrong_weights_end_in_sentences(tmp_path: Path):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "territories.csv").write_text("territory_id,name\nT,Town\n")
    (folder / "requests.csv").write_text("request_id,name,profession\nR,x,gp\n")
    (folder / "openings.csv").write_text(
        "opening_id,name,territory_id,kind,setting,profession,seats\nO,y,T,msp,liberal,gp,1\n"
    )
    (folder / "criteria.csv").write_text("criterion,weight\ntravel,1\nbeauty,1\n")
    done = run("rank", folder, "-o", tmp_path / "ranking", "--lang", "en")
    assert done.exit_code == 3
    assert "criteria.csv:3" in done.output
    assert "criterion 'beauty' does not exist." in done.output
    assert not (tmp_path / "ranking").exists()
    (folder / "criteria.csv").write_text("criterion,weight\ntravel,2\n")
    done = run("rank", folder, "-o", tmp_path / "ranking", "--lang", "en")
    assert done.exit_code == 0, done.output


def test_nothing_to_rank_is_no_fault(tmp_path: Path):
    nobody = read_rows({"territories": TERRITORIES, "requests": [], "openings": []}, job="rank")
    write_ranking(rank(nobody), tmp_path / "ranking")
    assert lines(tmp_path / "ranking" / "ranking.csv") == []


def test_the_report_is_quiet_in_a_browser(browser, ranked: Path):
    with Visit(browser, ranked / "report.html", lang="fr") as visit:
        visit.page.evaluate(
            "[...document.querySelectorAll('details')].slice(0, 12).forEach(d => { d.open = true })"
        )
        visit.see_all()
        assert (visit.said, visit.asked) == ([], [])
        assert visit.page.locator(".chart svg, .chart canvas").count() > 3
