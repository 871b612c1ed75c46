"""Recovery: simulate from a truth, fit, and hold the reported intervals against what is true."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from scipy.stats import t

from bayeschain.conventions import CONSTRUCT, TIERS, path_name
from bayeschain.experiments.design import Design
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.population import Population, population
from bayeschain.experiments.simulate import sample
from bayeschain.experiments.truth import Floats, Truth, construct_scale
from bayeschain.inference import CompiledChain, Settings, specification_of
from bayeschain.specification.model_file import Specification
from bayeschain.summaries import effects, tiers
from bayeschain.surveys import Surveys

COLUMNS = ("method", "kind", "quantity", "truth", "estimate", "lower", "upper")


@dataclass(frozen=True)
class Recovered:
    """One replicate.

    Parameters
    ----------
    table : DataFrame
        One row a method and quantity: truth, estimate, lower and upper limit (NaN where the method gives none).
        Methods: ``bayeschain``, and ``averages``, least squares on team averages.
    divergences : int
        Divergent transitions after warm-up.
    """

    table: pd.DataFrame
    divergences: int


def recover(compiled: CompiledChain, design: Design, truth: Truth, seed: int, settings: Settings) -> Recovered:
    """Simulate continuous answers from a truth, fit them and compare what the report says with what is true.

    Parameters
    ----------
    compiled : CompiledChain
        The truth's chain.
    design : Design
        Teams and respondents.
    truth : Truth
        True parameters.
    seed : int
        Seed of the answers.
    settings : Settings
        How to sample.
    """
    specification = truth.specification
    drawn = sample(specification, design, truth, seed, discrete=False)
    surveys = measured(specification, drawn)
    fit = compiled.fit(surveys, settings)
    true, latents = population(truth), drawn.latents
    rows = [
        *_effect_rows(fit, true),
        *_tier_rows(fit, specification, true, latents),
        *_average_rows(surveys, specification, true),
    ]
    divergences = int(fit["sample_stats"]["diverging"].sum())
    return Recovered(pd.DataFrame(rows, columns=list(COLUMNS)), divergences)


def true_tier_ratios(specification: Specification, latents: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Relative tier means of these very teams from their true levels, original response scale, percent."""
    if specification.tiers is None:
        return {}
    order = np.argsort(latents[specification.tiers.by].to_numpy(), kind="stable")
    found = {}
    for construct in specification.respondent_constructs:
        low, high = construct_scale(construct)
        level = low + latents[construct.name].to_numpy() / 100.0 * (high - low)
        for tier, members in zip(TIERS, np.array_split(order, len(TIERS)), strict=True):
            found[tier, construct.name] = float(100.0 * level[members].mean() / level.mean())
    return found


Row = tuple[str, str, str, float, float, float, float]


def _effect_rows(fit: xr.DataTree, true: Population) -> Iterator[Row]:
    found = effects(fit)
    paths = {(p.target, p.source): true.path_standardised[p.name] for p in specification_of(fit).chain.paths}
    for kind, wanted, scale, values in (
        ("path", "direct", "standardised", paths),
        ("total", "total", "raw", true.total),
        ("total, standardised", "total", "standardised", true.total_standardised),
    ):
        part = found.sel(scale=scale).isel(effect=np.flatnonzero(found["kind"].to_numpy() == wanted))
        for i in range(part.sizes["effect"]):
            each = part.isel(effect=i)
            target, source = str(each["target"].item()), str(each["source"].item())
            limits = (each["mean"].item(), each["lower"].item(), each["upper"].item())
            yield ("bayeschain", kind, path_name(target, source), values[target, source], *limits)


def _tier_rows(
    fit: xr.DataTree, specification: Specification, true: Population, latents: pd.DataFrame
) -> Iterator[Row]:
    found = tiers(fit)
    these = true_tier_ratios(specification, latents)
    ratios = {"these_teams": these, "new_teams": {k: 100.0 * v for k, v in true.tier_ratio.items()}}
    for estimand, values in ratios.items():
        for construct in found[CONSTRUCT].to_numpy():
            for tier in TIERS:
                if (tier, construct) not in values:
                    continue
                each = found.sel(estimand=estimand, tier=tier, construct=construct)
                truth, name = values[tier, construct], f"{construct}, {tier}"
                limits = (each["relative"].item(), each["relative_lower"].item(), each["relative_upper"].item())
                yield ("bayeschain", f"tier ratio, {estimand}", name, truth, *limits)
                if estimand == "these_teams":
                    raw = each["raw_relative"].item()
                    yield ("averages", f"tier ratio, {estimand}", name, truth, raw, np.nan, np.nan)


def _average_rows(surveys: Surveys, specification: Specification, true: Population) -> Iterator[Row]:
    """Least squares on team averages, equation by equation: standardised slopes with 90 % t intervals."""
    averages = team_averages(surveys, specification)
    z = (averages - averages.mean()) / averages.std()
    z = z.dropna()
    for target in specification.chain.endogenous:
        parents = list(specification.chain.parents(target))
        slopes, errors, df = least_squares(z[parents].to_numpy(), z[target].to_numpy())
        reach = t.ppf(0.95, df) * errors
        for parent, slope, width in zip(parents, slopes, reach, strict=True):
            name = f"{target} ~ {parent}"
            truth = true.path_standardised[name]
            yield ("averages", "path", name, truth, slope, slope - width, slope + width)


def team_averages(surveys: Surveys, specification: Specification) -> pd.DataFrame:
    """(J, C) averages of the items of each construct by team; NaN where a survey did not reach the team."""
    found: dict[str, Floats] = {}
    for source in surveys.sources:
        for construct in specification.survey_constructs(source.survey):
            at = [source.items.index(item) for item in construct.items]
            found[construct.name] = source.means[:, at].mean(axis=1)
    found |= dict(zip(surveys.column_names, np.asarray(surveys.columns).T, strict=True))
    return pd.DataFrame(found)[list(specification.chain.constructs)]


def least_squares(x: Floats, y: Floats) -> tuple[Floats, Floats, int]:
    """Slopes, standard errors and residual degrees of freedom of y on x with an intercept."""
    X = np.column_stack([np.ones(len(y)), x])
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    df = len(y) - X.shape[1]
    variance = float(((y - X @ beta) ** 2).sum()) / df
    errors = np.sqrt(variance * np.diag(np.linalg.inv(X.T @ X)))
    return beta[1:], errors[1:], df
