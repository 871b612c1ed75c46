"""Ordinal answers drawn person by person against expected scores in closed form."""

from dataclasses import replace

import numpy as np
from tests.conftest import MODEL

from bayeschain.experiments import Design, case_truth, sample
from bayeschain.experiments.drawing import truth_from_priors
from bayeschain.model.expected import expected_levels, expected_slopes
from bayeschain.model.ordinal_kernel import ERROR_SHARE
from bayeschain.model.parameters import Layout
from bayeschain.specification import parse_model

ORDINAL = MODEL.replace("scale: [1, 5]", "scale: [1, 5], likelihood: ordinal").replace("[tr1, tr2, tr3]", "[tr1]")
UNEVEN = np.array([12.5, 20.0, 60.0, 87.5])


def test_simulated_answers_have_the_expected_scores() -> None:
    specification = parse_model(ORDINAL)
    truth = case_truth(specification)
    items = {
        name: replace(own, thresholds=np.tile(UNEVEN, (len(own.sd), 1))) if name in ("leadership", "trust") else own
        for name, own in truth.items.items()
    }
    truth = replace(truth, items=items)
    drawn = sample(
        specification, Design(teams=4000, respondents={"staff": (6, 6), "customers": (1, 1)}, seed=1), truth, 2
    )
    layout = Layout(specification, ((0.0, 25.0, 50.0, 75.0, 100.0),) * 4)
    single_sd = np.sqrt(ERROR_SHARE) * truth.within_sd["trust"]
    own = [truth.items[name] for name in layout.specification.chain.constructs]
    draws = {
        "construct_mean": np.array([[truth.construct_mean[name] for name in layout.constructs]]),
        "team_sd": np.array([[truth.team_sd[name] for name in layout.constructs]]),
        "within_sd": np.array([[truth.within_sd[each.name] for each in layout.respondent_constructs]]),
        "loading": np.concatenate([each.loading for each in own])[None],
        "intercept_deviation": np.concatenate([each.deviation for each in own])[None],
        "item_sd": np.concatenate([each.sd for each in own])[None],
        "item_bias_sd": np.concatenate([each.bias_sd for each in own])[None],
        "threshold": np.tile(UNEVEN, 4)[None],
    }
    draws["item_sd"][0, 3] = single_sd
    draws["item_bias_sd"][0, 3] = 0.0
    draws["loading"][0, 3], draws["intercept_deviation"][0, 3] = 1.0, 0.0
    mean = draws["construct_mean"][:, None, :]
    level = expected_levels(layout, draws, mean, spread=draws["team_sd"] ** 2)[0, 0]
    answers = drawn.answers["staff"]
    reverse = 6.0 - answers["le3"]
    found = np.column_stack([answers["le1"], answers["le2"], reverse])
    teams = 25.0 * (found.mean(axis=1).reshape(4000, 6).mean(axis=1) - 1.0)
    assert abs(teams.mean() - level[0]) < 4.0 * teams.std() / np.sqrt(4000)
    single = 25.0 * (answers["tr1"].to_numpy().reshape(4000, 6).mean(axis=1) - 1.0)
    assert abs(single.mean() - level[1]) < 4.0 * single.std() / np.sqrt(4000)
    step = 1e-4
    up, down = (
        expected_levels(layout, draws, mean + sign * step, spread=draws["team_sd"] ** 2)[0, 0] for sign in (1.0, -1.0)
    )
    np.testing.assert_allclose(expected_slopes(layout, draws)[0], (up - down) / (2.0 * step), rtol=1e-6)


def test_truths_from_the_priors_have_ordered_thresholds() -> None:
    truth = truth_from_priors(parse_model(ORDINAL), np.random.default_rng(1))
    thresholds = truth.items["leadership"].thresholds
    assert thresholds is not None
    assert thresholds.shape == (3, 4)
    assert (np.diff(thresholds) > 0.0).all()
    np.testing.assert_array_equal(thresholds[:, [0, -1]], [[12.5, 87.5]] * 3)
    assert truth.items["benefit"].thresholds is None
