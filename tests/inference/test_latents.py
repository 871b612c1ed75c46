"""Team latents and team log-likelihoods against dense normals."""

import numpy as np
import pytest
from tests.support.designs import (
    STRUCTURES,
    Design,
    conditional,
    dense_structure,
    random_design,
    stacked_teams,
)

from bayeschain.inference.latents import TeamDraws, team_draws
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import known_partials, pack
from bayeschain.model.structure import natural

CELLS = [
    (("reflective", "reflective"), ("latent", "latent")),
    (("finite", "manifest"), ("latent", "manifest")),
    (("manifest", "manifest"), ("manifest", "manifest")),
]
DRAWS = 40_000


def repeated(design: Design, draws: int) -> TeamDraws:
    """Team draws at one set of parameters, drawn many times."""
    layout = design.layout
    named = {k: np.tile(v, (draws, 1)) for k, v in layout.unpack(design.params).items()}
    parts = natural(layout, named, known_partials(layout, design.surveys))
    return team_draws(layout, design.surveys, named, parts, np.random.default_rng(3))


@pytest.mark.parametrize("skipped", [0.0, 0.3])
@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
def test_team_log_likelihood_equals_the_stacked_normal(
    aggregation: tuple[str, str], measurement: tuple[str, str], skipped: float
) -> None:
    design = random_design(11, aggregation, measurement, skipped=skipped)
    found = repeated(design, 1).log_likelihood[0]
    brute = [team.log_likelihood for team in stacked_teams(design)]
    np.testing.assert_allclose(found, brute, atol=1e-9)


@pytest.mark.parametrize("structure", ["covariates", "respondents"])
def test_team_log_likelihood_with_covariates(structure: str) -> None:
    design = random_design(11, structure=structure)
    found = repeated(design, 1).log_likelihood[0]
    np.testing.assert_allclose(found, [team.log_likelihood for team in stacked_teams(design)], atol=1e-9)


@pytest.mark.parametrize("structure", ["plain", "covariates", "respondents"])
def test_team_log_likelihoods_sum_to_the_model_s(structure: str) -> None:
    design = random_design(12, ("reflective", "finite"), structure=structure)
    moments, flat = pack(design.layout, design.surveys), np.array(design.layout.structure, dtype=np.int64)
    total = repeated(design, 1).log_likelihood.sum()
    assert total == pytest.approx(evaluate(design.params, moments, flat)[0], abs=1e-9)


@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
def test_draws_have_the_conditional_mean_and_covariance(
    aggregation: tuple[str, str], measurement: tuple[str, str]
) -> None:
    design = random_design(13, aggregation, measurement)
    check_draws(design)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_draws_with_covariates_and_units_have_the_conditional_mean_and_covariance(structure: str) -> None:
    check_draws(random_design(13, structure=structure))


def check_draws(design: Design) -> None:
    latent = repeated(design, DRAWS).latent
    _, phi, omega = dense_structure(design)
    sd = np.sqrt(np.diag(phi + omega))
    for j in range(len(design.surveys.teams)):
        mean, covariance = conditional(design, j)
        np.testing.assert_allclose(latent[:, j].mean(axis=0) / sd, mean / sd, atol=0.03)
        scaled = covariance / np.outer(sd, sd)
        np.testing.assert_allclose(np.cov(latent[:, j].T) / np.outer(sd, sd), scaled, atol=0.03)


@pytest.mark.parametrize(("aggregation", "measurement"), CELLS[:2])
def test_draws_of_teams_with_gaps_have_the_conditional_mean_and_covariance(
    aggregation: tuple[str, str], measurement: tuple[str, str]
) -> None:
    design = random_design(14, aggregation, measurement, skipped=0.4)
    latent = repeated(design, 12_000).latent
    sd = np.sqrt(np.diag(dense_structure(design)[1]))
    for j in range(len(design.surveys.teams)):
        mean, covariance = conditional(design, j)
        np.testing.assert_allclose(latent[:, j].mean(axis=0) / sd, mean / sd, atol=0.05)
        scaled = covariance / np.outer(sd, sd)
        np.testing.assert_allclose(np.cov(latent[:, j].T) / np.outer(sd, sd), scaled, atol=0.05)
