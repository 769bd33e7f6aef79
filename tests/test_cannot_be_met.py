"""What cannot be met is said in the reader's language, all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from maillage import CannotBeMet, Semester, place, read_rows
from maillage.matching.entities import Quota
from maillage.matching.language import Sentence
from maillage.matching.limit_texts import limit_text, limits_cross, quota_uneven
from maillage.matching.outputs.conflicts_text import conflict_lines as conflicts_text
from maillage.matching.scope_texts import scope_text

from .cli_example import Tables, example, folder, run, supervisor, workbook
from .conformance import CASES, market_of
from .test_catalogs import is_translated

NO_BREAK = "\N{NO-BREAK SPACE}"


def with_quotas(*quotas: dict[str, object]) -> Tables:
    tables = example()
    tables["quotas"] = [dict(quota) for quota in quotas]
    return tables


def with_lock(**lock: object) -> Tables:
    tables = example()
    tables["locks"] = [lock]
    return tables


def hard(scope: str, value: str, least: int, **more: object) -> dict[str, object]:
    return {"quota_id": "Q2", "scope": scope, "value": value, "min": least, "hard": True, **more}


CONFLICTS: dict[str, tuple[Tables, str, str]] = {
    "students of a programme": (
        with_quotas(hard("territory", "93066", 3, programme_id="N1")),
        "quota Q2 ({cell}): at least 3 students of programme N1 in territory 93066 are demanded, "
        "2 can be reached at the most",
        "quota « Q2 » ({cell}) : au moins 3 étudiants du programme « N1 » exigés dans le "
        "territoire 93066 ; on peut en atteindre 2 au plus",
    ),
    "half-days of a programme": (
        with_quotas(hard("zone", "ZIP, ZAC", 13, programme_id="N1", unit="half_days")),
        "quota Q2 ({cell}): at least 13 half-days of programme N1 in zone ZAC, ZIP are demanded, "
        "8 can be reached at the most",
        "quota « Q2 » ({cell}) : au moins 13 demi-journées du programme « N1 » exigées dans la "
        "zone ZAC, ZIP ; on peut en atteindre 8 au plus",
    ),
    "students": (
        with_quotas(hard("setting", "centre", 7)),
        "quota Q2 ({cell}): at least 7 students in setting centre are demanded, 2 can be reached "
        "at the most",
        "quota « Q2 » ({cell}) : au moins 7 étudiants exigés dans les sites de cadre salarié ; on "
        "peut en atteindre 2 au plus",
    ),
    "half-days": (
        with_quotas(hard("qpv", "true", 40, unit="half_days")),
        "quota Q2 ({cell}): at least 40 half-days in qpv true are demanded, 4 can be reached at "
        "the most",
        "quota « Q2 » ({cell}) : au moins 40 demi-journées exigées dans les territoires dont qpv "
        "vaut vrai ; on peut en atteindre 4 au plus",
    ),
    "a lock": (
        with_lock(student_id="03", supervisor_ids="M1", half_days="wed_am wed_pm"),
        "the lock of student 03 ({cell}) on supervisors M1 and the given half-days cannot hold: "
        "no placement that the programme's rules allow fits it beside the other locks and "
        "requirements",
        "le verrou de l'étudiant « 03 » ({cell}) sur les maîtres de stage M1 et les demi-journées "
        "indiquées ne peut pas tenir : aucun stage permis par les règles du programme n'y répond "
        "à côté des autres verrous et exigences",
    ),
}


def conflict_lines(path: Path, output: Path, lang: str) -> list[str]:
    """Return what `place` says where it cannot meet a demand; nothing may be written."""
    answer = run("place", path, "-o", output, "--lang", lang)
    assert answer.exit_code == 4, answer.output
    assert not output.exists()
    said = [line.replace(NO_BREAK, " ") for line in answer.stderr.splitlines()]
    start = next(k for k, line in enumerate(said) if line.startswith(("These req", "Ces exig")))
    return [re.sub(r"\((quotas|verrous|locks)!\w+\)", "({cell})", line) for line in said[start:]]


def in_three(said: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return what stands before the first empty line, what between, and behind the last one."""
    empty = [number for number, line in enumerate(said) if not line]
    return said[: empty[0]], said[empty[0] : empty[-1] + 1], said[empty[-1] + 1 :]


@pytest.mark.parametrize("name", CONFLICTS)
def test_an_impossible_semester_is_refused_in_the_readers_language(name: str, tmp_path: Path):
    tables, english, french = CONFLICTS[name]
    path = workbook(tmp_path / "semester.xlsx", tables)
    softened = bool(tables["quotas"]) and name != "a lock"
    first, explained, last = in_three(conflict_lines(path, tmp_path / "out", "en"))
    assert explained[-2].startswith("- ")
    assert [*first, *last] == [
        "These requirements cannot be met; nothing was written:",
        f"- {english}.",
        *["With --partial, quotas that conflict are asked for instead of demanded."] * softened,
    ]
    first, _, last = in_three(conflict_lines(path, tmp_path / "out", "fr"))
    assert [*first, *last] == [
        "Ces exigences ne peuvent pas être satisfaites ; rien n'a été écrit :",
        f"- {french}.",
        *["Avec --partial, les quotas en conflit deviennent souhaités et non exigés."] * softened,
    ]


def two_conflicts() -> Tables:
    """Return a quota that is too high, and two students locked to one half-day."""
    tables = with_quotas(hard("territory", "93066", 3, programme_id="N1"))
    tables["locks"] = [
        {"student_id": name, "supervisor_ids": "M3", "half_days": "mon_am mon_pm"}
        for name in ("03", "04")
    ]
    tables["supervisors"][2]["max_at_once"] = 1
    return tables


EXPLAINED = {
    "en": """
These cannot all hold; without any one of them the others can:
- quota Q2 (quotas.csv:2): at least 3 students of programme N1 in territory 93066
- supervisor M2 (supervisors.csv:3): at most 2 students at any time
Any one of these changes settles this conflict:
- quota Q2 (quotas.csv:2): min 2 instead of 3

These cannot all hold; without any one of them the others can:
- the lock of student 03 (locks.csv:2) on supervisors M3 and the given half-days
- the lock of student 04 (locks.csv:3) on supervisors M3 and the given half-days
- supervisor M3 (supervisors.csv:4): at most 1 student at the same half-day
Any one of these changes settles this conflict:
- supervisor M3 (supervisors.csv:4): at most 2 at the same half-day instead of 1
- remove the lock of student 03 (locks.csv:2)
- remove the lock of student 04 (locks.csv:3)

These changes together settle everything:
- quota Q2 (quotas.csv:2): min 2 instead of 3
- supervisor M3 (supervisors.csv:4): at most 2 at the same half-day instead of 1
""",
    "fr": """
Ces points ne peuvent pas tenir ensemble ; sans l'un d'eux, les autres tiennent :
- quota « Q2 » (quotas.csv:2) : au moins 3 étudiants du programme « N1 » dans le territoire 93066
- maître de stage « M2 » (supervisors.csv:3) : au plus 2 étudiants à tout moment
Un seul de ces changements lève ce conflit :
- quota « Q2 » (quotas.csv:2) : min 2 au lieu de 3

Ces points ne peuvent pas tenir ensemble ; sans l'un d'eux, les autres tiennent :
- le verrou de l'étudiant « 03 » (locks.csv:2) sur les maîtres de stage M3 et les demi-journées \
indiquées
- le verrou de l'étudiant « 04 » (locks.csv:3) sur les maîtres de stage M3 et les demi-journées \
indiquées
- maître de stage « M3 » (supervisors.csv:4) : au plus 1 étudiant à la même demi-journée
Un seul de ces changements lève ce conflit :
- maître de stage « M3 » (supervisors.csv:4) : au plus 2 à la même demi-journée au lieu de 1
- retirer le verrou de l'étudiant « 03 » (locks.csv:2)
- retirer le verrou de l'étudiant « 04 » (locks.csv:3)

Ces changements, ensemble, lèvent tout :
- quota « Q2 » (quotas.csv:2) : min 2 au lieu de 3
- maître de stage « M3 » (supervisors.csv:4) : au plus 2 à la même demi-journée au lieu de 1
""",
}


@pytest.mark.parametrize("lang", EXPLAINED)
def test_conflicts_and_changes_are_printed_with_their_cells(lang: str, tmp_path: Path):
    path = folder(tmp_path / "tables", two_conflicts())
    _, explained, last = in_three(conflict_lines(path, tmp_path / "out", lang))
    assert "\n".join(explained) == EXPLAINED[lang]
    assert len(last) == 1


def test_many_limits_are_named_on_one_line():
    tables = example()
    tables["supervisors"] = [supervisor(number, "LAC", "mon tue") for number in range(1, 9)]
    for row in tables["supervisors"]:
        row["max_students"] = 0
    tables["students"] = [s for s in tables["students"] if s["programme_id"] == "EXT"]
    for row in tables["students"]:
        row.pop("wish_1", None)
        row.pop("wish_2", None)
    tables["quotas"] = [hard("territory", "94028", 1, programme_id="EXT")]
    tables["programmes"] = [p for p in tables["programmes"] if p["programme_id"] == "EXT"]
    for row in tables["supervisors"]:
        row["programmes"] = "EXT"
    lines = list(conflicts_text(refused(read_rows(tables)), "en"))
    assert (
        "- the students whom 8 supervisors take at any time: M1, M2, M3, M4, M5, M6, M7, M8"
        in lines
    )
    assert "- and 3 changes more" in lines


def test_one_student_is_not_several():
    tables = with_quotas(hard("frr", "true", 1))
    tables["territories"][2]["frr"] = True
    tables["supervisors"][2]["max_students"] = 0
    error = refused(read_rows(tables))
    assert error.quotas == {"Q2"}
    assert "at least 1 student in frr true is demanded, 0 can" in str(error)
    assert "au moins 1 étudiant exigé dans" in error.sentences[0].said("fr")


def refused(semester: Semester, **options: str) -> CannotBeMet:
    with pytest.raises(CannotBeMet) as caught:
        place(semester, **options)
    assert all(
        isinstance(said, Sentence) and is_translated(said) for said in caught.value.sentences
    )
    return caught.value


def test_seats_alone_where_the_largest_matching_is_asked_for():
    case = CASES["jrmp-kk-10-doctors"] | {"regional_caps": {"R": 8}}
    error = refused(market_of(case, ties="max_size"))
    (said,) = error.sentences
    assert str(said) == "ties = max_size knows seats only, and quota cap-R binds as well"
    assert said.said("fr") == (
        "ties = max_size ne connaît que les places, or le quota cap-R compte aussi"
    )
    assert error.quotas == frozenset()


def test_half_days_of_uneven_offers():
    tables = example()
    tables["programmes"] = [{"programme_id": "N1", "name": "N1", "profession": "gp",
                             "half_days": 2, "mechanism": "stable"}]  # fmt: skip
    tables["students"] = [s for s in tables["students"] if s["programme_id"] == "N1"]
    for row in tables["supervisors"]:
        row["programmes"] = "N1"
    for row in tables["students"]:
        row["wish_1"], row["wish_2"] = "O1", "O2"
    tables["offers"] = [{"offer_id": o, "programme_id": "N1", "seats": 1} for o in ("O1", "O2")]
    tables["offer_parts"] = [
        {"offer_id": "O1", "supervisor_id": "M1", "half_days": "mon_am mon_pm"},
        {"offer_id": "O2", "supervisor_id": "M1", "half_days": "tue_am"},
    ]
    tables["quotas"] = [
        {"quota_id": "Q9", "scope": "zone", "value": "ZIP", "max": 2, "unit": "half_days"}
    ]
    (said,) = refused(read_rows(tables)).sentences
    assert said == quota_uneven("Q9")
    assert str(said).startswith("quota Q9 counts half-days, and its offers have different")
    assert said.said("fr").replace(NO_BREAK, " ").startswith("le quota « Q9 » compte des demi-")


def test_each_limit_has_its_words():
    kinds = ("seats", "supervisor", "half-day", "room", "housing", "quota")
    said = {kind: limit_text(f"{kind}:X:1") for kind in kinds}
    for lang in ("en", "fr"):
        texts = {one.said(lang) for one in said.values()}
        assert len(texts) == len(kinds)
        assert all(text.endswith(" X:1") for text in texts)
    assert all(is_translated(one) for one in said.values())
    with pytest.raises(ValueError, match="desk"):
        limit_text("desk:X")
    crossing = limits_cross("seats:O1", "quota:Q1")
    assert is_translated(crossing)
    assert "les places de l'offre O1 et sur le quota Q1" in crossing.said("fr")
    assert str(crossing).startswith("the limits on the seats of offer O1 and on quota Q1 share")


SCOPES = {
    ("territory", "93005"): "le territoire 93005",
    ("zone", "ZIP", "ZAC"): "la zone ZIP, ZAC",
    ("department", "93"): "le département 93",
    ("epci", "200"): "l'EPCI 200",
    ("region", "11"): "la région 11",
    ("setting", "liberal"): "les sites de cadre libéral",
    ("kind", "health_centre", "group_practice"): "les sites de nature centre_sante, msp",
    ("site", "other"): "le site other",
    ("qpv", "true"): "les territoires dont qpv vaut vrai",
    ("frr", "true"): "les territoires dont frr vaut vrai",
}


@pytest.mark.parametrize("scope", SCOPES)
def test_where_a_quota_counts(scope: tuple[str, ...]):
    said = scope_text(Quota("Q", scope[0], scope[1:]))
    assert str(said) == f"{scope[0]} {', '.join(scope[1:])}"
    assert said.said("fr") == SCOPES[scope]
