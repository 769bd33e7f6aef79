"""Shortage on a placement's page: half-days by zone, and the quotas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..entities import Quota
from ..language import sentence
from ..pages import BarChart, Block, Column, Series, Table, Text
from .counts import NO_ZONE
from .placement_facts import Facts
from .placement_page_charts import MOST_SERIES
from .placement_page_head import quota_gap

_ORDER = ("ZIP", "ZAC", "ZV", "HV")


def shortage_blocks(facts: Facts) -> Iterator[Block]:
    """Yield half-days by zone, as bars and as a table, then the quotas."""
    if facts.placed:
        yield _bars(facts)
        yield _zones(facts)
    if facts.semester.quotas:
        yield quota_table(facts)
    else:
        yield Text(sentence("The semester has no quotas.").said(facts.lang))


def zones_in_order(facts: Facts) -> list[str]:
    """Return the zones with half-days, the most urgent first, no zone last."""
    found = facts.zone_half_days
    others = sorted(set(found) - {*_ORDER, NO_ZONE})
    return [zone for zone in (*_ORDER, *others, NO_ZONE) if found.get(zone)]


def zone_name(zone: str, facts: Facts) -> str:
    """Return what a zone is called."""
    return facts.words.get(f"zone_{zone}", zone)


def _bars(facts: Facts) -> BarChart:
    words, zones = facts.words, zones_in_order(facts)
    programmes = [p for p, n in facts.counts.by_programme.items() if n.placed]
    found: Counter[tuple[str, str]] = Counter()
    for student in facts.placed:
        for part in student.parts:
            zone = facts.zone_at(part.site_id, student.programme_id)
            found[student.programme_id, zone] += len(part.half_days)
    series = [Series(words["half_days"], [facts.zone_half_days[zone] for zone in zones])]
    if 1 < len(programmes) <= MOST_SERIES:
        series = [Series(p, [found[p, zone] for zone in zones]) for p in programmes]
    return BarChart(
        words["page_by_zone"],
        words["zone"],
        words["half_days"],
        tuple(zone_name(zone, facts) for zone in zones),
        tuple(series),
        stacked=len(series) > 1,
    )


def _zones(facts: Facts) -> Table:
    words, zones = facts.words, zones_in_order(facts)
    total = sum(facts.zone_half_days.values())
    half_days = [facts.zone_half_days[zone] for zone in zones]
    return Table(
        words["by_zone"],
        (
            Column(words["zone"], [zone_name(zone, facts) for zone in zones]),
            Column(words["students"], [facts.counts.by_zone[z] for z in zones], "number"),
            Column(words["half_day_count"], half_days, "number"),
            Column(words["page_share"], [n / total for n in half_days], "percent", bar=True),
        ),
    )


def quota_table(facts: Facts) -> Table:
    """Return the quotas with what is reached of each."""
    words, quotas = facts.words, facts.semester.quotas
    return Table(
        words["page_quotas"],
        (
            Column(words["page_quota"], [quota.quota_id for quota in quotas]),
            *quota_columns(facts, quotas),
            Column(words["page_reached"], [facts.reached[q.quota_id] for q in quotas], "number"),
            Column(words["page_state"], [_state(facts, q.quota_id) for q in quotas], choices=True),
        ),
    )


def quota_columns(facts: Facts, quotas: Sequence[Quota]) -> Iterator[Column]:
    """Yield where quotas count, for whom, and their limits."""
    words = facts.words
    everyone = words["page_all_programmes"]
    yield Column(words["page_scope"], [scope_name(quota, facts) for quota in quotas])
    yield Column(words["programme"], [quota.programme_id or everyone for quota in quotas])
    yield Column(words["page_unit"], [words[f"page_unit_{quota.unit}"] for quota in quotas])
    yield Column(words["page_minimum"], [quota.min_count for quota in quotas], "number")
    yield Column(words["page_maximum"], [quota.max_count for quota in quotas], "number")


def scope_name(quota: Quota, facts: Facts) -> str:
    """Return where a quota counts: names where there are any, otherwise kind and code."""
    words, labels = facts.words, facts.view.labels
    named = {"territory": labels.territory, "site": labels.site}.get(quota.scope, words)
    values = ", ".join(named.get(value, value) for value in quota.values)
    return words.get(f"page_scope_{quota.scope}", "{values}").format(values=values)


def _state(facts: Facts, quota_id: str) -> str:
    gap = quota_gap(facts, quota_id)
    if gap < 0:
        return facts.words["page_below"].format(count=-gap)
    return facts.words["page_above"].format(count=gap) if gap else facts.words["page_met"]
