"""Fitted quantities and their true values mean the same: a fit whose every draw is the truth has the true values."""

from functools import cache

import numpy as np
import pytest
import xarray as xr
from tests.experiments.conftest import SMALL

from bayeschain.experiments import Design, Truth, calibrate, case_truth, measured, sample, truth_from_priors
from bayeschain.experiments.calibrate import varying
from bayeschain.experiments.expected_answers import ordinal_constructs, thresholds_of
from bayeschain.experiments.quantities import fitted_quantities, kind_of
from bayeschain.experiments.true_values import true_quantities
from bayeschain.inference.schema import constant_data, dataset, labels
from bayeschain.model.expected import expected_levels
from bayeschain.model.ordinal_data import all_categories
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import contrast_matrix, natural, partials, sticks
from bayeschain.specification import Specification, parse_model

DESIGN = Design(20, {"staff": (3, 6), "customers": (3, 6)}, seed=1)
MANY = SMALL.replace("benefit ~ clarity + trust", "benefit ~ a*clarity + trust\n  double := 2 * a").replace(
    "margin ~ overall", "margin ~ overall + benefit"
)


def parameters(truth: Truth) -> dict[str, Floats]:
    """Sampled parameters of a truth, by block: the inverse of the model's own map."""
    spec, layout = truth.specification, Layout(truth.specification, all_categories(truth.specification))
    named = truth.named()
    own = layout.respondent_constructs
    items = [truth.items[each.name] for each in own if len(each.items) > 1]
    breaks = []
    for construct in ordinal_constructs(truth):
        gaps = np.diff(thresholds_of(truth, construct), axis=1)
        breaks += [sticks(each / each.mean()) for each in gaps if len(each)]
    z = []
    for path, b in zip(spec.chain.paths, truth.path_standardised, strict=True):
        tau, psi = truth.team_sd[path.target], truth.residual_sd[path.target]
        z.append(b * tau / psi)
    none = {block.name: np.zeros(block.size) for block in layout.blocks if not block.size}
    return (
        none
        | {
            "construct_mean": np.array([truth.construct_mean[name] for name in layout.constructs]),
            "intercept_contrast_raw": np.concatenate([contrast_matrix(len(x.sd)).T @ x.deviation for x in items]),
            "loading_stick_raw": np.concatenate([sticks(x.loading) for x in items]),
            "item_sd": np.concatenate([x.sd for x in items]),
            "item_bias_sd": np.concatenate([x.bias_sd for x in items]),
            "within_sd": np.array([truth.within_sd[each.name] for each in own]),
            "within_partial_raw": np.concatenate([partials(truth.within_correlation[s]) for s in layout.surveys]),
            "icc": np.array([named["icc"][each.name] for each in own]),
            "column_team_sd": np.array([truth.team_sd[name] for name in layout.columns]),
            "exogenous_partial_raw": partials(truth.exogenous_correlation),
            "path_z_raw": np.array(z),
        }
        | ({"threshold_stick_raw": np.concatenate(breaks)} if breaks else {})
    )


def fit_at(truth: Truth, seed: int) -> tuple[xr.DataTree, dict[str, float]]:
    """A fit of two draws, both the truth; and the true values."""
    drawn = sample(truth.specification, DESIGN, truth, seed, discrete=False)
    layout = Layout(truth.specification, all_categories(truth.specification))
    surveys = measured(truth.specification, drawn, rescale=False)
    named = {name: np.repeat(value[None], 2, axis=0) for name, value in parameters(truth).items()}
    parts = natural(layout, named)
    latent = np.repeat(drawn.latents.to_numpy()[None], 2, axis=0)
    if layout.categories:
        parts["team_expected"] = expected_levels(layout, named | parts, latent)
    tree = xr.DataTree.from_dict(
        {
            "posterior": dataset(named | parts | {"team_latent": latent}, labels(layout, surveys.teams), 1),
            "constant_data": constant_data(layout, surveys),
        }
    )
    tree.attrs.update(model_text=truth.specification.text)
    return tree, true_quantities(truth, drawn.latents)


@cache
def varying_of(text: str) -> tuple[str, ...]:
    """Names of what varies by a model file, found once and of few truths."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrate, "PROBES", 12)
        return varying(parse_model(text), DESIGN)


@pytest.mark.parametrize("ordinal", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_mean_the_same(seed: int, *, ordinal: bool) -> None:
    spec = parse_model(MANY.replace("scale: [1, 5]}", "scale: [1, 5], likelihood: ordinal}") if ordinal else MANY)
    truth = truth_from_priors(spec, np.random.default_rng(seed)) if seed else case_truth(spec)
    fit, true = fit_at(truth, seed)
    found = fitted_quantities(fit)
    names = varying_of(spec.text)
    assert set(names) <= set(found)
    assert set(names) <= set(true)
    np.testing.assert_allclose([found[n][0] for n in names], [true[n] for n in names], rtol=2e-3, atol=1e-6)
    exact = [n for n in names if kind_of(n) != "item_sd"]
    near = 1e-5 if ordinal else 1e-7  # the floor under error variances, which expected answers hang on
    np.testing.assert_allclose([found[n][0] for n in exact], [true[n] for n in exact], rtol=near, atol=1e-8)


def test_every_kind_is_there_and_constants_are_not(small: Specification) -> None:
    names = varying(parse_model(MANY), DESIGN)
    kinds = {kind_of(name) for name in names}
    assert {"path_standardised", "indirect, raw", "total, standardised", "defined, raw", "rank", "lmg"} <= kinds
    assert {"tier ratio, these_teams", "tier gap, new_teams", "team third", "best in everything"} <= kinds
    assert "loading: customers.o1" not in names
    assert "tier gap, new_teams: clarity, middle" not in names
    assert not any(name.startswith("tier ratio") and "margin" in name for name in names)
