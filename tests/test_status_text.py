"""The last line says what is proven under each mechanism, and only that."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from maillage import place
from maillage.matching.language import Lang
from maillage.matching.outputs.status_text import is_optimised, status_text
from maillage.matching.outputs.terminal import print_summary
from maillage.matching.result import BlockingPair, Placement, Withheld
from maillage.matching.semester import Semester
from outputs_example import PLACEMENT
from rich.console import Console

from .conformance import CASES, market_of, of_kind

NO_BREAK = "\N{NO-BREAK SPACE}"
PICK = Withheld("A2", "O1", "min_seats:O2")
PAIR = BlockingPair("A2", "O1")


def under(ext: str, kine: str, n1: str, **more: object) -> Placement:
    return replace(PLACEMENT, mechanisms={"EXT": ext, "KINE": kine, "N1": n1}, **more)


STATUSES: dict[str, tuple[Placement, str, str]] = {
    "optimised": (under("optimal", "optimal", "optimal"), "optimal (proven)", "optimal (prouvé)"),
    "by rank": (
        under("serial", "serial", "serial"),
        "by rank (no pick withheld)",
        "par classement (aucun choix écarté)",
    ),
    "one withheld": (
        under("serial", "serial", "serial", withheld=(PICK,)),
        "by rank (1 pick withheld, proven to break a requirement)",
        "par classement (1 choix écarté, dont il est prouvé qu'il romprait une exigence)",
    ),
    "two withheld": (
        under("serial", "serial", "serial", withheld=(PICK, PICK)),
        "by rank (2 picks withheld, each proven to break a requirement)",
        "par classement (2 choix écartés, dont il est prouvé que chacun romprait une exigence)",
    ),
    "stable": (
        under("stable", "stable", "stable"),
        "stable matching (no blocking pair)",
        "appariement stable (aucune paire bloquante)",
    ),
    "blocked": (
        under("stable", "stable", "stable", blocking_pairs=(PAIR, PAIR)),
        "matching (2 blocking pairs)",
        "appariement (2 paires bloquantes)",
    ),
    "all three": (
        under("serial", "stable", "optimal"),
        "by rank (no pick withheld); stable matching (no blocking pair); "
        "the rest: optimal (proven)",
        "par classement (aucun choix écarté) ; appariement stable (aucune paire bloquante) ; "
        "le reste : optimal (prouvé)",
    ),
    "not proven": (
        under("serial", "serial", "optimal", status="feasible"),
        "by rank (no pick withheld); the rest: feasible (not proven optimal)",
        "par classement (aucun choix écarté) ; le reste : réalisable (optimum non prouvé)",
    ),
    "those of an earlier result aside": (
        under("stable", "serial", "optimal", kept=("A1", "A2", "A3", "A6")),
        "by rank (no pick withheld)",
        "par classement (aucun choix écarté)",
    ),
    "nobody": (replace(PLACEMENT, students=()), "optimal (proven)", "optimal (prouvé)"),
}


@pytest.mark.parametrize("name", STATUSES)
def test_what_is_said_of_each_mechanism(name: str) -> None:
    placement, english, french = STATUSES[name]
    assert status_text(placement, "en") == english
    assert status_text(placement, "fr").replace(NO_BREAK, " ") == french
    assert is_optimised(placement) == ("optimal" in english)


def printed(semester: Semester, placement: Placement, lang: Lang = "en") -> list[str]:
    stream = io.StringIO()
    print_summary(semester, placement, Console(file=stream, width=96), lang)
    return stream.getvalue().replace(NO_BREAK, " ").splitlines()


@pytest.mark.parametrize("name", [*of_kind("HR", "HR-lower-quotas", "HRC")])
def test_a_matching_is_called_stable_where_nothing_blocks(name: str) -> None:
    semester = market_of(CASES[name])
    placement = place(semester)
    lines = printed(semester, placement)
    blocking = len(placement.blocking_pairs)
    assert ("no blocking pair" in lines[-1]) == (blocking == 0)
    assert (f"({blocking} blocking pair" in lines[-1]) == (blocking > 0)
    assert "optimal" not in lines[-1]
    assert placement.status == "optimal"


@pytest.mark.parametrize("mechanism", ["serial", "stable"])
def test_where_nothing_was_optimised_no_bound_is_shown(mechanism: str) -> None:
    semester = market_of(CASES["hr-readme-5x3"])
    placement = place(semester, mechanism=mechanism)
    lines = printed(semester, placement)
    assert "What came of it (not optimised)" in lines
    assert not any("Bound" in line or "Gap" in line for line in lines)
    # `placed` counts the programmes that leave nobody out: here there are none.
    assert not any("students placed  " in line for line in lines)
    french = printed(semester, placement, "fr")
    assert "Ce qui en résulte (sans optimisation)" in french
    optimised = place(semester, mechanism="optimal")
    assert any("Bound" in line for line in printed(semester, optimised))
