"""What a reader of a forecast has to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..language import Sentence, plural_sentence, sentence
from .calibration import SMALLEST_FOLD, Check
from .choice import FEW_LISTS, ChoiceModel
from .forecast import Forecast

FEW_FOR_CHECK = 30
"""Below so many known lists a check says little."""


def notes(
    forecast: Forecast, models: Sequence[ChoiceModel], check: Check | None, folds: int
) -> tuple[Sentence, ...]:
    """Return the notes; ``folds``: of the check that was asked for, 0 for none."""
    counts = Counter(forecast.knowledge.values())
    found = []
    if not counts["unknown"] and not counts["partial"]:
        return (sentence("All wishes are known: the chances are the placement itself."),)
    found.append(
        sentence(
            "An estimate by simulation. It supposes that the wishes still to come are made as the "
            "known ones were, and that the known ones do not change."
        )
    )
    found += _of_models(models)
    if counts["partial"]:
        found.append(
            plural_sentence(
                "{count} list is shorter than min_wishes: its wishes are kept as the first ones, "
                "and the rest is drawn.",
                "{count} lists are shorter than min_wishes: their wishes are kept as the first "
                "ones, and the rest is drawn.",
                count=counts["partial"],
            )
        )
    found += _of_links(forecast)
    if folds:
        found += _of_check(check, counts["known"], folds)
    return tuple(found)


def _of_models(models: Sequence[ChoiceModel]) -> list[Sentence]:
    found = []
    for model in models:
        if model.lists < FEW_LISTS:
            found.append(
                plural_sentence(
                    "Programme '{programme}': {count} known list is too few to learn from; the "
                    "wishes drawn are little better than blind.",
                    "Programme '{programme}': {count} known lists are too few to learn from; the "
                    "wishes drawn are little better than blind.",
                    count=model.lists,
                    programme=model.programme_id,
                )
            )
        if model.left_out:
            found.append(
                plural_sentence(
                    "Programme '{programme}': {count} known wish was not learnt from, for it "
                    "names something out of the student's reach.",
                    "Programme '{programme}': {count} known wishes were not learnt from, for they "
                    "name something out of the students' reach.",
                    count=model.left_out,
                    programme=model.programme_id,
                )
            )
    return found


def _of_links(forecast: Forecast) -> list[Sentence]:
    linked = [
        k
        for k, what in forecast.knowledge.items()
        if what in ("unknown", "partial") and forecast.semester.students[k].link_id is not None
    ]
    if not linked:
        return []
    return [
        plural_sentence(
            "{count} linked student has wishes drawn on its own, not together with its partner's.",
            "{count} linked students have wishes drawn on their own, not together with their "
            "partners'.",
            count=len(linked),
        )
    ]


def _of_check(check: Check | None, known: int, folds: int) -> list[Sentence]:
    if known < SMALLEST_FOLD * folds:
        return [sentence("The check against known wishes was not made: too few lists are known.")]
    if check is None or check.folds < folds:
        done = 0 if check is None else check.folds
        return [
            sentence(
                "The check against known wishes was interrupted: {done} of {folds} parts done.",
                done=done,
                folds=folds,
            )
        ]
    if known < FEW_FOR_CHECK:
        return [
            plural_sentence(
                "The check rests on {count} known list: too few to say much.",
                "The check rests on {count} known lists: too few to say much.",
                count=known,
            )
        ]
    return []
