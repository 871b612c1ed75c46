"""Slopes on covariates: what equations between teams, and constructs within teams, are adjusted for."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayeschain.conventions import (
    ADJUSTMENT,
    COVARIATE,
    COVARIATE_SLOPE,
    RESPONDENT_SLOPE,
    TOTAL_SCALES,
    item_name,
    path_name,
)
from bayeschain.specification.model_file import Specification
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats, labelled, summarise_both, with_conventions
from bayeschain.summaries.posterior import Draws

SLOPE = "slope"


@dataclass(frozen=True)
class Slope:
    """One slope: of a construct on a covariate of teams (survey empty) or of the respondents of a survey."""

    construct: str
    covariate: str
    survey: str

    @property
    def name(self) -> str:
        """As the posterior names it."""
        return path_name(self.construct, self.covariate)


def covariates(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """Slopes of constructs on covariates.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``slope`` (none without covariates) and ``scale`` (raw, standardised). Coordinates ``construct, covariate,
        survey`` of each slope; the survey is empty for a covariate of teams. Variables ``mean, sd, lower, upper,
        prob_positive, prior_lower, prior_upper, data_informative``. Raw slopes are in model units of the construct for
        one unit of the covariate; standardised ones in SDs of the construct, between teams or within them, for an SD.
        Constructs that no construct explains have a slope on every covariate of teams: they covary freely with these.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    listed = list(slopes_of(fitted.specification, fitted.posterior))
    if listed:
        prior = slope_draws(fitted, fitted.prior, listed)
        values = summarise_both(slope_draws(fitted, fitted.posterior, listed), prior, mass)
    else:
        values = summarise_both(np.zeros((1, 0, 2)), np.zeros((1, 0, 2)), mass)
    data = xr.Dataset(
        labelled(values, (SLOPE, "scale")),
        coords={
            SLOPE: [f"{slope.name} ({slope.survey or 'teams'})" for slope in listed],
            "scale": list(TOTAL_SCALES),
            "construct": (SLOPE, [slope.construct for slope in listed]),
            "covariate": (SLOPE, [slope.covariate for slope in listed]),
            "survey": (SLOPE, [slope.survey for slope in listed]),
        },
    )
    return with_conventions(data, mass)


def slopes_of(specification: Specification, draws: Draws) -> Iterator[Slope]:
    """Slopes of a model: on covariates of teams, then of respondents survey by survey."""
    if specification.chain.covariates:
        for name in draws.group[COVARIATE_SLOPE].to_numpy().tolist():
            construct, covariate = str(name).split(" ~ ")
            yield Slope(construct, covariate, "")
    for survey, options in specification.surveys.items():
        for each in specification.survey_constructs(survey):
            yield from (Slope(each.name, covariate, survey) for covariate in options.adjust)


def slope_draws(fitted: Fitted, draws: Draws, listed: list[Slope]) -> Floats:
    """(M, slopes, 2) draws, raw and standardised."""
    found = []
    respondents = [each.name for each in fitted.specification.respondent_constructs]
    for slope in listed:
        if slope.survey:
            values = draws.group["respondent_slope"].sel({RESPONDENT_SLOPE: slope.name}).to_numpy().ravel()
            size = draws.respondent("within_sd")[:, respondents.index(slope.construct)]
            sd = fitted.data["adjustment_sd"].sel({ADJUSTMENT: item_name(slope.survey, slope.covariate)})
        else:
            values = draws.group["covariate_effect"].sel({COVARIATE_SLOPE: slope.name}).to_numpy().ravel()
            size = draws.team_sd[:, draws.place[slope.construct]]
            sd = fitted.data["covariate_sd"].sel({COVARIATE: slope.covariate})
        found.append(np.stack([values * size / float(sd), values], axis=-1))
    return np.stack(found, axis=1)
