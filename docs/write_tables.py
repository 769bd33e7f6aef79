"""Write the pages about tables from the description that the program itself reads by.

Run it after a change of the tables: .venv/bin/python docs/write_tables.py
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from maillage.matching.language import Lang, translated
from maillage.matching.tables.columns import Choice, Column, Family, Table
from maillage.matching.tables.describing import KINDS, default_text, details
from maillage.matching.tables.schema import TABLES
from maillage.matching.tables.settings_columns import SETTING_COLUMNS

HERE = Path(__file__).parent
TARGETS: dict[Lang, Path] = {"en": HERE / "tables.md", "fr": HERE / "tables.fr.md"}

INTRODUCTION: dict[Lang, str] = {
    "en": """\
# The tables of a semester

*[En français](tables.fr.md). Written by `docs/write_tables.py` from the description that the
program reads by: what stands here is what is read.*

A semester is one workbook (`.xlsx`, `.ods`) with a sheet per table, or a folder with a `.csv`
or `.parquet` file per table. All read to the same thing. `maillage init semester.xlsx` writes an
empty workbook with every table, with lists to choose from and these meanings as comments.

- **Names** of sheets, files and columns are accepted in English (first name) and in French
  (second name), whatever the case, accents, spaces or hyphens. A name that is not known is a
  warning with the nearest known one, never silently dropped.
- **CSV**: UTF-8 or Windows-1252; separated by `,` `;` or tab; decimal point or comma.
- **Identifiers** are text: `12.0` is `12`, and leading zeros that a spreadsheet dropped from
  a commune's code come back. Upper and lower case, accents and hyphens count; apostrophes of
  both shapes are one. What a spreadsheet has made a date, true or false, or a rounded number
  (`1,23E+11`) is refused: format the cell as text and write it again.
- **true/false**: `x`, `oui`, `yes`, `1`, `vrai`, `true`, `✓`, and their opposites (also `-`); an
  empty cell is false where nothing else is said. A crossed box (`☒`) can mean either, and is
  refused.
- **Numbers**: `1234.5`, `1234,5`, `1 234,5`; amounts of money may end in `€`. Where a column holds
  shares from 0 to 1, `45 %` is 0.45. Numbers above 10¹² are refused.
- **Number or percentage** (quotas): `4` is four; `30%`, and a number between 0 and 1, which is what
  a spreadsheet keeps of a percentage, is a percentage. `1` is one: for all write `100%` as text;
  among percentages a 1 is pointed out.
- **Dates**: date cells, `2027-05-31`, `31/05/2027`, `31.05.2027`, `31 mai 2027`, the day always
  before the month; a time is left out. Years have four digits.
- **Half-days** are `mon_am mon_pm … fri_am fri_pm sat_am`, in French
  `lun_matin lun_apm … ven_matin ven_apm sam_matin`; also `Monday morning`, `lundi après-midi`.
  `lun am` is refused, since some write `am` for the afternoon (après-midi).
- **Lists** in a cell are separated by `,` `;` `|` or a line break; half-days and weeks also by
  spaces.
- **Weeks** count from 1 at the semester's first day: `1-13`, `odd`, `even`, lists of these;
  empty means all.
- An empty **limit** means no limit. A column with `*` must be there and filled.
- A sheet or file called `Read me` (`Lisez-moi`) explains the others and is not read. A row that
  is, cell for cell, the example row of the template is not read either; a warning says so.

An error reads `Students!C14: programme 'N11' does not exist. Did you mean 'N1'?
[unknown-reference]`: sheet and cell as named in the file (for CSV, file and line), what is
wrong, what was perhaps meant, and a code that stays the same. All errors come in one go.

The tables of practitioners (`requests`, `openings`, `aids`, `criteria`) are used by
[`maillage rank`](rank.md). What `fees` come to is written by `maillage place` ([fees](fees.md)).
""",
    "fr": """\
# Les tables d'un semestre

*[In English](tables.md). Page écrite par `docs/write_tables.py` à partir de la description qui
sert au programme lui-même : ce qui est dit ici est ce qui est lu.*

Un semestre est un classeur (`.xlsx`, `.ods`) avec une feuille par table, ou un dossier avec un
fichier `.csv` ou `.parquet` par table. Tous se lisent de la même façon.
`maillage init semestre.xlsx` écrit un classeur vide avec toutes les tables, des listes de choix
et ces explications en commentaire.

- Les **noms** de feuilles, de fichiers et de colonnes sont acceptés en français (premier nom) et
  en anglais (second nom), quels que soient la casse, les accents, les espaces ou les tirets. Un
  nom inconnu donne un avertissement avec le nom connu le plus proche ; rien n'est ignoré en
  silence.
- **CSV** : UTF-8 ou Windows-1252 ; séparateur `,` `;` ou tabulation ; point ou virgule décimale.
- Les **identifiants** sont du texte : `12.0` vaut `12`, et le zéro initial d'un code commune
  qu'un tableur a enlevé est rétabli. Majuscules, accents et tirets comptent ; les deux formes
  d'apostrophe n'en font qu'une. Ce dont un tableur a fait une date, un vrai ou faux ou un nombre
  arrondi (`1,23E+11`) est refusé : mettez la cellule au format texte et récrivez-la.
- **oui/non** : `x`, `oui`, `yes`, `1`, `vrai`, `true`, `✓`, et leurs contraires (aussi `-`) ; une
  cellule vide vaut non, sauf indication contraire. Une case barrée (`☒`) peut vouloir dire l'un ou
  l'autre : elle est refusée.
- **Nombres** : `1234.5`, `1234,5`, `1 234,5` ; un montant peut finir par `€`. Dans une colonne de
  parts de 0 à 1, `45 %` vaut 0,45. Un nombre supérieur à 10¹² est refusé.
- **Nombre ou pourcentage** (quotas) : `4` vaut quatre ; `30%` est un pourcentage, de même qu'un
  nombre entre 0 et 1, car c'est ce qu'un tableur garde d'un pourcentage. `1` vaut un : pour tous,
  écrivez `100%` comme texte ; parmi des pourcentages, un 1 est signalé.
- **Dates** : cellules de date, `2027-05-31`, `31/05/2027`, `31.05.2027`, `31 mai 2027`, le jour
  toujours avant le mois ; l'heure n'est pas retenue. L'année a quatre chiffres.
- Les **demi-journées** sont `lun_matin lun_apm … ven_matin ven_apm sam_matin`, en anglais
  `mon_am mon_pm … fri_am fri_pm sat_am` ; aussi `lundi après-midi`, `Monday morning`. `lun am` est
  refusé, car `am` y peut aussi dire l'après-midi.
- Les **listes** dans une cellule sont séparées par `,` `;` `|` ou un saut de ligne ; les
  demi-journées et les semaines aussi par des espaces.
- Les **semaines** se comptent à partir de 1, au premier jour du semestre : `1-13`, `impaires`,
  `paires`, ou une liste ; vide : toutes.
- Une **limite** vide signifie sans limite. Une colonne marquée `*` doit être présente et remplie.
- Une feuille ou un fichier nommé `Lisez-moi` (`Read me`) explique les autres et n'est pas lu. Une
  ligne identique, cellule par cellule, à la ligne d'exemple du modèle n'est pas lue non plus ; un
  avertissement le dit.

Une erreur indique la feuille et la cellule telles que nommées dans le fichier (pour un CSV, le
fichier et la ligne), ce qui ne va pas, ce qui était peut-être voulu, et un code qui ne change
pas. Toutes les erreurs sont données en une fois.

Les tables des praticiens (`demandes`, `lieux_installation`, `aides`, `criteres`) servent à
[`maillage rank`](rank.md). Ce que donnent les `baremes` est écrit par `maillage place`
([en anglais](fees.md)).
""",
}

WORDS: dict[str, tuple[str, str]] = {
    "tables": ("Tables: {names}.", "Tables : {names}."),
    "needed": ("Always needed.", "Toujours nécessaire."),
    "optional": ("Optional.", "Facultative."),
    "key": ("Rows are told apart by {names}.", "Les lignes se distinguent par {names}."),
    "head": ("| column | French | cell | meaning |", "| colonne | anglais | cellule | sens |"),
    "keys": ("## The keys of settings", "## Les clés de parametres"),
    "keys_head": (
        "| key | default | cell | meaning |",
        "| clé | par défaut | cellule | sens |",
    ),
    "none": ("none", "aucun"),
}


def text(lang: Lang = "en") -> str:
    """Return the whole page in a language."""
    links = ", ".join(f"[`{names(table, lang)[0]}`](#{anchor(table, lang)})" for table in TABLES)
    pages = [section(table, lang) for table in TABLES]
    contents = word("tables", lang).format(names=links)
    return "\n".join([INTRODUCTION[lang], f"{contents}\n", *pages, settings_section(lang)])


def word(key: str, lang: Lang) -> str:
    """Return one of the words of the page."""
    return WORDS[key][lang == "fr"]


def names(described: Table | Column, lang: Lang) -> tuple[str, str]:
    """Return the name of a table or column in the page's language, then in the other."""
    both = described.name, described.french
    return both if lang == "en" else (described.french, described.name)


def anchor(table: Table, lang: Lang) -> str:
    """Return the address of a table's heading within the page."""
    return "--".join(names(table, lang))


def section(table: Table, lang: Lang) -> str:
    """Return the part of the page about one table."""
    said = [translated(table.help, lang), word("needed" if table.required else "optional", lang)]
    if table.key:
        key = ", ".join(f"`{names(table.by_name[name], lang)[0]}`" for name in table.key)
        said.append(word("key", lang).format(names=key))
    lines = [f"## {' — '.join(names(table, lang))}", "", " ".join(said), ""]
    lines += [word("head", lang), "|---|---|---|---|"]
    lines += [column_line(column, lang) for column in table.columns]
    lines += [family_line(family, lang) for family in table.families]
    return "\n".join([*lines, ""])


def line(*cells: str) -> str:
    """Return a line of a table of the page."""
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def column_line(column: Column, lang: Lang) -> str:
    """Return the line of a column."""
    first, second = names(column, lang)
    star = "*" if column.required else ""
    kind = KINDS[column.kind].said(lang)
    return line(f"`{first}`{star}", f"`{second}`", kind, " ".join(meaning(column, lang)))


def meaning(column: Column, lang: Lang) -> list[str]:
    """Return what a column means and what else its cells have to keep to, in sentences."""

    def choice(value: Choice) -> str:
        first, second = (value.value, value.french)[:: -1 if lang == "fr" else 1]
        return f"`{first}`" if first == second else f"`{first}` ({second})"

    said = [translated(column.help, lang)]
    return said + details(column, lang, choice=choice, quoted=lambda name: f"`{name}`")


def family_line(family: Family, lang: Lang) -> str:
    """Return the line of a family of columns."""
    end = "1 …" if family.numbered else "…"
    both = (family.prefix, family.french)[:: -1 if lang == "fr" else 1]
    kind = KINDS[family.kind].said(lang)
    return line(*(f"`{prefix}{end}`" for prefix in both), kind, translated(family.help, lang))


def settings_section(lang: Lang) -> str:
    """Return the keys of the table of settings, from the class that holds them."""
    lines = [word("keys", lang), "", word("keys_head", lang), "|---|---|---|---|"]
    lines += [setting_line(setting, lang) for setting in SETTING_COLUMNS]
    return "\n".join([*lines, ""])


def setting_line(setting: Column, lang: Lang) -> str:
    """Return the line of a setting."""
    default = word("none", lang)
    if setting.default is not None:
        value = default_text(setting, lang)
        default = value if isinstance(value, str) else number(value, lang)
    kind = KINDS[setting.kind].said(lang)
    said = " ".join(meaning(replace(setting, default=None), lang))
    return line(f"`{setting.name}`", default, kind, said)


def number(value: float, lang: Lang) -> str:
    """Return a number as the language writes it."""
    return f"{value:g}" if lang == "en" else f"{value:g}".replace(".", ",")


if __name__ == "__main__":
    for language, target in TARGETS.items():
        target.write_text(text(language), encoding="utf-8")
