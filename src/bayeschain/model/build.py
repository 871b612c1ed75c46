"""Specification and surveys to a PyMC model; the only assembler."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from bayeschain.model.forward import draw_moments
from bayeschain.model.likelihood import MarginalLikelihood
from bayeschain.model.moments import has_gaps, pack
from bayeschain.model.ordinal_data import (
    all_categories,
    has_ordinal_gaps,
    is_ordinal,
    latent_sizes,
    pack_ordinal,
    plan_of,
    used_categories,
)
from bayeschain.model.ordinal_forward import draw_ordinal
from bayeschain.model.ordinal_likelihood import OrdinalLikelihood
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.priors import variables
from bayeschain.specification.files import Specification
from bayeschain.surveys import Surveys

ANSWERS = "answers"
MOMENTS = "moments"
ITEM_BIASES = "item_bias_standard_raw"
TEAM_COORDINATES = "team_coordinate_raw"
PEOPLE_COORDINATES = "respondent_coordinate_raw"
LATENTS = (ITEM_BIASES, TEAM_COORDINATES, PEOPLE_COORDINATES)
"""Free variables of chains with ordinal answers that are latents of teams and people, not parameters."""


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
    likelihood : MarginalLikelihood
        The op that holds the density of the answers.
    """

    specification: Specification
    surveys: Surveys
    layout: Layout
    likelihood: MarginalLikelihood


def build_model(specification: Specification, surveys: Surveys, *, every_category: bool = False) -> ChainModel:
    """Model of a chain of constructs with every team latent integrated out.

    Parameters
    ----------
    specification : Specification
        The model that the user wrote.
    surveys : Surveys
        Moments of the answers by team; answers person by person where they are ordinal.
    every_category : bool
        Tell all categories of ordinal items apart, also those that nobody used, which are merged with their neighbours
        otherwise: then one model fits many data sets.

    Returns
    -------
    ChainModel
        A `pymc.Model`. Free variables carry the dims of `Layout.blocks`; the observed variable ``answers`` (m,)
        holds the flat data of `pack_data`, and draws new ones in a prior or posterior predictive. Where all answers
        are Gaussian, nobody's latents are sampled. Where some are ordinal, standard normal coordinates of people and
        of item biases are free variables as well; those of teams have a standard normal for a prior on paper only: the
        likelihood divides it out and puts in the density that the chain gives them.
    """
    categories = all_categories(specification) if every_category else used_categories(specification, surveys)
    layout = Layout(specification, categories)
    ordinal = is_ordinal(specification)
    op = likelihood_of(layout, surveys)

    def logp(value: Any, params: Any, design: Any) -> Any:
        likelihood, _ = op.make_node(params, value).outputs
        return likelihood

    def random(params: Any, design: Any, rng: np.random.Generator | None = None, size: Any = None) -> Any:
        generator = np.random.default_rng() if rng is None else rng
        draw = draw_ordinal if ordinal else draw_moments
        return draw(layout, np.asarray(params), np.asarray(design), generator)

    coords = {dim: labels for dim, labels in layout.coords.items() if labels}
    with ChainModel(coords=coords) as model:
        free = variables(layout)
        if ordinal:
            sizes = latent_sizes(layout, surveys)
            free.append(pm.Normal(ITEM_BIASES, shape=sizes.biases))
            free.append(pm.Normal(TEAM_COORDINATES, shape=sizes.firsts))
            free.append(pm.Normal(PEOPLE_COORDINATES, shape=sizes.rests))
        moments = pm.Data(MOMENTS, pack_data(layout, surveys))
        pm.CustomDist(
            ANSWERS,
            pt.concatenate(free),
            moments,
            logp=logp,
            random=random,
            signature="(n),(m)->(m)",
            observed=moments,
        )
    model.specification, model.surveys, model.layout, model.likelihood = specification, surveys, layout, op
    return model


def likelihood_of(layout: Layout, surveys: Surveys) -> MarginalLikelihood:
    """The density of the answers of a chain, with the part for skipped items where there are any."""
    with_partial = is_partial(layout, surveys)
    if layout.categories:
        return OrdinalLikelihood(plan_of(layout), with_partial=with_partial)
    return MarginalLikelihood(layout.structure, with_partial=with_partial)


def is_partial(layout: Layout, surveys: Surveys) -> bool:
    """Whether a respondent of a survey with a Gaussian likelihood skipped an indicator."""
    return has_ordinal_gaps(layout, surveys) if layout.categories else has_gaps(layout, surveys)


def pack_data(layout: Layout, surveys: Surveys) -> Floats:
    """Flat data that the likelihood of a chain reads: `moments.pack`, or `ordinal_data.pack_ordinal`."""
    return pack_ordinal(layout, surveys) if layout.categories else pack(layout, surveys)
