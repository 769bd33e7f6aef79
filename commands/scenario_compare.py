"""``maillage scenario compare``: the variants of a run side by side."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.language import plural_sentence, sentence
from ..matching.outputs.messages import message
from ..scenarios.comparing import compare
from ..scenarios.comparison_files import write_compared
from ..scenarios.plan import BASE
from ..scenarios.words import measure_text
from .options import example, language_option
from .speech import language, say, warn

_SHOWN = 20


@click.command("compare", epilog=example("maillage scenario compare runs"))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@language_option()
def compare_command(directory: Path) -> None:
    """Compare the variants in DIR: tables and a page in DIR/comparison."""
    lang = language()
    found = compare(directory)
    target = write_compared(found, directory, lang)
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
    if found.missing:
        said = plural_sentence(
            "{count} run of the plan is missing.", "{count} runs of the plan are missing.",
            count=found.missing,
        )  # fmt: skip
        warn(said.said(lang))
    say(message("written", lang, folder=target))
