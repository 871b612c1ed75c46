"""The first sheet: the answer in three sentences, and where everything is."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from xlsxwriter.worksheet import Worksheet

from bayeschain.report.contents import Contents
from bayeschain.report.wording import Wording
from bayeschain.report.workbook.look import Look
from bayeschain.report.workbook.sheets import on_paper

LEFT, RIGHT = 34, 110
"""Widths of the two columns."""

LINE_HEIGHT: Final = 15


def write_front(sheet: Worksheet, look: Look, said: Contents, entries: Sequence[tuple[str, str]], say: Wording) -> None:
    """Write the first sheet.

    Parameters
    ----------
    sheet : Worksheet
        Where.
    look : Look
        Formats of the workbook.
    said : Contents
        What the report says.
    entries : sequence of (str, str)
        Name of every other sheet and what it shows.
    say : Wording
        Language of the report.
    """
    sheet.set_column(0, 0, LEFT)
    sheet.set_column(1, 1, RIGHT)
    look.title(sheet, 0, said.title)
    look.text(sheet, 1, 0, said.summary, "note")
    row = 3
    for banner in said.banners:
        look.text(sheet, row, 0, said.words[banner.status], "warning")
        _paragraph(sheet, look, row, f"{banner.sentence} {banner.remedy}".strip(), "warning")
        row += 1
    for heading, sentence in (*said.opening, (said.words["caution"], said.caution)):
        look.text(sheet, row, 0, heading, "strong")
        _paragraph(sheet, look, row, sentence, "paragraph")
        row += 1
    row += 1
    look.text(sheet, row, 0, say.say("Sheets"), "heading")
    look.text(sheet, row, 1, "", "heading")
    for name, title in entries:
        row += 1
        target = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{target}'!A1", look.formats["link", False], name)
        look.text(sheet, row, 1, title, "paragraph")
    for place, line in enumerate(said.footer, start=row + 2):
        look.text(sheet, place, 0, line, "note")
    on_paper(sheet)


def _paragraph(sheet: Worksheet, look: Look, row: int, text: str, style: str) -> None:
    """Write a wrapped text, in a row that is as high as it needs: not every program measures it on opening."""
    look.text(sheet, row, 1, text, style)
    sheet.set_row(row, LINE_HEIGHT * (len(wrap(text, RIGHT - 8)) or 1))
