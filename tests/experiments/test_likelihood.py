"""Maximum likelihood beside the posterior: against lavaan 0.6-14, finite differences and formulas of other modules."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.support.likelihood_case import MODEL

from bayeschain.experiments import case_truth, truth_from_priors
from bayeschain.experiments.coordinates import between, parameters, start, with_slopes
from bayeschain.experiments.likelihood import by_likelihood, likelihood_names, reported
from bayeschain.experiments.maximum import find_maximum
from bayeschain.experiments.true_values import true_quantities
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import natural
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Account, SourceMoments, Surveys

DATA = Path(__file__).parents[1] / "data"
SPECIFICATION = parse_model(MODEL)
ARMY = """
title: Scales
surveys: {soldiers: {file: a.csv, team: company, scale: [0, 100], measurement: manifest}}
constructs:
  leadership: {survey: soldiers, items: [LEAD]}
  significance: {survey: soldiers, items: [TSIG]}
  hostility: {survey: soldiers, items: [HOSTILE]}
chain: |
  significance ~ leadership
  hostility ~ significance + leadership
outcome: hostility
"""


def surveys_of(*sources: SourceMoments) -> Surveys:
    J = len(sources[0].n)
    teams = tuple(f"team {j}" for j in range(J))
    return Surveys(teams, sources, np.empty((J, 0)), (), np.empty(0), np.empty(0), Account((), ()))


def simulated() -> tuple[Surveys, dict[str, np.ndarray]]:
    """What scripts/make_likelihood_fixture.py gave to lavaan, and what lavaan found."""
    with np.load(DATA / "lavaan_likelihood.npz") as held:
        case = dict(held)
    sources = []
    for survey in SPECIFICATION.surveys:
        items = tuple(item for each in SPECIFICATION.survey_constructs(survey) for item in each.items)
        sources.append(SourceMoments(survey, items, *(case[f"{survey}_{part}"] for part in ("n", "means", "scatter"))))
    return surveys_of(*sources), case


def test_paths_and_their_errors_are_those_of_lavaan() -> None:
    surveys, case = simulated()
    found = by_likelihood(surveys, SPECIFICATION)
    table = pd.DataFrame({name: case[name] for name in ("lhs", "op", "rhs", "estimate", "error")})
    arrows = table[table["op"] == "~"]
    assert len(arrows) == 3
    for row in arrows.itertuples():
        path = found[f"path_standardised: {row.lhs} ~ {row.rhs}"]
        assert path.value == pytest.approx(row.estimate, abs=2e-4)
        assert (path.upper - path.lower) / 2.0 / 1.6448536 == pytest.approx(row.error, rel=2e-3)


def test_the_maximum_is_that_of_lavaan() -> None:
    surveys, case = simulated()
    found = find_maximum(Layout(SPECIFICATION), surveys)
    assert found is not None
    ranges = {"staff": 4.0, "customers": 10.0}
    points = sum(s.n.sum() * len(s.items) * np.log(100.0 / ranges[s.survey]) for s in surveys.sources)
    assert found.log_likelihood + points == pytest.approx(float(case["log_likelihood"]), abs=1e-3)


def test_real_scales_equal_lavaan() -> None:
    """lq2002: 49 companies; estimates stand in the fixture, errors in lavaan's parameterEstimates."""
    with np.load(DATA / "lq2002_scales.npz") as held:
        case = dict(held)
    order = [list(case["items"]).index(name) for name in ("LEAD", "TSIG", "HOSTILE")]
    J, means = len(case["n"]), case["means"][:, order]
    scatter = np.tile(case["scatter"][np.ix_(order, order)] / J, (J, 1, 1))
    source = SourceMoments("soldiers", ("LEAD", "TSIG", "HOSTILE"), case["n"], 10.0 * means, 100.0 * scatter)
    found = by_likelihood(surveys_of(source), parse_model(ARMY))
    standardised = [
        found[f"path_standardised: {name}"].value
        for name in ("significance ~ leadership", "hostility ~ significance", "hostility ~ leadership")
    ]
    np.testing.assert_allclose(standardised, [0.409667535, -0.636685913, -0.487745557], atol=5e-6)
    for name, value, error in (
        ("leadership -> significance", 0.424984770, 0.180966484),
        ("significance -> hostility", -0.546540715, 0.116781773),
    ):
        total = found[f"total, raw: {name}"]
        assert total.value == pytest.approx(value, abs=5e-6)
        assert (total.upper - total.value) / 1.6448536 == pytest.approx(error, rel=1e-5)


def random_point(layout: Layout) -> np.ndarray:
    return np.asarray(start(layout) + 0.3 * np.random.default_rng(3).standard_normal(layout.size))


def test_derivatives_of_parameters_equal_finite_differences(small: Specification) -> None:
    layout = Layout(small)
    x = random_point(layout)
    params, slopes = with_slopes(layout, x)
    np.testing.assert_allclose(params, parameters(layout, x), rtol=1e-14)
    step = 1e-6 * np.eye(layout.size)
    numeric = (parameters(layout, x + step) - parameters(layout, x - step)).T / 2e-6
    np.testing.assert_allclose(slopes, numeric, atol=1e-6)


def test_the_structure_is_that_of_the_parameters(small: Specification) -> None:
    layout = Layout(small)
    x = random_point(layout)
    teams, parts = between(layout, x), natural(layout, layout.unpack(parameters(layout, x)))
    sd = np.array([np.sqrt(teams.covariance[name, name]) for name in layout.constructs])
    np.testing.assert_allclose(sd, parts["team_sd"], rtol=1e-10)
    R = np.array([[teams.covariance[a, b] for b in layout.constructs] for a in layout.constructs]) / np.outer(sd, sd)
    np.testing.assert_allclose(R, parts["team_correlation"], atol=1e-10)
    np.testing.assert_allclose(list(teams.slope.values()), parts["path_unstandardised"], rtol=1e-10)


def test_quantities_equal_the_formulas_of_the_studies() -> None:
    """The same parameters as the true ones of a study."""
    layout = Layout(SPECIFICATION)
    truth = truth_from_priors(SPECIFICATION, np.random.default_rng(2))
    x = start(layout)
    place = {name: at for at, name in enumerate(layout.constructs)}
    w = np.array([truth.within_sd[name] for name in layout.constructs])
    x[layout.slices["construct_mean"]] = [truth.construct_mean[name] / 10.0 for name in layout.constructs]
    x[layout.slices["within_sd"]] = np.log(w / 10.0)
    own = [truth.residual_sd[name] if name != "trust" else truth.team_sd[name] for name in layout.constructs]
    x[layout.slices["icc"]] = np.array(own) / w
    x[layout.slices["path_z_raw"]] = truth.path
    latents = pd.DataFrame(np.random.default_rng(1).standard_normal((6, len(place))), columns=list(place))
    true = true_quantities(truth, latents)
    found = reported(layout, x)
    assert set(found) == set(likelihood_names(SPECIFICATION))
    for name, value in found.items():
        assert float(value) == pytest.approx(true[name], rel=1e-4, abs=1e-5), name


def test_without_variance_between_teams_there_is_no_estimate() -> None:
    surveys, _ = simulated()
    flat = [replace(source, means=np.tile(source.means.mean(axis=0), (len(source.n), 1))) for source in surveys.sources]
    assert by_likelihood(surveys_of(*flat), SPECIFICATION) == {}


def test_a_variance_of_zero_is_a_maximum_with_intervals_for_the_rest() -> None:
    """Where lavaan's residual variance of an item would be negative: team means of two items move as one."""
    surveys, _ = simulated()
    staff, customers = surveys.sources
    means = staff.means.copy()
    means[:, 1] = means[:, 0] - means[:, 0].mean() + means[:, 1].mean()
    layout = Layout(SPECIFICATION)
    found = find_maximum(layout, surveys_of(replace(staff, means=means), customers))
    assert found is not None
    bias = found.params[layout.slices["item_bias_sd"]]
    assert np.abs(bias[:2]).max() < 0.05
    assert found.covariance is not None


@pytest.mark.parametrize("more", ["goals ~~ benefit", "likelihood"])
def test_what_is_no_plain_chain_has_no_estimates(more: str) -> None:
    surveys, _ = simulated()
    text = MODEL.replace("scale: [0, 10]", "scale: [0, 10], likelihood: ordinal")
    if more != "likelihood":
        text = MODEL.replace("benefit ~ goals + trust", "benefit ~ trust\n  goals ~~ benefit")
    assert by_likelihood(surveys, parse_model(text)) == {}
    assert likelihood_names(parse_model(text)) == ()


def test_the_case_s_truth_has_every_quantity(small: Specification) -> None:
    truth = case_truth(small)
    names = list(truth.chain.constructs)
    latents = pd.DataFrame(np.random.default_rng(1).standard_normal((6, len(names))), columns=names)
    assert set(likelihood_names(small)) <= set(true_quantities(truth, latents))
