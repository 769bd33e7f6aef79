"""Every command and every program of the documentation runs, on a small semester."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from cli_example import folder, run, workbook
from docs_pages import PAGES, ROOT, Step, steps
from docs_semester import prepare, semester
from maillage import cli
from maillage.commands import demo
from maillage.matching import demonstration
from maillage.matching.language import Lang

ELSEWHERE = {
    "story.md": "test_story.py",
    "tutorial.md": "test_tutorial.py",
    "help.md": "test_docs_snippets.py",
    "help.fr.md": "test_docs_snippets.py",
}
"""Pages with a test of their own: stories, in which each step needs the ones before, and help."""
NOT_RUN = {"README.md": 1, "index.md": 1, "pages.md": 1, "performance.md": 1}
"""How many blocks of a page are not run, each with its reason in the page."""
WRITTEN = ("composed.xlsx", "next.xlsx")
"""What programs of the pages write only where nothing is."""
DONE: set[str] = set()
"""Commands that another page had: each stands for itself, and is run once."""
BENCHMARK = ".venv/bin/python benchmarks/run.py "
STEPS = {page.name: steps(page) for page in PAGES}
HERE = [name for name, found in STEPS.items() if found and name not in ELSEWHERE]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the files that the pages name, as the working directory."""
    shutil.copytree(prepared, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    monkeypatch.setattr(demo, "write_demonstration", small_demonstration)
    monkeypatch.setattr(demonstration, "write_demonstration", small_demonstration)
    monkeypatch.setattr(demonstration, "demonstration_tables", semester)
    return tmp_path / "desk"


def small_demonstration(directory: Path | str, lang: Lang) -> tuple[Path, Path]:
    """Write a small semester where the program would write one that takes a minute to place."""
    Path(directory).mkdir(exist_ok=True)
    tables = folder(Path(directory) / "tables", semester(), "en")
    return workbook(Path(directory) / "semester.xlsx", semester(), lang), tables


def words(step: Step) -> list[str]:
    """Return the arguments of a command; what is done with its output is not ours."""
    name, *arguments = shlex.split(step.text.partition(" | ")[0], comments=True)
    assert name == "maillage", f"{step}: {step.text} is neither run nor marked as not run"
    return arguments


def command_of(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that is named, and its own arguments."""
    command: click.Command = cli.commands
    while isinstance(command, click.Group) and arguments and arguments[0].islower():
        name, *arguments = arguments
        assert name in command.commands, f"there is no command {name}"
        command = command.commands[name]
    return command, arguments


def read_options(step: Step) -> None:
    """Read the arguments of a command that is not run."""
    if step.text.startswith(BENCHMARK):
        arguments = shlex.split(step.text.removeprefix(BENCHMARK))
        importlib.import_module("run")._parser().parse_args(arguments)
    elif step.text.startswith("maillage "):
        command, arguments = command_of(words(step))
        command.make_context(command.name, arguments)


@contextmanager
def room(arguments: list[str], prepared: Path) -> Iterator[None]:
    """Make room for what a command writes only where nothing is: each example stands for itself."""
    if arguments[0] in ("init", "demo"):
        with TemporaryDirectory() as empty, chdir(empty):
            yield
        return
    for option, value in pairwise(arguments):
        if option == "-o" and Path(value).is_dir() and not (prepared / value).exists():
            shutil.rmtree(value)
        if option == "-o" and Path(value).is_file():
            Path(value).unlink()
            Path(value).with_suffix(f".{arguments[0]}.json").unlink(missing_ok=True)
    yield
    if arguments[0] == "import":
        shutil.copytree(prepared, ".", dirs_exist_ok=True)


def do(step: Step, names: dict[str, object], prepared: Path) -> None:
    """Do what the page tells the reader to do."""
    if step.kind == "command":
        with room(words(step), prepared):
            done = run(*words(step), LC_ALL="en")
        assert done.exit_code == int(step.marks.get("exit code", 0)), f"{step}: {done.output}"
    elif step.kind == "python":
        for name in WRITTEN:
            Path(name).unlink(missing_ok=True)
        exec(compile(step.text, str(step), "exec"), names)
    elif step.kind == "pycon":
        test = doctest.DocTestParser().get_doctest(step.text, names, str(step), None, 0)
        assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0
        names |= test.globs
    else:
        assert step.kind == "file", f"{step}: nothing does a {step.kind} here"
        Path(step.marks["file"]).write_text(step.text, encoding="utf-8")


@pytest.mark.parametrize("name", HERE)
def test_the_page_can_be_done(name: str, desk: Path, prepared: Path) -> None:
    names: dict[str, object] = {}
    for step in STEPS[name]:
        if "not run" in step.marks:
            read_options(step)
        elif step.kind != "command" or step.text not in DONE:
            do(step, names, prepared)
            DONE.add(step.text)


def test_what_is_not_run_says_why_and_is_counted() -> None:
    found: Counter[str] = Counter()
    for page in PAGES:
        reasons = re.findall(r"<!-- not run: (.*?) -->", page.read_text(encoding="utf-8"))
        assert all(len(reason) > 20 for reason in reasons), page.name
        marked = {id(step.marks) for step in STEPS[page.name] if "not run" in step.marks}
        assert len(marked) == len(reasons), f"{page.name}: a mark that no block follows"
        if reasons:
            found[page.name] = len(reasons)
    assert dict(found) == NOT_RUN


def test_pages_done_elsewhere_are_done_there() -> None:
    for page, test in ELSEWHERE.items():
        assert STEPS[page]
        assert f'"{page}"' in (ROOT / "tests" / test).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_program_is_overlooked(page: Path) -> None:
    """What looks like a program stands in a block that is run, and such a block is one."""
    seen = "".join(step.text for step in STEPS[page.name])
    for line in page.read_text(encoding="utf-8").splitlines():
        if re.match(r" *(\$ maillage |(import|from) maillage|(\w+ = )?maillage\.\w+\()", line):
            assert line.strip().removeprefix("$ ") in seen, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_the_text_exist(page: Path) -> None:
    """In `maillage scenario run PLAN -o DIR` what is in capitals stands for something."""
    for said in re.findall(r"`maillage ([a-z][^`]*)`", page.read_text(encoding="utf-8")):
        for alternative in alternatives(said):
            command, arguments = command_of(alternative.split())
            inner = command.commands.values() if isinstance(command, click.Group) else [command]
            options = {opt for each in inner for parameter in each.params for opt in parameter.opts}
            named = {word for word in arguments if re.match(r"-+\w", word)}
            assert named <= options | {"--help"}, said


def alternatives(said: str) -> list[str]:
    """Return a command once for each of ``apl|zonage`` in it."""
    found = re.search(r"\w+(?:\|\w+)+", said)
    if found is None:
        return [said]
    return [said.replace(found[0], name) for name in found[0].split("|")]


@pytest.mark.parametrize("name", ["help.md", "help.fr.md"])
def test_the_examples_of_help_can_be_typed(name: str, desk: Path) -> None:
    assert len(STEPS[name]) > 30
    for step in STEPS[name]:
        read_options(step)
