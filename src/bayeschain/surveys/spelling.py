"""Names of teams that look like something else, or like one another."""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.findings import NAMED, counted, listed, place
from bayeschain.surveys.team_names import bare, naturally

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}")
_BROKEN: Final = re.compile(
    "[\ufffd\x80-\x9f]|(?<=[^\\W\\d_])([„‚]|[”†‡€™…](?=[^\\W\\d_]))|(?<=[a-zäöå])[ŠŒŽŸ]|[A-ZÄÖÅ][ŠŒŽŸ](?=[a-z])|"
    "(?<!\\w)[†‡€™…](?=[^\\W\\d_])"
)
"""Letters that were lost, or that older code pages (DOS, Macintosh) have where Windows-1252 has these."""


def name_problems(label: str, column: str, names: Sequence[str]) -> list[Problem]:
    """Names that are marks, and dates among names that are none.

    Parameters
    ----------
    label : str
        Name of the file.
    column : str
        Column that holds the team.
    names : sequence of str
        Teams as the file names them.
    """
    problems, where = [], place(label, [column])
    if marks := [name for name in names if not any(each.isalnum() for each in name)]:
        says = f"{counted(len(marks), 'name of a team is a mark', 'names of teams are marks')}: {listed(marks)}."
        problems.append(Problem(says, "Leave the cell empty where the team is not known.", where))
    dates = naturally(name for name in names if _DATE.fullmatch(name))
    if 0 < len(dates) < len(names):
        says = f"{counted(len(dates), 'name of a team is a date', 'names of teams are dates')}: {listed(dates)}."
        remedy = "Spreadsheets turn names such as 1-2 into dates: format the column as text and enter them again."
        problems.append(Problem(says, remedy, where))
    return problems


def spelling_notes(survey: str, names: Sequence[str]) -> list[str]:
    """Names of one file that may be one team in two spellings, or have letters that were broken on the way."""
    spellings: dict[str, list[str]] = {}
    for name in naturally(names):
        spellings.setdefault(bare(name), []).append(name)
    pairs = [pair for alike in spellings.values() for pair in combinations(alike, 2)]
    notes = [
        f"'{survey}' has teams {shown(a)} and {shown(b)}: if they are the same, spell them alike."
        for a, b in pairs[:NAMED]
    ]
    if len(pairs) > NAMED:
        notes.append(f"'{survey}' has {len(pairs) - NAMED} more pairs of teams with names alike.")
    if broken := [name for name in naturally(names) if _is_broken(name)]:
        says = f"{survey}: letters are broken in {counted(len(broken), 'name of a team', 'names of teams')}"
        notes.append(f"{says} ({listed(broken)}). Export the file again as CSV UTF-8, or as Excel.")
    return notes


def _is_broken(name: str) -> bool:
    """Whether UTF-8 was once read as Windows-1252 (Ã¤ for ä), or a letter was lost."""
    if _BROKEN.search(name):
        return True
    try:
        return name.encode("cp1252").decode("utf-8") != name
    except UnicodeError:
        return False
