"""The map of a diagnosis: territories by need, sites where students are supervised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..language import Lang, sentence
from ..pages import Column, PointMap, Points
from ..territories.areas import mean_of
from ..territories.diagnosis import Diagnosis
from ..territories.facts import fte_per_10000
from ..territories.nearest import supervised_sites
from ..territories.profession_names import profession_name
from .diagnosis_columns import Line, lines_of
from .diagnosis_words import diagnosis_words

MOST_POINTS = 3000
"""More territories than these are shown together, by intercommunality."""

BREAKS = (0.2, 0.4, 0.6, 0.8)
"""Bounds of the classes of need."""


def map_of(diagnosis: Diagnosis, profession: str, lang: Lang) -> PointMap:
    """Return the map of one profession."""
    words = diagnosis_words(lang)
    lines = list(lines_of(diagnosis, profession))
    if len(lines) > MOST_POINTS:
        layers = [_together(lines, lang)]
    else:
        quarters = [line for line in lines if line.row.territory_id in diagnosis.parent]
        whole = [line for line in lines if line.row.territory_id not in diagnosis.parent]
        layers = [_layer(words["territories"], whole, lang)] if whole else []
        layers += _sites(diagnosis, profession, lang)
        if quarters:
            layers.append(_layer(words["quarters"], quarters, lang, symbol_of_quarters=True))
    codes = [territory.territory_id for territory in diagnosis.territories]
    outlines = diagnosis.boundaries
    title = sentence(
        "{profession}: need by territory", profession=profession_name(profession, lang)
    )
    alternative = sentence("The same figures are in the tables below.")
    return PointMap(
        title.said(lang),
        tuple(layers),
        alternative.said(lang),
        boundaries=None if outlines is None else outlines.collection(codes),
    )


def _layer(
    label: str, lines: Sequence[Line], lang: Lang, *, symbol_of_quarters: bool = False
) -> Points:
    words = diagnosis_words(lang)
    people = [line.territory.population for line in lines]
    known = any(number is not None for number in people)
    return Points(
        label,
        [line.territory.name for line in lines],
        [line.territory.lat for line in lines],
        [line.territory.lon for line in lines],
        sizes=people if known else (),
        size_label=words["population"] if known else "",
        values=[line.row.known_need for line in lines],
        value_label=words["need"],
        breaks=BREAKS,
        decimals=2,
        details=tuple(_details(lines, lang)),
        symbol="diamond" if symbol_of_quarters else "circle",
    )


def _details(lines: Sequence[Line], lang: Lang) -> Iterator[Column]:
    words = diagnosis_words(lang)
    yield Column(words["territory_id"], [line.row.territory_id for line in lines])
    zones = [line.row.need.zone for line in lines]
    if any(zones):
        yield Column(words["zone"], zones, choices=True)
    access = [line.row.access.value for line in lines]
    if any(value is not None for value in access):
        yield Column(words["accessibility"], access, "number", decimals=2)
    fte = [fte_per_10000(line.row, line.territory) for line in lines]
    if any(value is not None for value in fte):
        yield Column(words["fte_per_10000"], fte, "number", decimals=1)


def _sites(diagnosis: Diagnosis, profession: str, lang: Lang) -> Iterator[Points]:
    """Yield the sites where a supervisor of the profession works, in the territories shown."""
    shown = {territory.territory_id for territory in diagnosis.territories}
    sites = [
        target
        for target in supervised_sites(diagnosis.semester, profession)
        if target.territory_id in shown and target.point is not None
    ]
    if sites:
        points = [target.point or (0.0, 0.0) for target in sites]
        yield Points(
            diagnosis_words(lang)["placement_sites"],
            [target.name for target in sites],
            [lat for lat, _ in points],
            [lon for _, lon in points],
            symbol="triangle",
        )


def _together(lines: Sequence[Line], lang: Lang) -> Points:
    """Return a point per intercommunality (or département, where there is none)."""
    words = diagnosis_words(lang)
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        place = line.territory
        if place.territory_id not in line.diagnosis.parent and place.lat is not None:
            groups[place.epci or place.department or ""].append(line)
    codes = sorted(groups)
    people = {code: [x.territory.population or 0.0 for x in groups[code]] for code in codes}
    return Points(
        words["epci"],
        codes,
        [mean_of((x.territory.lat for x in groups[c]), people[c]) for c in codes],
        [mean_of((x.territory.lon for x in groups[c]), people[c]) for c in codes],
        sizes=[sum(people[c]) for c in codes],
        size_label=words["population"],
        values=[mean_of((x.row.known_need for x in groups[c]), people[c]) for c in codes],
        value_label=words["need_mean"],
        breaks=BREAKS,
        decimals=2,
        details=(Column(words["territories"], [len(groups[c]) for c in codes], "number"),),
    )
