"""Diagnosis and directory in a real browser: map and tables are there, the network is not asked."""

from __future__ import annotations

from pathlib import Path

import maillage
import pytest
from browsing import Visit
from maillage.matching.demonstration import demonstration_tables
from maillage.matching.outputs.diagnosis_page import diagnosis_page
from maillage.matching.outputs.directory_files import directory_files
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows

SHOWN = {
    "gpsea": ({"epci": ["200058006"]}, "Créteil", 16),
    "coeur": ({"epci": ["200057859"]}, "Arpajon", 21),
    "vienne": ({"department": ["86"]}, "Poitiers", 265),
    "saint-denis": ({"territory_id": ["93066"]}, "Saint-Denis", 1),
}
"""What is shown, a commune there, and how many communes beside quarters."""


@pytest.fixture(scope="module")
def semester() -> Semester:
    return read_rows(demonstration_tables())


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", SHOWN)
def test_map_and_table_are_there_and_nothing_is_asked_for(
    browser, semester: Semester, tmp_path: Path, name: str, lang: str
) -> None:
    only, commune, n = SHOWN[name]
    found = maillage.diagnose(semester, only=only)
    assert sum(t.territory_id not in found.parent for t in found.territories) == n
    path = tmp_path / "report.html"
    path.write_text(diagnosis_page(found, lang), encoding="utf-8")
    with Visit(browser, path, lang=lang) as visit:
        visit.see_all()
        page = visit.page
        rows = page.evaluate("page.tables.get('table-1').rows().data().length")
        drawn = page.evaluate(
            "page.maps.get('map-1').chart.getOption().series.map((one) => one.data.length)"
        )
        assert rows == len(found.territories)
        assert drawn[0] == n
        assert page.get_by_text(commune).count() > 0
        assert page.locator("#chart-1 .chart svg").count() == 1
        assert (visit.asked, visit.said) == ([], [])


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_the_page_is_no_wider_than_the_screen(
    browser, semester: Semester, tmp_path: Path, width: int
) -> None:
    found = maillage.diagnose(semester, only=SHOWN["gpsea"][0])
    path = tmp_path / "report.html"
    path.write_text(diagnosis_page(found, "fr"), encoding="utf-8")
    with Visit(browser, path, width=width, lang="fr") as visit:
        visit.see_all()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("public", [False, True])
def test_a_directory_opens_without_network(
    browser, semester: Semester, tmp_path: Path, public: bool
) -> None:
    found = maillage.directory(semester, public=public, only=SHOWN["gpsea"][0])
    path = tmp_path / "report.html"
    path.write_bytes(directory_files(found, "fr")["report.html"])
    with Visit(browser, path, lang="fr") as visit:
        visit.see_all()
        assert visit.page.locator("#week-1").count() == 1
        assert visit.page.locator("#map-1 canvas, #map-1 svg").count() > 0
        assert (visit.asked, visit.said) == ([], [])
