"""What the commands say, in English and in French, and in which language they say it."""

from __future__ import annotations

from collections.abc import Mapping

from ..language import Lang
from .figures import number_text

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "error": ("error", "erreur"),
    "errors": ("errors", "erreurs"),
    "warning": ("warning", "avertissement"),
    "warnings": ("warnings", "avertissements"),
    "nothing_found": (
        "No error and no warning.",
        "Aucune erreur, aucun avertissement.",
    ),
    "size": (
        "Students: {students}; programmes: {programmes}; supervisors: {supervisors}; "
        "offers: {offers}; wishes: {wishes}.",
        "Étudiants : {students} ; programmes : {programmes} ; maîtres de stage : {supervisors} ; "
        "offres : {offers} ; vœux : {wishes}.",
    ),
    "size_rank": (
        "Requests: {requests}; openings: {openings}; territories: {territories}; aids: {aids}; "
        "criteria: {criteria}. Checked for a ranking.",
        "Demandes : {requests} ; lieux d'installation : {openings} ; territoires : {territories} ; "
        "aides : {aids} ; critères : {criteria}. Contrôlé pour un classement des lieux.",
    ),
    "size_diagnose": (
        "Territories: {territories}; zones: {zones}; needs: {needs}; professionals: {providers}. "
        "Checked for a diagnosis.",
        "Territoires : {territories} ; zonages : {zones} ; besoins : {needs} ; professionnels : "
        "{providers}. Contrôlé pour un diagnostic.",
    ),
    "to_put_right": (
        "Nothing was written. Put these right and run the command again.",
        "Rien n'a été écrit. Corrigez, puis relancez la commande.",
    ),
    "to_put_right_only": (
        "Put these right and run the command again.",
        "Corrigez, puis relancez la commande.",
    ),
    "see_check": (
        "{count} in the input; to see: maillage check {file}",
        "{count} sur les données ; pour lire : maillage check {file}",
    ),
    "written": ("The result is in {folder}.", "Le résultat est dans {folder}."),
    "letters_written": (
        "Documents written to {folder}: {count}.",
        "Documents écrits dans {folder} : {count}.",
    ),
    "sheets_written": (
        "Sheets in {folder}: {students} of students, {supervisors} of supervisors. Print from the "
        "browser, on A4.",
        "Fiches dans {folder} : étudiants {students}, maîtres de stage {supervisors}. Imprimez "
        "depuis le navigateur, en A4.",
    ),
    "page_written": ("The page is in {file}.", "La page est dans {file}."),
    "demo_report": (
        "the result as a page: figures, map, weeks, tables, reasons",
        "le résultat en une page : chiffres, carte, semaines, tableaux, motifs",
    ),
    "repair_in_place": (
        "{folder} is the result to repair; choose another folder, so that it is kept.",
        "{folder} est le résultat à réparer ; choisissez un autre dossier, pour le garder.",
    ),
    "composed": (
        "The semester with its offers is in {file}, how good they are in {summary}.",
        "Le semestre avec ses offres est dans {file}, leur qualité dans {summary}.",
    ),
    "closed": (
        "The next semester is in {file}, what was changed in {changes}.",
        "Le semestre suivant est dans {file}, ce qui a changé dans {changes}.",
    ),
    "no_such_request": (
        "There is no request '{request}'.",
        "Il n'y a pas de demande « {request} ».",
    ),
    "request_over": (
        "Request '{request}' has settled or withdrawn: it is not ranked.",
        "La demande « {request} » est installée ou abandonnée : elle n'est pas classée.",
    ),
    "nothing_composed": (
        "No offers could be composed; nothing was written:",
        "Aucune offre n'a pu être composée ; rien n'a été écrit :",
    ),
    "nothing_lacking": (
        "There are seats enough already; the file is a copy of the input.",
        "Les places suffisent déjà ; le fichier est une copie des données.",
    ),
    "nothing_to_forecast": (
        "No student chooses by rank or is matched: there are no chances to estimate. "
        "--mechanism tries another one.",
        "Aucun étudiant ne choisit par classement ni par appariement : pas de chances à estimer. "
        "--mechanism en essaie un autre.",
    ),
    "no_such_student": (
        "There is no student '{student}' among those who choose by rank or are matched.",
        "Pas d'étudiant « {student} » parmi ceux qui choisissent par classement ou appariement.",
    ),
    "cannot_be_met": (
        "These requirements cannot be met; nothing was written:",
        "Ces exigences ne peuvent pas être satisfaites ; rien n'a été écrit :",
    ),
    "conflict": (
        "These cannot all hold; without any one of them the others can:",
        "Ces points ne peuvent pas tenir ensemble ; sans l'un d'eux, les autres tiennent :",
    ),
    "conflict_alone": (
        "This cannot hold, even if every other demand and limit gives way:",
        "Ce point ne peut pas tenir, même si toutes les autres exigences et limites cèdent :",
    ),
    "conflict_open": (
        "These cannot all hold; perhaps fewer of them conflict already, the time was over:",
        "Ces points ne peuvent pas tenir ensemble ; peut-être que moins suffisent déjà, "
        "le temps était écoulé :",
    ),
    "change_one": (
        "Any one of these changes is enough:",
        "Un seul de ces changements suffit :",
    ),
    "change_conflict": (
        "Any one of these changes settles this conflict:",
        "Un seul de ces changements lève ce conflit :",
    ),
    "change_none": (
        "No single change is enough; these together are:",
        "Aucun changement ne suffit à lui seul ; ceux-ci, ensemble, suffisent :",
    ),
    "change_all": (
        "These changes together settle everything:",
        "Ces changements, ensemble, lèvent tout :",
    ),
    "not_examined": (
        "The time was over before every change was examined.",
        "Le temps était écoulé avant que tous les changements aient été examinés.",
    ),
    "try_partial": (
        "With --partial, quotas that conflict are asked for instead of demanded.",
        "Avec --partial, les quotas en conflit deviennent souhaités et non exigés.",
    ),
    "interrupted": ("Interrupted.", "Interrompu."),
    "verified": (
        "Verified: {students} students, {placed} placed, every rule is kept.",
        "Résultat vérifié (étudiants : {students}, placés : {placed}) : toutes les règles sont "
        "respectées.",
    ),
    "not_verified": (
        "Not verified: {students} students, {placed} placed, rules broken: {violations}.",
        "Résultat non vérifié (étudiants : {students}, placés : {placed}), règles enfreintes : "
        "{violations}.",
    ),
    "demo_written": (
        "The demonstration semester: {workbook} (the same as CSV files: {tables})",
        "Le semestre de démonstration : {workbook} (le même en fichiers CSV : {tables})",
    ),
    "demo_open": ("Open:", "À ouvrir :"),
    "demo_input": (
        "the semester, as a coordinator fills it in",
        "le semestre, tel qu'on le saisit",
    ),
    "demo_placements": (
        "who goes where, by student, supervisor, site",
        "qui va où, par étudiant, maître de stage, site",
    ),
    "demo_reasons": (
        "why a better wish could not be given",
        "pourquoi un meilleur vœu n'était pas possible",
    ),
    "demo_fees": ("what students and supervisors are paid", "les sommes versées"),
    "demo_convention": (
        "a template of agreements for maillage letters",
        "un modèle de convention pour maillage letters",
    ),
    "demo_summary": ("proofs, counts, times", "preuves, comptes, durées"),
    "demo_folder": (
        "{folder} holds files that no demonstration writes ({names}); choose another folder.",
        "{folder} contient d'autres fichiers qu'une démonstration ({names}) ; "
        "choisissez un autre dossier.",
    ),
    "demo_refused": (
        "The demonstration cannot be written to {folder}: {why}.",
        "La démonstration ne peut pas être écrite dans {folder} : {why}.",
    ),
    "fault": (
        "maillage met an unexpected fault ({name}). Nothing was half written. Please report it, "
        "with the command and, if you can, the file; MAILLAGE_DEBUG=1 shows the details.",
        "maillage a rencontré une erreur inattendue ({name}). Rien n'a été écrit à moitié. "
        "Merci de la signaler, avec la commande et si possible le fichier ; "
        "MAILLAGE_DEBUG=1 montre les détails.",
    ),
}


def message(key: str, lang: Lang, **values: object) -> str:
    """Return a sentence; whole numbers among the values are written as the language does."""
    template = _MESSAGES[key][0 if lang == "en" else 1]
    shown = {k: number_text(v, lang) if isinstance(v, int) else v for k, v in values.items()}
    return template.format(**shown)


def counted(noun: str, count: int, lang: Lang) -> str:
    """Return a number of errors or warnings in words: ``2 warnings``."""
    # French says "0 erreur", English "0 errors".
    one = count == 1 or (lang == "fr" and count == 0)
    return f"{number_text(count, lang)} {message(noun if one else f'{noun}s', lang)}"
