"""The names of the professions that have a code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..language import Lang, Sentence, sentence

NAMES: Mapping[str, Sentence] = MappingProxyType(
    {
        "gp": sentence("General practitioners"),
        "dentist": sentence("Dentists"),
        "physio": sentence("Physiotherapists"),
        "speech": sentence("Speech therapists"),
        "nurse": sentence("Nurses"),
        "pharmacist": sentence("Pharmacists"),
        "midwife": sentence("Midwives"),
        "childcare_nurse": sentence("Child nurses"),
    }
)


ONE: Mapping[str, Sentence] = MappingProxyType(
    {
        "gp": sentence("general practitioner"),
        "dentist": sentence("dentist"),
        "physio": sentence("physiotherapist"),
        "speech": sentence("speech therapist"),
        "nurse": sentence("nurse"),
        "pharmacist": sentence("pharmacist"),
        "midwife": sentence("midwife"),
        "childcare_nurse": sentence("child nurse"),
    }
)
"""The profession of one person."""


def named(profession: str) -> Sentence | str:
    """Return a profession's name for a sentence; one without a name is shown as written."""
    return NAMES.get(profession, profession)


def profession_name(profession: str, lang: Lang) -> str:
    """Return a profession's name in a language."""
    found = NAMES.get(profession)
    return profession if found is None else found.said(lang)


def named_one(profession: str) -> Sentence | str:
    """Return the profession of one person for a sentence; without a name it is as written."""
    return ONE.get(profession, profession)


def profession_of_one(profession: str, lang: Lang) -> str:
    """Return the profession of one person in a language."""
    found = ONE.get(profession)
    return profession if found is None else found.said(lang)
