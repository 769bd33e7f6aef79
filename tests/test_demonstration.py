"""The demonstration semester: real communes, invented people, tension without a dead end."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from importlib.resources import files
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from maillage.matching.bundles import bundles, market
from maillage.matching.demonstration import demonstration_tables, write_demonstration
from maillage.matching.demonstration.places import derived_zone
from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.need import needs
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows, read_semester

Tables = dict[str, list[dict[str, object]]]

FACTS_SHA256 = "14d90daf8b0628f4afd0144e6a17cbfab1922217bde1b4bcff4b0a4ee6a9df8a"
"""Of `territories.csv`: the facts change only on purpose, with their source."""


@pytest.fixture(scope="module")
def tables() -> Tables:
    return demonstration_tables()


@pytest.fixture(scope="module")
def semester(tables: Tables) -> Semester:
    return read_rows(tables)


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    source = files("maillage.matching.demonstration") / "territories.csv"
    return list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))))


def students_of(semester: Semester, programme: str) -> list[str]:
    return [s.student_id for s in semester.students if s.programme_id == programme]


class TestReading:
    def test_reads_with_a_few_warnings_that_teach_something(self, semester: Semester) -> None:
        codes = Counter(w.code for w in semester.warnings)
        assert set(codes) <= {"accreditation", "closed-offer", "programmes-replaced"}
        assert sum(codes.values()) <= 5

    def test_every_programme_is_optimal_and_of_one_order(self, semester: Semester) -> None:
        assert {p.mechanism for p in semester.programmes} == {"optimal"}
        assert {p.order for p in semester.programmes} == {None}

    def test_programmes_that_are_serial_by_law_say_that_this_is_a_simulation(
        self, semester: Semester
    ) -> None:
        said = {p.programme_id for p in semester.programmes if "simulation du choix" in p.name}
        assert said == {"N1", "SASPAS"}


class TestDeterminism:
    def test_same_seed_same_tables(self, tables: Tables) -> None:
        assert demonstration_tables() == tables

    def test_another_seed_is_another_semester_that_reads(self, tables: Tables) -> None:
        other = demonstration_tables(7)
        assert other["students"] != tables["students"]
        assert other["territories"] == tables["territories"]
        assert len(read_rows(other).students) >= 200

    def test_same_bytes_on_a_second_build(self, tmp_path: Path) -> None:
        contents = []
        for name in ("one", "two"):
            write_demonstration(tmp_path / name)
            found = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
            contents.append([(p.name, p.read_bytes()) for p in found])
        assert contents[0] == contents[1]

    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_workbook_and_tables_read_to_the_same(
        self, tmp_path: Path, semester: Semester, lang: str
    ) -> None:
        workbook, folder = write_demonstration(tmp_path, "fr" if lang == "fr" else "en")
        assert read_semester(workbook).fingerprints == semester.fingerprints
        assert read_semester(folder).fingerprints == semester.fingerprints


class TestFacts:
    def test_the_file_is_the_one_whose_sources_the_readme_names(self) -> None:
        source = files("maillage.matching.demonstration") / "territories.csv"
        assert hashlib.sha256(source.read_bytes()).hexdigest() == FACTS_SHA256

    def test_five_territories(self, facts: list[dict[str, str]]) -> None:
        assert Counter(row["document"] for row in facts) == {
            "vienne": 265,
            "gpsea": 16,
            "coeur_essonne": 21,
            "aulnay": 1,
            "saint_denis": 1,
        }

    def test_no_fact_is_changed_on_the_way(
        self, facts: list[dict[str, str]], tables: Tables
    ) -> None:
        rows = {row["territory_id"]: row for row in tables["territories"]}
        for fact in facts:
            row = rows[fact["territory_id"]]
            for column in ("name", "department", "epci", "region"):
                assert row[column] == fact[column]
            assert row["population"] == int(fact["population"])
            assert (row["lat"], row["lon"]) == (float(fact["lat"]), float(fact["lon"]))
            assert row["apl"] == (float(fact["apl"]) if fact["apl"] else None)

    def test_an_unknown_apl_stays_unknown_and_leaves_no_zone(self, tables: Tables) -> None:
        communes = [r for r in tables["territories"] if not r["qpv"]]
        unknown = [r for r in communes if r["apl"] is None]
        assert len(unknown) == 69
        assert all(r["zone"] is None and r["need"] is None for r in unknown)

    def test_zones_are_derived_and_marked(self, semester: Semester, tables: Tables) -> None:
        origin = {r["territory_id"]: r["ind_zone_origin"] for r in tables["territories"]}
        for territory in semester.territories:
            if not territory.qpv:
                assert territory.zone == derived_zone(territory.apl)
            if territory.zone:
                assert "non officielle" in str(origin[territory.territory_id])

    def test_quarters_are_invented_and_marked(self, semester: Semester) -> None:
        quarters = [t for t in semester.territories if t.qpv]
        assert len(quarters) == 7
        for quarter in quarters:
            assert quarter.name.startswith("Quartier inventé")
            assert quarter.territory_id[5:7] == "-Q"
            assert quarter.apl is None
            assert quarter.population is None

    def test_zoning_of_physiotherapy_is_marked_as_invented(self, tables: Tables) -> None:
        assert all("inventé" in str(row["source"]) for row in tables["zones"])


class TestCensus:
    def test_it_changes_no_need_that_follows_from_an_apl_or_was_given(
        self, semester: Semester, tables: Tables
    ) -> None:
        bare = read_rows({**tables, "providers": []})
        with_census, without = needs(semester, "gp"), needs(bare, "gp")
        for territory in semester.territories:
            if territory.apl is not None or territory.need is not None:
                code = territory.territory_id
                assert with_census[code].need == without[code].need

    def test_it_is_marked_as_invented_and_holds_the_supervisors(
        self, semester: Semester, tables: Tables
    ) -> None:
        assert all("inventés" in str(r["ind_offre_origine"]) for r in tables["territories"])
        taking = {p.name for p in semester.providers if p.takes_trainees}
        assert taking == {s.name for s in semester.supervisors}
        names = [p.name for p in semester.providers]
        assert len(names) == len(set(names)) > 2000


class TestAlive:
    def test_size(self, semester: Semester) -> None:
        assert len(semester.students) >= 200
        assert len(semester.supervisors) >= 150
        assert len(semester.programmes) >= 4

    def test_the_documentation_counts_right(self, semester: Semester) -> None:
        page = Path(__file__).parents[1] / "docs" / "demonstration.md"
        text = page.read_text(encoding="utf-8")
        for programme in semester.programmes:
            code = programme.programme_id
            assert f"| `{code}` | {len(students_of(semester, code))} |" in text

    def test_programmes(self, semester: Semester) -> None:
        n1, saspas = semester.programme["N1"], semester.programme["SASPAS"]
        ext, physio = semester.programme["EXT"], semester.programme["PHYSIO"]
        assert (n1.half_days, n1.whole_days, n1.composition) == (8, True, "composed")
        assert (n1.min_liberal, n1.min_centre, n1.min_part) == (2, 2, 2)
        assert (saspas.composition, saspas.presence) == ("offers", "reachable")
        assert (saspas.needs_room, saspas.min_parts) == (True, 2)
        assert (ext.half_days, ext.max_parts, ext.min_part) == (2, 2, 1)
        assert physio.profession == "physio"
        assert semester.needs
        assert semester.zones

    def test_sites(self, semester: Semester) -> None:
        assert {s.setting for s in semester.sites} == {"liberal", "centre"}
        assert len({s.kind for s in semester.sites}) >= 5
        assert any(s.rooms for s in semester.sites)
        assert any(s.rooms is None for s in semester.sites)
        assert sum(s.housing_places for s in semester.sites) >= 8

    def test_supervisors(self, semester: Semester) -> None:
        two_sites = away = 0
        for host in semester.supervisors:
            there = [p for p in host.timetable if p is not None]
            two_sites += len({p.site_id for p in there}) > 1
            away += any(p.away for p in there)
        assert two_sites >= 10
        assert away >= 10
        assert any(h.limits for h in semester.supervisors)
        assert any(h.max_at_once > 1 for h in semester.supervisors)

    def test_offers_have_two_supervisors_and_a_full_week(self, semester: Semester) -> None:
        numbers = fixed = 0
        for offer in semester.offers:
            assert len({p.supervisor_id for p in offer.parts}) >= 2
            assert sum(p.half_day_count for p in offer.parts) == 8
            numbers += any(isinstance(p.half_days, int) for p in offer.parts)
            fixed += any(isinstance(p.half_days, tuple) for p in offer.parts)
        assert numbers >= 5
        assert fixed >= 5
        assert any(o.min_seats for o in semester.offers)
        assert any(o.min_if_open for o in semester.offers)
        assert any(not o.open for o in semester.offers)

    def test_wishes_of_every_kind(self, semester: Semester) -> None:
        kinds = Counter(w.target_kind for w in semester.wishes if not w.refused)
        assert set(kinds) == {"offer", "supervisor", "site", "territory"}
        assert min(kinds.values()) >= 50
        assert any(w.refused for w in semester.wishes)
        ranked = Counter((w.student_id, w.rank) for w in semester.wishes if not w.refused)
        assert sum(count > 1 for count in ranked.values()) >= 10
        assert any(s.student_id not in semester.wishes_of for s in semester.students)

    def test_students_differ(self, semester: Semester) -> None:
        students = semester.students
        assert sum(not s.car for s in students) >= 20
        assert sum(s.needs_housing for s in students) >= 5
        assert sum(s.shortage_only for s in students) >= 3
        assert sum(s.second_lat is not None for s in students) >= 5
        assert sum(s.credit > 0 for s in students) >= 5
        assert {s.surnombre for s in students} == {None, "validating", "non_validating"}
        assert len([s for s in students if s.link_id]) == 2
        assert len({s.name for s in students}) == len(students)

    def test_decisions(self, semester: Semester) -> None:
        scopes = Counter(q.scope for q in semester.quotas)
        assert scopes["zone"] >= 1
        assert scopes["qpv"] == 1
        assert any(q.max_count is not None and q.hard_max for q in semester.quotas)
        assert any(q.unit == "half_days" for q in semester.quotas)
        assert {bool(x.offer_id) for x in semester.locks} == {True, False}
        assert any(x.half_days for x in semester.locks)
        assert any(c.site_id for c in semester.conflicts)
        assert semester.history
        assert semester.accreditations
        assert semester.travel


class TestCapacity:
    def test_residents_find_eight_half_days_in_both_settings(self, semester: Semester) -> None:
        days = self._days(semester, "N1")
        students = len(students_of(semester, "N1"))
        assert sum(days.values()) >= 4 * students
        assert days["liberal"] >= students
        assert days["centre"] >= students

    def test_seats_are_at_least_107_percent(self, semester: Semester) -> None:
        seats = sum(o.seats for o in semester.offers if o.open)
        on_list = [s for s in semester.students if s.programme_id == "SASPAS" and not s.surnombre]
        assert seats >= ceil(semester.settings.opened_ratio * len(on_list))

    def test_externs_find_two_half_days(self, semester: Semester) -> None:
        half_days = sum(
            p is not None and not p.away
            for h in semester.supervisors
            if "EXT" in h.programmes
            for p in h.timetable
        )
        assert half_days >= 2 * len(students_of(semester, "EXT"))

    def test_physiotherapists_offer_a_little_less_than_needed(self, semester: Semester) -> None:
        needed = 3 * len(students_of(semester, "PHYSIO"))
        offered = sum(self._days(semester, "PHYSIO").values())
        assert 1 <= ceil((needed - offered) / 3) <= 8

    def test_every_student_could_be_placed_alone(self, semester: Semester) -> None:
        everybody = range(len(semester.students))
        found = bundles(market(semester), np.array(everybody))
        assert set(found.student.tolist()) == set(everybody)

    @staticmethod
    def _days(semester: Semester, programme: str) -> Counter[str]:
        """Whole days per week at one site, by setting."""
        days: Counter[str] = Counter()
        for host in semester.supervisors:
            if programme in host.programmes:
                for day in range(len(HALF_DAYS) // 2):
                    both = host.timetable[2 * day : 2 * day + 2]
                    sites = {p.site_id for p in both if p is not None and not p.away}
                    if None not in both and len(sites) == 1 and not any(p.away for p in both if p):
                        days[semester.site[sites.pop()].setting] += 1
        return days


class TestPractitioners:
    def test_every_profession_alone_in_teams_and_in_couples(self, semester: Semester) -> None:
        assert len(semester.requests) >= 40
        professions = Counter(r.profession for r in semester.requests)
        assert set(professions) == {"gp", "dentist", "physio", "speech", "nurse"}
        teams = Counter(r.team_id for r in semester.requests if r.team_id is not None)
        assert {2, 3, 4} == set(teams.values())
        assert any(r.team_id is None for r in semester.requests)

    def test_openings_of_every_kind_in_all_five_territories(self, semester: Semester) -> None:
        assert len(semester.openings) == 120
        assert {o.kind for o in semester.openings} == {
            "liberal_practice",
            "group_practice",
            "health_centre",
        }
        departments = {semester.territory[o.territory_id].department for o in semester.openings}
        assert departments == {"86", "91", "93", "94"}
        assert any(o.leaver_date for o in semester.openings)
        assert any(o.landlord for o in semester.openings)

    def test_each_aid_names_its_source(self, semester: Semester) -> None:
        assert all(aid.source for aid in semester.aids)
        closed = [a.aid_id for a in semester.aids if a.end and a.end < semester.settings.first_day]
        assert closed == ["CAIM"]

    def test_weights_sum_to_one(self, semester: Semester) -> None:
        assert sum(c.weight for c in semester.criteria) == 1
