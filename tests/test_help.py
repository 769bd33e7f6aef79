"""Help and usage errors: an example that can be typed, both languages, nothing loaded for it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from maillage.cli import commands
from maillage.commands.said_help import said_in, texts_of
from maillage.matching.language import translated

from .cli_example import run

NO_BREAK = "\N{NO-BREAK SPACE}"
HEAVY = {"numpy", "ortools", "pandas", "pyarrow", "pydantic", "rich", "scipy", "xlsxwriter"}


def every_command(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    """Yield the words that call a command and each below it."""
    yield path
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from every_command(below, *path, name)


def command_at(path: tuple[str, ...]) -> click.Command:
    command: click.Command = commands
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


PATHS = list(every_command(commands))
LEAVES = [path for path in PATHS if not isinstance(command_at(path), click.Group)]


def on_one_line(text: str) -> str:
    """Return a text without its line breaks, which also fall after a hyphen."""
    return re.sub(r"(\w)- (\w)", r"\1-\2", " ".join(text.replace(NO_BREAK, " ").split()))


def examples_of(path: tuple[str, ...]) -> list[str]:
    answer = run(*path, "--help", "--lang", "en")
    assert answer.exit_code == 0
    return [line.strip() for line in answer.output.split("Example:\n", 1)[1].splitlines()]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_help_has_an_example_of_that_very_command(path):
    lines = examples_of(path)
    assert lines
    for line in lines:
        assert line.startswith(" ".join(["maillage", *path]))


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_example_can_be_typed(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = said_in(command_at(path), "en")
    for line in examples_of(path):
        words = shlex.split(line)[1 + len(path) :]
        make_what_must_be_there(command, words)
        assert command.make_context(path[-1], words).params


def make_what_must_be_there(command: click.Command, words: list[str]) -> None:
    """Make the files and folders that a line names, where the command asks that they exist."""
    parsed, _, _ = command.make_parser(click.Context(command)).parse_args(list(words))
    for parameter in command.params:
        value = parsed.get(parameter.name or "")
        kind = parameter.type
        if isinstance(kind, click.Path) and kind.exists and isinstance(value, str):
            if kind.dir_okay:
                Path(value).mkdir(exist_ok=True)
            else:
                Path(value).touch()


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_in_french_has_no_english_left(path):
    answer = run(*path, "--help", "--lang", "fr")
    assert answer.exit_code == 0
    shown = on_one_line(answer.output)
    assert shown.startswith("Usage : ")
    for words in ("Options : ", "Exemple : maillage", "Afficher cette aide, puis s'arrêter."):
        assert words in shown
    for text in texts_of(command_at(path)):
        assert on_one_line(translated(text, "fr")) in shown
        if translated(text, "fr") != text:
            assert not re.search(rf"(?<!\S){re.escape(on_one_line(text))}(?!\S)", shown)
    assert not re.search(r"\b(the|of|and|with|which)\b", without_examples(shown))


def without_examples(shown: str) -> str:
    return shown.split("Exemple : ", 1)[0]


USAGE_ERRORS = {
    "no argument": (["check"], "Erreur : Il manque l'argument 'FICHIER'."),
    "no option": (["place", "x"], "Erreur : Il manque l'option '-o' / '--output'."),
    "no command": (["placer"], "La commande « placer » n'existe pas. Vouliez-vous dire 'place' ?"),
    "unknown option": (["check", "x", "--jso"], "L'option « --jso » n'existe pas."),
    "one more": (["check", "x", "y"], "Argument en trop (y)"),
    "no value": (["check", "x", "--for"], "L'option « --for » demande une valeur."),
    "a value": (["check", "x", "--json=1"], "L'option « --json » ne prend pas de valeur."),
    "choice": (
        ["check", "x", "--for", "moi"],
        "Valeur non valable pour '--for' : « moi » n'est pas possible ; au choix : 'place',",
    ),
    "whole number": (
        ["place", "x", "-o", "y", "--seed", "un"],
        "Valeur non valable pour '--seed' : « un » n'est pas un nombre entier valable.",
    ),
    "range": (["place", "x", "-o", "y", "--gap", "2"], "n'est pas dans l'intervalle 0<=x<=1."),
    "not a number": (["place", "x", "-o", "y", "--gap", "nan"], "il faut un nombre."),
    "folder": (["verify", "x", "nulle part"], "Dossier introuvable : « nulle part »."),
    "tier": (
        ["place", "x", "-o", "y", "--tiers", "bonheur"],
        "l'objectif « bonheur » n'existe pas ; il y a placed,",
    ),
    "twice": (
        ["place", "x", "-o", "y", "--tiers", "value,value"],
        "chacun ne peut être nommé qu'une fois.",
    ),
    "both": (
        ["place", "x", "-o", "y", "--compare", "stable", "--mechanism", "stable"],
        "--compare et --mechanism s'excluent.",
    ),
    "form": (["diagnose", "x", "-o", "y", "--only", "a"], "« a » n'est pas de la forme COLONNE="),
    "nobody": (["explain", "x", "."], "indiquez l'un de --student, --supervisor et --offer."),
    "new": (["rank", "x", "-o", "y", "--answers", "2"], "--answers va avec --new N."),
}


@pytest.mark.parametrize("name", USAGE_ERRORS)
def test_a_usage_error_in_french(name):
    arguments, said = USAGE_ERRORS[name]
    answer = run("--lang", "fr", *arguments)
    assert answer.exit_code == 2
    assert said in on_one_line(answer.output)
    assert not re.search(r"\b(Error|Try|Invalid|Missing|the|is|No such)\b", answer.output)


@pytest.mark.parametrize(
    ("variables", "arguments", "said"),
    [
        ({"MAILLAGE_LANG": "fr"}, [], "Erreur"),
        ({"LC_ALL": "fr_FR.UTF-8"}, [], "Erreur"),
        ({"MAILLAGE_LANG": "fr"}, ["--lang", "en"], "Error"),
        ({"LC_ALL": "fr_FR.UTF-8"}, ["--lang=en"], "Error"),
        ({}, ["--lang=FR"], "Erreur"),
        ({}, [], "Error"),
    ],
)
def test_a_usage_error_is_said_in_the_language_asked_for(variables, arguments, said):
    assert f"{said}" in run("check", *arguments, **variables).output


def test_a_run_in_french_leaves_no_french_behind():
    assert "Erreur" in run("check", "--lang", "fr").output
    assert "Error: Missing argument 'FILE'." in run("check").output


def loaded_by(*arguments: str) -> set[str]:
    """Return which libraries a command draws in, of those that take long."""
    text = (
        "import sys\n"
        "from maillage.cli import commands\n"
        "try:\n    commands(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "sys.stderr.write('loaded ' + ' '.join(m for m in sys.modules if '.' not in m))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-P", "-c", text, *arguments], capture_output=True, text=True, check=True
    )
    return HEAVY & set(answer.stderr.rsplit("loaded ", 1)[1].split())


def test_help_and_mistakes_load_nothing_that_takes_long():
    for arguments in (["--help"], ["--help", "--lang", "fr"], ["--version"], ["chek"]):
        assert loaded_by(*arguments) == set(), arguments


def test_check_needs_no_optimiser(tmp_path):
    from .cli_example import workbook

    assert not {"ortools", "pandas"} & loaded_by("check", str(workbook(tmp_path / "a.xlsx")))


def test_the_library_is_loaded_name_by_name():
    text = (
        "import sys, maillage\n"
        "assert 'place' in dir(maillage)\n"
        "assert not {'numpy', 'scipy', 'ortools', 'pandas'} & sys.modules.keys()\n"
        "assert maillage.InputError.__name__ == 'InputError'\n"
        "assert 'ortools' not in sys.modules\n"
        "try:\n    maillage.nothing_of_the_kind\n"
        "except AttributeError as error:\n    assert 'nothing_of_the_kind' in str(error)\n"
        "else:\n    raise SystemExit(1)\n"
    )
    subprocess.run([sys.executable, "-P", "-c", text], check=True)
