"""Log density of each prior in each draw, for checks that weigh priors anew."""

from collections.abc import Mapping

import numpy as np
import pymc as pm
import pytensor.tensor as pt
import xarray as xr
from pytensor.graph.traversal import ancestors

from bayeschain.conventions import CHAIN, DRAW
from bayeschain.inference.eager import evaluated
from bayeschain.model.build import LATENTS
from bayeschain.model.parameters import Floats

GROUP = "log_prior"


def log_prior(model: pm.Model, named: Mapping[str, Floats]) -> xr.Dataset:
    """Log density of every free variable, on its own scale and without those of its transformation.

    Parameters
    ----------
    model : pymc.Model
        Its priors may have been changed. Variables whose prior depends on another variable are left out.
    named : mapping of str to (chains, draws, size) float
        Draws of the free variables; those that are not kept have no part, nor have latents of teams and people, whose
        distributions are part of the model of the answers.

    Returns
    -------
    xarray.Dataset
        A variable (chain, draw) for each free variable, summed over its elements.
    """
    densities = {}
    for variable in model.free_RVs:
        parents = set(ancestors(variable.owner.inputs))
        if variable.name in named and variable.name not in LATENTS and parents.isdisjoint(model.free_RVs):
            value = pt.as_tensor_variable(np.asarray(named[variable.name], dtype=float))
            densities[variable.name] = pm.logp(variable, value).sum(axis=-1)
    found = evaluated(list(densities.values()))
    return xr.Dataset({name: ((CHAIN, DRAW), values) for name, values in zip(densities, found, strict=True)})
