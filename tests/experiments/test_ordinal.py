"""Ordinal answers drawn person by person against expected scores in closed form."""

from dataclasses import replace

import numpy as np
import pytest
from tests.conftest import MODEL

from bayeschain.experiments import Design, Truth, case_truth, sample
from bayeschain.experiments.drawing import truth_from_priors
from bayeschain.experiments.expected_answers import expected_answers, level_sd, third_levels
from bayeschain.experiments.simulate import Sample, draw_teams
from bayeschain.experiments.truth import Floats
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


MIXED = """
title: Mixed
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], likelihood: ordinal}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  trust: {survey: staff, items: [t1, t2, t3], reverse: [t3]}
  clarity: {survey: staff, items: [c1, c2], scale: [0, 1], better: low}
  pace: {survey: staff, items: [p1], scale: [1, 3]}
  benefit: {survey: customers, items: [b1, b2]}
chain: |
  clarity ~ trust
  pace ~ trust
  benefit ~ clarity + pace
outcome: benefit
tiers: {by: clarity, show: [trust, pace, benefit]}
"""


@pytest.fixture(scope="module")
def mixed() -> Truth:
    return truth_from_priors(parse_model(MIXED), np.random.default_rng(3))


def averages(drawn: Sample, construct: str, items: list[str], low: float, high: float) -> Floats:
    """(J,) average answers of the teams, POMP."""
    answers = drawn.answers["staff"]
    scores = 100.0 * (answers[items] - low) / (high - low)
    if "t3" in items:
        scores["t3"] = 100.0 - scores["t3"]
    return scores.mean(axis=1).groupby(answers["team"]).mean().to_numpy()


def test_levels_of_teams_are_what_many_of_their_people_answer_on_average(mixed: Truth) -> None:
    drawn = sample(mixed.specification, Design(4, {"staff": (40000, 40000), "customers": (1, 1)}), mixed, 5)
    for name, items, low, high in (
        ("trust", ["t1", "t2", "t3"], 1, 5),
        ("clarity", ["c1", "c2"], 0, 1),
        ("pace", ["p1"], 1, 3),
    ):
        found = averages(drawn, name, items, low, high)
        np.testing.assert_allclose(drawn.levels[name], found, atol=4.0 * 50.0 / np.sqrt(40000))
    np.testing.assert_array_equal(drawn.levels["benefit"], drawn.latents["benefit"])


def test_biases_of_teams_that_nobody_answered_for_are_not_known(mixed: Truth) -> None:
    design = Design(30, {"staff": (0, 2), "customers": (1, 1)}, seed=2)
    drawn, empty = sample(mixed.specification, design, mixed, 5), design.sizes()["staff"] == 0
    same = (drawn.levels - expected_answers(mixed, drawn.latents)).abs().to_numpy()[:, :2].max(axis=1) < 1e-12
    assert 0 < empty.sum() < 30
    np.testing.assert_array_equal(same, empty)


def test_thirds_of_new_teams_and_their_spread_are_those_of_many_teams(mixed: Truth) -> None:
    latents = draw_teams(mixed, Design(200000, {"staff": (1, 1), "customers": (1, 1)}), np.random.default_rng(1))
    levels = expected_answers(mixed, latents)
    order = np.argsort(latents["clarity"].to_numpy())
    for name, means in third_levels(mixed, ["clarity", "trust", "pace", "benefit"]).items():
        found = [levels[name].to_numpy()[third].mean() for third in np.array_split(order, 3)]
        error = 4.0 * levels[name].std() / np.sqrt(200000 / 3)
        np.testing.assert_allclose(means, found, atol=error)
        covariance = np.cov(levels[name], latents[name])
        assert level_sd(mixed, name) == pytest.approx(covariance[0, 1] / np.sqrt(covariance[1, 1]), rel=0.02)


def test_respondent_covariates_shift_answers_by_their_slope_in_sds_within_teams(mixed: Truth) -> None:
    """Also of a construct with a single item, of whose variance within teams a share is error."""
    specification = parse_model(MIXED.replace("likelihood: ordinal}", "likelihood: ordinal, adjust: [tenure]}"))
    truth = truth_from_priors(specification, np.random.default_rng(3))
    slope = np.array([[0.8], [-0.6], [0.9]])
    items = {name: replace(own, bias_sd=np.zeros_like(own.bias_sd)) for name, own in truth.items.items()}
    middle = dict.fromkeys(truth.construct_mean, 50.0)
    truth = replace(truth, respondent_slope={"staff": slope}, items=items, construct_mean=middle)
    drawn = sample(specification, Design(3, {"staff": (20000, 20000), "customers": (1, 1)}), truth, 5)
    staff = drawn.answers["staff"]
    people = drawn.latents.loc[staff["team"]].reset_index(drop=True)
    constructs = specification.survey_constructs("staff")
    for construct, one in zip(constructs, slope[:, 0], strict=True):
        people[construct.name] += one * truth.within_sd[construct.name] * staff["tenure"]
    expected = expected_answers(truth, people, {c.name: np.zeros((len(people), len(c.items))) for c in constructs})
    apart = (staff["tenure"] > 0.5).to_numpy()
    for construct in constructs:
        low, high = construct.scale or (1.0, 5.0)
        scores = 100.0 * (staff[list(construct.items)].to_numpy() - low) / (high - low)
        scores[:, [item in construct.reverse for item in construct.items]] *= -1.0
        scores[:, [item in construct.reverse for item in construct.items]] += 100.0
        away = (scores.mean(axis=1) - expected[construct.name].to_numpy())[apart]
        assert abs(away.mean()) < 4.0 * away.std() / np.sqrt(len(away)), construct.name
