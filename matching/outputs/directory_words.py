"""The words of a directory, in English and in French."""

from __future__ import annotations

from types import MappingProxyType

from ..language import Lang
from .words import Words

# One line per expression: key, English, French.
LINES: tuple[tuple[str, str, str], ...] = (
    ("title", "Directory of care and placements", "Annuaire des soins et des stages"),
    ("public", "Public version: no personal data", "Version publique : sans données personnelles"),
    ("internal", "Internal version: with names", "Version interne : avec les noms"),
    ("by_territory", "By territory", "Par territoire"),
    ("sites", "Sites", "Sites"),
    ("care", "Care on offer", "Offre de soins"),
    ("people", "Professionals", "Professionnels"),
    ("supervisors", "Supervisors", "Maîtres de stage"),
    ("offers", "Seats offered", "Places offertes"),
    ("week", "The week", "La semaine"),
    ("map", "Map", "Carte"),
    ("territory", "Territory", "Territoire"),
    ("territory_id", "Code", "Code"),
    ("profession", "Profession", "Profession"),
    ("professions", "Professions", "Professions"),
    ("providers", "Professionals", "Professionnels"),
    ("takes_trainees", "Take students", "Accueillent des étudiants"),
    ("places", "Students they can take", "Étudiants qu'ils peuvent accueillir"),
    ("seats", "Seats", "Places"),
    ("supervised_sites", "Sites with supervisors", "Sites avec maîtres de stage"),
    ("name", "Name", "Nom"),
    ("site", "Site", "Site"),
    ("site_id", "Site id", "N° site"),
    ("kind", "Kind", "Nature"),
    ("setting", "Setting", "Cadre"),
    ("programme", "Programme", "Programme"),
    ("programmes", "Programmes", "Programmes"),
    ("rooms", "Rooms for students", "Salles pour étudiants"),
    ("housing", "Housing places", "Logements"),
    ("id", "Id", "N°"),
    ("fte", "FTE", "ETP"),
    ("sector", "Tariff sector", "Secteur"),
    ("partners", "Partners", "Associés"),
    ("yes", "yes", "oui"),
    ("max_students", "Students at most", "Étudiants au plus"),
    ("half_days", "Half-days", "Demi-journées"),
    (
        "week_caption",
        "How many supervisors are there, by site and half-day",
        "Combien de maîtres de stage sont présents, par site et demi-journée",
    ),
    ("liberal", "private practice", "libéral"),
    ("centre", "salaried", "salarié"),
    ("kind_liberal_practice", "private practice", "cabinet libéral"),
    ("kind_group_practice", "group practice", "MSP"),
    ("kind_health_centre", "health centre", "centre de santé"),
    ("kind_pmi", "mother and child clinic (PMI)", "PMI"),
    ("kind_hospital", "hospital", "hôpital"),
    ("kind_pharmacy", "pharmacy", "pharmacie"),
    ("kind_other", "other", "autre"),
    ("about", "About this directory", "À propos de cet annuaire"),
)

_WORDS: dict[Lang, Words] = {
    "en": MappingProxyType({key: english for key, english, _ in LINES}),
    "fr": MappingProxyType({key: french for key, _, french in LINES}),
}


def directory_words(lang: Lang) -> Words:
    """Return the words of a directory by key."""
    return _WORDS[lang]
