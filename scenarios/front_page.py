"""``report.html`` of a front: the points, the curve, what each step costs."""

from __future__ import annotations

from ..matching.language import Lang, sentence
from ..matching.outputs.words import words_in
from ..matching.pages import (
    Block,
    Column,
    Items,
    Line,
    LineChart,
    Page,
    Provenance,
    Section,
    Table,
    Text,
    render,
)
from ..matching.pages.numbers import number_text
from .front_result import Front
from .front_words import in_units, price_sentence, remarks

HEADINGS = {
    "point": sentence("Point number"),
    "proven": sentence("Proven"),
    "placed": sentence("Students placed"),
    "half_days_zip": sentence("Half-days in ZIP"),
    "half_days_zac": sentence("Half-days in ZAC"),
    "wish_ranks": sentence("Sum of wish ranks"),
    "first_wishes": sentence("First wishes"),
    "minutes": sentence("Minutes × half-days"),
}


def tier_name(name: str, lang: Lang) -> str:
    """Return what a tier is called."""
    return words_in(lang).get(f"tier_{name}", name)


def front_page(front: Front, lang: Lang) -> str:
    """Return the page."""
    from .. import __version__

    one, other = (tier_name(name, lang) for name in front.between)
    steps = tuple(
        sentence(
            "From point {after} to point {before}. {said}",
            after=number + 1,
            before=number,
            said=price_sentence(front, *step),
        ).said(lang)
        for number, step in enumerate(front.steps, start=1)
    )
    first, *others = remarks(front)
    blocks: tuple[Block, ...] = (
        Text(first.said(lang), "note"),
        *(Text(said.said(lang)) for said in others),
        Section(sentence("The front").said(lang), (_chart(front, lang), _table(front, lang))),
        Section(sentence("What each step costs").said(lang), (Items(steps),)),
    )
    return render(
        Page(
            title=sentence("Front between {one} and {other}", one=one, other=other).said(lang),
            lang=lang,
            subtitle=front.semester.settings.semester,
            blocks=blocks,
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(front.semester.fingerprints.items())),
                replay=f"maillage scenario front FILE --between {','.join(front.between)} "
                f"--points {front.wanted}",
            ),
        )
    )


def _chart(front: Front, lang: Lang) -> LineChart:
    one, other = front.between
    places = tuple(float(in_units(one, p.values[0])) for p in front.points)
    return LineChart(
        title=sentence("What one costs in the other").said(lang),
        x_label=tier_name(one, lang),
        y_label=tier_name(other, lang),
        x=tuple(_short(place, lang) for place in places),
        lines=(
            Line(
                tier_name(other, lang),
                [float(in_units(other, p.values[1])) for p in front.points],
            ),
        ),
        decimals=3,
        from_zero=False,
        places=places,
    )


def _short(value: float, lang: Lang) -> str:
    """Return a value as it stands below the chart."""
    return number_text(value, lang, 0 if value == int(value) else 2)


def _table(front: Front, lang: Lang) -> Table:
    points = front.points
    columns = [Column(HEADINGS["point"].said(lang), range(1, len(points) + 1), "number")]
    for k, name in enumerate(front.between):
        values = [float(in_units(name, p.values[k])) for p in points]
        decimals = 3 if any(v != int(v) for v in values) else 0
        columns.append(Column(tier_name(name, lang), values, "number", decimals=decimals))
    columns.append(Column(HEADINGS["proven"].said(lang), [p.proven for p in points], "flag"))
    for name in ("placed", "half_days_zip", "half_days_zac", "wish_ranks", "first_wishes"):
        values = [float(p.amounts[name]) for p in points]
        decimals = 2 if name == "wish_ranks" else 0
        columns.append(Column(HEADINGS[name].said(lang), values, "number", decimals=decimals))
    return Table(sentence("The points of the front").said(lang), tuple(columns))
