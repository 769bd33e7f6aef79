"""Which column of a form is what: by heading, by content, and as the user says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..language import sentence
from ..tables.cells import clean, text_of
from ..tables.findings import Finding, error, warning
from ..tables.headings import slug, suggestion
from ..tables.raw import RawTable, letters
from .cannot_import import CannotImport
from .columns import PERSON, REFUSALS, WISHES, Mapping, Role, Taken, mapping_of
from .labels import Labels, is_nothing
from .wish_numbers import about_wishes, bare_number, wish_numbers

_SINGLE = frozenset({*PERSON, Role.FIRST_NAME, Role.TIMESTAMP})
_PLAIN = {role.value: role for role in Role if role.value.isidentifier() and role is not Role.WISH}
_NUMBERED = re.compile(r"(?:wish|voeu|vœu)[_ ]?(\d{1,4})", re.IGNORECASE)
_TARGETED = re.compile(r"(rank_of|refused):\s*(.+)", re.IGNORECASE | re.DOTALL)


def map_columns(
    form: RawTable, columns: Sequence[str], labels: Labels, findings: list[Finding]
) -> Mapping:
    """Return what every column of a form is taken for.

    Parameters
    ----------
    columns
        What the user says, each as ``HEADING=ROLE``; it goes before what is guessed.

    Raises
    ------
    CannotImport
        If a heading or a role that the user names does not exist.
    """
    asked = dict(pair for column in columns for pair in _asked(form, column))
    guessed = mapping_of(form.headings, labels.names)
    taken = [
        asked.get(position) or _by_content(form, position, guess, labels)
        for position, guess in enumerate(guessed.taken)
    ]
    mapping = Mapping(tuple(_one_each(taken, asked)), frozenset(asked))
    _report(form, mapping, findings)
    return mapping


def _asked(form: RawTable, column: str) -> Iterable[tuple[int, Taken]]:
    heading, separator, word = column.rpartition("=")
    # A role may name a target, and a target's name may hold an equals sign.
    match = re.search(r"=\s*(?:rank_of|refused):", column, re.IGNORECASE)
    if match is not None:
        heading, word = column[: match.start()], column[match.start() + 1 :]
    if not separator or not heading.strip():
        raise CannotImport(
            sentence(
                "--column '{column}' is not understood; write it as "
                '--column "HEADING=student_id".',
                column=column,
            )
        )
    taken = _role(word.strip())
    return [(position, taken) for position in positions_of(form, heading.strip())]


def _role(word: str) -> Taken:
    numbered, targeted = _NUMBERED.fullmatch(word), _TARGETED.fullmatch(word)
    if numbered is not None and int(numbered[1]):
        return Taken(Role.WISH, int(numbered[1]))
    if targeted is not None:
        role = Role.RANK_OF if targeted[1].lower() == "rank_of" else Role.REFUSAL_OF
        return Taken(role, target=targeted[2].strip())
    if word.lower() in _PLAIN:
        return Taken(_PLAIN[word.lower()])
    raise CannotImport(
        sentence(
            "a column cannot be '{word}'; it can be {roles}.",
            word=word,
            roles=(*_PLAIN, "wish_1", "wish_2 …", "rank_of:TARGET", "refused:TARGET"),
        )
    )


def positions_of(form: RawTable, heading: str) -> list[int]:
    """Return the columns of a heading; failing that, the column of these letters.

    Raises
    ------
    CannotImport
        If there is no such column.
    """
    exact = [i for i, text in enumerate(form.headings) if text.split() == heading.split()]
    folded = [i for i, text in enumerate(form.headings) if text and slug(text) == slug(heading)]
    lettered = [i for i in range(len(form.headings)) if letters(i) == heading.upper()]
    found = exact or folded or lettered
    if found:
        return found
    near = suggestion(heading, [text for text in form.headings if text])
    message = sentence("{file} has no column '{heading}'.", file=form.name, heading=heading)
    if near is not None:
        message = sentence("{message} {suggestion}", message=message, suggestion=near)
    raise CannotImport(message)


def _by_content(form: RawTable, position: int, guess: Taken, labels: Labels) -> Taken:
    """Return a guess as the column's cells confirm it."""
    heading = form.headings[position]
    cells = [text_of(cell) for row in form.rows if (cell := clean(row[position])) is not None]
    cells = [cell for cell in cells if not is_nothing(cell)]
    match guess.role:
        case Role.IGNORE:
            overlooked = about_wishes(heading) and cells and _name_targets(cells, labels)
            return Taken(Role.UNCLEAR) if overlooked else guess
        case Role.REFUSED:
            return Taken(Role.UNCLEAR) if cells and all(map(_is_yes_or_no, cells)) else guess
        case Role.UNCLEAR:
            return _unclear(heading, cells, labels)
        case Role.RANK_OF | Role.REFUSAL_OF if not cells:
            return Taken(Role.IGNORE)
        case Role.RANK_OF if guess.target == heading.strip():
            ranks = all(bare_number(cell) or len(wish_numbers(cell)) == 1 for cell in cells)
            return guess if ranks else Taken(Role.IGNORE)
        case _:
            return guess


def _name_targets(cells: list[str], labels: Labels) -> bool:
    """Say whether most cells name a target."""
    return sum(map(labels.names, cells)) > len(cells) / 2


def _is_yes_or_no(cell: str) -> bool:
    return slug(cell) in ("oui", "non", "yes", "no", "x", "true", "false", "vrai", "faux", "0", "1")


def _unclear(heading: str, cells: list[str], labels: Labels) -> Taken:
    """Return what a column is that speaks of wishes without a number."""
    several = any(re.search(r"[;\n]\s*\S", cell) for cell in cells)
    pieces = [piece for cell in cells for piece in re.split(r"[;\r\n]+", cell)]
    if not any(labels.names(piece) for piece in pieces if not is_nothing(piece)):
        return Taken(Role.IGNORE)
    if several and not wish_numbers(heading):
        return Taken(Role.RANKED)
    return Taken(Role.UNCLEAR)


def _one_each(taken: list[Taken], asked: Iterable[int]) -> Iterable[Taken]:
    """Yield the roles, without guesses where the user said which column it is."""
    fixed = {(taken[i].role, taken[i].number) for i in asked}
    moments = [t.order for t in taken if t.role is Role.TIMESTAMP]
    seen: Counter[Role] = Counter()
    for position, this in enumerate(taken):
        said = position in asked
        replaced = (this.role, this.number) in fixed and this.role in {*_SINGLE, Role.WISH}
        later = this.role is Role.TIMESTAMP and (
            this.order > min(moments) or seen[Role.TIMESTAMP] > 0
        )
        if not said and (replaced or later):
            yield replace(this, role=Role.IGNORE, number=0, target="")
            continue
        seen[this.role] += 1
        yield this


def _report(form: RawTable, mapping: Mapping, findings: list[Finding]) -> None:
    for position in mapping.of(Role.UNCLEAR):
        heading = form.headings[position]
        message = sentence(
            "it is not clear which wishes '{heading}' holds; say it with {wish} (or refused), or "
            "leave the column out with {ignore}.",
            heading=heading,
            wish=_option(heading, "wish_1"),
            ignore=_option(heading, "ignore"),
        )
        findings.append(error("ambiguous-column", form.where(None, position), message))
    unread = [h for h, t in zip(form.headings, mapping.taken, strict=True) if h and _is_free(t)]
    example = unread[0] if unread else sentence("HEADING")
    if not mapping.has(PERSON):
        message = sentence(
            "no column says which student answers; name the one that does, as in "
            '--column "{heading}=student_id".',
            heading=example,
        )
        findings.append(error("missing-column", form.where(), message))
    if not mapping.has(WISHES | REFUSALS) and not mapping.of(Role.UNCLEAR):
        message = sentence(
            'no column holds wishes; name those that do, as in --column "{heading}=wish_1".',
            heading=example,
        )
        findings.append(error("missing-column", form.where(), message))
    _report_gaps(form, mapping, findings)


def _report_gaps(form: RawTable, mapping: Mapping, findings: list[Finding]) -> None:
    numbers = {mapping.taken[position].number for position in mapping.of(Role.WISH)}
    gaps = [number for number in range(1, max(numbers, default=0)) if number not in numbers]
    if gaps:
        message = sentence(
            "there is no column for wish {number}, but one for a later wish; look at the columns "
            "that are left out.",
            number=gaps[0],
        )
        findings.append(warning("missing-column", form.where(), message))


def _is_free(taken: Taken) -> bool:
    return taken.role in (Role.IGNORE, Role.UNCLEAR)


def _option(heading: str, word: str) -> str:
    return f'--column "{heading}={word}"'
