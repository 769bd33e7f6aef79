"""What a plan file is made of, as it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ..matching.language import sentence
from ..matching.mechanisms import MECHANISMS
from ..matching.settings import TIERS, Settings
from ..matching.tables.headings import suggestion
from ..matching.tables.schema import TABLES, find_table
from ..matching.tables.settings_table import setting_name
from .document import Model, Refused, one_of_expected
from .measures import MEASURES

_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,15})?(/\d{1,9}|\s?%)?", re.ASCII)
_PARAMETER = re.compile(r"[^\W\d]\w*")
_LARGEST_SEED = 10**15
_ACTIONS = (
    *("set", "scale", "add", "remove", "file", "settings", "weights", "tiers", "mechanism"),
    "quotas",
)
_ON_ROWS = ("set", "scale", "add", "remove", "file")
_SELECTING = ("set", "scale", "remove")


def number_of(value: object) -> Fraction:
    """Return an exact number: ``0.3``, ``30%``, ``1/3``."""
    text = str(value).strip()
    if isinstance(value, (list, dict)) or not _NUMBER.fullmatch(text) or text.endswith("/0"):
        raise Refused(sentence("'{text}' is not a number.", text=text))
    percent = text.endswith("%")
    try:
        number = Fraction(text.rstrip("% ").replace(",", "."))
    except (ValueError, ZeroDivisionError):
        whole, _, below = text.partition("/")
        if not int(below or 0):
            raise Refused(sentence("'{text}' is not a number.", text=text)) from None
        number = Fraction(whole.replace(",", ".")) / int(below)
    return number / 100 if percent else number


def _cell(value: object) -> object:
    """Return a cell; a list is one cell with commas."""
    if isinstance(value, dict):
        raise Refused(sentence("a cell is a text or a list of texts."))
    if isinstance(value, (list, tuple)):
        if any(isinstance(item, (dict, list)) for item in value):
            raise Refused(sentence("a cell is a text or a list of texts."))
        return ", ".join("" if item is None else str(item) for item in value)
    return value


def _table(value: object) -> object:
    if not isinstance(value, str):
        raise Refused(sentence("the name of one table is expected here."))
    table = find_table(value)
    if table is None:
        names = [name for one in TABLES for name in (one.name, one.french)]
        said = sentence("there is no table '{table}'.", table=value)
        raise Refused(said, suggestion(value, names))
    return table.name


def _one_of(known: tuple[str, ...]) -> BeforeValidator:
    """Return what refuses texts, one or a list, that are not known."""

    def check(value: object) -> object:
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if not isinstance(item, str):
                raise Refused(one_of_expected(known))
            if item not in known:
                said = sentence("'{text}' is not one of {known}.", text=item, known=known)
                raise Refused(said, suggestion(item, known))
        return value

    return BeforeValidator(check)


def _settings(value: object) -> object:
    if not isinstance(value, dict):
        return value
    found = {}
    for key, cell in value.items():
        name = setting_name(key)
        if name is None:
            said = sentence("setting '{key}' does not exist.", key=key)
            raise Refused(said, suggestion(key, Settings.model_fields))
        if name in found:
            raise Refused(sentence("'{name}' stands here twice.", name=name))
        found[name] = cell
    return found


def _yes(value: object) -> object:
    """Return yes or no, also where it is written in French."""
    words = {"oui": "yes", "vrai": "yes", "non": "no", "faux": "no"}
    return words.get(value.casefold(), value) if isinstance(value, str) else value


def _gap(value: object) -> object:
    return float(number_of(value)) if isinstance(value, str) else value


Yes = Annotated[bool, BeforeValidator(_yes)]
Number = Annotated[Fraction, BeforeValidator(number_of)]
Cell = Annotated[str | None, BeforeValidator(_cell)]
TableName = Annotated[str, BeforeValidator(_table)]


class Condition(Model):
    """What the cells of one column have to be; all that is given has to hold."""

    one_of: tuple[Cell, ...] | None = Field(None, alias="in")
    none_of: tuple[Cell, ...] | None = Field(None, alias="not")
    below: Cell = Field(None, alias="<")
    at_most: Cell = Field(None, alias="<=")
    above: Cell = Field(None, alias=">")
    at_least: Cell = Field(None, alias=">=")
    between: tuple[Cell, Cell] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        """Take one text or a list for the values that are wanted."""
        if value is None or isinstance(value, str):
            return {"in": [value]}
        if isinstance(value, list):
            return {"in": value}
        if isinstance(value, dict):
            value = dict(value)
            if not value:
                raise Refused(sentence("say what the cells have to be."))
            for key in ("in", "not"):
                if key in value and (value[key] is None or isinstance(value[key], str)):
                    value[key] = [value[key]]
            pair = value.get("between", ["", ""])
            if not isinstance(pair, list) or len(pair) != 2:
                raise Refused(sentence("between takes two values: [low, high]."))
        return value


class Weights(Model):
    """The weights of the objective ``value``."""

    shortage: Cell = None
    wishes: Cell = None


class Change(Model):
    """One change; it does exactly one thing."""

    table: TableName | None = None
    where: Mapping[str, Condition] = {}
    share: Number | None = None
    set: Mapping[str, Cell] | None = None
    scale: Mapping[str, Number] | None = None
    round: Literal["nearest", "up", "down"] = "nearest"
    add: tuple[Mapping[str, Cell], ...] | None = None
    copies: Annotated[int, Field(ge=1, le=100_000)] = 1
    remove: Yes = False
    file: str | None = None
    settings: Annotated[Mapping[str, Cell], BeforeValidator(_settings)] | None = None
    weights: Weights | None = None
    tiers: Annotated[tuple[str, ...], _one_of(TIERS)] | None = None
    mechanism: Annotated[str, _one_of(MECHANISMS)] | None = None
    quotas: Mapping[str, Mapping[str, Cell]] | None = None

    @property
    def action(self) -> str:
        """The one thing that it does."""
        return next(name for name in _ACTIONS if getattr(self, name) not in (None, False))

    @model_validator(mode="after")
    def _does_one_thing(self) -> Change:
        found = [name for name in _ACTIONS if getattr(self, name) not in (None, False)]
        if len(found) != 1:
            said = sentence("a change does exactly one of {actions}.", actions=_ACTIONS)
            raise Refused(said)
        if (self.table is None) == (found[0] in _ON_ROWS):
            if self.table is None:
                raise Refused(sentence("'table' is missing: which rows does it change?"))
            raise Refused(sentence("'{action}' takes no table.", action=found[0]))
        self._is_no_empty_one(found[0])
        chosen = bool(self.where) or self.share is not None
        if chosen and found[0] not in _SELECTING:
            raise Refused(sentence("'{action}' takes neither where nor share.", action=found[0]))
        if self.share is not None and not 0 <= self.share <= 1:
            raise Refused(sentence("a share lies between 0 and 1."))
        if self.remove and not chosen:
            raise Refused(sentence("'where' is missing: which rows are removed?"))
        return self

    def _is_no_empty_one(self, action: str) -> None:
        """Refuse a change that changes nothing, and keys that go with another one."""
        value = getattr(self, action)
        if isinstance(value, Weights):
            value = value.model_fields_set
        nothing = isinstance(value, Mapping | tuple | set | frozenset) and not value
        if nothing or (action == "add" and not all(self.add or ())):
            raise Refused(sentence("'{action}' is empty.", action=action))
        if action == "quotas" and not all((self.quotas or {}).values()):
            raise Refused(sentence("'{action}' is empty.", action=action))
        for key, goes_with in (("copies", "add"), ("round", "scale")):
            if key in self.model_fields_set and action != goes_with:
                said = sentence("'{key}' goes with '{action}' alone.", key=key, action=goes_with)
                raise Refused(said)


class Axis(Model):
    """The values that one parameter of a sweep takes."""

    values: tuple[str, ...] | None = None
    start: Number | None = Field(None, alias="from")
    end: Number | None = Field(None, alias="to")
    step: Number | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"values": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _is_one(self) -> Axis:
        bounds = (self.start, self.end, self.step)
        if self.values is not None:
            if not self.values or bounds != (None, None, None):
                raise Refused(sentence("write a list of values, or from, to and step."))
        elif self.start is None or self.end is None or self.step is None:
            raise Refused(sentence("write a list of values, or from, to and step."))
        elif self.step == 0 or (self.end - self.start) / self.step < 0:
            raise Refused(sentence("no step leads from 'from' to 'to'."))
        elif (self.end - self.start) / self.step > 100_000:
            raise Refused(sentence("a range has at most 100,000 values."))
        return self

    def __len__(self) -> int:
        """Return the number of values."""
        if self.values is not None:
            return len(self.values)
        assert self.start is not None
        assert self.end is not None
        assert self.step is not None
        return int((self.end - self.start) / self.step) + 1

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as texts; of a range as decimals."""
        if self.values is not None:
            return self.values
        assert self.start is not None
        assert self.step is not None
        numbers = (self.start + k * self.step for k in range(len(self)))
        return tuple(str(n) if n.denominator == 1 else f"{float(n):.10g}" for n in numbers)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Sweep(Model):
    """One set of changes for each point of a grid, or of lists side by side."""

    mode: Literal["grid", "paired"] = "grid"
    over: Mapping[str, Axis] = Field(min_length=1)
    on: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ("base",)
    changes: Annotated[tuple[Any, ...], Field(min_length=1)]

    @property
    def count(self) -> int:
        """How many points it has, on each variant that it comes after."""
        sizes = [len(axis) for axis in self.over.values()]
        return min(sizes) if self.mode == "paired" else math.prod(sizes)

    @model_validator(mode="after")
    def _fits(self) -> Sweep:
        for name in self.over:
            if not _PARAMETER.fullmatch(name) or name == "n":
                said = sentence("'{name}' cannot name a parameter: letters and digits do, "
                                "but for $n, the number of a copy.", name=name)  # fmt: skip
                raise Refused(said)
        if self.mode == "paired" and len({len(axis) for axis in self.over.values()}) > 1:
            raise Refused(sentence("lists side by side have to be equally long."))
        return self


class Draw(Model):
    """Rows that each drop out with a probability."""

    probability: Number
    where: Mapping[str, Condition] = {}

    @model_validator(mode="after")
    def _is_probability(self) -> Draw:
        if not 0 <= self.probability <= 1:
            raise Refused(sentence("a probability lies between 0 and 1."))
        return self


class Draws(Model):
    """What is drawn anew in each repetition."""

    no_shows: Draw | None = None
    withdrawals: Draw | None = None
    departures: Draw | None = None


def _seeds(value: object) -> object:
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 7:
        return list(range(1, int(value) + 1))
    raise Refused(sentence("the number of repetitions, or a list of seeds, is expected here."))


class Repetitions(Model):
    """Every variant several times, each time with other draws."""

    seeds: Annotated[
        tuple[Annotated[int, Field(ge=0, le=_LARGEST_SEED)], ...],
        Field(min_length=1),
        BeforeValidator(_seeds),
    ]
    lottery: Yes = True
    draws: Draws = Draws()


class Limits(Model):
    """How each variant is run."""

    time_limit: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    gap: Annotated[float, BeforeValidator(_gap), Field(ge=0, le=1)] | None = None
    threads: Annotated[int, Field(ge=1, le=1024)] = 1
    partial: Yes = False


class PlanFile(Model):
    """A plan as it is written."""

    base: str
    title: str = ""
    job: Literal["place", "rank", "diagnose"] = "place"
    variants: Mapping[str, tuple[Change, ...]] = {}
    sweeps: Mapping[str, Sweep] = {}
    repetitions: Repetitions | None = None
    measures: Annotated[tuple[str, ...], _one_of(MEASURES)] = ()
    run: Limits = Limits()
    keep_students: Yes = True

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, value: Any) -> Any:
        """Take a key without a value for one that is not there."""
        if isinstance(value, dict):
            return {key: item for key, item in value.items() if item is not None}
        return value
