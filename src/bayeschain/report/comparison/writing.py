"""All files of a comparison."""

from pathlib import Path
from typing import Final

from bayeschain.report.comparison.compared import Compared
from bayeschain.report.comparison.contents import contents
from bayeschain.report.comparison.tables import tables
from bayeschain.report.figures.export import save, svg
from bayeschain.report.figures.style import WIDE
from bayeschain.report.html import page
from bayeschain.report.tables import to_csv

PAGE: Final = "report.html"


def write_compared(compared: Compared, folder: Path) -> None:
    """Write ``report.html``, ``tables/*.csv`` and the figure into a folder that exists."""
    said = contents(compared)
    drawn = {plot.name: plot.draw(WIDE) for plot in said.plots}
    documents = {name: svg(figure) for name, figure in drawn.items()}
    (folder / PAGE).write_text(page(said, documents), encoding="utf-8", newline="\n")
    for each in ("tables", "figures"):
        (folder / each).mkdir()
    for name, frame in tables(compared).items():
        (folder / "tables" / f"{name}.csv").write_text(to_csv(frame), encoding="utf-8", newline="")
    for name, figure in drawn.items():
        save(figure, folder / "figures", name, documents[name])
