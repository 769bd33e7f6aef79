"""A run in one language: nothing of the other is left in what people read."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from maillage.matching.language import CATALOGS, Lang
from maillage.matching.outputs import (
    diagnosis_words,
    directory_words,
    messages,
    ranking_words,
    settling_words,
    words,
)

from .leaks_example import Outputs, every_command

ENGLISH = re.compile(
    r"(?<![\w.-])(the|of|and|is|are|with|which|from|this|than|student|students|supervisors?|"
    r"seats?|wish|wishes|unplaced|half-days?|weeks?|territory|need|needs)(?![\w.-])"
)
"""Words that no French text has; those of codes and file names are joined to others."""

FRENCH = re.compile(
    r"(?<![\w.'-])(le|la|les|des|du|une|est|sont|avec|dans|pour|sur|étudiants?|vœux?|besoin|"
    r"semaines?|demi-journées?|maîtres?)(?![\w.-])"
)

NAMES = re.compile(
    r"Cabinet (des Lilas|du lac|du Lac)|Maison des Lilas|Centre du Port"  # of the semester
    r"|(?<=set )supervisors|« supervisors »"  # of the plan
    r"|Numéro étudiant"  # of the form
    r"|^maillage .*",  # a command that can be typed
    re.MULTILINE,
)
"""Names that are what they are in either language."""


@pytest.fixture(scope="module")
def said(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    lang: Lang = request.param
    return every_command(tmp_path_factory.mktemp("leaks") / lang, lang)


def pairs() -> list[tuple[str, str]]:
    """Return everything that is said, in English and in French."""
    with (CATALOGS / "fr" / "LC_MESSAGES" / "maillage.po").open("rb") as file:
        catalog = read_po(file, locale="fr")
    found: list[tuple[str, str]] = list(messages._MESSAGES.values())
    for lines in (
        words._LINES,
        directory_words.LINES,
        diagnosis_words.LINES,
        settling_words.LINES,
        ranking_words._LINES,
    ):
        found += [(english, french) for _, english, french in lines]
    for message in catalog:
        english, french = message.id, message.string
        if isinstance(english, str):
            found.append((english, str(french)))
        else:
            found += list(zip(english, french, strict=True))
    return [(english, french) for english, french in found if english]


def fragments(number: int) -> set[str]:
    """Return what stands between the fields of all that is said, of two words at least."""
    texts = pairs()
    found = set()
    for pair in texts:
        for literal, *_ in Formatter().parse(pair[number]):
            plain = on_one_line(literal).strip(" .:;,()")
            if " " in plain and len(plain) >= 8 and plain not in on_one_line(pair[1 - number]):
                found.add(plain)
    return found


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def leaks(text: str, number: int) -> list[str]:
    """Return the fragments of a language (0: English, 1: French) that a text has."""
    shown = on_one_line(text)
    return [
        fragment
        for fragment in FRAGMENTS[number]
        if fragment in shown and re.search(rf"(?<!\w){re.escape(fragment)}(?!\w)", shown)
    ]


FRAGMENTS = (fragments(0), fragments(1))


def test_the_detector_detects() -> None:
    assert leaks("Il dit : placed, every rule is kept.", 0) == ["placed, every rule is kept"]
    assert leaks("It says: Aucune erreur, aucun avertissement.", 1) != []
    assert ENGLISH.search("3 students")
    assert not ENGLISH.search("--student 3 students.csv student_id")


@pytest.mark.parametrize("said", ["fr", "en"], indirect=True)
class TestLanguage:
    """One run of every command in each language."""

    def test_the_commands_end_as_expected(self, said: Outputs) -> None:
        wrong = {
            **dict.fromkeys(("check bad", "place bad", "missing file", "bad changes"), 3),
            **dict.fromkeys(("bad plan", "bad form", "check new"), 3),
            **dict.fromkeys(("unknown student", "unknown request", "folder in use"), 2),
            **dict.fromkeys(("nobody by rank", "bad number", "init again"), 2),
            **dict.fromkeys(("no result", "tampered", "other input"), 5),
            "place tight": 4,
        }
        assert {name: code for name, code in said.codes.items() if code} == wrong

    def test_nothing_of_the_other_language_is_said(self, said: Outputs) -> None:
        other = 0 if said.lang == "fr" else 1
        found = {name: leaks(text, other) for name, text in said.texts.items()}
        assert {name: some for name, some in found.items() if some} == {}

    def test_no_small_word_of_the_other_language_is_left(self, said: Outputs) -> None:
        pattern = ENGLISH if said.lang == "fr" else FRENCH
        found = {}
        for name, text in said.texts.items():
            lines = NAMES.sub("", text).splitlines()
            some = [line for line in lines if pattern.search(line)]
            if some:
                found[name] = some[:5]
        assert found == {}

    def test_numbers_and_dates_are_of_the_language(self, said: Outputs) -> None:
        day, other = ("01/04/2027", "2027-04-01")[:: 1 if said.lang == "fr" else -1]
        assert day in said.printed["requests"]
        assert other not in "".join(said.printed.values())
        decimal = {"fr": r"(?<![\w.])\d+\.\d+(?![\w.])", "en": r"\d,\d\d?(?!\d)"}[said.lang]
        found = {
            name: re.findall(rf".*{decimal}.*", text)
            for name, text in said.printed.items()
            if name != "doctor"  # versions
        }
        assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_file_is_looked_at(tmp_path: Path) -> None:
    from .leaks_example import text_of_page

    page = '<p title="one">two</p><script>three</script><script type="application/json">' \
           '{"key":"four \\"x\\"","n":[1,"five"]}</script><style>six</style>'  # fmt: skip
    text = text_of_page(page)
    assert all(word in text for word in ("one", "two", "four", "five"))
    assert not any(word in text for word in ("three", "key", "six"))
