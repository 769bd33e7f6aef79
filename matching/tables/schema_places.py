"""The tables of places and of the census of care."""

from __future__ import annotations

from .columns import Choice, Column, Family, Kind, Table

PROFESSIONS = tuple(
    Choice(code, code)
    for code in (
        "gp",
        "dentist",
        "physio",
        "speech",
        "nurse",
        "pharmacist",
        "midwife",
        "childcare_nurse",
    )
)
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


def profession(*, required: bool = True) -> Column:
    """Return the column ``profession``, the same in every table."""
    return Column(
        "profession",
        "profession",
        Kind.CHOICE,
        "Code of the profession; other codes than those listed are taken as written.",
        required=required,
        choices=PROFESSIONS,
        open_choice=True,
    )


def territory(*, required: bool = False, text: str = "Territory where it lies.") -> Column:
    """Return the column ``territory_id`` of a table other than territories."""
    return Column(
        "territory_id",
        "code_territoire",
        Kind.TERRITORY,
        text,
        required=required,
        references=("territories",),
    )


def latitude(name: str = "lat") -> Column:
    """Return a column of latitudes."""
    return Column(name, name, Kind.NUMBER, "Latitude, WGS84 degrees.", minimum=-90, maximum=90)


def longitude(name: str = "lon") -> Column:
    """Return a column of longitudes."""
    return Column(name, name, Kind.NUMBER, "Longitude, WGS84 degrees.", minimum=-180, maximum=180)


def period() -> tuple[Column, Column]:
    """Return the columns ``start`` and ``end`` of dated lines."""
    return (
        Column("start", "debut", Kind.DATE, "First day on which the line holds; empty: always."),
        Column("end", "fin", Kind.DATE, "Last day on which the line holds; empty: no end."),
    )


def source() -> Column:
    """Return the column that says where a figure comes from."""
    return Column("source", "source", Kind.TEXT, "Where the line comes from.")


TERRITORIES = Table(
    "territories",
    "territoires",
    "The communes and quarters, with what is known of their care.",
    (
        Column(
            "territory_id",
            "code_territoire",
            Kind.TERRITORY,
            "INSEE code of the commune, or any code for a quarter.",
            required=True,
        ),
        Column("name", "nom", Kind.TEXT, "Name of the territory.", required=True),
        Column("population", "population", Kind.NUMBER, "Inhabitants.", minimum=0),
        latitude(),
        longitude(),
        Column("department", "departement", Kind.IDENTIFIER, "Code of the département."),
        Column("epci", "epci", Kind.IDENTIFIER, "Code of the intercommunality."),
        Column("region", "region", Kind.IDENTIFIER, "Code of the region."),
        Column("zone", "zone", Kind.CHOICE, "Medical zoning for general practice.", choices=ZONES),
        Column("qpv", "qpv", Kind.FLAG, "Whether it is a priority quarter.", default=False),
        Column(
            "frr", "frr", Kind.FLAG, "Whether it is a rural revitalisation area.", default=False
        ),
        Column(
            "apl",
            "apl",
            Kind.DECIMAL,
            "Official accessibility to general practitioners, consultations per year per "
            "standardised inhabitant.",
            minimum=0,
        ),
        Column(
            "gp_fte",
            "mg_etp",
            Kind.NUMBER,
            "General practitioners, full-time equivalents.",
            minimum=0,
        ),
        Column(
            "gp_over_60",
            "mg_plus_60",
            Kind.DECIMAL,
            "Share of the general practitioners aged 60 or more, 0 to 1.",
            minimum=0,
            maximum=1,
        ),
        Column(
            "need",
            "besoin",
            Kind.DECIMAL,
            "Shortage weight for general practice, 0 to 1; empty: computed.",
            minimum=0,
            maximum=1,
        ),
    ),
    key=("territory_id",),
    families=(Family("ind_", "ind_", Kind.INDICATOR, "Any further indicator of the diagnosis."),),
    required=True,
)

ZONING = Table(
    "zones",
    "zonages",
    "The zoning of professions, dated.",
    (
        territory(required=True, text="Territory that is zoned."),
        profession(),
        Column(
            "zone",
            "zone",
            Kind.CHOICE,
            "Zone of the profession in the territory.",
            required=True,
            choices=ZONES,
            open_choice=True,
        ),
        *period(),
        source(),
    ),
)

NEEDS = Table(
    "needs",
    "besoins",
    "The shortage weight of territories per profession.",
    (
        territory(required=True, text="Territory concerned."),
        profession(),
        Column(
            "need",
            "besoin",
            Kind.DECIMAL,
            "Shortage weight, 0 to 1.",
            required=True,
            minimum=0,
            maximum=1,
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
        ),
        Column("name", "nom", Kind.TEXT, "Name."),
        profession(),
        territory(text="Territory of practice; needed where there are no coordinates."),
        latitude(),
        longitude(),
        Column("kind", "nature", Kind.TEXT, "Kind of structure, as in the table of sites."),
        Column(
            "setting",
            "cadre",
            Kind.CHOICE,
            "Private practice or salaried.",
            choices=SETTINGS,
            open_choice=True,
        ),
        Column("fte", "etp", Kind.NUMBER, "Full-time equivalents.", minimum=0),
        Column(
            "birth_year",
            "annee_naissance",
            Kind.INTEGER,
            "Year of birth.",
            minimum=1900,
            maximum=2100,
        ),
        Column("sector", "secteur", Kind.TEXT, "Tariff sector."),
        Column("leaver_date", "date_depart", Kind.DATE, "Day of an announced departure."),
        Column(
            "takes_trainees",
            "accueille_stagiaires",
            Kind.FLAG,
            "Whether trainees are taken.",
            default=False,
        ),
        Column("partners", "associes", Kind.TEXT, "Partners, or their number."),
    ),
    key=("provider_id",),
)
