"""Team latents and team log-likelihoods against dense normals."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import block_diag
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from tests.support import ordinal_designs
from tests.support.designs import (
    STRUCTURES,
    Design,
    conditional,
    dense_structure,
    random_design,
    stacked_teams,
)

from bayeschain.inference.latents import TeamDraws, team_draws
from bayeschain.inference.ordinal import ordinal_team_draws
from bayeschain.model.build import ITEM_BIASES, TEAM_COORDINATES
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import known_partials, pack
from bayeschain.model.structure import natural
from bayeschain.surveys.data import Units

CELLS = [
    (("reflective", "reflective"), ("latent", "latent")),
    (("finite", "manifest"), ("latent", "manifest")),
    (("manifest", "manifest"), ("manifest", "manifest")),
]
DRAWS = 40_000


def repeated(design: Design, draws: int, unseen: int | None = None) -> TeamDraws:
    """Team draws at one set of parameters, drawn many times."""
    layout = design.layout
    named = {k: np.tile(v, (draws, 1)) for k, v in layout.unpack(design.params).items()}
    parts = natural(layout, named, known_partials(layout, design.surveys))
    return team_draws(layout, design.surveys, named, parts, np.random.default_rng(3), unseen=unseen)


@pytest.mark.parametrize("skipped", [0.0, 0.3])
@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
def test_team_log_likelihood_equals_the_stacked_normal(
    aggregation: tuple[str, str], measurement: tuple[str, str], skipped: float
) -> None:
    design = random_design(11, aggregation, measurement, skipped=skipped)
    found = repeated(design, 1).log_likelihood[0]
    brute = [team.log_likelihood for team in stacked_teams(design)]
    np.testing.assert_allclose(found, brute, atol=1e-9)


@pytest.mark.parametrize(
    ("structure", "skipped"), [("covariates", 0.0), ("covariates", 0.3), ("respondents", 0.0), ("respondents", 0.3)]
)
def test_team_log_likelihood_with_covariates(structure: str, skipped: float) -> None:
    design = random_design(11, structure=structure, skipped=skipped)
    found = repeated(design, 1).log_likelihood[0]
    np.testing.assert_allclose(found, [team.log_likelihood for team in stacked_teams(design)], atol=1e-9)


@pytest.mark.parametrize("skipped", [0.0, 0.3])
@pytest.mark.parametrize("structure", ["units", "all"])
def test_team_log_likelihood_given_the_effects_drawn_for_its_unit(structure: str, skipped: float) -> None:
    design = random_design(11, ("reflective", "finite"), structure=structure, skipped=skipped)
    found, units = repeated(design, 1), design.surveys.units
    assert found.unit is not None
    assert units is not None
    given = [
        replace(team, centre=team.centre + team.loading @ found.unit[0, u]).log_likelihood
        for team, u in zip(stacked_teams(design), units.of_team, strict=True)
    ]
    np.testing.assert_allclose(found.log_likelihood[0], given, atol=1e-9)


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


def check_draws(design: Design, draws: int = DRAWS, atol: float = 0.03) -> None:
    latent = repeated(design, draws).latent
    _, phi, omega = dense_structure(design)
    sd = np.sqrt(np.diag(phi + omega))
    for j in range(len(design.surveys.teams)):
        mean, covariance = conditional(design, j)
        np.testing.assert_allclose(latent[:, j].mean(axis=0) / sd, mean / sd, atol=atol)
        scaled = covariance / np.outer(sd, sd)
        np.testing.assert_allclose(np.cov(latent[:, j].T) / np.outer(sd, sd), scaled, atol=atol)


@pytest.mark.parametrize(("aggregation", "measurement"), CELLS[:2])
@pytest.mark.parametrize("structure", ["plain", "all"])
def test_draws_of_teams_with_gaps_have_the_conditional_mean_and_covariance(
    structure: str, aggregation: tuple[str, str], measurement: tuple[str, str]
) -> None:
    check_draws(random_design(14, aggregation, measurement, skipped=0.4, structure=structure), 12_000, 0.05)


def test_draws_of_unit_effects_use_teams_with_and_without_gaps() -> None:
    design = random_design(15, teams=5, skipped=0.4, structure="units")
    units = Units(("north", "south"), np.array([0, 1, 0, 1, 1]))
    design = replace(design, surveys=replace(design.surveys, units=units))
    drawn = repeated(design, 12_000).unit
    assert drawn is not None
    teams, omega = stacked_teams(design), dense_structure(design)[2]
    sd = np.sqrt(np.diag(omega))
    for u in range(2):
        own = [team for team, of in zip(teams, units.of_team, strict=True) if of == u]
        Lambda = np.vstack([team.loading for team in own])
        covariance = block_diag(*(team.covariance for team in own)) + Lambda @ omega @ Lambda.T
        weight = np.linalg.solve(covariance, Lambda @ omega).T
        mean = weight @ np.concatenate([team.value - team.centre for team in own])
        np.testing.assert_allclose(drawn[:, u].mean(axis=0) / sd, mean / sd, atol=0.05)
        scaled = (omega - weight @ Lambda @ omega) / np.outer(sd, sd)
        np.testing.assert_allclose(np.cov(drawn[:, u].T) / np.outer(sd, sd), scaled, atol=0.05)


@pytest.mark.parametrize("skipped", [0.0, 0.4])
def test_a_team_whose_unit_does_not_know_it_has_the_density_of_its_answers_given_those_of_the_others(
    skipped: float,
) -> None:
    design = random_design(15, teams=5, skipped=skipped, structure="units")
    units, place = Units(("north", "south"), np.array([0, 1, 0, 1, 1])), 3
    design = replace(design, surveys=replace(design.surveys, units=units))
    found = repeated(design, 12_000, unseen=place).log_likelihood[:, place]
    teams, omega = stacked_teams(design), dense_structure(design)[2]

    def density(places: tuple[int, ...]) -> float:
        own = [teams[j] for j in places]
        Lambda = np.vstack([team.loading for team in own])
        covariance = block_diag(*(team.covariance for team in own)) + Lambda @ omega @ Lambda.T
        away = np.concatenate([team.value - team.centre for team in own])
        return float(multivariate_normal.logpdf(away, np.zeros(len(away)), covariance))

    expected = density((1, 3, 4)) - density((1, 4))
    assert logsumexp(found) - np.log(len(found)) == pytest.approx(expected, abs=0.05)
    known = repeated(design, 12_000).log_likelihood[:, place]
    assert logsumexp(known) - np.log(len(known)) > expected + 0.1  # effects that know the answers fit them too well


@pytest.mark.parametrize(("structure", "skipped"), [("covariates", 0.0), ("all", 0.0), ("all", 0.3)])
def test_team_draws_given_levels_of_people_are_the_dense_conditional(structure: str, skipped: float) -> None:
    design = ordinal_designs.random_ordinal_design(5, ("ordinal", "gaussian"), structure=structure, skipped=skipped)
    layout, sizes, draws = design.layout, design.sizes, 20_000
    named = {k: np.tile(v, (draws, 1)) for k, v in layout.unpack(design.params[: layout.size]).items()}
    latents = design.params[layout.size :]
    named[ITEM_BIASES] = np.tile(latents[: sizes.biases], (draws, 1))
    named[TEAM_COORDINATES] = np.tile(latents[sizes.biases : sizes.biases + sizes.firsts], (draws, 1))
    found, _ = ordinal_team_draws(layout, design.surveys, named, np.random.default_rng(6))
    _, phi, omega = dense_structure(design)
    for j in (0, 2, 4):
        mean, covariance = ordinal_designs.conditional(design, j)
        error = np.sqrt(np.abs(np.diag(covariance)) / draws)
        assert (np.abs(found.latent[:, j].mean(axis=0) - mean) < 4.5 * error + 1e-9).all()
        scale = np.sqrt(np.diag(phi + omega))
        np.testing.assert_allclose(
            np.cov((found.latent[:, j] / scale).T), covariance / np.outer(scale, scale), atol=0.03
        )
    assert (found.unit is None) == (structure == "covariates")
