"""The tables of an intake: requests, openings, territories, what lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..language import Lang
from ..settling.gaps import Gap
from ..settling.intake import BEST, Intake, Match
from ..territories.profession_names import profession_name, profession_of_one
from .plain_table import Field, PlainTable, Row, Value
from .settling_words import settling_words


def intake_tables(intake: Intake, lang: Lang) -> Mapping[str, PlainTable]:
    """Return every table by the stem of its CSV file."""
    return {
        "requests": requests_table(intake, lang),
        "openings": openings_table(intake, lang),
        "territories": territories_table(intake, lang),
        "gaps": gaps_table(intake, lang),
    }


def requests_table(intake: Intake, lang: Lang) -> PlainTable:
    """Return a line per request."""
    words = settling_words(lang)
    fields = (
        Field("request_id", words["request_id"]),
        Field("name", words["name"], width=26),
        profession_field(lang),
        Field("status", words["stage"], choices=True, width=20, shown=_coded(lang, "stage_")),
        Field("opened_on", words["opened_on"], "date"),
        Field("age_days", words["age_days"], "number"),
        Field("referent", words["referent"], choices=True, width=18),
        Field("next_step", words["next_step"], width=30),
        Field("next_date", words["next_date"], "date"),
        Field("step", words["step"], choices=True, width=20, shown=_coded(lang, "step_")),
        Field("days_to_step", words["days_late"], "number"),
        Field("possible", words["possible_openings"], "number"),
        *_best_fields(words["opening"], "opening_id", words["fit"]),
    )
    rows: list[Row] = [
        {
            "request_id": line.request.request_id,
            "name": line.request.name,
            "profession": line.request.profession,
            "status": line.request.status or "",
            "opened_on": line.request.opened_on,
            "age_days": line.age,
            "referent": line.request.referent,
            "next_step": line.request.next_step,
            "next_date": line.request.next_date,
            "step": line.step,
            "days_to_step": line.days,
            "possible": line.possible,
            **_best(line.best, "opening_id"),
        }
        for line in intake.requests
    ]
    return PlainTable(words["requests"], fields, rows)


def openings_table(intake: Intake, lang: Lang) -> PlainTable:
    """Return a line per opening."""
    words = settling_words(lang)
    fields = (
        Field("opening_id", words["opening_id"]),
        Field("name", words["name"], width=34),
        Field("territory_id", words["territory_id"]),
        Field("territory", words["territory"], width=22, choices=True),
        profession_field(lang),
        Field("seats", words["seats"], "number"),
        Field("possible", words["possible_requests"], "number"),
        *_best_fields(words["request"], "request_id", words["fit"]),
    )
    names = territory_names(intake)
    rows: list[Row] = [
        {
            "opening_id": line.opening.opening_id,
            "name": line.opening.name,
            "territory_id": line.opening.territory_id,
            "territory": names[line.opening.territory_id],
            "profession": line.opening.profession,
            "seats": line.opening.seats,
            "possible": line.possible,
            **_best(line.best, "request_id"),
        }
        for line in intake.openings
    ]
    return PlainTable(words["openings"], fields, rows)


def territories_table(intake: Intake, lang: Lang) -> PlainTable:
    """Return a line per territory that has an opening, or lacks something."""
    words = settling_words(lang)
    lacking: dict[str, set[str]] = {}
    for gap in intake.gaps:
        if gap.opening_id is None and gap.want != "distance":
            lacking.setdefault(gap.territory_id, set()).update(gap.requests)
    fields = (
        Field("territory_id", words["territory_id"]),
        Field("territory", words["territory"], width=26),
        Field("openings", words["openings"], "number"),
        Field("seats", words["seats"], "number"),
        Field("possible", words["possible_requests"], "number"),
        Field("lacking", words["gap_count"], "number", bar=True),
        *_best_fields(words["request"], "request_id", words["fit"]),
    )
    names = territory_names(intake)
    rows: list[Row] = [
        {
            "territory_id": line.territory_id,
            "territory": names[line.territory_id],
            "openings": line.openings,
            "seats": line.seats,
            "possible": line.possible,
            "lacking": len(lacking.get(line.territory_id, ())),
            **_best(line.best, "request_id"),
        }
        for line in intake.territories
    ]
    return PlainTable(words["territories"], fields, rows)


def gaps_table(intake: Intake, lang: Lang, gaps: Iterable[Gap] | None = None) -> PlainTable:
    """Return a line per territory or opening and thing that lacks."""
    words = settling_words(lang)
    fields = (
        Field("territory_id", words["territory_id"]),
        Field("territory", words["territory"], width=26, choices=True),
        Field("opening_id", words["opening_id"]),
        Field("want", words["gap"], choices=True, width=34, shown=_coded(lang, "want_")),
        profession_field(lang),
        Field("count", words["gap_count"], "number", bar=True),
        Field("requests", words["requests"], width=50),
    )
    names = territory_names(intake)
    rows: list[Row] = [
        {
            "territory_id": gap.territory_id,
            "territory": names[gap.territory_id],
            "opening_id": gap.opening_id,
            "want": gap.want,
            "profession": gap.profession,
            "count": len(gap.requests),
            "requests": " ".join(gap.requests),
        }
        for gap in (intake.gaps if gaps is None else gaps)
    ]
    return PlainTable(words["gaps"], fields, rows)


REQUEST_COLUMNS = (
    *("who", "profession", "status", "next_step", "next_date", "step", "referent", "age_days"),
)
MATCH_COLUMNS = ("who", "profession", "possible", "best")
OPENING_COLUMNS = ("opening_id", "name", "territory", "profession", "seats", "possible", "best")
TERRITORY_COLUMNS = (
    "territory",
    "territory_id",
    "openings",
    "seats",
    "possible",
    "lacking",
    "best",
)


def readable(table: PlainTable, names: Iterable[str], best: str, lang: Lang) -> PlainTable:
    """Return a table as a page has room for it: some columns, and some that hold several.

    ``best``, headed so, are the best matches; ``who`` is a request with its name.
    """
    by_name = {field.name: field for field in table.fields}
    by_name["who"] = Field("who", settling_words(lang)["request"], width=30)
    by_name["best"] = Field("best", best, width=34)
    fields = tuple(by_name[name] for name in names)
    rows: list[Row] = [
        {**row, "who": _who(row), "best": _best_text(row, lang)} for row in table.rows
    ]
    return PlainTable(table.title, fields, rows)


def _who(row: Row) -> str:
    return f"{row.get('request_id')} {row.get('name')}"


def _best_text(row: Row, lang: Lang) -> str:
    found = []
    for k in range(1, BEST + 1):
        name = row.get(f"best_{k}_opening_id") or row.get(f"best_{k}_request_id")
        fit = row.get(f"best_{k}_fit")
        if name is not None and isinstance(fit, float):
            text = f"{fit:.2f}"
            found.append(f"{name} ({text if lang == 'en' else text.replace('.', ',')})")
    return ", ".join(found)


def territory_names(intake: Intake) -> Mapping[str, str]:
    """Return the names of the territories by code."""
    return {t.territory_id: t.name for t in intake.semester.territories}


def gap_text(gap: Gap, lang: Lang) -> str:
    """Return what lacks in words, with the profession where it matters."""
    text = settling_words(lang)[f"want_{gap.want}"]
    if gap.profession is None:
        return text
    return f"{text} ({profession_name(gap.profession, lang)})"


def profession_field(lang: Lang) -> Field:
    """Return the column of a profession, named for people."""
    heading = settling_words(lang)["profession"]
    return Field(
        "profession",
        heading,
        choices=True,
        width=22,
        shown=lambda value: profession_of_one(str(value), lang),
    )


def _coded(lang: Lang, prefix: str) -> Callable[[Value], Value]:
    words = settling_words(lang)

    def shown(value: Value) -> Value:
        return words.get(f"{prefix}{value}", str(value))

    return shown


def _best_fields(heading: str, name: str, fit: str) -> tuple[Field, ...]:
    return tuple(
        field
        for k in range(1, BEST + 1)
        for field in (
            Field(f"best_{k}_{name}", f"{heading} {k}"),
            Field(f"best_{k}_fit", f"{fit} {k}", "number", width=8, decimals=3),
        )
    )


def _best(matches: Iterable[Match], name: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for k, match in enumerate(matches, start=1):
        found[f"best_{k}_{name}"] = getattr(match, name)
        found[f"best_{k}_fit"] = match.fit
    return found
