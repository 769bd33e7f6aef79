"""Sentences that are said in the reader's language: English in the code, French by a catalog."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

Lang = Literal["fr", "en"]

CATALOGS = Path(__file__).parent / "locale"
"""Where the catalogs are, as gettext looks for them."""

DOMAIN = "maillage"
"""Their name."""

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of one, that knows how to be said in each language.

    Attributes
    ----------
    template
        The English text with named fields, as in ``"site '{site}' does not exist."``: the
        key of the catalogs.
    values
        The values of the fields; sentences among them are said in the same language, and
        dates and decimals as it writes them.
    plural
        The English text for several, where the number ``count`` among the values decides.
    """

    template: str
    values: tuple[tuple[str, object], ...] = ()
    plural: str | None = None

    def said(self, lang: Lang) -> str:
        """Return the text in a language."""
        values = dict(self.values)
        catalog = _catalog(lang)
        if self.plural is None:
            text = catalog.gettext(self.template)
        else:
            text = catalog.ngettext(self.template, self.plural, _number(values))
        if not values:
            return text
        said = {name: _said(value, lang) for name, value in values.items()}
        if self.plural is not None:
            said["count"] = _grouped(_number(values), lang)
        return text.format_map(said)

    def filled(self, **values: object) -> Sentence:
        """Return the sentence with these values beside those that it has."""
        return replace(self, values=tuple({**dict(self.values), **values}.items()))

    def __str__(self) -> str:
        """Return the English text."""
        return self.said("en")


def sentence(template: str, /, **values: object) -> Sentence:
    """Return a sentence; the template must stand here as a literal, for the catalogs.

    >>> str(sentence("site '{site}' does not exist.", site="S9"))
    "site 'S9' does not exist."
    """
    return Sentence(template, tuple(values.items()))


def plural_sentence(one: str, several: str, /, *, count: int, **values: object) -> Sentence:
    """Return a sentence whose wording depends on the number ``count``, also a field of it."""
    return Sentence(one, (("count", count), *values.items()), several)


def translated(text: str, lang: Lang) -> str:
    """Return a text of the descriptions (a column's meaning) in a language."""
    return _catalog(lang).gettext(text) if text else ""


def system_language() -> Lang | None:
    """Return the language of the user's system, ``None`` where it is neither of the two."""
    named = next((os.environ[v] for v in _LOCALE_VARIABLES if os.environ.get(v)), None)
    if named is None:
        named = locale.getlocale()[0] or ""  # Windows and macOS set no variables
    start = named.lower()[:2]
    return "fr" if start == "fr" else "en" if start == "en" else None


def _said(value: object, lang: Lang) -> object:
    """Return a value as a reader of the language writes it."""
    if isinstance(value, Sentence):
        return value.said(lang)
    if isinstance(value, (tuple, list)):
        return ", ".join(str(_said(item, lang)) for item in value)
    if isinstance(value, float):
        return f"{value:g}" if lang == "en" else f"{value:g}".replace(".", ",")
    if isinstance(value, date) and lang == "fr":
        return f"{value:%d/%m/%Y}"
    return value


def _number(values: Mapping[str, object]) -> int:
    count = values["count"]
    assert isinstance(count, int)
    return count


def _grouped(count: int, lang: Lang) -> str:
    """Return a number with its thousands set apart."""
    return f"{count:,}" if lang == "en" else f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


@cache
def _catalog(lang: Lang) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(CATALOGS), languages=[lang])
