"""``diagnosis.json``: all of a diagnosis, for programs."""

from __future__ import annotations

import json
from fractions import Fraction

from ..territories.diagnosis import Diagnosis
from ..territories.facts import Area
from ..territories.indicators import number_of
from ..territories.sources import Source, sources_of
from .diagnosis_columns import COLUMNS, lines_of, plain
from .plain_settings import plain_settings

FILE_NAME = "diagnosis.json"
FORMAT_VERSION = 1

Content = dict[str, object]

_OF_PLACE = frozenset(column.name for column in COLUMNS if column.group == "place") - {"profession"}


def diagnosis_json(diagnosis: Diagnosis) -> str:
    """Return the text of the file; keys are those of ``diagnosis.csv`` where it has them."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    semester = diagnosis.semester
    content: Content = {
        "format_version": FORMAT_VERSION,
        "semester": semester.settings.semester,
        "day": semester.settings.first_day.isoformat(),
        "input_sha256": dict(sorted(semester.fingerprints.items())),
        "program_version": __version__,
        "settings": plain_settings(semester.settings),
        "only": {column: list(values) for column, values in diagnosis.only},
        "with_placement": diagnosis.with_placement,
        "professions": list(diagnosis.professions),
        "sources": [_source(one) for one in sources_of(diagnosis)],
        "notes": [str(note) for note in diagnosis.notes],
        "indicators": [
            {"column": one.column, "heading": one.heading, "numeric": one.numeric, "side": one.side}
            for one in diagnosis.indicators
        ],
        "areas": [_area(diagnosis, one) for one in diagnosis.areas],
    }
    head = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    # A territory a line: a third of the bytes, and lines that can be compared.
    lines = (
        json.dumps(one, ensure_ascii=False, allow_nan=False) for one in _territories(diagnosis)
    )
    return f'{head[:-2]},\n "territories": [\n' + ",\n".join(lines) + "\n]}\n"


def _source(source: Source) -> Content:
    return {
        "what": source.what,
        "table": source.table,
        "source": source.source,
        "start": None if source.start is None else source.start.isoformat(),
    }


def _territories(diagnosis: Diagnosis) -> list[Content]:
    found: dict[str, Content] = {}
    for line in lines_of(diagnosis):
        own = found.get(line.territory.territory_id)
        if own is None:
            own = {c.name: plain(c.read(line)) for c in COLUMNS if c.name in _OF_PLACE}
            own["indicators"] = {
                one.column: plain(number_of(text)) if one.numeric else text
                for one in diagnosis.indicators
                if (text := line.territory.indicators.get(one.column)) is not None
            }
            own["professions"] = {}
            found[line.territory.territory_id] = own
        facts: Content = {c.name: plain(c.read(line)) for c in COLUMNS if c.name not in _OF_PLACE}
        facts["sectors"] = {name: plain(share) for name, share in line.row.workforce.sectors}
        professions = own["professions"]
        assert isinstance(professions, dict)
        professions[line.row.profession] = facts
        del facts["profession"]
    return list(found.values())


def _area(diagnosis: Diagnosis, area: Area) -> Content:
    staff, hosting, unequal = area.workforce, area.hosting, area.inequality
    values: dict[str, str | int | float | Fraction | None] = {
        "kind": area.kind,
        "code": area.code or None,
        "profession": area.profession,
        "territories": area.territories,
        "population": area.population,
        "need": area.need,
        "need_known": area.need_known,
        "accessibility": area.access,
        "accessibility_unit": area.access_unit or None,
        "gini": unequal.gini,
        "share_under": unequal.share_under,
        "extreme_tenths": unequal.extreme_tenths,
        "providers": staff.providers,
        "fte": staff.fte,
        "fte_per_10000": area.fte_per_10000,
        "over_60_share": staff.over_60,
        "ages_known": staff.ages_known,
        "leavers_5_years": staff.leavers_5,
        "leavers_10_years": staff.leavers_10,
        "supervisors": hosting.supervisors,
        "supervisor_places": hosting.supervisor_places,
        "seats": hosting.seats,
        "students": hosting.students,
        "student_half_days": hosting.half_days,
        "students_before": hosting.students_before,
    }
    means = diagnosis.means.get((area.kind, area.code), ())
    return {
        **{name: plain(value) for name, value in values.items()},
        "sectors": {name: plain(share) for name, share in staff.sectors},
        "indicator_means": {name: plain(value) for name, value in means},
    }
