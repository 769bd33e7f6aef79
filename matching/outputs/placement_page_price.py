"""What the protection of the worst-off costs, from a result placed without it."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from ..language import Sentence, sentence
from ..pages import Block, Column, Table, Text
from ..pages.numbers import number_text
from ..result import Placement, TierResult
from .figures import millionths_text
from .placement_facts import Facts
from .view import View

PRICED = ("value", "shortage", "wishes")
"""Objectives in which the protection has a price, in millionths."""


def price_blocks(facts: Facts, without: Placement, *, details: bool = True) -> Iterator[Block]:
    """Yield the price, and both results beside each other.

    ``without``: a result of the same semester whose objectives lack the protection.
    ``details``: whether students are counted.
    """
    other = Facts(View(facts.semester, without, facts.lang))
    for said in price_sentences(facts.placement, without, facts):
        yield Text(said.said(facts.lang), "note")
    if details:
        yield _beside(facts, other)


def price_sentences(placement: Placement, without: Placement, facts: Facts) -> Iterator[Sentence]:
    """Yield what the protection costs of each objective that has a price, with its bounds."""
    if not is_comparable(placement, without):
        yield sentence(
            "The result given for comparison does not say what the protection costs: it protects "
            "the worst-off too, or differs in an objective that comes before."
        )
        return
    theirs = {(tier.name, tier.order): tier for tier in without.tiers}
    for tier in placement.tiers:
        if tier.name in PRICED and (tier.name, tier.order) in theirs:
            yield _price(tier, theirs[tier.name, tier.order], facts)


def is_comparable(placement: Placement, without: Placement) -> bool:
    """Say whether all that comes before the protection is the same, and the other has none."""
    names = [tier.name for tier in placement.tiers]
    if "worst_off" not in names or any(tier.name == "worst_off" for tier in without.tiers):
        return False
    before = placement.tiers[: names.index("worst_off")]
    theirs = {(tier.name, tier.order): tier.value for tier in without.tiers}
    return all(theirs.get((tier.name, tier.order)) == tier.value for tier in before)


def _price(own: TierResult, other: TierResult, facts: Facts) -> Sentence:
    """Return the price: what is reached without the protection less what is reached with it.

    Where either is not proven, both bounds of it: the best with it lies between value and bound,
    and so does the best without.
    """
    lang = facts.lang
    low, high = _number(other.value) - _number(own.bound), _number(other.bound) - _number(own.value)
    name = facts.words[f"tier_{own.name}"]
    reached = millionths_text(_number(own.value), lang)
    if low == high:
        return sentence(
            "Protecting the worst-off costs {price} of the objective {name}: {reached} with it, "
            "{without} without. Both are proven.",
            price=millionths_text(low, lang),
            name=name,
            reached=reached,
            without=millionths_text(_number(other.value), lang),
        )
    return sentence(
        "Protecting the worst-off costs between {low} and {high} of the objective {name}, as far "
        "as is proven; {reached} are reached with it.",
        low=millionths_text(max(0, low), lang),
        high=millionths_text(high, lang),
        name=name,
        reached=reached,
    )


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _beside(facts: Facts, other: Facts) -> Table:
    """Return what people count in both results found."""
    words = facts.words
    rows = [(name, _figures(facts)[name], _figures(other)[name]) for name in _figures(facts)]
    names, own, theirs = zip(*rows, strict=True)
    return Table(
        words["page_price"],
        (
            Column(words["page_figure"], names),
            Column(words["page_protected"], [number_text(n, facts.lang) for n in own]),
            Column(words["page_unprotected"], [number_text(n, facts.lang) for n in theirs]),
        ),
    )


def _figures(facts: Facts) -> dict[str, float]:
    words, ranks = facts.words, facts.counts.by_wish_rank
    minutes = [float(m) for m in facts.minutes.values()]
    return {
        words["page_placed"]: facts.counts.placed,
        words["page_wish_1"]: ranks.get("1", 0),
        words["page_wish_2"]: ranks.get("2", 0),
        words["page_wish_3"]: ranks.get("3", 0),
        words["class_off"]: ranks.get("off", 0),
        words["page_short_half_days"]: facts.short_half_days,
        words["page_mean_minutes"]: fmean(minutes) if minutes else 0,
    }
