"""What people read of rankings, intakes and groups has names in their language, never codes."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from maillage.cli import commands
from maillage.matching.tables.writing import write_csv_folder

from .rank_example import TERRITORIES

PROFESSIONS = ("gp", "dentist", "physio", "speech", "nurse", "midwife", "childcare_nurse")
MODES = ("liberal", "salaried", "mixed", "any")
STAGES = ("first_contact", "information", "definition", "visit", "targeted_support", "settled")
KINDS = ("liberal_practice", "group_practice", "health_centre", "pmi", "hospital", "pharmacy")
CODES = {
    *("gp", "physio", "speech", "nurse", "midwife", "childcare_nurse", "dentist"),
    *("first_contact", "definition_", "targeted_support", "settled", "withdrawn", "visit"),
    *("liberal_practice", "group_practice", "health_centre", "salaried", "mixed", "solo"),
    *("need_gain", "takeover", "leaver", "premises", "services_", "salaried_post", "centre_"),
    *("overdue", "undated", "optimal_", "feasible", "cover", "beaten", "counted", "beside"),
}
"""Of the tables and of the results; English words that French has as well end in a line."""
ENGLISH = {
    *("dentist", "nurse", "midwife", "visit", "settled", "withdrawn", "mixed", "overdue"),
    *("speech", "premises", "salaried", "cover", "counted", "beside", "feasible"),
}
"""Those that are also the name in English."""

OPENINGS = [
    {"opening_id": f"O{k}-{j}", "name": f"Place {k}", "territory_id": f"T{k % 3}",
     "kind": KINDS[(k + j) % len(KINDS)], "setting": "liberal" if (k + j) % 3 else "centre",
     "profession": PROFESSIONS[k], "seats": 1, "m2": 30 + 20 * j, "rent_month": 400,
     "available_from": "2029-01-01" if j == 2 else None}
    for k in range(len(PROFESSIONS)) for j in range(4)
]  # fmt: skip
TABLES: dict[str, list[dict[str, Any]]] = {
    "territories": TERRITORIES,
    "needs": [{"territory_id": "T0", "profession": "physio", "need": 0.6}],
    "requests": [
        {"request_id": f"R{k}", "name": f"Somebody {k}", "profession": PROFESSIONS[k % 7],
         "mode": MODES[k % 4], "practice": ("solo", "group", "any")[k % 3], "anchors": "T1",
         "shortage_only": k % 5 == 0, "max_minutes": 12 if k % 6 == 0 else None,
         "status": STAGES[k % 6], "next_step": "call", "next_date": "2027-04-01"}
        for k in range(14)
    ],
    "openings": OPENINGS,
    "aids": [
        {"aid_id": "A1", "name": "First", "scope": "zone", "value": "ZIP", "amount": 10_000,
         "period": "once", "group": "g", "source": "law"},
        {"aid_id": "A2", "name": "Second", "scope": "zone", "value": "ZIP, ZAC", "amount": 4_000,
         "period": "once", "group": "g", "source": "law"},
        {"aid_id": "A3", "name": "Third", "scope": "zone", "value": "ZAC", "amount": 100,
         "period": "month", "duration_months": 12, "audience": "staying", "source": "law"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=["fr", "en"])
def said(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The language, the folder, and what was printed."""
    lang, folder = request.param, tmp_path_factory.mktemp("names")
    settings = [{"key": "semester", "value": "2027-05"}, {"key": "lang", "value": lang}]
    write_csv_folder({**TABLES, "settings": settings}, folder / "tables", "en")
    out = folder / "out"
    further = ("--groups", "--new", "1", "--without-existing", "--for", "physio")
    printed = [run("rank", folder / "tables", "-o", out, "--lang", lang, *further)]
    printed.append(
        run("rank", folder / "tables", "-o", folder / "o", "--lang", lang, "--request", "R2")
    )
    printed.append(run("requests", folder / "tables", "-o", folder / "seen", "--lang", lang))
    return lang, folder, printed


def run(*arguments: object) -> str:
    done = CliRunner().invoke(commands, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def codes_in(text: str, lang: str) -> set[str]:
    words = set(re.findall(r"[a-z_]{2,}", text))
    return (CODES if lang == "fr" else CODES - ENGLISH) & words


def shown(page: str) -> str:
    """Return the texts of a page: no scripts of its own, no styles, no classes; all its data."""
    data = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    values = re.findall(r'"(?:[^"\\]|\\.)*"(?!\s*:)', " ".join(data))
    body = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    body = re.sub(r'<p class="replay">.*?</p>|<code>.*?</code>', " ", body, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", body)) + " ".join(values)


def test_terminal(said: Any) -> None:
    lang, _, printed = said
    for text in printed:
        assert codes_in(text.replace("maillage check", ""), lang) == set(), text


def test_pages(said: Any) -> None:
    lang, folder, _ = said
    for path in (*(folder / "out").glob("*.html"), *(folder / "seen").glob("*.html")):
        assert codes_in(shown(path.read_text("utf-8")), lang) == set(), path


def test_workbooks(said: Any) -> None:
    lang, folder, _ = said
    for path in (folder / "out" / "ranking.xlsx", folder / "seen" / "requests.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        cells = [str(c.value) for sheet in book for row in sheet for c in row if c.value]
        assert codes_in(" ".join([*book.sheetnames, *cells]), lang) == set(), path


def test_reasons_of_excluded_pairs(said: Any) -> None:
    lang, folder, _ = said
    lines = Path(folder / "out" / "excluded.csv").read_text("utf-8").splitlines()[1:]
    texts = {line.split(",", 3)[3] for line in lines}
    assert len(texts) > 10
    assert codes_in(" ".join(texts), lang) == set()


def test_csv_files_keep_the_codes(said: Any) -> None:
    _, folder, _ = said
    text = (folder / "seen" / "requests.csv").read_text("utf-8")
    assert {"physio", "first_contact", "overdue"} <= set(re.findall("[a-z_]+", text))
    heads = (folder / "out" / "ranking.csv").read_text("utf-8").splitlines()[0].split(",")
    assert {"need_gain", "takeover", "leaver"} <= set(heads)


def test_a_territory_shows_contributions_and_aids(said: Any) -> None:
    lang, folder, _ = said
    page = (folder / "out" / "report.html").read_text("utf-8")
    bars, aids, changes = {
        "fr": ("Ce que chaque critère apporte", "Aides pour une installation ici", "Premier si"),
        "en": ("What each criterion adds", "Aids for installing here", "First if"),
    }[lang]
    territories = page[page.index("(T0)") :]
    assert bars in territories
    assert aids in territories
    assert changes in page[: page.index("(T0)")]
