"""A user's template of a document, filled in a sandbox.

Templates are Word documents with fields as docxtpl writes them (``{{ student.name }}``). They may
read the fields and nothing else: no file, no module, no attribute of Python, no other template.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from ..language import Sentence, sentence
from ..tables.file_faults import why_refused
from ..tables.findings import Finding, InputError, error
from ..tables.headings import suggestion
from .fields import Fields, names_of_fields

_MAX_UNPACKED = 200_000_000
_PADDING = ("batch", "center", "format", "indent", "slice")
"""Filters that make as much text as they are told to."""
_MOMENT = (2000, 1, 1, 0, 0, 0)
"""Fixed, so that the same placement gives the same bytes."""

_DAMAGED = sentence(
    "this is no Word document (.docx), or a damaged one; save it anew in Word or LibreOffice."
)


@dataclass
class Template:
    """A template read, with what it asked for in vain."""

    name: str
    content: bytes
    _missing: dict[str, Finding] = field(default_factory=dict)

    def filled(self, fields: Mapping[str, object]) -> bytes:
        """Return the document; fields that do not exist are noted and stay empty.

        Raises
        ------
        InputError
            The template breaks the rules of its language.
        """
        environment = _environment(self._noted(fields))
        try:
            document = DocxTemplate(io.BytesIO(self.content))
            document.render(dict(fields), jinja_env=environment, autoescape=True)
            made = io.BytesIO()
            document.save(made)
        except TemplateSyntaxError as fault:
            raise self._refused(_syntax(fault)) from None
        except SecurityError:
            said = sentence("the template asks for what no template may have.")
            raise self._refused(said) from None
        except (OpcError, LxmlError, zipfile.BadZipFile) as fault:
            raise self._refused(_DAMAGED) from fault
        except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as fault:
            said = sentence("the template cannot be filled: {reason}", reason=str(fault))
            raise self._refused(said) from None
        return with_fixed_times(made.getvalue())

    @property
    def missing(self) -> list[Finding]:
        """The fields asked for that do not exist, each once."""
        return list(self._missing.values())

    def _noted(self, fields: Mapping[str, object]) -> type[Undefined]:
        """Return what stands for a field that does not exist: it is noted when it is used."""

        def note(undefined: Undefined) -> None:
            asked_for: object = undefined._undefined_name
            if isinstance(asked_for, int):
                return  # a list of fewer things: empty, and no fault of the template
            name, owner = str(asked_for), undefined._undefined_obj
            inside = isinstance(owner, Fields)
            asked = f"{owner._kind}.{name}" if isinstance(owner, Fields) else name
            known: Iterable[str] = names_of_fields(owner) if isinstance(owner, Fields) else fields
            there = sentence("There are {known}.", known=tuple(sorted(set(known))))
            said = sentence("the template asks for '{field}', which does not exist.", field=asked)
            hint = suggestion(name, known) or (there if inside else None)
            self._missing.setdefault(asked, error("unknown-field", self.name, said, hint or there))

        return _silent(note)

    def _refused(self, said: Sentence) -> InputError:
        return InputError([error("bad-template", self.name, said)])


def read_template(path: Path) -> Template:
    """Read a template, without filling it.

    Raises
    ------
    InputError
        It is not there, is no document, or unpacks to more than one ever does.
    """
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            names = archive.namelist()
    except FileNotFoundError:
        said = sentence("there is no such file.")
        raise InputError([error("missing-file", path.name, said)]) from None
    except OSError as fault:
        said = sentence("the file cannot be read ({reason})", reason=why_refused(fault))
        raise InputError([error("unreadable-file", path.name, said)]) from None
    except zipfile.BadZipFile:
        raise InputError([error("bad-template", path.name, _DAMAGED)]) from None
    if size > _MAX_UNPACKED:
        said = sentence("the document unpacks to more than {count} megabytes.", count=200)
        raise InputError([error("bad-template", path.name, said)])
    if "word/document.xml" not in names:
        raise InputError([error("bad-template", path.name, _DAMAGED)])
    return Template(path.name, content)


class _Sandbox(SandboxedEnvironment):
    """An environment in which a template reads fields: it calls nothing and repeats nothing."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def is_safe_callable(self, obj: Any) -> bool:
        """Let nothing be called; filters are."""
        del obj
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse what makes long texts, and powers."""
        if operator == "**" or not all(isinstance(n, (int, float)) for n in (left, right)):
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def _environment(undefined: type[Undefined]) -> SandboxedEnvironment:
    environment = _Sandbox(autoescape=True, undefined=undefined, finalize=_finalized)
    environment.globals.clear()
    for name in _PADDING:
        environment.filters.pop(name, None)
    return environment


def _finalized(value: object) -> object:
    """Return what is written for a value: nothing for an empty one."""
    return "" if value is None else value


def _silent(note: Any) -> type[Undefined]:
    """Return a class of what is not defined, which is empty whatever is done with it."""

    class Silent(Undefined):
        def __str__(self) -> str:
            note(self)
            return ""

        def __iter__(self) -> Any:
            note(self)
            return iter(())

        def __len__(self) -> int:
            note(self)
            return 0

        def __bool__(self) -> bool:
            note(self)
            return False

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            note(self)
            return self

        def __getitem__(self, name: object) -> Any:
            note(self)
            return self

        def __call__(self, *_: Any, **__: Any) -> Any:
            note(self)
            return self

    return Silent


def _syntax(fault: TemplateSyntaxError) -> Sentence:
    said = str(fault.message)
    return sentence("a field of the template is not written as it must be: {reason}", reason=said)


def with_fixed_times(content: bytes) -> bytes:
    """Return an archive whose parts bear no time."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, _MOMENT)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            new.writestr(fixed, old.read(info))
    return made.getvalue()
