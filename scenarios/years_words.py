"""A simulation in words: its measures, its assumptions, what it is and what it is not."""

from __future__ import annotations

from ..matching.language import Lang, Sentence, sentence
from .years_plan import OWN
from .years_result import Years, YearsStanding

MEASURES = {
    "accessibility": sentence("Accessibility (consultations a year per inhabitant)"),
    "need": sentence("Mean need (0 to 1)"),
    "people_under": sentence("Share of people under the threshold"),
    "practitioners": sentence("Practitioners"),
    "fte": sentence("Full-time equivalents"),
    "supervisors": sentence("Supervisors"),
    "settled_in_shortage": sentence("Settled in shortage territories in the year"),
}

ASSUMPTIONS = {
    "leaving_under_60": sentence("Practitioners under 60 leaving within a year"),
    "leaving_over_60": sentence("Practitioners from 60 on leaving within a year"),
    "last_age": sentence("Age at which whoever is left leaves"),
    "over_60": sentence("Share aged 60 or more where ages are not known"),
    "dropping_out": sentence("Students leaving the programmes within a year"),
    "settling": sentence("Who finishes and settles here"),
    "settling_in_shortage": sentence("Who settles in shortage territories without training there"),
    "training_effect": sentence("What training there adds"),
    "aid_effect": sentence("What aids add"),
    "aid_pull": sentence("How much more an aided territory draws"),
    "practice_pull": sentence("How much more a new group practice draws"),
    "trained_in_shortage": sentence("Half-days in shortage territories"),
    "trained_in_shortage_mixed": sentence("The same with mixed placements there"),
    "new_fte": sentence("Full-time equivalents of who settles"),
    "supervisors": sentence("Supervisors at the start where none is named"),
    "becoming_supervisor": sentence("Practitioners becoming supervisors within a year"),
    "students_per_supervisor": sentence("Students per supervisor"),
    "population_growth": sentence("Growth of the population a year"),
}

NATURE = sentence(
    "This is a simulation under stated assumptions, not a forecast: it says what would follow if "
    "they held."
)
OWN_SOURCE = sentence("assumption of this program, without a source: replace it by your own figure")


def source_text(source: str, lang: Lang) -> str:
    """Return a source as it is written, the program's own in the reader's language."""
    return OWN_SOURCE.said(lang) if source == OWN else source


STOPPING = sentence("Stopping with the policies that are complete. Once more to end at once.")
NOTHING_COMPLETE = sentence(
    "Interrupted before the first policy was complete; nothing was written."
)


def standing(at: YearsStanding) -> Sentence:
    """Return how far a simulation is."""
    return sentence(
        "{done} of {total} draws, about {seconds} s left",
        done=at.done,
        total=at.total,
        seconds=round(at.seconds_left),
    )


def incomplete_sentences(years: Years) -> tuple[Sentence, ...]:
    """Return what is missing in a simulation that was interrupted."""
    if not years.interrupted:
        return ()
    found = [
        sentence(
            "The simulation was interrupted: it has {done} of {total} policies.",
            done=len(years.policies),
            total=len(years.task.plan.policies),
        )
    ]
    if years.missing:
        found.append(sentence("Missing policies: {names}.", names="; ".join(years.missing)))
    if years.without_sensitivity:
        found.append(
            sentence(
                "What moves the result is not known of: {names}.",
                names="; ".join(years.without_sensitivity),
            )
        )
    return tuple(found)


def nature_sentences(draws: int, threshold: float) -> tuple[Sentence, ...]:
    """Return what the reader has to know before the figures."""
    return (
        NATURE,
        sentence(
            "Bands: median of {draws} draws, and between which values eight of ten of them lie.",
            draws=draws,
        ),
        sentence(
            "Threshold: {threshold} consultations a year per inhabitant.",
            threshold=float(f"{threshold:.3g}"),
        ),
    )
