"""Simulated people against the likelihood: at the true parameters its gradient is 0 on average."""

from dataclasses import replace

import numpy as np
import pytest

from bayeschain.conventions import CONSTRUCT, COVARIATE_SLOPE, RESIDUAL_PAIR, RESPONDENT_SLOPE
from bayeschain.experiments import Design, case_truth, measured, sample
from bayeschain.experiments.skipping import skip_items
from bayeschain.experiments.truth import Floats, Truth, residual_matrix
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import contrast_matrix, natural, partials, sticks
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Surveys

MODEL = """
title: A structured company
surveys:
  staff: {{file: staff.csv, team: team, scale: [1, 5]{adjust}}}
  customers: {{file: customers.csv, team: team, scale: [0, 10]}}
teams: {{file: teams.csv, team: team{table}}}
constructs:
  leadership: {{survey: staff, items: [le1, le2, le3], reverse: [le3]}}
  climate: {{survey: staff, items: [cl1]}}
  trust: {{survey: staff, items: [tr1, tr2]}}
  promises: {{survey: customers, items: [pr1, pr2]}}
  margin: {{column: margin}}
chain: |
  trust ~ leadership{first}
  promises ~ trust + climate
  margin ~ promises{last}
  {pairs}
outcome: margin
"""
PLAIN = {"adjust": "", "table": "", "first": "", "last": "", "pairs": ""}
STRUCTURES = {
    "plain": {},
    "pairs": {"pairs": "trust ~~ climate + margin"},
    "covariates": {"table": ", covariates: [age, urban]", "first": " + age", "last": " + age + urban"},
    "respondents": {"adjust": ", adjust: [tenure, role]"},
    "units": {"table": ", unit: area"},
    "all": {
        "adjust": ", adjust: [tenure]",
        "table": ", unit: area, covariates: [age, urban]",
        "first": " + age",
        "last": " + urban",
        "pairs": "trust ~~ margin",
    },
}
SAMPLES, TEAMS = 120, 48


def true_parameters(truth: Truth, layout: Layout) -> Floats:
    """Flat parameters of a truth."""
    chain, specification = truth.chain, truth.specification
    icc, residual = truth.icc, {n: truth.residual_sd[n] / truth.team_sd[n] for n in chain.constructs}
    owners = [each.name for each in layout.respondent_constructs]
    reflective = [truth.items[name] for name, K in zip(owners, layout.counts, strict=True) if K > 1]
    Q, E = len(chain.covariates), len(chain.exogenous)
    free = layout.free_paths
    b = np.concatenate([truth.path_standardised, truth.covariate_standardised])
    z = np.array([value / residual[path.target] for path, value in zip(free, b, strict=True)])
    P = residual_matrix(chain, truth.exogenous_correlation, truth.residual_correlation)
    place = [layout.place[name] for name in layout.members]
    u = []
    for i, F in enumerate(layout.partners, start=Q + E):
        before = P[np.ix_(place, place)][: i + 1, : i + 1]
        if F:
            chosen = list(F)
            S = np.linalg.inv(np.linalg.inv(before[:i, :i])[np.ix_(chosen, chosen)])
            block = np.block([[S, before[i, chosen][:, None]], [before[i, chosen][None], np.ones((1, 1))]])
            sd = np.sqrt(np.diag(block))
            u += list(partials(block / np.outer(sd, sd))[-len(F) :])
    found = {
        "construct_mean": [truth.construct_mean[name] for name in layout.constructs],
        "intercept_contrast_raw": np.concatenate([contrast_matrix(len(x.sd)).T @ x.deviation for x in reflective]),
        "loading_stick_raw": np.concatenate([sticks(x.loading) for x in reflective]),
        "item_sd": np.concatenate([x.sd for x in reflective]),
        "item_bias_sd": np.concatenate([x.bias_sd for x in reflective]),
        "within_sd": [truth.within_sd[name] for name in owners],
        "within_partial_raw": np.concatenate([partials(truth.within_correlation[s]) for s in layout.surveys]),
        "icc": [icc[name] for name in owners],
        "column_team_sd": [truth.team_sd[name] for name in layout.columns],
        "exogenous_partial_raw": partials(truth.exogenous_correlation)[Q * (Q - 1) // 2 :],
        "path_z_raw": z[: len(chain.paths)],
        "covariate_z_raw": z[len(chain.paths) :],
        "residual_partial_raw": u,
        "unit_share_raw": [truth.unit_share[name] for name in layout.constructs] if layout.has_units else [],
        "respondent_slope": np.concatenate(
            [np.ravel(truth.respondent_slope[s]) for s in layout.surveys if specification.surveys[s].adjust]
            or [np.zeros(0)]
        ),
    }
    return layout.pack({name: np.asarray(value, dtype=float) for name, value in found.items()})


def drawn(specification: Specification, truth: Truth, design: Design, seed: int) -> Surveys:
    """Surveys of simulated people, on the scales of the population."""
    return measured(specification, sample(specification, design, truth, seed, discrete=False), rescale=False)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_score_at_the_truth_is_zero_on_average(structure: str) -> None:
    specification = parse_model(MODEL.format(**PLAIN | STRUCTURES[structure]))
    truth, layout = case_truth(specification), Layout(specification)
    params, flat = true_parameters(truth, layout), np.array(layout.structure, dtype=np.int64)
    design = Design(TEAMS, {"staff": (2, 6), "customers": (0, 5)}, units=8)
    scores = [
        evaluate(params, pack(layout, drawn(specification, truth, design, seed)), flat)[1] for seed in range(SAMPLES)
    ]
    z = np.mean(scores, axis=0) / (np.std(scores, axis=0) / np.sqrt(SAMPLES))
    assert np.abs(z).max() < 4.5
    assert np.sqrt(np.mean(z**2)) < 1.5


def test_the_score_is_zero_on_average_where_people_skip_items_at_random_given_another_answer() -> None:
    specification = parse_model(MODEL.format(**PLAIN | STRUCTURES["all"]))
    truth, layout = case_truth(specification), Layout(specification)
    params, flat = true_parameters(truth, layout), np.array(layout.structure, dtype=np.int64)
    design = Design(24, {"staff": (2, 6), "customers": (0, 5)}, units=6)
    scores = []
    for seed in range(SAMPLES):
        found = sample(specification, design, truth, seed, discrete=False)
        found = replace(found, answers=skip_items(specification, found.answers, 0.2, seed, "mar"))
        packed = pack(layout, measured(specification, found, rescale=False))
        scores.append(evaluate(params, packed, flat, with_partial=True)[1])
    z = np.mean(scores, axis=0) / (np.std(scores, axis=0) / np.sqrt(SAMPLES))
    assert np.abs(z).max() < 4.5
    assert np.sqrt(np.mean(z**2)) < 1.5


@pytest.mark.parametrize("structure", STRUCTURES)
def test_parameters_and_truth_mean_the_same(structure: str) -> None:
    specification = parse_model(MODEL.format(**PLAIN | STRUCTURES[structure]))
    truth, layout = case_truth(specification), Layout(specification)
    named, Q = layout.unpack(true_parameters(truth, layout)), len(specification.chain.covariates)
    parts = named | natural(layout, named, partials(truth.exogenous_correlation[:Q, :Q]) if Q else np.zeros(0))
    true = truth.named()
    dims = {"covariate_effect": COVARIATE_SLOPE, "respondent_slope": RESPONDENT_SLOPE, "unit_sd": CONSTRUCT}
    for name, dim in {**dims, "residual_correlation": RESIDUAL_PAIR}.items():
        found = dict(zip(layout.coords[dim], parts[name], strict=False))
        wanted = {key.rpartition(" (")[0] if key.endswith(")") else key: value for key, value in true[name].items()}
        assert found.keys() >= wanted.keys() or not wanted
        np.testing.assert_allclose([found[key] for key in wanted], list(wanted.values()), rtol=1e-9)
