"""The documentation as a site: built strictly, fresh, whole, and without a request to anywhere."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import SCREENSHOTS

ROOT = Path(__file__).resolve().parent.parent
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""What a browser fetches by itself, by the tag that names it."""
NOT_FETCHED = {"canonical", "next", "prev", "alternate"}


class Read(HTMLParser):
    """What a page links to, what it loads, and which places it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.lang = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.places |= {named.get("id", ""), named.get("name", "")}
        if tag == "html":
            self.lang = named.get("lang", "")
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag in LOADED and named.get("rel") not in NOT_FETCHED:
            self.loads.append(named.get(LOADED[tag], ""))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-P", "-m", "mkdocs", "build", "--strict", "--site-dir", built]
    plain = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    answer = subprocess.run(
        command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return built


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Read]:
    found = {page: Read(page) for page in sorted(site.glob("*.html"))}
    assert len(found) > 40
    return found


@pytest.mark.parametrize("name", ["help", "python"])
def test_pages_written_from_the_code_are_fresh(name: str) -> None:
    script = runpy.run_path(str(ROOT / "docs" / f"write_{name}.py"))
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert script["text"]() == written, f"run .venv/bin/python docs/write_{name}.py"


def test_the_help_in_french_is_fresh() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "write_help.py"))
    written = (ROOT / "docs" / "help.fr.md").read_text(encoding="utf-8")
    assert script["text"]("fr") == written, "run .venv/bin/python docs/write_help.py"


def test_every_page_has_its_place(site: Path) -> None:
    """What mkdocs.yml does not list would be built, and found by nobody."""
    listed = set(re.findall(r": ([\w.-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M))
    top = {"contributing.md", "changelog.md"}
    assert listed - top == {page.name for page in (ROOT / "docs").glob("*.md")}


def test_links_between_pages_lead_somewhere(pages: dict[Path, Read]) -> None:
    for page, read in pages.items():
        if page.name == "404.html":
            continue  # it is shown at any address, and so names places from the top
        for link in read.links:
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            file = page.parent / unquote(target.path) if target.path else page
            assert file.is_file(), (page.name, link)
            assert not target.fragment or unquote(target.fragment) in pages[file].places, link


def test_nothing_is_loaded_from_outside(site: Path, pages: dict[Path, Read]) -> None:
    for page, read in pages.items():
        outside = [load for load in read.loads if urlsplit(load).netloc]
        assert outside == [], page.name
    for sheet in site.rglob("*.css"):
        fetched = re.findall(r"url\(\s*[\"']?(https?:)?//", sheet.read_text(encoding="utf-8"))
        assert fetched == [], sheet.name


def test_a_page_says_its_language(pages: dict[Path, Read]) -> None:
    french = {page.name for page, read in pages.items() if read.lang == "fr"}
    assert french == {page.name for page in pages if page.name.endswith(".fr.html")}
    assert {read.lang for read in pages.values()} == {"en", "fr"}


class Reader:
    """The site opened from disk; what is asked for beyond it is kept, and not answered."""

    def __init__(self, browser, site: Path, width: int):
        self._within = site.resolve().as_uri()
        self._context = browser.new_context(viewport={"width": width, "height": 900})
        self.said: list[str] = []
        self.asked: list[str] = []
        self._context.route("**/*", self._answer)
        self.page = self._context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _answer(self, route) -> None:
        if route.request.url.startswith(self._within):
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()

    def open(self, name: str) -> None:
        self.page.goto(f"{self._within}/{name}")

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_site_is_read_from_disk(browser, site: Path, width: int) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with Reader(browser, site, width) as reader:
        for name in ("index", "tutorial", "tables", "guide-coordonnateur.fr"):
            reader.open(f"{name}.html")
            reader.page.screenshot(path=SCREENSHOTS / f"site-{name}-{width}.png")
            wide = reader.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is wider than the screen"
        assert (reader.said, reader.asked) == ([], [])


def test_the_search_finds_without_a_network(browser, site: Path) -> None:
    with Reader(browser, site, 1280) as reader:
        reader.open("index.html")
        box = reader.page.locator("input.md-search__input")
        box.click()
        box.press_sequentially("illness supervisor")  # as the theme listens for keys
        reader.page.wait_for_selector(".md-search-result__item", timeout=20_000)
        found = reader.page.locator(".md-search-result__link").all()
        assert any("tutorial.html" in (link.get_attribute("href") or "") for link in found)
        assert (reader.said, reader.asked) == ([], [])


@pytest.mark.parametrize("name", ["tutorial", "guide-coordonnateur.fr"])
def test_pages_are_accessible(browser, site: Path, name: str) -> None:
    with Reader(browser, site, 1280) as reader:
        reader.open(f"{name}.html")
        found = Axe().run(reader.page, options={"resultTypes": ["violations"]}).response
        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []
