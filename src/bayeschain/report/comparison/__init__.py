"""Several analyses of the same answers, side by side.

Modules in reading order:

- compared: the analyses, and what was released of each
- naming: analyses in words
- tables: everything in which they can differ, one row a quantity and analysis
- panels: the same in rows, for the figure and the tables of the page
- figure: the figure
- verdicts: where they agree and where they do not
- choosing: which to believe when
- contents: the page
- writing: all files
"""

from bayeschain.report.comparison.compared import AGGREGATIONS, MEASUREMENTS, Analysis, Compared, LeftOut
from bayeschain.report.comparison.tables import tables

__all__ = ["AGGREGATIONS", "MEASUREMENTS", "Analysis", "Compared", "LeftOut", "tables"]
