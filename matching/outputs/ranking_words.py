"""The words of a ranking for people, in English and in French."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..language import Lang

# One line per expression: key, English, French.
_LINES: tuple[tuple[str, str, str], ...] = (
    ("title", "Where to settle", "Où s'installer"),
    ("overview", "Overview", "Vue d'ensemble"),
    ("aids", "Aids", "Aides"),
    ("excluded", "Excluded", "Exclus"),
    ("request", "Request", "Demande"),
    ("request_id", "Request id", "N° demande"),
    ("name", "Name", "Nom"),
    ("profession", "Profession", "Profession"),
    ("status", "Step", "Étape"),
    ("team", "Team", "Projet"),
    ("referent", "Referent", "Référent"),
    ("openings", "Openings ranked", "Lieux classés"),
    ("first", "First in the list", "Premier de la liste"),
    ("together", "In the joint optimum", "À l'optimum commun"),
    ("why", "Why", "Pourquoi"),
    ("rank", "Rank", "Rang"),
    ("opening", "Opening", "Lieu"),
    ("opening_id", "Opening id", "N° lieu"),
    ("territory", "Territory", "Territoire"),
    ("fit", "Fit", "Adéquation"),
    ("own_fit", "Own fit", "Adéquation propre"),
    ("joint_value", "Joint value", "Valeur commune"),
    ("regret", "Regret", "Regret"),
    ("exact", "Exact", "Exact"),
    ("pareto", "Not dominated", "Non dominé"),
    ("first_share", "First, of draws", "Premier, part des tirages"),
    ("top_three_share", "Among the first three", "Parmi les trois premiers"),
    ("firmness", "How firm that is", "Solidité du classement"),
    ("need_gain", "Need gain", "Gain de besoin"),
    ("minutes", "Minutes", "Minutes"),
    ("aids_total", "Aids, euros", "Aides, euros"),
    ("assigned", "Assigned", "Attribué"),
    ("change", "First if", "Premier si"),
    ("unknown", "Not known", "Non connu"),
    ("aid", "Aid", "Aide"),
    ("amount", "Amount in all, euros", "Montant total, euros"),
    ("counted", "Counted", "Comptée"),
    ("audience", "For", "Public"),
    ("source", "Source", "Source"),
    ("aid_counted", "counted", "comptée"),
    ("aid_beaten", "does not add up with {aid}", "ne se cumule pas avec {aid}"),
    ("aid_beside", "beside, not counted", "pour mémoire, non comptée"),
    ("commitment", "Commitment, months", "Engagement, mois"),
    ("for_installation", "installation", "installation"),
    ("for_studies", "studies", "études"),
    ("for_staying", "staying", "maintien"),
    ("code", "Code", "Code"),
    ("text", "Reason", "Motif"),
    ("number", "Number", "Nombre"),
    ("yes", "yes", "oui"),
    ("no", "no", "non"),
    ("nothing", "no opening left", "aucun lieu possible"),
    ("not_ranked", "not ranked (settled or withdrawn)", "non classée (installé ou abandon)"),
    ("weight", "Weight", "Poids"),
    ("criterion", "Criterion", "Critère"),
    ("criteria_weights", "Weights of the criteria", "Poids des critères"),
    ("c_travel", "travel", "trajet"),
    ("c_practice", "form of practice", "forme d'exercice"),
    ("c_mode", "way of working", "mode d'exercice"),
    ("c_team", "colleagues", "collègues"),
    ("c_services", "services", "services"),
    ("c_premises", "premises", "locaux"),
    ("c_takeover", "practice to take over", "patientèle à reprendre"),
    ("c_leaver", "predecessor", "prédécesseur"),
    ("c_need", "need", "besoin"),
    ("c_need_gain", "need gain", "gain de besoin"),
    ("c_aids", "aids", "aides"),
    ("best_by", "ahead in {names}", "en tête pour : {names}"),
    ("first_in", "first in {share} of draws", "premier dans {share} des tirages"),
    ("only_one", "the only one possible", "le seul possible"),
    (
        "change_only",
        "hardly anything but {criterion} counted",
        "presque rien d'autre que « {criterion} » ne comptait",
    ),
    ("change_without", "{criterion} did not count", "« {criterion} » ne comptait pas"),
    ("change_none", "no single weight makes it first", "aucun poids seul ne le rend premier"),
    (
        "changes",
        "What would have to change for another to be first",
        "Ce qui devrait changer pour qu'un autre soit premier",
    ),
    ("lack", "Behind the first by", "Écart au premier"),
    ("lack_in", "Behind in", "En retrait pour"),
    (
        "change_to",
        "the weight of {criterion} were {weight} instead of {today}",
        "le poids de « {criterion} » passait à {weight} (au lieu de {today})",
    ),
    (
        "assigned_elsewhere",
        "all requests together: {opening}",
        "toutes demandes ensemble : {opening}",
    ),
    ("assigned_nowhere", "all requests together: nowhere", "toutes demandes ensemble : aucun"),
    ("minutes_away", "{minutes} min", "{minutes} min"),
    (
        "totals",
        "Requests ranked: {requests}; pairs ranked: {pairs}; pairs excluded: {excluded}; "
        "with a place in the joint optimum: {assigned} ({proof}).",
        "Demandes classées : {requests} ; couples classés : {pairs} ; couples exclus : "
        "{excluded} ; avec un lieu à l'optimum commun : {assigned} ({proof}).",
    ),
    (
        "no_need",
        "No need is known, and none can be gained, for: {names}.",
        "Besoin inconnu, donc sans gain possible, pour : {names}.",
    ),
    ("need_unknown", "not known", "non connu"),
    ("need_for", "Need ({profession})", "Besoin ({profession})"),
    ("proven", "proven", "prouvé"),
    ("not_proven", "not proven, gap {gap}", "non prouvé, écart {gap}"),
    (
        "settled_line",
        "Settled or withdrawn, not ranked: {names}.",
        "Installés ou abandons, non classés : {names}.",
    ),
    ("without_line", "Without any opening: {names}.", "Sans aucun lieu possible : {names}."),
    ("excluded_because", "Excluded: {counts}.", "Exclus : {counts}."),
    ("r_profession", "profession", "profession"),
    ("r_seats", "seats", "places"),
    ("r_mode", "way of working", "mode d'exercice"),
    ("r_practice", "form of practice", "forme d'exercice"),
    ("r_shortage", "zone", "zonage"),
    ("r_date", "date", "date"),
    ("r_premises", "area", "surface"),
    ("r_accessible", "access", "accessibilité"),
    ("r_distance", "distance", "distance"),
    ("r_team", "team", "projet commun"),
    ("written", "The ranking is in {folder}.", "Le classement est dans {folder}."),
    (
        "stated",
        "Weights are stated importances, not measured trade-offs: change them in the table "
        "of criteria and look at what moves.",
        "Les poids sont des importances déclarées, non des arbitrages mesurés : changez-les dans "
        "la table des critères et voyez ce qui bouge.",
    ),
    ("map", "Openings and anchors", "Lieux et ancrages"),
    ("map_openings", "Openings", "Lieux"),
    ("map_anchors", "Anchors", "Ancrages"),
    (
        "map_text",
        "The tables name the same openings.",
        "Les mêmes lieux sont dans les tableaux.",
    ),
    ("bars", "What each criterion adds to the fit", "Ce que chaque critère apporte à l'adéquation"),
    ("by_request", "By request", "Par demande"),
    ("by_territory", "By territory", "Par territoire"),
    (
        "shown",
        "The first {count} of {all} are shown; ranking.csv has all.",
        "Les {count} premiers sur {all} sont montrés ; ranking.csv les a tous.",
    ),
    ("aids_here", "Aids for installing here", "Aides pour une installation ici"),
    ("requests_count", "Requests concerned", "Demandes concernées"),
    ("openings_list", "Openings", "Lieux"),
    ("excluded_all", "Why no opening is left", "Pourquoi aucun lieu n'est possible"),
    (
        "excluded_hint",
        "Openings by the first reason that excludes them; excluded.csv has each of them. maillage "
        "requests lists where one thing alone stands in the way.",
        "Lieux selon le premier motif qui les exclut ; excluded.csv les donne un par un. maillage "
        "requests liste ceux qu'une seule chose écarte.",
    ),
    (
        "h_fit",
        "Sum of weight × criterion, 0 to 1.",
        "Somme des poids × critères, de 0 à 1.",
    ),
    (
        "h_own_fit",
        "The part of the fit without need, need gain and aids.",
        "La part de l'adéquation hors besoin, gain de besoin et aides.",
    ),
    (
        "h_regret",
        "What all requests together give up if this one settles here.",
        "Ce que toutes les demandes ensemble perdent si celle-ci s'installe ici.",
    ),
    (
        "h_exact",
        "Whether the regret is proven; otherwise it is at most this.",
        "Si le regret est prouvé ; sinon, il vaut au plus cela.",
    ),
    (
        "h_first_share",
        "Share of other weights, drawn around the given ones, with which it is first.",
        "Part des autres poids, tirés autour de ceux donnés, avec lesquels il est premier.",
    ),
    (
        "h_need_gain",
        "Inhabitants × need that one more practitioner here takes away.",
        "Habitants × besoin qu'un praticien de plus ici fait disparaître.",
    ),
    (
        "h_pareto",
        "No other opening is as good in own fit, need gain and cost of aids, and better in one.",
        "Aucun autre lieu n'est aussi bon en adéquation propre, gain de besoin et coût des aides, "
        "et meilleur pour l'un des trois.",
    ),
    ("best_requests", "Requests that fit best", "Demandes les plus proches"),
    ("seats", "Seats", "Places"),
    ("requests_word", "requests", "demandes"),
    ("openings_word", "openings", "lieux"),
    (
        "assigned_word",
        "with a place, all together",
        "avec un lieu, toutes ensemble",
    ),
    ("without_word", "without any opening", "sans aucun lieu possible"),
    ("list_of", "Openings for {name}", "Lieux pour {name}"),
)

_NO_BREAK = "\N{NO-BREAK SPACE}"


def _typeset(french: str) -> str:
    """Return a French text with no-break spaces where its typography has them."""
    for mark in ";:!?%»":
        french = french.replace(f" {mark}", f"{_NO_BREAK}{mark}")
    return french.replace("« ", f"«{_NO_BREAK}")


_WORDS: dict[Lang, Mapping[str, str]] = {
    "en": MappingProxyType({key: english for key, english, _ in _LINES}),
    "fr": MappingProxyType({key: _typeset(french) for key, _, french in _LINES}),
}


def ranking_words(lang: Lang) -> Mapping[str, str]:
    """Return the words of a language by key."""
    return _WORDS[lang]
