"""The tables of practitioners who install, of money, and of the settings."""

from __future__ import annotations

from .columns import Choice, Column, Kind, Table
from .schema_hosts import programme
from .schema_places import latitude, longitude, period, profession, source, territory

SCOPE = Column(
    "scope", "portee", Kind.IDENTIFIER, "What the values name, as in the table of quotas."
)
VALUE = Column(
    "value", "valeur", Kind.IDENTIFIERS, "The values within the scope, as in the table of quotas."
)
PERIODS = (Choice("once", "une_fois"), Choice("month", "mois"), Choice("year", "an"))
ACCESSIBLE = Column(
    "accessible", "pmr", Kind.FLAG, "Access for people of reduced mobility.", default=False
)
AVAILABLE_FROM = Column("available_from", "disponible_le", Kind.DATE, "First day available.")
AMOUNT = Column("amount", "montant", Kind.DECIMAL, "Euros per period.", required=True, minimum=0)

REQUESTS = Table(
    "requests",
    "demandes",
    "The practitioners who look for a place to install.",
    (
        Column("request_id", "demande_id", Kind.IDENTIFIER, "Identifier.", required=True),
        Column("name", "nom", Kind.TEXT, "Name of the practitioner.", required=True),
        profession(),
        Column(
            "mode",
            "exercice",
            Kind.CHOICE,
            "Way of working wanted.",
            choices=(
                Choice("liberal", "libéral"),
                Choice("salaried", "salarié"),
                Choice("mixed", "mixte"),
                Choice("any", "indifférent"),
            ),
            default="any",
        ),
        Column(
            "practice",
            "forme",
            Kind.CHOICE,
            "Form of practice wanted.",
            choices=(
                Choice("solo", "seul"),
                Choice("group", "groupe"),
                Choice("any", "indifférent"),
            ),
            default="any",
        ),
        Column("team_id", "projet", Kind.IDENTIFIER, "Practitioners who install together."),
        Column(
            "anchors",
            "ancrages",
            Kind.PLACES,
            "Places to stay near: `lat lon` or territory codes.",
            references=("territories",),
        ),
        Column(
            "max_minutes",
            "temps_max",
            Kind.NUMBER,
            "The longest journey to an anchor, minutes one way.",
            minimum=0,
        ),
        Column("fte", "etp", Kind.NUMBER, "Full-time equivalents.", default=1.0, minimum=0),
        Column("wants_premises_m2", "local_m2", Kind.NUMBER, "Premises wanted, m².", minimum=0),
        ACCESSIBLE,
        Column(
            "shortage_only",
            "zone_sous_dense",
            Kind.FLAG,
            "Whether only ZIP and ZAC zones are wanted.",
            default=False,
        ),
        AVAILABLE_FROM,
        Column(
            "status",
            "etape",
            Kind.CHOICE,
            "Step of the support.",
            choices=(
                Choice("first_contact", "premier_contact"),
                Choice("information", "information"),
                Choice("definition", "definition"),
                Choice("visit", "visite"),
                Choice("targeted_support", "accompagnement_cible"),
                Choice("settled", "installe"),
                Choice("withdrawn", "abandonne"),
            ),
        ),
        Column("opened_on", "ouvert_le", Kind.DATE, "Day of the first contact."),
        Column("next_step", "prochaine_etape", Kind.TEXT, "What comes next."),
        Column("next_date", "prochaine_date", Kind.DATE, "When it comes."),
        Column("referent", "referent", Kind.TEXT, "Who supports the practitioner."),
    ),
    key=("request_id",),
)

OPENINGS = Table(
    "openings",
    "lieux_installation",
    "The places where a practitioner can install.",
    (
        Column("opening_id", "lieu_id", Kind.IDENTIFIER, "Identifier.", required=True),
        Column("name", "nom", Kind.TEXT, "Name of the place.", required=True),
        territory(required=True),
        Column("kind", "nature", Kind.TEXT, "Kind of structure.", required=True),
        Column("setting", "cadre", Kind.TEXT, "Private practice or salaried.", required=True),
        profession(),
        Column("seats", "places", Kind.INTEGER, "Practitioners wanted.", required=True, minimum=0),
        latitude(),
        longitude(),
        Column("landlord", "bailleur", Kind.TEXT, "Landlord."),
        Column("rent_month", "loyer_mois", Kind.NUMBER, "Rent, euros per month.", minimum=0),
        Column("m2", "m2", Kind.NUMBER, "Premises, m².", minimum=0),
        ACCESSIBLE,
        AVAILABLE_FROM,
        Column("team", "equipe", Kind.IDENTIFIERS, "Professions present."),
        Column("practice_size", "patientele", Kind.NUMBER, "Patients to take over.", minimum=0),
        Column("leaver_date", "date_depart", Kind.DATE, "Day on which the predecessor leaves."),
    ),
    key=("opening_id",),
)

AIDS = Table(
    "aids",
    "aides",
    "The aids to installation, studies and staying, dated.",
    (
        Column("aid_id", "aide_id", Kind.IDENTIFIER, "Identifier.", required=True),
        Column("name", "nom", Kind.TEXT, "Name of the aid.", required=True),
        profession(required=False),
        SCOPE,
        VALUE,
        Column(
            "audience",
            "public",
            Kind.CHOICE,
            "What the aid is for.",
            choices=(
                Choice("installation", "installation"),
                Choice("studies", "etudes"),
                Choice("staying", "maintien"),
            ),
        ),
        AMOUNT,
        Column("period", "periode", Kind.CHOICE, "How often it is paid.", choices=PERIODS),
        Column("duration_months", "duree_mois", Kind.INTEGER, "How long, months.", minimum=0),
        Column("group", "groupe", Kind.IDENTIFIER, "Of one group only the highest aid counts."),
        *period(),
        Column(
            "commitment_months",
            "engagement_mois",
            Kind.INTEGER,
            "Commitment asked in return, months.",
            minimum=0,
        ),
        source(),
    ),
    key=("aid_id",),
)

CRITERIA = Table(
    "criteria",
    "criteres",
    "The weights of the criteria by which sites are ranked.",
    (
        Column("criterion", "critere", Kind.IDENTIFIER, "Name of the criterion.", required=True),
        Column("weight", "poids", Kind.DECIMAL, "Weight, 0 or more.", required=True, minimum=0),
    ),
    key=("criterion",),
)

FEES = Table(
    "fees",
    "baremes",
    "The money around a placement, dated.",
    (
        Column("fee_id", "bareme_id", Kind.IDENTIFIER, "Identifier.", required=True),
        Column("name", "nom", Kind.TEXT, "Name of the fee.", required=True),
        Column(
            "payee",
            "beneficiaire",
            Kind.CHOICE,
            "Who is paid.",
            required=True,
            choices=(Choice("student", "etudiant"), Choice("supervisor", "maitre_de_stage")),
        ),
        programme(text="Programme concerned; empty: all."),
        SCOPE,
        VALUE,
        Column(
            "min_km_home",
            "km_min_domicile",
            Kind.NUMBER,
            "Kilometres from home at least.",
            minimum=0,
        ),
        Column(
            "min_km_campus",
            "km_min_faculte",
            Kind.NUMBER,
            "Kilometres from the campus at least.",
            minimum=0,
        ),
        AMOUNT,
        Column("period", "periode", Kind.CHOICE, "How often it is paid.", choices=PERIODS),
        Column(
            "shared",
            "partage",
            Kind.CHOICE,
            "How it is shared between the supervisors.",
            choices=(Choice("half_days", "demi_journees"),),
        ),
        Column(
            "excludes",
            "exclut",
            Kind.IDENTIFIERS,
            "Fees that it replaces.",
            references=("fees",),
        ),
        *period(),
        source(),
    ),
    key=("fee_id",),
)

SETTINGS = Table(
    "settings",
    "parametres",
    "The settings of the run.",
    (
        Column("key", "cle", Kind.IDENTIFIER, "Name of the setting.", required=True),
        Column("value", "valeur", Kind.SETTING, "Its value.", required=True),
    ),
    key=("key",),
)
