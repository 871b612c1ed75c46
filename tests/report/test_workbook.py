"""report.xlsx: cells are those of the tables, charts refer to the right cells, and no text is a formula."""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.disclosure import Released, protect
from bayeschain.report import contents
from bayeschain.report.tables import DIGITS, tables
from bayeschain.report.wording import ENGLISH
from bayeschain.report.workbook import book, workbook
from bayeschain.report.workbook.columns import columns
from bayeschain.report.workbook.headings import headings
from bayeschain.report.workbook.look import NUMBERS
from bayeschain.report.workbook.names import sheet_name

CHARTS = ("Chart of thirds", "Chart of drivers")
SHEETS = {
    "tiers": "Thirds",
    "drivers": "Drivers",
    "effects": "Effects",
    "comparisons": "Comparisons",
    "whatif": "What if",
    "teams": "Teams",
    "covariates": "Covariates",
    "units": "Units",
    "agreement": "Agreement",
    "checks": "Checks",
    "diagnostics": "Diagnostics",
    "likelihood": "Ends of scales",
    "predictive": "New teams",
    "calibration": "Calibration",
    "missing_arrows": "Missing arrows",
    "leave_one_out": "Without a team",
    "sensitivity": "Sensitivity",
    "sample": "Sample",
    "missing": "Skipped items",
    "priors": "Priors",
}
WORDS_ONLY = ("checks", "likelihood", "missing", "covariates", "units")
"""Tables without a number here: sentences, items whose ends were not counted or that nobody skipped, no structure."""
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def made(released: Released) -> bytes:
    return workbook(released, contents(released))


@pytest.fixture(scope="module")
def content(released: Released) -> bytes:
    return made(released)


@pytest.fixture(scope="module")
def mean_content(mean_released: Released) -> bytes:
    return made(mean_released)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if re.fullmatch(pattern, name)}


def heading_row(sheet: Any) -> int:
    """Row of the headings: the last one that stays in sight."""
    return int(re.sub(r"\D", "", sheet.freeze_panes)) - 1


def test_the_same_findings_make_the_same_file(released: Released, content: bytes) -> None:
    assert made(released) == content


def test_first_the_answer_then_charts_then_every_table(released: Released, content: bytes) -> None:
    file, said = opened(content), contents(released)
    assert file.sheetnames == ["Posterior report", *CHARTS, *SHEETS.values()]
    cells = [str(cell.value) for row in file.worksheets[0].iter_rows() for cell in row if cell.value]
    for heading, sentence in said.opening:
        assert {heading, sentence} <= set(cells)
    assert f"{said.banners[0].sentence} {said.banners[0].remedy}" in cells
    links = [cell.hyperlink.location for row in file.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in file.sheetnames[1:]]


def test_a_table_that_is_new_has_a_sheet_of_its_own(released: Released, monkeypatch: pytest.MonkeyPatch) -> None:
    def more(_: Released) -> dict[str, pd.DataFrame]:
        return {"waves": pd.DataFrame({"wave": ["=1+1"], "prob_change": [0.25]})}

    monkeypatch.setattr(book, "tables", more)
    sheet = opened(made(released))["waves"]
    assert [cell.value for cell in list(sheet.iter_rows())[heading_row(sheet)]] == ["=1+1", 0.25]
    assert sheet.cell(heading_row(sheet) + 1, 2).number_format == "0%"


@pytest.mark.parametrize("name", SHEETS)
def test_cells_are_those_of_the_table(released: Released, content: bytes, name: str) -> None:
    sheet, frame = opened(content)[SHEETS[name]], tables(released)[name]
    top = heading_row(sheet)
    shown = columns(name, [str(each) for each in frame.columns], ENGLISH)
    assert [cell.value for cell in sheet[top]] == [column.heading for column in shown]
    assert sheet.auto_filter.ref.startswith(f"A{top}:")
    assert sheet.max_row == top + len(frame)
    numbers = 0
    for place, column in enumerate(shown):
        if column.kind not in ("number", "signed", "percent", "probability", "whole"):
            continue
        for row, value in enumerate(frame[column.name].to_numpy(dtype=float, na_value=np.nan), start=top + 1):
            cell = sheet.cell(row, place + 1).value
            if np.isfinite(value):
                assert cell == pytest.approx(float(f"{value:.{DIGITS}g}"), rel=1e-12)
                numbers += 1
            else:
                assert cell is None
    assert bool(numbers) is (name not in WORDS_ONLY)


def test_every_column_of_every_table_has_a_heading_in_words(released: Released) -> None:
    for name, frame in tables(released).items():
        shown = columns(name, [str(each) for each in frame.columns], ENGLISH)
        assert {column.name for column in shown} <= headings(ENGLISH).keys()
        assert set(NUMBERS) >= {column.kind for column in shown if column.unit}


def test_names_are_labels_and_routes_read_well(released: Released, content: bytes) -> None:
    sheet = opened(content)["Effects"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "Good leadership → Clarity of goals" in cells
    assert "leadership" not in cells
    assert {"direct", "indirect", "total", "points per point", "SDs per SD"} <= cells


def test_withheld_teams_have_no_numbers(content: bytes) -> None:
    sheet = opened(content)["Teams"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=heading_row(sheet) + 1)]
    withheld = [row for row in rows if row[3] == "withheld"]
    assert withheld
    assert all(not isinstance(value, int | float) for row in withheld for value in row)


def test_no_text_is_a_formula_or_a_link_outside(mean_content: bytes) -> None:
    for text in parts(mean_content, r"xl/worksheets/sheet\d+\.xml").values():
        assert "<f>" not in text
    cells = [cell for sheet in opened(mean_content) for row in sheet.iter_rows() for cell in row]
    formulas = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+"))]
    assert {cell.value for cell in formulas} >= {"=SUM(A1:A9)", "+hyöty"}
    for cell in formulas:
        assert cell.quotePrefix, cell.coordinate
    for text in parts(mean_content, r"xl/.*\.rels").values():
        assert "External" not in text


def test_names_in_any_script_are_kept(mean_released: Released, mean_content: bytes) -> None:
    cells = {str(c.value) for s in opened(mean_content) for row in s.iter_rows() for c in row}
    for construct in mean_released.specification.constructs:
        assert mean_released.label(construct.name) in cells


def series(content: bytes, number: int) -> list[ElementTree.Element]:
    (text,) = parts(content, rf"xl/charts/chart{number}\.xml").values()
    return ElementTree.fromstring(text).findall(f".//{C}ser")


def values(file: Any, reference: str) -> list[Any]:
    """Values of the cells that a chart refers to."""
    name, _, cells = reference.rpartition("!")
    ends = [each for each in range_boundaries(cells) if each is not None]
    low_column, low, high_column, high = ends
    sheet = file[name.strip("'").replace("''", "'")]
    return [sheet.cell(r, c).value for r in range(low, high + 1) for c in range(low_column, high_column + 1)]


def referred(file: Any, one: ElementTree.Element, place: str) -> list[Any]:
    found = one.find(f"{'/'.join(f'{C}{each}' for each in place.split('/'))}//{C}f")
    assert found is not None
    assert found.text is not None
    return values(file, found.text)


def test_the_chart_of_thirds_draws_levels_and_intervals(released: Released, content: bytes) -> None:
    file, here = opened(content), released.tiers
    assert here is not None
    here = here.sel(estimand="these_teams")
    ratio = [n for n in here["construct"].values.tolist() if np.isfinite(here["relative"].sel(construct=n)).all()]
    drawn = series(content, 1)
    assert [referred(file, one, "tx") for one in drawn] == [["Lowest third"], ["Middle third"], ["Highest third"]]
    for tier, one in zip(("lowest", "middle", "highest"), drawn, strict=True):
        data = here.sel(tier=tier, construct=ratio)
        level, lower, upper = (data[f"relative{end}"].to_numpy() for end in ("", "_lower", "_upper"))
        assert referred(file, one, "cat") == [released.label(name) for name in ratio]
        np.testing.assert_allclose(referred(file, one, "val"), level, rtol=1e-5)
        np.testing.assert_allclose(referred(file, one, "errBars/minus"), level - lower, rtol=1e-5)
        np.testing.assert_allclose(referred(file, one, "errBars/plus"), upper - level, rtol=1e-5)
        assert one.find(f"{C}errBars/{C}errValType").attrib["val"] == "cust"  # type: ignore[union-attr]


def test_the_chart_of_drivers_draws_effects_and_intervals(released: Released, content: bytes) -> None:
    file, total = opened(content), released.drivers.sel(measure="total")
    (one,) = series(content, 2)
    assert referred(file, one, "cat")[1::2] == [released.label(str(name)) for name in total["driver"].values]
    mean, lower, upper = (total[end].to_numpy() for end in ("mean", "lower", "upper"))
    np.testing.assert_allclose(referred(file, one, "val"), mean, rtol=1e-5)
    np.testing.assert_allclose(referred(file, one, "errBars/minus"), mean - lower, rtol=1e-5)
    np.testing.assert_allclose(referred(file, one, "errBars/plus"), upper - mean, rtol=1e-5)


def test_openpyxl_reads_the_charts(content: bytes) -> None:
    found = [chart for sheet in opened(content) for chart in sheet._charts]
    assert [type(chart).__name__ for chart in found] == ["BarChart", "BarChart"]
    assert [len(chart.series) for chart in found] == [3, 1]
    assert all(each.errBars.errValType == "cust" for chart in found for each in chart.series)


def test_charts_can_be_read_aloud(released: Released, content: bytes) -> None:
    plots = {plot.name: plot.alt for plot in contents(released).plots}
    drawings = "".join(parts(content, r"xl/drawings/drawing\d+\.xml").values())
    described = [each.attrib["descr"] for each in _elements(drawings, "cNvPr") if "descr" in each.attrib]
    assert described == [plots["tiers"], plots["drivers"]]


def _elements(text: str, name: str) -> list[ElementTree.Element]:
    documents = [f"<xdr:wsDr{each}" for each in text.split("<xdr:wsDr")[1:]]
    documents = [each.partition("<?xml")[0] for each in documents]
    return [e for each in documents for e in ElementTree.fromstring(each).iter() if e.tag.endswith(f"}}{name}")]


def test_without_tiers_there_is_no_chart_of_them() -> None:
    text = "\n".join(line for line in MODEL.splitlines() if not line.startswith("tiers:"))
    names = opened(made(protect(fake_fit(text)))).sheetnames
    assert "Chart of thirds" not in names
    assert "Chart of drivers" in names


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Thirds", "Thirds"),
        ("a/b\\c:d*e?f[g]", "a b c d e f g"),
        ("'quoted'", "quoted"),
        ("History", "History 2"),
        ("", "Sheet"),
        ("x" * 40, "x" * 31),
        ("𝒳" * 20, "𝒳" * 15),
    ],
)
def test_sheet_names(wanted: str, name: str) -> None:
    assert sheet_name(wanted, ()) == name


@given(st.lists(st.text(max_size=40), max_size=12))
def test_sheet_names_are_valid_and_differ(wanted: list[str]) -> None:
    taken: list[str] = []
    for each in wanted:
        taken.append(sheet_name(each, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\")
        assert name == name.strip("' ")


def test_a_very_long_text_is_cut() -> None:
    released = protect(fake_fit(MODEL.replace("A small company", "x" * 40_000)))
    cells = [cell.value for row in opened(made(released)).worksheets[0].iter_rows() for cell in row]
    assert max(len(str(value)) for value in cells) == 32_767


def test_finnish_workbook_speaks_finnish() -> None:
    released = protect(fake_fit(f"{MODEL}report: {{language: fi}}\n"))
    file = opened(made(released))
    assert {"Kuvio kolmanneksista", "Kolmannekset", "Tekijät", "Otos"} <= set(file.sheetnames)
    english = {heading for heading in headings(ENGLISH).values() if " " in heading or heading == "Construct"}
    shown = {str(cell.value) for sheet in file for row in sheet.iter_rows() for cell in row if cell.value}
    assert not english & shown


def test_checks_say_what_the_report_says(released: Released, content: bytes) -> None:
    sheet = opened(content)["Checks"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    for verdict in released.verdicts:
        assert ENGLISH.told(verdict.sentence) in cells
