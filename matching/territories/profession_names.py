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


def named(profession: str) -> Sentence | str:
    """Return a profession's name for a sentence; one without a name is shown as written."""
    return NAMES.get(profession, profession)


def profession_name(profession: str, lang: Lang) -> str:
    """Return a profession's name in a language."""
    found = NAMES.get(profession)
    return profession if found is None else found.said(lang)
