"""What a verification found: violations, recomputed tier values and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..language import Lang, Sentence, sentence
from ..result import TierValue

RULES: Mapping[str, str] = MappingProxyType(
    {
        # The form of placements.csv.
        "file": "placements.csv is there and can be read",
        "columns": "the fifteen columns of the data contract, in their order, on every line",
        "sorting": "lines are sorted by student, then part",
        "student": "every student of the input is there, and nobody else",
        "programme-id": "the programme is the student's",
        "status": "`placed`, `unplaced` or `locked`; `locked` where there is a lock or mark",
        "unplaced-line": "an unplaced student has one line, with a reason and nothing else",
        "reason": "the reason is one of the data contract's, and possible for this student",
        "same-lines": "offer, wish rank, status and housing are the same on a student's lines",
        "part-order": "parts are numbered from 1, by first half-day, then supervisor",
        "reference": "supervisors, sites and offers exist",
        "half-days": "half-days are known names, each once, in week order",
        "half-day-count": "the number of half-days is that of the list",
        "territory": "the territory is that of the site",
        "weeks": "the weeks are those of the programme, or of the offer's part",
        "minutes": "the minutes are those from the student's home to the site",
        "wish-rank": "the wish rank is that of the placement",
        # What one student may have.
        "offer": "an offer of the programme taken as composed; none where bundles are composed",
        "closed": "the offer is open",
        "programme": "the supervisor takes this programme",
        "accreditation": "the accreditation covers the whole semester",
        "presence": "the supervisor is at that site at that half-day",
        "total": "the half-days are as many as the programme asks for",
        "parts": "as many supervisors as the programme allows; one part per supervisor and site",
        "sites": "as many sites as the programme allows",
        "mix": "enough half-days in private practice and in centres",
        "min-part": "each part is long enough",
        "whole-days": "each day is spent whole, with one supervisor at one site",
        "run-days": "no part has too many days running",
        "between-parts": "the parts' sites are near enough to each other",
        "noon": "a change of site at noon can be made in time",
        "half-day-twice": "nobody is at two places at once",
        "conflict": "no conflict of interest",
        "refused": "no refused supervisor, site, offer or territory",
        "no-repeat": "no supervisor or site of an earlier semester where that is not wanted",
        "shortage-only": "only ZIP and ZAC for a student who asked for it",
        "distance": "each part is within the student's longest journey, or the student is housed",
        "housing": "housed only at a site of the placement, where needed and asked for",
        "lock": "a locked student is placed as the lock says",
        "marked": "a student marked to be kept has exactly that place, and was marked",
        # What all students share.
        "link": "linked students have the same territories, or none of them is placed",
        "at-once": "a supervisor hosts no more students at a half-day than allowed",
        "max-students": "a supervisor hosts no more students at any time than allowed",
        "limits": "a supervisor keeps the limit of each programme",
        "room": "the students of a half-day have a room",
        "seats": "an offer has no more students than seats",
        "min-if-open": "an offer in use has at least its smallest number of students",
        "housing-places": "a site houses no more students than it has places",
        "quota-min": "hard minimum quotas are met",
        "quota-max": "hard maximum quotas are kept",
        "acceptable": "a matched student wishes for the offer, and its host lists the student",
        "blocking-pair": "exactly the pairs listed block a stable matching",
        "denied": "nobody who chooses by rank is denied an offer that is free, unless withheld",
        # A repaired result.
        "changes": "the changes of the repair are there, and are those it was made from",
        "history": "what was before a change is what the earlier result says",
        "moves": "the students touched and moved are those whom the lines give",
        # fees.csv.
        "fees-file": "where there are fees, fees.csv is there and can be read",
        "fees-form": "the lines of fees.csv are sorted, each once",
        "fees-line": "every fee that is due has its line for each part, and no other has",
        "fees-amount": "months, share and amount are those of the tables, to the cent",
        "fees-total": "the totals of the summary are those of the fees",
        # summary.json.
        "summary-file": "summary.json is there and can be read",
        "summary": "the keys of the summary are there and of the right kind",
        "semester": "the summary is of this semester",
        "fingerprint": "the result was made from this very input",
        "mechanisms": "the mechanism of each programme is the input's",
        "seed": "the seed is the input's",
        "lottery": "the lottery is the one that the seed draws",
        "serial-order": "the order of choice is by seniority, rank and lottery",
        "withheld": "withheld picks were to be had by rank, and would have broken what is asked",
        "needs": "each need has the source, the parts and the value that the tables give",
        "counts": "the counts are those of the placements",
        "tiers": "the tiers are those asked for, once for each order",
        "tier-value": "a tier's value is that of the placements",
        "tier-bound": "no value is better than its proven bound",
        "tier-gap": "the gap is not smaller than value and bound say",
        "tolerance": "the tolerance is the one that the settings give",
        "optimal": "`optimal` is said only where every gap is within its tolerance",
    }
)
"""Each rule's code and what holds where it is kept."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken.

    Attributes
    ----------
    code
        One of `RULES`.
    subject
        Identifier of the student, supervisor, site, offer or quota, or the name of the file or
        tier concerned.
    said
        What is wrong, for a reader.
    """

    code: str
    subject: str
    said: Sentence

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return str(self.said)

    def line(self, lang: Lang) -> str:
        """Return the line that a user reads."""
        line = sentence(
            "{subject}: {what} [{code}]", subject=self.subject, what=self.said, code=self.code
        )
        return line.said(lang)

    def __str__(self) -> str:
        """Return the line in English."""
        return self.line("en")


@dataclass(frozen=True, slots=True)
class RecomputedTier:
    """A tier's value over all students settled up to one order, from the tables alone."""

    name: str
    order: int | None
    value: TierValue


@dataclass(frozen=True)
class Report:
    """What `verify` found.

    Attributes
    ----------
    violations
        Every rule broken, in the order of the checks.
    tiers
        Each known tier per order; empty where the lines cannot all be understood.
    students, placed
        Students of the input, and how many of them have a place (locked ones included).
    remarks
        What the verification did not look at, or took on trust.
    """

    violations: tuple[Violation, ...]
    tiers: tuple[RecomputedTier, ...]
    students: int
    placed: int
    remarks: tuple[Sentence, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    @property
    def notes(self) -> tuple[str, ...]:
        """The remarks in English."""
        return tuple(map(str, self.remarks))

    @property
    def codes(self) -> Counter[str]:
        """How often each rule is broken."""
        return Counter(violation.code for violation in self.violations)

    @property
    def summary(self) -> str:
        """One sentence: what was looked at and what came of it."""
        looked_at = f"{self.students} students, {self.placed} placed"
        if self.ok:
            found = f"Verified: {looked_at}, every rule is kept."
        else:
            rules = ", ".join(f"{code} {count}" for code, count in self.codes.items())
            noun = "violation" if len(self.violations) == 1 else "violations"
            found = f"Not verified: {looked_at}, {len(self.violations)} {noun} ({rules})."
        return " ".join((found, *self.notes))
