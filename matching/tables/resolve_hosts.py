"""From parsed tables to supervisors, accreditations, programmes and offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..entities import Accreditation, Offer, OfferPart, Presence, Programme, Supervisor
from ..halfdays import HALF_DAYS
from ..language import sentence
from .findings import Finding, error, warning
from .headings import slug, suggestion
from .parsing import Parsed, ParsedTable
from .references import NOUNS, Known, does_not_exist, says_absent, says_present
from .resolve_places import rows_of
from .schedules import PresenceCell, WeeksCell

_END = frozenset({"end", "fin", "none", "aucun"})


def says_end(word: str) -> bool:
    """Say whether a word in the place of a programme means that its students leave."""
    return slug(word) in _END


def supervisors(parsed: Parsed, known: Known) -> tuple[Supervisor, ...]:
    """Return the supervisors with their timetables."""
    table = parsed.get("supervisors")
    if table is None:
        return ()
    columns = [table.values(name) for name in HALF_DAYS]
    timetables = _Timetables(known.get("sites", ()))
    found = []
    for index, record in table.records(without=HALF_DAYS):
        cells = [column[index] for column in columns]
        record["programmes"] = record["programmes"] or ()
        record["limits"] = record["limits"] or {}
        found.append(Supervisor(**record, timetable=timetables.of(record["site_id"], cells)))
    return tuple(sorted(found, key=lambda supervisor: supervisor.supervisor_id))


class _Timetables:
    """What the cells of timetables mean; equal ones at one usual site are found once."""

    def __init__(self, sites: Collection[str]) -> None:
        self._sites = sites
        self._found: dict[str, dict[str, Presence | None]] = {}

    def of(self, usual: str, cells: Sequence[PresenceCell | None]) -> tuple[Presence | None, ...]:
        """Return the timetable of one supervisor."""
        found = self._found.setdefault(usual, {})
        timetable: list[Presence | None] = []
        for cell in cells:
            if cell is None:
                timetable.append(None)
                continue
            if cell.text not in found:
                found[cell.text] = _presence(cell, usual, cell.site in self._sites)
            timetable.append(found[cell.text])
        return tuple(timetable)


def _presence(cell: PresenceCell, usual: str, is_site: bool) -> Presence | None:
    """Return where a timetable cell says that a supervisor is.

    A site may be called ``1``: identifiers go before the words for yes and no.
    """
    if cell.site is None or (not is_site and says_present(cell.site)):
        return Presence(usual, cell.away)
    if not is_site and says_absent(cell.site):
        return None
    return Presence(cell.site, cell.away)


def accreditations(parsed: Parsed) -> tuple[Accreditation, ...]:
    """Return the dated accreditations."""
    found = [Accreditation(**record) for _, record in rows_of(parsed, "accreditations")]
    return tuple(
        sorted(
            found,
            key=lambda line: (
                line.supervisor_id or "",
                line.site_id or "",
                line.programme_id,
                str(line.start),
                str(line.end),
            ),
        )
    )


def programmes(parsed: Parsed, n_weeks: int, findings: list[Finding]) -> tuple[Programme, ...]:
    """Return the programmes, their defaults resolved."""
    with_offers = {record["programme_id"] for _, record in rows_of(parsed, "offers")}
    found = []
    for index, record in rows_of(parsed, "programmes"):
        _resolve_programme(record, with_offers)
        _resolve_next(record, parsed["programmes"], index, findings)
        _resolve_weeks(record, parsed["programmes"], index, n_weeks, findings)
        found.append(Programme(**record))
    return tuple(sorted(found, key=lambda programme: programme.programme_id))


def _resolve_programme(record: dict[str, Any], with_offers: set[str]) -> None:
    if record["min_parts"] is None:
        record["min_parts"] = 1
    if record["max_parts"] is None:
        record["max_parts"] = max(2, record["min_parts"])
    if record["min_part"] is None:
        record["min_part"] = min(2, record["half_days"])
    if record["composition"] is None:
        has_offers = record["programme_id"] in with_offers
        record["composition"] = "offers" if has_offers else "composed"
    record["everyone_given"] = record["everyone"] is not None
    if record["everyone"] is None:
        record["everyone"] = record["mechanism"] == "optimal"


def _resolve_next(
    record: dict[str, Any], table: ParsedTable, index: int, findings: list[Finding]
) -> None:
    """Tell a programme that comes next from the word that says that its students leave.

    A programme may be called ``end``: identifiers go before words.
    """
    name = record["next_programme"]
    known = table.values("programme_id")
    if name is None or name in known:
        return
    record["next_programme"] = None
    record["finishes"] = says_end(name)
    if not record["finishes"]:
        message = does_not_exist(NOUNS["programmes",], name)
        hint = suggestion(name, [*filter(None, known), "end", "fin"])
        where = table.where(index, "next_programme")
        findings.append(error("unknown-reference", where, message, hint))


def _resolve_weeks(
    record: dict[str, Any],
    table: ParsedTable,
    index: int,
    n_weeks: int,
    findings: list[Finding],
) -> None:
    """Replace the cell of weeks by the set of weeks and its text."""
    cell: WeeksCell | None = record["weeks"]
    record["weeks_text"] = "" if cell is None else cell.text
    if cell is None:
        return
    record["weeks"] = cell.among(n_weeks)
    if cell.last <= n_weeks:
        return
    where = table.where(index, "weeks")
    column = table.heading("weeks")
    if record["weeks"]:
        message = sentence(
            "{column} '{text}' go beyond the {weeks} weeks of the semester and are cut there.",
            column=column,
            text=cell.text,
            weeks=n_weeks,
        )
        findings.append(warning("weeks-cut", where, message))
    else:
        message = sentence(
            "{column} '{text}' go beyond the {weeks} weeks of the semester.",
            column=column,
            text=cell.text,
            weeks=n_weeks,
        )
        findings.append(error("out-of-range", where, message))


def offers(parsed: Parsed, n_weeks: int, findings: list[Finding]) -> tuple[Offer, ...]:
    """Return the offers with their parts."""
    usual: Mapping[str, str] = {
        record["supervisor_id"]: record["site_id"] for _, record in rows_of(parsed, "supervisors")
    }
    parts: dict[str, list[OfferPart]] = defaultdict(list)
    for index, record in rows_of(parsed, "offer_parts"):
        _resolve_weeks(record, parsed["offer_parts"], index, n_weeks, findings)
        record["site_id"] = record["site_id"] or usual.get(record["supervisor_id"])
        if record["site_id"] is not None:
            parts[record["offer_id"]].append(OfferPart(**record))
    found = [
        Offer(**record, parts=tuple(sorted(parts[record["offer_id"]], key=_part_order)))
        for _, record in rows_of(parsed, "offers")
    ]
    return tuple(sorted(found, key=lambda offer: offer.offer_id))


def _part_order(part: OfferPart) -> tuple[str, str, str, str]:
    return part.supervisor_id, part.site_id, str(part.half_days), part.weeks_text
