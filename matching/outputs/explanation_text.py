"""Explanations as text, in either language."""

from __future__ import annotations

from collections.abc import Iterator

from ..explaining.answers import OfferAnswer, StudentAnswer, SupervisorAnswer, WishAnswer
from ..explaining.naming import Naming
from ..language import Lang, Sentence, plural_sentence, sentence
from ..result import PlacedPart
from .decimals import decimal_text
from .explanation_lines import blocking_lines, fact_line
from .figures import half_days_text


def student_text(answer: StudentAnswer, naming: Naming, lang: Lang) -> str:
    """Return what a student received and why nothing better, for reading."""
    return "\n".join(_of_student(answer, naming, lang))


def _of_student(answer: StudentAnswer, naming: Naming, lang: Lang) -> Iterator[str]:
    head = sentence(
        "{student}, of programme {programme}",
        student=naming.student(answer.student_id),
        programme=naming.programme(answer.programme_id),
    )
    yield head.said(lang)
    yield ""
    if not answer.given.parts:
        yield sentence("No place.").said(lang)
    else:
        yield sentence("Received:").said(lang)
        if answer.given.offer_id is not None:
            yield f"  {naming.offer(answer.given.offer_id)}"
        for part in answer.given.parts:
            yield f"  {_part_text(part, naming, lang)}"
        if answer.given.housed is not None:
            housed = sentence("housed at {site}", site=naming.site(answer.given.housed))
            yield f"  {housed.said(lang)}"
        on_a_wish = all(fact.code != "off-list" for fact in answer.facts)
        if answer.given.wish_rank is not None and on_a_wish:
            rank = decimal_text(answer.given.wish_rank)
            rank = rank if lang == "en" else rank.replace(".", ",")
            of_rank = sentence("wish rank {rank}", rank=rank)
            yield f"  {of_rank.said(lang)}"
    for fact in answer.facts:
        yield f"  - {fact_line(fact, lang)}"
    yield ""
    if not answer.wishes:
        yield sentence("No wish is better than what was received.").said(lang)
    for wish in answer.wishes:
        yield from _of_wish(wish, naming, lang)


def _part_text(part: PlacedPart, naming: Naming, lang: Lang) -> str:
    said = sentence(
        "{supervisor}, {site}: {half_days}; {minutes} min from home",
        supervisor=naming.supervisor(part.supervisor_id),
        site=naming.site(part.site_id),
        half_days=half_days_text(part.half_days, lang),
        minutes=part.minutes,
    ).said(lang)
    if part.weeks:
        weeks = sentence("weeks {weeks}", weeks=part.weeks)
        return f"{said} ({weeks.said(lang)})"
    return said


def _of_wish(wish: WishAnswer, naming: Naming, lang: Lang) -> Iterator[str]:
    code = wish.code if not wish.rule else f"{wish.code}: {wish.rule}"
    said = sentence(
        "Why not wish {rank}, {target}: {why}.",
        rank=wish.wish_rank,
        target=naming.target(wish.target_kind, wish.target),
        why=wish.said,
    ).said(lang)
    yield f"{said} [{code}]" if code else said
    for fact in wish.facts:
        yield f"  - {fact_line(fact, lang)}"
    for line in blocking_lines(wish.blocking, naming, lang):
        yield f"  {line}" if line.startswith("  ") else f"  - {line}"


def supervisor_text(answer: SupervisorAnswer, naming: Naming, lang: Lang) -> str:
    """Return a supervisor's week and why half-days stay empty, for reading."""
    return "\n".join(_of_supervisor(answer, naming, lang))


def _of_supervisor(answer: SupervisorAnswer, naming: Naming, lang: Lang) -> Iterator[str]:
    yield sentence(
        "{supervisor}: {hosted} of at most {limit} students",
        supervisor=naming.supervisor(answer.supervisor_id),
        hosted=answer.hosted,
        limit=answer.max_students,
    ).said(lang)
    for weeks, slots in answer.weeks:
        yield ""
        if len(answer.weeks) > 1:
            yield sentence("Weeks {weeks}", weeks=_ranges(weeks)).said(lang)
        for slot in slots:
            if slot.site_id is None and not slot.students:
                continue
            said = [naming.site(slot.site_id)] if slot.site_id else []
            if slot.away:
                said.append(sentence("away").said(lang))
            said += [naming.student(name) for name in slot.students]
            if slot.reasons:
                notes = ", ".join(f"({number + 1})" for number in slot.reasons)
                free = sentence("room left") if slot.students else sentence("free")
                said.append(f"{free.said(lang)} {notes}")
            yield f"  {half_days_text([slot.half_day], lang):10}{' | '.join(said)}"
    if answer.reasons:
        yield ""
        yield sentence("Why half-days stay empty:").said(lang)
        for number, fact in enumerate(answer.reasons, start=1):
            yield f"  ({number}) {fact_line(fact, lang)}"


def _ranges(weeks: tuple[int, ...]) -> str:
    """Return weeks as ranges: ``1-13, 15``."""
    found: list[list[int]] = []
    for week in weeks:
        if found and week == found[-1][-1] + 1:
            found[-1].append(week)
        else:
            found.append([week])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in found)


def offer_text(answer: OfferAnswer, naming: Naming, lang: Lang) -> str:
    """Return who has an offer's seats and why some stay empty, for reading."""
    return "\n".join(_of_offer(answer, naming, lang))


def _of_offer(answer: OfferAnswer, naming: Naming, lang: Lang) -> Iterator[str]:
    yield _seats(answer, naming).said(lang)
    for name in answer.students:
        yield f"  {naming.student(name)}"
    if answer.taken < answer.seats:
        yield ""
        yield sentence("Why seats stay empty:").said(lang)
    for fact in answer.reasons:
        yield f"  - {fact_line(fact, lang)}"
    for line in blocking_lines(answer.blocking, naming, lang):
        yield f"  {line}" if line.startswith("  ") else f"  - {line}"


def _seats(answer: OfferAnswer, naming: Naming) -> Sentence:
    return plural_sentence(
        "{offer}, programme {programme}: {taken} of {count} seat taken",
        "{offer}, programme {programme}: {taken} of {count} seats taken",
        count=answer.seats,
        offer=naming.offer(answer.offer_id),
        programme=answer.programme_id,
        taken=answer.taken,
    )
