"""What measures and actions are called."""

from __future__ import annotations

from collections.abc import Mapping

from ..matching.language import Lang, Sentence, sentence

_MEASURES: Mapping[str, Sentence] = {
    "students": sentence("Students"),
    "placed": sentence("Students placed"),
    "unplaced": sentence("Students unplaced"),
    "unplaced_with_wishes": sentence("Students unplaced who have wishes"),
    "first_wish": sentence("Students with their first wish"),
    "off_list": sentence("Students placed off their list"),
    "mean_wish_rank": sentence("Mean wish rank"),
    "worst_class": sentence("Worst class of wish"),
    "need": sentence("Need covered (sum over students)"),
    "half_days": sentence("Half-days a week"),
    "half_days_zip_zac": sentence("Half-days a week in ZIP and ZAC"),
    "zip_zac_share": sentence("Share of half-days in ZIP and ZAC"),
    "travel": sentence("Half-days times minutes of travel"),
    "minutes_per_half_day": sentence("Mean minutes from home"),
    "mixed": sentence("Students in mixed placements"),
    "blocking_pairs": sentence("Blocking pairs"),
    "withheld": sentence("Picks withheld"),
    "territories": sentence("Territories"),
    "population": sentence("Inhabitants"),
    "mean_need": sentence("Mean need per inhabitant"),
    "people_in_need": sentence("Inhabitants of territories with need 0.5 or more"),
    "territories_in_need": sentence("Territories with need 0.5 or more"),
    "requests": sentence("Requests"),
    "openings": sentence("Openings"),
    "requests_with_openings": sentence("Requests with an opening that suits"),
    "assigned": sentence("Requests with a place when all settle together"),
    "joint_fit": sentence("Sum of fits when all settle together"),
    "mean_first_fit": sentence("Mean fit of the first opening"),
}


def measure_text(name: str, lang: Lang) -> str:
    """Return what a measure is called."""
    return _MEASURES[name].said(lang)
