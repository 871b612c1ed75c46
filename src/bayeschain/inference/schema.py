"""The fitted DataTree: names, dims and how sampled parameters become what summaries read."""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
import xarray as xr
from scipy.linalg import block_diag

from bayeschain.conventions import (
    ADJUSTMENT,
    BOUNDARY,
    CHAIN,
    COLUMN,
    CONSTRUCT,
    CONSTRUCT_BIS,
    COVARIATE,
    COVARIATE_SLOPE,
    DRAW,
    ITEM,
    PATH,
    RESIDUAL_PAIR,
    RESPONDENT_CONSTRUCT,
    RESPONDENT_SLOPE,
    SURVEY,
    TEAM,
    UNIT,
    item_name,
)
from bayeschain.errors import RunError
from bayeschain.model.ordinal_data import category_counts
from bayeschain.model.parameters import Floats, Layout
from bayeschain.specification.files import Specification, parse_model
from bayeschain.surveys import SourceMoments, Surveys
from bayeschain.surveys.data import Units

RESPONDENT_CONSTRUCT_BIS = "respondent_construct_bis"
ITEM_BIS = "item_bis"
ADJUSTMENT_BIS = "adjustment_bis"
CATEGORY = "category"

DIMS: dict[str, tuple[str, ...]] = {
    "construct_mean": (CONSTRUCT,),
    "team_sd": (CONSTRUCT,),
    "residual_sd": (CONSTRUCT,),
    "r2": (CONSTRUCT,),
    "team_correlation": (CONSTRUCT, CONSTRUCT_BIS),
    "within_sd": (RESPONDENT_CONSTRUCT,),
    "icc": (RESPONDENT_CONSTRUCT,),
    "within_correlation": (RESPONDENT_CONSTRUCT, RESPONDENT_CONSTRUCT_BIS),
    "loading": (ITEM,),
    "intercept_deviation": (ITEM,),
    "item_sd": (ITEM,),
    "item_bias_sd": (ITEM,),
    "path_unstandardised": (PATH,),
    "path_standardised": (PATH,),
    "team_latent": (TEAM, CONSTRUCT),
    "team_expected": (TEAM, CONSTRUCT),
    "threshold": (BOUNDARY,),
    "intercept_contrast_raw": ("free_item",),
    "loading_stick_raw": ("free_item",),
    "within_partial_raw": ("within_pair",),
    "column_team_sd": ("column_construct",),
    "exogenous_partial_raw": ("exogenous_pair",),
    "path_z_raw": (PATH,),
    "covariate_z_raw": ("covariate_path",),
    "covariate_effect": (COVARIATE_SLOPE,),
    "unit_share_raw": ("unit_construct",),
    "unit_sd": (CONSTRUCT,),
    "unit_effect": (UNIT, CONSTRUCT),
    "respondent_slope": (RESPONDENT_SLOPE,),
    "threshold_stick_raw": ("free_threshold",),
    "residual_partial_raw": (RESIDUAL_PAIR,),
    "residual_correlation": (RESIDUAL_PAIR,),
}
"""Dims of every variable of the posterior, after chain and draw. Names that end in _raw are nuisance parameters."""


def labels(layout: Layout, teams: tuple[str, ...], units: Units | None = None) -> dict[str, Any]:
    """Coordinates of the posterior."""
    found: dict[str, Any] = {dim: list(names) for dim, names in layout.coords.items() if names}
    found[CONSTRUCT_BIS] = list(layout.constructs)
    found[RESPONDENT_CONSTRUCT_BIS] = [construct.name for construct in layout.respondent_constructs]
    found[TEAM] = list(teams)
    if units is not None and layout.has_units:
        found[UNIT] = list(units.names)
    return found


def dataset(variables: Mapping[str, Floats], coords: Mapping[str, Any], chains: int) -> xr.Dataset:
    """Dataset of draws with dims chain and draw, from arrays (chains x draws, …); empty variables are left out."""
    arrays = {
        name: ((CHAIN, DRAW, *DIMS[name]), values.reshape(chains, -1, *values.shape[1:]))
        for name, values in variables.items()
        if 0 not in values.shape
    }
    draws = next(iter(arrays.values()))[1].shape[1]
    return xr.Dataset(arrays, coords={**coords, CHAIN: np.arange(chains), DRAW: np.arange(draws)})


def constant_data(layout: Layout, surveys: Surveys) -> xr.Dataset:
    """What the summaries need of the answers: sizes, team means and variances; no answer of a person.

    Its dim ``item`` holds the items asked, also where a construct enters the model as one scale mean. Where items were
    skipped, means and variances are of those who answered the item, and cross-products are `surveys.pairwise`. The
    moments by pattern, which the likelihood took, are left out: a pattern of one respondent is that person's answers.
    With ordinal answers, ``category_item`` and ``category_score`` (category) tell which categories of each item are
    told apart, and ``category_count`` (team, category) how many answers are in each.
    """
    specification = layout.specification
    items = [item_name(source.survey, item) for source in surveys.sources for item in source.items]
    owner = {
        item_name(construct.survey or "", item): construct.name
        for construct in specification.constructs
        for item in construct.items
    }
    scales = [specification.surveys[source.survey].scale for source in surveys.sources]
    members = [np.full(len(s.n), np.nan) if s.members is None else s.members for s in surveys.sources]
    data = xr.Dataset(
        {
            "n_respondents": ((SURVEY, TEAM), np.array([source.n for source in surveys.sources])),
            "n_complete": ((SURVEY, TEAM), np.array([source.n_complete for source in surveys.sources])),
            "n_answered": ((TEAM, ITEM), np.concatenate([s.available.n for s in surveys.sources], axis=1)),
            "team_item_mean": ((TEAM, ITEM), np.concatenate([source.item_means for source in surveys.sources], axis=1)),
            "team_item_variance": (
                (TEAM, ITEM),
                np.concatenate([source.variances for source in surveys.sources], axis=1),
            ),
            "pooled_scatter": ((ITEM, ITEM_BIS), _pooled(surveys.sources)),
            "members": ((SURVEY, TEAM), np.array(members, dtype=float)),
            "item_construct": (ITEM, [owner[name] for name in items]),
            "construct_survey": (CONSTRUCT, [construct.survey or "" for construct in specification.constructs]),
            "scale_low": (SURVEY, [float(scale[0]) for scale in scales]),
            "scale_high": (SURVEY, [float(scale[1]) for scale in scales]),
        },
        coords={
            SURVEY: [source.survey for source in surveys.sources],
            TEAM: list(surveys.teams),
            ITEM: items,
            ITEM_BIS: items,
            CONSTRUCT: [construct.name for construct in specification.constructs],
        },
    )
    if all(source.ends is not None for source in surveys.sources):
        lowest, highest = np.concatenate([s.ends for s in surveys.sources if s.ends is not None], axis=2)
        data = data.assign(n_lowest=((TEAM, ITEM), lowest), n_highest=((TEAM, ITEM), highest))
    if surveys.column_names:
        data = data.assign(
            team_column=((TEAM, COLUMN), surveys.columns),
            column_mean=(COLUMN, surveys.column_mean),
            column_sd=(COLUMN, surveys.column_sd),
        ).assign_coords({COLUMN: list(surveys.column_names)})
    if surveys.covariates is not None:
        data = data.assign(
            team_covariate=((TEAM, COVARIATE), surveys.covariates.values),
            covariate_mean=(COVARIATE, surveys.covariates.mean),
            covariate_sd=(COVARIATE, surveys.covariates.sd),
        ).assign_coords({COVARIATE: list(surveys.covariates.names)})
    if surveys.units is not None:
        data = data.assign(unit_of_team=(TEAM, surveys.units.of_team)).assign_coords({UNIT: list(surveys.units.names)})
    adjusted = [(source.survey, source.adjustment) for source in surveys.sources if source.adjustment is not None]
    if adjusted:
        data = data.assign(
            adjustment_mean=(ADJUSTMENT, np.concatenate([each.mean for _, each in adjusted])),
            adjustment_sd=(ADJUSTMENT, np.concatenate([each.sd for _, each in adjusted])),
            adjustment_team_mean=(
                (TEAM, ADJUSTMENT),
                np.concatenate([each.team_means for _, each in adjusted], axis=1),
            ),
            adjustment_scatter=(
                (ADJUSTMENT, ADJUSTMENT_BIS),
                block_diag(*(each.pooled for _, each in adjusted)),
            ),
        ).assign_coords({ADJUSTMENT: [item_name(survey, name) for survey, each in adjusted for name in each.names]})
    if layout.categories:
        owners = [name for name, scores in zip(layout.ordinal_items, layout.categories, strict=True) for _ in scores]
        scores = [score for known in layout.categories for score in known]
        data = data.assign(
            category_item=(CATEGORY, owners),
            category_score=(CATEGORY, scores),
            category_count=((TEAM, CATEGORY), category_counts(layout, surveys)),
        )
    return data


def categories_of(data: xr.Dataset) -> tuple[tuple[float, ...], ...]:
    """Scores of the categories of each ordinal item out of the constant data; as `Layout.categories` has them."""
    if "category_item" not in data:
        return ()
    found: dict[str, list[float]] = {}
    for item, score in zip(data["category_item"].to_numpy(), data["category_score"].to_numpy(), strict=True):
        found.setdefault(str(item), []).append(float(score))
    return tuple(tuple(scores) for scores in found.values())


def _pooled(sources: tuple[SourceMoments, ...]) -> Floats:
    total = sum(len(source.items) for source in sources)
    out = np.zeros((total, total))
    at = 0
    for source in sources:
        width = len(source.items)
        out[at : at + width, at : at + width] = source.pooled
        at += width
    return out


def specification_of(fit: xr.DataTree) -> Specification:
    """Specification that a fit was made with.

    Raises
    ------
    RunError
        The tree is not a fit of bayeschain.
    """
    text = fit.attrs.get("model_text")
    if text is None:
        raise RunError("This file is not a fit of bayeschain: it holds no model file.")
    return _parsed(str(text))


@lru_cache(maxsize=32)
def _parsed(text: str) -> Specification:
    """Specification of a text; every summary of a fit asks for the same one, and it is frozen."""
    return parse_model(text)


@cache
def versions() -> str:
    """Versions of what makes the numbers, as JSON; read from files once a process."""
    names = ("bayeschain", "pymc", "pytensor", "nutpie", "arviz", "numba", "numpy", "scipy", "xarray")
    return json.dumps({name: version(name) for name in names})
