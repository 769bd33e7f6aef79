"""``fees.csv`` derived again, a day of the semester after the other, in plain fractions."""

from __future__ import annotations

import calendar
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from ..language import sentence
from ..money import Fee
from .claims import Claim, ClaimedPart, decimal_text, round_half_up
from .distances import kilometres
from .facts import Facts
from .files import SUMMARY, Row, text_of_file
from .report import Violation

FEES = "fees.csv"
COLUMNS = (
    *("student_id", "fee_id", "name", "payee", "payee_id", "programme_id", "part"),
    *("supervisor_id", "site_id", "territory_id", "zone", "half_days", "months", "share"),
    "amount_eur",
)
"""Columns of ``fees.csv``, in order."""

_STUDENT = ""
Told = dict[tuple[str, str, str], Row]
"""Lines by student, fee and part."""


def read_fees(folder: Path) -> tuple[list[Row] | None, list[Violation]]:
    """Read ``fees.csv``: lines as texts by column, ``None`` where there is no such file."""
    if not (folder / FEES).exists():
        return None, []
    text = text_of_file(folder / FEES, "fees-file")
    if isinstance(text, Violation):
        return [], [text]
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        said = sentence("the file is not a CSV table: {error}.", error=error)
        return [], [Violation("fees-file", FEES, said)]
    if not lines or tuple(lines[0]) != COLUMNS or any(len(x) != len(COLUMNS) for x in lines):
        said = sentence("every line must hold exactly the columns {expected}.", expected=COLUMNS)
        return [], [Violation("fees-file", FEES, said)]
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in lines[1:]], []


def check_fees(
    facts: Facts,
    claims: list[Claim],
    told: list[Row] | None,
    summary: Mapping[str, object] | None,
) -> Iterator[Violation]:
    """Compare the lines of ``fees.csv``, and the totals of the summary, with the tables."""
    if told is None and not facts.semester.fees:
        return
    if told is None:
        yield Violation("fees-file", FEES, sentence("there is no such file."))
        return
    payer = _Payer(facts)
    expected = [line for claim in claims for line in payer.lines(claim)]
    yield from _compare(expected, told)
    yield from _totals(expected, summary)


def _key(line: Row) -> tuple[str, str, str]:
    return line["student_id"], line["fee_id"], line["part"]


def _compare(expected: list[Row], told: list[Row]) -> Iterator[Violation]:
    if [_order(line) for line in told] != sorted(_order(line) for line in told):
        said = sentence("lines must be sorted by student, fee, then part, each once.")
        yield Violation("fees-form", FEES, said)
    right: Told = {_key(line): line for line in expected}
    found: Told = {_key(line): line for line in told}
    if len(found) < len(told):
        said = sentence("lines must be sorted by student, fee, then part, each once.")
        yield Violation("fees-form", FEES, said)
    for key in sorted(right.keys() - found.keys()):
        said = sentence(
            "fee {fee} is missing for part {part}: {amount} €.",
            fee=key[1],
            part=key[2],
            amount=right[key]["amount_eur"],
        )
        yield Violation("fees-line", key[0], said)
    for key in sorted(found.keys() - right.keys()):
        said = sentence("fee {fee} is not due for part {part}.", fee=key[1], part=key[2])
        yield Violation("fees-line", key[0], said)
    for key in sorted(right.keys() & found.keys()):
        for column in COLUMNS:
            if right[key][column] != found[key][column]:
                code = "fees-amount" if column in ("months", "share", "amount_eur") else "fees-line"
                said = sentence(
                    "fee {fee}, part {part}: {column} is '{told}'; the tables give '{expected}'.",
                    fee=key[1],
                    part=key[2],
                    column=column,
                    told=found[key][column],
                    expected=right[key][column],
                )
                yield Violation(code, key[0], said)


def _order(line: Row) -> tuple[str, str, int, str]:
    part = line["part"]
    number = int(part) if part.isascii() and part.isdecimal() and len(part) < 7 else 0
    return line["student_id"], line["fee_id"], number, part


def _totals(expected: list[Row], summary: Mapping[str, object] | None) -> Iterator[Violation]:
    """Compare the totals of the summary, in cents."""
    if summary is None:
        return
    printed = summary.get("fees")
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for line in expected:
        cents = int(line["amount_eur"].replace(".", ""))
        by["total"][""] += cents
        by["by_payee"][line["payee"]] += cents
        by["by_zone"][line["zone"] or "none"] += cents
        by["by_fee"][line["fee_id"]] += cents
    for name in ("total", "by_payee", "by_zone", "by_fee"):
        told = printed.get(name) if isinstance(printed, dict) else None
        values = told if isinstance(told, dict) else {"": told}
        right = dict(by[name]) or ({"": 0} if name == "total" else {})
        if not _same_cents(values, right):
            text = ", ".join(
                f"{key}: {cents / 100}" if key else f"{cents / 100}" for key, cents in right.items()
            )
            said = sentence("`fees.{name}` must be {text}.", name=name, text=text)
            yield Violation("fees-total", SUMMARY, said)


def _same_cents(told: Mapping[str, object], right: Mapping[str, int]) -> bool:
    return told.keys() == right.keys() and all(
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and value == right[name] / 100
        for name, value in told.items()
    )


class _Payer:
    """What each fee pays, worked out day by day."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        settings = facts.semester.settings
        days = (settings.last_day - settings.first_day).days + 1
        self._days = [settings.first_day + timedelta(days=k) for k in range(days)]
        self._state = {
            day: tuple(fee.in_force(day) for fee in facts.semester.fees) for day in self._days
        }
        self._known: dict[tuple[frozenset[int], ...], list[_Stretch]] = {}
        self._fees = {fee.fee_id: fee for fee in facts.semester.fees}
        self._replacers: dict[str, list[str]] = defaultdict(list)
        for fee in facts.semester.fees:
            for other in fee.excludes:
                self._replacers[other].append(fee.fee_id)

    def lines(self, claim: Claim) -> Iterator[Row]:
        """Yield the lines of one student, by fee, then part."""
        if not claim.parts:
            return
        with_days = _Placement(self, claim)
        for name in sorted(self._fees):
            yield from with_days.lines(self._fees[name])

    def stretches(self, claim: Claim) -> list[_Stretch]:
        """Return the days of a placement: those on which the same lasts and is in force."""
        weeks = tuple(part.weeks for part in claim.parts)
        if weeks not in self._known:
            alike: dict[tuple[tuple[int, ...], tuple[bool, ...]], list[date]] = defaultdict(list)
            for number, day in enumerate(self._days):
                there = tuple(k for k, own in enumerate(weeks) if number // 7 + 1 in own)
                if there:
                    alike[there, self._state[day]].append(day)
            self._known[weeks] = [_Stretch(there, days) for (there, _), days in alike.items()]
        return self._known[weeks]

    def replacers(self, fee: Fee) -> list[Fee]:
        """Return the fees that replace one."""
        return [self._fees[name] for name in self._replacers[fee.fee_id]]

    def holds(self, fee: Fee, claim: Claim, part: ClaimedPart) -> bool:
        """Say whether a part meets what a fee asks of programme, place and distance."""
        if fee.programme_id not in (None, claim.programme.programme_id):
            return False
        if fee.scope is not None and self._seen(fee.scope, claim, part) not in fee.values:
            return False
        distances = self._facts.distances
        end = distances.of_site(part.site)
        campus = self._facts.semester.settings.campus
        asked = (
            (fee.min_km_home, distances.homes(claim.student)),
            (fee.min_km_campus, [] if campus is None else [campus]),
        )
        for least, starts in asked:
            known = [] if end is None else [kilometres(start, end) for start in starts]
            if least and (not known or min(known) < least):
                return False
        return True

    def zone(self, claim: Claim, part: ClaimedPart) -> str | None:
        """Return the zone of a part's territory."""
        return self._facts.zone(part.site.territory_id, claim.programme.profession)

    def _seen(self, scope: str, claim: Claim, part: ClaimedPart) -> object:
        territory = self._facts.semester.territory[part.site.territory_id]
        seen: dict[str, Callable[[], object]] = {
            "site": lambda: part.site.site_id,
            "setting": lambda: part.site.setting,
            "kind": lambda: part.site.kind,
            "territory": lambda: territory.territory_id,
            "zone": lambda: self.zone(claim, part),
            "department": lambda: territory.department,
            "epci": lambda: territory.epci,
            "region": lambda: territory.region,
            "qpv": lambda: "true" if territory.qpv else "false",
            "frr": lambda: "true" if territory.frr else "false",
        }
        return seen[scope]()


class _Stretch:
    """Days of a placement on which the same parts last and the same fees are in force."""

    def __init__(self, there: tuple[int, ...], days: list[date]) -> None:
        self.there, self.day, self.count = there, days[0], len(days)
        self.months = sum(
            (Fraction(1, calendar.monthrange(day.year, day.month)[1]) for day in days), Fraction()
        )


class _Placement:
    """One student's placement, with what is paid on each of its days."""

    def __init__(self, payer: _Payer, claim: Claim) -> None:
        self._payer, self._claim = payer, claim
        self._size = [len(part.half_days) for part in claim.parts]
        self._stretches = payer.stretches(claim)
        self._first = min((stretch.day for stretch in self._stretches), default=date.min)
        self._holds: dict[tuple[str, int], bool] = {}

    def lines(self, fee: Fee) -> Iterator[Row]:
        """Yield the lines of one fee."""
        shares, months = self._once(fee) if fee.period == "once" else self._by_day(fee)
        times = {
            k: share * months.get(k, 1) / (12 if fee.period == "year" else 1)
            for k, share in shares.items()
        }
        cents = self._in_cents(fee, {k: fee.amount * each for k, each in times.items()})
        for k in sorted(shares):
            yield self._line(fee, k, months.get(k), shares[k], cents[k])

    def _line(self, fee: Fee, k: int, months: Fraction | None, share: Fraction, cents: int) -> Row:
        part, student = self._claim.parts[k], self._claim.student.student_id
        supervisor = part.supervisor.supervisor_id
        cells = (
            *(student, fee.fee_id, fee.name, fee.payee),
            student if fee.payee == "student" else supervisor,
            *(self._claim.programme.programme_id, str(k + 1), supervisor, part.site.site_id),
            *(part.site.territory_id, self._payer.zone(self._claim, part) or ""),
            str(len(part.half_days)),
            "" if months is None else decimal_text(months),
            decimal_text(share),
            f"{cents // 100}.{cents % 100:02d}",
        )
        return dict(zip(COLUMNS, cells, strict=True))

    def _by_day(self, fee: Fee) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
        """Return the mean share of each part, and the months for which it has one."""
        months: dict[int, Fraction] = defaultdict(Fraction)
        paid: dict[int, Fraction] = defaultdict(Fraction)
        for stretch in self._stretches:
            own = self._paid(fee, stretch.day, stretch.there)
            for k in own:
                months[k] += stretch.months
                share = self._share(fee, k, own, stretch.there, self._size)
                paid[k] += stretch.months * share
        return {k: paid[k] / months[k] for k in paid}, dict(months)

    def _once(self, fee: Fee) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
        """Return the share of each part, by its half-days over the whole placement."""
        lasting: Counter[int] = Counter()
        for stretch in self._stretches:
            lasting.update(dict.fromkeys(stretch.there, stretch.count))
        weight = [size * lasting[k] for k, size in enumerate(self._size)]
        there = sorted(lasting)
        own = self._paid(fee, self._first, there)
        return {k: self._share(fee, k, own, there, weight) for k in own}, {}

    def _share(
        self, fee: Fee, k: int, own: list[int], there: Sequence[int], weight: list[int]
    ) -> Fraction:
        among: Sequence[int] = there
        if not fee.shared:
            among = [j for j in own if self._payee(fee, j) == self._payee(fee, k)]
        return Fraction(weight[k], sum(weight[j] for j in among))

    def _paid(self, fee: Fee, day: date, there: Sequence[int]) -> list[int]:
        """Return the parts that a fee pays for on a day: held, and not replaced by one paid."""
        if not fee.in_force(self._first if fee.period == "once" else day):
            return []
        replaced = {
            self._payee(other, k)
            for other in self._payer.replacers(fee)
            for k in self._paid(other, day, there)
        }
        held = [k for k in there if self._held(fee, k)]
        return [k for k in held if self._payee(fee, k) not in replaced]

    def _held(self, fee: Fee, k: int) -> bool:
        key = (fee.fee_id, k)
        if key not in self._holds:
            self._holds[key] = self._payer.holds(fee, self._claim, self._claim.parts[k])
        return self._holds[key]

    def _payee(self, fee: Fee, k: int) -> str:
        if fee.payee == "student":
            return _STUDENT
        return self._claim.parts[k].supervisor.supervisor_id

    def _in_cents(self, fee: Fee, amounts: dict[int, Fraction]) -> dict[int, int]:
        """Round what belongs together, the rest to the largest remainders."""
        groups: dict[str, list[int]] = defaultdict(list)
        for k in sorted(amounts):
            groups["" if fee.shared else self._payee(fee, k)].append(k)
        found: dict[int, int] = {}
        for group in groups.values():
            found |= _rounded({k: amounts[k] * 100 for k in group})
        return found


def _rounded(cents: Mapping[int, Fraction]) -> dict[int, int]:
    """Return whole cents whose sum is that of the cents, rounded half up."""
    found = {k: int(value) for k, value in cents.items()}
    left = round_half_up(sum(cents.values(), Fraction())) - sum(found.values())
    for k in _by_remainder(cents)[:left]:
        found[k] += 1
    return found


def _by_remainder(cents: Mapping[int, Fraction]) -> list[int]:
    remainders: Iterable[tuple[Fraction, int]] = ((-(value % 1), k) for k, value in cents.items())
    return [k for _, k in sorted(remainders)]
