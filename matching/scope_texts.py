"""Scopes of quotas, in the user's words."""

from __future__ import annotations

from .entities import Quota
from .language import Sentence, sentence

_NOUNS = {
    "territory": sentence("territory"),
    "zone": sentence("zone"),
    "department": sentence("department"),
    "epci": sentence("epci"),
    "region": sentence("region"),
    "setting": sentence("setting"),
    "kind": sentence("kind"),
    "site": sentence("site"),
    "qpv": sentence("qpv"),
    "frr": sentence("frr"),
}
_CODES = {
    "liberal": sentence("liberal"),
    "centre": sentence("centre"),
    "liberal_practice": sentence("liberal_practice"),
    "group_practice": sentence("group_practice"),
    "health_centre": sentence("health_centre"),
    "hospital": sentence("hospital"),
    "pharmacy": sentence("pharmacy"),
    "other": sentence("other"),
    "true": sentence("true"),
}
_CODED = frozenset({"setting", "kind", "qpv", "frr"})


def scope_text(quota: Quota) -> Sentence:
    """Return where a quota counts: its scope and the values, as in ``territory 93005``."""
    coded = quota.scope in _CODED
    values = tuple(_CODES.get(value, value) if coded else value for value in quota.values)
    return sentence("{scope} {values}", scope=_NOUNS[quota.scope], values=values)
