"""All of the workbook as one file."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Final

import pandas as pd
from xlsxwriter import Workbook

from bayeschain.disclosure import Released
from bayeschain.report.contents import Contents
from bayeschain.report.tables import tables
from bayeschain.report.wording import Wording, wording
from bayeschain.report.workbook.charts import drawings, write_chart
from bayeschain.report.workbook.columns import columns
from bayeschain.report.workbook.front import write_front
from bayeschain.report.workbook.look import look
from bayeschain.report.workbook.names import sheet_name
from bayeschain.report.workbook.notes import told
from bayeschain.report.workbook.said import in_words, texts
from bayeschain.report.workbook.sheets import settle, write_grid

CREATED: Final = datetime(2000, 1, 1)
"""Date in the file's properties: a true one would make two files of the same findings differ."""

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}


def workbook(released: Released, said: Contents, made: Mapping[str, pd.DataFrame] | None = None) -> bytes:
    """Make report.xlsx; the same findings make the same bytes.

    Parameters
    ----------
    released : Released
        What may be shown.
    said : Contents
        What the report says of it.
    made : mapping of str to DataFrame, optional
        Its tables, where they are made already.

    Returns
    -------
    bytes
        Content of the file: a first sheet with the answer and links, a sheet for each chart, one for each table.
        Every text is written as text, whatever it begins with, and there are no formulas.
    """
    say = wording(released)
    buffer = BytesIO()
    book = Workbook(buffer, OPTIONS)
    book.set_properties({"title": said.title, "subject": said.summary, "author": "bayeschain", "created": CREATED})
    formats, text = look(book), texts(released, say)
    front = book.add_worksheet(sheet_name(said.words["report"], ()))
    taken, entries = [front.get_name()], []
    charts = drawings(released, say)
    for plot in said.plots:
        if plot.name in charts:
            name = sheet_name(_chart_names(say)[plot.name], taken)
            write_chart(book, book.add_worksheet(name), formats, charts[plot.name], plot, text, say)
            taken.append(name)
            entries.append((name, plot.title))
    for key, table in (tables(released) if made is None else made).items():
        title, notes = told(key, released, say)
        frame = in_words(key, table, released, say)
        name = sheet_name(title, taken)
        sheet = book.add_worksheet(name)
        shown = columns(key, [str(each) for each in frame.columns], say)
        settle(sheet, write_grid(sheet, formats, shown, frame, text, title=title, notes=notes))
        taken.append(name)
        entries.append((name, notes[0]))
    write_front(front, formats, said, entries, say)
    book.close()
    return buffer.getvalue()


def _chart_names(say: Wording) -> dict[str, str]:
    return {"tiers": say.say("Chart of thirds"), "drivers": say.say("Chart of drivers")}
