"""Team latents and team log-likelihoods against dense normals."""

import numpy as np
import pytest
from tests.support import designs
from tests.support.designs import Design, dense_sources, random_design, stacked_team

from bayeschain.inference.latents import TeamDraws, team_draws
from bayeschain.model import equations
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.model.sources import statistics
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
    return team_draws(layout, design.surveys, named, natural(layout, named), np.random.default_rng(3))


@pytest.mark.parametrize("skipped", [0.0, 0.3])
@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
def test_team_log_likelihood_equals_the_stacked_normal(
    aggregation: tuple[str, str], measurement: tuple[str, str], skipped: float
) -> None:
    design = random_design(11, aggregation, measurement, skipped=skipped)
    found = repeated(design, 1).log_likelihood[0]
    brute = [stacked_team(design, j) for j in range(len(design.surveys.teams))]
    np.testing.assert_allclose(found, brute, atol=1e-9)


def test_team_log_likelihoods_sum_to_the_model_s() -> None:
    design = random_design(12, ("reflective", "finite"))
    moments, structure = pack(design.layout, design.surveys), np.array(design.layout.structure, dtype=np.int64)
    total = repeated(design, 1).log_likelihood.sum()
    assert total == pytest.approx(evaluate(design.params, moments, structure)[0], abs=1e-9)


def conditional(design: Design, j: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of eta_j given all means of team j, from the joint normal of latents and means."""
    sources, mean, phi = dense_sources(design)
    stats = statistics(design.layout, design.surveys)
    n, sampling = [s.n[j] for s in stats], [s.sampling[j] for s in stats]
    centre, covariance = equations.team_mean_moments(sources, mean, phi, n, sampling)
    rows = []
    for s in range(len(sources)):
        if n[s]:
            block = np.zeros((len(sources[s].intercept), len(mean)))
            block[:, sources[s].constructs] = sources[s].loading
            rows.append(block)
    y = np.concatenate([stats[s].means[j] for s in range(len(stats)) if n[s]])
    column = design.surveys.columns[j]
    margin = design.layout.constructs.index("margin")
    if np.isfinite(column[0]):
        rows.append(np.eye(len(mean))[[margin]])
        y, centre = np.append(y, column), np.append(centre, mean[margin])
        covariance = np.pad(covariance, (0, 1))
    Lambda = np.vstack(rows)
    cross = Lambda @ phi
    if np.isfinite(column[0]):
        covariance[-1, :] = covariance[:, -1] = Lambda @ phi[margin]
    weight = np.linalg.solve(covariance, cross).T
    return mean + weight @ (y - centre), phi - weight @ cross


@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
def test_draws_have_the_conditional_mean_and_covariance(
    aggregation: tuple[str, str], measurement: tuple[str, str]
) -> None:
    design = random_design(13, aggregation, measurement)
    latent = repeated(design, DRAWS).latent
    sd = np.sqrt(np.diag(dense_sources(design)[2]))
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
    sd = np.sqrt(np.diag(dense_sources(design)[2]))
    for j in range(len(design.surveys.teams)):
        mean, covariance = designs.conditional(design, j)
        np.testing.assert_allclose(latent[:, j].mean(axis=0) / sd, mean / sd, atol=0.05)
        scaled = covariance / np.outer(sd, sd)
        np.testing.assert_allclose(np.cov(latent[:, j].T) / np.outer(sd, sd), scaled, atol=0.05)
