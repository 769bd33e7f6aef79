"""The head of a placement's page: figures to be seen first, and what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from ..language import Lang, Sentence, plural_sentence, sentence
from ..need import SHORTAGE_ZONES
from ..pages import KeyFigure, KeyFigures
from ..pages.numbers import number_text, percent_text
from .figures import gap_text, tier_title
from .placement_facts import Facts
from .placement_page_charts import FAR
from .status_text import is_optimised, status_text


def head_figures(facts: Facts) -> KeyFigures:
    """Return the figures: students, wishes, shortage zones, journeys, proof."""
    middle = (*_wishes(facts), *shortage_figures(facts))
    return KeyFigures((*_students(facts), *middle, proof_figure(facts)))


def _students(facts: Facts) -> Iterator[KeyFigure]:
    words, counts = facts.words, facts.counts
    yield KeyFigure(words["page_students"], counts.students)
    share = shown_share(counts.placed, counts.students, facts.lang)
    yield KeyFigure(words["page_placed"], counts.placed, note=share)
    yield KeyFigure(words["page_unplaced"], counts.unplaced)


def _wishes(facts: Facts) -> Iterator[KeyFigure]:
    words, ranks = facts.words, facts.counts.by_wish_rank
    for number in ("1", "2", "3"):
        share = shown_share(ranks.get(number, 0), wishing(facts), facts.lang)
        note = words["page_of_wishing"].format(share=share) if share else ""
        yield KeyFigure(words[f"page_wish_{number}"], ranks.get(number, 0), note=note)


def wishing(facts: Facts) -> int:
    """Return how many placed students have wishes."""
    return facts.counts.placed - facts.counts.by_wish_rank.get("none", 0)


def shortage_figures(facts: Facts, *, shares: bool = False) -> Iterator[KeyFigure]:
    """Yield what goes where practitioners are lacking (``shares``: the share alone), journeys."""
    words, all_half_days = facts.words, sum(facts.zone_half_days.values())
    if shares and all_half_days:
        share_of_all = facts.short_half_days / all_half_days
        yield KeyFigure(words["page_short_half_days"], share_of_all, "percent")
    elif not shares:
        share = shown_share(facts.short_half_days, all_half_days, facts.lang)
        note = words["page_of_all"].format(share=share) if share else ""
        yield KeyFigure(words["page_short_half_days"], facts.short_half_days, note=note)
    if facts.minutes:
        middle = float(median(facts.minutes.values()))
        yield KeyFigure(words["page_half_travel"], middle, unit="min", note=words["page_one_way"])


def proof_figure(facts: Facts) -> KeyFigure:
    """Return what is proven in a word or two, with what keeps it from being proven."""
    words, placement = facts.words, facts.placement
    if not is_optimised(placement):
        used = {placement.mechanisms.get(s.programme_id) for s in placement.students}
        shown = words["page_matched" if "stable" in used else "page_by_rank"]
        return KeyFigure(
            words["page_proof"], shown, "text", note=status_text(placement, facts.lang)
        )
    if placement.status == "optimal":
        shown = words["page_best"]
        return KeyFigure(words["page_proof"], shown, "text", note=words["page_proven"])
    open_tier = next((t for t in placement.tiers if t.gap > t.tolerance), None)
    note = ""
    if open_tier is not None:
        name, gap = tier_title(open_tier, facts.lang), gap_text(open_tier.gap, facts.lang)
        note = words["page_gap_is"].format(name=name, gap=gap)
    return KeyFigure(words["page_proof"], words["page_not_proven"], "text", note=note)


def shown_share(part: int, whole: int, lang: Lang) -> str:
    """Return a share in per cent, nothing where there is nothing to share."""
    return percent_text(part / whole, lang) if whole else ""


def standing_out(facts: Facts) -> list[str]:
    """Return what a reader in a hurry should know, a sentence each."""
    found = (*_of_wishes(facts), *_of_places(facts), *_of_quotas(facts), *_of_journeys(facts))
    return [one.said(facts.lang) for one in found]


def _of_wishes(facts: Facts) -> Iterator[Sentence]:
    ranks, lang, everyone = facts.counts.by_wish_rank, facts.lang, wishing(facts)
    first_three = sum(ranks.get(number, 0) for number in ("1", "2", "3"))
    if everyone:
        yield sentence(
            "One of their first three wishes: {count} of {all} placed students with wishes "
            "({share}).",
            count=number_text(first_three, lang),
            all=number_text(everyone, lang),
            share=shown_share(first_three, everyone, lang),
        )
    if ranks.get("off"):
        yield plural_sentence(
            "{count} student is placed where no wish of his or hers leads: off the list.",
            "{count} students are placed where none of their wishes leads: off the list.",
            count=ranks["off"],
        )


def _of_places(facts: Facts) -> Iterator[Sentence]:
    semester, lang = facts.semester, facts.lang
    zone = facts.view.zones
    short = [
        territory
        for territory in facts.sites_in
        if zone.get((territory, facts.profession)) in SHORTAGE_ZONES
    ]
    if short:
        used = sum(bool(facts.students_in(territory)) for territory in short)
        yield sentence(
            "Territories in ZIP or ZAC with a site: {all}; with students: {used}.",
            all=number_text(len(short), lang),
            used=number_text(used, lang),
        )
    left = sum(facts.places_left.values())
    yield sentence(
        "Places left with supervisors: {left} of {all}.",
        left=number_text(left, lang),
        all=number_text(sum(s.max_students for s in semester.supervisors), lang),
    )


def _of_quotas(facts: Facts) -> Iterator[Sentence]:
    quotas = facts.semester.quotas
    if not quotas:
        return
    missed = [q.quota_id for q in quotas if quota_gap(facts, q.quota_id)]
    if missed:
        yield sentence("Quotas not met: {names}.", names=tuple(missed))
    else:
        yield sentence("All quotas are met: {count}.", count=number_text(len(quotas), facts.lang))


def quota_gap(facts: Facts, quota_id: str) -> int:
    """Return what a quota lacks (negative) or has too much (positive), 0 where it is met."""
    quota = next(q for q in facts.semester.quotas if q.quota_id == quota_id)
    reached = facts.reached[quota_id]
    if quota.min_count is not None and reached < quota.min_count:
        return reached - quota.min_count
    if quota.max_count is not None and reached > quota.max_count:
        return reached - quota.max_count
    return 0


def _of_journeys(facts: Facts) -> Iterator[Sentence]:
    far = sum(minutes > FAR for minutes in facts.minutes.values())
    if facts.minutes:
        yield sentence(
            "Journeys of more than {minutes} minutes one way, in the mean of the week: {count} of "
            "{all} students.",
            minutes=FAR,
            count=number_text(far, facts.lang),
            all=number_text(len(facts.minutes), facts.lang),
        )
