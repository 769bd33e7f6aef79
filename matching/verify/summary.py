"""``summary.json`` against the input and the placements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..entities import Programme
from ..language import Sentence, sentence
from ..semester import Semester
from .claims import Claim
from .counting import count
from .facts import Facts
from .files import SUMMARY
from .report import RecomputedTier, Violation
from .tier_claims import check_tiers

FORMAT_VERSION = 1
"""The form of ``summary.json`` that is understood here."""

STATUSES = ("optimal", "feasible", "interrupted")

_NO_CHANGE = (None, "")


def is_whole(thing: object) -> bool:
    """Say whether a JSON value is a whole number (true and false are not)."""
    return isinstance(thing, int) and not isinstance(thing, bool)


def softened_quotas(semester: Semester, summary: Mapping[str, object] | None) -> frozenset[str]:
    """Return the quotas of the input that the result says were made soft."""
    named = (summary or {}).get("softened")
    if not isinstance(named, list):
        return frozenset()
    known = {quota.quota_id for quota in semester.quotas}
    return frozenset(quota for quota in named if isinstance(quota, str) and quota in known)


def as_asked(semester: Semester, summary: Mapping[str, object] | None) -> Semester:
    """Return the semester with the mechanism that the command line set for all programmes.

    It also decides whether everyone has to be placed, where the input does not say it.
    """
    options = (summary or {}).get("options")
    asked = options.get("mechanism") if isinstance(options, dict) else None
    if asked not in ("optimal", "serial", "stable"):
        return semester
    programmes = tuple(
        replace(
            programme,
            mechanism=asked,
            everyone=programme.everyone if programme.everyone_given else asked == "optimal",
        )
        for programme in semester.programmes
    )
    return replace(semester, programmes=programmes)


def kept_students(summary: Mapping[str, object]) -> frozenset[str]:
    """Return the students whom the result says to have kept an earlier place."""
    kept = summary.get("kept")
    return frozenset(map(str, kept)) if isinstance(kept, list) else frozenset()


def check_summary(
    facts: Facts,
    summary: Mapping[str, object],
    claims: list[Claim] | None,
    tiers: tuple[RecomputedTier, ...],
) -> Iterator[Violation]:
    """Check every key of the summary that the input or the placements decide.

    ``claims`` is ``None`` where the lines could not all be understood: counts and tier values
    are then not compared.
    """
    semester = facts.semester
    options = summary.get("options") or {}
    if not isinstance(options, dict):
        yield _fault("summary", sentence("`options` must be an object."))
        options = {}
    yield from _identity(semester, summary)
    yield from _fingerprints(semester, summary)
    yield from _mechanisms(semester, summary, options)
    seed = options.get("seed", semester.settings.seed)
    if not is_whole(summary.get("seed")) or summary["seed"] != seed:
        yield _fault("seed", sentence("`seed` must be {seed}.", seed=seed))
    if claims is not None:
        yield from _counts(facts, summary, claims)
    yield from check_tiers(semester, summary, options, tiers)


def _fault(code: str, said: Sentence) -> Violation:
    return Violation(code, SUMMARY, said)


def _identity(semester: Semester, summary: Mapping[str, object]) -> Iterator[Violation]:
    version = summary.get("format_version")
    if not is_whole(version) or version != FORMAT_VERSION:
        yield _fault(
            "summary",
            sentence("`format_version` must be {version}.", version=FORMAT_VERSION),
        )
    if not isinstance(summary.get("program_version"), str):
        yield _fault("summary", sentence("`program_version` must be a text."))
    if summary.get("status") not in STATUSES:
        yield _fault("summary", sentence("`status` must be one of {names}.", names=STATUSES))
    if summary.get("semester") != semester.settings.semester:
        yield _fault(
            "semester",
            sentence("`semester` must be '{semester}'.", semester=semester.settings.semester),
        )
    softened = summary.get("softened")
    known = {quota.quota_id for quota in semester.quotas}
    if softened is not None and not (
        isinstance(softened, list)
        and all(isinstance(quota, str) and quota in known for quota in softened)
    ):
        yield _fault("summary", sentence("`softened` must be a list of quotas of the input."))


def _fingerprints(semester: Semester, summary: Mapping[str, object]) -> Iterator[Violation]:
    printed = summary.get("input_sha256")
    if not isinstance(printed, dict):
        yield _fault("fingerprint", sentence("`input_sha256` must hold one text per table."))
        return
    tables = {*printed, *semester.fingerprints}
    changed = sorted(t for t in tables if printed.get(t) != semester.fingerprints.get(t))
    if changed:
        said = sentence("the result was made from other tables: {names}.", names=tuple(changed))
        yield _fault("fingerprint", said)


def _mechanisms(
    semester: Semester, summary: Mapping[str, object], options: Mapping[str, object]
) -> Iterator[Violation]:
    def expected(programme: Programme) -> object:
        asked = options.get("mechanism")
        return programme.mechanism if asked in _NO_CHANGE else asked

    by_programme = {p.programme_id: expected(p) for p in semester.programmes}
    if summary.get("mechanisms") != by_programme:
        text = ", ".join(f"{programme}: {name}" for programme, name in by_programme.items())
        yield _fault("mechanisms", sentence("`mechanisms` must be {text}.", text=text))


def _counts(
    facts: Facts, summary: Mapping[str, object], claims: list[Claim]
) -> Iterator[Violation]:
    printed = summary.get("counts")
    if not isinstance(printed, dict):
        yield _fault("counts", sentence("`counts` must be an object."))
        return
    for key, expected in count(facts, claims).items():
        found = printed.get(key)
        if isinstance(expected, int):
            same = is_whole(found) and found == expected
        else:
            same = isinstance(found, dict) and _without_zeros(found) == _without_zeros(expected)
        if not same:
            yield _fault(
                "counts",
                sentence(
                    "`counts.{key}` is {found}; the lines give {expected}.",
                    key=key,
                    found=found,
                    expected=expected,
                ),
            )


def _without_zeros(counts: Mapping[str, object]) -> dict[str, object]:
    """Drop the keys that count nobody: they may be printed or left out."""
    return {
        key: value
        for key, value in counts.items()
        if value not in (0, {"students": 0, "placed": 0})
    }
