"""The words of the workbook and the terminal, in English and in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..language import Lang
from ..semester import Semester

Words = Mapping[str, str]

# One line per expression: key, English, French.
_LINES: tuple[tuple[str, str, str], ...] = (
    # Sheets
    ("sheet_summary", "Summary", "Résumé"),
    ("sheet_students", "By student", "Par étudiant"),
    ("sheet_supervisors", "By supervisor", "Par maître de stage"),
    ("sheet_sites", "By site", "Par site"),
    ("sheet_territories", "By territory", "Par territoire"),
    ("sheet_seats", "Seats left", "Places restantes"),
    ("sheet_reasons", "Reasons", "Motifs"),
    # Headings
    ("student", "Student", "Étudiant"),
    ("student_id", "Student id", "N° étudiant"),
    ("students", "Students", "Étudiants"),
    ("programme", "Programme", "Programme"),
    ("programmes", "Programmes", "Programmes"),
    ("mechanism", "Mechanism", "Mécanisme"),
    ("status", "Status", "Statut"),
    ("part", "Part", "Partie"),
    ("supervisor", "Supervisor", "Maître de stage"),
    ("supervisor_id", "Supervisor id", "N° maître de stage"),
    ("supervisors", "Supervisors", "Maîtres de stage"),
    ("site", "Site", "Site"),
    ("site_id", "Site id", "N° site"),
    ("sites", "Sites", "Sites"),
    ("kind", "Kind", "Nature"),
    ("setting", "Setting", "Cadre"),
    ("territory", "Territory", "Territoire"),
    ("territory_id", "Territory code", "Code territoire"),
    ("department", "Department", "Département"),
    ("zone", "Zone", "Zonage"),
    ("gp_zone", "Zone (general practice)", "Zonage (médecine générale)"),
    ("half_days", "Half-days", "Demi-journées"),
    ("half_day_count", "Half-days per week", "Demi-journées par semaine"),
    ("weeks", "Weeks", "Semaines"),
    ("minutes", "Minutes from home", "Minutes du domicile"),
    ("housed", "Housed at", "Hébergement"),
    ("wish_rank", "Wish rank", "Rang du vœu"),
    ("offer", "Offer", "Offre"),
    ("offer_id", "Offer id", "N° offre"),
    ("housed_id", "Housing site id", "N° site d'hébergement"),
    ("keep", "Keep", "Garder"),
    (
        "keep_help",
        "x: the student keeps this placement, with all its parts, at the next "
        "'maillage place … --keep' with this file.",
        "x : l'étudiant garde ce stage, avec toutes ses parties, au prochain "
        "« maillage place … --keep » avec ce fichier.",
    ),
    ("reason", "Reason", "Motif"),
    ("hosted_of_max", "Hosted / max.", "Accueillis / max."),
    ("rooms", "Rooms", "Salles"),
    ("housed_of_places", "Housed / places", "Hébergés / places"),
    ("names", "Names", "Noms"),
    ("type", "Type", "Type"),
    ("name", "Name", "Nom"),
    ("identifier", "Identifier", "Identifiant"),
    ("where", "Where", "Lieu"),
    ("places", "Places", "Places"),
    ("taken", "Taken", "Prises"),
    ("left", "Left", "Restantes"),
    ("free_half_days", "Free half-days", "Demi-journées libres"),
    ("limits", "Limits per programme", "Limites par programme"),
    ("remark", "Remark", "Remarque"),
    ("target", "Wish", "Vœu"),
    ("code", "Code", "Code"),
    ("tier", "Objective", "Objectif"),
    ("low", "Low", "Bas"),
    ("high", "High", "Haut"),
    ("proof", "Proof", "Preuve"),
    ("text", "Explanation", "Explication"),
    ("value", "Reached", "Atteint"),
    ("bound", "Bound", "Borne"),
    ("gap", "Gap", "Écart"),
    ("order", "order", "ordre"),
    ("placed", "Placed", "Placés"),
    ("unplaced", "Unplaced", "Non placés"),
    # Summary
    ("title", "Placement, semester {semester}", "Placement, semestre {semester}"),
    ("by_wish_rank", "By wish rank", "Par rang de vœu"),
    ("by_zone", "By zone", "Par zonage"),
    ("by_setting", "By setting", "Par cadre"),
    ("by_programme", "By programme", "Par programme"),
    ("objectives", "Objectives, first to last", "Objectifs, du premier au dernier"),
    ("figures", "What came of it (not optimised)", "Ce qui en résulte (sans optimisation)"),
    ("unplaced_students", "Unplaced students", "Étudiants non placés"),
    ("notes", "Notes", "Remarques"),
    ("softened", "Quotas made soft: {quotas}", "Quotas assouplis : {quotas}"),
    ("colours", "Colours", "Couleurs"),
    ("colour_absent", "not there", "absent"),
    ("colour_keep", "x: to keep in another run", "x : à garder au prochain calcul"),
    ("and_more", "and {count} more: see {file}", "et {count} de plus : voir {file}"),
    (
        "last_line",
        "{placed} of {students} students placed, {unplaced} unplaced. Status: {status}",
        "Placés : {placed} étudiants sur {students} ; non placés : {unplaced}. Statut : {status}",
    ),
    (
        "last_line_composed",
        "{seats} seats opened in {offers} offers. Status: {status}",
        "Places ouvertes : {seats}, en {offers} offres. Statut : {status}",
    ),
    ("seats_wanted", "Seats wanted", "Places voulues"),
    ("seats_existing", "There already", "Déjà là"),
    ("seats_opened", "Opened", "Ouvertes"),
    ("status_optimal", "optimal (proven)", "optimal (prouvé)"),
    ("and_then", "; ", "\N{NO-BREAK SPACE}; "),
    ("status_feasible", "feasible (not proven optimal)", "réalisable (optimum non prouvé)"),
    (
        "status_interrupted",
        "interrupted (best result found so far)",
        "interrompu (meilleur résultat trouvé)",
    ),
    # Values
    ("class_off", "off the list", "hors liste"),
    ("class_none", "no wishes", "sans vœux"),
    ("zone_none", "no zone", "hors zonage"),
    ("liberal", "private practice", "libéral"),
    ("centre", "health centre", "centre"),
    ("mixed", "mixed", "mixte"),
    ("is_placed", "placed", "placé"),
    ("is_unplaced", "unplaced", "non placé"),
    ("is_locked", "locked", "verrouillé"),
    ("seat_offer", "offer", "offre"),
    ("seat_supervisor", "supervisor", "maître de stage"),
    ("closed", "closed", "fermée"),
    ("lacking", "{count} below the minimum", "{count} sous le minimum"),
    ("liberal_practice", "private practice", "cabinet libéral"),
    ("group_practice", "group practice", "MSP"),
    ("health_centre", "health centre", "centre de santé"),
    ("pmi", "mother and child clinic", "PMI"),
    ("hospital", "hospital", "hôpital"),
    ("pharmacy", "pharmacy", "pharmacie"),
    ("other", "other", "autre"),
    ("optimal", "optimal", "optimal"),
    ("serial", "by rank", "classement"),
    ("stable", "stable", "appariement"),
    ("reason_no-bundle", "no placement meets the rules", "aucun stage ne respecte les règles"),
    ("reason_no-capacity", "no place left", "plus de place"),
    (
        "reason_link",
        "no territory in common with the linked student",
        "aucun territoire commun avec le binôme",
    ),
    ("reason_withheld", "kept for a requirement", "réservé à une exigence"),
    # Tiers
    ("tier_placed", "students placed", "étudiants placés"),
    ("tier_floors", "quotas and seats missed", "quotas et places manqués"),
    ("tier_worst_off", "worst-off students", "étudiants les moins bien servis"),
    ("tier_value", "need and wishes", "besoin et vœux"),
    ("tier_travel", "travel", "trajets"),
    ("tier_balance", "balance", "équilibre"),
    ("tier_shortage", "need", "besoin"),
    ("tier_wishes", "wishes", "vœux"),
    ("tier_greedy", "most first wishes", "le plus de premiers vœux"),
    ("tier_generous", "fewest last wishes", "le moins de derniers vœux"),
    ("tier_opened", "seats opened", "places ouvertes"),
    ("tier_spread", "seats that territories lack", "places manquant aux territoires"),
    ("tier_distance", "distance between parts", "distance entre les parties"),
    ("nobody_unplaced", "nobody unplaced with wishes", "aucun non placé parmi ceux avec vœux"),
    ("some_unplaced", "unplaced with wishes: {count}", "non placés avec vœux : {count}"),
    ("worst_class", "worst class {name}: {count}", "pire classe {name} : {count}"),
    ("next_class", "then class {name}: {count}", "puis classe {name} : {count}"),
    ("one_class", "rank {name}: {count}", "rang {name} : {count}"),
    ("off_class", "off the list: {count}", "hors liste : {count}"),
    ("no_class", "nobody placed with wishes", "aucun étudiant placé avec vœux"),
    ("student_one", "1 student", "1 étudiant"),
    ("student_many", "{count} students", "{count} étudiants"),
    ("unknown", "unknown", "inconnue"),
    # Comparison of mechanisms
    ("short_optimal", "optimal", "optimal"),
    ("short_done", "done", "terminé"),
    ("short_feasible", "feasible", "réalisable"),
    ("short_interrupted", "interrupted", "interrompu"),
    ("short_impossible", "not possible", "impossible"),
    (
        "impossible_because",
        "Not possible ({mechanism}): {reason}",
        "Impossible ({mechanism}) : {reason}",
    ),
    ("wish", "wish", "vœu"),
    ("worst", "worst class", "pire classe"),
    ("need", "need, summed", "besoin, somme"),
    ("in_zip_zac", "half-days in ZIP or ZAC", "demi-journées en ZIP ou ZAC"),
    ("mean_minutes", "minutes per half-day", "minutes par demi-journée"),
    ("total_minutes", "minutes in all", "minutes au total"),
    ("blocking", "blocking pairs", "paires bloquantes"),
    ("envious", "students with justified envy", "étudiants avec envie justifiée"),
    ("seconds", "seconds", "secondes"),
    ("phase_under_optimal", "mechanism: optimal", "mécanisme : optimal"),
    ("phase_under_serial", "mechanism: by rank", "mécanisme : classement"),
    ("phase_under_stable", "mechanism: stable", "mécanisme : appariement"),
    # Progress
    ("phase_read", "reading", "lecture"),
    ("phase_check", "checking", "contrôle"),
    ("phase_prepare", "preparing", "préparation"),
    ("phase_bundles", "finding the possible placements", "recherche des stages possibles"),
    ("phase_model", "building the model", "construction du modèle"),
    ("phase_solve", "optimising", "optimisation"),
    ("phase_serial", "letting students choose by rank", "choix des étudiants par classement"),
    ("phase_stable", "matching", "appariement"),
    ("phase_tiers", "adding up the objectives", "calcul des objectifs"),
    ("phase_reasons", "explaining", "explication"),
    ("phase_verify", "verifying", "vérification"),
    ("phase_write", "writing", "écriture"),
    ("bound_is", "bound {bound}", "borne {bound}"),
)

_WORDS: dict[Lang, Words] = {
    "en": MappingProxyType({key: english for key, english, _ in _LINES}),
    "fr": MappingProxyType({key: french for key, _, french in _LINES}),
}

HALF_DAY_HEADINGS: dict[Lang, tuple[str, ...]] = {
    "en": (
        *("Mon am", "Mon pm", "Tue am", "Tue pm", "Wed am", "Wed pm"),
        *("Thu am", "Thu pm", "Fri am", "Fri pm", "Sat am"),
    ),
    "fr": (
        *("Lun matin", "Lun apm", "Mar matin", "Mar apm", "Mer matin", "Mer apm"),
        *("Jeu matin", "Jeu apm", "Ven matin", "Ven apm", "Sam matin"),
    ),
}
"""A short heading per half-day, in week order."""


def words_in(lang: Lang) -> Words:
    """Return the words of a language by key."""
    return _WORDS[lang]


def language_of(semester: Semester) -> Lang:
    """Return the language that the semester's settings ask for, English by default."""
    return semester.settings.lang or "en"
