"""A YAML file as texts with their lines, checked by a model: what every plan file is read with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ..matching.language import Sentence, sentence
from ..matching.tables.encodings import decode
from ..matching.tables.file_faults import why_refused
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.headings import suggestion
from ..matching.tables.unreadable import SourceError

Loc = tuple[str | int, ...]
_MAX_BYTES = 5_000_000
_MOST_VALUES = 300_000
_DEEPEST = 40
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_WHOLE: Any = object()
_NULL = "tag:yaml.org,2002:null"


class Model(BaseModel):
    """A part of a plan: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


M = TypeVar("M", bound=BaseModel)


class Refused(ValueError):
    """A value that a model refuses, with the sentence that says why."""

    def __init__(self, said: Sentence, hint: Sentence | None = None) -> None:
        super().__init__(str(said))
        self.sentence = said
        self.hint = hint


@dataclass(frozen=True)
class Document:
    """The values of a YAML file and the line of each.

    ``value`` has mappings, lists, texts and ``None``: a text is as it was written, so that
    ``01053`` and ``no`` are read by what they stand for. ``lines`` has the line by the path.
    """

    path: Path
    value: Any
    lines: Mapping[Loc, int]
    _parts: dict[Loc, list[Loc]] = field(default_factory=dict, repr=False, compare=False)
    _below: dict[Loc, dict[Loc, str]] = field(default_factory=dict, repr=False, compare=False)

    def where(self, loc: Loc) -> str:
        """Return file and line of a path, or of what it would stand in."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return f"{self.path.name}:{self.lines.get(loc, 1)}"

    def below(self, loc: Loc) -> dict[Loc, str]:
        """Return file and line of what stands below a path, by the rest of its path."""
        if not self._parts:
            for path in self.lines:
                self._parts.setdefault(path[:2], []).append(path)
        if loc not in self._below:  # the points of a sweep ask for the same again and again
            depth = len(loc)
            inside = (p for p in self._parts.get(loc[:2], ()) if p[:depth] == loc != p)
            self._below[loc] = {path[depth:]: self.where(path) for path in inside}
        return self._below[loc]


def read_document(path: Path) -> Document:
    """Read a YAML file; nothing in it is executed.

    Raises
    ------
    InputError
        It cannot be read, is no YAML, or names a key twice.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _refusal(path.name, sentence("the file is larger than 5 MB."))
        text = decode(path.name, path.read_bytes())
    except OSError as fault:
        said = sentence("the file cannot be read ({reason}).", reason=why_refused(fault))
        raise _refusal(str(path), said) from None
    except SourceError as fault:
        raise InputError([fault.finding]) from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = path.name if mark is None else f"{path.name}:{mark.line + 1}"
        raise _refusal(where, _no_yaml(fault.problem or "")) from None
    except yaml.reader.ReaderError as fault:
        where = f"{path.name}:{text.count(chr(10), 0, fault.position) + 1}"
        raise _refusal(where, _no_text(fault.character)) from None
    except (yaml.YAMLError, RecursionError):
        raise _refusal(path.name, _TOO_DEEP) from None
    lines: dict[Loc, int] = {}
    return Document(path, _value(path, root, (), lines) if root is not None else {}, lines)


_TOO_DEEP = sentence("the file is nested too deeply.")


def _refusal(where: str, said: Sentence) -> InputError:
    return InputError([error("unreadable-file", where, said)])


def _no_yaml(problem: str) -> Sentence:
    """Return what is wrong with a file that is no YAML, in words of a reader's language."""
    if "'\\t'" in problem:
        return sentence("a tab stands here; YAML is indented with spaces.")
    if "undefined alias" in problem:
        name = problem.rpartition(" ")[2].strip("'")
        return sentence("*{name} stands for nothing; nothing is marked &{name}.", name=name)
    if "another document" in problem:
        return sentence("'---' begins a second document; a file holds one.")
    return sentence(
        "this is no YAML; is a quote, a bracket, a colon or an indent wrong here or just before?"
    )


def _no_text(character: int) -> Sentence:
    return sentence("the character {code} cannot stand in a text.", code=f"U+{character:04X}")


def _value(path: Path, node: yaml.Node, loc: Loc, lines: dict[Loc, int]) -> Any:
    """Return the value of a node; aliases are followed, but not without end."""
    lines.setdefault(loc, int(node.start_mark.line) + 1)
    here = f"{path.name}:{lines[loc]}"
    if len(loc) > _DEEPEST:
        raise _refusal(here, _TOO_DEEP)
    if len(lines) > _MOST_VALUES:
        said = sentence("the file holds more than {count} values.", count=_MOST_VALUES)
        raise _refusal(here, said)
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _NULL else _text(node, here)
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item, (*loc, k), lines) for k, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = int(key.start_mark.line) + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _refusal(f"{path.name}:{line}", sentence("a key has to be a text."))
        _text(key, f"{path.name}:{line}")
        if key.value in found:
            said = sentence("'{name}' stands here twice.", name=key.value)
            raise _refusal(f"{path.name}:{line}", said)
        lines[(*loc, key.value)] = line
        found[key.value] = _value(path, value, (*loc, key.value), lines)
    return found


def _text(node: yaml.ScalarNode, where: str) -> str:
    """Return the text of a node; signs that no table may hold are refused."""
    wrong = _NO_TEXT.search(node.value)
    if wrong is not None:
        raise _refusal(where, _no_text(ord(wrong.group())))
    return str(node.value)


def validated(
    model: type[M],
    document: Document,
    *,
    value: Any = _WHOLE,
    prefix: Loc = (),
    findings: list[Finding] | None = None,
) -> M:
    """Return the document, or a value of it at a path, as a model.

    Parameters
    ----------
    value, prefix
        A part of the document and its path; the whole by default.
    findings
        Where what is wrong is added to as well.

    Raises
    ------
    InputError
        With every error, each with its line and, where one is near, a suggestion.
    """
    value = document.value if value is _WHOLE else value
    try:
        return model.model_validate(value)
    except ValidationError as refused:
        wrong = [
            _finding(model, document, prefix, detail)
            for detail in refused.errors(include_url=False)
        ]
        if findings is not None:
            findings += wrong
        raise InputError(wrong) from None


def _finding(model: type[BaseModel], document: Document, prefix: Loc, detail: Any) -> Finding:
    loc = tuple(detail["loc"])
    said, hint = _refused(model, loc, detail)
    return error("bad-plan", document.where((*prefix, *loc)), said, hint)


def _refused(model: type[BaseModel], loc: Loc, detail: Any) -> tuple[Sentence, Sentence | None]:
    """Return what is wrong with a value, and what may be meant."""
    key, text, limits = str(loc[-1]) if loc else "", detail.get("input"), detail.get("ctx", {})
    shown = text if isinstance(text, str) else type(text).__name__
    match detail["type"]:
        case "extra_forbidden":
            known = keys_of(model, loc[:-1])
            said = sentence("'{key}' is no key here; there are {known}.", key=key, known=known)
            return said, suggestion(key, known)
        case "missing":
            return sentence("'{key}' is missing here.", key=key), None
        case "value_error" if isinstance(limits.get("error"), Refused):
            return limits["error"].sentence, limits["error"].hint
        case "literal_error":
            known = _choices(limits["expected"])
            if not isinstance(text, str):
                return one_of_expected(known), None
            said = sentence("'{text}' is not one of {known}.", text=shown, known=known)
            return said, suggestion(shown, known)
        case "int_parsing" | "int_from_float":
            return sentence("'{text}' is not a whole number.", text=shown), None
        case "float_parsing" | "decimal_parsing" | "finite_number":
            return sentence("'{text}' is not a number.", text=shown), None
        case "bool_parsing":
            return sentence("'{text}' is neither yes nor no.", text=shown), None
        case "greater_than":
            return sentence("'{text}' is not more than {low}.", text=shown, low=limits["gt"]), None
        case "greater_than_equal":
            return sentence("'{text}' is not {low} or more.", text=shown, low=limits["ge"]), None
        case "less_than_equal":
            return sentence("'{text}' is not {high} or less.", text=shown, high=limits["le"]), None
        case "int_type":
            return sentence("a whole number is expected here."), None
        case "float_type":
            return sentence("a number is expected here."), None
        case "bool_type":
            return sentence("yes or no is expected here."), None
        case "too_short":
            return sentence("nothing stands here."), None
        case "tuple_type" | "list_type":
            return sentence("a list is expected here: '- item' line by line."), None
        case "dict_type" | "mapping_type" | "model_type" | "frozen_dict_type":
            return sentence("'key: value' is expected here, line by line."), None
        case "string_type":
            return sentence("a text is expected here."), None
        case _:
            return sentence("this cannot be read ({reason}).", reason=detail["msg"]), None


def one_of_expected(known: Sequence[str]) -> Sentence:
    """Return that a text, one of those known, is expected."""
    return sentence("one of {known} is expected here.", known=tuple(known))


def _choices(expected: str) -> tuple[str, ...]:
    return tuple(word.strip("' ") for word in expected.replace(" or ", ", ").split(","))


def keys_of(annotation: Any, loc: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that a model allows at a path."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        named = {field.alias or name: field for name, field in annotation.model_fields.items()}
        if not loc:
            return tuple(named)
        field = named.get(str(loc[0]))
        return () if field is None else keys_of(field.annotation, loc[1:])
    origin = get_origin(annotation)
    inside = [item for item in get_args(annotation) if item not in (NoneType, Ellipsis)]
    if origin is Annotated:
        return keys_of(inside[0], loc)
    if origin in (Union, UnionType):
        return next((keys for item in inside if (keys := keys_of(item, loc))), ())
    return keys_of(inside[-1], loc[1:]) if inside and loc else ()
