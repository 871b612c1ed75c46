"""Leave one team out: which teams numbers hang on, and whether each lies where the others predict it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from arviz_stats.base.array import array_stats
from scipy.special import bdtr, ndtr

from bayeschain.checks.quantities import quantities
from bayeschain.checks.team_means import team_means
from bayeschain.checks.verdict import FAIL_BELOW, LOOK_BELOW, Status, Verdict
from bayeschain.conventions import CHAIN, DRAW, TEAM
from bayeschain.messages import Message
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats

CHECK: Final = "leave_one_out"
PIT: Final = "calibration"
COLUMNS: Final = ("team", "pareto_k", "quantity", "construct", "shift")
PIT_COLUMNS: Final = ("construct", "at", "below", "lower", "upper", "p", "adjusted_p")
PARETO_LIMIT: Final = 0.7
LARGE_SHIFT: Final = 1.0
"""Move of a reported mean without one team, in posterior SDs, that is worth a look: half the way to its limit."""
SIMULATIONS: Final = 20_000
GRID: Final = 20


@dataclass(frozen=True)
class LeftOut:
    """Weights (J, M) that turn draws into those without each team, and their Pareto k (J,)."""

    weights: Floats
    pareto_k: Floats

    @property
    def is_trusted(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """(J,) whether the weights of a team can be trusted."""
        return np.asarray(self.pareto_k <= PARETO_LIMIT)


def left_out(log_likelihood: Floats) -> LeftOut:
    """Pareto-smoothed weights (Vehtari, Gelman & Gabry 2017) from log-likelihoods (M, J) of teams."""
    found = [array_stats.psislw(column) for column in log_likelihood.T]
    log_weights = np.array([np.asarray(each[0]) for each in found])
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return LeftOut(weights / weights.sum(axis=1, keepdims=True), np.array([float(each[1]) for each in found]))


def leave_one_out(fit: xr.DataTree) -> Verdict:
    """Say which teams the reported quantities hang on.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned.

    Returns
    -------
    Verdict
        One row a team: ``pareto_k``, and the reported ``quantity`` of a ``construct`` that moves most without the team,
        its ``shift`` in posterior SDs (NaN where Pareto k is above .7, and weights do not tell). The report names only
        teams that it may show.
    """
    fitted = open_fit(fit)
    found = quantities(fitted)
    out = left_out(team_log_likelihood(fit))
    mean, sd = found.draws.mean(axis=0), found.draws.std(axis=0)
    moved = out.weights @ found.draws - mean
    shift = np.divide(moved, sd, out=np.zeros_like(moved), where=np.broadcast_to(sd > 0.0, moved.shape))
    most = np.abs(shift).argmax(axis=1)
    table = pd.DataFrame(
        {
            "team": fitted.data[TEAM].to_numpy(),
            "pareto_k": out.pareto_k,
            "quantity": found.labels["quantity"].to_numpy()[most],
            "construct": found.labels["construct"].to_numpy()[most],
            "shift": np.where(out.is_trusted, shift[np.arange(len(shift)), most], np.nan),
        }
    )
    order = np.argsort(-np.nan_to_num(np.abs(table["shift"].to_numpy())), kind="stable")
    return _verdict(table.iloc[order].reset_index(drop=True))


def team_log_likelihood(fit: xr.DataTree) -> Floats:
    """(M, J) log-likelihood of each team in each draw."""
    found = fit["log_likelihood"].dataset["answers"].transpose(CHAIN, DRAW, TEAM).to_numpy()
    return np.asarray(found.reshape(-1, found.shape[2]))


def calibration(fit: xr.DataTree) -> Verdict:
    """Say whether teams lie where the others predict them: LOO-PIT by team.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned.

    Returns
    -------
    Verdict
        By ``construct`` and value ``at`` (0 to 1): ``below``, the share of teams whose scale mean has a probability
        up to it, predicted from the other teams, and the band ``lower, upper`` that holds the shares of all values at
        once with 95 % if predictions are calibrated (Säilynoja, Bürkner & Vehtari 2022, Statistics and Computing
        32:32); ``p`` of the largest departure, and ``adjusted_p`` for the number of constructs (Bonferroni).
    """
    fitted = open_fit(fit)
    pit = team_pit(fit, fitted)
    names = list(fitted.posterior.place)
    rng = np.random.default_rng([int(fit.attrs["seed"]), 4])
    frames = [
        uniformity(column[np.isfinite(column)], rng).assign(construct=name)
        for name, column in zip(names, pit.T, strict=True)
    ]
    table = pd.concat(frames, ignore_index=True)
    table["adjusted_p"] = np.minimum(table["p"] * len(names), 1.0)
    return _pit_verdict(table[list(PIT_COLUMNS)], fitted)


def team_pit(fit: xr.DataTree, fitted: Fitted) -> Floats:
    """(J, C) probability, given the other teams, that a team's mean is below the one observed; NaN without one."""
    means = team_means(fitted)
    weights = left_out(team_log_likelihood(fit)[means.kept]).weights
    out = np.full(means.observed.shape, np.nan)
    for j, y in enumerate(means.observed):
        spread = np.sqrt(np.einsum("mcc->mc", means.covariance(j)))
        out[j] = weights[j] @ ndtr((y - means.mean) / spread)
    return out


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


def _verdict(table: pd.DataFrame) -> Verdict:
    moved = table[table["shift"].abs() >= LARGE_SHIFT]
    silent = int((table["pareto_k"] > PARETO_LIMIT).sum())
    status: Status = "look" if len(moved) else "pass"
    said = (
        Message.counted(
            "Without {n} of the teams a reported number moves by one posterior SD or more.",
            "Without any one of {n} teams a reported number moves by one posterior SD or more.",
            len(moved),
        )
        if len(moved)
        else Message("No single team of which weights tell moves a reported number by one posterior SD or more.")
    )
    unknown = Message.counted(
        "Of {n} team weights do not tell (Pareto k above {limit:.1f}).",
        "Of {n} teams weights do not tell (Pareto k above {limit:.1f}).",
        silent,
        limit=PARETO_LIMIT,
    )
    remedy = Message("Report the result without this team beside the one with it.") if len(moved) else Message("")
    return Verdict(CHECK, status, Message.joined(said, unknown if silent else ""), remedy, table)


def _pit_verdict(table: pd.DataFrame, fitted: Fitted) -> Verdict:
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
