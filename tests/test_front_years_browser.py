"""The pages of a front and of a simulation over years, in a real browser."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import SCREENSHOTS, Visit
from maillage.matching.language import Lang
from maillage.scenarios.front_amounts import AMOUNTS
from maillage.scenarios.front_page import front_page
from maillage.scenarios.front_result import Front, FrontPoint
from maillage.scenarios.years import years
from maillage.scenarios.years_page import years_page

from .test_front import hungry
from .test_years import PLAN, task


def points() -> tuple[FrontPoint, ...]:
    """Return points as a faculty has them; the last one is not proven."""
    found = []
    for k, (zip_, ranks) in enumerate([(431, 688), (402, 640), (377, 611), (341, 590), (300, 585)]):
        values = (117_795_837 - 4_500_000 * k, 155_743_628 + 4_800_000 * k - 300_000 * k * k)
        amounts = dict.fromkeys(AMOUNTS, Fraction(77))
        amounts |= {"placed": Fraction(221), "half_days_zip": Fraction(zip_)}
        amounts |= {"wish_ranks": Fraction(ranks), "minutes": Fraction(25_695 - 900 * k)}
        proven = k < 4
        bounds = values if proven else (values[0] + 90_000, values[1] + 1_200_000)
        gap = 0.0 if proven else 0.007
        found.append(FrontPoint(values, bounds, gap, proven, amounts, ()))
    return tuple(found)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    few = PLAN.replace("draws: 40", "draws: 5").replace(
        "sensitivity_draws: 5", "sensitivity_draws: 1"
    )
    simulated = years(task(folder, few))
    front = Front(hungry(), ("shortage", "wishes"), ("placed",), 1, points(), False, 5)
    found = {}
    langs: tuple[Lang, ...] = ("fr", "en")
    for lang in langs:
        for name, text in (
            ("front", front_page(front, lang)),
            ("years", years_page(simulated, lang)),
        ):
            found[f"{name}-{lang}"] = folder / f"{name}-{lang}.html"
            found[f"{name}-{lang}"].write_text(text, encoding="utf-8")
    return found


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["front-fr", "front-en", "years-fr", "years-en"])
def test_pages_are_whole_ask_nothing_and_fit(
    browser: Any, pages: dict[str, Path], name: str, width: int
) -> None:
    with Visit(browser, pages[name], width=width, lang=name[-2:]) as visit:
        visit.see_all()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.page.evaluate("page.charts.size") == (1 if name.startswith("front") else 7)
        found = Axe().run(visit.page, options={"resultTypes": ["violations"], "preload": False})
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        assert (visit.said, visit.asked) == ([], [])
    faults = [
        (fault["id"], node["html"][:200])
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert faults == []


def test_steps_are_said_in_words(browser: Any, pages: dict[str, Path]) -> None:
    with Visit(browser, pages["front-fr"], lang="fr") as visit:
        said = visit.page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert "Une demi-journée de plus en ZIP coûte 1,66 rang de vœu." in said
    assert "1 point n'est pas prouvé" in said
