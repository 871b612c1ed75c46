"""The account of every row and team: kept or lost, and why."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

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
class WaveStep:
    """Teams with answers in two waves that follow one another.

    Parameters
    ----------
    wave_before, wave_after : str
        The waves.
    teams_before : int
        Teams with answers in the earlier wave: kept + split + merged + gone.
    kept : int
        Teams with answers in both, those that were renamed among them.
    renamed : int
        Teams that were renamed between the two.
    split, merged, gone : int
        Teams of the earlier wave without answers in the later one: what became of them.
    teams_after : int
        Teams with answers in the later wave: kept + from_split + from_merger + come.
    from_split, from_merger, come : int
        Teams of the later wave without answers in the earlier one: where they are from. A team that came from parts of
        several teams is from a merger.
    """

    wave_before: str
    wave_after: str
    teams_before: int
    kept: int
    renamed: int
    split: int
    merged: int
    gone: int
    teams_after: int
    from_split: int
    from_merger: int
    come: int


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
    steps : tuple of WaveStep
        How many teams stayed, were split or merged, came or went from wave to wave.
    """

    rows: tuple[RowCount, ...]
    teams: tuple[TeamCount, ...]
    notes: tuple[str, ...] = ()
    steps: tuple[WaveStep, ...] = ()

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

    def wave_lineage(self) -> pd.DataFrame:
        """Count teams from wave to wave.

        Returns
        -------
        DataFrame
            One row for each wave after the first, columns as `WaveStep` has them.
        """
        return pd.DataFrame([asdict(each) for each in self.steps], columns=[each.name for each in fields(WaveStep)])
