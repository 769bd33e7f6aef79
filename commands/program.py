"""The group of all commands: what the library raises becomes a sentence and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from ..matching.cannot_do import CannotDo, Impossible
from ..matching.tables.findings import InputError
from .exit_codes import CANNOT_BE_MET, INPUT_ERRORS, INTERRUPTED, WRONG_USAGE
from .later import LaterGroup
from .said_help import asked_language, click_speaks, said_in
from .speech import language, show_input_errors, warn


class Program(LaterGroup):
    """The group of commands."""

    def main(self, args: Sequence[str] | None = None, **more: Any) -> Any:  # type: ignore[override]
        """Run the program, its help and click's own messages in the user's language."""
        lang = asked_language(sys.argv[1:] if args is None else args)
        with click_speaks(lang):
            return super(Program, said_in(self, lang)).main(args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; bad input ends in sentences and a code, never in a traceback."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            show_input_errors(error)
            code = INPUT_ERRORS
        except Impossible as error:
            _show_conflict(error)
            code = CANNOT_BE_MET
        except CannotDo as error:
            warn(error.sentence.said(language()))
            code = WRONG_USAGE
        except KeyboardInterrupt:
            from ..matching.outputs.messages import message

            warn(message("interrupted", language()))
            code = INTERRUPTED
        return ctx.exit(code)


def _show_conflict(error: Impossible) -> None:
    """Print what cannot be met, and what would help."""
    from ..matching.infeasible import CannotBeMet
    from ..matching.outputs.conflicts_text import conflict_lines
    from ..matching.outputs.messages import message

    met = isinstance(error, CannotBeMet)
    warn(message("cannot_be_met" if met else "nothing_composed", language()))
    for said in error.sentences:
        warn(f"- {said.said(language()).removesuffix('.')}.")
    if not isinstance(error, CannotBeMet):
        return
    for line in conflict_lines(error, language()):
        warn(line)
    if error.quotas and click.get_current_context().invoked_subcommand in ("place", "repair"):
        warn(message("try_partial", language()))
