"""What stands out in a diagnosis, in sentences: for who reads no table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import SupportsFloat

from ..language import Sentence, plural_sentence, sentence
from ..territories.diagnosis import Diagnosis
from ..territories.facts import ALL, SELECTION, SUPERVISOR, Area, Row
from .diagnosis_most import most_lacking

_NAMED = 3


def findings_of(diagnosis: Diagnosis, profession: str) -> tuple[Sentence, ...]:
    """Return what stands out of one profession, most important first."""
    here = diagnosis.area(SELECTION, None, profession)
    everywhere = diagnosis.area(ALL, None, profession)
    own = here or everywhere
    assert own is not None
    return (
        *_lacking(diagnosis, profession),
        *_access(diagnosis, own, everywhere if here else None),
        *_leaving(own),
        *_far(diagnosis, profession),
        *_students(own),
    )


def _lacking(diagnosis: Diagnosis, profession: str) -> Iterator[Sentence]:
    rows = most_lacking(diagnosis, profession, len(diagnosis.territories))
    worst = rows[0].known_need if rows else None
    if worst is None:
        return
    same = [row for row in rows if row.known_need == worst]
    names = [diagnosis.semester.territory[row.territory_id].name for row in same[:_NAMED]]
    if len(same) > _NAMED:
        yield sentence(
            "Most is lacking in {names} and {more} others (need {need}).",
            names=tuple(names),
            more=len(same) - _NAMED,
            need=_rounded(worst),
        )
    else:
        yield sentence(
            "Most is lacking in {names} (need {need}).", names=tuple(names), need=_rounded(worst)
        )


def _access(diagnosis: Diagnosis, own: Area, everywhere: Area | None) -> Iterator[Sentence]:
    if own.access is None or own.access_unit != "consultations":
        return
    if everywhere is None or everywhere.access is None:
        yield sentence(
            "Accessibility is {value} consultations a year per inhabitant on average.",
            value=_rounded(own.access),
        )
    else:
        yield sentence(
            "Accessibility is {value} consultations a year per inhabitant on average; in the whole "
            "table {all}.",
            value=_rounded(own.access),
            all=_rounded(everywhere.access),
        )
    share = own.inequality.share_under
    if share is not None:
        yield sentence(
            "{share} % of the inhabitants live where it is under {limit}.",
            share=round(100 * share),
            limit=float(diagnosis.semester.settings.apl_full_need),
        )


def _leaving(own: Area) -> Iterator[Sentence]:
    staff = own.workforce
    if staff.providers and staff.leavers_5 is not None and staff.leavers_10 is not None:
        yield plural_sentence(
            "Of {count} professional, {five} may leave within 5 years and {ten} within 10.",
            "Of {count} professionals, {five} may leave within 5 years and {ten} within 10.",
            count=staff.providers,
            five=staff.leavers_5,
            ten=staff.leavers_10,
        )


def _far(diagnosis: Diagnosis, profession: str) -> Iterator[Sentence]:
    rows = [diagnosis.row(t.territory_id, profession) for t in diagnosis.territories]
    known = [(row.nearest[SUPERVISOR].minutes, row) for row in rows if SUPERVISOR in row.nearest]
    if known:
        longest = max(minutes for minutes, _ in known)
        yield sentence(
            "The nearest supervisor is at most {minutes} minutes away ({name}).",
            minutes=longest,
            name=_farthest(diagnosis, [row for minutes, row in known if minutes == longest]),
        )


def _farthest(diagnosis: Diagnosis, rows: Sequence[Row]) -> str:
    return diagnosis.semester.territory[rows[0].territory_id].name


def _students(own: Area) -> Iterator[Sentence]:
    hosting = own.hosting
    if hosting.supervisors:
        yield plural_sentence(
            "There is {count} supervisor, for at most {places} students at a time.",
            "There are {count} supervisors, for at most {places} students at a time.",
            count=hosting.supervisors,
            places=hosting.supervisor_places,
        )
    if hosting.students is not None:
        yield plural_sentence(
            "{count} student is placed here this semester.",
            "{count} students are placed here this semester.",
            count=hosting.students,
        )


def _rounded(value: SupportsFloat) -> float:
    return round(float(value), 2)
