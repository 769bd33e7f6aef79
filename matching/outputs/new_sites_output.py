"""Where to open: as rows, in a terminal, on a page with a map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from textwrap import fill

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..language import Lang, Sentence, plural_sentence, sentence
from ..pages import Block, Column, Items, Page, PointMap, Points, Provenance, Section, render
from ..settling.new_sites import NewSites, SitesAnswer
from ..territories.profession_names import named, profession_name
from .figures import gap_text, number_text
from .plain_table import Field, PlainTable, Row
from .settling_words import settling_words
from .terminal import WIDTH, block, plain_text, printed_plainly, table_of

CSV_NAME, JSON_NAME, PAGE_NAME = "new_sites.csv", "new_sites.json", "new_sites.html"


def new_sites_files(found: NewSites, lang: Lang) -> dict[str, bytes]:
    """Return ``new_sites.csv``, ``new_sites.json`` and ``new_sites.html``."""
    return {
        CSV_NAME: new_sites_table(found, lang).csv().encode(),
        JSON_NAME: new_sites_json(found).encode(),
        PAGE_NAME: new_sites_page(found, lang).encode(),
    }


def new_sites_table(found: NewSites, lang: Lang) -> PlainTable:
    """Return a line per site of each answer."""
    words = settling_words(lang)
    fields = (
        Field("answer", words["answer"], "number", width=8, choices=True),
        Field("site_id", words["site"]),
        Field("name", words["name"], width=32),
        Field("territory_id", words["territory_id"]),
        Field("lat", "lat", "number", decimals=5),
        Field("lon", "lon", "number", decimals=5),
        Field("near", words["near_weight"], "number"),
        Field("gain", words[f"gain_{found.objective}"], "number"),
        Field("value", words["value"], "number"),
        Field("bound", words["bound"], "number"),
        Field("gap", words["gap_share"], "percent", decimals=2),
        Field("status", words["status"], shown=lambda value: words[str(value)], width=20),
    )
    rows: list[Row] = [
        {
            "answer": number,
            "site_id": site.identifier,
            "name": site.name,
            "territory_id": site.territory_id,
            "lat": site.point[0],
            "lon": site.point[1],
            "near": site.near,
            "gain": site.gain if isfinite(site.gain) else None,
            "value": answer.value,
            "bound": answer.bound,
            "gap": answer.gap,
            "status": answer.status,
        }
        for number, answer in enumerate(found.answers, start=1)
        for site in answer.sites
    ]
    return PlainTable(words["sites"], fields, rows)


def new_sites_json(found: NewSites) -> str:
    """Return all answers, for programs."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    content = {
        "format_version": 1,
        "semester": found.semester.settings.semester,
        "input_sha256": dict(sorted(found.semester.fingerprints.items())),
        "program_version": __version__,
        "profession": found.profession,
        "objective": found.objective,
        "count": found.count,
        "max_minutes": found.max_minutes,
        "candidates": "openings" if found.at_openings else "territories",
        "existing": len(found.facts.existing) if found.with_existing else None,
        "demand": found.total,
        "left_out": list(found.facts.left_out),
        "within_before": round(found.before, 6),
        "answers": [_answer(answer) for answer in found.answers],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _answer(answer: SitesAnswer) -> dict[str, object]:
    mean = answer.mean_minutes
    return {
        "sites": [
            {
                "site_id": site.identifier,
                "territory_id": site.territory_id,
                "near": site.near,
                "gain": round(site.gain, 1) if isfinite(site.gain) else None,
            }
            for site in answer.sites
        ],
        "value": answer.value,
        "bound": answer.bound,
        "gap": round(answer.gap, 9),
        "status": answer.status,
        "within": round(answer.within, 6),
        "mean_minutes": None if mean is None else round(mean, 3),
    }


def print_new_sites(found: NewSites, console: Console, lang: Lang) -> None:
    """Print the answers; plain text where ``console`` is no terminal."""

    def show() -> None:
        words = settling_words(lang)
        width = min(console.width, WIDTH)
        table = block(words["new_sites"], _terminal_table(found, lang))
        console.print(Padding(table, (0, 0, 1, 0)), width=width)
        for one in _said(found, lang):
            console.print(plain_text(fill(one.said(lang), width)), soft_wrap=True)

    printed_plainly(console, show)


def _terminal_table(found: NewSites, lang: Lang) -> Table:
    words = settling_words(lang)
    within = words["within"].format(minutes=f"{found.max_minutes:g}")
    heads = [(words["answer"], True), (words["sites"], False), (within, True)]
    if found.objective == "distance":
        heads.append((words["mean_minutes"], True))
    heads += [(words["gap_share"], True), (words["status"], False)]
    table = table_of(heads)
    for number, answer in enumerate(found.answers, start=1):
        cells = [str(number), _names(answer), _percent(answer.within, lang)]
        if answer.mean_minutes is not None:
            cells.append(_decimal(answer.mean_minutes, 2, lang))
        cells += [gap_text(answer.gap, lang), words[answer.status]]
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _names(answer: SitesAnswer) -> str:
    return "\n".join(f"{site.name} ({site.identifier})" for site in answer.sites)


def _said(found: NewSites, lang: Lang) -> Iterator[Sentence]:
    """Yield what the answers rest on."""
    yield sentence(
        "{profession}: {total} inhabitants × need in {places} territories, {near} % of them within "
        "{minutes} minutes of what exists.",
        profession=named(found.profession),
        total=number_text(found.total, lang),
        places=len(found.facts.demand),
        near=int(100 * found.before + 0.5),
        minutes=found.max_minutes,
    )
    if found.with_existing:
        yield plural_sentence(
            "{count} existing site is counted: sites with a supervisor of the profession, and "
            "territories where the census has work of it.",
            "{count} existing sites are counted: sites with a supervisor of the profession, and "
            "territories where the census has work of it.",
            count=len(found.facts.existing),
        )
    else:
        yield sentence("What exists is not counted.")
    if found.facts.left_out:
        yield plural_sentence(
            "{count} territory in need has no coordinates and is left out.",
            "{count} territories in need have no coordinates and are left out.",
            count=len(found.facts.left_out),
        )
    if len(found.answers) > 1:
        yield sentence("Answers differ in at least one site; look at what they have in common.")
    yield sentence(
        "Minutes are by car, and a convention unless the travel table gives them. Sites have no "
        "limit of size."
    )


def new_sites_page(found: NewSites, lang: Lang) -> str:
    """Return a page with map, answers and what they rest on."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    words = settling_words(lang)
    return render(
        Page(
            title=words["new_sites"],
            lang=lang,
            subtitle=", ".join(
                (
                    found.semester.settings.semester,
                    profession_name(found.profession, lang).lower(),
                    words[f"new_{found.objective}"],
                )
            ),
            blocks=new_sites_section(found, lang).blocks,
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(found.semester.fingerprints.items())),
                replay=_replay(found),
            ),
        )
    )


def new_sites_section(found: NewSites, lang: Lang) -> Section:
    """Return the answers as a part of a page."""
    words = settling_words(lang)
    blocks: tuple[Block, ...] = (
        _map(found, lang),
        _page_table(found, lang).on_page(),
        Items(tuple(one.said(lang) for one in _said(found, lang))),
    )
    return Section(words["new_sites"], blocks)


_FOR_PROGRAMS = frozenset({"lat", "lon"})


def _page_table(found: NewSites, lang: Lang) -> PlainTable:
    """Return the table without what only programs need: coordinates, one code twice."""
    table = new_sites_table(found, lang)
    left_out = _FOR_PROGRAMS if found.at_openings else _FOR_PROGRAMS | {"territory_id"}
    fields = [field for field in table.fields if field.name not in left_out]
    return replace(table, fields=fields)


def _map(found: NewSites, lang: Lang) -> PointMap:
    """Return demand, what exists, and the sites of the first answer."""
    words = settling_words(lang)
    facts, sites = found.facts, found.answers[0].sites
    layers = [
        Points(
            words["territories"],
            [place.name for place in facts.demand],
            [place.lat for place in facts.demand],
            [place.lon for place in facts.demand],
            sizes=facts.weight.tolist(),
            size_label=words["demand"],
            details=(Column(words["territory_id"], [p.territory_id for p in facts.demand]),),
        ),
        Points(
            words["sites"],
            [site.name for site in sites],
            [site.point[0] for site in sites],
            [site.point[1] for site in sites],
            details=(Column(words["near_weight"], [site.near for site in sites], "number"),),
            symbol="diamond",
        ),
    ]
    if facts.existing:
        layers.insert(
            1,
            Points(
                words["existing"],
                [end.identifier for end in facts.existing],
                [end.point[0] for end in facts.existing],
                [end.point[1] for end in facts.existing],
                symbol="triangle",
            ),
        )
    return PointMap(words["map"], tuple(layers), words["map_alternative"])


def _replay(found: NewSites) -> str:
    more = f" --objective {found.objective} --max-minutes {found.max_minutes:g}"
    if found.profession != "gp":
        more += f" --for {found.profession}"
    if found.at_openings:
        more += " --at-openings"
    if not found.with_existing:
        more += " --without-existing"
    return f"maillage rank FILE -o DIR --new {found.count}{more}"


def _percent(share: float, lang: Lang) -> str:
    return f"{_decimal(100 * share, 1, lang)}\N{NO-BREAK SPACE}%"


def _decimal(value: float, places: int, lang: Lang) -> str:
    text = f"{value:.{places}f}"
    return text if lang == "en" else text.replace(".", ",")
