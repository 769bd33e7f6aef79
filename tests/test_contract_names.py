"""The names of the data contract, written out: others rely on each of them.

`CONTRACT` lists per table, with its French name, every column as `name/french`, `*` where it is
required (one name where both are the same), `…` after the beginning of a family's names. Columns
of which one of two is required, or one only where another table is silent, have no `*`; reading
sees to them. `MORE` lists what the program reads besides. A name that changes, appears or goes is
to be changed here too, knowingly.
"""

import runpy
from pathlib import Path

import pytest
from maillage.matching.halfdays import HALF_DAYS, HALF_DAYS_FRENCH
from maillage.matching.settings import Settings
from maillage.matching.tables.columns import Column, Table
from maillage.matching.tables.schema import TABLE, TABLES

ROOT = Path(__file__).parent.parent

CONTRACT = {
    "territories/territoires": """
        territory_id/code_territoire* name/nom* population lat lon department/departement epci
        region zone qpv frr apl gp_fte/mg_etp gp_over_60/mg_plus_60 need/besoin ind_…
    """,
    "zones/zonages": """
        territory_id/code_territoire* profession* zone* start/debut end/fin source
    """,
    "needs/besoins": "territory_id/code_territoire* profession* need/besoin*",
    "providers/professionnels": """
        provider_id/professionnel_id* name/nom profession* territory_id/code_territoire lat lon
        kind/nature setting/cadre fte/etp birth_year/annee_naissance sector/secteur
        leaver_date/date_depart takes_trainees/accueille_stagiaires partners/associes
    """,
    "sites": """
        site_id* name/nom* kind/nature* setting/cadre* territory_id/code_territoire* lat lon
        rooms/salles housing_places/places_logement
    """,
    "supervisors/maitres_de_stage": """
        supervisor_id/msu_id* name/nom* profession* site_id* programmes max_students/max_etudiants*
        max_at_once/max_simultanes limits/limites accreditation_end/fin_agrement
        mon_am/lun_matin mon_pm/lun_apm tue_am/mar_matin tue_pm/mar_apm wed_am/mer_matin
        wed_pm/mer_apm thu_am/jeu_matin thu_pm/jeu_apm fri_am/ven_matin fri_pm/ven_apm
        sat_am/sam_matin
    """,
    "accreditations/agrements": """
        supervisor_id/msu_id site_id programme_id* start/debut end/fin
    """,
    "programmes": """
        programme_id* name/nom* profession* half_days/demi_journees* min_parts/min_parties
        max_parts/max_parties min_sites max_sites min_liberal min_centre
        min_part/demi_journees_min_partie whole_days/journees_entieres
        max_run_days/max_jours_suivis max_km/max_km_entre_parties needs_room/salle_requise
        presence weeks/semaines no_repeat/pas_deux_fois min_wishes/voeux_min mechanism/mecanisme*
        composition order/ordre everyone/tous
    """,
    "offers/offres": """
        offer_id/offre_id* programme_id* name/nom seats/places* min_seats/min_places
        min_if_open/min_si_ouverte open/ouverte subdivision
    """,
    "offer_parts/composantes": """
        offer_id/offre_id* supervisor_id/msu_id* site_id half_days/demi_journees* weeks/semaines
    """,
    "students/etudiants": """
        student_id/etudiant_id* name/nom* programme_id* seniority/anciennete rank/rang lat lon
        territory_id/code_territoire second_lat second_lon car/vehicule max_minutes/temps_max
        shortage_only/zone_sous_dense needs_housing/logement link_id/binome credit surnombre
        subdivision email/courriel wish_/voeu_…
    """,
    "wishes/voeux": """
        student_id/etudiant_id* rank/rang target/cible target_kind/type_cible refused/refus
        wish_/voeu_…
    """,
    "host_rankings/classement_hotes": """
        offer_id/offre_id supervisor_id/msu_id student_id/etudiant_id* rank/rang refused/refus
    """,
    "quotas": """
        quota_id* scope/portee* value/valeur* programme_id min max hard/dur unit/unite
    """,
    "locks/verrous": """
        student_id/etudiant_id* offer_id/offre_id supervisor_ids/msu_ids half_days/demi_journees
        reason/motif author/auteur date
    """,
    "conflicts/conflits": "student_id/etudiant_id* supervisor_id/msu_id site_id reason/motif",
    "history/parcours": """
        student_id/etudiant_id* semester/semestre* supervisor_id/msu_id site_id programme_id
        validated/valide
    """,
    "travel/trajets": "origin/origine* destination* minutes*",
    "requests/demandes": """
        request_id/demande_id* name/nom* profession* mode/exercice practice/forme team_id/projet
        anchors/ancrages max_minutes/temps_max fte/etp wants_premises_m2/local_m2 accessible/pmr
        shortage_only/zone_sous_dense available_from/disponible_le status/etape opened_on/ouvert_le
        next_step/prochaine_etape next_date/prochaine_date referent
    """,
    "openings/lieux_installation": """
        opening_id/lieu_id* name/nom* territory_id/code_territoire* kind/nature* setting/cadre*
        profession* seats/places* lat lon landlord/bailleur rent_month/loyer_mois m2 accessible/pmr
        available_from/disponible_le team/equipe practice_size/patientele leaver_date/date_depart
    """,
    "aids/aides": """
        aid_id/aide_id* name/nom* profession scope/portee value/valeur audience/public
        amount/montant* period/periode duration_months/duree_mois group/groupe start/debut end/fin
        commitment_months/engagement_mois source
    """,
    "criteria/criteres": "criterion/critere* weight/poids*",
    "fees/baremes": """
        fee_id/bareme_id* name/nom* payee/beneficiaire* programme_id scope/portee value/valeur
        min_km_home/km_min_domicile min_km_campus/km_min_faculte amount/montant* period/periode
        shared/partage excludes/exclut start/debut end/fin source
    """,
    "settings/parametres": "key/cle* value/valeur*",
}

MORE = {
    "settings/parametres": "meaning/signification",
    "programmes": "next_programme/programme_suivant",
}

CHOICES = {
    "profession": "gp dentist physio speech nurse pharmacist midwife childcare_nurse …",
    "zone": "ZIP ZAC ZV HV",
    "kind": """
        liberal_practice/cabinet_liberal group_practice/msp health_centre/centre_sante pmi
        hospital/hopital pharmacy/pharmacie other/autre
    """,
    "setting": "liberal/libéral centre/salarié",
    "presence": "required/requise reachable/joignable",
    "no_repeat": "none/aucun supervisor/maitre_de_stage site",
    "mechanism": "optimal serial/classement stable/appariement",
    "composition": "offers/offres composed/composees",
    "surnombre": "validating/validant non_validating/non_validant",
    "target_kind": "offer/offre supervisor/maitre_de_stage site territory/territoire",
    "scope": """
        territory/territoire zone department/departement epci region setting/cadre kind/nature
        site qpv frr
    """,
    "unit": "students/etudiants half_days/demi_journees",
    "mode": "liberal/libéral salaried/salarié mixed/mixte any/indifférent",
    "practice": "solo/seul group/groupe any/indifférent",
    "status": """
        first_contact/premier_contact information definition visit/visite
        targeted_support/accompagnement_cible settled/installe withdrawn/abandonne
    """,
    "audience": "installation studies/etudes staying/maintien",
    "period": "once/une_fois month/mois year/an",
    "payee": "student/etudiant supervisor/maitre_de_stage",
    "shared": "half_days/demi_journees",
}

OPEN = {("zones", "zone"), ("providers", "kind"), ("providers", "setting")} | {
    ("openings", "kind"),
    ("openings", "setting"),
}
"""Columns whose choices others may join, besides every `profession`."""

SETTINGS = """
    semester semester_months seed lang campus tiers car_kmh other_kmh fixed_minutes detour
    noon_minutes shortage_weight wish_weight worst_off_depth travel_tolerance balance_tolerance
    ties leaver_share opened_ratio
"""
MORE_SETTINGS = """
    reserve need_zip need_zac apl_full_need apl_no_need consultations_per_fte catchment_bands
    leaving_age credit_decay credit_cap patience_months
"""

DEFAULTS = {
    "territories": {"qpv": False, "frr": False},
    "sites": {"housing_places": 0},
    "supervisors": {"max_at_once": 1},
    "programmes": {
        "min_liberal": 0, "min_centre": 0, "whole_days": False, "needs_room": False,
        "presence": "required", "no_repeat": "none", "min_wishes": 0,
    },
    "offers": {"min_seats": 0, "min_if_open": 0, "open": True},
    "students": {"car": True, "shortage_only": False, "needs_housing": False, "credit": 0},
    "wishes": {"refused": False},
    "host_rankings": {"refused": False},
    "quotas": {"unit": "students"},
    "history": {"validated": False},
    "providers": {"takes_trainees": False},
    "requests": {
        "mode": "any", "practice": "any", "fte": 1, "accessible": False, "shortage_only": False,
    },
    "openings": {"accessible": False},
}  # fmt: skip


def both(name: str, french: str) -> str:
    return name if name == french else f"{name}/{french}"


def written(table: Table) -> list[str]:
    """Return a table's columns as the contract above writes them."""
    columns = [both(c.name, c.french) + "*" * c.required for c in table.columns]
    return columns + [f"{both(family.prefix, family.french)}…" for family in table.families]


def wording(column: Column) -> list[str]:
    return [both(choice.value, choice.french) for choice in column.choices]


def test_tables():
    assert sorted(both(table.name, table.french) for table in TABLES) == sorted(CONTRACT)


@pytest.mark.parametrize("names", CONTRACT)
def test_columns(names):
    table = TABLE[names.split("/")[0]]
    assert written(table) == CONTRACT[names].split() + MORE.get(names, "").split()


def test_half_days():
    names = [both(*pair) for pair in zip(HALF_DAYS, HALF_DAYS_FRENCH, strict=True)]
    assert names == [
        n for n in CONTRACT["supervisors/maitres_de_stage"].split() if "_am" in n or "_pm" in n
    ]


def test_choices():
    seen = set()
    for table in TABLES:
        for column in table.columns:
            if not column.choices:
                continue
            seen.add(column.name)
            expected = CHOICES[column.name].split()
            others = expected[-1] == "…" or (table.name, column.name) in OPEN
            assert wording(column) == [value for value in expected if value != "…"]
            assert column.open_choice == others, (table.name, column.name)
    assert seen == set(CHOICES)


def test_settings():
    assert list(Settings.model_fields) == [*SETTINGS.split(), *MORE_SETTINGS.split()]


def test_defaults():
    found = {
        table.name: {c.name: c.default for c in table.columns if c.default is not None}
        for table in TABLES
    }
    assert {name: defaults for name, defaults in found.items() if defaults} == DEFAULTS


def test_needed_tables():
    needed = {"territories", "sites", "supervisors", "programmes", "students"}
    assert {table.name for table in TABLES if table.required} == needed
    practitioners = {"requests", "openings", "aids", "criteria"}
    assert {table.name for table in TABLES if table.practitioners} == practitioners


@pytest.mark.parametrize(("lang", "name"), [("en", "tables.md"), ("fr", "tables.fr.md")])
def test_the_reference_is_what_is_read(lang, name):
    script = runpy.run_path(str(ROOT / "docs" / "write_tables.py"))
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert script["text"](lang) == page, "run .venv/bin/python docs/write_tables.py"
    for table in TABLES:
        for column in table.columns:
            assert f"`{column.name}`" in page
            assert f"`{column.french}`" in page
