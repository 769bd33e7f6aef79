"""The demonstration with a result that nothing was optimised for: quick, and of the real size."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from html import unescape
from typing import Any

from maillage.matching.demonstration import demonstration_tables
from maillage.matching.entities import Student, Supervisor
from maillage.matching.language import sentence
from maillage.matching.result import (
    PlacedPart,
    Placement,
    Refusal,
    StudentPlacement,
    TierResult,
)
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows


@cache
def demonstration() -> tuple[Semester, Placement]:
    """Return the semester, and who goes where: in turn with those who take the programme."""
    semester = read_rows(demonstration_tables())
    students = tuple(_placed(semester, k, s) for k, s in enumerate(semester.students))
    count = sum(s.status != "unplaced" for s in students)
    tiers = (
        TierResult("placed", None, count, count, 0.0, 0.0),
        TierResult("worst_off", None, (2, "off", 11), (2, "off", 11), 0.0, 0.0),
        TierResult("value", None, 281_567_143, 281_567_143, 0.0, 0.0),
        TierResult("travel", None, 25_695, 25_600, 95 / 25_695, 0.01),
    )
    refusals = tuple(
        Refusal(w.student_id, w.target, w.rank, "costs", sentence("giving it costs."), "value")
        for w in semester.wishes[::5]
        if w.rank is not None
    )
    mechanisms = {p.programme_id: "optimal" for p in semester.programmes}
    return semester, Placement("optimal", students, tiers, mechanisms, 2027, refusals=refusals)


def _placed(semester: Semester, k: int, student: Student) -> StudentPlacement:
    programme = semester.programme[student.programme_id]
    if k % 40 == 39:
        return StudentPlacement(
            student.student_id, programme.programme_id, "unplaced", reason="no-capacity"
        )
    hosts = [s for s in semester.supervisors if programme.programme_id in s.programmes]
    first = _part(hosts[k % len(hosts)], programme.half_days // 2, 0, k * 7 % 75)
    second = _part(hosts[(k * 3 + 1) % len(hosts)], 1 + k % 2, 5, k * 11 % 65)
    return StudentPlacement(
        student.student_id,
        programme.programme_id,
        "placed",
        wish_rank=Fraction(k % 9 + 2, 2) if semester.wishes_of.get(student.student_id) else None,
        parts=(first, second),
    )


def _part(host: Supervisor, half_days: int, start: int, minutes: int) -> PlacedPart:
    there = tuple(range(start, start + max(1, half_days)))
    return PlacedPart(host.supervisor_id, host.site_id, there, "", minutes)


def tables_of(html: str) -> dict[str, dict[str, list[Any]]]:
    """Return the tables of a page by caption, each its columns by heading, from their data."""
    found = {}
    for block in re.findall(r'<div class="table-block" id.*?</script>', html, re.DOTALL):
        caption = unescape(re.search(r"<caption>(.*?)</caption>", block)[1])
        headings = [unescape(h) for h in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", block)]
        data = json.loads(re.search(r'data-role="data">(.*?)</script>', block, re.DOTALL)[1])
        found[caption] = dict(zip(headings, map(_unpacked, data["values"]), strict=True))
    return found


def _unpacked(values: Any) -> list[Any]:
    if isinstance(values, list):
        return values
    return [None if place < 0 else values["texts"][place] for place in values["places"]]


def figures_of(html: str) -> dict[str, str]:
    """Return the head figures of a page by what they count."""
    pattern = r'<dt>([^<]*)</dt>\s*<dd><span class="figure[^"]*">([^<]*)'
    return {unescape(label): unescape(text) for label, text in re.findall(pattern, html)}
