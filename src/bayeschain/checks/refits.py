"""Exact fits without one team, for teams of which weights do not tell; a fit carries what they found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.convergence import diagnose
from bayeschain.checks.left_out import left_out, log_predictive, team_log_likelihood
from bayeschain.checks.quantities import FIRST, LABELS, quantities
from bayeschain.checks.team_means import is_gaussian, team_means
from bayeschain.conventions import CHAIN, CONSTRUCT, DRAW, RHAT_LIMIT_NUISANCE, TEAM
from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.inference import CompiledChain, Progress, Settings, compile_chain
from bayeschain.inference.fitting import settings_for
from bayeschain.inference.refitting import with_unit_unknowing
from bayeschain.model import ChainModel
from bayeschain.specification import Specification
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import Floats
from bayeschain.surveys import Surveys
from bayeschain.surveys.leaving_out import without

GROUP: Final = "without_team"
"""Group of a fit that holds what refits found; its dim ``team`` has the teams that were left out."""
QUANTITY: Final = "quantity"
DRAWS: Final = 250
TUNE: Final = 100
"""Of each chain of a refit. Chains start in standard coordinates of the posterior without the team, so that little is
left to learn; a mean is then known to about .03 posterior SDs."""


@dataclass(frozen=True)
class Refit:
    """What a fit without a team says.

    Parameters
    ----------
    mean : (Q,) float
        Means of the reported quantities, in the order of `quantities`.
    below : (C,) float
        Probability that the team's scale means are below those observed; NaN without one.
    elpd : float
        Log predictive density of the team's answers.
    """

    mean: Floats
    below: Floats
    elpd: float


def refusals(specification: Specification) -> list[Problem]:
    """Why a chain cannot be fitted again without a team; empty where it can."""
    if not is_gaussian(specification):
        remedy = "Leave out --exact, or write likelihood: gaussian."
        return [Problem("Fits without single teams are made for Gaussian surveys only.", remedy)]
    return []


def refit_teams(
    model: ChainModel,
    fit: xr.DataTree,
    *,
    teams: tuple[str, ...] | None = None,
    draws: int = DRAWS,
    tune: int = TUNE,
    cores: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> xr.DataTree:
    """Fit a model again without each team of which weights do not tell (Pareto k above .7).

    Parameters
    ----------
    model : ChainModel
        What was fitted.
    fit : xarray.DataTree
        Its fit.
    teams : tuple of str, optional
        Teams to leave out, one at a time, instead.
    draws, tune : int
        Of each chain of a refit; a fit with fewer has refits with as few.
    cores : int, optional
        Chains at a time; as many as there are cores, by default.
    progress : callable, optional
        Told of every refit.

    Returns
    -------
    xarray.DataTree
        The fit with the group ``without_team``, which `leave_one_out` and `calibration` read: by ``team`` left out
        ``elpd``, ``rhat`` (the largest of the reported quantities), ``divergences``; ``mean`` of each ``quantity``
        without the team; and ``below`` by ``construct``, the probability that the team's mean is below the one seen.
        Nothing else of the refits is kept. The same seed gives the same refits, whatever `teams` and `cores`.

    Raises
    ------
    InputError
        A survey is ordinal, or there is no such team.
    """
    surveys, specification = model.surveys, model.specification
    problems = refusals(specification)
    problems += [
        Problem(f"There is no team '{t}'.", did_you_mean(t, surveys.teams))
        for t in teams or ()
        if t not in surveys.teams
    ]
    if problems:
        raise InputError(problems)
    if teams is None:
        trusted = left_out(team_log_likelihood(fit)).is_trusted
        teams = tuple(team for team, known in zip(surveys.teams, trusted, strict=True) if not known)
    out = fit.copy()
    if not teams:
        return out
    tell = progress or (lambda _: None)
    tell(Progress("compiling"))
    chain = compile_chain(model, prior_draws=0)
    sizes, seed = fit["posterior"].sizes, int(fit.attrs["seed"])
    settings = settings_for(
        specification,
        draws=min(draws, sizes["draw"]),
        tune=tune,
        chains=sizes["chain"],
        cores=cores,
        target_accept=fit.attrs.get("target_accept"),
    )
    found = []
    for number, team in enumerate(teams):
        tell(Progress("refitting", number, len(teams)))
        own = replace(settings, seed=seed_without(seed, surveys.teams.index(team)))
        found.append(_without(chain, surveys, fit, team, own))
    tell(Progress("refitting", len(teams), len(teams)))
    out[GROUP] = xr.DataTree(xr.concat(found, pd.Index(teams, name=TEAM)))
    return out


def stored_refits(fit: xr.DataTree) -> Mapping[int, Refit]:
    """Refits that a fit carries, by the place of the team among all teams; those that have converged."""
    if GROUP not in fit.children:
        return {}
    data = fit[GROUP].dataset
    place = {str(team): j for j, team in enumerate(fit["constant_data"][TEAM].to_numpy())}
    mean, below = data["mean"].transpose(TEAM, QUANTITY).to_numpy(), data["below"].transpose(TEAM, CONSTRUCT).to_numpy()
    elpd, rhat = data["elpd"].to_numpy(), data["rhat"].to_numpy()
    return {
        place[str(team)]: Refit(mean[i], below[i], float(elpd[i]))
        for i, team in enumerate(data[TEAM].to_numpy())
        if rhat[i] <= RHAT_LIMIT_NUISANCE
    }


def _without(chain: CompiledChain, surveys: Surveys, fit: xr.DataTree, team: str, settings: Settings) -> xr.Dataset:
    """What a fit without a team says, of all teams."""
    j = surveys.teams.index(team)
    refitted = chain.fit(without(surveys, team), settings, described=surveys)
    refitted["prior"] = fit["prior"]
    fitted = open_fit(refitted)
    # The team stays among those that quantities are about; what predicts it knows of its unit by the others alone.
    outside = with_unit_unknowing(chain.layout, surveys, refitted, j) if chain.layout.has_units else refitted
    found = quantities(fitted)
    told = found.draws[:, (found.labels["quantity"] != FIRST).to_numpy()]  # being first is 0 or 1: it has no R-hat
    shaped = told.reshape(settings.chains, settings.draws, -1)
    diagnosed = diagnose(xr.Dataset({"x": ((CHAIN, DRAW, QUANTITY), shaped)}))
    names = [f"{one}: {other}" for one, other in found.labels[list(LABELS)].itertuples(index=False)]
    return xr.Dataset(
        {
            "mean": (QUANTITY, found.draws.mean(axis=0)),
            "below": (CONSTRUCT, team_means(open_fit(outside)).below(j).mean(axis=0)),
            "elpd": log_predictive(team_log_likelihood(outside)[:, j]),
            "rhat": float(diagnosed["rhat"].max()),
            "divergences": int(refitted["sample_stats"]["diverging"].sum()),
        },
        coords={QUANTITY: names, CONSTRUCT: list(fitted.posterior.place)},
    )


def seed_without(seed: int, place: int) -> int:
    """Seed of the fit without the team at a place."""
    return int(np.random.SeedSequence([seed, 5, place]).generate_state(1)[0])
