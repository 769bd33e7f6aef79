"""``report.html``: a placement as a page that opens without a network."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from ..language import Lang, sentence
from ..pages import Block, Items, Page, Provenance, Section, SideBySide, Table, Text, render
from ..result import Placement
from ..semester import Semester
from .placement_facts import Facts
from .placement_page_before import before_section
from .placement_page_charts import journeys, programme_table, wish_profile
from .placement_page_head import head_figures, standing_out
from .placement_page_map import placement_map
from .placement_page_public import public_blocks
from .placement_page_reasons import reason_table
from .placement_page_seats import seat_table
from .placement_page_shortage import shortage_blocks
from .placement_page_tables import site_table, student_table, supervisor_table, territory_table
from .placement_page_tiers import tier_blocks
from .placement_page_unplaced import unplaced_table
from .placement_page_weeks import week_sections
from .sentences import last_line
from .view import View

FILE_NAME = "report.html"

MOST_STUDENTS = 3000
"""Of more students than these, weeks and reasons are not on the page, and rows are shorter."""


def placement_page(
    semester: Semester,
    placement: Placement,
    lang: Lang,
    *,
    anonymous: bool = False,
    more: Sequence[Section] = (),
    replay: str = "",
    without: Placement | None = None,
    fingerprints: Mapping[str, str] | None = None,
) -> str:
    """Return the page.

    Parameters
    ----------
    anonymous
        Whether it is to be published: nothing in it is of a single person.
    more
        Sections that belong to this result alone, behind what stands out.
    replay
        The command that makes the result again; by default that of `place` with its options.
    without
        A result placed without protecting the worst-off: the page says what that costs.
    fingerprints
        Of the input, where that is not the semester itself.
    """
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    facts = Facts(View(semester, placement, lang))
    blocks = public_blocks(facts, without) if anonymous else _blocks(facts, more, without)
    prints = semester.fingerprints if fingerprints is None else fingerprints
    title = facts.words["title"].format(semester=semester.settings.semester)
    status = last_line(placement, facts.counts, lang)
    return render(
        Page(
            title=f"{title} ({facts.words['page_public']})" if anonymous else title,
            lang=lang,
            subtitle=status,
            blocks=tuple(blocks),
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(prints.items())),
                seed=placement.seed,
                replay=replay or replay_command(placement),
                notes=(_proof_note(lang),),
            ),
        )
    )


def _blocks(facts: Facts, more: Sequence[Section], without: Placement | None) -> Iterator[Block]:
    words = facts.words
    yield head_figures(facts)
    yield Section(words["page_stands_out"], tuple(_standing_out(facts)))
    yield from more
    yield Section(words["page_how_good"], tuple(tier_blocks(facts, without)))
    yield Section(words["page_map"], (placement_map(facts),))
    yield Section(words["page_wishes_travel"], tuple(_charts(facts)))
    yield Section(words["page_shortage"], tuple(shortage_blocks(facts)))
    yield from before_section(facts)
    large = is_large(facts)
    if not large and facts.placed:
        yield Section(words["page_weeks"], tuple(week_sections(facts)))
    tables = (
        student_table(facts, short=large),
        supervisor_table(facts),
        site_table(facts),
        territory_table(facts),
        seat_table(facts),
    )
    yield Section(words["page_tables"], tuple(Section(t.caption, (t,)) for t in tables))
    if not large and facts.placement.refusals:
        yield Section(words["page_reasons"], (_reason_lead(facts), reason_table(facts)))
    yield Section(words["page_limits"], (Items(tuple(_limits(facts))),))


def is_large(facts: Facts) -> bool:
    """Return whether there are more students than a page lists one by one in full."""
    return len(facts.placement.students) > MOST_STUDENTS


def _standing_out(facts: Facts) -> Iterator[Block]:
    yield Items(tuple(standing_out(facts)))
    for note in remarks(facts):
        yield Text(note, "note")
    unplaced: Table | None = unplaced_table(facts)
    if unplaced is not None:
        yield unplaced


def remarks(facts: Facts) -> list[str]:
    """Return what the run has to say of itself."""
    found = [note.said(facts.lang) for note in facts.placement.notes]
    if facts.placement.softened:
        quotas = ", ".join(facts.placement.softened)
        found.insert(0, facts.words["softened"].format(quotas=quotas))
    return found


def _charts(facts: Facts) -> Iterator[Block]:
    if facts.placed:
        yield SideBySide((wish_profile(facts), journeys(facts)))
    yield programme_table(facts)


def _reason_lead(facts: Facts) -> Text:
    said = sentence(
        "For each wish better than the one received: what stands against it. The lines name no "
        "other student; show students their own alone."
    )
    return Text(said.said(facts.lang))


def _limits(facts: Facts) -> Iterator[str]:
    """Yield what is left out, and who may see the page."""
    said = [
        sentence(
            "This page names students and supervisors: it is for those who coordinate placements. "
            "With --anonymous it is made so that it can be published."
        )
    ]
    if is_large(facts):
        said.append(
            sentence(
                "Of more than {most} students, the weekly half-days, the reasons and the "
                "supervisors of each student are not shown here: placements.xlsx and reasons.csv "
                "have them all.",
                most=MOST_STUDENTS,
            )
        )
    said.append(
        sentence(
            "Of a hundred rows and more, paper shows the first hundred as they are sorted and "
            "filtered."
        )
    )
    return (one.said(facts.lang) for one in said)


def _proof_note(lang: Lang) -> str:
    return sentence(
        "maillage verify checks the result against the same input with code of its own; maillage "
        "replay places again and compares byte for byte."
    ).said(lang)


def replay_command(placement: Placement) -> str:
    """Return the command that makes the same result again, with what was set for it."""
    options = {name: placement.options[name] for name in sorted(placement.options)}
    command = ["maillage", "place", "FILE", "-o", "DIR"]
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if name == "after":
            command += [option, "EARLIER"] if value else []
        elif isinstance(value, bool):
            command += [option] * value
        elif isinstance(value, (list, tuple)):
            command += [option, ",".join(str(one) for one in value)]
        elif value is not None:
            command += [option, shlex.quote(str(value))]
    return " ".join(command)
