"""The tables of practitioners who install."""

from __future__ import annotations

from datetime import date

from .columns import Choice, Column, Kind, Table
from .schema_common import latitude, longitude, period, profession, source, territory
from .schema_money import SCOPE, VALUE, amount, paid
from .schema_places import SETTINGS, SITE_KINDS

ACCESSIBLE = Column(
    "accessible",
    "pmr",
    Kind.FLAG,
    "Whether there is, or must be, access for people of reduced mobility.",
    default=False,
    example=True,
)

AVAILABLE_FROM = Column(
    "available_from",
    "disponible_le",
    Kind.DATE,
    "First day available; empty: now.",
    example=date(2027, 9, 1),
)

REQUESTS = Table(
    "requests",
    "demandes",
    "The practitioners who look for a place to install.",
    (
        Column(
            "request_id",
            "demande_id",
            Kind.IDENTIFIER,
            "Identifier of the request, any short code; each only once.",
            required=True,
            example="DEM-EXEMPLE",
        ),
        Column(
            "name",
            "nom",
            Kind.TEXT,
            "Name of the practitioner.",
            required=True,
            example="Dr Charlie Exemple",
        ),
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
            example="mixed",
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
            example="group",
        ),
        Column(
            "team_id",
            "projet",
            Kind.IDENTIFIER,
            "Any code shared by practitioners who install together.",
        ),
        Column(
            "anchors",
            "ancrages",
            Kind.PLACES,
            "Places to stay near (home, a partner's work): `lat lon` or territory codes, separated "
            "by `;`.",
            references=("territories",),
            example="01999",
        ),
        Column(
            "max_minutes",
            "temps_max",
            Kind.NUMBER,
            "The longest journey to one of these places, minutes one way; empty: no limit.",
            minimum=0,
            example=30,
        ),
        Column(
            "fte",
            "etp",
            Kind.NUMBER,
            "Work offered, full-time equivalents: 0.8 is four days a week.",
            default=1.0,
            minimum=0,
            example=0.8,
        ),
        Column(
            "wants_premises_m2",
            "local_m2",
            Kind.NUMBER,
            "Premises wanted, square metres.",
            minimum=0,
            example=60,
        ),
        ACCESSIBLE,
        Column(
            "shortage_only",
            "zone_sous_dense",
            Kind.FLAG,
            "Whether only ZIP and ZAC zones are wanted.",
            default=False,
            example=False,
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
            example="visit",
        ),
        Column(
            "opened_on",
            "ouvert_le",
            Kind.DATE,
            "Day of the first contact.",
            example=date(2027, 1, 15),
        ),
        Column(
            "next_step",
            "prochaine_etape",
            Kind.TEXT,
            "What comes next, in words.",
            example="Exempleville",
        ),
        Column(
            "next_date",
            "prochaine_date",
            Kind.DATE,
            "Day of what comes next.",
            example=date(2027, 4, 2),
        ),
        Column(
            "referent",
            "referent",
            Kind.TEXT,
            "Who supports the practitioner.",
            example="A. Exemple",
        ),
    ),
    key=("request_id",),
    practitioners=True,
)

OPENINGS = Table(
    "openings",
    "lieux_installation",
    "The places where a practitioner can install.",
    (
        Column(
            "opening_id",
            "lieu_id",
            Kind.IDENTIFIER,
            "Identifier of the place, any short code; each only once.",
            required=True,
            example="LIEU-EXEMPLE",
        ),
        Column(
            "name", "nom", Kind.TEXT, "Name of the place.", required=True, example="MSP Exemple"
        ),
        territory(required=True),
        Column(
            "kind",
            "nature",
            Kind.CHOICE,
            "Kind of structure, as in the table of sites.",
            required=True,
            choices=SITE_KINDS,
            open_choice=True,
            example="group_practice",
        ),
        Column(
            "setting",
            "cadre",
            Kind.CHOICE,
            "Private practice or salaried.",
            required=True,
            choices=SETTINGS,
            open_choice=True,
            example="liberal",
        ),
        profession(),
        Column(
            "seats",
            "places",
            Kind.INTEGER,
            "Number of practitioners wanted.",
            required=True,
            minimum=0,
            example=1,
        ),
        latitude(),
        longitude(),
        Column(
            "landlord",
            "bailleur",
            Kind.TEXT,
            "Who lets the premises.",
            example="Commune d'Exempleville",
        ),
        Column(
            "rent_month",
            "loyer_mois",
            Kind.NUMBER,
            "Rent, euros per month.",
            minimum=0,
            example=600,
        ),
        Column("m2", "m2", Kind.NUMBER, "Premises, square metres.", minimum=0, example=45),
        ACCESSIBLE,
        AVAILABLE_FROM,
        Column(
            "team",
            "equipe",
            Kind.IDENTIFIERS,
            "Codes of the professions present, several allowed.",
            example="nurse, physio",
        ),
        Column(
            "practice_size",
            "patientele",
            Kind.NUMBER,
            "Number of patients to take over.",
            minimum=0,
            example=900,
        ),
        Column(
            "leaver_date",
            "date_depart",
            Kind.DATE,
            "Day on which the predecessor leaves; empty: there is none.",
            example=date(2028, 6, 30),
        ),
    ),
    key=("opening_id",),
    practitioners=True,
)

AIDS = Table(
    "aids",
    "aides",
    "The aids to installation, studies and staying, dated.",
    (
        Column(
            "aid_id",
            "aide_id",
            Kind.IDENTIFIER,
            "Identifier of the aid, any short code; each only once.",
            required=True,
            example="AIDE-EXEMPLE",
        ),
        Column("name", "nom", Kind.TEXT, "Name of the aid.", required=True, example="Aide Exemple"),
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
            example="installation",
        ),
        amount(500),
        paid(),
        Column(
            "duration_months",
            "duree_mois",
            Kind.INTEGER,
            "How long it is paid, months.",
            minimum=0,
            example=12,
        ),
        Column(
            "group",
            "groupe",
            Kind.IDENTIFIER,
            "Any code shared by aids of which only the highest counts.",
            example="G-EXEMPLE",
        ),
        *period(),
        Column(
            "commitment_months",
            "engagement_mois",
            Kind.INTEGER,
            "Commitment asked in return, months; empty: none.",
            minimum=0,
            example=36,
        ),
        source(),
    ),
    key=("aid_id",),
    practitioners=True,
)

CRITERIA = Table(
    "criteria",
    "criteres",
    "The weights of the criteria by which sites are ranked.",
    (
        Column(
            "criterion",
            "critere",
            Kind.IDENTIFIER,
            "Name of the criterion: travel, practice, mode, team, services, premises, takeover, "
            "leaver, need, need_gain or aids.",
            required=True,
            example="EXEMPLE",
        ),
        Column(
            "weight",
            "poids",
            Kind.DECIMAL,
            "Weight of the criterion, 0 or more.",
            required=True,
            minimum=0,
            example=0.25,
        ),
    ),
    key=("criterion",),
    practitioners=True,
)
