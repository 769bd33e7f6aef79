"""The command line: each command parses, calls the library, prints."""

from __future__ import annotations

import math
import os
import shlex
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from time import perf_counter
from types import MappingProxyType, TracebackType
from typing import Any, TextIO, cast

import click
from rich.console import Console

from . import __version__
from .matching.demonstration import write_demonstration
from .matching.earlier import read_earlier
from .matching.foreground import (
    CutShort,
    EndedAtOnce,
    compare_in_foreground,
    compose_in_foreground,
    late,
    place_in_foreground,
)
from .matching.imports.cannot_import import CannotImport
from .matching.imports.preview import NOTHING_WRITTEN, print_preview, wishes_written
from .matching.imports.wishes import prepare_wishes
from .matching.infeasible import OUT_OF_TIME, CannotBeMet, EndedEarly
from .matching.interruption import (
    CUT_SHORT,
    NOT_YET_MET,
    NOTHING_FOUND,
    interrupt_on_terminate,
    leave,
)
from .matching.language import Lang
from .matching.library import check as check_semester
from .matching.mechanisms import MECHANISMS
from .matching.opening.result import TIERS as OPENING_TIERS
from .matching.opening.wanted import CannotCompose
from .matching.opening.writing import CannotWrite, check_target, write_composed
from .matching.outputs.comparison_files import check_comparison_directory
from .matching.outputs.comparison_terminal import print_comparison
from .matching.outputs.composition_terminal import print_composition
from .matching.outputs.directory import OutputError, check_directory
from .matching.outputs.findings_terminal import print_findings
from .matching.outputs.findings_text import findings_json, findings_text
from .matching.outputs.messages import counted, message, system_language
from .matching.outputs.progress import reading_on
from .matching.outputs.terminal import print_summary
from .matching.result import Placement
from .matching.semester import Semester
from .matching.settings import TIERS
from .matching.tables.findings import Finding, InputError
from .matching.tables.reading import read_semester
from .matching.tables.template import TemplateError, template_written, write_template
from .matching.tables.template_read_me import next_commands
from .matching.verify import verify

FAULT, WRONG_USAGE, INPUT_ERRORS, CANNOT_BE_MET, NOT_VERIFIED, INTERRUPTED = 1, 2, 3, 4, 5, 130
"""Exit codes; 0 is done."""

_LANG = "maillage.lang"
_FILE = "maillage.file"
_DEMONSTRATION_FILES = frozenset({"semester.xlsx", "tables", "placement"})


def main() -> None:
    """Run the program: the entry point of ``maillage`` and of ``python -m maillage``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console or a pipe that lacks a letter shows a question mark and goes on.
            stream.reconfigure(errors="replace")
    sys.excepthook = _report_fault
    interrupt_on_terminate()
    try:
        commands(prog_name="maillage")
    except SystemExit as end:
        leave(end.code)


def _report_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one sentence that the program, not the user, is at fault."""
    if os.environ.get("MAILLAGE_DEBUG"):
        traceback.print_exception(kind, error, trace)
    _warn(message("fault", system_language() or "en", name=kind.__name__))


class _Program(click.Group):
    """The group of commands, which turns what the library raises into exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; bad input ends in sentences and a code, never in a traceback."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            _print_input_errors(error)
            code = INPUT_ERRORS
        except CannotBeMet as error:
            _print_conflict(error)
            code = CANNOT_BE_MET
        except CannotCompose as error:
            _warn(message("nothing_composed", _language()))
            for said in error.sentences:
                _warn(f"- {said.said(_language())}.")
            code = CANNOT_BE_MET
        except CannotWrite as error:
            _warn(error.sentence.said(_language()))
            code = WRONG_USAGE
        except OutputError as error:
            _warn(str(error))
            code = WRONG_USAGE
        except KeyboardInterrupt:
            _warn(message("interrupted", _language()))
            code = INTERRUPTED
        return ctx.exit(code)


def _remember_language(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_LANG] = value


def _language_option(**more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "--lang",
        type=click.Choice(["fr", "en"], case_sensitive=False),
        callback=_remember_language,
        expose_value=False,
        help="Language of messages and workbooks (otherwise MAILLAGE_LANG, the system's, the "
        "setting lang of the file).",
        **more,
    )


def _example(*lines: str) -> str:
    """Return the end of a help text; the first letter keeps click from joining the lines."""
    return "\n".join(["\b", "Example:", *(f"  {line}" for line in lines)])


@click.group(
    cls=_Program,
    epilog=_example(
        "maillage demo",
        "maillage check semester.xlsx",
        "maillage place semester.xlsx -o placement",
        "maillage verify semester.xlsx placement",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="maillage")
@_language_option(envvar="MAILLAGE_LANG")
def commands() -> None:
    """Place medical students, half-day by half-day, where doctors are lacking."""


def _remember_file(ctx: click.Context, _: click.Parameter, value: Path) -> Path:
    """Keep the name of the input for the messages about it."""
    ctx.meta[_FILE] = value
    return value


_file = click.argument("file", type=click.Path(path_type=Path), callback=_remember_file)


@commands.command(epilog=_example("maillage demo", "maillage demo my-trial --lang fr"))
@click.argument("directory", metavar="[DIR]", default="demo", type=click.Path(path_type=Path))
@_language_option()
def demo(directory: Path) -> None:
    """Write a demonstration semester into DIR (demo), check, place and verify it.

    The communes are real, the people invented. An earlier demonstration in DIR is replaced.
    """
    _check_demonstration_folder(directory)
    result = directory / "placement"
    check_directory(result)
    try:
        workbook, tables = write_demonstration(directory, _language("fr"))
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(
            message("demo_refused", _language(), folder=directory, why=why)
        ) from error
    _say(message("demo_written", _language(), workbook=workbook, tables=tables))
    click.get_current_context().meta[_FILE] = workbook
    semester = read_semester(workbook)
    _print_findings(check_semester(semester), workbook)
    _say("")
    _place(semester, result)
    _verify(semester, result)
    _say("")
    _say(message("demo_open", _language()))
    width = len(str(result / "placements.xlsx")) + 2
    for path, key in (
        (workbook, "demo_input"),
        (result / "placements.xlsx", "demo_placements"),
        (result / "reasons.csv", "demo_reasons"),
        (result / "summary.json", "demo_summary"),
    ):
        _say(f"  {path!s:{width}}{message(key, _language())}")


@commands.command(
    epilog=_example("maillage init semester.xlsx", "maillage init semestre.xlsx --lang fr")
)
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
@_language_option()
def init(file: Path, force: bool) -> None:
    """Write an empty workbook to fill in: headings, lists, comments, example rows.

    Its first sheet says what to fill in; --lang sets the language of all its sheets.
    """
    try:
        write_template(file, _language("fr"), replace=force)
    except TemplateError as error:
        raise OutputError(error.sentence.said(_language())) from error
    _say(template_written(file, _language("fr")).said(_language()))
    for line, command in next_commands(str(file)):
        _say(f"{line.said(_language())}\n  {command}")


@commands.group(
    "import",
    epilog=_example(
        "maillage import wishes answers.csv --into semester.xlsx --preview",
        "maillage import wishes answers.csv --into semester.xlsx",
    ),
)
def import_group() -> None:
    """Bring outside files into a semester's workbook."""


@import_group.command(
    "wishes",
    epilog=_example(
        "maillage import wishes answers.csv --into semester.xlsx --preview",
        'maillage import wishes answers.xlsx --into semester.xlsx --column "Wish=wish_1"',
    ),
)
@click.argument("form", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "target",
    required=True,
    metavar="WORKBOOK",
    type=click.Path(path_type=Path),
    help="The semester's .xlsx workbook, or its folder of .csv files.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=ROLE",
    help="What a column of the form holds, where it is not guessed right: student_id, email, "
    "name, first_name, timestamp, wish_1 …, wishes, refused, rank_of:TARGET, ignore. Repeatable.",
)
@click.option("--preview", is_flag=True, help="Show what would be written, and write nothing.")
@_language_option()
def import_wishes(form: Path, target: Path, columns: tuple[str, ...], preview: bool) -> None:
    """Write the answers of a form (.csv, .xlsx, .ods) into the wishes of a semester.

    Wishes of students who answered are replaced; all else in WORKBOOK stays as it is.
    """
    lang = _language()
    try:
        found = prepare_wishes(form, target, columns)
        print_preview(found, Console(file=sys.stdout), lang)
        if found.warnings:
            _say(findings_text(found.warnings, lang))
        if preview:
            _say(NOTHING_WRITTEN.said(lang))
        elif found.files:
            found.write()
            _say(wishes_written(target, f"maillage check {shlex.quote(str(target))}").said(lang))
    except CannotImport as error:
        raise OutputError(error.sentence.said(lang)) from error


@commands.command(epilog=_example("maillage check semester.xlsx", "maillage check tables --json"))
@_file
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.option(
    "--all",
    "complete",
    is_flag=True,
    help="On a terminal, list also what is many times alike (otherwise counted after ten).",
)
@_language_option()
def check(file: Path, as_json: bool, complete: bool) -> None:
    """Read FILE and check it: every error and warning, with sheet and cell.

    FILE is an .xlsx workbook, or a folder with a .csv file per table.
    """
    semester: Semester | None = None
    try:
        semester = read_semester(file)
        findings: Sequence[Finding] = check_semester(semester)
    except InputError as error:
        findings = error.findings
    if as_json:
        click.echo(findings_json(findings, _language()))
    else:
        _print_findings(findings, file, complete=complete)
        if semester is not None:
            if findings:
                _say("")
            _print_size(semester)
    if any(finding.severity == "error" for finding in findings):
        click.get_current_context().exit(INPUT_ERRORS)


def _finite(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter("a number is needed.")
    return value


def _tier_names(known: Sequence[str]) -> Callable[..., list[str] | None]:
    def names_of(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
        if value is None:
            return None
        names = [name.strip() for name in value.split(",")]
        for name in names:
            if name not in known:
                there = ", ".join(known)
                raise click.BadParameter(f"there is no tier {name!r}; there are {there}.")
        if len(set(names)) < len(names):
            raise click.BadParameter("a tier can be named only once.")
        return names

    return names_of


def _limit_options(seconds: float | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that end a search; ``seconds`` is the limit where none is given."""
    options = (
        click.option(
            "--time-limit",
            metavar="S",
            type=click.FloatRange(min=0, min_open=True),
            default=seconds,
            show_default=seconds is not None,
            callback=_finite,
            help="Seconds from the start of reading after which the best result found is written.",
        ),
        click.option(
            "--gap",
            metavar="G",
            type=click.FloatRange(min=0, max=1),
            callback=_finite,
            help="Relative gap at which every objective may be left (0.01 is one per cent).",
        ),
        click.option(
            "--workers",
            metavar="N",
            type=click.IntRange(min=1),
            help="Threads; without it one for exact models and all cores for the rest.",
        ),
    )

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return added


@commands.command(
    "compose",
    epilog=_example(
        "maillage compose semester.xlsx -o composed.xlsx",
        "maillage compose semester.xlsx -o composed.xlsx --programme N1 --time-limit 300",
    ),
)
@_file
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE2",
    type=click.Path(path_type=Path),
    help="The .xlsx workbook to write; without that ending, a folder of .csv files.",
)
@click.option(
    "--programme",
    "programmes",
    metavar="ID",
    multiple=True,
    help="Compose for this programme; otherwise for those whose students choose among offers. "
    "Repeatable.",
)
@click.option(
    "--tiers",
    metavar="A,B,C",
    callback=_tier_names(OPENING_TIERS),
    help=f"Objectives, first to last, of {', '.join(OPENING_TIERS)}.",
)
@_limit_options(60.0)
@click.option("--force", is_flag=True, help="Replace FILE2 if it is there already.")
@_language_option()
def compose_command(
    file: Path,
    output: Path,
    programmes: tuple[str, ...],
    force: bool,
    time_limit: float,
    **options: Any,
) -> None:
    """Compose offers from supervisors' half-days, before the students choose.

    FILE2 is FILE with the new offers in it, all of whose seats can be used together. Ctrl-C once:
    the best offers found so far are written.
    """
    check_target(output, force=force)
    started = perf_counter()
    with reading_on(sys.stderr, _language()):
        semester = read_semester(file)
    lang = _language(semester.settings.lang)
    for name in programmes:
        if name not in semester.programme:
            known = ", ".join(semester.programme)
            raise click.BadParameter(f"there is no programme {name!r}; there are {known}.")
    options["programmes"] = programmes or None
    options["time_limit"] = max(0.0, time_limit - (perf_counter() - started))
    try:
        composition, summary = compose_in_foreground(
            semester,
            lang,
            sys.stderr,
            lambda found: write_composed(found, file, output, force=force),
            **options,
        )
    except (EndedAtOnce, CutShort) as error:
        _warn((NOTHING_FOUND if isinstance(error, EndedAtOnce) else CUT_SHORT).said(lang))
        click.get_current_context().exit(INTERRUPTED)
    except EndedEarly as error:
        _warn((NOT_YET_MET if error.interrupted else OUT_OF_TIME).said(lang))
        click.get_current_context().exit(INTERRUPTED if error.interrupted else CANNOT_BE_MET)
    _say(message("composed", lang, file=output, summary=summary))
    if not composition.offers:
        _say(message("nothing_lacking", lang))
    _say("")
    print_composition(composition, Console(file=sys.stdout), lang)
    if composition.status == "interrupted":
        click.get_current_context().exit(INTERRUPTED)


def _mechanism_names(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    if value is None:
        return None
    names = [name.strip() for name in value.split(",")]
    for name in names:
        if name not in MECHANISMS:
            known = ", ".join(MECHANISMS)
            raise click.BadParameter(f"there is no mechanism {name!r}; there are {known}.")
    if len(set(names)) < len(names):
        raise click.BadParameter("a mechanism can be named only once.")
    return names


@commands.command(
    "place",
    epilog=_example(
        "maillage place semester.xlsx -o placement",
        "maillage place tables -o trial --tiers placed,value --time-limit 60",
        "maillage place semester.xlsx -o compared --compare serial,stable,optimal",
    ),
)
@_file
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the result; an earlier result in it is replaced as a whole.",
)
@click.option(
    "--mechanism",
    type=click.Choice(["optimal", "serial", "stable"]),
    help="For all programmes, instead of their own.",
)
@click.option(
    "--compare",
    metavar="A,B,C",
    callback=_mechanism_names,
    help="Place under each of these mechanisms and table what each costs; "
    f"of {', '.join(MECHANISMS)}.",
)
@click.option(
    "--tiers",
    metavar="A,B,C",
    callback=_tier_names(TIERS),
    help=f"Objectives, first to last, instead of the setting; of {', '.join(TIERS)}.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the lottery.")
@click.option(
    "--optimal-for",
    type=click.Choice(["students", "hosts"]),
    default="students",
    show_default=True,
    help="Which of all stable matchings, in programmes that are matched.",
)
@click.option(
    "--after",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Keep the places of the result in DIR, and place the others on what is left.",
)
@_limit_options(None)
@click.option(
    "--partial", is_flag=True, help="Make hard quotas that cannot be met soft, and say which."
)
@_language_option()
def place_command(
    file: Path, output: Path, after: Path | None, compare: list[str] | None, **options: Any
) -> None:
    """Place the students of FILE and write the result to a folder.

    Ctrl-C once: the best result found so far is written. Twice: the run ends at once.
    """
    if compare and options["mechanism"]:
        raise click.UsageError("--compare and --mechanism exclude each other.")
    (check_comparison_directory if compare else check_directory)(output)
    started = perf_counter()
    try:
        with reading_on(sys.stderr, _language()):
            semester = read_semester(file)
            options["after"] = () if after is None else read_earlier(after, semester)
    except KeyboardInterrupt:
        _warn(NOTHING_FOUND.said(_language()))
        click.get_current_context().exit(INTERRUPTED)
    if semester.warnings:
        lang = _language(semester.settings.lang)
        count = counted("warning", len(semester.warnings), lang)
        _warn(message("see_check", lang, count=count, file=shlex.quote(str(file))))
    if compare:
        options.pop("mechanism")
        _compare(semester, output, compare, **options)
    else:
        _place(semester, output, {"read": perf_counter() - started}, **options)


def _compare(semester: Semester, output: Path, mechanisms: list[str], **options: Any) -> None:
    """Compare mechanisms, write, print; exit where the user interrupted."""
    lang = _language(semester.settings.lang)
    with _ending_early(lang):
        comparison = compare_in_foreground(
            semester, mechanisms, output, lang, sys.stderr, **options
        )
    _say(message("written", lang, folder=output))
    _say("")
    print_comparison(comparison, Console(file=sys.stdout), lang)
    if comparison.interrupted:
        click.get_current_context().exit(INTERRUPTED)


@contextmanager
def _ending_early(lang: Lang) -> Iterator[None]:
    """Turn an end before any result into its sentence and exit code."""
    try:
        yield
    except EndedAtOnce:
        _warn(NOTHING_FOUND.said(lang))
        click.get_current_context().exit(INTERRUPTED)
    except CutShort:
        _warn(CUT_SHORT.said(lang))
        click.get_current_context().exit(INTERRUPTED)
    except EndedEarly as error:
        _warn((NOT_YET_MET if error.interrupted else OUT_OF_TIME).said(lang))
        click.get_current_context().exit(INTERRUPTED if error.interrupted else CANNOT_BE_MET)


def _place(
    semester: Semester,
    output: Path,
    before: Mapping[str, float] = MappingProxyType({}),
    time_limit: float | None = None,
    **options: Any,
) -> None:
    """Place, write, print; exit where the user interrupted."""
    lang = _language(semester.settings.lang)
    left = None if time_limit is None else max(0.0, time_limit - sum(before.values()))
    with _ending_early(lang):
        placement = place_in_foreground(
            semester, output, lang, sys.stderr, before, time_limit=left, **options
        )
    nothing_left = late(time_limit, placement.seconds)
    if nothing_left is not None:
        _warn(nothing_left.said(lang))
    _print_result(semester, placement, output, lang)


def _print_result(semester: Semester, placement: Placement, output: Path, lang: Lang) -> None:
    _say(message("written", lang, folder=output))
    _say("")
    print_summary(semester, placement, Console(file=sys.stdout), lang)
    if placement.status == "interrupted":
        click.get_current_context().exit(INTERRUPTED)


@commands.command("verify", epilog=_example("maillage verify semester.xlsx placement"))
@_file
@click.argument(
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@_language_option()
def verify_command(file: Path, directory: Path) -> None:
    """Check the result in DIR against its input FILE, with code apart from the solver's."""
    _verify(read_semester(file), directory)


def _verify(semester: Semester, directory: Path) -> None:
    """Verify a result and print what came of it; exit where a rule is broken."""
    report = verify(semester, directory)
    lang = _language(semester.settings.lang)
    for violation in report.violations:
        _say(str(violation))
    for note in report.notes:
        _say(note)
    _say(
        message(
            "verified" if report.ok else "not_verified",
            lang,
            students=report.students,
            placed=report.placed,
            violations=len(report.violations),
        )
    )
    if not report.ok:
        click.get_current_context().exit(NOT_VERIFIED)


def _check_demonstration_folder(directory: Path) -> None:
    """Refuse a folder of somebody's own files: a demonstration would write among them."""
    if not directory.is_dir():
        return
    names = {path.name for path in directory.iterdir() if not path.name.startswith(".")}
    foreign = sorted(names - _DEMONSTRATION_FILES)
    if foreign:
        shown = ", ".join([*foreign[:3], *(["…"] if len(foreign) > 3 else [])])
        raise OutputError(message("demo_folder", _language(), folder=directory, names=shown))


def _language(setting: Lang | None = None) -> Lang:
    """Return the language to speak: asked for, the system's, the file's, English."""
    asked = cast("Lang | None", click.get_current_context().meta.get(_LANG))
    return asked or system_language() or setting or "en"


def _print_findings(
    findings: Sequence[Finding],
    file: Path | None,
    *,
    complete: bool = False,
    stream: TextIO | None = None,
) -> None:
    """Print findings by table on a terminal; elsewhere a line each, all of them."""
    stream = stream or sys.stdout
    if stream.isatty() and file is not None:
        console = Console(file=stream)
        print_findings(findings, console, _language(), file=str(file), complete=complete)
    else:
        click.echo(_printable(findings_text(findings, _language())), file=stream)


def _print_input_errors(error: InputError) -> None:
    file = cast("Path | None", click.get_current_context().meta.get(_FILE))
    _print_findings(error.errors, file, stream=sys.stderr)
    _warn("")
    _warn(message("to_put_right", _language()))


def _print_conflict(error: CannotBeMet) -> None:
    _warn(message("cannot_be_met", _language()))
    for said in error.sentences:
        _warn(f"- {said.said(_language())}.")
    if error.quotas and click.get_current_context().invoked_subcommand == "place":
        _warn(message("try_partial", _language()))


def _print_size(semester: Semester) -> None:
    _say(
        message(
            "size",
            _language(semester.settings.lang),
            students=len(semester.students),
            programmes=len(semester.programmes),
            supervisors=len(semester.supervisors),
            offers=len(semester.offers),
            wishes=len(semester.wishes),
        )
    )


def _printable(text: str) -> str:
    """Return text from a file without what would steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _say(text: str) -> None:
    click.echo(_printable(text))


def _warn(text: str) -> None:
    click.echo(_printable(text), err=True)
