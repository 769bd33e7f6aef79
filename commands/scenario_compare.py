"""``maillage scenario compare``: the variants of a run side by side."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.language import plural_sentence, sentence
from ..matching.outputs.messages import message
from ..matching.pages import NoPictures
from ..scenarios.comparing import compare
from ..scenarios.comparison_files import pictures_missing, write_compared
from ..scenarios.plan import BASE
from ..scenarios.words import measure_text
from .failed_runs import warn_of
from .options import example, language_option
from .speech import language, say, warn

_SHOWN = 20


@click.command("compare", epilog=example("maillage scenario compare runs"))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--pictures/--no-pictures",
    default=True,
    help="Draw the charts and maps as PNG files as well (with matplotlib; the default).",
)
@language_option()
def compare_command(directory: Path, pictures: bool) -> None:
    """Compare the variants in DIR: tables, a page and pictures in DIR/comparison."""
    lang = language()
    found = compare(directory)
    target = write_compared(found, directory, lang, pictures=pictures)
    rows = found.differences
    moved = rows[(rows["variant"] != BASE) & (rows["difference"] != 0)]
    for variant, measure, base, here, difference in zip(
        *(
            moved[name].head(_SHOWN).tolist()
            for name in ("variant", "measure", "base", "mean", "difference")
        ),
        strict=True,
    ):
        said = sentence(
            "{variant}: {measure} {base} → {here} ({sign}{difference})",
            variant=variant,
            measure=measure_text(measure, lang),
            base=base,
            here=here,
            sign="+" if difference > 0 else "",
            difference=difference,
        )
        say(said.said(lang))
    warn_of(found.failures, lang)
    if found.missing:
        said = plural_sentence(
            "{count} run of the plan is missing.", "{count} runs of the plan are missing.",
            count=found.missing,
        )  # fmt: skip
        warn(said.said(lang))
    if pictures and pictures_missing():
        warn(NoPictures().sentence.said(lang))
    say(message("written", lang, folder=target))
