"""What a check says: a verdict in plain words, with its numbers."""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.messages import Message

type Status = Literal["pass", "look", "fail"]

LOOK_BELOW: Final = 0.05
FAIL_BELOW: Final = 0.001
"""Probability, adjusted for the number of things a check looks at, below which it says look, and fail.

By design, a check of a model that is right says look about once in twenty runs at most.
`docs/studies/checks.csv` has how often it did in simulated data of the fitted model.
"""


@dataclass(frozen=True)
class Verdict:
    """Result of one check of a fit.

    Parameters
    ----------
    check : str
        Name of the check.
    status : {"pass", "look", "fail"}
        Fine; worth a look; not to be relied on.
    sentence : Message
        What was found, in plain words.
    remedy : Message
        What to do about it; empty where there is nothing to do.
    table : DataFrame
        The numbers behind it.
    teams : tuple of bool, optional
        Teams whose raw answers it is about, where these are not all.
    """

    check: str
    status: Status
    sentence: Message
    remedy: Message
    table: pd.DataFrame
    teams: tuple[bool, ...] | None = None


def about(verdict: Verdict, teams: NDArray[np.bool_] | None) -> Verdict:
    """The verdict as one that is about some teams (J,), or about all."""
    return replace(verdict, teams=None if teams is None else tuple(teams.tolist()))
