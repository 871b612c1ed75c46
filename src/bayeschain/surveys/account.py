"""The account of every row and team: kept or lost, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class RowCount:
    """Rows of one file.

    Parameters
    ----------
    survey : str
        Name of the survey; ``teams`` for the team table.
    file : str
        File as the user named it.
    read : int
        Rows with any content.
    kept : int
        Rows that enter the model.
    reasons : mapping of str to int
        Why rows were lost: each lost row has one reason.
    """

    survey: str
    file: str
    read: int
    kept: int
    reasons: Mapping[str, int]

    @property
    def lost(self) -> int:
        """Number of rows that do not enter the model."""
        return self.read - self.kept


@dataclass(frozen=True)
class TeamCount:
    """One team.

    Parameters
    ----------
    team : str
        Name of the team.
    kept : bool
        Whether it enters the model.
    reason : str
        What it was kept with, or why it was lost.
    respondents : mapping of str to int
        Respondents used, by survey.
    """

    team: str
    kept: bool
    reason: str
    respondents: Mapping[str, int]


@dataclass(frozen=True)
class Account:
    """Rows and teams kept and lost. Internal: it names teams and counts their respondents.

    Parameters
    ----------
    rows : tuple of RowCount
        One record a file.
    teams : tuple of TeamCount
        One record a team that any file names.
    notes : tuple of str
        What a reader should know, in plain sentences.
    """

    rows: tuple[RowCount, ...]
    teams: tuple[TeamCount, ...]
    notes: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Count rows and teams by outcome and reason.

        Returns
        -------
        DataFrame
            Columns unit (row, team), source, outcome (kept, lost), reason, count. Source is empty for teams.
        """
        records: list[tuple[str, str, str, str, int]] = []
        for row in self.rows:
            records.append(("row", row.survey, "kept", "", row.kept))
            records.extend(("row", row.survey, "lost", reason, count) for reason, count in row.reasons.items())
        tally: dict[tuple[str, str], int] = {}
        for team in self.teams:
            key = ("kept" if team.kept else "lost", team.reason)
            tally[key] = tally.get(key, 0) + 1
        records.extend(("team", "", outcome, reason, count) for (outcome, reason), count in sorted(tally.items()))
        return pd.DataFrame(records, columns=["unit", "source", "outcome", "reason", "count"])
