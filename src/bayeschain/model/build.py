"""Specification and surveys to a PyMC model; the only assembler."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from bayeschain.model.forward import draw_moments
from bayeschain.model.likelihood import MarginalLikelihood
from bayeschain.model.moments import pack
from bayeschain.model.parameters import Layout
from bayeschain.model.priors import variables
from bayeschain.specification.files import Specification
from bayeschain.surveys import Surveys

ANSWERS = "answers"
MOMENTS = "moments"


class ChainModel(pm.Model):
    """A `pymc.Model` that remembers what it was built from.

    Attributes
    ----------
    specification : Specification
        The model that the user wrote.
    surveys : Surveys
        What the respondents answered.
    layout : Layout
        Places of the parameters in the flat vector.
    """

    specification: Specification
    surveys: Surveys
    layout: Layout


def build_model(specification: Specification, surveys: Surveys) -> ChainModel:
    """Model of a chain of constructs with every team and respondent latent integrated out.

    Parameters
    ----------
    specification : Specification
        The model that the user wrote.
    surveys : Surveys
        Moments of the answers by team.

    Returns
    -------
    ChainModel
        A `pymc.Model`. Free variables carry the dims of `Layout.blocks`; the observed variable ``answers`` (m,)
        holds the flat sufficient statistics of `moments.pack`, and draws new ones in a prior or posterior predictive.
    """
    layout = Layout(specification)
    op = MarginalLikelihood(layout.structure)

    def logp(value: Any, params: Any, design: Any) -> Any:
        likelihood, _ = op.make_node(params, value).outputs
        return likelihood

    def random(params: Any, design: Any, rng: np.random.Generator | None = None, size: Any = None) -> Any:
        generator = np.random.default_rng() if rng is None else rng
        return draw_moments(layout, np.asarray(params), np.asarray(design), generator)

    coords = {dim: labels for dim, labels in layout.coords.items() if labels}
    with ChainModel(coords=coords) as model:
        free = variables(layout)
        moments = pm.Data(MOMENTS, pack(layout, surveys))
        pm.CustomDist(
            ANSWERS,
            pt.concatenate(free),
            moments,
            logp=logp,
            random=random,
            signature="(n),(m)->(m)",
            observed=moments,
        )
    model.specification, model.surveys, model.layout = specification, surveys, layout
    return model
