"""The same model written the usual way in PyMC: every team and every respondent has latent variables, all sampled.

Priors are those of bayeschain, written with PyMC's own distributions (Dirichlet loadings, zero-sum intercepts, an LKJ
prior on the within-team correlations). Nothing is integrated out and no sufficient statistic is used. Latents are
centred or not centred as asked; `contender.py` says which combination was kept and `docs/benchmark` why.
"""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from scripts.benchmarks.people import People

from bayeschain.specification import Specification


def usual_model(
    specification: Specification, people: tuple[People, ...], teams: int, *, centred_teams: bool, centred_people: bool
) -> pm.Model:
    """Hierarchical model of the chain; every construct has the same number of items and there are no team columns.

    Parameters
    ----------
    specification : Specification
        The model file.
    people : tuple of People
        Answers by survey.
    teams : int
        Number of teams J.
    centred_teams : bool
        Team latents drawn about what the chain predicts, or as standard normals that are scaled afterwards.
    centred_people : bool
        Respondent latents drawn with their covariance, or as standard normals that are multiplied by its root.
    """
    priors, chain = specification.priors, specification.chain
    names = [construct.name for construct in specification.constructs]
    items = len(specification.constructs[0].items)
    C = len(names)
    with pm.Model(coords={"construct": names, "path": [path.name for path in chain.paths]}) as model:
        mu = pm.Normal("construct_mean", priors.means.mean, priors.means.sd, dims="construct")
        icc = pm.Beta("icc", priors.icc.alpha, priors.icc.beta, dims="construct")
        loading = items * pm.Dirichlet("loading_share", np.full((C, items), priors.loadings.concentration))
        deviation = pm.ZeroSumNormal("intercept_deviation", priors.item_deviations.sd, shape=(C, items))
        item_sd = pm.HalfNormal("item_sd", priors.item_sd.sd, shape=(C, items))
        bias_sd = pm.HalfNormal("item_bias_sd", priors.item_bias.sd, shape=(C, items))
        bias = pm.Normal("item_bias_unit", 0.0, 1.0, shape=(teams, C, items)) * bias_sd

        within, roots = [], {}
        for each in people:
            q = len(specification.survey_constructs(each.survey))
            root, _, sd = pm.LKJCholeskyCov(
                f"within_{each.survey}",
                eta=priors.within_correlations.eta,
                n=q,
                sd_dist=pm.HalfNormal.dist(priors.within_sd.sd, shape=q),
            )
            within.append(sd)
            roots[each.survey] = root
        tau = pt.concatenate(within) * pt.sqrt(icc / (1.0 - icc))

        k = np.array([len(chain.parents(path.target)) for path in chain.paths])
        z = pm.Normal("path_z", priors.paths.mean, priors.paths.sd / np.sqrt(k), dims="path")
        shocks, paths = _shocks(chain, names, z)
        pm.Deterministic("path_standardised", paths, dims="path")
        if centred_teams:
            eta = _centred_teams(chain, names, teams, mu, tau, shocks, paths)
        else:
            eta = mu + tau * (pm.Normal("team_unit", 0.0, 1.0, shape=(teams, C)) @ shocks.T)

        first = 0
        for each in people:
            q = len(specification.survey_constructs(each.survey))
            part, N = slice(first, first + q), len(each.team)
            first += q
            if centred_people:
                w = pm.MvNormal(f"person_{each.survey}", np.zeros(q), chol=roots[each.survey], shape=(N, q))
            else:
                w = pm.Normal(f"person_unit_{each.survey}", 0.0, 1.0, shape=(N, q)) @ roots[each.survey].T
            level = eta[:, part][each.team] - mu[part] + w
            expected = mu[part, None] + deviation[part] + loading[part] * level[:, :, None] + bias[:, part][each.team]
            pm.Normal(f"answers_{each.survey}", expected, item_sd[part], observed=each.answers.reshape(N, q, items))
    return model


def _shocks(chain: Any, names: list[str], z: Any) -> tuple[Any, Any]:
    """Root of the implied correlations, row by row along the chain, and the standardised paths.

    A construct is its parents times z plus a shock of its own, all divided by the SD of that sum. Row c of the root
    holds what construct c takes of each shock. There is one exogenous construct, so no correlation among exogenous.
    """
    rows: dict[str, Any] = {name: pt.as_tensor_variable(np.eye(len(names))[names.index(name)]) for name in names}
    paths: list[Any] = [None] * len(chain.paths)
    for name in chain.endogenous:
        incoming = [i for i, path in enumerate(chain.paths) if path.target == name]
        row = sum((z[i] * rows[chain.paths[i].source] for i in incoming), rows[name])
        length = pt.sqrt((row**2).sum())
        rows[name] = row / length
        for i in incoming:
            paths[i] = z[i] / length
    return pt.stack([rows[name] for name in names]), pt.stack(paths)


def _centred_teams(chain: Any, names: list[str], teams: int, mu: Any, tau: Any, shocks: Any, paths: Any) -> Any:
    """(J, C) team latents, each construct about what its parents predict."""
    found: dict[str, Any] = {}
    for name in chain.order:
        c = names.index(name)
        centre = mu[c]
        for i, path in enumerate(chain.paths):
            if path.target == name:
                p = names.index(path.source)
                centre = centre + paths[i] * tau[c] / tau[p] * (found[path.source] - mu[p])
        found[name] = pm.Normal(f"team_{name}", centre, tau[c] * shocks[c, c], shape=teams)
    return pt.stack([found[name] for name in names], axis=1)
