"""The words of a diagnosis, in English and in French."""

from __future__ import annotations

from types import MappingProxyType

from ..language import Lang
from .words import Words

# One line per expression: key, English, French.
LINES: tuple[tuple[str, str, str], ...] = (
    ("title", "Diagnosis of the territories", "Diagnostic des territoires"),
    ("as_of", "as of {day}", "au {day}"),
    # Columns
    ("territory_id", "Code", "Code"),
    ("name", "Territory", "Territoire"),
    ("parent_id", "Lies in", "Situé dans"),
    ("department", "Département", "Département"),
    ("epci", "Intercommunality (EPCI)", "Intercommunalité (EPCI)"),
    ("region", "Region", "Région"),
    ("lat", "Latitude", "Latitude"),
    ("lon", "Longitude", "Longitude"),
    ("population", "Inhabitants", "Habitants"),
    ("qpv", "QPV", "QPV"),
    ("frr", "FRR", "FRR"),
    ("profession", "Profession", "Profession"),
    ("zone", "Zone", "Zonage"),
    ("need", "Need (0–1)", "Besoin (0–1)"),
    ("need_source", "Need comes from", "Origine du besoin"),
    ("need_rank", "Rank (1 = most lacking)", "Rang (1 = manque le plus)"),
    ("need_quintile", "Fifth (1 = most lacking)", "Cinquième (1 = manque le plus)"),
    ("need_rank_shown", "Rank among those shown", "Rang parmi ceux affichés"),
    ("need_zone_floor", "Least need by zone", "Besoin minimal du zonage"),
    ("need_shortage", "Shortage seen in access", "Manque vu dans l'accessibilité"),
    ("need_leaving", "Share expected to leave", "Part des départs attendus"),
    ("need_accessible", "Access without those who leave", "Accessibilité sans les départs"),
    ("need_percentile", "Percentile of access", "Centile d'accessibilité"),
    ("accessibility", "Accessibility", "Accessibilité"),
    ("accessibility_unit", "Unit", "Unité"),
    ("accessibility_source", "Accessibility comes from", "Origine de l'accessibilité"),
    ("accessibility_supply", "Supply read from", "Offre lue dans"),
    ("providers", "Professionals", "Professionnels"),
    ("fte", "FTE", "ETP"),
    ("fte_per_10000", "FTE per 10,000 inhabitants", "ETP pour 10\N{NO-BREAK SPACE}000 habitants"),
    ("over_60_share", "Aged 60 or more", "60 ans et plus"),
    ("ages_known", "Ages known", "Âges connus"),
    ("leavers_5_years", "Leaving within 5 years", "Départs d'ici 5 ans"),
    ("leavers_10_years", "Leaving within 10 years", "Départs d'ici 10 ans"),
    ("sectors", "Tariff sectors", "Secteurs tarifaires"),
    ("sector", "Sector {name}", "Secteur {name}"),
    ("supervisor_km", "Nearest supervisor, km", "Maître de stage le plus proche, km"),
    ("supervisor_minutes", "Nearest supervisor, min", "Maître de stage le plus proche, min"),
    ("supervisor_nearest", "Nearest supervisor's site", "Site du maître de stage le plus proche"),
    ("health_centre_km", "Nearest health centre, km", "Centre de santé le plus proche, km"),
    ("health_centre_minutes", "Nearest health centre, min", "Centre de santé le plus proche, min"),
    ("health_centre_nearest", "Nearest health centre", "Centre de santé le plus proche"),
    ("group_practice_km", "Nearest group practice, km", "MSP la plus proche, km"),
    ("group_practice_minutes", "Nearest group practice, min", "MSP la plus proche, min"),
    ("group_practice_nearest", "Nearest group practice", "MSP la plus proche"),
    ("supervisors", "Supervisors", "Maîtres de stage"),
    ("supervisor_places", "Students they can take", "Étudiants qu'ils peuvent accueillir"),
    ("seats", "Seats of offers", "Places des offres"),
    ("students", "Students this semester", "Étudiants ce semestre"),
    ("student_half_days", "Their half-days a week", "Leurs demi-journées par semaine"),
    ("students_before", "Students in earlier semesters", "Étudiants des semestres passés"),
    ("department_need", "Need, département", "Besoin, département"),
    ("department_accessibility", "Accessibility, département", "Accessibilité, département"),
    (
        "department_fte_per_10000",
        "FTE per 10,000, département",
        "ETP pour 10\N{NO-BREAK SPACE}000, département",
    ),
    ("all_need", "Need, whole table", "Besoin, ensemble"),
    ("all_accessibility", "Accessibility, whole table", "Accessibilité, ensemble"),
    (
        "all_fte_per_10000",
        "FTE per 10,000, whole table",
        "ETP pour 10\N{NO-BREAK SPACE}000, ensemble",
    ),
    # Areas
    ("area", "Area", "Ensemble"),
    ("area_selection", "Territories shown", "Territoires affichés"),
    ("area_epci", "Intercommunality {code}", "Intercommunalité {code}"),
    ("area_department", "Département {code}", "Département {code}"),
    ("area_all", "Whole table", "Toute la table"),
    ("territories", "Territories", "Territoires"),
    ("need_mean", "Mean need", "Besoin moyen"),
    ("accessibility_mean", "Mean accessibility", "Accessibilité moyenne"),
    ("gini", "Gini of accessibility", "Gini de l'accessibilité"),
    (
        "share_under",
        "People under {limit} consultations",
        "Habitants sous {limit} consultations",
    ),
    ("extreme_tenths", "Extreme tenths (S90/S10)", "Dixièmes extrêmes (S90/S10)"),
    # Values
    ("yes", "yes", "oui"),
    ("no", "no", "non"),
    ("source_given", "given in the table", "donné dans la table"),
    ("source_zone", "zone", "zonage"),
    ("source_apl", "official APL", "APL officielle"),
    ("source_accessibility", "computed here (proxy)", "calculée ici (approchée)"),
    ("source_computed", "computed here (proxy)", "calculée ici (approchée)"),
    ("source_none", "nothing known", "rien de connu"),
    ("unit_consultations", "consultations a year", "consultations par an"),
    ("unit_fte_per_10000", "FTE per 10,000", "ETP pour 10\N{NO-BREAK SPACE}000"),
    ("unknown", "not known", "non connu"),
    # Headings of a territorial diagnosis
    ("heading_health", "The population's health", "Santé de la population"),
    ("heading_needs", "Needs", "Besoins"),
    ("heading_supply", "Private care", "Offre libérale"),
    (
        "heading_other_supply",
        "Complementary care (hospitals, social care)",
        "Offre complémentaire (hôpitaux, médico-social)",
    ),
    ("heading_access", "Accessibility", "Accessibilité"),
    ("heading_projects", "Local projects", "Projets locaux"),
    ("heading_other", "Other indicators", "Autres indicateurs"),
    ("side_strength", "Strength", "Force"),
    ("side_weakness", "Weakness", "Faiblesse"),
    ("indicator", "Indicator", "Indicateur"),
    ("value", "Value", "Valeur"),
    ("mean_of", "Mean: {area}", "Moyenne : {area}"),
    ("most_lacking", "Where most is lacking", "Là où le manque est le plus grand"),
    # Page
    ("what_stands_out", "What stands out", "Ce qui ressort"),
    ("map", "Map", "Carte"),
    ("charts", "Charts", "Graphiques"),
    ("care_table", "Care and need by territory", "Soins et besoin par territoire"),
    ("grounds_table", "Placement grounds and distances", "Terrains de stage et distances"),
    ("sheets", "A sheet per territory", "Une fiche par territoire"),
    ("sources", "Sources", "Sources"),
    ("limits", "What the figures do not say", "Ce que les chiffres ne disent pas"),
    ("quarters", "Quarters", "Quartiers"),
    ("placement_sites", "Sites with supervisors", "Sites avec maîtres de stage"),
    ("of_count", "of {count}", "sur {count}"),
    ("whole_table_has", "whole table: {value}", "ensemble : {value}"),
    ("age", "Age", "Âge"),
    ("age_up_to", "up to {age}", "jusqu'à {age}"),
    ("age_from", "{age} or more", "{age} ou plus"),
    # Sheets
    ("sheet_summary", "Summary", "Résumé"),
    ("sheet_territories", "Territories", "Territoires"),
    ("sheet_areas", "Totals", "Totaux"),
    ("sheet_indicators", "Indicators", "Indicateurs"),
    ("sheet_sources", "Sources and limits", "Sources et limites"),
)


_WORDS: dict[Lang, Words] = {
    "en": MappingProxyType({key: english for key, english, _ in LINES}),
    "fr": MappingProxyType({key: french for key, _, french in LINES}),
}


def diagnosis_words(lang: Lang) -> Words:
    """Return the words of a diagnosis by key."""
    return _WORDS[lang]
