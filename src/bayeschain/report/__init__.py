"""How it is told: contents, figures, HTML, tables.

Modules in reading order:

- wording: sentences and numbers in the language of the report
- figures: one plotting function a figure
- contents: what is said
- tables: the CSV files
- html: the page
- workbook: report.xlsx
- writing: all files of a report
"""

from bayeschain.report.contents import contents
from bayeschain.report.writing import write

__all__ = ["contents", "write"]
