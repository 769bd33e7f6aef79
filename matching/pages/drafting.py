"""What is collected while a page is rendered: identifiers, needs, the words of its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jinja2 import Environment
from markupsafe import Markup

from ..language import Lang
from .own_words import template_words
from .script_data import script_json

Drawing = Callable[["Draft", object], Markup]


@dataclass
class Draft:
    """A page in the making.

    Attributes
    ----------
    lang
        The language of the page.
    environment
        The templates, which escape what they are given.
    draw
        Renders a block inside another.
    needs
        The libraries that the blocks so far need.
    level
        Of the headings to come.
    contents
        Identifier and title of each section at the top.
    """

    lang: Lang
    environment: Environment
    draw: Drawing
    needs: set[str] = field(default_factory=set)
    level: int = 2
    contents: list[tuple[str, str]] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def identifier(self, kind: str) -> str:
        """Return a new identifier inside the page, the same in each rendering."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]}"

    def filled(self, template: str, **values: object) -> Markup:
        """Return a template filled with values, which it escapes."""
        text = self.environment.get_template(template).render(
            words=template_words(self.lang), lang=self.lang, **values
        )
        return Markup(text)

    def drawn(self, blocks: tuple[object, ...]) -> list[Markup]:
        """Return blocks inside this one, rendered."""
        return [self.draw(self, block) for block in blocks]

    def data(self, content: object) -> Markup:
        """Return data for a script element."""
        return script_json(content)
