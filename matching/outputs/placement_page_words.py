"""The words of the page of a placement, in English and in French."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from ..language import Lang
from .words import Words, words_in

# One line per expression: key, English, French.
LINES: tuple[tuple[str, str, str], ...] = (
    # Head figures
    ("page_students", "Students", "Étudiants"),
    ("page_placed", "Placed", "Placés"),
    ("page_unplaced", "Without a place", "Sans place"),
    ("page_wish", "Wish {number}", "Vœu {number}"),
    ("page_wish_1", "First wish", "Premier vœu"),
    ("page_wish_2", "Second wish", "Deuxième vœu"),
    ("page_wish_3", "Third wish", "Troisième vœu"),
    ("page_of_wishing", "{share} of those with wishes", "{share} de ceux avec vœux"),
    ("page_short_half_days", "Half-days in ZIP and ZAC", "Demi-journées en ZIP et ZAC"),
    ("page_of_all", "{share} of all, per week", "{share} de toutes, par semaine"),
    ("page_half_travel", "Median journey", "Trajet médian"),
    ("page_one_way", "one way, from home", "aller, depuis le domicile"),
    ("page_proof", "Proof", "Preuve"),
    ("page_best", "best possible", "optimum"),
    ("page_proven", "proven for every objective", "prouvé pour chaque objectif"),
    ("page_not_proven", "not proven", "non prouvée"),
    ("page_gap_is", "{name}: gap {gap}", "{name} : écart {gap}"),
    ("page_by_rank", "choice by rank", "choix par rang"),
    ("page_matched", "stable", "appariement stable"),
    # Sections
    ("page_stands_out", "What stands out", "Ce qui ressort"),
    ("page_how_good", "How good it is", "Ce qui est atteint et prouvé"),
    ("page_wishes_travel", "Wishes and journeys", "Vœux et trajets"),
    ("page_map", "Map", "Carte"),
    ("page_shortage", "Where practitioners are lacking", "Là où les praticiens manquent"),
    ("page_before", "Compared with semester {semester}", "Par rapport au semestre {semester}"),
    ("page_weeks", "The week, half-day by half-day", "La semaine, demi-journée par demi-journée"),
    ("page_tables", "Tables", "Tableaux"),
    ("page_reasons", "Why not a better wish", "Pourquoi pas un meilleur vœu"),
    ("page_limits", "What this page does not show", "Ce que cette page ne montre pas"),
    ("page_repair", "What the repair changed", "Ce que la réparation a changé"),
    # Objectives
    ("page_asks", "What it asks", "Ce qui est demandé"),
    ("page_shown", "What is proven", "Ce qui est prouvé"),
    ("page_price", "With the protection and without it", "Avec la protection et sans elle"),
    ("page_protected", "With it", "Avec"),
    ("page_unprotected", "Without it", "Sans"),
    # Wishes and journeys
    ("page_profile", "Students by wish received", "Étudiants selon le vœu obtenu"),
    ("page_journeys", "Students by journey to a half-day", "Étudiants selon leur trajet"),
    ("page_minutes", "Minutes one way, mean of the half-days", "Minutes à l'aller, en moyenne"),
    ("page_mean_minutes", "Mean journey, min", "Trajet moyen, min"),
    ("page_programmes", "By programme", "Par programme"),
    # Map
    ("page_map_title", "Need by territory, sites and students", "Besoin, sites et étudiants"),
    ("page_need", "Need ({profession})", "Besoin ({profession})"),
    ("page_taken_sites", "Sites with students", "Sites avec étudiants"),
    ("page_free_sites", "Sites without students", "Sites sans étudiant"),
    ("page_population", "Inhabitants", "Habitants"),
    ("page_free_places", "Places left", "Places restantes"),
    # Shortage
    ("page_by_zone", "Half-days per week by zone", "Demi-journées par semaine, par zonage"),
    ("page_share", "Share", "Part"),
    ("page_quotas", "Quotas", "Quotas"),
    ("page_quota", "Quota", "Quota"),
    ("page_scope", "Counts in", "Portée"),
    ("page_scope_zone", "zone {values}", "zonage {values}"),
    ("page_scope_department", "département {values}", "département {values}"),
    ("page_scope_epci", "EPCI {values}", "EPCI {values}"),
    ("page_scope_region", "region {values}", "région {values}"),
    ("page_scope_qpv", "priority quarters (QPV)", "quartiers prioritaires (QPV)"),
    ("page_scope_frr", "rural revitalisation (FRR)", "ruralités revitalisation (FRR)"),
    ("page_all_programmes", "all", "tous"),
    ("page_minimum", "Minimum", "Minimum"),
    ("page_maximum", "Maximum", "Maximum"),
    ("page_reached", "Reached", "Atteint"),
    ("page_unit", "Unit", "Unité"),
    ("page_unit_students", "students", "étudiants"),
    ("page_unit_half_days", "half-days", "demi-journées"),
    ("page_state", "State", "État"),
    ("page_met", "met", "respecté"),
    ("page_below", "{count} below", "{count} de moins"),
    ("page_above", "{count} above", "{count} de plus"),
    # Before
    ("page_then", "Then", "Avant"),
    ("page_now", "Now", "Maintenant"),
    ("page_change", "Change", "Évolution"),
    ("page_students_then", "Students then", "Étudiants avant"),
    ("page_students_now", "Students now", "Étudiants maintenant"),
    ("page_in_zip_zac", "Students in ZIP or ZAC", "Étudiants en ZIP ou ZAC"),
    ("page_sites_used", "Sites with students", "Sites avec étudiants"),
    ("page_supervisors_used", "Supervisors with students", "Maîtres de stage avec étudiants"),
    ("page_territories_used", "Territories with students", "Territoires avec étudiants"),
    ("page_figure", "Figure", "Chiffre"),
    ("page_both", "Both semesters", "Les deux semestres"),
    ("page_share_zip_zac", "Share of students in ZIP or ZAC", "Part des étudiants en ZIP ou ZAC"),
    # Tables
    ("page_hosted", "Hosted", "Accueillis"),
    ("page_most", "At most", "Au plus"),
    ("page_hosting", "Supervisors who host", "Maîtres de stage qui accueillent"),
    ("page_longest", "Longest journey, min", "Trajet le plus long, min"),
    ("page_wish_class", "Wish", "Vœu"),
    ("page_empty_seats", "Empty seats", "Places vides"),
    # The form to be published
    ("page_public", "anonymous", "anonyme"),
    ("page_weeks_of", "wk {weeks}", "sem. {weeks}"),
    ("page_few", "1–4", "1–4"),
    ("page_some", "5 or more", "5 ou plus"),
    ("page_held", "not shown", "masqué"),
    ("page_band", "{low}–{high}", "{low}–{high}"),
    ("page_missed", "not met", "non respecté"),
    ("page_map_public", "Need by territory and students", "Besoin par territoire et étudiants"),
)


@cache
def page_words(lang: Lang) -> Words:
    """Return the words of the page by key, those of the workbook among them."""
    own = {key: english if lang == "en" else french for key, english, french in LINES}
    return MappingProxyType({**words_in(lang), **own})
