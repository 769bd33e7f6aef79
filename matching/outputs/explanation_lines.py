"""Limits that are used up, and who holds them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..explaining.answers import Blocking, Fact, Holder
from ..explaining.naming import Naming, half_days
from ..language import Lang, Sentence, plural_sentence, sentence

_MOST_HOLDERS = 12


def fact_line(fact: Fact, lang: Lang) -> str:
    """Return a fact with the cells that it comes from."""
    return _with_cells(fact.said.said(lang), fact.cells)


def _with_cells(text: str, cells: tuple[str, ...]) -> str:
    return f"{text} ({', '.join(cells)})" if cells else text


def blocking_lines(found: Iterable[Blocking], naming: Naming, lang: Lang) -> Iterator[str]:
    """Yield a line per limit, half-days alike together, and below it who holds it."""
    ordered = sorted(found, key=_sort_key)
    for _, group in groupby(ordered, key=_alike):
        limits = list(group)
        yield _with_cells(_limit_text(limits, naming).said(lang), limits[0].cells)
        holders = limits[0].holders
        for holder in holders[:_MOST_HOLDERS]:
            yield f"  {_holder_text(holder, naming, lang)}"
        if len(holders) > _MOST_HOLDERS:
            more = plural_sentence(
                "and {count} more", "and {count} more", count=len(holders) - _MOST_HOLDERS
            )
            yield f"  {more.said(lang)}"


def _alike(blocking: Blocking) -> tuple[str, str, int, tuple[str, ...]]:
    names = tuple(holder.student_id for holder in blocking.holders)
    return blocking.kind, blocking.name, blocking.limit, names


def _sort_key(blocking: Blocking) -> tuple[tuple[str, str, int, tuple[str, ...]], int]:
    return _alike(blocking), blocking.half_day or 0


def _limit_text(limits: list[Blocking], naming: Naming) -> Sentence:
    first = limits[0]
    days = half_days(b.half_day for b in limits if b.half_day is not None)
    name, limit = first.name, first.limit
    match first.kind:
        case "seats":
            return plural_sentence(
                "{offer}: its seats are taken, there is {count}",
                "{offer}: its seats are taken, there are {count}",
                count=limit,
                offer=naming.offer(name),
            )
        case "supervisor":
            return plural_sentence(
                "{supervisor} takes no more than {count} student at a time",
                "{supervisor} takes no more than {count} students at a time",
                count=limit,
                supervisor=naming.supervisor(name),
            )
        case "limit":
            return plural_sentence(
                "{supervisor} takes no more than {count} student of the programme",
                "{supervisor} takes no more than {count} students of the programme",
                count=limit,
                supervisor=naming.supervisor(name),
            )
        case "half-day" if not days:
            return sentence(
                "the half-days of {supervisor} are taken", supervisor=naming.supervisor(name)
            )
        case "half-day":
            return sentence(
                "{supervisor} is taken {half_days}",
                supervisor=naming.supervisor(name),
                half_days=days,
            )
        case "room" if not days:
            return sentence("the rooms of {site} are taken", site=naming.site(name))
        case "room":
            return sentence(
                "{site}: the rooms are taken {half_days}",
                site=naming.site(name),
                half_days=days,
            )
        case "housing":
            return sentence("{site}: the housing is taken", site=naming.site(name))
        case _:
            return plural_sentence(
                "quota {quota} allows {count} student, and is full",
                "quota {quota} allows {count} students, and is full",
                count=limit,
                quota=name,
            )


def _holder_text(holder: Holder, naming: Naming, lang: Lang) -> str:
    """Return who holds something, and with what priority."""
    said = []
    if holder.locked:
        said.append(sentence("locked"))
    if holder.turn is not None:
        said.append(sentence("turn {turn}", turn=holder.turn))
    if holder.position is not None:
        said.append(sentence("at position {position}", position=holder.position))
    if holder.turn is not None or holder.position is not None:
        if holder.seniority is not None:
            said.append(sentence("seniority {seniority}", seniority=holder.seniority))
        if holder.rank is not None:
            said.append(sentence("rank {rank}", rank=holder.rank))
        if holder.ticket is not None:
            said.append(sentence("lottery {ticket}", ticket=holder.ticket))
    said.append(sentence("of programme {programme}", programme=holder.programme_id))
    who = naming.student(holder.student_id)
    return sentence("by {student}: {priority}", student=who, priority=tuple(said)).said(lang)
