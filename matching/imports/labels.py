"""What an option of a form names: a target by itself, or with more beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..entities import TargetKind
from ..tables.cells import read_identifier, read_territory, split_list
from ..tables.headings import slug
from ..tables.parsing import Parsed
from ..tables.resolve_wishes import Targets
from ..tables.wrong import CellError

# "S12 - Cabinet Rousseau", "S12 : Cabinet Rousseau", "Cabinet Rousseau (Aulnay)"
_SEPARATOR = re.compile(r"\s+[-–—|/]\s+|\s*:\s+|\s*[(\[]|,\s+")
_TABLES: tuple[tuple[TargetKind, str, str], ...] = (
    ("offer", "offers", "offer_id"),
    ("supervisor", "supervisors", "supervisor_id"),
    ("site", "sites", "site_id"),
    ("territory", "territories", "territory_id"),
)
_NOTHING = re.compile(
    "(aucune?|(aucun|pasde|sans)voeu|neant|rien|sansobjet|sansavis|nonclasse|na|nc|so|none|nothing|"
    "nowish)?"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a text of the form was found to name; ``whole`` unless only a part of it does."""

    kind: TargetKind
    target: str
    whole: bool = True


class Labels:
    """Finds the targets that the options of a form name, by the rules of the tables.

    The whole text is looked up first, as an identifier, then as a name. Otherwise the part
    before a separator is, the longest first; what follows it then only tells namesakes apart.
    """

    def __init__(self, parsed: Parsed) -> None:
        self._targets = Targets(parsed)
        self._found: dict[str, Label | CellError] = {}
        self._names: dict[tuple[TargetKind, str], str] = {}
        for kind, name, key in _TABLES:
            table = parsed.get(name)
            if table is not None:
                pairs = zip(table.values(key), table.values("name"), strict=True)
                self._names |= {(kind, i): slug(label or "") for i, label in pairs if i}

    def find(self, text: str) -> Label:
        """Return what a text names.

        Raises
        ------
        CellError
            If it names nothing, or several things.
        """
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._search(text)
        if isinstance(found, CellError):
            raise found
        return found

    def names(self, text: str) -> bool:
        """Say whether a text names a target."""
        try:
            self.find(text)
        except CellError:
            return False
        return True

    def find_list(self, text: str) -> list[tuple[str, Label]]:
        """Return the targets of a cell that may hold several, with the text of each.

        Commas may separate them and may stand within them: the longest text that names
        something is taken.

        Raises
        ------
        CellError
            Of the first piece that names nothing.
        """
        pieces = [piece for piece in re.split(r"[;|\r\n]+", text) if not is_nothing(piece)]
        found: list[tuple[str, Label]] = []
        for piece in pieces:
            rest = piece.strip()
            while not is_nothing(rest):
                taken, rest = self._longest(rest)
                found.append((taken, self.find(taken)))
        return found

    def needs_kind(self, label: Label) -> bool:
        """Say whether the identifier alone would not be understood as this target."""
        try:
            return self._targets.find(label.target, None) != (label.kind, label.target)
        except CellError:
            return True

    def _longest(self, text: str) -> tuple[str, str]:
        """Return the longest beginning, up to a comma, that names a target, and the rest."""
        if self.names(text) and "," not in text:
            return text, ""
        items = split_list(text)
        for count in range(len(items), 0, -1):
            taken = ", ".join(items[:count])
            if self._exactly(taken) or (count == 1 and self.names(taken)):
                return taken, ", ".join(items[count:])
        return (text, "") if self.names(text) else (items[0], ", ".join(items[1:]))

    def _exactly(self, text: str) -> bool:
        return self.names(text) and self.find(text).whole

    def _search(self, text: str) -> Label | CellError:
        plain = read_identifier(text.strip())
        whole = self._by_identifier_or_name(plain)
        if isinstance(whole, Label):
            return whole
        failures = [whole]
        for head, rest in _heads(plain):
            part = self._by_identifier_or_name(head)
            if isinstance(part, CellError):
                failures.append(part)
                part = self._namesake(head, rest) or part
            if isinstance(part, Label) and not self._is_only_where(part, rest):
                return replace(part, whole=False)
        return _most_telling(failures)

    def _by_identifier_or_name(self, text: str) -> Label | CellError:
        failures: list[CellError] = []
        for form in dict.fromkeys((text, read_territory(text))):
            try:
                return Label(*self._targets.find(form, None))
            except CellError as error:
                failures.append(error)
        return failures[0]

    def _namesake(self, name: str, rest: str) -> Label | None:
        """Return that one of several namesakes whose identifier follows: ``Dr Bâ (M2)``."""
        try:
            kind, target = self._targets.find(rest, None)
        except CellError:
            return None
        return Label(kind, target) if self._names.get((kind, target)) == slug(name) else None

    def _is_only_where(self, label: Label, rest: str) -> bool:
        """Say whether a territory only says where the thing named after it is.

        ``Aulnay - Cabinet Rousseau`` is no wish for all of Aulnay.
        """
        if label.kind != "territory" or not any(char.isalpha() for char in rest):
            return False
        name = self._names.get((label.kind, label.target))
        return slug(rest) not in (name, slug(label.target))


def is_nothing(text: str) -> bool:
    """Say whether a cell means that there is no wish: empty, ``-``, ``aucun``."""
    return _NOTHING.fullmatch(slug(text)) is not None


def _heads(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each separator, the longest first, and what follows it."""
    for match in reversed(list(_SEPARATOR.finditer(text))):
        head, rest = text[: match.start()].strip(), text[match.end() :].strip(" )]")
        if head:
            yield head, rest


def _most_telling(failures: list[CellError]) -> CellError:
    """Return the failure of the whole text; with what a part of it can or may mean, if known."""
    for failure in failures:
        if failure.code == "ambiguous-target":
            return failure
    hint = next((failure.hint for failure in failures if failure.hint), None)
    return CellError(failures[0].code, failures[0].sentence, hint)
