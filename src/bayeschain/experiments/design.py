"""How many teams, and how many respondents in each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Design:
    """Size of a study.

    Parameters
    ----------
    teams : int
        Number of teams J.
    respondents : mapping of str to (int, int)
        Fewest and most respondents of a team, by survey. With a fewest of 0 a survey does not reach every team.
    seed : int
        Seed of the team sizes.
    response_rate : float
        Respondents as a share of a team's members, where members count (aggregation finite).
    units : int
        Number of units above the teams, where the model file has them; teams go round them.
    skipped : float
        Expected share of the answers that people skip, completely at random; everybody keeps one.
    """

    teams: int
    respondents: Mapping[str, tuple[int, int]]
    seed: int = 2025
    response_rate: float = 0.75
    units: int = 8
    skipped: float = 0.0

    def __post_init__(self) -> None:
        if self.teams < 1:
            raise ValueError("a design needs at least one team")
        for survey, (fewest, most) in self.respondents.items():
            if not 0 <= fewest <= most:
                raise ValueError(f"survey '{survey}': respondents go from {fewest} to {most}")
        if not 0.0 < self.response_rate <= 1.0:
            raise ValueError("response_rate must be above 0 and at most 1")
        if not 0.0 <= self.skipped < 1.0:
            raise ValueError("the share of skipped answers must be at least 0 and below 1")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the teams; as text they sort as their numbers do."""
        width = len(str(self.teams))
        return tuple(f"Team {number:0{width}d}" for number in range(1, self.teams + 1))

    @property
    def unit_of_team(self) -> NDArray[np.int64]:
        """(J,) unit of each team."""
        return np.arange(self.teams) % self.units

    def sizes(self) -> dict[str, NDArray[np.int64]]:
        """(J,) respondents of each team by survey, uniform between fewest and most."""
        streams = np.random.SeedSequence(self.seed).spawn(len(self.respondents))
        return {
            survey: np.random.default_rng(stream).integers(fewest, most, size=self.teams, endpoint=True)
            for (survey, (fewest, most)), stream in zip(self.respondents.items(), streams, strict=True)
        }

    def members(self) -> NDArray[np.int64]:
        """(J,) members of each team: enough for its largest survey at the response rate."""
        largest = np.max(list(self.sizes().values()), axis=0)
        return np.ceil(largest / self.response_rate).astype(np.int64)
