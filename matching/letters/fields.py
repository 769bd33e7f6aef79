"""What a template may name: values under their English and their French names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..tables.schema import TABLE

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Columns = Sequence[str]

FROM_TABLES: Mapping[str, tuple[str, Columns]] = {
    "student": (
        "students",
        ("student_id", "name", "programme_id", "seniority", "subdivision", "email"),
    ),
    "programme": ("programmes", ("programme_id", "name", "profession", "half_days")),
    "offer": ("offers", ("offer_id", "name", "subdivision")),
    "supervisor": ("supervisors", ("supervisor_id", "name", "profession")),
    "site": ("sites", ("site_id", "name", "kind", "setting", "lat", "lon")),
    "territory": ("territories", ("territory_id", "name", "department", "epci", "region", "zone")),
}
"""The things whose fields are columns: their table, and which of its columns."""

OWN: Mapping[str, Mapping[str, str]] = {
    "part": {
        "part": "partie",
        "half_days": "demi_journees",
        "half_day_count": "nombre_demi_journees",
        "weeks": "semaines",
        "start": "debut",
        "end": "fin",
        "minutes": "minutes",
        "student": "etudiant",
        "programme": "programme",
        "supervisor": "maitre_de_stage",
        "site": "site",
        "territory": "territoire",
    },
    "semester": {
        "semester": "semestre",
        "start": "debut",
        "end": "fin",
        "months": "mois",
        "weeks": "semaines",
    },
    "fee": {"fee_id": "bareme_id", "name": "nom", "amount": "montant"},
    "week": {
        "mon_am": "lun_matin",
        "mon_pm": "lun_apm",
        "tue_am": "mar_matin",
        "tue_pm": "mar_apm",
        "wed_am": "mer_matin",
        "wed_pm": "mer_apm",
        "thu_am": "jeu_matin",
        "thu_pm": "jeu_apm",
        "fri_am": "ven_matin",
        "fri_pm": "ven_apm",
        "sat_am": "sam_matin",
    },
    "document": {
        "semester": "semestre",
        "student": "etudiant",
        "programme": "programme",
        "offer": "offre",
        "part": "partie",
        "supervisor": "maitre_de_stage",
        "site": "site",
        "territory": "territoire",
        "parts": "parties",
        "week": "semaine",
        "housed": "hebergement",
        "fees": "baremes",
        "fees_total": "baremes_total",
    },
}
"""The other things: English and French names of their fields."""


def french_names(kind: str) -> Mapping[str, str]:
    """Return the fields of a kind of thing, English to French, in order."""
    if kind in OWN:
        return OWN[kind]
    table, columns = FROM_TABLES[kind]
    return {name: TABLE[table].by_name[name].french for name in columns}


def clean(value: object) -> object:
    """Return a value without the characters that no document can hold."""
    return _NO_XML.sub("", value) if isinstance(value, str) else value


class Fields:
    """One thing of a placement, as a template sees it: fields only, and nothing to call.

    Written as it is, it gives its name.
    """

    __slots__ = ("_kind", "_names", "_values")

    def __init__(self, kind: str, values: Mapping[str, object]) -> None:
        french = french_names(kind)
        self._kind = kind
        self._values = {name: clean(values.get(name)) for name in french}
        self._names = {**{name: name for name in french}, **{f: n for n, f in french.items()}}

    def __getattr__(self, name: str) -> object:
        """Return a field by its English or French name."""
        if name.startswith("_") or name not in self._names:
            raise AttributeError(name)
        return self._values[self._names[name]]

    def __str__(self) -> str:
        """Return the name, or the first field."""
        value = self._values.get("name") or next(iter(self._values.values()), None)
        return "" if value is None else str(value)


def names_of_fields(fields: Fields) -> tuple[str, ...]:
    """Return all names of a thing's fields."""
    return tuple(fields._names)


def at_the_top(values: Mapping[str, object]) -> dict[str, object]:
    """Return the names at the top of a document, in both languages."""
    french = OWN["document"]
    found: dict[str, object] = {}
    for name, value in values.items():
        found[name] = found[french[name]] = clean(value)
    return found
