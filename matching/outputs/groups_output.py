"""Proposed group practices: as rows, in a terminal, on a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from ..language import Lang, sentence
from ..pages import Block, Details, Items, Page, Pairs, Provenance, Section, render
from ..pages import Text as PageText
from ..semester import Semester
from ..settling.group_score import WEIGHTS
from ..settling.groups import Member, Proposal
from ..settling.takeovers import Takeover
from ..territories.profession_names import profession_of_one
from .figures import listed, number_text
from .intake_tables import profession_field
from .plain_table import Field, PlainTable, Row, Value, date_text
from .settling_words import settling_words
from .terminal import plain_text, printed_plainly

CSV_NAME, JSON_NAME, PAGE_NAME = "groups.csv", "groups.json", "groups.html"
SHOWN = 10


def groups_files(semester: Semester, groups: Sequence[Proposal], lang: Lang) -> dict[str, bytes]:
    """Return ``groups.csv`` (a line per member), ``groups.json`` and ``groups.html``."""
    content = [_content(number, group) for number, group in enumerate(groups, start=1)]
    text = json.dumps(
        {"format_version": 1, "heuristic": True, "weights": dict(WEIGHTS), "groups": content},
        ensure_ascii=False,
        indent=1,
    )
    return {
        CSV_NAME: groups_table(semester, groups, lang).csv().encode(),
        JSON_NAME: f"{text}\n".encode(),
        PAGE_NAME: groups_page(semester, groups, lang).encode(),
    }


def groups_table(semester: Semester, groups: Sequence[Proposal], lang: Lang) -> PlainTable:
    """Return a line per member of a proposal."""
    words = settling_words(lang)

    def missing(codes: Value) -> str:
        return _missing(str(codes).split(), lang)

    def places(codes: Value) -> str:
        return ", ".join(semester.territory[code].name for code in str(codes).split())

    fields = (
        Field("group", words["group"], "number", width=8),
        Field("score", words["score"], "number", decimals=3),
        Field("territory_id", words["territory_id"]),
        Field("territory", words["territory"], width=24),
        Field("request_id", words["request_id"]),
        Field("name", words["name"], width=26),
        profession_field(lang),
        Field("minutes", words["minutes"], "number"),
        Field("opening_id", words["opening_id"]),
        Field("provider_id", words["takeovers"], width=20),
        Field("ready_on", words["ready_on"], "date"),
        Field("missing", words["missing"], width=20, shown=missing),
        Field("elsewhere", words["elsewhere"], width=24, shown=places),
    )
    rows: list[Row] = [
        {
            "group": number,
            "score": group.score.total,
            "territory_id": group.territory_id,
            "territory": semester.territory[group.territory_id].name,
            "request_id": member.request.request_id,
            "name": member.request.name,
            "profession": member.request.profession,
            "minutes": member.minutes,
            "opening_id": member.opening_id,
            "provider_id": member.provider_id,
            "ready_on": group.ready_on,
            "missing": " ".join(group.missing),
            "elsewhere": " ".join(code for code, _ in group.elsewhere),
        }
        for number, group in enumerate(groups, start=1)
        for member in group.members
    ]
    return PlainTable(words["groups"], fields, rows)


def groups_page(semester: Semester, groups: Sequence[Proposal], lang: Lang) -> str:
    """Return the proposals as a page."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    return render(
        Page(
            title=settling_words(lang)["groups"],
            lang=lang,
            subtitle=semester.settings.semester,
            blocks=groups_section(semester, groups, lang).blocks,
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(semester.fingerprints.items())),
                replay="maillage rank FILE -o DIR --groups",
            ),
        )
    )


def groups_section(semester: Semester, groups: Sequence[Proposal], lang: Lang) -> Section:
    """Return the proposals as a part of a page, each explained."""
    words = settling_words(lang)
    blocks: list[Block] = [PageText(words["groups_lead"], "note"), PageText(_formula(lang))]
    if not groups:
        blocks.append(PageText(words["no_groups"]))
    for number, group in enumerate(groups, start=1):
        items = Items(tuple(_member_text(semester, member, lang) for member in group.members))
        score = _decimal(group.score.total, lang)
        title = f"{number}. {_place(semester, group)}{words['colon']}{score}"
        own: list[Block] = [items, Pairs(tuple(_facts(semester, group, lang)))]
        if group.takeovers:
            left = tuple(_practice(practice, lang) for practice in group.takeovers)
            own += [PageText(f"{words['takeovers_left']}{words['colon']}".rstrip()), Items(left)]
        blocks.append(Details(title, tuple(own), is_open=number == 1))
    if groups:
        blocks.append(groups_table(semester, groups, lang).on_page())
    return Section(words["groups"], tuple(blocks))


def print_groups(
    semester: Semester, groups: Sequence[Proposal], console: Console, lang: Lang
) -> None:
    """Print the best proposals; plain text where ``console`` is no terminal."""
    printed_plainly(console, lambda: _print(semester, groups, console, lang))


def _print(semester: Semester, groups: Sequence[Proposal], console: Console, lang: Lang) -> None:
    words = settling_words(lang)
    if not groups:
        console.print(words["no_groups"])
        return
    console.print(Text(words["groups"], style="bold"))
    for number, group in enumerate(groups[:SHOWN], start=1):
        console.print(
            plain_text(f"{number:3d}. {_headline(semester, group, lang)}"), soft_wrap=True
        )
        for member in group.members:
            console.print(
                plain_text(f"     {_member_text(semester, member, lang)}"), soft_wrap=True
            )
    if len(groups) > SHOWN:
        count = number_text(len(groups) - SHOWN, lang)
        console.print(words["more_lines"].format(count=count, file=CSV_NAME))
    console.print()
    console.print(Text(words["groups_lead"], style="dim"), soft_wrap=True)


def _headline(semester: Semester, group: Proposal, lang: Lang) -> str:
    """Return where, since when, what lacks, and the score."""
    words = settling_words(lang)
    said = [f"{words['score'].lower()} {_decimal(group.score.total, lang)}"]
    if group.ready_on is not None:
        said.append(f"{words['ready_on'].lower()} {date_text(group.ready_on, lang)}")
    if group.missing:
        lacking = _missing(group.missing, lang)
        said.append(f"{words['missing'].lower()}{words['colon']}{lacking}")
    return f"{_place(semester, group)}{words['colon']}{', '.join(said)}"


def _place(semester: Semester, group: Proposal) -> str:
    return f"{semester.territory[group.territory_id].name} ({group.territory_id})"


def _member_text(semester: Semester, member: Member, lang: Lang) -> str:
    """Return who it is, how far, and where it would work."""
    words = settling_words(lang)
    who = f"{member.request.name} ({member.request.request_id})"
    what = profession_of_one(member.request.profession, lang)
    place = words["no_premises"]
    if member.opening_id is not None:
        place = words["takes_seat"].format(opening=member.opening_id)
    elif member.provider_id is not None:
        place = words["takes_over"].format(provider=_owner(semester, member.provider_id))
    return ", ".join([who, what, *_minutes(member), place])


def _owner(semester: Semester, provider_id: str) -> str:
    """Return the name of a professional with the identifier, or that alone."""
    names = (p.name for p in semester.providers if p.provider_id == provider_id)
    name = next(names, None)
    return f"{name} ({provider_id})" if name else provider_id


def _minutes(member: Member) -> list[str]:
    return [] if member.minutes is None else [f"{member.minutes:.0f}\N{NO-BREAK SPACE}min"]


def _missing(lacking: Sequence[str], lang: Lang) -> str:
    words = settling_words(lang)
    doctors = lacking.count("gp")
    named = [words[f"missing_gp_{doctors}"]] if doctors else []
    named += [words["missing_other"]] if "other" in lacking else []
    return ", ".join(named) or words["nothing_missing"]


def _facts(semester: Semester, group: Proposal, lang: Lang) -> Iterator[tuple[str, str]]:
    words = settling_words(lang)
    if group.ready_on is not None:
        yield words["ready_on"], date_text(group.ready_on, lang)
    if group.apart_km is not None:
        yield words["apart_km"], _decimal(group.apart_km, lang, 1)
    yield words["missing"], _missing(group.missing, lang)
    for name, part in group.score.parts:
        yield words[f"part_{name}"], _decimal(part, lang)
    if group.elsewhere:
        names = [f"{semester.territory[c].name} ({_decimal(s, lang)})" for c, s in group.elsewhere]
        yield words["elsewhere"], ", ".join(names)


def _practice(practice: Takeover, lang: Lang) -> str:
    found = [practice.name or practice.provider_id, profession_of_one(practice.profession, lang)]
    if practice.leaves_on is not None:
        found.append(date_text(practice.leaves_on, lang))
    elif practice.age is not None:
        found.append(sentence("{age} years old", age=practice.age).said(lang))
    return ", ".join(found)


def _formula(lang: Lang) -> str:
    """Return how the score is made up."""
    words = settling_words(lang)
    parts = [
        f"{words[f'part_{name}']} {_decimal(weight, lang)}" for name, weight in WEIGHTS.items()
    ]
    return f"{words['score']}{words['colon']}{listed(parts, lang)}."


def _content(number: int, group: Proposal) -> dict[str, object]:
    return {
        "group": number,
        "territory_id": group.territory_id,
        "score": group.score.total,
        "parts": {name: round(part, 6) for name, part in group.score.parts},
        "ready_on": None if group.ready_on is None else group.ready_on.isoformat(),
        "apart_km": None if group.apart_km is None else round(group.apart_km, 3),
        "missing": list(group.missing),
        "members": [
            {
                "request_id": member.request.request_id,
                "profession": member.request.profession,
                "minutes": member.minutes,
                "opening_id": member.opening_id,
                "provider_id": member.provider_id,
            }
            for member in group.members
        ],
        "takeovers": [practice.provider_id for practice in group.takeovers],
        "elsewhere": [{"territory_id": code, "score": score} for code, score in group.elsewhere],
    }


def _decimal(value: float, lang: Lang, places: int = 2) -> str:
    text = f"{value:.{places}f}"
    return text if lang == "en" else text.replace(".", ",")
