"""Pages with every kind of block: for looking at, and with names that mean harm."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.language import Lang
from maillage.matching.pages import (
    BarChart,
    Block,
    Column,
    Details,
    Items,
    KeyFigure,
    KeyFigures,
    Line,
    LineChart,
    Page,
    Pairs,
    PointMap,
    Points,
    Provenance,
    Section,
    Series,
    SideBySide,
    Slot,
    Table,
    Text,
    WeekGrid,
    WeekRow,
    histogram_of,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://harm.example/","x")',
    '"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "<!-- <script>",
    "'; alert(4); //",
    "</style><svg onload=alert(5)>",
    "{{ 7 * 7 }} ${alert(6)}",
    "</textarea></title><iframe src=//harm.example>",
)
NAMES = (
    *("Évry-Courcouronnes", "Corbeil-Essonnes", "Massy", "Brétigny-sur-Orge", "Arpajon", "Égly"),
    *("Saint-Michel-sur-Orge", "Sainte-Geneviève-des-Bois", "Étampes", "Dourdan", "Guibeville"),
    *("L'Haÿ-les-Roses", "Ollainville", "La Norville", "Cheptainville", "Marolles-en-Hurepoix"),
    *("Leuville-sur-Orge", "Longpont-sur-Orge", "Villemoisson-sur-Orge", "Morsang-sur-Orge"),
    "Fleury-Mérogis",
)
FRENCH = {
    "Diagnosis of the territories": "Diagnostic des territoires",
    "Cœur d'Essonne, semester 2027-05": "Cœur d'Essonne, semestre 2027-05",
    "What matters": "L'essentiel",
    "Territories": "Territoires",
    "Territory": "Territoire",
    "By territory": "Par territoire",
    "Need by territory": "Besoin par territoire",
    "Need": "Besoin",
    "People": "Habitants",
    "People by need": "Habitants selon le besoin",
    "Map": "Carte",
    "Practitioners": "Médecins",
    "Practitioners per 10,000 inhabitants": "Médecins pour 10 000 habitants",
    "Practitioners in the coming years": "Médecins dans les années à venir",
    "Supervisor": "Maître de stage",
    "Supervisors": "Maîtres de stage",
    "Supervisors by year": "Maîtres de stage selon l'année",
    "Share aged 60 or more": "Part des 60 ans et plus",
    "Zone": "Zonage",
    "Priority quarter": "QPV",
    "Updated": "Mis à jour",
    "The week": "La semaine",
    "Half-days of the supervisors": "Demi-journées des maîtres de stage",
    "private practice": "libéral",
    "health centre": "centre de santé",
    "The same figures are in the table.": "Les mêmes chiffres sont dans le tableau.",
}
Word = Callable[[str], str]


def sample(lang: Lang, n: int = 265, names: tuple[str, ...] = NAMES) -> Page:
    """Return a page with every kind of block about `n` territories."""
    draw = Random(7)

    def word(text: str) -> str:
        return FRENCH[text] if lang == "fr" else text

    labels = [names[i % len(names)] + ("" if i < len(names) else f" {i}") for i in range(n)]
    columns = territories(word, labels, draw)
    table = Table(word("By territory"), columns, sort=(2, True))
    folded = Details(names[0], (Table(names[1], columns[:3]),))
    sections = (
        Section(word("What matters"), texts(word, names), lead=names[4]),
        Section(word("Map"), (point_map(word, columns, draw),)),
        Section(word("Practitioners"), (charts(word, names, columns),)),
        Section(word("Territories"), (table,)),
        Section(word("The week"), (week(word, names, draw),)),
        Section(word("Supervisors"), (folded,)),
    )
    figures = (
        KeyFigure(word("People"), sum(columns[3].values), note=names[0]),
        KeyFigure(word("Need"), 0.4567, decimals=2, unit=names[1][:3]),
        KeyFigure(word("Share aged 60 or more"), 0.314, "percent", decimals=1),
        KeyFigure(word("Updated"), date(2027, 5, 31), "date"),
    )
    return Page(
        word("Diagnosis of the territories"),
        lang,
        (KeyFigures(figures), *sections),
        subtitle=word("Cœur d'Essonne, semester 2027-05"),
        provenance=Provenance(
            version="0.1.0",
            fingerprints=tuple((name, "3b1f" * 16) for name in names[:3]),
            seed=2027,
            replay=f"maillage diagnose {names[0]} -o diagnosis",
            notes=names[:2],
        ),
    )


def territories(word: Word, labels: list[str], draw: Random) -> tuple[Column, ...]:
    n = len(labels)
    need = [None if i % 29 == 28 else draw.betavariate(2, 2) for i in range(n)]
    shares = [draw.random() for _ in range(n)]
    days = [date(2027, 1, 1) + timedelta(draw.randrange(400)) for _ in range(n)]
    zones = [draw.choice(["ZIP", "ZAC", "HV", None]) for _ in range(n)]
    people = [int(10 ** draw.uniform(2.2, 4.9)) for _ in range(n)]
    return (
        Column(word("Territory"), labels),
        Column(word("Zone"), zones, choices=True),
        Column(word("Need"), need, "number", decimals=2, bar=True, help="0 … 1"),
        Column(word("People"), people, "number"),
        Column(word("Share aged 60 or more"), shares, "percent", decimals=1),
        Column(word("Priority quarter"), [share < 0.2 for share in shares], "flag", choices=True),
        Column(word("Updated"), days, "date"),
    )


def texts(word: Word, names: tuple[str, ...]) -> tuple[Block, ...]:
    return (
        Text(f"{names[0]}, {names[1]}."),
        Text(names[2], "note"),
        Text(names[3], "warning"),
        Items(names[:3]),
        Pairs(((names[0], names[1]), (word("Zone"), "ZIP"))),
    )


def point_map(word: Word, columns: tuple[Column, ...], draw: Random) -> PointMap:
    names, zones, need, people, shares, quarters, _ = columns
    n = len(names)
    lat = [48.58 + draw.gauss(0, 0.06) for _ in range(n)]
    lon = [2.25 + draw.gauss(0, 0.09) for _ in range(n)]
    layer = Points(
        word("Territories"),
        names.values,
        lat,
        lon,
        sizes=people.values,
        size_label=word("People"),
        values=need.values,
        value_label=word("Need"),
        decimals=2,
        details=(zones, shares, quarters),
    )
    few = max(2, n // 20)
    hosts = Points(
        word("Supervisors"),
        names.values[:few],
        [one + 0.004 for one in lat[:few]],
        lon[:few],
        symbol="diamond",
    )
    same = word("The same figures are in the table.")
    return PointMap(word("Need by territory"), (layer, hosts), same, outlines(lat, lon))


def outlines(lat: list[float], lon: list[float]) -> dict[str, object]:
    """Return squares around some of the points, as GeoJSON."""
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    rings = [
        [[x + 0.03 * a, y + 0.02 * b] for a, b in corners]
        for x, y in zip(lon[:20], lat[:20], strict=True)
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"nom": HOSTILE[0]},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for ring in rings
    ]
    return {"type": "FeatureCollection", "features": features}


def charts(word: Word, names: tuple[str, ...], columns: tuple[Column, ...]) -> Block:
    few = names[:6]
    own = Series("", range(1, len(few) + 1))
    stacks = tuple(
        Series(name, [k + i for i in range(len(few))]) for k, name in enumerate(few[:3], 1)
    )
    lines = (
        Line(few[0], [10, 9, 8, 8], [9, 7, 6, 5], [11, 11, 10, 11]),
        Line(few[1], [4, 5, None, 7]),
    )
    people_by_need = histogram_of(
        columns[2].values,
        title=word("People by need"),
        value_label=word("Need"),
        count_label=word("People"),
        edges=[i / 10 for i in range(11)],
        weights=columns[3].values,
        decimals=1,
    )
    return SideBySide(
        (
            BarChart(
                word("Practitioners per 10,000 inhabitants"),
                word("Territory"),
                word("Practitioners"),
                few,
                (own,),
                horizontal=True,
                decimals=1,
            ),
            people_by_need,
            BarChart(
                word("Supervisors by year"),
                word("Territory"),
                word("Supervisors"),
                few,
                stacks,
                stacked=True,
            ),
            LineChart(
                word("Practitioners in the coming years"),
                "",
                word("Practitioners"),
                ("2027", "2028", "2029", "2030"),
                lines,
                band_label="80 %",
            ),
        )
    )


def week(word: Word, names: tuple[str, ...], draw: Random) -> WeekGrid:
    rows = []
    for place, name in enumerate(names):
        days = [day for day in HALF_DAYS[:10] if draw.random() < 0.5]
        slots = {day: (Slot(draw.choice(names)[:40], draw.randrange(2)),) for day in days}
        rows.append(WeekRow(name, slots, note=names[place - 1]))
    settings = (word("private practice"), word("health centre"))
    return WeekGrid(word("Half-days of the supervisors"), word("Supervisor"), tuple(rows), settings)
