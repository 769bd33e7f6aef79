"""A headless browser for the tests of pages: one for all tests of a process, and no network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

SCREENSHOTS = Path(__file__).resolve().parent.parent / "build" / "pages"
"""Where pictures of the pages are kept to be looked at; git ignores the folder."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = (
    "The tests of the pages need a Chromium browser, and none was found. Install one "
    "(Debian, Ubuntu: apt-get install chromium; `make test` tries it by itself), or name one: "
    "MAILLAGE_CHROMIUM=/path/to/chrome"
)

# Inside containers the tests run as root, where Chromium's sandbox cannot. A page behind another
# one is drawn all the same.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
)


def chromium() -> str | None:
    """Return the path of the browser, or nothing."""
    named = os.environ.get("MAILLAGE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright  # only where a browser is asked for

    path = chromium()
    if path is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*_ARGUMENTS])
        yield started
        started.close()


class Visit:
    """A file opened in the browser; what it says and asks for is kept.

    Attributes
    ----------
    page
        Playwright's page.
    said
        Warnings and errors of the console, faults of scripts, and dialogs.
    asked
        Addresses that the page asked for, beside its own; none of them is answered.
    """

    def __init__(self, browser, path: Path, *, width: int = 1280, lang: str = "en", **options):
        self._context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=lang, **options
        )
        self.said: list[str] = []
        self.asked: list[str] = []
        self._address = path.resolve().as_uri()
        self._context.route("**/*", self._answer)
        self.page = self._context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.goto(self._address)

    def _answer(self, route) -> None:
        if route.request.url == self._address:
            route.continue_()
            return
        self.asked.append(route.request.url)
        route.abort()

    def _dismiss(self, dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def see_all(self) -> None:
        """Scroll through the page, so that all charts and maps are drawn."""
        self.page.evaluate(
            """async () => {
                // A page that the browser takes for hidden draws no frames: time goes on as well.
                const next = () => new Promise((done) => {
                    requestAnimationFrame(() => setTimeout(done));
                    setTimeout(done, 500);
                });
                for (let y = 0; y < document.documentElement.scrollHeight; y += 800) {
                    window.scrollTo({ top: y, behavior: "instant" });
                    await next(); await next();
                }
                window.scrollTo({ top: 0, behavior: "instant" });
            }"""
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.close()
