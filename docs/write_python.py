"""Write the page of the public names for Python, from their signatures and docstrings.

Run it after a change of what is public: .venv/bin/python docs/write_python.py
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import maillage
import maillage.scenarios

TARGET = Path(__file__).parent / "python.md"
WIDTH = 92
SHOWN = 40
"""A default longer than so many characters is shown as an ellipsis."""
FIELDS = 5
"""A class of more fields than these is a result: nobody calls it, and its call is not shown."""
MODULES: tuple[tuple[str, ModuleType], ...] = (
    ("maillage", maillage),
    ("maillage.scenarios", maillage.scenarios),
)
KINDS: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    ("Functions", inspect.isfunction),
    ("Classes", lambda value: inspect.isclass(value) and not issubclass(value, Exception)),
    ("Errors", lambda value: inspect.isclass(value) and issubclass(value, Exception)),
)
SECTION = re.compile(r"^(\w+)\n-{3,}\n", re.MULTILINE)
INTRODUCTION = """\
# The Python library

*Written by `docs/write_python.py` from the signatures and docstrings of what is public.*

All that the commands do is there for Python: `import maillage` offers the names below, and
`maillage.scenarios` those of the runs of planners. A name that is not on this page may change."""


def text() -> str:
    """Return the page as Markdown."""
    return (
        "\n\n".join([INTRODUCTION, *(part for module in MODULES for part in parts(*module))]) + "\n"
    )


def parts(name: str, module: ModuleType) -> Iterator[str]:
    """Yield what the page says of a module: by kind, a list of its names, then each of them."""
    for kind, belongs in KINDS:
        named = {public: getattr(module, public) for public in sorted(module.__all__)}
        found = {public: value for public, value in named.items() if belongs(value)}
        if found:
            yield f"## {kind} of `{name}`"
            yield from (entry(public, value, name) for public, value in found.items())


def entry(name: str, value: Any, module: str) -> str:
    """Return the part about one name."""
    said = [f"### `{name}`"]
    if called := call(name, value):
        said.append(f"```py\n{called}\n```")
    said += described(inspect.getdoc(value) or "", name, module)
    if inspect.isclass(value):
        said += methods(value)
    return "\n\n".join(said)


def call(name: str, value: Any) -> str:
    """Return how a name is called; nothing for errors and for results, which are received."""
    if inspect.isclass(value) and issubclass(value, Exception):
        return ""
    signature = inspect.signature(value)
    if inspect.isclass(value) and len(signature.parameters) > FIELDS:
        return ""
    arguments = list(shown(signature))
    returned = signature.return_annotation
    end = (
        ")" if inspect.isclass(value) or returned is signature.empty else f") -> {plain(returned)}"
    )
    line = f"{name}({', '.join(arguments)}{end}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {argument}," for argument in arguments), end])


def shown(signature: inspect.Signature) -> Iterator[str]:
    """Yield the arguments as they stand in the code, with a star before those given by name."""
    named = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not named:
            named = True
            yield "*"
        said = f"{parameter.name}: {plain(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            default = repr(parameter.default)
            said += f" = {default if len(default) <= SHOWN and '<' not in default else '…'}"
        yield said


def plain(annotation: Any) -> str:
    """Return a type as it is written."""
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def described(docstring: str, name: str, module: str) -> list[str]:
    """Return a docstring's paragraphs and sections as Markdown."""
    before, *rest = SECTION.split(docstring.strip())
    said = [before.strip()] if before.strip() else []
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        said.append(f"**{title}**")
        if title == "Examples":
            said.append(example(body.strip("\n"), name, module))
        else:
            said.append(section(title, body.strip("\n")))
    return said


def example(body: str, name: str, module: str) -> str:
    """Return an example that can be run as it stands: with what its module takes for granted."""
    needed = [f">>> from {module} import {name}"] if f"import {name}" not in body else []
    if "np." in body:
        needed.insert(0, ">>> import numpy as np")
    words, start, session = body.partition(">>> ")
    if "import" in session.partition("\n")[0]:
        needed = []
    said = f"{words.strip()}\n\n" if words.strip() else ""
    return said + "\n".join(["```pycon", *needed, start + session, "```"])


def section(title: str, body: str) -> str:
    """Return the body of a section: references as they are, the rest as a list."""
    if title in ("References", "Notes"):
        return body
    return "\n".join(listed(body.splitlines()))


def listed(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a list: a name at the margin, what is said of it further in."""
    for line in lines:
        if line.startswith(" "):
            yield f"    {line.strip()}"
        elif line:
            yield f"- {terms(line)}"


def terms(line: str) -> str:
    """Return names as code; a sentence, which a section may hold instead, stays as it is."""
    names = line.split(", ")
    if all(re.fullmatch(r"[\w.\[\] |*:]+", name) and not name.endswith(".") for name in names):
        return ", ".join(f"`{name}`" for name in names) + ":"
    return line


def methods(value: type) -> list[str]:
    """Return a list of what a class offers beside its fields, with the first line on each."""
    lines = []
    for name, member in vars(value).items():
        is_property = isinstance(member, property)
        if name.startswith("_") or not (is_property or inspect.isfunction(member)):
            continue
        first = (inspect.getdoc(member) or "").partition("\n\n")[0].replace("\n", " ")
        lines.append(f"- `{name}{'' if is_property else '()'}`: {first}")
    return ["**Beside its fields**", "\n".join(sorted(lines))] if lines else []


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
