"""The objectives on a placement's page: what each asks, what was reached, what is proven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from ..language import Sentence, sentence
from ..pages import Block, Column, Table, Text
from ..result import Placement, TierResult
from .figures import bound_text, gap_text, tier_title, tier_value_text
from .placement_facts import Facts
from .placement_page_price import PRICED, price_blocks
from .status_text import is_optimised, status_text

ASKED: Mapping[str, Sentence] = {
    "placed": sentence("As many students as possible have a place."),
    "floors": sentence(
        "As little as possible lacks of the quotas and seats that should be filled, and as little "
        "as possible passes the limits that may be passed."
    ),
    "worst_off": sentence(
        "As few students with wishes as possible are without a place; then nobody is served worse "
        "than need be, and as few as possible are served that badly."
    ),
    "value": sentence(
        "Half-days go where practitioners are lacking and students to what they wish for, both "
        "weighed together."
    ),
    "travel": sentence("Journeys from home are as short as possible in all."),
    "balance": sentence("Students are spread evenly over the supervisors."),
    "shortage": sentence("Half-days go where practitioners are lacking."),
    "wishes": sentence("Students get what they wish for, added up over all."),
    "greedy": sentence("As many first wishes as possible, then second ones, and so on."),
    "generous": sentence("As few last wishes as possible, then last but one, and so on."),
    "moves": sentence("As few students as possible have to move."),
}
"""What each objective asks, in plain words."""


def tier_blocks(
    facts: Facts, without: Placement | None = None, *, details: bool = True
) -> Iterator[Block]:
    """Yield the objectives as a table, and what the protection of the worst-off costs.

    Parameters
    ----------
    without
        A result of the same semester placed without that protection.
    details
        Whether lists of classes are shown, which may count single students.
    """
    placement, lang = facts.placement, facts.lang
    if not is_optimised(placement):
        yield Text(
            sentence(
                "Nothing was optimised: students chose by rank or were matched. Proven is: "
                "{status}. The figures below are what came of it.",
                status=status_text(placement, lang),
            ).said(lang),
            "note",
        )
    else:
        yield Text(
            sentence(
                "The objectives are optimised in this order, none at the cost of one before it. A "
                "bound is what no placement at all can pass."
            ).said(lang)
        )
    if placement.tiers:
        yield _table(facts, details=details)
    if without is not None:
        yield from price_blocks(facts, without, details=details)
    elif is_optimised(placement):
        yield from protection(facts)


def _table(facts: Facts, *, details: bool) -> Table:
    words, lang, tiers = facts.words, facts.lang, facts.placement.tiers
    proved = is_optimised(facts.placement)
    columns = [
        Column(words["tier"], [tier_title(tier, lang) for tier in tiers]),
        Column(words["value"], [_value(tier, facts, details=details) for tier in tiers]),
    ]
    if proved:
        columns += [
            Column(words["bound"], [_bound(tier, facts, details=details) for tier in tiers]),
            Column(words["gap"], [gap_text(tier.gap, lang) for tier in tiers]),
            Column(words["page_shown"], [_proof(tier, facts).said(lang) for tier in tiers]),
        ]
    columns.append(Column(words["page_asks"], [_asked(tier).said(lang) for tier in tiers]))
    return Table(words["objectives" if proved else "figures"], tuple(columns))


def _asked(tier: TierResult) -> Sentence:
    return ASKED.get(tier.name, Sentence(tier.name))


def _value(tier: TierResult, facts: Facts, *, details: bool) -> str:
    if not details and isinstance(tier.value, tuple):
        return facts.words["page_held"]
    return tier_value_text(tier.name, tier.value, facts.lang)


def _bound(tier: TierResult, facts: Facts, *, details: bool) -> str:
    if not details and isinstance(tier.bound, tuple):
        return facts.words["page_held"]
    return bound_text(tier.name, tier.bound, facts.lang)


def _proof(tier: TierResult, facts: Facts) -> Sentence:
    if tier.value == tier.bound:
        return sentence("Nothing better exists.")
    gap = gap_text(tier.gap, facts.lang)
    if not isfinite(tier.gap):
        return sentence("How much better it could be is not known.")
    if tier.gap <= tier.tolerance:
        allowed = gap_text(tier.tolerance, facts.lang)
        return sentence(
            "At most {gap} better is possible; {allowed} are allowed.", gap=gap, allowed=allowed
        )
    return sentence("Not proven: up to {gap} better may be possible.", gap=gap)


def protection(facts: Facts) -> Iterator[Text]:
    """Yield what is known of the price of protecting the worst-off."""
    names = [tier.name for tier in facts.placement.tiers]
    after = [name for name in PRICED if name in names]
    if "worst_off" not in names or not after:
        return
    others = ",".join(dict.fromkeys(name for name in names if name != "worst_off"))
    if names.index(after[0]) < names.index("worst_off"):
        said = sentence(
            "The worst-off are protected only after need and wishes: it costs neither anything."
        )
    else:
        said = sentence(
            "The worst-off are protected before need and wishes are weighed. What that costs does "
            "not follow from this run and is not guessed. Two commands tell it: maillage place "
            "FILE -o DIR2 --tiers {tiers} and then maillage report FILE DIR --without DIR2.",
            tiers=others,
        )
    yield Text(said.said(facts.lang), "note")
