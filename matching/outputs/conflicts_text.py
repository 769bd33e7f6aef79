"""What conflicts and what would help, as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..conflicts.demand import CAUSES
from ..conflicts.explanation import Change, Conflict, Member
from ..infeasible import CannotBeMet
from ..language import Lang, Sentence, plural_sentence, sentence
from .messages import message

_MOST_OF_A_KIND = 6
"""Members of one kind that are each said on a line of their own; more are named only."""

_MOST_UNPROVEN = 20
"""Of more members than this, not proven to be needed, the limits are not named."""

_MOST_CHANGES = 6


def conflict_lines(error: CannotBeMet, lang: Lang) -> Iterator[str]:
    """Yield the lines about conflicts and changes, none where no conflict was found."""
    for conflict in error.conflicts:
        yield ""
        yield message(_heading(conflict), lang)
        for said in _members(conflict):
            yield f"- {said.said(lang)}"
        if conflict.why is not None:
            yield f"  {conflict.why.said(lang)}"
        if conflict.changes:
            yield message("change_one" if len(error.conflicts) == 1 else "change_conflict", lang)
            yield from _changes(conflict.changes[:_MOST_CHANGES], lang)
            if len(conflict.changes) > _MOST_CHANGES:
                yield f"- {_more(len(conflict.changes) - _MOST_CHANGES).said(lang)}"
    if error.together:
        yield ""
        yield message("change_all" if len(error.conflicts) > 1 else "change_none", lang)
        yield from _changes(error.together, lang)
    if error.conflicts and not error.examined:
        yield message("not_examined", lang)
    if error.conflicts:
        yield ""


def _heading(conflict: Conflict) -> str:
    if not conflict.minimal:
        return "conflict_open"
    return "conflict_alone" if len(conflict.members) == 1 else "conflict"


def _changes(changes: Sequence[Change], lang: Lang) -> Iterator[str]:
    for change in changes:
        yield f"- {change.text.said(lang)}"


def _members(conflict: Conflict) -> Iterator[Sentence]:
    """Yield what each member is; those of a kind together where there are many."""
    members = conflict.members
    if not conflict.minimal and len(members) > _MOST_UNPROVEN:
        members = tuple(member for member in members if member.kind in CAUSES)
    for kind in dict.fromkeys(member.kind for member in members):
        own = [member for member in members if member.kind == kind]
        if len(own) <= _MOST_OF_A_KIND:
            yield from (member.text for member in own)
        else:
            yield _many(own)
    if len(members) < len(conflict.members):
        yield sentence("limits of offers, sites and supervisors")


def _many(members: Sequence[Member]) -> Sentence:
    """Return many members of a kind by their names."""
    names = tuple(dict.fromkeys(member.identifier for member in members))
    count = len(names)
    match members[0].kind:
        case "lock":
            return sentence("the locks of {count} students: {names}", count=count, names=names)
        case "quota_min" | "quota_max":
            return sentence("{count} quotas: {names}", count=count, names=names)
        case "link":
            return sentence("{count} links: {names}", count=count, names=names)
        case "conflict":
            return sentence("the conflicts of {count} students: {names}", count=count, names=names)
        case "seats" | "min_if_open":
            return sentence("the seats of {count} offers: {names}", count=count, names=names)
        case "housing":
            return sentence("the housing of {count} sites: {names}", count=count, names=names)
        case "rooms":
            return sentence("the rooms of {count} sites: {names}", count=count, names=names)
        case "at_once":
            return sentence(
                "the students whom {count} supervisors take at the same half-day: {names}",
                count=count,
                names=names,
            )
        case _:
            return sentence(
                "the students whom {count} supervisors take at any time: {names}",
                count=count,
                names=names,
            )


def _more(count: int) -> Sentence:
    return plural_sentence("and {count} change more", "and {count} changes more", count=count)
