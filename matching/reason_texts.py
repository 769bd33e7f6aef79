"""What each code and each rule says, in a sentence that names no student."""

from __future__ import annotations

from collections.abc import Mapping

from .language import Sentence, sentence

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
