"""The columns that several tables share: places, dates, references to other tables."""

from __future__ import annotations

from datetime import date

from .columns import Choice, Column, Kind

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

SCOPES = (
    Choice("territory", "territoire"),
    Choice("zone", "zone"),
    Choice("department", "departement"),
    Choice("epci", "epci"),
    Choice("region", "region"),
    Choice("setting", "cadre"),
    Choice("kind", "nature"),
    Choice("site", "site"),
    Choice("qpv", "qpv"),
    Choice("frr", "frr"),
)
"""What a quota, an aid or a fee may be limited to."""

# The example rows of a template refer to each other by these.
TERRITORY = "01999"
SITE = "SITE-EXEMPLE"
SUPERVISOR = "MSU-EXEMPLE"
PROGRAMME = "N1-EXEMPLE"
OFFER = "OFFRE-EXEMPLE"
STUDENT = "ETU-EXEMPLE"


def profession(*, required: bool = True, example: str = "gp") -> Column:
    """Return the column ``profession``, the same in every table."""
    return Column(
        "profession",
        "profession",
        Kind.CHOICE,
        "Code of the profession; codes other than those listed are taken as written.",
        required=required,
        choices=PROFESSIONS,
        open_choice=True,
        example=example,
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
        example=TERRITORY,
    )


def latitude(
    name: str = "lat",
    text: str = "Latitude in degrees (WGS84), as in 46.2052.",
    example: float | None = None,
) -> Column:
    """Return a column of latitudes."""
    return Column(name, name, Kind.NUMBER, text, minimum=-90, maximum=90, example=example)


def longitude(
    name: str = "lon",
    text: str = "Longitude in degrees (WGS84), as in 5.2255.",
    example: float | None = None,
) -> Column:
    """Return a column of longitudes."""
    return Column(name, name, Kind.NUMBER, text, minimum=-180, maximum=180, example=example)


def period() -> tuple[Column, Column]:
    """Return the columns ``start`` and ``end`` of dated lines."""
    return (
        Column(
            "start",
            "debut",
            Kind.DATE,
            "First day on which the line holds; empty: always.",
            example=date(2026, 1, 1),
        ),
        Column(
            "end",
            "fin",
            Kind.DATE,
            "Last day on which the line holds; empty: no end.",
            example=date(2028, 12, 31),
        ),
    )


def source() -> Column:
    """Return the column that says where a figure comes from."""
    return Column("source", "source", Kind.TEXT, "Where the line comes from.", example="ARS")


def reason() -> Column:
    """Return the column ``reason``, which students never see."""
    text = "Reason, for the coordinator only: students never see it."
    return Column("reason", "motif", Kind.TEXT, text, example="Exemple")


def supervisor(
    *, required: bool = False, text: str, lenient: bool = False, example: str | None = SUPERVISOR
) -> Column:
    """Return the column ``supervisor_id`` of a table other than supervisors."""
    return _reference(("supervisor_id", "msu_id", text), "supervisors", required, lenient, example)


def site(
    *, required: bool = False, text: str, lenient: bool = False, example: str | None = SITE
) -> Column:
    """Return the column ``site_id`` of a table other than sites."""
    return _reference(("site_id", "site_id", text), "sites", required, lenient, example)


def programme(*, required: bool = False, text: str, lenient: bool = False) -> Column:
    """Return the column ``programme_id`` of a table other than programmes."""
    names = ("programme_id", "programme_id", text)
    return _reference(names, "programmes", required, lenient, PROGRAMME)


def offer(*, required: bool = False, text: str) -> Column:
    """Return the column ``offer_id`` of a table other than offers."""
    return _reference(("offer_id", "offre_id", text), "offers", required, False, OFFER)


def student(*, text: str, lenient: bool = False) -> Column:
    """Return the column ``student_id`` of a table other than students."""
    names = ("student_id", "etudiant_id", text)
    return _reference(names, "students", True, lenient, STUDENT)


def _reference(
    names: tuple[str, str, str], table: str, required: bool, lenient: bool, example: str | None
) -> Column:
    """Return a column of one identifier of a table; ``names`` are both names and the meaning."""
    name, french, text = names
    return Column(
        name,
        french,
        Kind.IDENTIFIER,
        text,
        required=required,
        references=(table,),
        lenient=lenient,
        example=example,
    )
