"""100 % is not 1 where a cell may hold either: the look of the cell decides."""

from pathlib import Path

import pytest
import xlsxwriter
from maillage.matching.tables.ods_source import read_ods
from maillage.matching.tables.xlsx_source import read_xlsx

from .handmade import ods_row, write_ods


def quotas_xlsx(path: Path, number_format: str) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("quotas")
        sheet.write_row(0, 0, ["quota_id", "min", "max"])
        sheet.write_row(1, 0, ["Q1", 1, 3])
        shown = workbook.add_format({"num_format": number_format})
        sheet.write_number(1, 1, 1, shown)
        sheet.write_number(2, 1, 0.125, shown)
        sheet.write_string(2, 0, "Q2")
    return path


@pytest.mark.parametrize("number_format", ["0%", "0.00%", '0.0" "%', "[Red]0 %"])
def test_a_workbook(number_format, tmp_path):
    table = read_xlsx(quotas_xlsx(tmp_path / "q.xlsx", number_format))[0]
    assert [list(row) for row in table.rows] == [["Q1", "100%", 3.0], ["Q2", "12.5%", ""]]


@pytest.mark.parametrize("number_format", ["0", '0" % of them"', r"0\%"])
def test_a_workbook_without_percentages(number_format, tmp_path):
    table = read_xlsx(quotas_xlsx(tmp_path / "q.xlsx", number_format))[0]
    assert table.rows[0][1] == 1.0


def test_other_tables_keep_their_numbers(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("territories")
        sheet.write_row(0, 0, ["territory_id", "need"])
        sheet.write_string(1, 0, "Q")
        sheet.write_number(1, 1, 0.5, workbook.add_format({"num_format": "0%"}))
    assert read_xlsx(path)[0].rows[0][1] == 0.5


@pytest.mark.parametrize(("sheet", "meant"), [("quotas", "100%"), ("territories", 1.0)])
def test_an_opendocument_workbook(sheet, meant, tmp_path):
    percent = '<table:table-cell office:value-type="percentage" office:value="1"/>'
    heading = "quota_id" if sheet == "quotas" else "territory_id"
    second = "min" if sheet == "quotas" else "need"
    rows = ods_row(heading, second), ods_row("Q1", percent)
    table = read_ods(write_ods(tmp_path / "q.ods", *rows, name=sheet))[0]
    assert table.rows[0][1] == meant
