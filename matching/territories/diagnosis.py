"""The diagnosis of territories: care, access, need and placement grounds, by profession."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from ..entities import Territory
from ..language import Sentence
from ..need import NeedSource, needs
from ..outputs.diagnosis_frame import diagnosis_frame
from ..outputs.placement_rows import PlacementRow
from ..semester import Semester
from .ages import band_counts
from .areas import Circle, area, circles, indicator_means, outermost
from .boundaries import Boundaries
from .census import GENERAL_PRACTICE
from .facts import GROUP_PRACTICE, HEALTH_CENTRE, SUPERVISOR, Access, Area, Row
from .hosting import HostingIndex, hosting_index
from .indicators import Indicator, indicators_of
from .nearest import Nearest, nearest, places_of_kind, supervised_sites
from .notes import notes_of
from .quarters import members, parents
from .selection import Only, selected
from .staffing import Staffing, staffing
from .standing import standings


@dataclass(frozen=True)
class Diagnosis:
    """What is known of some territories, by profession, and how they compare.

    Attributes
    ----------
    semester
        What it was made from.
    professions
        ``gp`` first, then those that the tables know.
    territories
        Those shown, by code.
    parent
        The territory around each quarter.
    rows
        A row per territory shown and profession, by territory, then profession.
    areas
        Totals: of those shown (where these are not all), of each whole intercommunality and
        département that they belong to, of all of the table.
    indicators, means
        The columns ``ind_…`` of the territories shown; their means by kind and code of an area.
    only
        What the territories were chosen by; empty for all.
    ages
        By profession, how many of the professionals shown are in each of `ages.BANDS`.
    with_placement
        Whether the students received this semester are known.
    boundaries
        Outlines, where a GeoJSON file was given.
    title
        What the territories are called together, where it was said.
    notes
        What a reader has to know.
    """

    semester: Semester
    professions: tuple[str, ...]
    territories: tuple[Territory, ...]
    parent: Mapping[str, str]
    rows: tuple[Row, ...]
    areas: tuple[Area, ...]
    indicators: tuple[Indicator, ...]
    means: Mapping[tuple[str, str], tuple[tuple[str, float], ...]]
    ages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    with_placement: bool = False
    boundaries: Boundaries | None = None
    title: str = ""
    notes: tuple[Sentence, ...] = ()
    _rows: dict[tuple[str, str], Row] = field(default_factory=dict, repr=False, compare=False)
    _areas: dict[tuple[str, str, str], Area] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Index rows and areas."""
        self._rows.update({(row.territory_id, row.profession): row for row in self.rows})
        self._areas.update({(a.kind, a.code, a.profession): a for a in self.areas})

    def row(self, territory_id: str, profession: str) -> Row:
        """Return the row of a territory shown and a profession."""
        return self._rows[territory_id, profession]

    def area(self, kind: str, code: str | None, profession: str) -> Area | None:
        """Return the totals of an area, ``None`` where there is none of this code."""
        return self._areas.get((kind, code or "", profession))

    def to_frame(self) -> pd.DataFrame:
        """Return the table of ``diagnosis.csv`` as a `pandas.DataFrame`."""
        return diagnosis_frame(self)

    @property
    def narrowed(self) -> bool:
        """Whether not all territories of the table are shown."""
        return len(self.territories) < len(self.semester.territories)


def diagnosis_of(
    semester: Semester,
    *,
    only: Only | None = None,
    placement: Iterable[PlacementRow] | None = None,
    boundaries: Boundaries | None = None,
    title: str = "",
) -> Diagnosis:
    """Diagnose the territories of a semester.

    Need, accessibility, ranks and comparisons are always those of the whole table.

    Parameters
    ----------
    only
        Columns of the table of territories with the values wanted; all where empty.
    placement
        The lines of a result for this semester: the students received.
    boundaries
        Outlines for the map.
    title
        What the territories are called together.

    Raises
    ------
    CannotDiagnose
        No territory fits ``only``.
    """
    everyone = semester.territories
    parent = parents(t.territory_id for t in everyone)
    shown = selected(everyone, only or {}, parent)
    index = hosting_index(semester, placement)
    staff = staffing(semester)
    within = members((t.territory_id for t in everyone), parent)
    professions = _professions(semester)
    care = {
        kind: nearest(semester, places_of_kind(semester, kind))
        for kind in (HEALTH_CENTRE, GROUP_PRACTICE)
    }
    rows: dict[tuple[str, str], Row] = {}
    for profession in professions:
        near = {SUPERVISOR: nearest(semester, supervised_sites(semester, profession)), **care}
        rows |= _rows_of(semester, profession, staff, index, within, near)
        _add_standings(rows, profession, everyone, shown, parent)
    narrowed = len(shown) < len(everyone)
    around = circles(everyone, shown, parent, narrowed=narrowed)
    threshold = float(semester.settings.apl_full_need)
    areas = [
        area(circle, profession, rows, staff, index, within, threshold)
        for circle in around
        for profession in professions
    ]
    kept = tuple(rows[t.territory_id, profession] for t in shown for profession in professions)
    indicators = indicators_of(shown)
    return Diagnosis(
        semester=semester,
        professions=professions,
        territories=shown,
        parent=parent,
        rows=kept,
        areas=tuple(areas),
        indicators=indicators,
        means=_means(around, indicators),
        ages={
            profession: band_counts(staff.people(_all_within(shown, within), profession), staff.day)
            for profession in professions
        },
        only=tuple((column, tuple(values)) for column, values in sorted((only or {}).items())),
        with_placement=index.placed,
        boundaries=boundaries,
        title=title,
        notes=notes_of(semester, shown, kept, index),
    )


def _all_within(shown: Iterable[Territory], within: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the codes of the territories shown and of their quarters, each once."""
    return sorted({code for territory in shown for code in within[territory.territory_id]})


def _professions(semester: Semester) -> tuple[str, ...]:
    """Return general practice, then every other profession that a table names."""
    named = {
        one.profession
        for table in (
            semester.providers,
            semester.supervisors,
            semester.programmes,
            semester.zones,
            semester.needs,
        )
        for one in table
    }
    return (GENERAL_PRACTICE, *sorted(named - {GENERAL_PRACTICE}))


def _rows_of(
    semester: Semester,
    profession: str,
    staff: Staffing,
    index: HostingIndex,
    within: Mapping[str, Sequence[str]],
    near: Mapping[str, Mapping[str, Nearest]],
) -> dict[tuple[str, str], Row]:
    need = needs(semester, profession)
    found = {}
    for territory in semester.territories:
        code = territory.territory_id
        found[code, profession] = Row(
            territory_id=code,
            profession=profession,
            need=need[code],
            workforce=staff.at(territory, within[code], profession),
            access=_access(need[code]),
            hosting=index.of(within[code], profession),
            nearest={kind: places[code] for kind, places in near.items() if code in places},
        )
    return found


def _access(need: NeedSource) -> Access:
    """Return the best accessibility at hand, as it is before those who leave are taken off."""
    if need.apl is not None:
        return Access(float(need.apl), "apl", "consultations")
    if need.accessibility is None:
        return Access()
    unit = "consultations" if need.unit == "consultations" else "fte_per_10000"
    return Access(need.accessibility, "computed", unit)


def _add_standings(
    rows: dict[tuple[str, str], Row],
    profession: str,
    everyone: Sequence[Territory],
    shown: Sequence[Territory],
    parent: Mapping[str, str],
) -> None:
    """Rank by need: all communes, quarters as they would stand among them; and all shown."""
    counted = {territory.territory_id for territory in outermost(everyone, parent)}
    own = [rows[t.territory_id, profession] for t in everyone]
    counts = [row.territory_id in counted for row in own]
    for row, place in zip(own, standings([r.known_need for r in own], counts), strict=True):
        rows[row.territory_id, profession] = replace(row, standing=place)
    own = [rows[t.territory_id, profession] for t in shown]
    places = standings([row.known_need for row in own], [True] * len(own))
    for row, place in zip(own, places, strict=True):
        rows[row.territory_id, profession] = replace(row, standing_shown=place)


def _means(
    around: Iterable[Circle], indicators: Sequence[Indicator]
) -> dict[tuple[str, str], tuple[tuple[str, float], ...]]:
    return {(circle.kind, circle.code): indicator_means(circle, indicators) for circle in around}
