"""A fit opened for summaries: specification, draws, data and original response scales."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import COLUMN, POMP_MAXIMUM, T_MEAN, T_SD
from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.inference.schema import categories_of, specification_of
from bayeschain.specification.chain import Construct
from bayeschain.specification.model_file import Specification
from bayeschain.summaries.intervals import Floats
from bayeschain.summaries.posterior import Draws


def response_scale(construct: Construct) -> tuple[float, float]:
    """Lowest and highest answer; ValueError for a team column, which has none."""
    if construct.scale is None:
        raise ValueError(f"construct '{construct.name}' has no response scale")
    return construct.scale


@dataclass(frozen=True)
class ResponseScales:
    """What one point of a construct is in its own units: original = origin + unit × model value.

    Parameters
    ----------
    origin, unit : (C,) float
        For a survey construct lowest answer and (highest - lowest)/100; for a team column from its mean and SD.
    is_ratio : (C,) bool
        Whether a ratio of two values has a meaning: a survey scale without negative answers.
    """

    origin: Floats
    unit: Floats
    is_ratio: NDArray[np.bool_]

    def convert(self, values: Floats) -> Floats:
        """Values (…, C) in original units."""
        return self.origin + self.unit * values


@dataclass(frozen=True)
class Fitted:
    """A fit opened for summaries.

    Parameters
    ----------
    specification : Specification
        What was fitted.
    posterior, prior : Draws
        The two groups.
    data : xarray.Dataset
        The constant data.
    """

    specification: Specification
    posterior: Draws
    prior: Draws
    data: xr.Dataset

    @cached_property
    def scales(self) -> ResponseScales:
        """Original scale of each construct."""
        ends = [self._origin_and_unit(name) for name in self.specification.chain.constructs]
        low = [construct.scale for construct in self.specification.constructs]
        return ResponseScales(
            np.array([origin for origin, _ in ends]),
            np.array([unit for _, unit in ends]),
            np.array([scale is not None and scale[0] >= 0.0 for scale in low]),
        )

    def _origin_and_unit(self, name: str) -> tuple[float, float]:
        construct = self.specification.construct(name)
        if construct.column is not None:
            mean, sd = (float(self.data[each].sel({COLUMN: name})) for each in ("column_mean", "column_sd"))
            return mean - T_MEAN / T_SD * sd, sd / T_SD
        low, high = response_scale(construct)
        return low, (high - low) / POMP_MAXIMUM

    def mass(self, given: float | None) -> float:
        """Interval mass asked for, or that of the model file."""
        mass = self.specification.report.interval if given is None else given
        if not 0.0 < mass < 1.0:
            problem = Problem(f"An interval cannot hold the probability {mass:g}.", "Give a number between 0 and 1.")
            raise InputError([problem])
        return mass

    def construct(self, name: str) -> str:
        """Name of a construct, checked; InputError if there is none."""
        if name not in self.posterior.place:
            remedy = did_you_mean(name, self.posterior.place)
            raise InputError([Problem(f"There is no construct '{name}' in this fit.", remedy)])
        return name


def open_fit(fit: xr.DataTree) -> Fitted:
    """Open a fit for summaries.

    Parameters
    ----------
    fit : xarray.DataTree
        What `bayeschain.fit` or `bayeschain.load` returned.

    Returns
    -------
    Fitted
        Its specification, draws and data.
    """
    specification = specification_of(fit)
    data = fit["constant_data"].dataset
    categories = categories_of(data)
    posterior, prior = (Draws(specification, fit[group].dataset, categories) for group in ("posterior", "prior"))
    return Fitted(specification, posterior, prior, data)
