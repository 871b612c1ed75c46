"""What the report says, before it is laid out: all sentences a reader sees are here or in the figures.

Modules in reading order:

- parts: Contents, Section, Table, Plot, Listing, Fold
- cells: what several tables need
- opening: verdict, the answer in three sentences, the closing question
- chain, tiers, drivers, levels, what_if, sample, learning, checks, methods: the sections
- assembly: all of it in order
"""

from bayeschain.report.contents.assembly import contents
from bayeschain.report.contents.parts import Banner, Contents, Fold, Listing, Part, Plot, Section, Table

__all__ = ["Banner", "Contents", "Fold", "Listing", "Part", "Plot", "Section", "Table", "contents"]
