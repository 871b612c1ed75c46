"""Units above the teams: their levels, and how much of the differences between teams lies between them."""

import numpy as np
import xarray as xr

from bayeschain.conventions import CONSTRUCT, SURVEY, TEAM, UNIT
from bayeschain.errors import InputError, Problem
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import interval, with_conventions


def units(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """Posterior of each unit's level, on the original response scale, and of the SDs between units.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit of a model file with a unit in the team table.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``unit``, ``construct`` and ``survey``. By unit and construct ``mean, sd, lower, upper``: where its teams
        lie about, at average team covariates, partially pooled; where answers are ordinal, expected answers averaged
        over new teams of the unit. By unit ``n_teams``, and by survey ``n_respondents``.
        By construct ``sd_between`` with ``_lower, _upper`` (between units, original scale), and ``share`` with
        ``_lower, _upper``: its square as a share of the variance between teams; ``prior_share_lower, _upper``.

    Raises
    ------
    InputError
        The model file names no units.
    """
    fitted = open_fit(fit)
    if UNIT not in fitted.data.dims:
        remedy = "Write unit: under teams, with the column that names them."
        raise InputError([Problem("The model file names no units above the teams.", remedy)])
    mass = fitted.mass(mass)
    draws = fitted.posterior
    between = draws.array("unit_sd", CONSTRUCT)
    inside = np.maximum(draws.team_sd**2 - between**2, 0.0)
    latent = draws.mean[:, None, :] + draws.array("unit_effect", UNIT, CONSTRUCT)
    levels = fitted.scales.convert(draws.expected(latent, inside))
    share = (between / draws.team_sd) ** 2
    prior = (fitted.prior.array("unit_sd", CONSTRUCT) / fitted.prior.team_sd) ** 2
    of_team = fitted.data["unit_of_team"].to_numpy()
    member = of_team[None, :] == np.arange(fitted.data.sizes[UNIT])[:, None]
    n = fitted.data["n_respondents"].transpose(TEAM, SURVEY).to_numpy()
    in_points = between * draws.slope * fitted.scales.unit
    (lower, upper), (sd_lower, sd_upper) = interval(levels, mass), interval(in_points, mass)
    (share_lower, share_upper), (prior_lower, prior_upper) = interval(share, mass), interval(prior, mass)
    by_construct = {
        "sd_between": in_points.mean(axis=0),
        "sd_between_lower": sd_lower,
        "sd_between_upper": sd_upper,
        "share": share.mean(axis=0),
        "share_lower": share_lower,
        "share_upper": share_upper,
        "prior_share_lower": prior_lower,
        "prior_share_upper": prior_upper,
    }
    by_unit = {"mean": levels.mean(axis=0), "sd": levels.std(axis=0), "lower": lower, "upper": upper}
    data = xr.Dataset(
        {name: ((UNIT, CONSTRUCT), value) for name, value in by_unit.items()}
        | {name: (CONSTRUCT, value) for name, value in by_construct.items()}
        | {"n_teams": (UNIT, member.sum(axis=1)), "n_respondents": ((UNIT, SURVEY), member @ n)},
        coords={
            UNIT: fitted.data[UNIT].to_numpy(),
            CONSTRUCT: list(draws.place),
            SURVEY: fitted.data[SURVEY].to_numpy(),
        },
    )
    return with_conventions(data, mass)
