"""Who answers: the students of the semester, found by identifier, e-mail address or name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..language import Sentence, sentence
from ..tables.cells import clean, read_identifier, text_of
from ..tables.findings import Finding, error
from ..tables.headings import Suggester, slug
from ..tables.parsing import ParsedTable
from ..tables.raw import RawTable
from .columns import PERSON, Mapping, Role
from .wish_numbers import words_of

_NO_ADDRESS = frozenset({"anonymous", "anonyme"})


class People:
    """Finds students by what they write of themselves.

    Identifiers: as written, otherwise without regard to case, spaces and leading zeros.
    Addresses: without regard to case. Names: in any order of their words, without regard to
    case and accents.
    """

    def __init__(self, students: ParsedTable) -> None:
        self._names: dict[str, str] = {}
        self._found: dict[Role, dict[str, list[str]]] = {
            Role.STUDENT_ID: defaultdict(list),
            Role.EMAIL: defaultdict(list),
            Role.NAME: defaultdict(list),
        }
        columns = [students.values(name) for name in ("student_id", "name", "email")]
        for identifier, name, email in zip(*columns, strict=True):
            if identifier is None or identifier in self._names:
                continue
            self._names[identifier] = name or ""
            self._add(Role.STUDENT_ID, _folded(identifier), identifier)
            self._add(Role.EMAIL, (email or "").casefold(), identifier)
            self._add(Role.NAME, _name_key(name or ""), identifier)
        self._suggest = {
            Role.STUDENT_ID: Suggester(self._names),
            Role.EMAIL: Suggester(self._found[Role.EMAIL]),
            Role.NAME: Suggester(self._names.values()),
        }

    def _add(self, role: Role, key: str, identifier: str) -> None:
        if key:
            self._found[role][key].append(identifier)

    @property
    def identifiers(self) -> list[str]:
        """The identifiers of all students, in the order of the table."""
        return list(self._names)

    def has(self, role: Role) -> bool:
        """Say whether any student can be found so; a semester need not have addresses."""
        return bool(self._found[role])

    def name(self, identifier: str) -> str:
        """Return the name of a student."""
        return self._names[identifier]

    def find(self, role: Role, text: str) -> list[str]:
        """Return the students that a text can mean."""
        if role is Role.STUDENT_ID:
            plain = read_identifier(text)
            return [plain] if plain in self._names else self._found[role].get(_folded(plain), [])
        key = text.casefold() if role is Role.EMAIL else _name_key(text)
        return self._found[role].get(key, [])

    def nearest(self, role: Role, text: str) -> Sentence | None:
        """Return a suggestion for a text that means nobody."""
        return self._suggest[role](text)


class Respondents:
    """Says which student each row of a form is from."""

    def __init__(self, form: RawTable, mapping: Mapping, people: People) -> None:
        self._form = form
        self._people = people
        self._columns = [
            (role, position) for role in PERSON if people.has(role) for position in mapping.of(role)
        ]
        self._first_names = mapping.of(Role.FIRST_NAME)

    @property
    def can_tell(self) -> bool:
        """Whether students can be found by any column of the form."""
        return bool(self._columns)

    def of(self, row: int, findings: list[Finding]) -> str | None:
        """Return the student of a row, or ``None`` after reporting why there is none.

        The first of the columns that is filled decides; where another one means somebody
        else, the row is refused.
        """
        named = self._named(row)
        if not named:
            message = sentence("the row does not say which student answers.")
            findings.append(error("missing-value", self._form.where(row), message))
            return None
        role, position, text = named[0]
        where = self._form.where(row, position)
        found = self._people.find(role, text)
        others = [(p, s[0]) for r, p, t in named[1:] if len(s := self._people.find(r, t)) == 1]
        if len(found) == 1:
            return self._unless_another(found[0], text, where, others, row, findings)
        if found:
            found_others = {student for _, student in others} & set(found)
            if len(found_others) == 1:
                return found_others.pop()
            message = sentence(
                "'{text}' can mean the students {students}; nothing else in the row tells which.",
                text=text,
                students=tuple(found),
            )
            findings.append(error("ambiguous-student", where, message))
        else:
            findings.append(self._unknown(role, text, where, others))
        return None

    def _unless_another(
        self,
        student: str,
        text: str,
        where: str,
        others: Sequence[tuple[int, str]],
        row: int,
        findings: list[Finding],
    ) -> str | None:
        for position, other in others:
            if other != student:
                message = sentence(
                    "'{text}' is the student '{student}' ({name}), but {cell} is of '{other}' "
                    "({other_name}); put one right.",
                    text=text,
                    student=student,
                    name=self._people.name(student),
                    cell=self._form.where(row, position),
                    other=other,
                    other_name=self._people.name(other),
                )
                findings.append(error("conflicting-student", where, message))
                return None
        return student

    def _unknown(
        self, role: Role, text: str, where: str, others: Sequence[tuple[int, str]]
    ) -> Finding:
        hint = self._people.nearest(role, text)
        if others:
            student = others[0][1]
            name = self._people.name(student)
            hint = sentence("Did you mean '{student}' ({name})?", student=student, name=name)
        return error("unknown-student", where, _does_not_exist(role, text), hint)

    def _named(self, row: int) -> list[tuple[Role, int, str]]:
        """Return the filled cells that say who answers, the surest first."""
        named, doubtful = [], []
        for role, position in self._columns:
            text = self._text(row, position)
            if role is Role.NAME:
                text = self._full_name(row, text)
            if role is Role.EMAIL and "@" not in text:  # a login, or "anonymous"
                doubtful.append((role, position, text))
            elif text:
                named.append((role, position, text))
        return named or [n for n in doubtful if n[2] and n[2].casefold() not in _NO_ADDRESS]

    def _full_name(self, row: int, name: str) -> str:
        """Return the name with the first name of another column, unless it has it already."""
        first = next((t for p in self._first_names if (t := self._text(row, p))), "")
        full = f"{name} {first}".strip()
        known = self._people.find(Role.NAME, full)
        return name if not known and self._people.find(Role.NAME, name) else full

    def _text(self, row: int, position: int) -> str:
        cell = clean(self._form.rows[row][position])
        return "" if cell is None else text_of(cell)


def _does_not_exist(role: Role, text: str) -> Sentence:
    if role is Role.EMAIL:
        return sentence("no student has the e-mail address '{text}'.", text=text)
    if role is Role.NAME:
        return sentence("no student has the name '{text}'.", text=text)
    return sentence("student '{text}' does not exist.", text=text)


def _folded(identifier: str) -> str:
    return slug(identifier).lstrip("0")


def _name_key(name: str) -> str:
    return " ".join(sorted(words_of(name).split()))
