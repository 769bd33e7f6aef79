"""What ``chances`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..chances.calibration import Answer, Check
from ..chances.choice import ChoiceModel
from ..chances.result import Chances, OfferChances, StudentChances
from ..chances.share import Share
from ..chances.tally import NONE, OFF
from ..language import Lang
from .chances_files import CSV_NAME, OFFERS_NAME
from .figures import number_text
from .terminal import WIDTH, block, plain_text, printed_plainly, table_of
from .words import words_in

SHOWN = 15
"""Students, and offers, listed at most; the files list them all."""


def print_chances(chances: Chances, console: Console, lang: Lang, *, written: bool) -> None:
    """Print what a coordinator looks for; ``written``: the files hold all of it.

    Plain text where ``console`` is no terminal.
    """
    printed_plainly(console, lambda: _print(chances, console, lang, written=written))


def print_student(student: StudentChances, chances: Chances, console: Console, lang: Lang) -> None:
    """Print the chances of one student and of nobody else."""

    def show() -> None:
        words = words_in(lang)
        title = words["chances_of"].format(student=student.student_id)
        _show([block(title, _classes(student, lang)), _targets(student, lang)], console)
        _print_notes(chances, console, lang)

    printed_plainly(console, show)


def _print(chances: Chances, console: Console, lang: Lang, *, written: bool) -> None:
    words = words_in(lang)
    blocks: list[Table | Text] = [
        block(words["chances_by_programme"], _programmes(chances, lang)),
        block(words["chances_model"], _models(chances.models, lang)),
    ]
    with_wishes = [s for s in chances.students if s.knowledge in ("known", "partial")]
    blocks += _listed(
        words["chances_students"], _students(with_wishes, lang), len(with_wishes), CSV_NAME,
        lang, written=written,
    )  # fmt: skip
    if chances.offers:
        blocks += _listed(
            words["chances_offers"], _offers(chances.offers, lang), len(chances.offers),
            OFFERS_NAME, lang, written=written,
        )  # fmt: skip
    if chances.check is not None:
        blocks.append(block(words["chances_check"], _check(chances.check, lang)))
        blocks.append(Text("\n".join(_brier(one, lang) for one in chances.check.answers)))
    _show(blocks, console)
    _print_notes(chances, console, lang)


def _show(blocks: Sequence[Table | Text], console: Console) -> None:
    for one in blocks:
        console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))


def _print_notes(chances: Chances, console: Console, lang: Lang) -> None:
    words = words_in(lang)
    for note in chances.notes:
        console.print(plain_text(note.said(lang)), width=min(console.width, WIDTH))
    counts = Counter(student.knowledge for student in chances.students)
    line = words["chances_last"].format(
        draws=number_text(chances.draws, lang),
        known=number_text(counts["known"], lang),
        drawn=number_text(counts["unknown"] + counts["partial"], lang),
    )
    console.print(Text(line, style="bold"), soft_wrap=True)
    if chances.draws < chances.draws_asked:
        cut = words["chances_cut"].format(
            draws=number_text(chances.draws, lang), asked=number_text(chances.draws_asked, lang)
        )
        console.print(Text(cut, style="bold yellow"), soft_wrap=True)


def _listed(
    title: str, table: Table, count: int, file: str, lang: Lang, *, written: bool
) -> list[Table | Text]:
    found: list[Table | Text] = [block(title, table)] if count else []
    if count > SHOWN:
        words = words_in(lang)
        template = words["chances_more" if written else "chances_more_unwritten"]
        found.append(Text(template.format(count=number_text(count - SHOWN, lang), file=file)))
    return found


# -- numbers ------------------------------------------------------------------------------------


def _percent(value: float, lang: Lang) -> str:
    """Return a chance in whole per cent, ``<1`` and ``>99`` where it is not certain."""
    whole = round(100 * value)
    text = str(whole)
    if 0 < value < 0.01:
        text = "<1"
    elif 0.99 < value < 1:
        text = ">99"
    return f"{text} %" if lang == "en" else f"{text}\N{NO-BREAK SPACE}%"


def _chance(share: Share, lang: Lang) -> str:
    """Return a chance in per cent with its standard error in points: ``64±3``."""
    text = _percent(share.share, lang)[:-2]
    return f"{text}±{_decimal(max(1.0, 100 * share.error), 0, lang)}" if share.error else text


def _decimal(value: float, places: int, lang: Lang) -> str:
    text = f"{value:.{places}f}"
    return text if lang == "en" else text.replace(".", ",")


# -- tables -------------------------------------------------------------------------------------


def _narrow(headings: Sequence[tuple[str, bool]]) -> Table:
    """Return an empty table of many columns."""
    table = table_of(headings)
    table.padding = (0, 2, 0, 0)
    return table


def _bands(student: StudentChances) -> list[int]:
    """Return in how many draws the student got wish 1, 2, 3, a later one, none of its own."""
    counts = {name: share.times for name, share in student.classes}
    first = [counts.pop(str(rank), 0) for rank in (1, 2, 3)]
    off = counts.pop(OFF, 0) + counts.pop(NONE, 0)
    return [*first, sum(counts.values()), off]


def _band_headings(lang: Lang) -> list[tuple[str, bool]]:
    words = words_in(lang)
    wishes = [(words["wish_number"].format(rank=rank), True) for rank in (1, 2, 3)]
    return [*wishes, *((words[key], True) for key in ("wish_later", "off_list", "no_place"))]


def _programmes(chances: Chances, lang: Lang) -> Table:
    """Return the mean chances of the students of each programme."""
    words = words_in(lang)
    heads = [(words["programme"], False), (words["wishes_known"], True)]
    table = _narrow([*heads, *_band_headings(lang)])
    for model in chances.models:
        own = [s for s in chances.students if s.programme_id == model.programme_id]
        known = sum(s.knowledge == "known" for s in own)
        sums = [sum(column) for column in zip(*(_bands(s) for s in own), strict=True)]
        sums.append(sum(s.placed.draws - s.placed.times for s in own))
        shares = [_percent(total / (len(own) * chances.draws), lang) for total in sums]
        of = f"{number_text(known, lang)} / {number_text(len(own), lang)}"
        table.add_row(plain_text(model.programme_id), of, *shares)
    return table


def _models(models: Sequence[ChoiceModel], lang: Lang) -> Table:
    words = words_in(lang)
    table = table_of([("", False), *((model.programme_id, True) for model in models)])
    values = [{one.name: one for one in model.coefficients} for model in models]
    for name in dict.fromkeys(name for own in values for name in own):
        cells = []
        for own in values:
            one = own.get(name)
            cells.append(
                "–"
                if one is None or one.error is None
                else f"{_decimal(one.value, 2, lang)} ± {_decimal(one.error, 2, lang)}"
            )
        table.add_row(words[f"feature_{name}"], *cells)
    learnt = [f"{number_text(m.lists, lang)} ({number_text(m.choices, lang)})" for m in models]
    table.add_row(words["lists_learnt"], *learnt)
    return table


def _students(students: Sequence[StudentChances], lang: Lang) -> Table:
    words = words_in(lang)
    heads = [(words["student_id"], False), (words["programme"], False)]
    table = _narrow([*heads, *_band_headings(lang)])
    order = sorted(students, key=lambda s: (s.placed.times, *_bands(s)[:4], s.student_id))
    for student in order[:SHOWN]:
        draws = student.placed.draws
        shares = [Share(times, draws) for times in _bands(student)]
        shares.append(Share(draws - student.placed.times, draws))
        table.add_row(
            plain_text(student.student_id),
            plain_text(student.programme_id),
            *(_chance(share, lang) for share in shares),
        )
    return table


def _offers(offers: Sequence[OfferChances], lang: Lang) -> Table:
    words = words_in(lang)
    heads = [(words["offer"], False), (words["programme"], False)]
    numbers = ("seats_word", "asking_known", "asking_expected", "full", "full_at_turn")
    table = table_of([*heads, *((words[key], True) for key in numbers)])
    order = sorted(offers, key=lambda o: (-o.full.times, -o.applicants, o.offer_id))
    for offer in order[:SHOWN]:
        expected = _decimal(offer.applicants, 1, lang)
        if offer.applicants_error:
            expected += f" ± {_decimal(offer.applicants_error, 1, lang)}"
        table.add_row(
            plain_text(offer.offer_id),
            plain_text(offer.programme_id),
            number_text(offer.seats, lang),
            number_text(offer.applicants_known, lang),
            expected,
            _chance(offer.full, lang),
            _turn(offer.full_at),
        )
    return table


def _turn(turns: tuple[int, int, int] | None) -> str:
    if turns is None:
        return "–"
    low, middle, high = turns
    return f"{middle}" if low == high else f"{middle} ({low}–{high})"


def _check(check: Check, lang: Lang) -> Table:
    """Return a line per bin of each question."""
    words = words_in(lang)
    numbers = ("given_chance", "events", "predicted", "observed")
    table = table_of([("", False), *((words[key], True) for key in numbers)])
    for answer in check.answers:
        title = words[f"question_{answer.question}"]
        for one in answer.bins:
            observed = _percent(one.observed, lang)
            if one.error:
                observed += f" ± {_decimal(100 * one.error, 0, lang)}"
            table.add_row(
                title,
                f"{round(100 * one.low)}–{_percent(one.high, lang)}",
                number_text(one.events, lang),
                _percent(one.predicted, lang),
                observed,
            )
            title = ""
    return table


def _brier(answer: Answer, lang: Lang) -> str:
    words = words_in(lang)
    return words["brier_line"].format(
        question=words[f"question_{answer.question}"],
        brier=_decimal(answer.brier, 4, lang),
        base=_decimal(answer.base, 4, lang),
    )


# -- one student --------------------------------------------------------------------------------


def _share_headings(first: Sequence[str], lang: Lang) -> Table:
    words = words_in(lang)
    numbers = ("chance", "standard_error", "interval_95")
    return table_of([*((head, False) for head in first), *((words[k], True) for k in numbers)])


def _cells(share: Share, lang: Lang) -> tuple[str, str, str]:
    low, high = share.interval
    error = _decimal(100 * share.error, 1, lang)
    interval = f"{_percent(low, lang)} – {_percent(high, lang)}"
    return _percent(share.share, lang), error, interval


def _classes(student: StudentChances, lang: Lang) -> Table:
    words = words_in(lang)
    table = _share_headings([words["chances_classes"]], lang)
    for name, share in student.classes:
        title = {OFF: words["off_list"], NONE: words["no_wish_class"]}.get(name)
        title = title or words["wish_number"].format(rank=name)
        table.add_row(title, *_cells(share, lang))
    table.add_row(words["any_place"], *_cells(student.placed, lang))
    return table


def _targets(student: StudentChances, lang: Lang) -> Table:
    words = words_in(lang)
    table = _share_headings([words["wish_rank"], words["chance_target"]], lang)
    for one in student.targets:
        rank = "" if one.wish_rank is None else str(one.wish_rank)
        table.add_row(rank, plain_text(one.target), *_cells(one.chance, lang))
    return block(words["chances_targets"], table)
