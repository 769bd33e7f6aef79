"""``maillage scenario check``: the variants of a plan, and what each changes."""

from __future__ import annotations

from pathlib import Path

import click

from ..matching.language import plural_sentence, sentence
from ..scenarios.checking import check_plan
from ..scenarios.plan import read_plan
from .exit_codes import INPUT_ERRORS
from .options import example, language_option
from .speech import end_with, language, say


@click.command("check", epilog=example("maillage scenario check plan.yaml"))
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Only count rows; do not check what becomes of them.")
@language_option()
def check_command(plan: Path, quick: bool) -> None:
    """Show the variants of PLAN, the rows that each change touches, and their errors."""
    lang, wrong = language(), 0
    for checked in check_plan(read_plan(plan), quick=quick):
        say(checked.variant.name)
        if not checked.touched and not checked.errors:
            say("  " + sentence("no changes").said(lang))
        for one in checked.touched:
            rows = plural_sentence("{count} row", "{count} rows", count=one.rows)
            touched = sentence(
                "{where} {action} {table}: {rows}",
                where=one.where,
                action=one.action,
                table=one.table,
                rows=rows if one.rows else sentence("no row fits"),
            )
            say(f"  {touched.said(lang)}")
        for finding in checked.errors:
            say(f"  {finding.said(lang)}")
        wrong += bool(checked.errors)
    said = plural_sentence(
        "{count} variant with errors.", "{count} variants with errors.", count=wrong
    )
    say(said.said(lang))
    if wrong:
        end_with(INPUT_ERRORS)
