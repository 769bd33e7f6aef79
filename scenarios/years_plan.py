"""The plan of a simulation over years: assumptions with their sources and ranges, policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from ..matching.language import Sentence, sentence
from ..matching.need import zones
from ..matching.semester import Semester
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.headings import suggestion
from ..matching.tables.reading import read_semester
from .document import Document, Model, Refused, read_document, validated

OWN = "assumption of this program, without a source: replace it by your own figure"

SHARES = frozenset(
    {
        *("leaving_under_60", "leaving_over_60", "over_60", "dropping_out", "settling"),
        *("settling_in_shortage", "training_effect", "aid_effect", "trained_in_shortage"),
        *("trained_in_shortage_mixed", "becoming_supervisor", "supervisors"),
    }
)
"""Assumptions that are shares or probabilities, 0 to 1."""


class Assumption(Model):
    """A number that is assumed, the range it may lie in, and where it is from."""

    value: float = Field(allow_inf_nan=False)
    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Assumption:
        if not self.low <= self.value <= self.high:
            said = sentence(
                "the value {value} is not within its range from {low} to {high}.",
                value=self.value,
                low=self.low,
                high=self.high,
            )
            raise Refused(said)
        return self


def _own(value: float, low: float, high: float) -> Any:
    return Assumption(value=value, low=low, high=high, source=OWN)


class Assumptions(Model):
    """Everything that the simulation assumes; what is not in the plan has these values."""

    leaving_under_60: Assumption = _own(0.01, 0.005, 0.03)
    """Probability that a practitioner under 60 leaves within a year."""
    leaving_over_60: Assumption = _own(0.15, 0.10, 0.25)
    """The same from 60 on."""
    last_age: Assumption = _own(72, 68, 76)
    """Age at which whoever is left leaves."""
    over_60: Assumption = _own(0.3, 0.2, 0.4)
    """Share of practitioners aged 60 or more where neither birth years nor a share are given."""
    dropping_out: Assumption = _own(0.01, 0.0, 0.03)
    """Probability that a student leaves the programmes within a year."""
    settling: Assumption = _own(0.6, 0.4, 0.8)
    """Probability that who finishes settles in one of the territories."""
    settling_in_shortage: Assumption = _own(0.15, 0.05, 0.3)
    """Probability that who settles does so in a shortage territory, never having trained there."""
    training_effect: Assumption = _own(0.3, 0.0, 0.6)
    """What is added to it for who has trained there all the time; in proportion otherwise."""
    aid_effect: Assumption = _own(0.05, 0.0, 0.15)
    """What is added to it while there are aids."""
    aid_pull: Assumption = _own(1.5, 1.0, 3.0)
    """How many times more an aided territory draws than another one of its kind and size."""
    practice_pull: Assumption = _own(2.0, 1.0, 4.0)
    """The same of a territory with a new group practice."""
    trained_in_shortage: Assumption = _own(0.2, 0.1, 0.4)
    """Share of students' half-days in shortage territories without mixed placements there."""
    trained_in_shortage_mixed: Assumption = _own(0.4, 0.25, 0.6)
    """The same with them."""
    new_fte: Assumption = _own(0.9, 0.7, 1.0)
    """Full-time equivalents of a practitioner who settles."""
    supervisors: Assumption = _own(0.15, 0.1, 0.25)
    """Share of practitioners who supervise at the start, where the tables name no supervisor."""
    becoming_supervisor: Assumption = _own(0.03, 0.01, 0.06)
    """Probability that a practitioner becomes a supervisor within a year."""
    students_per_supervisor: Assumption = _own(2.0, 1.0, 3.0)
    """Students of these programmes a supervisor can take in a year: it limits who trains where."""
    population_growth: Assumption = _own(0.0, -0.005, 0.01)
    """Growth of the population a year, the same everywhere."""

    @model_validator(mode="after")
    def _shares(self) -> Assumptions:
        for name in sorted(SHARES):
            one: Assumption = getattr(self, name)
            if one.low < 0 or one.high > 1:
                raise Refused(sentence("'{name}' is a share: from 0 to 1.", name=name))
        for name in sorted(set(Assumptions.model_fields) - SHARES - {"population_growth"}):
            if getattr(self, name).low < 0:
                raise Refused(sentence("'{name}' cannot be less than 0.", name=name))
        if not 61 <= self.last_age.low <= self.last_age.high <= 90:
            raise Refused(sentence("'{name}' is an age from 61 to 90.", name="last_age"))
        if self.population_growth.low <= -1:
            raise Refused(sentence("'{name}' is more than -1.", name="population_growth"))
        return self


class Aids(Model):
    """Where aids draw practitioners, and from which year on."""

    zones: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    start: int | None = None


class Practice(Model):
    """A new group practice: where, and from which year on."""

    territory: str
    year: int


class Policy(Model):
    """What is done; nothing by default."""

    mixed_placements: bool = False
    aids: Aids | None = None
    group_practices: tuple[Practice, ...] = ()


class Stay(Model):
    """A programme that students go through, and how long."""

    programme: str
    years: int = Field(1, ge=1, le=10)


class YearsPlan(Model):
    """A simulation under stated assumptions."""

    base: str
    years: int = Field(15, ge=1, le=60)
    draws: int = Field(200, ge=1, le=100_000)
    seed: int = Field(0, ge=0)
    threshold: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    programmes: tuple[Stay, ...] = ()
    intake: int | None = Field(None, ge=0)
    sensitivity_draws: int = Field(50, ge=1, le=100_000)
    assumptions: Assumptions = Assumptions()
    policies: dict[str, Policy] = Field(default_factory=lambda: {"as now": Policy()}, min_length=1)

    @field_validator("policies", mode="before")
    @classmethod
    def _nothing_done(cls, policies: Any) -> Any:
        if not isinstance(policies, dict):
            return policies
        return {name: {} if policy is None else policy for name, policy in policies.items()}

    @field_validator("programmes")
    @classmethod
    def _once(cls, stays: tuple[Stay, ...]) -> tuple[Stay, ...]:
        names = [stay.programme for stay in stays]
        if len(set(names)) < len(names):
            raise Refused(sentence("a programme can stand here only once."))
        return stays


@dataclass(frozen=True)
class YearsTask:
    """A plan with the semester that it starts from."""

    plan: YearsPlan
    semester: Semester
    stays: tuple[Stay, ...]


def read_years_plan(path: Path | str) -> YearsTask:
    """Read a plan and its base; a relative base is looked for beside the plan.

    Raises
    ------
    InputError
        With every error, each with its line and, where one is near, a suggestion.
    """
    document = read_document(Path(path))
    plan = validated(YearsPlan, document)
    semester = read_semester(Path(path).parent / plan.base, job="diagnose")
    findings = [*_unknown(document, plan, semester)]
    stays = plan.programmes or _chain(semester)
    if not stays and plan.intake != 0:
        said = sentence(
            "no chain of programmes that finishes is in the tables: list them under 'programmes'."
        )
        findings.append(error("bad-plan", document.where(()), said))
    if findings:
        raise InputError(findings)
    return YearsTask(plan, semester, stays)


def _unknown(document: Document, plan: YearsPlan, semester: Semester) -> list[Finding]:
    """Return what the plan names and the base has not."""
    found = []
    known: Mapping[str, object] = semester.programme
    for k, stay in enumerate(plan.programmes):
        if stay.programme not in known:
            said = sentence("programme '{name}' does not exist.", name=stay.programme)
            found.append(
                _finding(document, ("programmes", k, "programme"), said, stay.programme, known)
            )
    for name, policy in plan.policies.items():
        places: list[tuple[tuple[str | int, ...], str]] = [
            (("policies", name, "group_practices", k, "territory"), practice.territory)
            for k, practice in enumerate(policy.group_practices)
        ]
        if policy.aids is not None:
            places += [
                (("policies", name, "aids", "territories", k), territory)
                for k, territory in enumerate(policy.aids.territories)
            ]
            found += _unknown_zones(document, name, policy.aids, semester)
        for loc, territory in places:
            if territory not in semester.territory:
                said = sentence("territory '{name}' does not exist.", name=territory)
                found.append(_finding(document, loc, said, territory, semester.territory))
    return found


def _unknown_zones(
    document: Document, policy: str, aids: Aids, semester: Semester
) -> Iterator[Finding]:
    """Yield the zones of aids that no territory has: they would draw nobody anywhere."""
    known = {zone: zone for zone in zones(semester).values() if zone}
    for k, zone in enumerate(aids.zones):
        if zone not in known:
            said = sentence("no territory has the zone '{name}'.", name=zone)
            loc = ("policies", policy, "aids", "zones", k)
            yield _finding(document, loc, said, zone, known)


def _finding(
    document: Document,
    loc: tuple[str | int, ...],
    said: Sentence,
    name: str,
    known: Mapping[str, object],
) -> Finding:
    return error("bad-plan", document.where(loc), said, suggestion(name, known))


def _chain(semester: Semester) -> tuple[Stay, ...]:
    """Return the programmes of general practice that lead to one that finishes, a year each."""
    ends = [p for p in semester.programmes if p.finishes and p.profession == "gp"]
    if not ends:
        return ()
    chain = [ends[0].programme_id]
    while True:
        before = [p.programme_id for p in semester.programmes if p.next_programme == chain[0]]
        if not before or before[0] in chain:
            return tuple(Stay(programme=name, years=1) for name in chain)
        chain.insert(0, before[0])
