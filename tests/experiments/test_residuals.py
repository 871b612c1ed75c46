"""Residual correlations of simulated teams."""

from dataclasses import replace

import numpy as np
import pytest

from bayeschain.experiments import Design, case_truth
from bayeschain.experiments.drawing import truth_from_priors
from bayeschain.experiments.simulate import draw_teams, sample
from bayeschain.experiments.true_values import true_quantities
from bayeschain.specification import parse_model

TEXT = """
title: Three outcomes
surveys: {staff: {file: staff.csv, team: team, scale: [1, 5]}}
constructs:
  lead: {survey: staff, items: [a1, a2]}
  trust: {survey: staff, items: [b1, b2]}
  goals: {survey: staff, items: [c1, c2]}
  stress: {survey: staff, items: [d1, d2], better: low}
chain: |
  trust + goals + stress ~ lead
  goals ~~ trust + stress
  stress ~ trust
outcome: stress
"""


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_teams_have_the_residual_and_total_correlations_of_the_truth(seed: int | None) -> None:
    specification = parse_model(TEXT)
    rng = np.random.default_rng(seed)
    truth = case_truth(specification) if seed is None else truth_from_priors(specification, rng)
    teams = draw_teams(truth, Design(40_000, {"staff": (1, 1)}), np.random.default_rng(4))
    names = list(truth.chain.constructs)
    about = teams - teams.mean()
    np.testing.assert_allclose(teams.std().to_numpy(), [truth.team_sd[name] for name in names], rtol=0.02)
    np.testing.assert_allclose(np.corrcoef(teams.to_numpy().T), truth.team_correlation, atol=0.02)
    residual = {name: about[name].to_numpy().copy() for name in names}
    for path, slope in zip(truth.chain.paths, truth.path, strict=True):
        residual[path.target] -= slope * about[path.source].to_numpy()
    found = [np.corrcoef(residual[a], residual[b])[0, 1] for a, b in truth.chain.residual_covariances]
    np.testing.assert_allclose(found, truth.residual_correlation, atol=0.02)


def test_residual_correlations_that_cannot_be_are_refused() -> None:
    truth = case_truth(parse_model(TEXT))
    with pytest.raises(ValueError, match="residual correlations are those of no distribution"):
        replace(truth, residual_correlation=np.array([0.9, -0.9]))


COVARIATES = """
title: Covariates
surveys: {staff: {file: staff.csv, team: team, scale: [1, 5], adjust: [tenure, role]}}
teams: {file: teams.csv, team: team, covariates: [age, size]}
constructs:
  lead: {survey: staff, items: [a1, a2]}
  trust: {survey: staff, items: [b1, b2]}
  goals: {survey: staff, items: [c1, c2]}
chain: |
  trust ~ lead + age
  goals ~ trust + lead + size
outcome: goals
"""


def test_covariates_have_the_moments_that_the_model_takes_from_these_very_teams_and_people() -> None:
    """Drawn as of a larger population they would not: posteriors of few teams were then not quite calibrated."""
    specification = parse_model(COVARIATES)
    truth = truth_from_priors(specification, np.random.default_rng(3))
    drawn = sample(specification, Design(12, {"staff": (3, 5)}), truth, 4)
    assert drawn.team_table is not None
    for x in (drawn.team_table[["age", "size"]].to_numpy(), drawn.answers["staff"][["tenure", "role"]].to_numpy()):
        np.testing.assert_allclose(x.mean(axis=0), 0.0, atol=1e-12)
        np.testing.assert_allclose(x.std(axis=0, ddof=1), 1.0, rtol=1e-12)
    known = np.corrcoef(drawn.team_table[["age", "size"]].to_numpy().T)[0, 1]
    assert known == pytest.approx(truth.exogenous_correlation[0, 1], abs=1e-12)


def test_exogenous_constructs_follow_their_slopes_on_covariates_that_were_moved() -> None:
    specification = parse_model(COVARIATES)
    truth = truth_from_priors(specification, np.random.default_rng(3))
    drawn = sample(specification, Design(20_000, {"staff": (0, 0)}), truth, 4)
    assert drawn.team_table is not None
    x = drawn.team_table[["age", "size"]].to_numpy()
    slopes = np.linalg.lstsq(x, drawn.latents["lead"].to_numpy() - truth.construct_mean["lead"], rcond=None)[0]
    true = truth.named()["covariate_effect"]
    expected = truth.team_sd["lead"] * np.array([true["lead ~ age"], true["lead ~ size"]])
    np.testing.assert_allclose(slopes, expected, atol=0.03 * truth.team_sd["lead"])


@pytest.mark.parametrize("residual", [True, False])
def test_an_outcome_without_lmg_shares_has_none_that_are_true(residual: bool) -> None:
    """A calibration of such a chain ended in an error: the fit has no shares to be ranked among."""
    chain = "goals ~ trust + lead\n  trust ~ other\n  goals ~~ other" if residual else "goals ~ trust + lead + age"
    names = ("lead", "trust", "goals", "other") if residual else ("lead", "trust", "goals")
    constructs = "\n".join(f"  {name}: {{survey: staff, items: [{name}1, {name}2]}}" for name in names)
    text = f"""
title: No shares
surveys: {{staff: {{file: staff.csv, team: team, scale: [1, 5]}}}}
{"" if residual else "teams: {file: teams.csv, team: team, covariates: [age]}"}
constructs:
{constructs}
chain: |
  {chain}
outcome: goals
"""
    specification = parse_model(text)
    truth = truth_from_priors(specification, np.random.default_rng(5))
    names_of = true_quantities(truth, draw_teams(truth, Design(9, {"staff": (2, 2)}), np.random.default_rng(6)))
    assert not [name for name in names_of if name.startswith("lmg")]
    assert [name for name in names_of if name.startswith("rank")]
