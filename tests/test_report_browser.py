"""The page of a placement in a real browser: both languages, all widths, harmful names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import SCREENSHOTS, Visit
from maillage.matching.language import sentence
from maillage.matching.outputs.placement_page import placement_page

from . import outputs_example
from .pages_example import HOSTILE
from .report_example import demonstration

WIDTHS = (1280, 768, 360)
LOOKED_THROUGH = {("en", 1280), ("fr", 360), ("public", 1280)}
"""Where axe looks through the whole page as well."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, Path]:
    """Return the pages: in both languages, to be published, and of harmful names."""
    semester, placement = demonstration()
    texts = {lang: placement_page(semester, placement, lang) for lang in ("fr", "en")}
    texts["public"] = placement_page(semester, placement, "fr", anonymous=True)
    texts["hostile"] = placement_page(*hostile(), "en")
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def hostile():
    """Return the small semester in which every name means harm, with places on the map."""
    names = iter(HOSTILE * 20)
    semester, placement = outputs_example.SEMESTER, outputs_example.PLACEMENT
    renamed = {
        table: tuple(replace(row, name=next(names)) for row in getattr(semester, table))
        for table in ("territories", "sites", "supervisors", "students", "offers", "programmes")
    }
    placed = [replace(t, lat=48.8, lon=2.3 + k / 9) for k, t in enumerate(renamed["territories"])]
    refusals = tuple(
        replace(r, said=sentence("{text}", text=next(names))) for r in placement.refusals
    )
    return (
        replace(semester, **{**renamed, "territories": tuple(placed)}),
        replace(placement, refusals=refusals, notes=(sentence("{text}", text=next(names)),)),
    )


@pytest.mark.parametrize(
    ("name", "width"),
    [*(("fr", width) for width in WIDTHS), ("en", 1280), ("public", 1280)],
)
def test_the_page_is_quiet_asks_for_nothing_and_fits_the_screen(browser, files, name, width):
    touch = {"has_touch": True, "is_mobile": True} if width < 500 else {}
    lang = "en" if name == "en" else "fr"
    with Visit(browser, files[name], width=width, lang=lang, **touch) as visit:
        visit.see_all()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=SCREENSHOTS / f"report-{name}-{width}.png", full_page=True)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (visit.said, visit.asked) == ([], [])
        if (name, width) in LOOKED_THROUGH:
            assert faults_of(visit.page) == []


def faults_of(page) -> list[tuple[str, str, str]]:
    """Return what axe calls serious or critical on a page with all of it opened."""
    page.locator("details").evaluate_all("all => all.forEach((each) => each.open = true)")
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [
        (fault["id"], fault["impact"], node["html"][:200])
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in {"serious", "critical"}
    ]


@pytest.fixture(scope="module")
def french(browser, files):
    with Visit(browser, files["fr"], lang="fr") as visit:
        visit.see_all()
        yield visit.page
        assert (visit.said, visit.asked) == ([], [])


def part(page, caption: str):
    """Return the block of the table with a caption."""
    captions = page.locator("caption").get_by_text(caption, exact=True)
    block = page.locator(".table-block", has=captions)
    return block.filter(has_not=page.locator("table.week")).last


def rows(page, block) -> list[list[object]]:
    """Return all rows of a table as they are sorted and filtered."""
    return page.evaluate(
        """(id) => page.tables.get(id).rows({ search: "applied" }).data().toArray()""",
        block.get_attribute("id"),
    )


def test_the_map_has_its_points_and_filters_them(french):
    semester, placement = demonstration()
    taken = {p.site_id for s in placement.students for p in s.parts}
    drawn = "page.maps.get('map-1').chart.getOption().series.map((one) => one.data.length)"
    expected = [len(semester.territories), len(taken), len(semester.sites) - len(taken)]
    assert french.evaluate(drawn)[:3] == expected
    setting = french.locator("#map-1 select[data-heading='Cadre']")
    setting.select_option(label="centre")
    centres = [s.site_id for s in semester.sites if s.setting == "centre"]
    assert french.evaluate(drawn)[1] == len(taken & set(centres))
    setting.select_option(index=0)
    assert french.evaluate(drawn)[:3] == expected


def test_students_are_found_sorted_and_filtered(french):
    semester, placement = demonstration()
    block = part(french, "Par étudiant")
    assert len(rows(french, block)) == len(semester.students)
    block.locator("select").first.select_option(label="EXT")
    externs = [s for s in semester.students if s.programme_id == "EXT"]
    assert {row[1] for row in rows(french, block)} == {s.student_id for s in externs}
    block.locator("select").first.select_option(index=0)
    block.locator("input[type=search]").fill(externs[0].student_id)
    french.wait_for_function(
        "(id) => page.tables.get(id).rows({ search: 'applied' }).count() === 1",
        arg=block.get_attribute("id"),
    )
    block.locator("input[type=search]").fill("")
    heading = block.locator("thead th").filter(has_text="Trajet le plus long")
    heading.click()
    french.wait_for_timeout(50)
    headings = block.locator("thead th").all_inner_texts()
    column = next(k for k, text in enumerate(headings) if "Trajet" in text)
    known = [row[column] for row in rows(french, block) if row[column] is not None]
    assert known == sorted(known)
    assert len(known) == sum(s.status != "unplaced" for s in placement.students)


def test_weeks_are_coloured_by_setting(french):
    semester, placement = demonstration()
    weeks = french.locator(".week-block")
    assert weeks.count() == 2
    assert weeks.first.locator(".week-legend li").all_inner_texts() == ["libéral", "centre"]
    hosts = {p.supervisor_id for s in placement.students for p in s.parts}
    counts = [
        french.evaluate(
            "(id) => page.tables.get(id).rows().count()", weeks.nth(k).get_attribute("id")
        )
        for k in (0, 1)
    ]
    assert counts == [len(hosts), sum(s.status != "unplaced" for s in placement.students)]
    host = next(s for s in semester.supervisors if s.supervisor_id in hosts)
    weeks.first.locator("input").fill(host.name)
    slot = weeks.first.locator("tbody tr", has_text=host.name).first.locator(".slot").first
    number = ("liberal", "centre").index(semester.site[host.site_id].setting)
    slot.wait_for()
    assert f"slot-{number}" in slot.get_attribute("class")
    weeks.first.locator("input").fill("")


def test_names_that_mean_harm_stay_text(browser, files):
    with Visit(browser, files["hostile"]) as visit:
        visit.see_all()
        page = visit.page
        page.locator("details").evaluate_all("all => all.forEach((each) => each.open = true)")
        assert page.get_by_text("<script>alert(1)</script>").count() > 0
        assert page.locator("img, iframe, object, a[href^='http']").count() == 0
        assert (visit.said, visit.asked) == ([], [])
