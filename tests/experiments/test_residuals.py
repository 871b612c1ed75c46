"""Residual correlations of simulated teams."""

from dataclasses import replace

import numpy as np
import pytest

from bayeschain.experiments import Design, case_truth
from bayeschain.experiments.drawing import truth_from_priors
from bayeschain.experiments.simulate import draw_teams
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
