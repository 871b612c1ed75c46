"""All files of a report."""

from pathlib import Path
from typing import Final

from bayeschain.disclosure import Released
from bayeschain.processes import Worker
from bayeschain.report.contents import contents
from bayeschain.report.drawing import Shared, all_drawn, save
from bayeschain.report.html import page
from bayeschain.report.tables import tables, write_tables
from bayeschain.report.workbook import workbook

REPORT: Final = "report.html"
WORKBOOK: Final = "report.xlsx"
TABLES: Final = "tables"
FIGURES: Final = "figures"


def write(released: Released, folder: str | Path, *, beside: Worker | None = None) -> list[Path]:
    """Write the report, the workbook, the tables and the figures.

    Parameters
    ----------
    released : Released
        What may be shown.
    folder : str or Path
        A folder that exists. Files of the same names are replaced.
    beside : Worker, optional
        A process that draws a part of the figures.

    Returns
    -------
    list of Path
        ``report.html``, ``report.xlsx``, ``tables/*.csv``, ``figures/*.svg`` and ``figures/*.png``, in this order.

    Raises
    ------
    TypeError
        What is given did not pass disclosure control.
    """
    if not isinstance(released, Released):
        raise TypeError("a report is written of what bayeschain.disclosure.protect released, and of nothing else")
    folder = Path(folder)
    said = contents(released)
    shared = None if beside is None else Shared(said.plots, beside)
    report, book, figures = folder / REPORT, folder / WORKBOOK, folder / FIGURES
    for each in (folder / TABLES, figures):
        each.mkdir(exist_ok=True)
    made = tables(released)
    book.write_bytes(workbook(released, said, made))
    paths = [report, book, *write_tables(released, folder / TABLES, made)]
    drawings = all_drawn(said.plots, shared)
    report.write_text(page(said, drawings), encoding="utf-8", newline="\n")
    for plot in said.plots:
        paths += save(drawings[plot.name], figures, plot.name)
    return paths
