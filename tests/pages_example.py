"""Pages with every kind of block: for looking at, and with names that mean harm."""

from datetime import date, timedelta
from random import Random

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
    "Évry-Courcouronnes", "Corbeil-Essonnes", "Massy", "Brétigny-sur-Orge", "Arpajon",
    "Saint-Michel-sur-Orge", "Sainte-Geneviève-des-Bois", "Étampes", "Dourdan", "L'Haÿ-les-Roses",
    "Ollainville", "Égly", "La Norville", "Guibeville", "Cheptainville", "Marolles-en-Hurepoix",
    "Leuville-sur-Orge", "Longpont-sur-Orge", "Villemoisson-sur-Orge", "Morsang-sur-Orge",
    "Fleury-Mérogis",
)  # fmt: skip
FRENCH = {
    "Diagnosis of the territories": "Diagnostic des territoires",
    "Cœur d'Essonne, semester 2027-05": "Cœur d'Essonne, semestre 2027-05",
    "What matters": "L'essentiel", "Territories": "Territoires", "Need": "Besoin",
    "Population": "Population", "inhabitants": "habitants", "people": "habitants",
    "Map of need": "Carte du besoin", "Practitioners": "Médecins", "Supervisors": "Maîtres de stage",
    "Share aged 60 or more": "Part des 60 ans et plus", "Territory": "Territoire", "Zone": "Zonage",
    "Priority quarter": "QPV", "Updated": "Mis à jour", "The week": "La semaine",
    "private practice": "libéral", "health centre": "centre de santé", "Supervisor": "Maître de stage",
    "Weekly half-days of the supervisors": "Demi-journées des maîtres de stage",
    "Practitioners per 10,000 inhabitants": "Médecins pour 10 000 habitants",
}  # fmt: skip


def sample(lang: Lang, n: int = 265, names: tuple[str, ...] = NAMES) -> Page:
    """Return a page with every kind of block about `n` territories."""
    draw = Random(7)
    said = FRENCH if lang == "fr" else {}

    def word(text: str) -> str:
        return said.get(text, text)

    labels = [names[i % len(names)] + ("" if i < len(names) else f" {i}") for i in range(n)]
    population = [int(10 ** draw.uniform(2.2, 4.9)) for _ in range(n)]
    need = [None if i % 29 == 28 else draw.betavariate(2, 2) for i in range(n)]
    zone = [draw.choice(["ZIP", "ZAC", "HV", None]) for _ in range(n)]
    columns = (
        Column(word("Territory"), labels),
        Column(word("Zone"), zone, choices=True),
        Column(word("Need"), need, "number", decimals=2, bar=True, help="0 … 1"),
        Column(word("Population"), population, "number"),
        Column(word("Share aged 60 or more"), [draw.random() for _ in range(n)], "percent", decimals=1),
        Column(word("Priority quarter"), [draw.random() < 0.2 for _ in range(n)], "flag", choices=True),
        Column(word("Updated"), [date(2027, 1, 1) + timedelta(draw.randrange(400)) for _ in range(n)], "date"),
    )  # fmt: skip
    lat = [48.58 + draw.gauss(0, 0.06) for _ in range(n)]
    lon = [2.25 + draw.gauss(0, 0.09) for _ in range(n)]
    territories = Points(
        word("Territories"), labels, lat, lon, sizes=population, size_label=word("Population"),
        values=need, value_label=word("Need"), decimals=2, details=columns[1:2] + columns[4:6],
    )  # fmt: skip
    few = max(2, n // 20)
    supervisors = Points(
        word("Supervisors"),
        labels[:few],
        [a + 0.004 for a in lat[:few]],
        lon[:few],
        symbol="diamond",
    )
    page_map = PointMap(
        word("Map of need"), (territories, supervisors), word("Territories"), outlines(lat, lon)
    )
    return Page(
        word("Diagnosis of the territories"),
        lang,
        (
            KeyFigures((
                KeyFigure(word("inhabitants"), sum(population), note=names[0]),
                KeyFigure(word("Need"), 0.4567, decimals=2),
                KeyFigure(word("Share aged 60 or more"), 0.314, "percent", decimals=1),
                KeyFigure(word("Updated"), date(2027, 5, 31), "date"),
            )),
            Section(word("What matters"), (
                Text(f"{names[0]} : {names[1]}."),
                Text(names[2], "note"), Text(names[3 % len(names)], "warning"), Items(names[:3]),
                Pairs(((names[0], names[1]), (word("Zone"), "ZIP"))),
            ), lead=names[4 % len(names)]),
            Section(word("Map of need"), (page_map,)),
            Section(word("Practitioners"), (charts(word, names, need, population),)),
            Section(word("Territories"), (Table(word("Territories"), columns, sort=(2, True)),)),
            Section(word("The week"), (week(word, names, draw),)),
            Section(word("Supervisors"), (Details(names[0], (Table(names[1], columns[:3]),)),)),
        ),
        subtitle=word("Cœur d'Essonne, semester 2027-05"),
        provenance=Provenance(
            "0.1.0", tuple((name, "3b1f" * 16) for name in names[:3]), 2027,
            f"maillage diagnose {names[0]} -o diagnosis", names[:2],
        ),
    )  # fmt: skip


def charts(word, names: tuple[str, ...], need: list, population: list) -> Block:
    few = names[:6]
    return SideBySide((
        BarChart(word("Practitioners per 10,000 inhabitants"), word("Territory"), word("Practitioners"),
                 few, (Series("", range(1, len(few) + 1)),), horizontal=True, decimals=1),
        histogram_of(need, title=word("Need"), value_label=word("Need"), count_label=word("people"),
                     edges=[i / 10 for i in range(11)], weights=population, decimals=1),
        BarChart(word("Supervisors"), word("Territory"), word("Supervisors"), few,
                 tuple(Series(name, [k + i for i in range(len(few))]) for k, name in enumerate(few[:3], 1)),
                 stacked=True),
        LineChart(word("Practitioners"), "", word("Practitioners"), ("2027", "2028", "2029", "2030"),
                  (Line(few[0], [10, 9, 8, 8], [9, 7, 6, 5], [11, 11, 10, 11]), Line(few[1], [4, 5, None, 7])),
                  band_label="80 %"),
    ))  # fmt: skip


def week(word, names: tuple[str, ...], draw: Random) -> WeekGrid:
    days = (
        "mon_am",
        "mon_pm",
        "tue_am",
        "tue_pm",
        "wed_am",
        "thu_am",
        "thu_pm",
        "fri_am",
        "fri_pm",
    )
    rows = tuple(
        WeekRow(name, {day: (Slot(draw.choice(names)[:40], draw.randrange(2)),)
                       for day in days if draw.random() < 0.5}, note=names[k - 1])
        for k, name in enumerate(names)
    )  # fmt: skip
    settings = (word("private practice"), word("health centre"))
    return WeekGrid(word("Weekly half-days of the supervisors"), word("Supervisor"), rows, settings)


def outlines(lat: list[float], lon: list[float]) -> dict[str, object]:
    """Return squares around some of the points, as GeoJSON."""

    def square(x: float, y: float) -> list[list[list[float]]]:
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        return [[[x + 0.03 * a, y + 0.02 * b] for a, b in corners]]

    features = [
        {
            "type": "Feature",
            "properties": {"nom": HOSTILE[0]},
            "geometry": {"type": "Polygon", "coordinates": square(x, y)},
        }
        for x, y in zip(lon[:20], lat[:20], strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
