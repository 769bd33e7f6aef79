"""What the codes of requests and openings are called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..language import Sentence, sentence

SETTINGS: Mapping[str, Sentence] = MappingProxyType(
    {"liberal": sentence("private practice"), "centre": sentence("salaried post")}
)
"""How one works in an opening."""

MODES: Mapping[str, Sentence] = MappingProxyType(
    {"liberal": SETTINGS["liberal"], "salaried": SETTINGS["centre"]}
)
"""How a practitioner wants to work, where one of both is wanted."""

KINDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "liberal_practice": sentence("practice of one's own"),
        "group_practice": sentence("group practice"),
        "health_centre": sentence("health centre"),
        "pmi": sentence("mother and child clinic"),
        "hospital": sentence("hospital"),
        "pharmacy": sentence("pharmacy"),
        "other": sentence("structure of another kind"),
    }
)
"""What an opening is; of private practices the rules exclude only those without colleagues."""

FORMS: Mapping[str, Sentence] = MappingProxyType(
    {"solo": sentence("working alone"), "group": sentence("working in a group")}
)
"""With whom a practitioner wants to work, where that matters."""


def called(code: object, names: Mapping[str, Sentence]) -> object:
    """Return what a code is called; a code without a name is as written."""
    return names.get(str(code), code)
