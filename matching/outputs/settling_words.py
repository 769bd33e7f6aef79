"""The words of the intake, of groups and of new sites, in English and in French."""

from __future__ import annotations

from types import MappingProxyType

from ..language import Lang
from .words import Words

# One line per expression: key, English, French.
LINES: tuple[tuple[str, str, str], ...] = (
    # The intake
    ("intake", "Requests to install", "Demandes d'installation"),
    ("by_stage", "By step of the support", "Par étape de l'accompagnement"),
    ("by_referent", "By referent", "Par référent"),
    ("by_profession", "By profession", "Par profession"),
    ("stage", "Step", "Étape"),
    ("stage_first_contact", "first contact", "premier contact"),
    ("stage_information", "information", "information"),
    ("stage_definition", "definition of the project", "définition du projet"),
    ("stage_visit", "visits", "visites"),
    ("stage_targeted_support", "targeted support", "accompagnement ciblé"),
    ("stage_settled", "settled", "installé"),
    ("stage_withdrawn", "withdrawn", "abandonné"),
    ("stage_", "not said", "non précisée"),
    ("requests", "Requests", "Demandes"),
    ("request", "Request", "Demande"),
    ("request_id", "Request id", "N° demande"),
    ("name", "Name", "Nom"),
    ("profession", "Profession", "Profession"),
    ("referent", "Referent", "Référent"),
    ("nobody", "nobody", "personne"),
    ("opened_on", "First contact", "Premier contact"),
    ("fit", "Fit", "Adéquation"),
    ("age_days", "Age (days)", "Ancienneté (jours)"),
    ("median_age", "Median days", "Jours, médiane"),
    ("oldest", "At most", "Au plus"),
    ("next_step", "Next step", "Prochaine étape"),
    ("next_date", "On", "Le"),
    ("step", "Standing", "Échéance"),
    ("step_overdue", "overdue", "en retard"),
    ("step_due", "due within 30 days", "à faire sous 30 jours"),
    ("step_later", "later", "plus tard"),
    ("step_undated", "without a day", "sans date"),
    ("step_none", "nothing planned", "rien de prévu"),
    ("step_closed", "closed", "close"),
    ("steps_to_do", "Next steps to do", "Prochaines étapes à faire"),
    ("without_step", "Without a next step", "Sans prochaine étape"),
    ("days_late", "Days", "Jours"),
    ("possible_openings", "Openings possible", "Lieux possibles"),
    ("possible_requests", "Requests possible", "Demandes possibles"),
    ("best_openings", "Best openings (fit)", "Meilleurs lieux (adéquation)"),
    ("best_requests", "Best requests (fit)", "Meilleures demandes (adéquation)"),
    ("openings", "Openings", "Lieux d'installation"),
    ("opening", "Opening", "Lieu"),
    ("opening_id", "Opening id", "N° lieu"),
    ("territory", "Territory", "Territoire"),
    ("territory_id", "Territory code", "Code territoire"),
    ("territories", "Territories", "Territoires"),
    ("seats", "Seats", "Places"),
    ("gaps", "What lacks", "Ce qui manque"),
    ("colon", ": ", " : "),
    ("late", "Overdue", "En retard"),
    ("none_planned", "No next step", "Sans étape"),
    (
        "gaps_openings",
        "Openings that lack: requests that are within reach of the territory",
        "Lieux qui manquent : demandes à portée du territoire",
    ),
    (
        "gaps_others",
        "What else lacks: requests that could come if this one thing were there",
        "Ce qui manque d'autre : demandes qui viendraient si cette seule chose y était",
    ),
    ("gap", "Lacks", "Manque"),
    ("gap_count", "Requests kept out by it alone", "Demandes que cela seul écarte"),
    (
        "gaps_lead",
        "Requests that could come if this one thing were there.",
        "Demandes qui pourraient venir si cette seule chose y était.",
    ),
    ("want_profession", "an opening for the profession", "un lieu pour la profession"),
    ("want_seats", "a seat left", "une place libre"),
    ("want_salaried_post", "a salaried post", "un poste salarié"),
    ("want_private_practice", "private practice", "un exercice libéral"),
    ("want_group_practice", "a group project", "un projet de groupe"),
    ("want_solo_practice", "a practice of one's own", "un cabinet individuel"),
    ("want_premises", "large enough premises", "un local assez grand"),
    ("want_accessible", "access for reduced mobility", "un accès PMR"),
    ("want_date", "being available sooner", "une disponibilité plus proche"),
    (
        "want_distance",
        "home or partner's work nearer (at most 30 minutes too far)",
        "domicile ou travail du conjoint plus proches (30 minutes de trop au plus)",
    ),
    ("as_of", "as of {day}", "au {day}"),
    ("open_requests", "open requests", "demandes en cours"),
    ("overdue", "steps overdue", "étapes en retard"),
    ("due", "steps due within 30 days", "étapes sous 30 jours"),
    ("no_opening", "without any opening possible", "sans aucun lieu possible"),
    ("more_lines", "{count} more in {file}.", "{count} de plus dans {file}."),
    ("more_unwritten", "{count} more; -o DIR lists all.", "{count} de plus ; -o DIR liste tout."),
    (
        "intake_last",
        "Open requests: {open} of {all}; next steps overdue: {overdue}, due within 30 days: {due}, "
        "none planned: {none}; without any possible opening: {stuck}.",
        "Demandes en cours : {open} sur {all} ; prochaines étapes en retard : {overdue}, sous 30 "
        "jours : {due}, aucune prévue : {none} ; sans aucun lieu possible : {stuck}.",
    ),
    ("limits", "What the figures do not say", "Ce que les chiffres ne disent pas"),
    ("by_territory", "By territory", "Par territoire"),
    # Groups
    ("groups", "Group practices that could be founded", "Cabinets de groupe envisageables"),
    (
        "groups_lead",
        "Proposals of a heuristic: other groups may be better. No practitioner is in two of them.",
        "Propositions d'une heuristique : d'autres groupes peuvent être meilleurs. Aucun praticien "
        "n'est dans deux groupes.",
    ),
    ("no_groups", "No two requests go together.", "Aucune demande ne va avec une autre."),
    ("group", "Group", "Groupe"),
    ("members", "Members", "Membres"),
    ("ready_on", "Possible from", "Possible à partir du"),
    ("apart_km", "Anchors apart (km)", "Distance des ancrages (km)"),
    ("missing", "Still missing", "Manque encore"),
    ("missing_gp_1", "a general practitioner", "un médecin généraliste"),
    ("missing_gp_2", "two general practitioners", "deux médecins généralistes"),
    ("missing_other", "another professional", "un autre professionnel"),
    ("nothing_missing", "nothing", "rien"),
    ("takeovers", "Practices to take over", "Cabinets à reprendre"),
    (
        "takeovers_left",
        "Other practices to take over there",
        "Autres cabinets à reprendre sur place",
    ),
    ("score", "Score (0–1)", "Note (0–1)"),
    ("part_composition", "Composition", "Composition"),
    ("part_nearness", "Nearness", "Proximité"),
    ("part_need", "Need", "Besoin"),
    ("part_seats", "Seats", "Places"),
    ("part_dates", "Dates", "Dates"),
    ("elsewhere", "Also possible in", "Aussi possible à"),
    ("minutes", "Minutes", "Minutes"),
    ("takes_seat", "seat at {opening}", "place à {opening}"),
    ("takes_over", "practice of {provider}", "cabinet de {provider}"),
    ("no_premises", "no seat yet", "pas encore de place"),
    # New sites
    ("new_sites", "Where to open", "Où ouvrir"),
    ("new_cover", "the most people in need within reach", "le plus de population en besoin"),
    ("new_distance", "the least distance", "la moindre distance"),
    ("answer", "Answer", "Réponse"),
    ("sites", "New sites", "Nouveaux sites"),
    ("site", "Site", "Site"),
    ("existing", "Existing sites", "Sites existants"),
    ("demand", "Inhabitants × need", "Habitants × besoin"),
    ("within", "Within {minutes} minutes", "À moins de {minutes} minutes"),
    ("before", "Within reach before", "Atteints avant"),
    ("near_weight", "Near (inhabitants × need)", "À portée (habitants × besoin)"),
    ("gain_cover", "Only reached by this site", "Atteints par ce seul site"),
    ("gain_distance", "Minutes × weight saved", "Minutes × poids gagnées"),
    ("mean_minutes", "Mean minutes", "Minutes en moyenne"),
    ("value", "Value", "Valeur"),
    ("bound", "Proven bound", "Borne prouvée"),
    ("gap_share", "Gap", "Écart"),
    ("status", "Status", "Statut"),
    ("optimal", "proven best", "optimum prouvé"),
    ("feasible", "found, not proven best", "trouvé, optimum non prouvé"),
    ("map", "Map", "Carte"),
    (
        "map_alternative",
        "The same figures are in the tables.",
        "Les mêmes chiffres sont dans les tableaux.",
    ),
    ("is_new", "New site", "Nouveau site"),
    ("table_of", "Table", "Tableau"),
)

_NO_BREAK = "\N{NO-BREAK SPACE}"

_WORDS: dict[Lang, Words] = {
    "en": MappingProxyType({key: english for key, english, _ in LINES}),
    "fr": MappingProxyType(
        {
            key: french.replace(" ;", f"{_NO_BREAK};").replace(" :", f"{_NO_BREAK}:")
            for key, _, french in LINES
        }
    ),
}


def settling_words(lang: Lang) -> Words:
    """Return all expressions of a language by key."""
    return _WORDS[lang]
