"""What the pages say of themselves, apart from what their makers tell them."""

from __future__ import annotations

from ..language import Lang, sentence

# DataTables writes its numbers into these places of its texts.
_START, _END, _TOTAL, _MAX, _MENU = "_START_", "_END_", "_TOTAL_", "_MAX_", "_MENU_"


def template_words(lang: Lang) -> dict[str, str]:
    """Return the words of the templates."""
    said = {
        "contents": sentence("Contents"),
        "skip": sentence("Skip to the content"),
        "figures": sentence("Show the figures"),
        "all": sentence("all"),
        "search": sentence("Search"),
        "zoom_in": sentence("Zoom in"),
        "zoom_out": sentence("Zoom out"),
        "whole": sentence("Show the whole map"),
        "move": sentence("Move the map with a finger"),
        "find": sentence("Find a place"),
        "legend": sentence("Legend"),
        "not_known": sentence("not known"),
        "no_script": sentence(
            "Without JavaScript there are no charts and maps here, and long tables show their "
            "first rows only. All figures of the charts are in the tables below them."
        ),
        "made_from": sentence("Where this page comes from"),
        "version": sentence("Made with"),
        "seed": sentence("Seed"),
        "fingerprints": sentence("Fingerprints of the input (SHA-256)"),
        "replay": sentence("To make it again"),
        "offline": sentence("This page is a single file and asks nothing of the network."),
        "morning": sentence("am"),
        "afternoon": sentence("pm"),
    }
    return {key: text.said(lang) for key, text in said.items()}


def day_names(lang: Lang) -> list[str]:
    """Return the short names of the days, Monday to Saturday."""
    days = (
        sentence("Mon"),
        sentence("Tue"),
        sentence("Wed"),
        sentence("Thu"),
        sentence("Fri"),
        sentence("Sat"),
    )
    return [day.said(lang) for day in days]


def script_words(lang: Lang) -> dict[str, str]:
    """Return the words that the scripts of a page need."""
    said = {
        "search": sentence("Search"),
        "info": sentence(
            "Rows {first} to {last} of {total}", first=_START, last=_END, total=_TOTAL
        ),
        "none": sentence("No row"),
        "filtered": sentence("(out of {total})", total=_MAX),
        "no_match": sentence("No row fits."),
        "per_page": sentence("{menu} rows per page", menu=_MENU),
        "first": sentence("First page"),
        "last": sentence("Last page"),
        "previous": sentence("Previous page"),
        "next": sentence("Next page"),
        "page": sentence("Go to page "),
        "sort": sentence(": sort"),
        "sort_back": sentence(": sort the other way round"),
        "sort_off": sentence(": no longer sort"),
        "yes": sentence("yes"),
        "no": sentence("no"),
        "not_known": sentence("not known"),
        "shown": sentence("{shown} of {total} points are shown.", shown="_SHOWN_", total=_TOTAL),
        "not_found": sentence("No point has this name."),
    }
    return {key: text.said(lang) for key, text in said.items()}


def printed_rows(printed: str, total: str, lang: Lang) -> str:
    """Return what is said below a table on paper that does not hold all rows."""
    return sentence("The first {printed} rows of {total}.", printed=printed, total=total).said(lang)


def left_out(count: int, label: str, lang: Lang) -> str:
    """Return what is said of points that have no place on the map."""
    return sentence(
        "{label}: {count} without coordinates, not on the map.", label=label, count=count
    ).said(lang)
