"""Each team: its level in every construct, its respondents, its tier."""

import xarray as xr

from bayeschain.conventions import CONSTRUCT, SURVEY, TEAM, TIERS
from bayeschain.summaries.averages import team_averages
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import interval, with_conventions
from bayeschain.summaries.tiers import TIER, tier_draws, tier_probabilities


def teams(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """Posterior of each team's level, on the original response scale.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``team``, ``construct``, ``survey`` and ``tier``. By team and construct ``mean, sd, lower, upper``, also
        where a survey did not reach the team, and ``raw_mean``, NaN where it did not. By team and survey
        ``n_respondents``. By team and tier ``prob_tier``, where the model file has tiers. Internal: it tells of single
        teams.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    levels = fitted.scales.convert(fitted.posterior.level)
    lower, upper = interval(levels, mass)
    dims = (TEAM, CONSTRUCT)
    data = xr.Dataset(
        {
            "mean": (dims, levels.mean(axis=0)),
            "sd": (dims, levels.std(axis=0)),
            "lower": (dims, lower),
            "upper": (dims, upper),
            "raw_mean": (dims, team_averages(fitted)),
            "n_respondents": ((TEAM, SURVEY), fitted.data["n_respondents"].transpose(TEAM, SURVEY).to_numpy()),
        },
        coords={
            TEAM: fitted.data[TEAM].to_numpy(),
            CONSTRUCT: list(fitted.posterior.place),
            SURVEY: fitted.data[SURVEY].to_numpy(),
        },
    )
    if fitted.specification.tiers:
        third = tier_draws(fitted.posterior, fitted.specification.tiers.by)
        data = data.assign({"prob_tier": ((TEAM, TIER), tier_probabilities(third))}).assign_coords({TIER: list(TIERS)})
    return with_conventions(data, mass)
