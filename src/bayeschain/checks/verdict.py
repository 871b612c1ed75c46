"""What a check says: a verdict in plain words, with its numbers."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from bayeschain.messages import Message


@dataclass(frozen=True)
class Verdict:
    """Result of one check of a fit.

    Parameters
    ----------
    check : str
        Name of the check.
    status : {"pass", "look", "fail"}
        Fine; worth a look; the posterior cannot be trusted.
    sentence : Message
        What was found, in plain words.
    remedy : Message
        What to do about it; empty where there is nothing to do.
    table : DataFrame
        The numbers behind it.
    """

    check: str
    status: Literal["pass", "look", "fail"]
    sentence: Message
    remedy: Message
    table: pd.DataFrame
