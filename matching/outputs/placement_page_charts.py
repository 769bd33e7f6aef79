"""The charts of a placement's page: wishes received, journeys; and the programmes as a table."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from statistics import fmean

from ..entities import Programme
from ..pages import BarChart, Column, Histogram, Series, Table, histogram_of
from ..result import StudentPlacement
from .figures import class_text
from .placement_facts import Facts

FAR = 60
"""Minutes one way from which a journey is long."""

MOST_SERIES = 6
"""With more programmes than these, the bars do not tell them apart."""


def wish_profile(facts: Facts) -> BarChart:
    """Return how many students have received which wish, by programme."""
    words, lang = facts.words, facts.lang
    classes = list(facts.counts.by_wish_rank)
    programmes = [p for p, n in facts.counts.by_programme.items() if n.placed]
    series = [Series(words["students"], [facts.counts.by_wish_rank[c] for c in classes])]
    if 1 < len(programmes) <= MOST_SERIES:
        found = Counter((s.programme_id, facts.classes[s.student_id]) for s in facts.placed)
        series = [Series(p, [found[p, c] for c in classes]) for p in programmes]
    return BarChart(
        words["page_profile"],
        words["page_wish_class"],
        words["students"],
        tuple(class_text(name, lang) for name in classes),
        tuple(series),
        stacked=len(series) > 1,
    )


def journeys(facts: Facts) -> Histogram:
    """Return how many students travel how long to a half-day."""
    words = facts.words
    return histogram_of(
        [float(minutes) for minutes in facts.minutes.values()],
        title=words["page_journeys"],
        value_label=words["page_minutes"],
        count_label=words["students"],
        edges=edges_of(facts),
    )


def edges_of(facts: Facts) -> list[float]:
    """Return tens of minutes up to an hour; all longer journeys are together."""
    longest = max(facts.minutes.values(), default=Fraction(0))
    edges = [float(minutes) for minutes in range(0, FAR + 1, 10)]
    return [*edges, float(-(-longest // 10) * 10)] if longest > FAR else edges


def programme_table(facts: Facts) -> Table:
    """Return the programmes with their students, wishes and journeys."""
    words, semester = facts.words, facts.semester
    names = [p.programme_id for p in semester.programmes]
    counts = [facts.counts.by_programme[name] for name in names]
    own = {name: [s for s in facts.placed if s.programme_id == name] for name in names}
    wished = {name: Counter(facts.classes[s.student_id] for s in own[name]) for name in names}
    mechanisms = [facts.placement.mechanisms.get(name, "") for name in names]
    columns = [
        Column(words["programme"], [programme_name(semester.programme[n]) for n in names]),
        Column(words["mechanism"], [words.get(m, m) for m in mechanisms]),
        Column(words["students"], [c.students for c in counts], "number"),
        Column(words["placed"], [c.placed for c in counts], "number"),
        *(
            Column(words[f"page_wish_{number}"], [wished[n][number] for n in names], "number")
            for number in ("1", "2", "3")
        ),
        Column(words["class_off"], [wished[n]["off"] for n in names], "number"),
        Column(words["page_mean_minutes"], [_mean(facts, own[n]) for n in names], "number"),
    ]
    return Table(words["page_programmes"], tuple(columns))


def programme_name(programme: Programme) -> str:
    """Return identifier and name, once where the name begins with the identifier."""
    name, identifier = programme.name, programme.programme_id
    first = name.replace(",", " ").split(maxsplit=1)[:1]
    return name if first == [identifier] else f"{identifier} {name}"


def _mean(facts: Facts, students: list[StudentPlacement]) -> float | None:
    return fmean(float(facts.minutes[s.student_id]) for s in students) if students else None
