"""All files of a comparison."""

from pathlib import Path
from typing import Final

from bayeschain.report.comparison.compared import Compared
from bayeschain.report.comparison.contents import contents
from bayeschain.report.comparison.tables import tables
from bayeschain.report.drawing import draw, save
from bayeschain.report.html import page
from bayeschain.report.tables import to_csv

PAGE: Final = "report.html"


def write_compared(compared: Compared, folder: Path) -> None:
    """Write ``report.html``, ``tables/*.csv`` and the figure into a folder that exists."""
    said = contents(compared)
    drawings = {plot.name: draw(plot) for plot in said.plots}
    (folder / PAGE).write_text(page(said, drawings), encoding="utf-8", newline="\n")
    for each in ("tables", "figures"):
        (folder / each).mkdir()
    for name, frame in tables(compared).items():
        (folder / "tables" / f"{name}.csv").write_text(to_csv(frame), encoding="utf-8", newline="")
    for name, drawing in drawings.items():
        save(drawing, folder / "figures", name)
