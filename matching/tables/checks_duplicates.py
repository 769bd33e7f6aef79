"""Checks for the same student, supervisor or site given twice under different identifiers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..entities import Site, Student, Supervisor
from ..language import Sentence, plural_sentence, sentence
from ..semester import Semester
from .findings import Finding, warning
from .geography import kilometres, site_point
from .headings import slug
from .likeness import groups, pairs, person_words, slips_apart, words

_TOLD = 20
"""Pairs of one table that are told one by one; the others are counted."""
_MANY = 4
"""From so many on, students with one e-mail address are told together."""
_FAR_KM = 50.0
"""Two sites of one supervisor are not farther from each other."""
_APART_KM = 1.0
"""Two points for one site are not farther from each other."""
_COMMON = frozenset({
    "centre", "center", "cds", "cabinet", "practice", "maison", "msp", "pole", "groupe", "group",
    "medical", "medicale", "sante", "health", "municipal", "municipale", "universitaire",
    "hopital", "hospital", "clinique", "pharmacie", "pharmacy", "pluriprofessionnelle",
    "docteur", "docteurs", "dr", "de", "des", "du", "la", "le", "les", "l", "d",
})  # fmt: skip
"""Words in the names of sites that do not say which site it is."""

Keys = Iterator[tuple[Hashable, int]]


def check_duplicates(semester: Semester) -> Iterator[Finding]:
    """Yield pairs of rows that are likely to mean the same person or place.

    Names count without accents, case, hyphens, titles and the order of words. More has to
    agree than a name one letter off, or a surname alone: see each function on keys.
    """
    yield from _shared_addresses(semester)
    yield from _students(semester)
    yield from _supervisors(semester)
    yield from _sites(semester)


@dataclass(frozen=True)
class _Named:
    """The rows of a table by number: identifier and name."""

    semester: Semester
    table: str
    rows: Sequence[tuple[str, str]]

    def cell(self, number: int) -> str:
        """Return the name of the cell that holds a row's name."""
        return self.semester.cells[self.table, self.rows[number][0], "name"]


def _told(
    likely: Iterable[tuple[int, int]],
    named: _Named,
    pair: Callable[..., Sentence],
    more: Callable[[int], Sentence],
) -> Iterator[Finding]:
    """Yield a warning per pair of rows, and one for all that are beyond the first few."""
    found = sorted(set(likely))
    for a, b in found[:_TOLD]:
        (first, other), (second, name) = named.rows[a], named.rows[b]
        cell = named.cell(a)
        message = pair(second=second, name=name, first=first, other=other, cell=cell)
        yield warning("likely-duplicate", named.cell(b), message)
    if len(found) > _TOLD:
        where = named.cell(found[_TOLD][1])
        yield warning("likely-duplicate", where, more(len(found) - _TOLD))


# -- students -------------------------------------------------------------------------------


def _students(semester: Semester) -> Iterator[Finding]:
    rows = semester.students
    keys = [person_words(student.name) for student in rows]
    whole = ((key, number) for number, key in enumerate(keys) if len(key) > 1)
    likely = [(a, b) for a, b in pairs(whole) if not _distinct(rows[a], rows[b])]
    likely += slips_apart(_homes(rows), keys)
    likely += pairs(_addresses_of_few(rows))
    yield from _told(
        likely,
        _Named(semester, "students", [(s.student_id, s.name) for s in rows]),
        lambda **values: sentence(
            "student '{second}' ({name}) looks the same as '{first}' ({other}) at {cell}; leave "
            "one of them if they are.",
            **values,
        ),
        lambda count: plural_sentence(
            "{count} more pair of students looks the same.",
            "{count} more pairs of students look the same.",
            count=count,
        ),
    )


def _homes(rows: tuple[Student, ...]) -> Keys:
    for number, student in enumerate(rows):
        home = _home(student)
        if home is not None:
            yield (student.programme_id, home), number


def _distinct(one: Student, other: Student) -> bool:
    """Say whether both addresses and homes are known and neither agrees: homonyms."""
    known = all((one.email, other.email, _home(one), _home(other)))
    return known and _email(one) != _email(other) and _home(one) != _home(other)


def _home(student: Student) -> tuple[float, float] | str | None:
    if student.lat is not None and student.lon is not None:
        return round(student.lat, 3), round(student.lon, 3)
    return student.territory_id


def _email(student: Student) -> str:
    return (student.email or "").strip().casefold()


def _addresses(rows: tuple[Student, ...]) -> Keys:
    return ((_email(student), number) for number, student in enumerate(rows) if _email(student))


def _addresses_of_few(rows: tuple[Student, ...]) -> Keys:
    for members in groups(_addresses(rows)):
        if len(members) < _MANY:
            yield from ((_email(rows[number]), number) for number in members)


def _shared_addresses(semester: Semester) -> Iterator[Finding]:
    """Yield an address given for so many that it is rather a secretary's than a student's."""
    rows = semester.students
    for members in groups(_addresses(rows)):
        if len(members) >= _MANY:
            message = sentence(
                "{count} students have the e-mail address {email}, the first are {students}.",
                count=len(members),
                email=_email(rows[members[0]]),
                students=tuple(rows[number].student_id for number in members[:3]),
            )
            where = semester.cells["students", rows[members[0]].student_id, "email"]
            yield warning("shared-email", where, message)


# -- supervisors ----------------------------------------------------------------------------


def _supervisors(semester: Semester) -> Iterator[Finding]:
    rows = semester.supervisors
    keys = [person_words(supervisor.name) for supervisor in rows]
    whole = ((s.profession, key, k) for k, (s, key) in enumerate(zip(rows, keys, strict=True)))
    named = pairs(((profession, key), k) for profession, key, k in whole if len(key) > 1)
    likely = [(a, b) for a, b in named if not _far_apart(semester, rows[a], rows[b])]
    at_sites = [((s.profession, s.site_id), number) for number, s in enumerate(rows)]
    likely += slips_apart(at_sites, keys)
    likely += [(a, b) for a, b in pairs(_surnames(rows)) if _one_is_short(rows[a], rows[b])]
    yield from _told(
        likely,
        _Named(semester, "supervisors", [(s.supervisor_id, s.name) for s in rows]),
        lambda **values: sentence(
            "supervisor '{second}' ({name}) looks the same as '{first}' ({other}) at {cell}; "
            "leave one of them if they are, or their capacity counts twice.",
            **values,
        ),
        lambda count: plural_sentence(
            "{count} more pair of supervisors looks the same.",
            "{count} more pairs of supervisors look the same.",
            count=count,
        ),
    )


def _surnames(rows: tuple[Supervisor, ...]) -> Keys:
    """Yield each word of a name at a site: one of them may be all that the other row has."""
    for number, supervisor in enumerate(rows):
        key = person_words(supervisor.name)
        if all(word.isalpha() for word in key):
            for word in key:
                yield (supervisor.profession, supervisor.site_id, word), number


def _one_is_short(one: Supervisor, other: Supervisor) -> bool:
    """Say whether one is named by a surname and perhaps initials that fit the other's name."""
    first, second = person_words(one.name), person_words(other.name)
    for short, long in ((first, second), (second, first)):
        surnames = [word for word in short if len(word) > 1]
        initials = [word for word in short if len(word) == 1]
        left = [word for word in long if word not in surnames]
        fits = all(any(word[0] == initial for word in left) for initial in initials)
        if len(surnames) == 1 and surnames[0] in long and fits:
            return True
    return False


def _far_apart(semester: Semester, one: Supervisor, other: Supervisor) -> bool:
    start, end = site_point(semester, one.site_id), site_point(semester, other.site_id)
    return start is not None and end is not None and kilometres(start, end) > _FAR_KM


# -- sites ----------------------------------------------------------------------------------


def _sites(semester: Semester) -> Iterator[Finding]:
    rows = semester.sites
    telling = [(site.territory_id, number) for number, site in enumerate(rows) if _telling(site)]
    named = pairs(_site_names(rows)) + slips_apart(telling, [words(site.name) for site in rows])
    likely = [(a, b) for a, b in named if not _elsewhere(rows[a], rows[b])]
    likely += [(a, b) for a, b in pairs(_points(rows)) if _one_within(rows[a], rows[b])]
    yield from _told(
        likely,
        _Named(semester, "sites", [(site.site_id, site.name) for site in rows]),
        lambda **values: sentence(
            "site '{second}' ({name}) looks the same as '{first}' ({other}) at {cell}; leave one "
            "of them if they are.",
            **values,
        ),
        lambda count: plural_sentence(
            "{count} more pair of sites looks the same.",
            "{count} more pairs of sites look the same.",
            count=count,
        ),
    )


def _site_names(rows: tuple[Site, ...]) -> Keys:
    """Yield, in one territory, the name without spaces, and its words in any order."""
    for number, site in enumerate(rows):
        if _telling(site):
            yield (site.territory_id, slug(site.name)), number
            yield (site.territory_id, words(site.name)), number


def _points(rows: tuple[Site, ...]) -> Keys:
    for number, site in enumerate(rows):
        if site.lat is not None and site.lon is not None:
            yield (site.kind, round(site.lat, 4), round(site.lon, 4)), number


def _telling(site: Site) -> frozenset[str]:
    """Return the words that say which site it is."""
    return frozenset(words(site.name)) - _COMMON


def _one_within(one: Site, other: Site) -> bool:
    first, second = _telling(one), _telling(other)
    return bool(first) == bool(second) and (first <= second or second <= first)


def _elsewhere(one: Site, other: Site) -> bool:
    """Say whether both sites have coordinates of their own, and these are apart."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    return kilometres((one.lat, one.lon), (other.lat, other.lon)) > _APART_KM
