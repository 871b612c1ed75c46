"""From ranks to a verdict: which quantities leave the band, and by how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.experiments.bands import Band, counts_below, p_value, simultaneous_band, smallest_tail
from bayeschain.experiments.quantities import kind_of

MASS: Final = 0.99
"""Probability with which all quantities of a calibrated model stay inside the band together."""

INTERVAL: Final = 0.9
"""Of the intervals whose coverage the table gives."""


@dataclass(frozen=True)
class Calibration:
    """Ranks of truths among posterior draws.

    Parameters
    ----------
    ranks : DataFrame
        (N, Q) ranks 0..L of Q quantities in N data sets.
    draws : int
        Draws L that each truth was ranked among.
    lag : mapping of str to float
        Mean correlation of neighbouring ranked draws.
    divergent : int
        Data sets in which a transition diverged; they count as the others do.
    failed : tuple of str
        Replicates that failed, each with its error.
    mass : float
        Probability with which all quantities of a calibrated model stay inside the band together.
    given : bool
        Truths were drawn from the posterior of answers at hand, and not from the priors.
    """

    ranks: pd.DataFrame
    draws: int
    lag: Mapping[str, float]
    divergent: int
    failed: tuple[str, ...] = ()
    mass: float = MASS
    given: bool = False

    @cached_property
    def threshold(self) -> float:
        """Smallest p-value of a quantity inside the band: (1 - mass)/Q, valid however the quantities hang together."""
        return (1.0 - self.mass) / self.ranks.shape[1]

    @cached_property
    def band(self) -> Band:
        """Band that holds all quantities at all levels at once."""
        return simultaneous_band(len(self.ranks), self.draws, 1.0 - self.threshold)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a quantity.

        ``kind, quantity, data_sets, p_value, inside`` (the simultaneous band), ``mean_rank`` (0-1, .5 where
        calibrated), ``coverage`` of the central 90 % of the ranks, and ``lag``.
        """
        N, L = len(self.ranks), self.draws
        values = self.ranks.to_numpy()
        tails = smallest_tail(counts_below(values, L), N, L)
        known = {tail: p_value(float(tail), N, L) for tail in np.unique(tails)}
        place = (values + 0.5) / (L + 1.0)
        p = np.array([known[tail] for tail in tails])
        names = [str(name) for name in self.ranks]
        return pd.DataFrame(
            {
                "kind": [kind_of(name) for name in names],
                "quantity": [name.partition(": ")[2] for name in names],
                "data_sets": N,
                "p_value": p,
                "inside": p >= self.threshold,
                "mean_rank": place.mean(axis=0),
                "coverage": (np.abs(place - 0.5) <= INTERVAL / 2.0).mean(axis=0),
                "lag": [self.lag.get(name, np.nan) for name in names],
            }
        )

    @property
    def is_calibrated(self) -> bool:
        """Whether every quantity is inside the band."""
        return bool(self.table["inside"].all())

    @property
    def sentence(self) -> str:
        """The verdict in plain words."""
        N, Q = self.ranks.shape
        outside = self.table.loc[~self.table["inside"]]
        where = " given the answers at hand" if self.given else ""
        what = f"{N} data sets, {Q} parameters and reported quantities"
        if outside.empty:
            band = f"{self.mass:.0%} band that is simultaneous over all of them"
            return f"Calibrated{where}: {what}, all inside the {band}."
        worst = outside.sort_values("p_value").head(3)
        named = "; ".join(f"{row.kind}: {row.quantity}" for row in worst.itertuples())
        band = f"simultaneous {self.mass:.0%} band"
        return f"Not calibrated{where}: {what}, {len(outside)} outside the {band}, first {named}."
