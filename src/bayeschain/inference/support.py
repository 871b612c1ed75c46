"""Where a search for the mode begins: the support point of the prior."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pymc as pm
from pymc.initial_point import make_initial_point_expression

from bayeschain.inference.eager import evaluated
from bayeschain.model.parameters import Floats


@dataclass(frozen=True)
class Support:
    """Support point of a model's prior on the unconstrained scale, found once and without compiling.

    Parameters
    ----------
    model : pymc.Model
    """

    model: pm.Model

    @cached_property
    def values(self) -> dict[str, Floats]:
        """Values of the free variables, by the names of their values on the unconstrained scale."""
        graphs = make_initial_point_expression(
            free_rvs=self.model.free_RVs,
            rvs_to_transforms=self.model.rvs_to_transforms,
            initval_strategies=self.model.rvs_to_initial_values,
            return_transformed=True,
        )
        names = [self.model.rvs_to_values[variable].name for variable in self.model.free_RVs]
        return dict(zip(names, evaluated(graphs), strict=True))

    @cached_property
    def point(self) -> Floats:
        """(n,) all of them."""
        return np.concatenate([np.ravel(self.values[self.model.rvs_to_values[v].name]) for v in self.model.free_RVs])

    @cached_property
    def sizes(self) -> list[tuple[Any, int]]:
        """Free variables and their sizes."""
        shapes = {variable: self.model.rvs_to_values[variable].type.shape for variable in self.model.free_RVs}
        if all(None not in shape for shape in shapes.values()):
            return [(variable, math.prod(shape)) for variable, shape in shapes.items()]
        return [(v, self.values[self.model.rvs_to_values[v].name].size) for v in self.model.free_RVs]
