"""Native charts, and the cells that they are drawn from: whoever opens the file can change them."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Final

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.report.contents import Plot
from bayeschain.report.figures.drivers import members, stage_heading
from bayeschain.report.figures.style import FAINT, INK, MUTED, direction_colour
from bayeschain.report.figures.tiers import COLOURS
from bayeschain.report.wording import Wording
from bayeschain.report.workbook.columns import Column
from bayeschain.report.workbook.look import Look
from bayeschain.report.workbook.said import Texts
from bayeschain.report.workbook.sheets import Placed, on_paper, write_grid

SIZE: Final = {"width": 980, "height": 460}
ROW_PIXELS: Final = 20
CHART_ROWS: Final = 25
FONT: Final = {"color": MUTED, "size": 9}
LINE: Final = {"color": FAINT, "width": 0.75}
WHISKER: Final = {"color": INK, "width": 1.0}
EVERYBODY: Final = 100.0


@dataclass(frozen=True)
class Drawing:
    """A chart to be: the cells that it is drawn from, and how it is drawn from them."""

    note: str
    columns: list[Column]
    cells: pd.DataFrame
    draw: Callable[[Workbook, Worksheet, Placed], Chart]


def drawings(released: Released, say: Wording) -> dict[str, Drawing]:
    """Charts by the name of the figure of the report that shows the same."""
    found = {"drivers": _drivers(released, say)}
    if released.tiers is not None:
        found["tiers"] = _tiers(released, say)
    return found


def write_chart(
    book: Workbook, sheet: Worksheet, look: Look, drawing: Drawing, plot: Plot, text: Texts, say: Wording
) -> None:
    """Put a chart on a sheet, and its cells below it."""
    look.title(sheet, 0, plot.title)
    look.text(sheet, 1, 0, drawing.note, "note")
    rows = CHART_ROWS + max(len(drawing.cells) - 12, 0)
    title = say.say("What the chart is drawn from")
    placed = write_grid(sheet, look, drawing.columns, drawing.cells, text, title=title, top=rows + 3)
    chart = drawing.draw(book, sheet, placed)
    chart.set_size({**SIZE, "height": (rows - 1) * ROW_PIXELS})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_title({"name": plot.title, "name_font": {"size": 12, "color": INK, "bold": True}})
    sheet.insert_chart(3, 0, chart, {"description": plot.alt})
    on_paper(sheet)


def whiskers(frame: pd.DataFrame) -> pd.DataFrame:
    """Add how far an interval reaches below and above its estimate: what error bars are given."""
    return frame.assign(minus=frame["mean"] - frame["lower"], plus=frame["upper"] - frame["mean"])


def _tiers(released: Released, say: Wording) -> Drawing:
    """Columns that rise and fall from 100 %, by construct; distances in SDs where no ratio has a meaning."""
    assert released.tiers is not None
    data = released.tiers.sel(estimand="these_teams")
    is_ratio = bool(np.isfinite(data["relative"]).any())
    what = "relative" if is_ratio else "gap_sd"
    shown = [name for name in data["construct"].values.tolist() if np.isfinite(data[what].sel(construct=name)).all()]
    cells = []
    for tier in TIERS:
        for name in shown:
            one = data.sel(tier=tier, construct=name)
            raw = float(one["raw_relative"]) if is_ratio else np.nan
            cells.append((name, tier, *(float(one[f"{what}{end}"]) for end in ("", "_lower", "_upper")), raw))
    frame = whiskers(pd.DataFrame(cells, columns=["construct", "tier", "mean", "lower", "upper", "raw"]))
    reference = EVERYBODY if is_ratio else 0.0
    unit = say.say("% of all teams") if is_ratio else say.say("SDs")
    columns = [Column("construct", say.say("Construct"), "", "label"), Column("tier", say.say("Third"), "", "word")]
    columns += _estimate_columns(unit, "percent" if is_ratio else "number", say)
    columns.insert(5, Column("raw", say.say("Raw average"), unit if is_ratio else "", "percent"))

    def draw(book: Workbook, sheet: Worksheet, placed: Placed) -> Chart:
        chart = _chart(book, "column")
        for k, tier in enumerate(TIERS):
            rows = placed.first + k * len(shown), placed.first + (k + 1) * len(shown) - 1
            chart.add_series(
                {
                    "name": f"={_cell(sheet, rows[0], placed.column['tier'])}",
                    **_series(sheet, placed, rows, "construct", "construct"),
                    "fill": {"color": COLOURS[tier]},
                    "gap": 80,
                    "overlap": -5,
                }
            )
        low, high, step = _bounds(frame, reference, 10.0 if is_ratio else 0.5)
        pattern = '0"%"' if is_ratio else "0.0"
        chart.set_x_axis({"label_position": "low", "num_font": FONT, "line": {"color": INK, "width": 1.0}})
        chart.set_y_axis({**_axis(pattern), "min": low, "max": high, "crossing": reference, "major_unit": step})
        chart.set_legend({"position": "bottom", "font": FONT})
        return chart

    all_teams = say.say("Columns begin at the mean over all teams.")
    return Drawing(f"{all_teams} {_note(released, say)}", columns, frame[[column.name for column in columns]], draw)


def _drivers(released: Released, say: Wording) -> Drawing:
    """Bars by stage, the strongest first, blue for positive and vermillion for negative."""
    total = released.drivers.sel(measure="total")
    cells = []
    for stage in np.unique(total["stage"]).tolist():
        for place, name in enumerate(members(total, stage)):
            one = total.sel(driver=name)
            heading = stage_heading(released, stage, say) if place == 0 else None
            cells.append((heading, name, *(float(one[each]) for each in ("mean", "lower", "upper", "prob_positive"))))
    names = ["stage", "driver", "mean", "lower", "upper", "prob_positive"]
    frame = whiskers(pd.DataFrame(cells, columns=names))
    columns = [Column("stage", say.say("Stage"), "", "text"), Column("driver", say.say("Driver"), "", "label")]
    columns += _estimate_columns(say.say("SDs"), "number", say)
    columns.append(Column("prob_positive", say.say("P(positive)"), "", "probability"))

    def draw(book: Workbook, sheet: Worksheet, placed: Placed) -> Chart:
        chart = _chart(book, "bar")
        points = [{"fill": {"color": direction_colour(p)}} for p in frame["prob_positive"]]
        series = _series(sheet, placed, (placed.first, placed.last), "stage", "driver")
        name = say.say("total effect in SDs, toward the better direction")
        chart.add_series({"name": name, **series, "points": points, "gap": 60})
        low, high, step = _bounds(frame, 0.0, 0.25)
        chart.set_x_axis(
            {**_axis("0.00"), "min": low, "max": high, "major_unit": step, "name": name, "label_position": "high"}
        )
        chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": FONT, "line": {"color": INK}})
        chart.set_legend({"none": True})
        return chart

    colours = say.say("Blue: positive; orange: negative; grey: the direction is open.")
    return Drawing(f"{colours} {_note(released, say)}", columns, frame[[column.name for column in columns]], draw)


def _note(released: Released, say: Wording) -> str:
    return say.say("Error bars: {mass} interval.", mass=say.percent(100.0 * released.mass))


def _estimate_columns(unit: str, kind: Any, say: Wording) -> list[Column]:
    lower, upper = say.say("lower end"), say.say("upper end")
    headings = {
        "mean": say.say("Estimate"),
        "lower": say.say("Interval, {end}", end=lower),
        "upper": say.say("Interval, {end}", end=upper),
        "minus": say.say("Error bar, minus"),
        "plus": say.say("Error bar, plus"),
    }
    return [Column(name, heading, unit, kind) for name, heading in headings.items()]


def _chart(book: Workbook, kind: str) -> Any:
    return book.add_chart({"type": kind})


def _series(sheet: Worksheet, placed: Placed, rows: tuple[int, int], label: str, to: str) -> dict[str, Any]:
    """Categories, values and error bars of a series, all as references to cells."""
    return {
        "categories": _range(sheet, rows, placed.column[label], placed.column[to]),
        "values": _range(sheet, rows, placed.column["mean"]),
        "y_error_bars": {
            "type": "custom",
            "plus_values": _range(sheet, rows, placed.column["plus"]),
            "minus_values": _range(sheet, rows, placed.column["minus"]),
            "line": WHISKER,
        },
    }


def _range(sheet: Worksheet, rows: tuple[int, int], column: int, to: int | None = None) -> str:
    return f"={_quoted(sheet)}!{xl_range_abs(rows[0], column, rows[1], column if to is None else to)}"


def _cell(sheet: Worksheet, row: int, column: int) -> str:
    return f"{_quoted(sheet)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def _quoted(sheet: Worksheet) -> str:
    return "'" + sheet.get_name().replace("'", "''") + "'"


def _axis(pattern: str) -> dict[str, Any]:
    return {
        "num_format": pattern,
        "num_font": FONT,
        "name_font": {**FONT, "bold": False},
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": LINE},
    }


def _bounds(frame: pd.DataFrame, reference: float, step: float) -> tuple[float, float, float]:
    """Ends of an axis that holds all intervals and the reference, on multiples of a step that is doubled as needed."""
    low, high = min(frame["lower"].min(), reference), max(frame["upper"].max(), reference)
    while (high - low) / step > 8:
        step *= 2.0
    return step * floor(low / step), step * ceil(high / step), step
