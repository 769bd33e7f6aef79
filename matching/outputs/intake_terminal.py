"""What ``requests`` prints: where requests stand, what is to be done, what lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..language import Lang
from ..settling.gaps import Gap
from ..settling.intake import Intake, RequestLine
from ..settling.standing import STAGES, is_open
from ..territories.profession_names import profession_of_one
from .figures import number_text
from .intake_tables import gap_text, territory_names
from .plain_table import date_text
from .settling_words import settling_words
from .terminal import WIDTH, block, plain_text, printed_plainly, table_of

SHOWN = 12
"""Lines of each table at most; the files list all."""

Blocks = list[Table | Text]


def print_intake(intake: Intake, console: Console, lang: Lang, *, written: bool) -> None:
    """Print an intake; plain text where ``console`` is no terminal.

    ``written``: the files hold what is not printed.
    """
    printed_plainly(console, lambda: _print(intake, console, lang, written=written))


def _print(intake: Intake, console: Console, lang: Lang, *, written: bool) -> None:
    words = settling_words(lang)
    looked_after = [line for line in intake.requests if is_open(line.request)]
    blocks: Blocks = [
        block(words["by_stage"], _stages(intake, lang)),
        block(words["by_referent"], _referents(looked_after, lang)),
    ]
    to_do = [line for line in looked_after if line.step in ("overdue", "due")]
    to_do.sort(key=lambda line: (line.days or 0, line.request.request_id))
    listed: tuple[tuple[str, str, Callable[[], Table], int], ...] = (
        ("steps_to_do", "requests.csv", lambda: _steps(to_do, lang), len(to_do)),
        ("best_openings", "requests.csv", lambda: _best(looked_after, lang), len(looked_after)),
    )
    for key, file, made, count in listed:
        if count:
            blocks += [block(words[key], made()), *_more(count, file, lang, written=written)]
    blocks += _gaps(intake, lang, written=written)
    for one in blocks:
        console.print(Padding(one, (0, 0, 1, 0)), width=min(console.width, WIDTH))
    console.print(Text(last_line(intake, lang), style="bold"), soft_wrap=True)


def last_line(intake: Intake, lang: Lang) -> str:
    """Return all counts in one line."""
    looked_after = [line for line in intake.requests if is_open(line.request)]
    steps = [line.step for line in looked_after]
    return settling_words(lang)["intake_last"].format(
        open=number_text(len(looked_after), lang),
        all=number_text(len(intake.requests), lang),
        overdue=steps.count("overdue"),
        due=steps.count("due"),
        none=steps.count("none"),
        stuck=sum(not line.possible for line in looked_after),
    )


def _more(count: int, file: str, lang: Lang, *, written: bool) -> Blocks:
    if count <= SHOWN:
        return []
    template = settling_words(lang)["more_lines" if written else "more_unwritten"]
    return [Text(template.format(count=number_text(count - SHOWN, lang), file=file))]


def _ages(lines: Sequence[RequestLine], lang: Lang) -> tuple[str, str, str]:
    """Return count, median age and oldest."""
    ages = [line.age for line in lines if line.age is not None]
    if not ages:
        return number_text(len(lines), lang), "–", "–"
    middle = int(median(ages) + 0.5)
    count, oldest = number_text(len(lines), lang), number_text(max(ages), lang)
    return count, number_text(middle, lang), oldest


def _age_table(first: str, lang: Lang) -> Table:
    words = settling_words(lang)
    numbers = ("requests", "median_age", "oldest", "late", "none_planned")
    return table_of([(words[first], False), *((words[key], True) for key in numbers)])


def _age_row(name: str, lines: Sequence[RequestLine], lang: Lang) -> tuple[Text | str, ...]:
    steps = [line.step for line in lines]
    late, none = steps.count("overdue"), steps.count("none")
    return plain_text(name), *_ages(lines, lang), str(late), str(none)


def _stages(intake: Intake, lang: Lang) -> Table:
    words = settling_words(lang)
    table = _age_table("stage", lang)
    for stage in (*STAGES, ""):
        lines = [line for line in intake.requests if (line.request.status or "") == stage]
        if lines:
            table.add_row(*_age_row(words[f"stage_{stage}"], lines, lang))
    return table


def _referents(lines: Sequence[RequestLine], lang: Lang) -> Table:
    own: dict[str, list[RequestLine]] = defaultdict(list)
    for line in lines:
        own[line.request.referent or ""].append(line)
    table = _age_table("referent", lang)
    for name in sorted(own, key=lambda name: (not name, name)):
        table.add_row(*_age_row(name or settling_words(lang)["nobody"], own[name], lang))
    return table


def _steps(lines: Sequence[RequestLine], lang: Lang) -> Table:
    words = settling_words(lang)
    heads = ("request", "referent", "next_step", "next_date")
    table = table_of([*((words[k], False) for k in heads), (words["days_late"], True)])
    for line in lines[:SHOWN]:
        request = line.request
        table.add_row(
            plain_text(f"{request.name} ({request.request_id})"),
            plain_text(request.referent or ""),
            plain_text(request.next_step or ""),
            "" if request.next_date is None else date_text(request.next_date, lang),
            str(line.days),
        )
    return table


def _best(lines: Sequence[RequestLine], lang: Lang) -> Table:
    words = settling_words(lang)
    heads = ((words["request"], False), (words["profession"], False))
    last = ((words["possible_openings"], True), (words["best_openings"], False))
    table = table_of([*heads, *last])
    for line in lines[:SHOWN]:
        found = [f"{match.opening_id} {_decimal(match.fit, lang)}" for match in line.best]
        table.add_row(
            plain_text(f"{line.request.name} ({line.request.request_id})"),
            plain_text(profession_of_one(line.request.profession, lang)),
            number_text(line.possible, lang),
            plain_text(", ".join(found) or "–"),
        )
    return table


def _gaps(intake: Intake, lang: Lang, *, written: bool) -> Blocks:
    """Return what territories lack: openings for a profession, then all else."""
    words = settling_words(lang)
    own = [gap for gap in intake.gaps if gap.opening_id is None and gap.want != "distance"]
    own.sort(key=lambda gap: (-len(gap.requests), gap.territory_id, gap.want))
    parts = (
        ("gaps_openings", [gap for gap in own if gap.want == "profession"]),
        ("gaps_others", [gap for gap in own if gap.want != "profession"]),
    )
    blocks: Blocks = []
    for key, gaps in parts:
        if gaps:
            blocks.append(block(words[key], _gap_table(intake, gaps[:SHOWN], lang)))
            blocks += _more(len(gaps), "gaps.csv", lang, written=written)
    return blocks


def _gap_table(intake: Intake, gaps: Sequence[Gap], lang: Lang) -> Table:
    words = settling_words(lang)
    names = territory_names(intake)
    heads = (("territory", False), ("gap", False), ("requests", True))
    table = table_of((words[key], numeric) for key, numeric in heads)
    for gap in gaps:
        name = f"{names[gap.territory_id]} ({gap.territory_id})"
        table.add_row(plain_text(name), plain_text(gap_text(gap, lang)), str(len(gap.requests)))
    return table


def _decimal(value: float, lang: Lang) -> str:
    return f"{value:.2f}" if lang == "en" else f"{value:.2f}".replace(".", ",")
