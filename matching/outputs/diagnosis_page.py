"""``report.html``: a diagnosis as a page that opens without a network."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import Lang, sentence
from ..pages import (
    Block,
    Items,
    KeyFigure,
    KeyFigures,
    Page,
    Provenance,
    Section,
    Text,
    render,
)
from ..territories.diagnosis import Diagnosis
from ..territories.facts import ALL, SELECTION, Area
from ..territories.profession_names import profession_name
from .diagnosis_findings import findings_of
from .diagnosis_page_charts import charts_of
from .diagnosis_page_indicators import indicator_blocks
from .diagnosis_page_map import map_of
from .diagnosis_page_sheets import MOST_SHEETS, sheets_of
from .diagnosis_page_tables import areas_table, care_table, grounds_table
from .diagnosis_texts import (
    count_sentence,
    limit_sentences,
    limit_text,
    source_sentences,
    title_of,
)
from .diagnosis_words import diagnosis_words
from .figures import listed

FILE_NAME = "report.html"


def diagnosis_page(diagnosis: Diagnosis, lang: Lang) -> str:
    """Return the page."""
    # The root package imports this one: its version is known only when it is complete.
    from ... import __version__

    words = diagnosis_words(lang)
    sections = [_profession(diagnosis, one, lang) for one in diagnosis.professions]
    return render(
        Page(
            title=title_of(diagnosis, lang),
            lang=lang,
            subtitle=count_sentence(diagnosis).said(lang),
            blocks=(
                *sections,
                Section(words["sheet_areas"], (areas_table(diagnosis, lang),)),
                *_indicators(diagnosis, lang),
                *_sheets(diagnosis, lang),
                _sources(diagnosis, lang),
            ),
            provenance=Provenance(
                version=__version__,
                fingerprints=tuple(sorted(diagnosis.semester.fingerprints.items())),
                replay=_replay(diagnosis),
                notes=(),
            ),
        )
    )


def _profession(diagnosis: Diagnosis, profession: str, lang: Lang) -> Section:
    """Return all of one profession: figures, what stands out, map, charts, tables."""
    words = diagnosis_words(lang)
    said = tuple(one.said(lang) for one in findings_of(diagnosis, profession))
    blocks: list[Block] = [KeyFigures(tuple(_figures(diagnosis, profession, lang)))]
    if said:
        blocks.append(Section(words["what_stands_out"], (Items(said),)))
    blocks += [
        Section(words["map"], (map_of(diagnosis, profession, lang),)),
        Section(words["charts"], tuple(charts_of(diagnosis, profession, lang))),
        Section(words["care_table"], (care_table(diagnosis, profession, lang),)),
        Section(words["grounds_table"], (grounds_table(diagnosis, profession, lang),)),
    ]
    return Section(profession_name(profession, lang), tuple(b for b in blocks if not _is_empty(b)))


def _is_empty(block: Block) -> bool:
    return isinstance(block, Section) and not block.blocks


def _figures(diagnosis: Diagnosis, profession: str, lang: Lang) -> Iterator[KeyFigure]:
    """Yield the head figures of those shown, beside those of the whole table."""
    words = diagnosis_words(lang)
    here, everywhere = diagnosis.area(SELECTION, None, profession), None
    if here is None:
        here = diagnosis.area(ALL, None, profession)
    else:
        everywhere = diagnosis.area(ALL, None, profession)
    assert here is not None
    if here.population:
        yield KeyFigure(words["population"], here.population)
    yield _compared("need_mean", here.need, _of(everywhere, "need"), lang)
    unit = words.get(f"unit_{here.access_unit}", "")
    if here.access is not None:
        yield _compared("accessibility_mean", here.access, _of(everywhere, "access"), lang, unit)
    share = here.inequality.share_under
    if share is not None:
        label = words["share_under"].format(limit=limit_text(diagnosis, lang))
        yield KeyFigure(label, share, "percent")
    staff = here.workforce
    if here.fte_per_10000 is not None:
        yield _compared("fte_per_10000", here.fte_per_10000, _of(everywhere, "fte_per_10000"), lang)
    if staff.over_60 is not None:
        yield KeyFigure(words["over_60_share"], staff.over_60, "percent")
    if staff.leavers_5 is not None and staff.providers:
        note = words["of_count"].format(count=staff.providers)
        yield KeyFigure(words["leavers_5_years"], staff.leavers_5, note=note)
    if here.hosting.supervisors is not None:
        yield KeyFigure(words["supervisors"], here.hosting.supervisors)
    if here.hosting.students is not None:
        yield KeyFigure(words["students"], here.hosting.students)


def _of(area: Area | None, attribute: str) -> float | None:
    value: float | None = None if area is None else getattr(area, attribute)
    return value


def _compared(
    key: str, value: float | None, other: float | None, lang: Lang, unit: str = ""
) -> KeyFigure:
    words = diagnosis_words(lang)
    notes = [unit] if unit else []
    if other is not None:
        text = f"{other:.2f}" if lang == "en" else f"{other:.2f}".replace(".", ",")
        notes.append(words["whole_table_has"].format(value=text))
    return KeyFigure(words[key], value, decimals=2, note=listed(notes, lang))


def _indicators(diagnosis: Diagnosis, lang: Lang) -> Iterator[Section]:
    blocks = tuple(indicator_blocks(diagnosis, lang))
    if blocks:
        yield Section(diagnosis_words(lang)["sheet_indicators"], blocks)


def _sheets(diagnosis: Diagnosis, lang: Lang) -> Iterator[Section]:
    """Yield a sheet per territory, where they are few enough to be read."""
    title = diagnosis_words(lang)["sheets"]
    if len(diagnosis.territories) <= MOST_SHEETS:
        yield Section(title, tuple(sheets_of(diagnosis, lang)))
        return
    said = sentence(
        "A sheet per territory is shown for at most {count} territories; --only chooses them. "
        "diagnosis.xlsx has all of their figures.",
        count=MOST_SHEETS,
    )
    yield Section(title, (Text(said.said(lang), "note"),))


def _sources(diagnosis: Diagnosis, lang: Lang) -> Section:
    words = diagnosis_words(lang)
    sources = tuple(one.said(lang) for one in source_sentences(diagnosis, lang))
    limits = tuple(one.said(lang) for one in limit_sentences(diagnosis))
    blocks: list[Block] = []
    if sources:
        blocks.append(Section(words["sources"], (Items(sources),)))
    blocks.append(Section(words["limits"], (Items(limits),)))
    return Section(words["sheet_sources"], tuple(blocks))


def _replay(diagnosis: Diagnosis) -> str:
    only = "".join(f" --only {name}={','.join(values)}" for name, values in diagnosis.only)
    placement = " --placement DIR" if diagnosis.with_placement else ""
    outlines = diagnosis.boundaries
    geojson = "" if outlines is None else f" --geojson {outlines.file}"
    return f"maillage diagnose FILE -o DIR{only}{placement}{geojson}"
