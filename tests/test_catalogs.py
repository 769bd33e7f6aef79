"""The catalogs: everything is said in French too, with the same values and French typography."""

import ast
import importlib.util
import re
from datetime import date
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from maillage.matching.checking import deep_checks
from maillage.matching.language import Sentence, plural_sentence, sentence, translated
from maillage.matching.tables.findings import Finding, InputError
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.schema import TABLES

from . import test_tables_checks as checks
from . import test_tables_checks_deep as deep
from . import test_tables_faults as faults
from .tables_example import findings_of

ROOT = Path(__file__).resolve().parent.parent
NO_BREAK = "\N{NO-BREAK SPACE}"
SAME_IN_FRENCH = {
    "DATE",
    "Dates",
    "JSON",
    "Machine",
    "PLAN",
    "PROFESSION",
    "Point",
    "Source",
    "Versions",
    "[OPTIONS]",
    "Total",
    "date",
    "{message} {suggestion}",
    "{scope} {values}",
    "{students}, {wishes}, {refusals}.",
}
"""What is written alike in both languages."""


def load_tool() -> ModuleType:
    """Return the script that keeps the catalogs."""
    spec = importlib.util.spec_from_file_location("catalogs", ROOT / ".ci" / "catalogs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()
CATALOG = TOOL.read_catalog()
ENTRIES = [message for message in CATALOG if message.id]


def texts(part: str | tuple[str, ...]) -> tuple[str, ...]:
    return part if isinstance(part, tuple) else (part,)


def pairs(message: Message) -> list[tuple[str, str]]:
    """Return each form of an entry in English and in French."""
    return list(zip(texts(message.id), texts(message.string), strict=True))


def french(message: Message) -> str:
    """Return every form of a translation, without code in backticks and options."""
    return re.sub('`[^`]*`|--[a-z]+ "[^"]*"', "`", "\n".join(texts(message.string)))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_everything_that_is_said_has_its_translation():
    missing = TOOL.extracted().keys() - {texts(message.id) for message in ENTRIES}
    assert missing == set(), "make catalogs, then translate"
    assert [m.id for m in ENTRIES if not TOOL.is_translated(m)] == []


def test_nothing_is_translated_that_is_no_longer_said():
    assert {texts(message.id) for message in ENTRIES} - TOOL.extracted().keys() == set()
    assert CATALOG.obsolete == {}


def test_nothing_is_fuzzy():
    assert [message.id for message in ENTRIES if message.fuzzy] == []


def test_the_files_are_what_the_tool_writes():
    catalog = TOOL.updated(CATALOG)
    assert TOOL.PO.read_bytes() == TOOL.po_bytes(catalog), "run make catalogs"
    assert TOOL.MO.read_bytes() == TOOL.mo_bytes(catalog), "run make catalogs"


def test_no_text_is_said_both_alone_and_of_one_among_several():
    firsts = [key[0] for key in TOOL.extracted()]
    assert sorted(firsts) == sorted(set(firsts))


@pytest.mark.parametrize("path", TOOL.sources(), ids=lambda path: path.stem)
def test_every_sentence_stands_as_a_literal(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = {"sentence": 1, "plural_sentence": 2}.get(node.func.id, 0)
            for argument in node.args[:count]:
                assert isinstance(argument, ast.Constant), f"{path}:{node.lineno}"


def test_both_languages_have_the_same_fields():
    for message in ENTRIES:
        # What depends on a number may leave the number out, or name it.
        free = {"count"} if len(texts(message.id)) > 1 else set()
        for original, translation in pairs(message):
            assert fields(original) - free == fields(translation) - free, translation


FAULTS = {
    f"(?<![{NO_BREAK}.…?!(])[;?!»](?!\\w)": "no-break space before a sign of two parts",
    f"(?<!{NO_BREAK}): ": "no-break space before a colon",
    f"«(?!{NO_BREAK})": "no-break space after «",
    "[0-9] ?%": "no-break space before %",
    "[’“”]": "straight apostrophes, « » for quotes",
    "'\\{|\\}'|\"": "« » around values",
    r"\.\.\.|  |\N{NARROW NO-BREAK SPACE}": "… and one space, never a narrow one",
}


@pytest.mark.parametrize("fault", FAULTS, ids=FAULTS.get)
def test_typography(fault: str):
    assert [french(message) for message in ENTRIES if re.search(fault, french(message))] == []


def test_a_translation_begins_and_ends_as_its_original():
    for original, translation in (pair for message in ENTRIES for pair in pairs(message)):
        if original[0].isalpha() and translation[0].isalpha():
            assert original[0].isupper() == translation[0].isupper(), translation
        for sign in ".:?":
            original = re.sub(r"\.\.\.$", "…", original)  # in the usage of a group of commands
            assert original.endswith(sign) == translation.endswith(sign), translation


def test_little_is_the_same_in_both_languages():
    assert {m.id for m in ENTRIES if m.id == m.string} <= SAME_IN_FRENCH


def test_descriptions_are_said_in_french():
    assert translated("Name of the site.", "fr") == "Nom du site."
    helps = [column.help for table in TABLES for column in table.columns]
    assert all(translated(text, "fr") != text for text in helps)


def put_both(part: dict[str, object], programme: dict[str, object]):
    def spoil(tables):
        faults.put("offer_parts", 0, **part)(tables)
        faults.put("programmes", 1, **programme)(tables)

    return spoil


SPOILINGS = {
    **{name: spoil for name, (spoil, _) in (faults.ERRORS | faults.WARNINGS).items()},
    **{f"offer: {name}": put_both(*rules[:2]) for name, rules in faults.OFFERS.items()},
    **{f"check: {name}": spoil for name, (spoil, _) in checks.WARNINGS.items()},
}
DEEP = deep.WARNINGS | deep.ERRORS | deep.NOBODY


@pytest.mark.parametrize("name", SPOILINGS)
def test_each_fault_is_said_in_french(name: str):
    findings = findings_of(SPOILINGS[name])
    assert findings
    assert [str(finding) for finding in findings if not in_french(finding)] == []


@pytest.mark.parametrize("name", DEEP)
def test_what_is_wrong_with_the_whole_is_said_in_french(name: str):
    base, spoil, _ = DEEP[name]
    tables = base()
    spoil(tables)
    findings = list(deep_checks(read_rows(tables)))
    assert findings
    assert [str(finding) for finding in findings if not in_french(finding)] == []


def in_french(finding: Finding) -> bool:
    """Return whether the line has its values and no English left."""
    line = finding.said("fr")
    assert line != finding.said("en")
    assert not re.search(r"\{\w*\}", line)
    assert line.endswith(f"[{finding.code}]")
    return all(is_translated(said) for said in (finding.sentence, finding.hint) if said)


def is_translated(said: Sentence) -> bool:
    known = {texts(message.id) for message in ENTRIES}
    nested = (value for _, value in said.values if isinstance(value, Sentence))
    own = (said.template,) if said.plural is None else (said.template, said.plural)
    return own in known and all(map(is_translated, nested))


def test_the_line_of_an_unknown_reference():
    finding = Finding(
        "error",
        "unknown-reference",
        "Étudiants!C14",
        sentence("{noun} '{identifier}' does not exist.", noun=sentence("programme"),
                 identifier="N11"),
        sentence("Did you mean '{known}'?", known="N1"),
    )  # fmt: skip
    assert finding.said("en") == (
        "Étudiants!C14: programme 'N11' does not exist. Did you mean 'N1'? [unknown-reference]"
    )
    assert finding.said("fr").replace(NO_BREAK, " ") == (
        "Étudiants!C14 : le programme « N11 » n'existe pas. Vouliez-vous dire « N1 » ? "
        "[unknown-reference]"
    )


def test_numbers_and_dates_as_each_language_writes_them():
    said = sentence("{km} km, {day}, {several}", km=13.9, day=date(2027, 5, 31), several=(1, "b"))
    assert said.said("en") == "13.9 km, 2027-05-31, 1, b"
    assert said.said("fr") == "13,9 km, 31/05/2027, 1, b"
    errors = {count: plural_sentence("{count} error", "{count} errors", count=count)
              for count in (0, 1, 2, 1988)}  # fmt: skip
    assert [said.said("en") for said in errors.values()] == [
        "0 errors", "1 error", "2 errors", "1,988 errors",
    ]  # fmt: skip
    assert [said.said("fr") for said in errors.values()] == [
        "0 erreur", "1 erreur", "2 erreurs", f"1{NO_BREAK}988 erreurs",
    ]  # fmt: skip


def test_an_input_error_is_an_english_sentence_for_a_programmer():
    error = InputError([Finding("error", "x", "a!B2", sentence("is wrong."))])
    assert str(error) == "a!B2: is wrong. [x]"
