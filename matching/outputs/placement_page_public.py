"""The page of a placement for publishing: nothing in it is of a single person.

No student, supervisor or site is on it, no home, no reason. Counts of fewer than five students
are written as 1–4, with further ones held back where these would follow from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..entities import Territory
from ..language import sentence
from ..pages import (
    BarChart,
    Block,
    Column,
    Histogram,
    Items,
    KeyFigure,
    KeyFigures,
    PointMap,
    Section,
    Series,
    Table,
    Text,
)
from ..pages.numbers import number_text
from ..result import Placement
from .figures import class_text
from .guarded_counts import FEW, Group, Shown, grouped, guarded
from .labels import reading_order
from .placement_facts import Facts
from .placement_page_before import about_before, before_of, totals_before
from .placement_page_charts import journeys, programme_name
from .placement_page_head import proof_figure, quota_gap, shortage_figures, shown_share
from .placement_page_map import need_label, shown_territories, territory_layer
from .placement_page_shortage import quota_columns, zone_name, zones_in_order
from .placement_page_tiers import tier_blocks

_TOO_NEAR = frozenset({"territory", "site"})
"""Scopes of quotas that are not published: they may be of one practice."""

_MOST_PROGRAMMES = 8
"""Of more programmes than these, the map does not count students."""


def public_blocks(facts: Facts, without: Placement | None = None) -> Iterator[Block]:
    """Yield all blocks of the page; ``without`` is as for the whole page."""
    words = facts.words
    yield _head(facts)
    yield Text(_rule(facts), "note")
    yield Section(words["page_how_good"], tuple(tier_blocks(facts, without, details=False)))
    yield Section(words["page_map"], (_map(facts),))
    yield Section(words["page_wishes_travel"], tuple(_charts(facts)))
    yield Section(words["page_shortage"], tuple(_shortage(facts)))
    yield from _before(facts)
    yield Section(words["page_tables"], (_programmes(facts), _territories(facts)))
    yield Section(words["page_limits"], (Items(tuple(_limits(facts))),))


def _rule(facts: Facts) -> str:
    said = sentence(
        "This page is made for publishing: it names no student, supervisor or site. Of fewer than "
        "five students in a group only that is said: 1–4."
    )
    return said.said(facts.lang)


def _limits(facts: Facts) -> Iterator[str]:
    for said in (
        sentence(
            "Left out: who goes where, reasons, homes, names and identifiers of students and "
            "supervisors, sites, quotas on single territories and sites, remarks of the run."
        ),
        sentence(
            "Where a count of 1–4 would follow from the others and their sum, another one is held "
            "back as well: 5 or more."
        ),
        sentence(
            "The fingerprints below prove from which input the result was made; they do not let "
            "anybody read it."
        ),
    ):
        yield said.said(facts.lang)


# -- head -----------------------------------------------------------------------------------


def _head(facts: Facts) -> KeyFigures:
    words, counts = facts.words, facts.counts
    share = shown_share(counts.placed, counts.students, facts.lang)
    figures = [
        KeyFigure(words["page_students"], counts.students),
        KeyFigure(words["page_placed"], counts.placed, note=share),
        KeyFigure(words["page_unplaced"], counts.unplaced),
    ]
    shown = dict(zip(*profile_of(facts), strict=True))
    for number in ("1", "2", "3"):
        value = shown.get(class_text(number, facts.lang))
        if isinstance(value, int):
            figures.append(KeyFigure(words[f"page_wish_{number}"], value))
    if counts.placed >= FEW:
        figures += shortage_figures(facts, shares=True)
    return KeyFigures((*figures, proof_figure(facts)))


def text_of(count: Shown, facts: Facts) -> str:
    """Return a count as it is published."""
    if isinstance(count, int):
        return number_text(count, facts.lang)
    return facts.words[f"page_{count}"]


# -- wishes and journeys --------------------------------------------------------------------


def _charts(facts: Facts) -> Iterator[Block]:
    words = facts.words
    names, shown = profile_of(facts)
    if any(isinstance(count, int) for count in shown):
        values = [count if isinstance(count, int) else None for count in shown]
        yield BarChart(
            words["page_profile"],
            words["page_wish_class"],
            words["students"],
            tuple(names),
            (Series(words["students"], values),),
        )
    yield Table(
        words["page_profile"],
        (
            Column(words["page_wish_class"], names),
            Column(words["students"], [text_of(count, facts) for count in shown]),
        ),
    )
    if len(facts.placed) >= FEW:
        yield _journeys(facts)


def profile_of(facts: Facts) -> tuple[list[str], tuple[Shown, ...]]:
    """Return classes of wishes, small ones put together, with what is shown of their counts."""
    ranks, lang = facts.counts.by_wish_rank, facts.lang
    last = max((int(name) for name in ranks if name.isdecimal()), default=0)
    groups = grouped([ranks.get(str(number), 0) for number in range(1, last + 1)])
    names = [_group_name(group, facts) for group in groups]
    counts = [group.students for group in groups]
    for name in ("off", "none"):
        if name in ranks:
            names.append(class_text(name, lang))
            counts.append(ranks[name])
    return names, guarded(counts, facts.counts.placed)


def _group_name(group: Group, facts: Facts) -> str:
    if group.first == group.last:
        return class_text(group.first + 1, facts.lang)
    return facts.words["page_band"].format(low=group.first + 1, high=group.last + 1)


def _journeys(facts: Facts) -> Histogram:
    fine = journeys(facts)
    groups = grouped([int(count) for count in fine.counts])
    edges = [fine.edges[0], *(fine.edges[group.last + 1] for group in groups)]
    return Histogram(
        fine.title,
        fine.value_label,
        fine.count_label,
        tuple(edges),
        tuple(group.students for group in groups),
    )


# -- where practitioners are lacking --------------------------------------------------------


def _shortage(facts: Facts) -> Iterator[Block]:
    words, zones = facts.words, zones_in_order(facts)
    if zones and all(facts.counts.by_zone[zone] >= FEW for zone in zones):
        total = sum(facts.zone_half_days.values())
        shares = [facts.zone_half_days[zone] / total for zone in zones]
        yield Table(
            words["page_by_zone"],
            (
                Column(words["zone"], [zone_name(zone, facts) for zone in zones]),
                Column(words["page_share"], shares, "percent", bar=True),
            ),
        )
    quotas = [q for q in facts.semester.quotas if q.scope not in _TOO_NEAR]
    if quotas:
        states = [
            words["page_met" if not quota_gap(facts, q.quota_id) else "page_missed"] for q in quotas
        ]
        columns = (*quota_columns(facts, quotas), Column(words["page_state"], states, choices=True))
        yield Table(words["page_quotas"], columns)


def _before(facts: Facts) -> Iterator[Section]:
    before = before_of(facts)
    if before is None:
        return
    words = facts.words
    rows = [(name, then, now) for name, then, now in totals_before(facts, before)[:2]]
    names, then, now = zip(*rows, strict=True)
    table = Table(
        words["page_both"],
        (
            Column(words["page_figure"], names),
            Column(words["page_then"], [_small(n, facts) for n in then]),
            Column(words["page_now"], [_small(n, facts) for n in now]),
        ),
    )
    note = about_before(facts, before)
    yield Section(words["page_before"].format(semester=before.semester), (note, table))


def _small(count: int, facts: Facts) -> str:
    return text_of(guarded((count,))[0], facts)


# -- territories ----------------------------------------------------------------------------


def _programmes(facts: Facts) -> Table:
    words, semester = facts.words, facts.semester
    own = [facts.counts.by_programme[p.programme_id].students for p in semester.programmes]
    shown = guarded(own, sum(own))
    mechanisms = [facts.placement.mechanisms.get(p.programme_id, "") for p in semester.programmes]
    return Table(
        words["page_programmes"],
        (
            Column(words["programme"], [programme_name(p) for p in semester.programmes]),
            Column(words["mechanism"], [words.get(name, name) for name in mechanisms]),
            Column(words["students"], [text_of(count, facts) for count in shown]),
        ),
    )


def counted(facts: Facts) -> Mapping[str, Mapping[str, str]]:
    """Return by programme and territory with a site how many students have a part there."""
    names = sorted(facts.sites_in)
    site = facts.semester.site
    found: Counter[tuple[str, str]] = Counter()
    for student in facts.placed:
        for territory in {site[part.site_id].territory_id for part in student.parts}:
            found[student.programme_id, territory] += 1
    shown: dict[str, Mapping[str, str]] = {}
    for programme, count in facts.counts.by_programme.items():
        own = guarded([found[programme, name] for name in names], count.placed)
        shown[programme] = {name: text_of(one, facts) for name, one in zip(names, own, strict=True)}
    return shown


def _territories(facts: Facts) -> Table:
    words = facts.words
    rows = [t for t in facts.semester.territories if t.territory_id in facts.sites_in]
    rows.sort(key=lambda t: (reading_order(t.name), t.territory_id))
    zone = [facts.view.zones.get((t.territory_id, facts.profession)) for t in rows]
    columns = (
        Column(words["territory"], [facts.view.labels.territory[t.territory_id] for t in rows]),
        Column(words["territory_id"], [t.territory_id for t in rows]),
        Column(words["zone"], zone, choices=True),
        Column(
            need_label(facts),
            [facts.need[t.territory_id] for t in rows],
            "number",
            decimals=2,
            bar=True,
        ),
        Column(words["sites"], [len(facts.sites_in[t.territory_id]) for t in rows], "number"),
        *_counts(facts, rows),
    )
    return Table(words["sheet_territories"], columns, sort=(3, True))


def _counts(facts: Facts, rows: Sequence[Territory]) -> Iterator[Column]:
    """Yield how many students of each programme are in each territory."""
    nobody = text_of(0, facts)
    for programme, shown in counted(facts).items():
        heading = f"{facts.words['students']} {programme}"
        yield Column(heading, [shown.get(t.territory_id, nobody) for t in rows])


def _map(facts: Facts) -> PointMap:
    rows = shown_territories(facts)
    sites = [len(facts.sites_in.get(t.territory_id, ())) for t in rows]
    more = [Column(facts.words["sites"], sites, "number")]
    if len(facts.counts.by_programme) <= _MOST_PROGRAMMES:
        more += _counts(facts, rows)
    alternative = sentence("The same figures are in the table by territory below.")
    title = facts.words["page_map_public"]
    return PointMap(title, (territory_layer(facts, more),), alternative.said(facts.lang))
