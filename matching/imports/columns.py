"""What the columns of a form hold, told by their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from .wish_numbers import about_wishes, bare_number, wish_numbers, words_of


class Role(Enum):
    """What a column is taken for; the value is what ``--column`` calls it."""

    STUDENT_ID = "student_id"
    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    TIMESTAMP = "timestamp"
    WISH = "wish_"
    RANKED = "wishes"
    RANK_OF = "rank_of:"
    REFUSED = "refused"
    REFUSAL_OF = "refused:"
    UNCLEAR = "?"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one column is taken for.

    Attributes
    ----------
    number
        Of a wish: its rank.
    target
        Of a column per target (`Role.RANK_OF`, `Role.REFUSAL_OF`): the target's label.
    order
        Of several columns of one role, those with the smallest are used.
    """

    role: Role
    number: int = 0
    target: str = ""
    order: int = 0

    @property
    def word(self) -> str:
        """Return what ``--column`` calls it: ``wish_3``, ``rank_of:S12``."""
        return f"{self.role.value}{self.number or ''}{self.target}"


PERSON = (Role.STUDENT_ID, Role.EMAIL, Role.NAME)
"""The roles that say who answers, the surest first."""

WISHES = frozenset({Role.WISH, Role.RANKED, Role.RANK_OF})
REFUSALS = frozenset({Role.REFUSED, Role.REFUSAL_OF})

_IGNORED = Taken(Role.IGNORE)
_BRACKET = re.compile(r"\s*(.*?)\s*(?:\[(.+)\]|->\s*(.+?))\s*", re.DOTALL)
# How LimeSurvey numbers the answers of a question that ranks.
_PLACE = re.compile(r"(?:classement|ranking|position|ordre|order) (\d{1,3})")
_REMARK = re.compile(
    r"\b(comment\w*|remarques?|remarks?|motiv\w*|raisons?|justifi\w*|pourquoi|why|reasons?|"
    r"explain|expli\w+|nombre|total|score|points|feedback)\b"
)
_REFUSAL = re.compile(
    r"\b(refus\w*|veto|exclus?\w*|never|jamais|ne (?:veux|souhaite[zs]?|voul\w+) (?:pas|surtout))\b"
)
_TIMES = (
    re.compile(r"\b(horodat\w+|timestamp|date de soumission|date submitted|submitted\b.*|"
               r"heure de (?:fin|soumission|completion)|completion time|soumis\b.*|complete le|"
               r"date de (?:fin|reponse|completion)|completed\b.*|end ?date)$"),
    re.compile(r"\b(derniere action|date last action|last action|heure de modification|"
               r"modifie le|last modified\b.*)$"),
    re.compile(r"^(date|date et heure|heure|date heure|heure de debut|start time|"
               r"date de lancement|date started|start ?date|cree le)$"),
)  # fmt: skip
# Older Google forms call the address of who answers "Nom d'utilisateur".
_ADDRESS = re.compile(
    r"mail|courriel|\bmessagerie\b|\badresse electronique\b|^nom d utilisateur$|^username$"
)
_PHONE = re.compile(r"\b(tel|telephone|phone|portable|mobile)\b")
_NUMBER_WORDS = re.compile(r"\b(numero|num|no|n|id|identifiant|code|number|identifier|matricule)\b")
_STUDENT_WORDS = re.compile(r"\b(etudiante?s?|students?|etu|externes?|internes?)\b")
_STUDENT_ID = re.compile(
    "(student_?id|etudiant_?id|etudiant|student|ine|matricule|id_?number|numero_d_identification|"
    "numero_apogee|code_apogee|numetu)"
)
_LAST_NAME = frozenset({"nom", "name", "surname", "lastname", "noms"})
_FIRST_NAME = frozenset({"prenom", "prenoms", "firstname", "forename", "given"})
_BESIDE_NAMES = re.compile(
    "(d|de|du|des|l|la|le|et|and|a|of|s|the|votre|vos|your|famille|usage|naissance|complet|full|"
    "last|first|etudiante?|student)"
)


def taken_for(heading: str, names_target: Callable[[str], bool]) -> Taken:
    """Return what a column is taken for by its heading alone.

    `Role.UNCLEAR` where the heading speaks of wishes, but not of which.
    """
    words = words_of(heading)
    if not words:
        return _IGNORED
    return (
        _one_of_many(heading, names_target)
        or _remark_or_refusal(words)
        or _wish(heading)
        or _time(words)
        or _person(words)
        or (Taken(Role.RANK_OF, target=heading.strip()) if names_target(heading) else None)
        or (Taken(Role.UNCLEAR) if about_wishes(heading) else _IGNORED)
    )


def _one_of_many(heading: str, names_target: Callable[[str], bool]) -> Taken | None:
    """Return the role of one column of a grid: ``Classement [Cabinet Rousseau]``."""
    match = _BRACKET.fullmatch(heading)
    if match is None:
        return None
    question, option = match[1], (match[2] or match[3]).strip()
    words = words_of(question)
    if _REMARK.search(words) or _REMARK.search(words_of(option)):
        return _IGNORED
    if _REFUSAL.search(words):
        return Taken(Role.REFUSAL_OF, target=option)
    numbers = wish_numbers(option)
    if len(numbers) == 1:
        return Taken(Role.WISH, next(iter(numbers)))
    place = _PLACE.fullmatch(words_of(option))
    number = int(place[1]) if place else bare_number(option)
    if number and about_wishes(question) and not names_target(option):
        return Taken(Role.WISH, number)
    if about_wishes(question) or names_target(option):
        return Taken(Role.RANK_OF, target=option)
    return None


def _remark_or_refusal(words: str) -> Taken | None:
    if _REMARK.search(words):
        return _IGNORED
    return Taken(Role.REFUSED) if _REFUSAL.search(words) else None


def _wish(heading: str) -> Taken | None:
    numbers = wish_numbers(heading)
    if len(numbers) > 1:
        return Taken(Role.UNCLEAR)
    return Taken(Role.WISH, next(iter(numbers))) if numbers else None


def _time(words: str) -> Taken | None:
    for order, pattern in enumerate(_TIMES):
        if pattern.search(words):
            return Taken(Role.TIMESTAMP, order=order)
    return None


def _person(words: str) -> Taken | None:
    joined = words.replace(" ", "_")
    parts = set(words.split())
    if _ADDRESS.search(words):
        return Taken(Role.EMAIL)
    if _PHONE.search(words):
        return None
    names = parts & (_LAST_NAME | _FIRST_NAME)
    numbered = _NUMBER_WORDS.search(words) and _STUDENT_WORDS.search(words)
    if _STUDENT_ID.fullmatch(joined) or (numbered and not names):
        return Taken(Role.STUDENT_ID)
    first = bool(parts & _FIRST_NAME) or "first name" in words
    last = parts & _LAST_NAME and not (first and parts & {"name"} and "last" not in parts)
    if (first or last) and all(_BESIDE_NAMES.fullmatch(part) for part in parts - names):
        return Taken(Role.NAME if last else Role.FIRST_NAME)
    return None


@dataclass(frozen=True)
class Mapping:
    """What every column of a form is taken for, by position.

    Attributes
    ----------
    taken
        A role per column.
    asked
        The positions whose role the user gave.
    """

    taken: tuple[Taken, ...]
    asked: frozenset[int] = field(default_factory=frozenset)

    def of(self, role: Role) -> list[int]:
        """Return the positions of a role's columns."""
        return [position for position, taken in enumerate(self.taken) if taken.role is role]

    def has(self, roles: frozenset[Role] | Sequence[Role]) -> bool:
        """Say whether some column has one of the roles."""
        return any(taken.role in roles for taken in self.taken)

    @property
    def clarity(self) -> int:
        """How much of a heading row this row looks like: the columns understood.

        Zero where no column says who answers.
        """
        known = sum(taken.role not in (Role.IGNORE, Role.UNCLEAR) for taken in self.taken)
        return known if self.has(PERSON) else 0


def mapping_of(headings: Sequence[str], names_target: Callable[[str], bool]) -> Mapping:
    """Return what the columns of a form are taken for, by their headings alone."""
    return Mapping(tuple(taken_for(heading, names_target) for heading in headings))
