"""What if: a construct raised by one point or one SD, and the change of the outcome downstream."""

from typing import Final

import numpy as np
import xarray as xr

from bayeschain.summaries.drivers import DRIVER
from bayeschain.summaries.fitted import ResponseScales, open_fit
from bayeschain.summaries.intervals import Floats, labelled, summarise_both, with_conventions
from bayeschain.summaries.outcome import Outcome, outcome_of
from bayeschain.summaries.posterior import Draws

RAISED: Final = "raised"
UNIT: Final = "unit"
RAISES: Final = ("point", "sd")
UNITS: Final = ("points", "sd")
NOTE: Final = (
    "change of the outcome that the chain implies when a construct is raised and all that follows from it moves along;"
    " an answer about the model, not an experiment"
)


def what_if(fit: xr.DataTree, outcome: str | None = None, *, mass: float | None = None) -> xr.Dataset:
    """Change of the outcome when one of its drivers is raised, through total effects.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    outcome : str, optional
        Construct that changes; that of the model file where nothing is given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``driver`` (stage by stage), ``raised`` (by one point of its original response scale, or by one team-level
        SD) and ``unit`` (change in points of the outcome's original scale, or in its team-level SDs). Coordinate
        ``stage``. Variables ``mean, sd, lower, upper, prob_positive, prior_lower, prior_upper, data_informative``.
        A driver is always raised, and a positive change is a higher outcome, whatever direction is better.

    Raises
    ------
    InputError
        The outcome is not in the chain, or nothing leads to it.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    about = outcome_of(fitted, outcome)
    posterior, prior = (changes(draws, about, fitted.scales) for draws in (fitted.posterior, fitted.prior))
    data = xr.Dataset(
        labelled(summarise_both(posterior, prior, mass), (DRIVER, RAISED, UNIT)),
        coords={
            DRIVER: list(about.drivers),
            RAISED: list(RAISES),
            UNIT: list(UNITS),
            "stage": (DRIVER, [s + 1 for s, stage in enumerate(about.stages) for _ in stage]),
            "outcome": about.name,
        },
    )
    return with_conventions(data, mass, meaning=NOTE)


def changes(draws: Draws, about: Outcome, scales: ResponseScales) -> Floats:
    """Changes of the outcome.

    Parameters
    ----------
    draws : Draws
        M draws.
    about : Outcome
        With S drivers.
    scales : ResponseScales
        Original units.

    Returns
    -------
    (M, S, 2, 2) float
        By what the driver is raised (point, SD) and in what the outcome changes (points, SDs).
    """
    y, sources = draws.place[about.name], [draws.place[name] for name in about.drivers]
    total = draws.total[0][:, y, sources]
    step = np.stack([np.broadcast_to(1.0 / scales.unit[sources], total.shape), draws.team_sd[:, sources]], axis=-1)
    size = np.stack([np.full(len(total), scales.unit[y]), 1.0 / draws.team_sd[:, y]], axis=-1)
    return np.asarray((total[:, :, None] * step)[..., None] * size[:, None, None, :])
