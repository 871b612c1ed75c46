"""One compiled chain, many data sets: calibration, recovery and leave-one-out rest on it."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from threadpoolctl import threadpool_limits

from bayeschain.conventions import CHAIN, DRAW
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.inference.fitting import assemble, parameters_of, silent
from bayeschain.inference.latents import team_draws
from bayeschain.inference.prior import PRIOR_DRAWS, prior_variables
from bayeschain.inference.sampling import Settings, sample_compiled
from bayeschain.model.build import ANSWERS, ChainModel, is_partial, pack_data
from bayeschain.model.moments import known_partials
from bayeschain.model.ordinal_data import latent_sizes
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import natural
from bayeschain.surveys import Surveys


@dataclass(frozen=True)
class CompiledChain:
    """A chain compiled once; any surveys of the same constructs can be fitted with it, without compiling again.

    Parameters
    ----------
    layout : Layout
        The chain's parameters.
    compiled : Compiled
        The compiled model. It does not pickle: compile once a worker process.
    prior : dict of str to (M, …) float
        Prior draws that every fit carries; empty for none.
    """

    layout: Layout
    compiled: Compiled
    prior: dict[str, Floats]

    def fit(self, surveys: Surveys, settings: Settings, described: Surveys | None = None) -> xr.DataTree:
        """Sample the posterior of the chain given other surveys.

        Parameters
        ----------
        surveys : Surveys
            Other answers, other team sizes, another number of teams; the same constructs and items. With ordinal
            answers, people are parameters: as many respondents and teams reached as at first.
        settings : Settings
        described : Surveys, optional
            Surveys whose teams and moments the fit tells of; those fitted, where nothing is given. With the surveys of
            all teams, a fit without one of them tells what the others say of it: its log-likelihood, and its latents
            given its own answers and parameters that never saw them.

        Returns
        -------
        xarray.DataTree
            As `fit` returns it. Prior draws are those of the first surveys.

        Raises
        ------
        ValueError
            Answers are ordinal, and numbers of respondents or of teams reached are others; or items were skipped, and
            none were in the surveys that the chain was compiled for.
        """
        model: ChainModel = self.compiled.model
        sizes = latent_sizes(self.layout, surveys) if self.layout.categories else None
        if sizes is not None and sizes != latent_sizes(self.layout, model.surveys):
            raise ValueError("with ordinal answers, a compiled chain takes as many respondents as it was compiled for")
        if is_partial(self.layout, surveys) and not model.likelihood.with_partial:
            raise ValueError("the chain was compiled for complete answers: compile it for surveys with skipped items")
        bound = self.compiled.with_moments(pack_data(self.layout, surveys))
        sampled = sample_compiled(bound, settings, silent)
        told = surveys if described is None else described
        same_teams = "team_latent" in self.prior and self.prior["team_latent"].shape[1] == len(told.teams)
        with threadpool_limits(limits=1):
            prior = self.prior if same_teams else {}
            return assemble(self.layout, told, sampled, prior, settings, "nutpie")


def compile_chain(model: ChainModel, *, prior_draws: int = PRIOR_DRAWS) -> CompiledChain:
    """Compile a chain for many fits.

    Parameters
    ----------
    model : ChainModel
        What `build_model` returned for the first surveys.
    prior_draws : int
        Prior draws to carry; 0 for none.
    """
    seed = model.specification.sampling.seed
    prior = prior_variables(model, prior_draws, seed) if prior_draws else {}
    return CompiledChain(model.layout, compile_model(model), prior)


def with_unit_unknowing(layout: Layout, surveys: Surveys, fit: xr.DataTree, team: int) -> xr.DataTree:
    """A fit whose effects of units do not know the answers of a team, nor do its parameters.

    Parameters
    ----------
    layout : Layout
        A chain with units.
    surveys : Surveys
        All teams.
    fit : xarray.DataTree
        What `CompiledChain.fit` returned without the team, described by `surveys`: its effects know all answers.
    team : int
        Place of the team.

    Returns
    -------
    xarray.DataTree
        ``unit_effect`` and the log-likelihoods drawn anew. What stands of other draws is left as it is.
    """
    sizes, empty = fit["posterior"].sizes, np.zeros((fit["posterior"].sizes[CHAIN] * fit["posterior"].sizes[DRAW], 0))
    named = {block.name: empty for block in layout.blocks} | parameters_of(layout, fit)
    with threadpool_limits(limits=1):
        parts = natural(layout, named, known_partials(layout, surveys))
        rng = np.random.default_rng([int(fit.attrs["seed"]), 6])
        drawn = team_draws(layout, surveys, named, parts, rng, unseen=team)
    if drawn.unit is None:
        raise ValueError("there are no units")
    out = fit.copy()
    shape = (sizes[CHAIN], sizes[DRAW])
    posterior, told = fit["posterior"].dataset, fit["log_likelihood"].dataset
    effects = drawn.unit.reshape(*shape, *drawn.unit.shape[1:])
    density = drawn.log_likelihood.reshape(*shape, -1)
    out["posterior"] = xr.DataTree(posterior.assign(unit_effect=(posterior["unit_effect"].dims, effects)))
    out["log_likelihood"] = xr.DataTree(told.assign({ANSWERS: (told[ANSWERS].dims, density)}))
    return out
