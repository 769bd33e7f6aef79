"""The group of all commands: what the library raises becomes a sentence and an exit code."""

from __future__ import annotations

from typing import Any

import click

from ..matching.closing.cannot_close import CannotClose
from ..matching.explaining.evidence import UnknownNameError
from ..matching.infeasible import CannotBeMet
from ..matching.opening.wanted import CannotCompose
from ..matching.opening.writing import CannotWrite
from ..matching.outputs.conflicts_text import conflict_lines
from ..matching.outputs.directory import OutputError
from ..matching.outputs.messages import message
from ..matching.replaying.receipt import CannotReplay
from ..matching.settling.cannot_settle import CannotSettle
from ..matching.tables.findings import InputError
from ..matching.territories.selection import CannotDiagnose
from ..scenarios.cluster import CannotConnect
from .exit_codes import CANNOT_BE_MET, INPUT_ERRORS, INTERRUPTED, WRONG_USAGE
from .speech import language, show_input_errors, warn


class Program(click.Group):
    """The group of commands."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; bad input ends in sentences and a code, never in a traceback."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            show_input_errors(error)
            code = INPUT_ERRORS
        except CannotBeMet as error:
            _show_conflict(error)
            code = CANNOT_BE_MET
        except CannotCompose as error:
            warn(message("nothing_composed", language()))
            for said in error.sentences:
                warn(f"- {said.said(language())}.")
            code = CANNOT_BE_MET
        except (
            CannotWrite,
            CannotConnect,
            CannotClose,
            CannotDiagnose,
            CannotReplay,
            CannotSettle,
            UnknownNameError,
            OutputError,
        ) as error:
            warn(error.sentence.said(language()))
            code = WRONG_USAGE
        except KeyboardInterrupt:
            warn(message("interrupted", language()))
            code = INTERRUPTED
        return ctx.exit(code)


def _show_conflict(error: CannotBeMet) -> None:
    warn(message("cannot_be_met", language()))
    for said in error.sentences:
        warn(f"- {said.said(language())}.")
    for line in conflict_lines(error, language()):
        warn(line)
    if error.quotas and click.get_current_context().invoked_subcommand in ("place", "repair"):
        warn(message("try_partial", language()))
