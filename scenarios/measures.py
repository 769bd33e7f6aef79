"""What is kept of a run: one number per measure, and where everybody went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from ..matching.costs import SHORTAGE_ZONES
from ..matching.need import needs, zones
from ..matching.outputs.counts import count
from ..matching.outputs.wish_class import wish_class
from ..matching.result import Placement, StudentPlacement
from ..matching.semester import Semester
from ..matching.settling.result import MILLION, Ranking
from ..matching.territories.diagnosis import Diagnosis

PLACE_MEASURES = (
    *("students", "placed", "unplaced", "unplaced_with_wishes", "first_wish", "off_list"),
    *("mean_wish_rank", "worst_class", "need", "half_days", "half_days_zip_zac", "zip_zac_share"),
    *("travel", "minutes_per_half_day", "mixed", "blocking_pairs", "withheld"),
)
DIAGNOSE_MEASURES = (
    *("territories", "population", "mean_need", "people_in_need", "territories_in_need"),
)
RANK_MEASURES = (
    *("requests", "openings", "requests_with_openings", "assigned", "joint_fit", "mean_first_fit"),
)
MEASURES_OF: Mapping[str, tuple[str, ...]] = {
    "place": PLACE_MEASURES,
    "diagnose": DIAGNOSE_MEASURES,
    "rank": RANK_MEASURES,
}
"""The measures of each job."""
MEASURES = tuple(name for names in MEASURES_OF.values() for name in names)
"""Every measure by name; a run keeps those of its job."""

Measures = dict[str, int | float | str | None]


def placement_measures(semester: Semester, placement: Placement) -> Measures:
    """Return the measures of a placement; a share or a mean of nothing is ``None``."""
    counts = count(semester, placement)
    ranks = [s.wish_rank for s in placement.students if s.wish_rank is not None]
    classes = [name for name in counts.by_wish_rank if name != "none"]
    wishing = {wish.student_id for wish in semester.wishes if not wish.refused}
    parts = [part for student in placement.students for part in student.parts]
    half_days = sum(len(part.half_days) for part in parts)
    travel = sum(len(part.half_days) * part.minutes for part in parts)
    need, short = _need_and_shortage(semester, placement)
    return {
        "students": counts.students,
        "placed": counts.placed,
        "unplaced": counts.unplaced,
        "unplaced_with_wishes": sum(
            s.status == "unplaced" and s.student_id in wishing for s in placement.students
        ),
        "first_wish": counts.by_wish_rank.get("1", 0),
        "off_list": counts.by_wish_rank.get("off", 0),
        "mean_wish_rank": _ratio(sum(ranks, Fraction()), len(ranks)),
        "worst_class": classes[-1] if classes else None,
        "need": _number(need),
        "half_days": half_days,
        "half_days_zip_zac": short,
        "zip_zac_share": _ratio(short, half_days),
        "travel": travel,
        "minutes_per_half_day": _ratio(travel, half_days),
        "mixed": counts.by_setting.get("mixed", 0),
        "blocking_pairs": len(placement.blocking_pairs),
        "withheld": len(placement.withheld),
    }


def _need_and_shortage(semester: Semester, placement: Placement) -> tuple[Fraction, int]:
    """Return the sum of the mean need of each place, and half-days in a zone of shortage."""
    zone = zones(semester)
    need = {p.profession: needs(semester, p.profession) for p in semester.programmes}
    total, short = Fraction(0), 0
    for student in placement.students:
        profession = semester.programme[student.programme_id].profession
        half_days = sum(len(part.half_days) for part in student.parts)
        for part in student.parts:
            at = semester.site[part.site_id].territory_id
            total += Fraction(len(part.half_days), half_days) * need[profession][at].need
            if zone.get((at, profession)) in SHORTAGE_ZONES:
                short += len(part.half_days)
    return total, short


def territory_half_days(semester: Semester, placement: Placement) -> dict[str, int]:
    """Return the half-days a week that students spend in each territory, none left out."""
    found: Counter[str] = Counter({t.territory_id: 0 for t in semester.territories})
    for student in placement.students:
        for part in student.parts:
            found[semester.site[part.site_id].territory_id] += len(part.half_days)
    return dict(sorted(found.items()))


def student_places(semester: Semester, placement: Placement) -> dict[str, list[str]]:
    """Return per student class of wish, offer or supervisors, territories; empty if unplaced."""
    return {s.student_id: _place(semester, s) for s in placement.students}


def _place(semester: Semester, student: StudentPlacement) -> list[str]:
    if not student.parts:
        return []
    where = sorted({semester.site[part.site_id].territory_id for part in student.parts})
    hosts = sorted({part.supervisor_id for part in student.parts})
    return [
        str(wish_class(semester, student)),
        student.offer_id or " ".join(hosts),
        " ".join(where),
    ]


def diagnosis_measures(found: Diagnosis) -> Measures:
    """Return the measures of a diagnosis, for general practice."""
    semester = found.semester
    need = needs(semester, "gp")
    people = {t.territory_id: t.population or 0 for t in semester.territories}
    total = sum(people.values())
    weighted = sum((Fraction(p) * need[t].need for t, p in people.items()), Fraction())
    high = [t for t in people if need[t].need >= Fraction(1, 2)]
    return {
        "territories": len(people),
        "population": total,
        "mean_need": _ratio(weighted, total),
        "people_in_need": sum(people[t] for t in high),
        "territories_in_need": len(high),
    }


def diagnosis_territories(found: Diagnosis) -> dict[str, float]:
    """Return the need of each territory, for general practice."""
    need = needs(found.semester, "gp")
    return {t: float(need[t].need) for t in sorted(t.territory_id for t in found.territories)}


def kept(measures: Measures, wanted: tuple[str, ...]) -> Measures:
    """Return the measures wanted, all where none is named."""
    return {name: value for name, value in measures.items() if not wanted or name in wanted}


def _ratio(total: Fraction | int | float, count: int | float) -> float | None:
    return round(float(total) / float(count), 6) if count else None


def _number(value: Fraction) -> float:
    return round(float(value), 6)


__all__ = [
    "DIAGNOSE_MEASURES",
    "MEASURES",
    "MEASURES_OF",
    "PLACE_MEASURES",
    "Measures",
    "diagnosis_measures",
    "diagnosis_territories",
    "kept",
    "placement_measures",
    "student_places",
    "territory_half_days",
]


def rank_measures(found: Ranking) -> Measures:
    """Return the measures of a ranking: how many find a place, and how well it fits."""
    joint, count = found.pairs.joint, len(found.market.requests)
    firsts = [int(found.pairs.fit[rows[0]]) for k in range(count) if (rows := found.rows(k))]
    return {
        "requests": count,
        "openings": len(found.market.openings),
        "requests_with_openings": len(firsts),
        "assigned": int((joint.opening >= 0).sum()),
        "joint_fit": joint.best / MILLION,
        "mean_first_fit": _ratio(Fraction(sum(firsts), MILLION), len(firsts)),
    }


def rank_territories(found: Ranking) -> dict[str, int]:
    """Return the requests assigned to each territory, none left out."""
    counted: Counter[str] = Counter({t.territory_id: 0 for t in found.semester.territories})
    at = found.pairs.joint.opening
    counted.update(found.market.openings[k].territory_id for k in at[at >= 0].tolist())
    return dict(sorted(counted.items()))
