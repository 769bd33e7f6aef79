"""The sheet of settings of a template: every setting with its default and its meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ..language import Lang, sentence, translated
from .columns import Choice, Column, Kind
from .describing import default_text, details
from .schema_settings import SETTINGS
from .settings_columns import SETTING_COLUMNS
from .template_formats import Formats, tab_colour
from .template_sheet import (
    example_comment,
    set_up,
    write_cell,
    write_comment,
    write_heading,
)
from .template_validation import validation
from .writing import shown

_WIDTHS = (20, 52, 95)


def write_settings_sheet(sheet: Worksheet, formats: Formats, lang: Lang) -> None:
    """Write a row for each setting: its name, the default, what it does."""
    set_up(sheet, tab_colour(SETTINGS))
    for position, column in enumerate(SETTINGS.columns):
        write_heading(sheet, position, column, formats, lang)
        sheet.set_column(position, position, _WIDTHS[position])
    for row, setting in enumerate(SETTING_COLUMNS, start=1):
        _write_setting(sheet, row, setting, formats, lang)


def _write_setting(
    sheet: Worksheet, row: int, setting: Column, formats: Formats, lang: Lang
) -> None:
    is_example = setting.name == SETTINGS.by_name["key"].example
    looks = formats.examples if is_example else formats.cells
    write_cell(sheet, row, 0, setting.name, looks)
    if setting.name == "semester":  # the one that each semester changes
        looks = {**looks, "text": formats.to_set}
    write_cell(sheet, row, 1, _value(setting, lang), looks)
    sheet.write_string(row, 2, meaning(setting, lang), formats.wrapped)
    if is_example:
        write_comment(sheet, row, 0, example_comment(lang))
    rule = validation(setting, lang)
    if rule is not None:
        sheet.data_validation(row, 1, row, 1, rule)


def _value(setting: Column, lang: Lang) -> Any:
    """Return what a template holds: the default, its own language, the example."""
    if setting.name == "lang":
        return lang
    if setting.default is None:
        return SETTINGS.by_name["value"].example
    return shown(setting.default, setting, lang)


def meaning(setting: Column, lang: Lang) -> str:
    """Return what a setting does, its range and its default."""

    def choice(value: Choice) -> str:
        return value.value

    parts = [translated(setting.help, lang)]
    parts += details(replace(setting, default=None), lang, choice=choice)
    if setting.default is not None and setting.kind is not Kind.TEXT:
        default = sentence("Default: {value}.", value=default_text(setting, lang))
        parts.append(default.said(lang))
    return " ".join(parts).replace("`", "")
