"""Do teams lie where the other teams predict them? LOO-PIT by team."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import bdtr

from bayeschain.checks.left_out import left_out, team_log_likelihood
from bayeschain.checks.new_answers import new_answers
from bayeschain.checks.refits import stored_refits
from bayeschain.checks.team_means import TeamMeans, is_gaussian, team_means
from bayeschain.checks.verdict import FAIL_BELOW, LOOK_BELOW, Status, Verdict, about
from bayeschain.messages import Message
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats

PIT: Final = "calibration"
PIT_COLUMNS: Final = ("construct", "at", "below", "lower", "upper", "p", "adjusted_p")
SIMULATIONS: Final = 20_000
GRID: Final = 20


def calibration(fit: xr.DataTree, teams: NDArray[np.bool_] | None = None) -> Verdict:
    """Say whether teams lie where the others predict them: LOO-PIT by team.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` or `refit_teams` returned.
    teams : (J,) bool, optional
        Teams that are looked at, each predicted from all others; all of them, by default.

    Returns
    -------
    Verdict
        By ``construct`` and value ``at`` (0 to 1): ``below``, the share of teams whose scale mean has a probability
        up to it, predicted from the other teams, and the band ``lower, upper`` that holds the shares of all values at
        once with 95 % if predictions are calibrated (Säilynoja, Bürkner & Vehtari 2022, Statistics and Computing
        32:32); ``p`` of the largest departure, and ``adjusted_p`` for the number of constructs (Bonferroni).
    """
    fitted, rng = open_fit(fit), np.random.default_rng([int(fit.attrs["seed"]), 4])
    means = team_means(fitted)
    below = means.below if is_gaussian(fitted.specification) else simulated_below(fitted, means, rng)
    pit = team_pit(fit, means, below)
    pit = pit if teams is None else pit[teams]
    names = list(fitted.posterior.place)
    frames = [
        uniformity(column[np.isfinite(column)], rng).assign(construct=name)
        for name, column in zip(names, pit.T, strict=True)
        if np.isfinite(column).any()
    ]
    table = pd.concat(frames, ignore_index=True)
    table["adjusted_p"] = np.minimum(table["p"] * len(names), 1.0)
    return about(_verdict(table[list(PIT_COLUMNS)], fitted), teams)


def team_pit(fit: xr.DataTree, means: TeamMeans, below: Callable[[int], Floats]) -> Floats:
    """(J, C) probability, given the other teams, that a team's mean is below the one observed; NaN without one.

    `below` tells it of team j in each draw, (M, C).
    """
    out = left_out(team_log_likelihood(fit)[means.kept])
    refitted = stored_refits(fit)
    return np.array(
        [
            refitted[j].below if j in refitted else np.clip(out.mean(below(j), j), 0.0, 1.0)
            for j in range(len(means.observed))
        ]
    )


def simulated_below(fitted: Fitted, means: TeamMeans, rng: np.random.Generator) -> Callable[[int], Floats]:
    """What `TeamMeans.below` is for normal means, by new answers; of equal means half count as below."""
    new = new_answers(fitted, means, rng).means.reshape(len(means.kept), -1, *means.observed.shape)
    share = (new < means.observed).mean(axis=1) + 0.5 * (new == means.observed).mean(axis=1)
    found = np.where(np.isfinite(means.observed), share, np.nan)
    return lambda j: found[:, j]


def uniformity(pit: Floats, rng: np.random.Generator) -> pd.DataFrame:
    """Shares of values (n,) up to each point of a grid, a simultaneous 95 % band, and p of the largest departure."""
    n, at = len(pit), np.arange(1, GRID) / GRID
    possible = np.arange(n + 1.0)[:, None]
    above = 1.0 - np.where(possible > 0, bdtr(np.maximum(possible - 1.0, 0.0), n, at), 0.0)
    tail = np.minimum(bdtr(possible, n, at), above)
    place = np.arange(GRID - 1)
    counts = rng.multinomial(n, np.full(GRID, 1.0 / GRID), SIMULATIONS).cumsum(axis=1)[:, :-1]
    seen = (pit[:, None] <= at).sum(axis=0)
    departures, own = tail[counts, place].min(axis=1), tail[seen, place].min()
    held = tail >= np.quantile(departures, LOOK_BELOW)
    return pd.DataFrame(
        {
            "at": at,
            "below": seen / n,
            "lower": held.argmax(axis=0) / n,
            "upper": (n - held[::-1].argmax(axis=0)) / n,
            "p": float(((departures <= own).sum() + 1) / (SIMULATIONS + 1)),
        }
    )


def _verdict(table: pd.DataFrame, fitted: Fitted) -> Verdict:
    by = table.drop_duplicates("construct").sort_values("adjusted_p", kind="stable")
    p = float(by["adjusted_p"].iloc[0])
    status: Status = "fail" if p < FAIL_BELOW else "look" if p < LOOK_BELOW else "pass"
    if status == "pass":
        said = Message("Teams lie where the other teams predict them, in each of {n} constructs.", n=len(by))
        return Verdict(PIT, status, said, Message(""), table)
    odd = tuple(
        Message("“{label}”", label=fitted.specification.label(str(name)))
        for name in by["construct"][by["adjusted_p"] < LOOK_BELOW]
    )
    said = Message("Teams do not lie where the other teams predict them: {names:and}.", names=odd)
    remedy = Message("Predictions are too wide, too narrow or to one side: see the figure and the answers.")
    return Verdict(PIT, status, said, remedy, table)
