"""Small random semesters, as the rows of their tables with canonical headings.

They are tight on purpose: few half-days, few supervisors, few seats, so that the rules bind
and the best placement is seldom the obvious one. Each feature appears in a part of them only;
drawn all together they would leave nobody a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from hypothesis import strategies as st
from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows

Row = dict[str, str]
Tables = dict[str, list[Row]]
T = TypeVar("T")

GRIDS = (
    (0, 1, 2, 3),
    (0, 1, 2, 3, 4),
    (0, 1, 2, 3, 4, 5),
    (2, 3, 4, 5),
    (0, 1, 3, 4, 6),
    (0, 1, 8, 9, 10),
)
NOONS = ((0, 1), (0, 1, 2), (1, 2, 3))
"""The half-days in use: whole days, noons, runs of days, the week's end and Saturday."""

WEEKS = ("1-2", "3-5", "odd", "even", "2-4", "1,3")
"""Halves, alternate weeks and sets that overlap, in a semester of one month (five weeks)."""

THEMES = ("", "", "", "weeks", "housing", "noon", "seats", "spread")
"""What a semester has much of: rules that bind only where several things come together."""

PERIODS = (
    ("", ""),
    ("", "2027-05-01"),
    ("2027-05-01", ""),
    ("2026-01-01", "2027-04-30"),
    ("2027-05-02", "2028-12-31"),
)
"""Periods of zones, seen from the semester's first day, 1 May 2027."""

TIER_ORDERS = (
    "placed,worst_off,floors,travel,value,balance",
    "value,placed,floors,balance",
    "placed,balance,worst_off,travel",
    "worst_off,value,travel",
    "placed,greedy,value",
    "placed,generous,travel",
    "greedy,generous",
    "floors,generous,greedy",
)
"""Other lists of tiers than the default one."""


def to_semester(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Semester:
    """Read the rows as a semester, as a workbook would be."""
    return read_rows(tables)


class Dice:
    """Draws of a few kinds; the smallest draw is always the plainest semester."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def one(self, values: Sequence[T]) -> T:
        """Draw a value; the first is the plainest."""
        return values[self.number(0, len(values) - 1)]

    def some(self, values: Sequence[T], least: int, most: int) -> list[T]:
        """Draw distinct values, in the order in which they are drawn."""
        left = list(values)
        n = min(self.number(least, most), len(left))
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(n)]

    def maybe(self, percent: int, values: Sequence[str]) -> str:
        """Draw a value in some cases, and leave the cell empty in the others."""
        above = self.number(0, 99) - (100 - percent)
        return values[above * len(values) // percent] if above >= 0 else ""


class Maker:
    """Makes the tables one after the other; later ones refer to earlier ones."""

    def __init__(self, draw: st.DrawFn, most_students: int, most_supervisors: int) -> None:
        self.dice = Dice(draw)
        self.tables: Tables = {}
        self.theme = self.dice.one(THEMES)
        self.grid = self.dice.one(NOONS if self.theme == "noon" else GRIDS)
        self.settings()
        self.territories()
        self.sites()
        self.programmes()
        self.supervisors(most_supervisors)
        self.accreditations()
        self.offers()
        self.students(most_students)
        self.wishes()
        self.quotas()
        self.locks()
        self.exclusions()
        self.travel()

    def ids(self, table: str) -> list[str]:
        """Return the identifiers of a table, which stand in its first column."""
        return [next(iter(row.values())) for row in self.tables[table]]

    def often(self, theme: str, percent: int) -> int:
        """Return the chance of a feature: nearly always where it is the theme."""
        return 85 if self.theme == theme else percent

    def known(self, column: str) -> list[str]:
        """Return the values that the territories have in a column."""
        return sorted({row[column] for row in self.tables["territories"] if row[column]})

    def find(self, table: str, name: str) -> Row:
        return next(row for row in self.tables[table] if next(iter(row.values())) == name)

    def settings(self) -> None:
        dice = self.dice
        values = {
            "semester": "2027-05",
            "semester_months": "1",
            "campus": "48.75 2.45",
            "travel_tolerance": "0",
            "balance_tolerance": "0",
            "worst_off_depth": str(dice.one((1, 1, 2, 3, 0))),
            "shortage_weight": dice.one(("1", "1", "0.37", "2", "0")),
            "wish_weight": dice.one(("1", "1", "1.9", "0.25")),
        }
        if dice.chance(self.often("noon", 15)):
            values["noon_minutes"] = dice.one(("20", "30", "37", "0"))
        if dice.chance(15):
            values |= {"fixed_minutes": "2.5", "detour": "1.5", "other_kmh": "12"}
        if dice.chance(12):
            values["tiers"] = dice.one(TIER_ORDERS)
        self.tables["settings"] = [{"key": k, "value": v} for k, v in values.items()]

    # --- places ------------------------------------------------------------------------------

    def territories(self) -> None:
        dice = self.dice
        points = (("48.71", "2.41"), ("48.83", "2.62"), ("48.94", "2.29"))
        self.tables["territories"] = [
            {
                "territory_id": f"T{i + 1}",
                "name": f"Town {i + 1}",
                "lat": points[i][0],
                "lon": points[i][1],
                "department": dice.one(("91", "94")),
                "epci": dice.maybe(50, ("X1", "X2")),
                "region": "11",
                "zone": dice.maybe(70, ("ZIP", "ZAC", "HV", "ZV")),
                "qpv": dice.maybe(40, ("true",)),
                "frr": dice.maybe(30, ("true",)),
                "apl": dice.maybe(60, ("3.1", "2.2", "3.77", "4.4")),
                "gp_over_60": dice.maybe(50, ("0.35", "0.6")),
                "need": dice.maybe(25, ("0.3", "1", "0.455")),
            }
            for i in range(dice.number(2, 3))
        ]
        places = self.ids("territories")
        self.tables["zones"] = [
            {
                "territory_id": place,
                "profession": profession,
                "zone": dice.one(("ZIP", "ZAC", "HV")),
                **dict(zip(("start", "end"), dice.one(PERIODS), strict=True)),
            }
            for place in places
            for profession in ("gp", "dentist")
            if dice.chance(20)
        ]
        self.tables["needs"] = [
            {"territory_id": place, "profession": "dentist", "need": dice.one(("0.9", "0.21"))}
            for place in places
            if dice.chance(30)
        ]

    def sites(self) -> None:
        dice = self.dice
        points = (("48.72", "2.43"), ("48.86", "2.58"), ("48.91", "2.33"), ("48.69", "2.47"))
        kinds = (("liberal_practice", "liberal"), ("health_centre", "centre"))
        rows = []
        for i in range(dice.number(2, 4)):
            kind, setting = dice.one(kinds) if i > 1 else kinds[i]
            lat, lon = points[i] if dice.chance(50) else ("", "")
            rows.append(
                {
                    "site_id": f"S{i + 1}",
                    "name": f"Site {i + 1}",
                    "kind": kind,
                    "setting": setting,
                    "territory_id": dice.one(self.ids("territories")),
                    "lat": lat,
                    "lon": lon,
                    "rooms": dice.maybe(45, ("1", "1", "2", "0")),
                    "housing_places": dice.maybe(self.often("housing", 35), ("1", "1", "2")),
                }
            )
        self.tables["sites"] = rows

    # --- programmes and supervisors ----------------------------------------------------------

    def programmes(self) -> None:
        dice = self.dice
        n = dice.one((2, 3)) if self.theme == "weeks" else dice.one((1, 1, 2, 2, 3))
        ordered = n > 1 and dice.chance(20)
        halves = dice.one((("1-2", "3-5"), ("odd", "even"), WEEKS))
        rows = []
        for i in range(n):
            offers = dice.chance(self.often("seats", 30 if self.theme in ("", "weeks") else 10))
            rows.append(
                {
                    "programme_id": f"P{i + 1}",
                    "name": f"Programme {i + 1}",
                    "profession": dice.one(("gp", "gp", "dentist")),
                    "mechanism": "optimal",
                    "composition": "offers" if offers else "composed",
                    "order": dice.one(("1", "2", "")) if ordered else "",
                    "everyone": dice.maybe(20, ("false",)),
                    "presence": dice.maybe(30, ("reachable",)),
                    "needs_room": dice.maybe(40, ("true",)),
                    "no_repeat": dice.maybe(50, ("supervisor", "site")),
                    "min_wishes": dice.maybe(30, ("2", "1", "3")),
                    "weeks": halves[i % 2] if self.theme == "weeks" else dice.maybe(25, WEEKS),
                    **self.composition_rules(),
                }
            )
        self.tables["programmes"] = rows

    def composition_rules(self) -> Row:
        """Draw the rules on parts, days, sites and mix."""
        dice = self.dice
        half_days = 2 if self.theme == "noon" else dice.one((2, 2, 2, 1, 3, 2, 3, 4))
        max_parts = "2" if self.theme == "noon" else dice.one(("", "3", "2", "1"))
        row = {
            "half_days": str(half_days),
            "max_parts": max_parts,
            "min_part": dice.maybe(85, ("1", "1", "1", "1", "2")) if half_days > 1 else "",
            "whole_days": dice.maybe(25, ("true",)) if half_days % 2 == 0 else "",
            "max_run_days": dice.maybe(15, ("1",)),
            "max_km": dice.maybe(self.often("spread", 12), ("14.5", "20", "9.5")),
        }
        if max_parts != "1":
            row["min_parts"] = dice.maybe(self.often("noon", 8), ("2",))
            row["min_sites"] = dice.maybe(7, ("2",))
        row["max_sites"] = (
            "" if row.get("min_sites") else dice.maybe(self.often("spread", 12), ("1", "2"))
        )
        if half_days > 1 and max_parts != "1" and dice.chance(18):
            row |= {"min_liberal": "1", "min_centre": "1"}
        elif dice.chance(8):
            row[dice.one(("min_liberal", "min_centre"))] = "1"
        return row

    def supervisors(self, most: int) -> None:
        dice = self.dice
        programmes, sites = self.ids("programmes"), self.ids("sites")
        rows = []
        # Long placements over a long week have hundreds of bundles: three supervisors will do.
        longest = max(int(row["half_days"]) for row in self.tables["programmes"])
        most = min(most, 3) if longest > 2 and len(self.grid) > 4 else most
        most = 2 if self.theme in ("weeks", "noon") else most
        for i in range(max(2, dice.one((most - 1, most, most - 1, most - 2)))):
            mine = [p for p in programmes if dice.chance(88)] or [dice.one(programmes)]
            row = {
                "supervisor_id": f"M{i + 1}",
                "name": f"Doctor {i + 1}",
                "profession": "gp",
                "site_id": sites[i % len(sites)] if dice.chance(70) else dice.one(sites),
                "programmes": ",".join(mine),
                "max_students": dice.one(("3", "2", "2", "1")),
                "max_at_once": dice.maybe(self.often("seats", 30), ("3", "2")),
                "limits": f"{dice.one(programmes)}:{dice.one((1, 1, 0))}"
                if dice.chance(20)
                else "",
                "accreditation_end": dice.maybe(10, ("2027-05-31", "2027-05-30")),
            }
            elsewhere = dice.one(sites)
            there = (*("x",) * 6, "", "", elsewhere, "a", f"a:{elsewhere}")
            row |= {HALF_DAYS[h]: dice.one(there) for h in self.grid}
            rows.append(row)
        self.tables["supervisors"] = rows

    def accreditations(self) -> None:
        dice = self.dice
        rows: list[Row] = []
        if dice.chance(15):
            host = dice.one((("supervisor_id", "supervisors"), ("site_id", "sites")))
            rows = [
                {
                    host[0]: dice.one(self.ids(host[1])),
                    "programme_id": programme,
                    "start": dice.maybe(30, ("2027-05-01", "2026-01-01", "2027-05-02")),
                    "end": dice.maybe(30, ("2027-05-31", "2027-12-31", "2027-05-30")),
                }
                for programme in dice.some(self.ids("programmes"), 1, 3)
            ]
        self.tables["accreditations"] = rows

    def offers(self) -> None:
        dice = self.dice
        self.tables["offers"], self.tables["offer_parts"] = [], []
        for programme in self.tables["programmes"]:
            if programme["composition"] != "offers":
                continue
            for _ in range(1 if self.theme == "seats" else dice.number(1, 3)):
                name = f"O{len(self.tables['offers']) + 1}"
                parts = self.offer_parts(name, programme)
                if not parts:
                    continue
                self.tables["offer_parts"] += parts
                seats = 1 if self.theme == "seats" else dice.one((1, 2, 2, 3))
                self.tables["offers"].append(
                    {
                        "offer_id": name,
                        "programme_id": programme["programme_id"],
                        "seats": str(seats),
                        "min_seats": dice.maybe(35, ("1", str(seats))),
                        "min_if_open": "2" if seats > 1 and dice.chance(40) else "",
                        "open": dice.maybe(7, ("false",)),
                    }
                )

    def offer_parts(self, offer: str, programme: Row) -> list[Row]:
        """Draw the parts of an offer where its supervisors are, no half-day being fixed twice."""
        dice = self.dice
        anywhere = dice.chance(10)
        places: dict[tuple[str, str], list[str]] = {}
        for row in self.tables["supervisors"]:
            if programme["programme_id"] not in row["programmes"].split(",") and not anywhere:
                continue
            for half_day in HALF_DAYS:
                cell = row.get(half_day, "")
                if cell.startswith("a") and not programme["presence"] and not anywhere:
                    continue
                cell = cell.removeprefix("a:")
                if cell:
                    site = row["site_id"] if cell in ("x", "a") else cell
                    places.setdefault((row["supervisor_id"], site), []).append(half_day)
        sequence = dice.chance(70 if self.theme == "weeks" else 10)
        taken: set[str] = set()
        parts = []
        least, most = (2, 2) if sequence else (1, dice.one((1, 2, 2, 3)))
        halves = dice.one((("1-2", "3-5"), ("3-5", "1-2"), ("odd", "even")))
        for i, place in enumerate(dice.some(sorted(places), least, most)):
            free = [h for h in places[place] if sequence or h not in taken]
            if dice.chance(45):
                half_days = str(dice.one((1, min(2, len(places[place])))))
            elif free:
                fixed = dice.some(free, 1, 2)
                taken |= set(fixed)
                half_days = " ".join(sorted(fixed, key=HALF_DAYS.index))
            else:
                continue
            weeks = halves[i] if sequence else ""
            parts.append(
                {
                    "offer_id": offer,
                    "supervisor_id": place[0],
                    "site_id": place[1],
                    "half_days": half_days,
                    "weeks": weeks,
                }
            )
        return parts

    # --- students ----------------------------------------------------------------------------

    def students(self, most: int) -> None:
        dice = self.dice
        programmes = self.ids("programmes")
        rows = []
        n = dice.one((most - 1, most, most - 1, most, most - 2, 2))
        for i in range(max(n, len(programmes))):
            programme = programmes[i] if i < len(programmes) else dice.one(programmes)
            row = {
                "student_id": f"E{i + 1}",
                "name": f"Student {i + 1}",
                "programme_id": programme,
                "credit": dice.maybe(20, ("0.5", "1", "0.333")),
                "surnombre": dice.maybe(
                    30 if self.theme == "seats" else 8, ("validating", "non_validating")
                ),
                "shortage_only": dice.maybe(6, ("true",)),
                "car": dice.maybe(25, ("false",)),
            }
            where = dice.one(("territory", "territory", "own", "own", "campus"))
            if where == "territory":
                row["territory_id"] = dice.one(self.ids("territories"))
            elif where == "own":
                row |= {"lat": dice.one(("48.74", "48.88")), "lon": dice.one(("2.38", "2.57"))}
            if dice.chance(12):
                row |= {"second_lat": "48.93", "second_lon": "2.31"}
            if dice.chance(self.often("housing", 20)):
                row["max_minutes"] = dice.one(("33", "45", "20", "60", "12"))
                row["needs_housing"] = dice.maybe(self.often("housing", 50), ("true",))
            rows.append(row)
        self.tables["students"] = rows
        if dice.chance(25):
            order = self.find("programmes", dice.one(rows)["programme_id"])["order"]
            together = [
                row
                for row in rows
                if self.find("programmes", row["programme_id"])["order"] == order
            ]
            for row in dice.some(together, 2, dice.one((2, 2, 3))):
                row["link_id"] = "L1"

    def wishes(self) -> None:
        dice = self.dice
        rows: list[Row] = []
        for student in self.tables["students"]:
            if not dice.chance(80):
                continue
            targets = [
                *(("supervisor", name) for name in self.ids("supervisors")),
                *(("site", name) for name in self.ids("sites")),
                *(("territory", name) for name in self.ids("territories")),
                *(
                    ("offer", row["offer_id"])
                    for row in self.tables["offers"]
                    if row["programme_id"] == student["programme_id"]
                ),
            ]
            rank = 0
            for kind, name in dice.some(targets, 1, 4):
                refused = dice.chance(8)
                if not refused and (rank == 0 or dice.chance(70)):
                    rank += dice.one((1, 1, 1, 2))
                rows.append(
                    {
                        "student_id": student["student_id"],
                        "rank": "" if refused else str(rank),
                        "target": name,
                        "target_kind": dice.maybe(50, (kind,)),
                        "refused": "true" if refused else "",
                    }
                )
        self.tables["wishes"] = rows

    # --- what is decided about them ----------------------------------------------------------

    def first_order(self) -> set[str]:
        """Return the programmes that are settled first.

        Only they have locks and hard minimums where there are several orders: whether those
        of a later order can be met depends on which best placement an earlier one took.
        """
        orders = {row["programme_id"]: row["order"] for row in self.tables["programmes"]}
        first = min(orders.values(), key=lambda order: (order == "", order))
        return {name for name, order in orders.items() if order == first}

    def quotas(self) -> None:
        dice = self.dice
        rows: list[Row] = []
        programmes = self.ids("programmes")
        scopes: dict[str, Sequence[str]] = {
            "territory": self.ids("territories"),
            "site": self.ids("sites"),
            "setting": ("liberal", "centre"),
            "zone": ("ZIP", "ZAC", "HV"),
            "department": self.known("department"),
            "epci": self.known("epci"),
            "region": ("11",),
            "kind": ("liberal_practice", "health_centre"),
            "qpv": ("true",),
            "frr": ("true",),
        }
        for i in range(dice.one((0, 0, 1, 1, 2, 3))):
            scope = dice.one([scope for scope, values in scopes.items() if values])
            programme = dice.maybe(50, programmes)
            unit = dice.maybe(40, ("half_days",))
            rows.append(
                {
                    "quota_id": f"Q{i + 1}",
                    "scope": scope,
                    "value": ",".join(dice.some(scopes[scope], 1, dice.one((1, 1, 2)))),
                    "programme_id": programme,
                    "unit": unit,
                    **self.bounds({programme} if programme else set(programmes), unit),
                }
            )
        self.tables["quotas"] = rows

    def bounds(self, programmes: set[str], unit: str) -> Row:
        """Draw minimum and maximum; a hard minimum, often out of reach, is rare and low."""
        dice = self.dice
        percent = ("50%", "34%", "100%") if not unit else ()
        kind = dice.one(("max", "min", "both"))
        soft = dice.maybe(35, ("false",))
        if kind == "max":
            return {"max": dice.one(("1", "2", "1", "3", "0", *percent)), "hard": soft}
        firm = programmes <= self.first_order() and dice.chance(15)
        if kind == "min":
            least = "1" if firm else dice.one(("1", "2", "3", *percent))
            return {"min": least, "hard": "true" if firm else soft}
        least = "1" if firm else dice.one(("1", "2"))
        most = str(int(least) + dice.number(0, 1))
        return {"min": least, "max": most, "hard": "true" if firm else soft}

    def locks(self) -> None:
        dice = self.dice
        rows: list[Row] = []
        early = [s for s in self.tables["students"] if s["programme_id"] in self.first_order()]
        for student in dice.some(early, 1, dice.one((1, 1, 2))) if dice.chance(26) else []:
            row = {"student_id": student["student_id"], "reason": "agreed"}
            offers = [
                offer["offer_id"]
                for offer in self.tables["offers"]
                if offer["programme_id"] == student["programme_id"] and offer["open"] != "false"
            ]
            able = [
                supervisor["supervisor_id"]
                for supervisor in self.tables["supervisors"]
                if student["programme_id"] in supervisor["programmes"].split(",")
            ]
            if offers:
                row["offer_id"] = dice.one(offers)
            elif able:
                row["supervisor_ids"] = ",".join(dice.some(able, 1, dice.one((1, 2))))
            else:
                continue
            if not offers and dice.chance(20):
                size = int(self.find("programmes", student["programme_id"])["half_days"])
                row["half_days"] = " ".join(HALF_DAYS[h] for h in self.grid[:size])
            rows.append(row)
        self.tables["locks"] = rows

    def exclusions(self) -> None:
        """Draw conflicts, and the history that no_repeat looks at."""
        dice = self.dice
        students, hosts = self.ids("students"), self.ids("supervisors")
        places = self.ids("sites")

        def line(percent: int) -> Row:
            at_site = dice.chance(percent)
            key = "site_id" if at_site else "supervisor_id"
            return {"student_id": dice.one(students), key: dice.one(places if at_site else hosts)}

        self.tables["conflicts"] = (
            [line(40) for _ in range(dice.number(1, 2))] if dice.chance(22) else []
        )
        self.tables["history"] = [
            {**line(50), "semester": "2026-11", "validated": dice.maybe(50, ("true",))}
            for _ in range(dice.one((0, 1, 2)))
        ]

    def travel(self) -> None:
        dice = self.dice
        places = [*self.ids("sites"), *self.ids("territories")]
        minutes = ("10", "25.5", "46", "30", "44.5", "90", "0")
        pairs: dict[tuple[str, str], str] = {}
        for _ in range(dice.one((0, 0, 1, 3, 5))):
            origin = dice.one([*places, *self.ids("students")])
            destination = dice.one(places)
            if origin != destination:
                pairs[origin, destination] = dice.one(minutes)
        self.tables["travel"] = [
            {"origin": a, "destination": b, "minutes": text} for (a, b), text in pairs.items()
        ]


@st.composite
def semesters(draw: st.DrawFn, *, most_students: int = 5, most_supervisors: int = 4) -> Tables:
    """Draw the tables of a small semester; tables without rows are left out."""
    maker = Maker(draw, most_students, most_supervisors)
    return {name: rows for name, rows in maker.tables.items() if rows}
