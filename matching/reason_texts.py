"""What each code and each rule says, in a sentence that names no student."""

from __future__ import annotations

from collections.abc import Mapping

from .language import Sentence, plural_sentence, sentence

RULE_TEXTS: Mapping[str, Sentence] = {
    "closed": sentence("the offer is closed"),
    "programme": sentence("nobody there takes students of the programme"),
    "accreditation": sentence(
        "the accreditation for the programme does not cover the whole semester"
    ),
    "refused": sentence("the student refuses it"),
    "conflict": sentence("a conflict of interest is declared"),
    "no-repeat": sentence("the student has been there before"),
    "shortage-only": sentence(
        "it does not lie in a zone short of practitioners, as the student asks"
    ),
    "distance": sentence("it is farther from home than the student's limit"),
    "presence": sentence("nobody there has enough half-days in the week"),
    "mix": sentence("it cannot be part of the mix of private practice and centre that is demanded"),
    "parts": sentence(
        "no combination of supervisors and sites with it gives the half-days demanded"
    ),
    "between-parts": sentence("every possible second place is too far from it"),
    "noon": sentence("the half-days would need a change of site at noon that is too long"),
    "room": sentence("the site has no consulting room for trainees"),
    "lock": sentence("the student is locked to another placement"),
}
"""The rules of ``not-eligible``, in the order in which they are tested."""

NOT_BETTER = sentence(
    "every placement with it has other parts that make it no better than the one received"
)

CODE_TEXTS: Mapping[str, Sentence] = {
    "not-eligible": sentence("a rule excludes it"),
    "full": sentence("nothing was left there when it was the student's turn"),
    "withheld": sentence(
        "it was free, but taking it would have left too few students for what has to be filled"
    ),
    "prefers-others": sentence(
        "the hosts there have students who come before in their lists, or in the lottery"
    ),
    "not-listed": sentence("the hosts there do not list the student"),
    "no-seat": sentence("no seat there is left by those who were placed before the matching"),
    "quota": sentence("there was a seat, but a limit on the area or a seat kept closed forbids it"),
    "costs": sentence("giving it would make an objective worse"),
    "lottery": sentence("giving it would be as good for every objective: the draw decided"),
    "not-better": sentence("what was received is as good as this wish, or better"),
    "unknown": sentence(
        "the rules allow it; the result does not say which objective stands against it"
    ),
}
"""The codes of ``reasons.csv``, and what else there is to say of a wish."""

TIER_TEXTS: Mapping[str, Sentence] = {
    "placed": sentence("students placed"),
    "floors": sentence("quotas and seats missed"),
    "worst_off": sentence("worst-off students"),
    "value": sentence("need and wishes"),
    "travel": sentence("travel"),
    "balance": sentence("balance"),
    "shortage": sentence("need"),
    "wishes": sentence("wishes"),
    "greedy": sentence("most first wishes"),
    "generous": sentence("fewest last wishes"),
    "moves": sentence("students moved"),
}
"""The objectives."""

COST_TEXTS: Mapping[str, Sentence] = {
    "placed": sentence("fewer students would have a place"),
    "floors": sentence("more would be missing of minimum quotas and of seats to be filled"),
    "worst_off": sentence("the students who are worst off would be worse off"),
    "value": sentence("shortage and wishes together would be served less well"),
    "shortage": sentence("fewer half-days would go where practitioners are lacking"),
    "wishes": sentence("wishes in all would be served less well"),
    "travel": sentence("students would travel longer in all"),
    "balance": sentence("students would be spread less evenly over supervisors"),
    "moves": sentence("more students would have to move"),
    "greedy": sentence("fewer students would have one of their first wishes"),
    "generous": sentence("more students would have one of their last wishes"),
}
"""What it means that an objective gets worse."""

AS_GOOD = sentence("a placement with it is as good in everything")
MUST_BREAK = sentence("what is demanded (locks, hard quotas) could not all hold")

# Further texts have values, which `Sentence.filled` puts in.

MOVED = plural_sentence(
    "{count} other student moves in the best placement found with it",
    "{count} other students move in the best placement found with it",
    count=0,
)
MOVED_BESIDE = sentence("{cost}; {moved}")

NO_HALF_DAYS = sentence(
    "no half-days were left there that make up a placement (turn {turn} in the line)"
)
TAKEN = sentence("nothing was left there when it was your turn ({turn})")
TAKEN_BEFORE = sentence(
    "nothing was left there when it was your turn ({turn}; seats there went to turns {first} "
    "to {last})"
)
TAKEN_FOR_BOTH = sentence(
    "nothing was left there for both linked students when it was your turn ({turn})"
)
TAKEN_BEFORE_FOR_BOTH = sentence(
    "nothing was left there for both linked students when it was your turn ({turn}; seats there "
    "went to turns {first} to {last})"
)
WITHHELD = sentence("{target} was free; taking it would have left too few students for {what}")
ASKED_FOR: Mapping[str, Sentence] = {
    "min_seats": sentence("the seats of {name} that have to be filled"),
    "min_if_open": sentence("offer {name}, which opens for several only"),
    "quota": sentence("quota {name}"),
    "everyone": sentence("the places of students who choose later"),
    "": sentence("a requirement ({name})"),
}
"""What a pick withheld would have broken, by the kind of requirement."""

NOT_LISTED = sentence("the host does not rank the student")
QUOTA_FULL = sentence(
    "{offer}: quota {quota} leaves {limit} places here, all held by students whom the hosts rank "
    "before (position {own}, the last one held is at {last})"
)
QUOTA_CLOSED = sentence("{offer}: quota {quota} leaves no place here")
NO_SEAT = sentence("{offer}: no seat is left by those settled before")
SEATS_HELD = sentence(
    "{offer}: all {limit} seats are held by students whom the host ranks before, or who come "
    "before in the lottery (position {own}, the last one held is at {last})"
)
KEPT_CLOSED = sentence("{offer}: a seat was kept closed so that a minimum or linked wishes hold")

FIXED_TEXTS = (
    *RULE_TEXTS.values(),
    NOT_BETTER,
    *COST_TEXTS.values(),
    AS_GOOD,
    MUST_BREAK,
    NOT_LISTED,
    CODE_TEXTS["unknown"],
)
"""The texts of ``reasons.csv`` without values."""

TEXTS_WITH_VALUES = (
    NO_HALF_DAYS,
    TAKEN_BEFORE_FOR_BOTH,
    TAKEN_FOR_BOTH,
    TAKEN_BEFORE,
    TAKEN,
    WITHHELD,
    QUOTA_FULL,
    QUOTA_CLOSED,
    NO_SEAT,
    SEATS_HELD,
    KEPT_CLOSED,
    MOVED_BESIDE,
)
"""Those with values."""

PARTS_OF_TEXTS = (MOVED, *ASKED_FOR.values())
"""Those that stand within others."""


def asked_for(requirement: str) -> Sentence:
    """Say what a requirement is, of a name like ``min_seats:O1``."""
    kind, _, name = requirement.partition(":")
    if kind not in ASKED_FOR:
        kind, name = "", requirement
    return ASKED_FOR[kind] if kind == "everyone" else ASKED_FOR[kind].filled(name=name)


def with_moved(cost: Sentence, moved: str) -> Sentence:
    """Say how many others move beside what a wish costs; ``moved`` as in ``reasons.csv``."""
    if not moved.isdecimal():
        return cost
    return MOVED_BESIDE.filled(cost=cost, moved=MOVED.filled(count=int(moved)))
