"""The pages of the intake and of new sites in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import Visit
from maillage import new_sites, propose_groups, read_rows, requests
from maillage.matching.language import Lang
from maillage.matching.outputs.groups_output import groups_page
from maillage.matching.outputs.intake_page import intake_page
from maillage.matching.outputs.new_sites_output import new_sites_page

from .test_requests import EXAMPLE


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pages_are_whole_and_ask_nothing(browser: Any, tmp_path: Path, lang: Lang) -> None:
    semester = read_rows(EXAMPLE, job="rank")
    pages = {
        "requests.html": intake_page(requests(semester), lang),
        "new_sites.html": new_sites_page(new_sites(semester, 1, with_existing=False), lang),
    }
    pages["groups.html"] = groups_page(semester, propose_groups(semester), lang)
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        with Visit(browser, tmp_path / name, lang=lang) as visit:
            visit.see_all()
            assert (visit.said, visit.asked) == ([], [])
