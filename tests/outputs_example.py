"""A small semester with its placement, written by hand, for the tests of what is written."""

from datetime import date
from fractions import Fraction

from maillage.matching.entities import (
    Offer,
    OfferPart,
    Presence,
    Programme,
    Site,
    Student,
    Supervisor,
    Territory,
    Wish,
    Zone,
)
from maillage.matching.language import sentence
from maillage.matching.result import (
    PlacedPart,
    Placement,
    Refusal,
    StudentPlacement,
    TierResult,
)
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings

FIRST_WEEKS = frozenset(range(1, 14))
WEEK = (*(Presence("CAB"),) * 8, None, None, Presence("CAB", away=True))

SEMESTER = Semester(
    settings=Settings(semester="2027-05"),
    territories=(
        Territory("93005", "Aulnay-sous-Bois", zone="ZIP", department="93"),
        Territory("94028", "Créteil", zone="ZAC", department="94"),
        Territory("91228", "Évry-Courcouronnes", department="91"),
    ),
    sites=(
        Site("CAB", "Cabinet des Lilas", "liberal_practice", "liberal", "93005"),
        Site("CDS", "Centre Émile-Zola", "health_centre", "centre", "94028", rooms=2),
        Site("KIN", "Kiné du Parc", "liberal_practice", "liberal", "91228", housing_places=1),
    ),
    supervisors=(
        Supervisor(
            "M1",
            "Élodie Brun",
            "gp",
            "CAB",
            max_students=4,
            max_at_once=2,
            programmes=("N1", "EXT"),
            limits={"N1": 1},
            timetable=WEEK,
        ),
        Supervisor(
            "M2",
            '=HYPERLINK("http://example.org")',
            "gp",
            "CDS",
            max_students=1,
            programmes=("N1",),
            timetable=(Presence("CDS"),) * 11,
        ),
        Supervisor(
            "M3",
            "Dan Roy",
            "physio",
            "KIN",
            max_students=3,
            programmes=("KINE",),
            max_at_once=2,
            timetable=(Presence("KIN"),) * 10 + (None,),
        ),
    ),
    programmes=(
        Programme(
            "EXT", "Externes", "gp", 2, weeks=FIRST_WEEKS, weeks_text="1-13", composition="offers"
        ),
        Programme("KINE", "Kinésithérapie", "physio", 2, min_wishes=2),
        Programme("N1", "Niveau 1", "gp", 8),
    ),
    students=(
        Student("A1", "Zoé Abel", "N1"),
        Student("A2", "+33 Léa", "N1"),
        Student("A3", "Ugo Petit", "EXT"),
        Student("A4", "Ugo Petit", "KINE"),
        Student("A5", "[red]Ève[/red]", "KINE"),
        Student("A6", "Max Ott", "EXT", surnombre="validating"),
    ),
    offers=(
        Offer(
            "O1",
            "EXT",
            seats=3,
            name="Lilas, lundi",
            min_seats=2,
            parts=(OfferPart("O1", "M1", "CAB", (0, 1)),),
        ),
        Offer("O2", "EXT", seats=1, open=False, parts=(OfferPart("O2", "M1", "CAB", (2, 3)),)),
    ),
    wishes=(
        Wish("A1", 1, "M1", "supervisor"),
        Wish("A1", 2, "94028", "territory"),
        Wish("A2", 1, "CAB", "site"),
        Wish("A2", None, "M2", "supervisor", refused=True),
        Wish("A3", None, "KIN", "site", refused=True),
        Wish("A4", 1, "M1", "supervisor"),
        Wish("A4", 2, "M2", "supervisor"),
        Wish("A5", 1, "93005", "territory"),
        Wish("A6", 1, "O1", "offer"),
    ),
    zones=(
        Zone("91228", "physio", "ZAC", start=date(2026, 1, 1)),
        Zone("93005", "gp", "HV", end=date(2027, 4, 30)),
    ),
    fingerprints={"wishes": "bb", "students": "aa"},
)

PLACEMENT = Placement(
    status="optimal",
    students=(
        StudentPlacement(
            "A1",
            "N1",
            "placed",
            wish_rank=Fraction(3, 2),
            parts=(
                PlacedPart("M2", "CDS", (6, 7, 8, 9), "", 31),
                PlacedPart("M1", "CAB", (2, 3, 4, 5), "", 12),
            ),
        ),
        StudentPlacement("A2", "N1", "unplaced", reason="no-capacity"),
        StudentPlacement(
            "A3", "EXT", "locked", "O1", parts=(PlacedPart("M1", "CAB", (0, 1), "1-13", 8),)
        ),
        StudentPlacement(
            "A4",
            "KINE",
            "placed",
            wish_rank=Fraction(3),
            parts=(PlacedPart("M3", "KIN", (0, 1), "", 70),),
            housed="KIN",
        ),
        StudentPlacement(
            "A5",
            "KINE",
            "placed",
            wish_rank=Fraction(2),
            parts=(PlacedPart("M3", "KIN", (0, 10), "", 5),),
        ),
        StudentPlacement(
            "A6",
            "EXT",
            "placed",
            "O1",
            wish_rank=Fraction(1),
            parts=(PlacedPart("M1", "CAB", (0, 1), "1-13", 25),),
        ),
    ),
    tiers=(
        TierResult("placed", None, 5, 5, 0.0, 0.0),
        TierResult("worst_off", None, (1, "off", 1), (1, "off", 1), 0.0, 0.0),
        TierResult("value", None, 1_234_567_890, 1_234_567_890, 0.0, 0.0),
        TierResult("travel", None, 1300, 1299, 1 / 1300, 0.01),
    ),
    mechanisms={"N1": "optimal", "EXT": "optimal", "KINE": "optimal"},
    seed=7,
    refusals=(
        Refusal(
            "A5",
            "93005",
            1,
            "not-eligible",
            sentence("=cmd: no supervisor there."),
            proof="distance",
        ),
        Refusal(
            "A4", "M1", 1, "not-eligible", sentence("M1 is not accredited."), proof="accreditation"
        ),
    ),
    notes=(sentence("A note."),),
    seconds={"read": 0.12345, "solve": 1.0},
    peak_mb=123.456,
)
