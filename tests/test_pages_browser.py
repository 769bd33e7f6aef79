"""Pages in a real browser: quiet, without network, usable by keyboard, on paper, by all."""

import json
import re
from pathlib import Path
from unicodedata import combining, normalize

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import SCREENSHOTS, Visit
from maillage.matching.pages import Column, Page, PointMap, Points, Section, Table, render
from pages_example import HOSTILE, sample

WIDTHS = (1280, 768, 360)
PLACES = (
    *(".key-figure", ".text.plain", ".text.note", ".text.warning", ".lead", ".items", ".pairs"),
    *(
        "#table-2 caption",
        "#table-1 tbody th",
        "#week-1 tbody th",
        "#week-1 .slot",
        ".foot dd code",
    ),
    *("#chart-1 .chart svg", "#chart-3 .chart svg", "#chart-4 .chart svg", "details > summary"),
    *(".figures tbody th", ".fingerprints dt"),
)
"""Where names that mean harm stand in the page about them, one for each kind of block."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, Path]:
    """Return a file for each language, and one whose names mean harm."""
    pages = {
        "fr": sample("fr"),
        "en": sample("en", n=60),
        "hostile": sample("en", n=40, names=HOSTILE),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(render(page), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture(scope="module")
def french(browser, files):
    """Return the French page, drawn; tests leave its table and map as they were."""
    with Visit(browser, files["fr"], lang="fr") as visit:
        visit.see_all()
        yield visit.page


def first_column(page, n: int = 3) -> list[str]:
    return page.locator("#table-1 tbody tr > :first-child").all_inner_texts()[:n]


def cells(page, column: int) -> list[str]:
    """Return what a column of the whole table holds, in the order in which it is shown."""
    script = """(column) => {
        const api = page.tables.get("table-1");
        return api.rows({ search: "applied" }).data().toArray().map((row) => row[column]);
    }"""
    return page.evaluate(script, column)


def heading(page, number: int):
    return page.locator(f"#table-1 thead th:nth-child({number})")


def once_drawn(page, act, *given) -> None:
    """Do something and wait until the table has been drawn again: it is not drawn at once."""
    page.evaluate(
        """() => {
            const api = page.tables.get("table-1");
            window.drawnAgain = new Promise((done) => api.one("draw", () => setTimeout(done)));
        }"""
    )
    act(*given)
    page.evaluate("() => window.drawnAgain")


def map_state(page) -> dict[str, object]:
    script = """() => {
        const state = page.maps.get("map-1"), series = state.chart.getOption().series;
        const { zoom } = state.chart.getOption().geo[0];
        return { drawn: series.map((one) => one.data.length), zoom };
    }"""
    return page.evaluate(script)


@pytest.mark.parametrize(("lang", "width"), [*(("fr", width) for width in WIDTHS), ("en", 1280)])
def test_a_page_is_quiet_asks_for_nothing_and_fits_the_screen(browser, files, lang, width):
    touch = {"has_touch": True, "is_mobile": True} if width < 500 else {}
    with Visit(browser, files[lang], width=width, lang=lang, **touch) as visit:
        visit.see_all()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=SCREENSHOTS / f"sample-{lang}-{width}.png", full_page=True)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.page.evaluate("page.charts.size") == 5
        assert (visit.said, visit.asked) == ([], [])


@pytest.mark.parametrize(("name", "width"), [("hostile", 1280), ("en", 360)])
def test_nothing_serious_is_said_by_axe(browser, files, name, width):
    with Visit(browser, files[name], width=width) as visit:
        visit.see_all()
        visit.page.locator("details").evaluate_all("all => all.forEach((each) => each.open = true)")
        options = {"resultTypes": ["violations"], "preload": False}
        found = Axe().run(visit.page, options=options).response["violations"]
    faults = [
        (fault["id"], fault["impact"], node["html"][:200])
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert faults == []


def test_axe_would_say_what_is_wrong(browser, folder):
    (folder / "wrong.html").write_text(
        "<!doctype html><html><title>x</title><p style='color:#ccc'>pale</p><img src='data:,'>",
        encoding="utf-8",
    )
    with Visit(browser, folder / "wrong.html") as visit:
        found = {fault["id"] for fault in Axe().run(visit.page).response["violations"]}
    assert {"color-contrast", "html-has-lang", "image-alt"} <= found


def test_numbers_are_sorted_as_numbers_with_the_unknown_last(french):
    once_drawn(french, heading(french, 4).click)
    values = cells(french, 3)
    assert values == sorted(values)
    once_drawn(french, heading(french, 4).click)
    assert cells(french, 3) == values[::-1]
    for way in (1, -1):
        once_drawn(french, heading(french, 3).click)
        needs = cells(french, 2)
        known = [value for value in needs if value is not None]
        assert None not in needs[: len(known)]
        assert len(known) < len(needs)
        assert known == sorted(known, reverse=way < 0)


def dictionary_key(name: str) -> tuple[str, int]:
    """Return what a French dictionary sorts by: letters without accents, then the number."""
    letters = "".join(c for c in normalize("NFD", name) if not combining(c)).lower()
    words, number = re.fullmatch(r"(.*?)(?: ([0-9]+))?", letters).groups()
    return words, int(number or 0)


def test_names_are_sorted_as_in_a_french_dictionary(french):
    once_drawn(french, heading(french, 1).click)
    names = cells(french, 0)
    assert names == sorted(names, key=dictionary_key)
    assert names != sorted(names)
    assert heading(french, 1).get_attribute("aria-sort") == "ascending"


def test_a_heading_is_sorted_by_the_keyboard(french):
    button = french.locator("#table-1 thead th:nth-child(4) [role=button]")
    button.focus()
    before = cells(french, 3)
    once_drawn(french, button.press, "Enter")
    assert cells(french, 3) != before
    assert heading(french, 4).get_attribute("aria-sort") in {"ascending", "descending"}


def test_search_knows_no_accents_and_filters_add_up(french):
    search = french.locator("#table-1 [data-role=search]")
    search.fill("etampes")
    found = cells(french, 0)
    assert found
    assert all(name.startswith("Étampes") for name in found)
    french.locator("#table-1 select[data-column='1']").select_option("=ZAC")
    both = cells(french, 1)
    assert 0 < len(both) < len(found)
    assert set(both) == {"ZAC"}
    search.fill("")
    assert set(cells(french, 1)) == {"ZAC"}
    french.locator("#table-1 select[data-column='5']").select_option(label="oui")
    assert set(cells(french, 5)) == {True}
    for column in (1, 5):
        french.locator(f"#table-1 select[data-column='{column}']").select_option("")
    assert len(cells(french, 0)) == 265


def test_pages_of_a_table(french):
    info = french.locator("#table-1 .dt-info")
    assert info.inner_text() == "Lignes 1 à 25 sur 265"
    french.locator("#table-1 .dt-paging-button.next").click()
    assert info.inner_text() == "Lignes 26 à 50 sur 265"
    assert len(first_column(french, 99)) == 25
    french.locator("#table-1 .dt-paging-button.first").click()


def test_a_map_has_its_points_and_filters_them(french):
    assert map_state(french)["drawn"] == [265, 13, 0]
    french.locator("#map-1 select").first.select_option("=ZIP")
    state = map_state(french)
    zip_count = sum(value == "ZIP" for value in cells(french, 1))
    assert state["drawn"] == [zip_count, 13, 0]
    french.locator("#map-1 select").first.select_option("")
    french.locator("#map-1 [data-role=class]").first.uncheck()
    highest = int(french.locator("#map-1 .legend .count").first.inner_text())
    assert map_state(french)["drawn"] == [265 - highest, 13, 0]
    french.locator("#map-1 [data-role=layer]").last.uncheck()
    assert map_state(french)["drawn"] == [265 - highest, 0, 0]
    text = french.locator("#map-1 [data-role=state]").inner_text()
    assert text == f"Points affichés\u00a0: {265 - highest} sur 278."
    french.locator("#map-1 [data-role=class]").first.check()
    french.locator("#map-1 [data-role=layer]").last.check()


def test_a_map_is_zoomed_and_searched_by_the_keyboard(french):
    french.locator("#map-1 [data-role=in]").press("Enter")
    assert map_state(french)["zoom"] == pytest.approx(1.6)
    french.locator("#map-1 [data-role=whole]").press("Enter")
    assert map_state(french)["zoom"] == 1
    french.locator("#map-1 [data-role=find]").fill("evry-courc")
    said = french.locator("#map-1 [data-role=state]").inner_text()
    assert said.startswith("Évry-Courcouronnes")
    assert "Habitants\u00a0: " in said
    assert map_state(french)["drawn"][2] == 1
    french.locator("#map-1 [data-role=find]").fill("")


def test_a_point_tells_its_name_and_figures(french):
    place = french.evaluate(
        """() => {
            const { chart, data, holder } = page.maps.get("map-1");
            holder.scrollIntoView({ block: "center", behavior: "instant" });
            const layer = data.layers[1];
            const [x, y] = chart.convertToPixel("geo", [layer.lon[0], layer.lat[0]]);
            const box = holder.getBoundingClientRect();
            return { x: box.left + x, y: box.top + y, name: layer.names[0] };
        }"""
    )
    french.mouse.move(place["x"] - 3, place["y"])
    french.mouse.move(place["x"], place["y"])
    tip = french.locator(".map .tip strong")
    tip.wait_for()
    assert tip.inner_text() == place["name"]


def test_a_histogram_and_its_figures_agree(french):
    drawn = french.evaluate("page.charts.get('chart-2').getOption().series[0].data")
    french.locator("#chart-2 details").evaluate("each => each.open = true")
    texts = french.locator("#chart-2 td").all_inner_texts()
    assert [int(re.sub(r"\s", "", text)) for text in texts] == [round(value) for value in drawn]


def test_scripts_write_numbers_and_dates_as_the_markup_does(browser, files):
    for lang in ("fr", "en"):
        tables = []
        for with_script in (True, False):
            with Visit(browser, files[lang], java_script_enabled=with_script) as visit:
                assert (visit.said, visit.asked) == ([], [])
                rows = visit.page.locator("#table-1 tbody tr").all()[:25]
                tables.append([row.locator("th, td").all_inner_texts() for row in rows])
        assert tables[0] == tables[1]


def test_without_scripts_the_first_rows_are_there(browser, files):
    with Visit(browser, files["fr"], java_script_enabled=False) as visit:
        assert len(visit.page.locator("#table-1 tbody tr").all()) == 100
        assert visit.page.locator("#table-1 .rest").inner_text().startswith("Les 100 premières")
        assert not visit.page.locator("#table-1 .tools").is_visible()
        assert not visit.page.locator("#map-1 .map-frame").is_visible()
        assert visit.page.locator("noscript p").is_visible()


def test_paper_has_its_rows_and_no_controls(browser, files):
    with Visit(browser, files["fr"], lang="fr") as visit:
        visit.page.emulate_media(media="print")
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert len(visit.page.locator("#table-1 tbody tr").all()) == 100
        assert not visit.page.locator("#table-1 .tools").is_visible()
        widths = visit.page.locator(".chart svg").evaluate_all(
            "all => all.map((each) => each.getBoundingClientRect().width)"
        )
        assert len(widths) == 4
        assert max(widths) <= 330
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
        visit.page.emulate_media(media="screen")
        assert len(visit.page.locator("#table-1 tbody tr").all()) == 25
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        visit.page.pdf(path=SCREENSHOTS / "sample-fr.pdf", prefer_css_page_size=True)
        assert visit.said == []


def test_hostile_names_stay_texts(browser, files):
    with Visit(browser, files["hostile"]) as visit:
        visit.see_all()
        page = visit.page
        page.locator("details").evaluate_all("all => all.forEach((each) => each.open = true)")
        for name in HOSTILE[:3]:
            page.locator("#map-1 [data-role=find]").fill(name)
            assert page.locator("#map-1 [data-role=state]").inner_text().startswith(name)
        heading(page, 1).click()
        page.locator("#table-1 [data-role=search]").fill("script")
        known = {*HOSTILE, *(f"{name} {i}" for name in HOSTILE for i in range(40))}
        assert set(first_column(page, 9)) <= known
        foreign = (
            "document.querySelectorAll('iframe, img, object, embed, base, style ~ style').length"
        )
        assert page.evaluate(foreign) == 0
        own = page.evaluate("[...document.scripts].filter((each) => !each.type).length")
        assert own == 3
        listening = """[...document.querySelectorAll('*')].filter(
            (each) => each.getAttributeNames().some((name) => name.startsWith('on'))).length"""
        assert page.evaluate(listening) == 0
        assert page.evaluate("document.links.length") == page.locator("a[href^='#']").count()
        for where in PLACES:
            text = "\n".join(page.locator(where).all_text_contents())
            assert any(name in text for name in HOSTILE), where
        assert (visit.said, visit.asked) == ([], [])


def test_what_is_injected_all_the_same_does_not_run(browser, folder):
    """The browser runs the page's own scripts only, whatever got into the markup."""
    html = render(Page("x", "en", ()))
    broken = folder / "injected.html"
    broken.write_text(html.replace("<main", "<script>alert(1)</script><main"), encoding="utf-8")
    with Visit(browser, broken) as visit:
        assert not any(line.startswith("dialog") for line in visit.said)
        assert any("Content Security Policy" in line for line in visit.said)


def test_thirty_thousand_rows_and_as_many_points_open(browser, folder):
    n = 35_000
    names = [f"Commune {i}" for i in range(n)]
    values = [i * 7919 % n / n for i in range(n)]
    points = Points(
        "Communes",
        names,
        [42 + i * 31 % 900 / 100 for i in range(n)],
        [-5 + i * 17 % 1300 / 100 for i in range(n)],
        sizes=range(n),
        values=values,
        value_label="v",
    )
    table = Table("Communes", (Column("Name", names), Column("v", values, "number", decimals=2)))
    blocks = (PointMap("Map", (points,), "See the table."), Section("T", (table,)))
    page = Page("Large", "en", blocks)
    path = folder / "large.html"
    path.write_text(render(page), encoding="utf-8")
    assert path.stat().st_size < 5_000_000
    with Visit(browser, path) as visit:
        visit.see_all()
        visit.page.wait_for_function("page.maps.size === 1")
        assert map_state(visit.page)["drawn"] == [n, 0]
        heading(visit.page, 2).click()
        assert first_column(visit.page, 1) == ["Commune 0"]
        visit.page.locator("[data-role=search]").first.fill("commune 34999")
        info = visit.page.locator("#table-1 .dt-info").inner_text()
        assert info == "Rows 1 to 1 of 1 (out of 35,000)"
        assert visit.said == []


def test_the_data_of_a_page_are_json(files):
    html = files["hostile"].read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert len(blocks) == 9
    assert all("<" not in block and json.loads(block) for block in blocks)
