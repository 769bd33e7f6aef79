"""The tables of places and of the census of care."""

from __future__ import annotations

from datetime import date

from .columns import Choice, Column, Family, Kind, Table
from .schema_common import TERRITORY, latitude, longitude, period, profession, source, territory

ZONES = tuple(Choice(code, code) for code in ("ZIP", "ZAC", "ZV", "HV"))

SETTINGS = (Choice("liberal", "libéral"), Choice("centre", "salarié"))

SITE_KINDS = (
    Choice("liberal_practice", "cabinet_liberal"),
    Choice("group_practice", "msp"),
    Choice("health_centre", "centre_sante"),
    Choice("pmi", "pmi"),
    Choice("hospital", "hopital"),
    Choice("pharmacy", "pharmacie"),
    Choice("other", "autre"),
)

TERRITORIES = Table(
    "territories",
    "territoires",
    "The communes and quarters, with what is known of their care: those of the sites and of the "
    "students' homes.",
    (
        Column(
            "territory_id",
            "code_territoire",
            Kind.TERRITORY,
            "INSEE code of the commune (five characters), or any code for a quarter.",
            required=True,
            example=TERRITORY,
        ),
        Column(
            "name",
            "nom",
            Kind.TEXT,
            "Name of the territory.",
            required=True,
            example="Exempleville",
        ),
        Column(
            "population",
            "population",
            Kind.NUMBER,
            "Number of inhabitants.",
            minimum=0,
            counted=True,
            example=8200,
        ),
        latitude(example=46.2),
        longitude(example=5.2),
        Column(
            "department", "departement", Kind.IDENTIFIER, "Code of the département.", example="01"
        ),
        Column(
            "epci",
            "epci",
            Kind.IDENTIFIER,
            "Code of the intercommunality (EPCI).",
            example="200000001",
        ),
        Column("region", "region", Kind.IDENTIFIER, "Code of the region.", example="84"),
        Column(
            "zone",
            "zone",
            Kind.CHOICE,
            "Zone of the medical zoning for general practice; empty: none.",
            choices=ZONES,
            example="ZIP",
        ),
        Column(
            "qpv",
            "qpv",
            Kind.FLAG,
            "Whether it is a priority quarter (QPV).",
            default=False,
            example=False,
        ),
        Column(
            "frr",
            "frr",
            Kind.FLAG,
            "Whether it is a rural revitalisation area (FRR).",
            default=False,
            example=True,
        ),
        Column(
            "apl",
            "apl",
            Kind.DECIMAL,
            "Official accessibility to general practitioners (APL), consultations per year per "
            "standardised inhabitant; empty: not known.",
            minimum=0,
            example=2.3,
        ),
        Column(
            "gp_fte",
            "mg_etp",
            Kind.NUMBER,
            "General practitioners at work, full-time equivalents.",
            minimum=0,
            example=4.5,
        ),
        Column(
            "gp_over_60",
            "mg_plus_60",
            Kind.DECIMAL,
            "Share of the general practitioners aged 60 or more: 0.4 is 40 per cent.",
            minimum=0,
            maximum=1,
            example=0.4,
        ),
        Column(
            "need",
            "besoin",
            Kind.DECIMAL,
            "Shortage weight for general practice: 0 none, 1 the greatest; empty: computed from "
            "the zone and the accessibility.",
            minimum=0,
            maximum=1,
        ),
    ),
    key=("territory_id",),
    families=(
        Family(
            "ind_",
            "ind_",
            Kind.INDICATOR,
            "Any further indicator of the diagnosis, its name after the underscore.",
        ),
    ),
    required=True,
)

ZONING = Table(
    "zones",
    "zonages",
    "The zoning of professions other than general practice, dated.",
    (
        territory(required=True, text="Territory that is zoned."),
        profession(example="nurse"),
        Column(
            "zone",
            "zone",
            Kind.CHOICE,
            "Zone of the profession in the territory.",
            required=True,
            choices=ZONES,
            open_choice=True,
            example="ZAC",
        ),
        *period(),
        source(),
    ),
)

NEEDS = Table(
    "needs",
    "besoins",
    "The shortage weight of territories for professions other than general practice.",
    (
        territory(required=True, text="Territory concerned."),
        profession(example="dentist"),
        Column(
            "need",
            "besoin",
            Kind.DECIMAL,
            "Shortage weight: 0 none, 1 the greatest.",
            required=True,
            minimum=0,
            maximum=1,
            example=0.6,
        ),
    ),
    key=("territory_id", "profession"),
)

PROVIDERS = Table(
    "providers",
    "professionnels",
    "The census of care: the professionals at work.",
    (
        Column(
            "provider_id",
            "professionnel_id",
            Kind.IDENTIFIER,
            "Identifier of the professional.",
            required=True,
            example="PRO-EXEMPLE",
        ),
        Column(
            "name", "nom", Kind.TEXT, "Name of the professional.", example="Dr Dominique Exemple"
        ),
        profession(),
        territory(text="Territory of practice; needed where there are no coordinates."),
        latitude(),
        longitude(),
        Column(
            "kind",
            "nature",
            Kind.CHOICE,
            "Kind of structure, as in the table of sites.",
            choices=SITE_KINDS,
            open_choice=True,
            example="group_practice",
        ),
        Column(
            "setting",
            "cadre",
            Kind.CHOICE,
            "Private practice or salaried.",
            choices=SETTINGS,
            open_choice=True,
            example="liberal",
        ),
        Column(
            "fte",
            "etp",
            Kind.NUMBER,
            "Work done, full-time equivalents: 0.8 is four days a week; empty: counted as 1.",
            minimum=0,
            example=0.8,
        ),
        Column(
            "birth_year",
            "annee_naissance",
            Kind.INTEGER,
            "Year of birth.",
            minimum=1900,
            maximum=2100,
            example=1962,
        ),
        Column("sector", "secteur", Kind.TEXT, "Tariff sector: 1, 2 ….", example="1"),
        Column(
            "leaver_date",
            "date_depart",
            Kind.DATE,
            "Day of an announced departure; empty: none.",
            example=date(2028, 6, 30),
        ),
        Column(
            "takes_trainees",
            "accueille_stagiaires",
            Kind.FLAG,
            "Whether students are taken.",
            default=False,
            example=False,
        ),
        Column(
            "partners",
            "associes",
            Kind.TEXT,
            "Partners in the practice, or their number.",
            example="2",
        ),
    ),
    key=("provider_id",),
)
