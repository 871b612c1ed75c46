"""report.xlsx: every table on a sheet of its own, and charts that a spreadsheet draws itself.

Modules in reading order:

- names: what a sheet may be called
- headings: heading of each column in words
- columns: unit and kind of each column
- look: formats of cells
- said: what cells say in words
- notes: title and notes of each table
- sheets: a table as a sheet
- charts: native charts and the cells that they are drawn from
- front: the first sheet, with the answer and the contents
- book: all of it as one file
"""

from bayeschain.report.workbook.book import workbook

__all__ = ["workbook"]
