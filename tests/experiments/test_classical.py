"""Regression on team averages is biased as theory says, and its correction is not."""

from dataclasses import replace

import numpy as np
import pytest

from bayeschain.experiments import Design, case_truth, measured, sample
from bayeschain.experiments.classical import NONE, corrected, on_averages, sampling_error, team_averages
from bayeschain.experiments.lavaan import model_text
from bayeschain.experiments.plans import fixed_truth
from bayeschain.specification import Specification

TEAMS = 3000
ICC = {"trust": 0.3, "clarity": 0.2, "benefit": 0.25, "overall": 0.3, "hostility": 0.3}


def test_the_correction_finds_the_paths_of_many_teams(small: Specification) -> None:
    truth = fixed_truth(small, ICC, {})
    truth = replace(truth, items={k: replace(v, bias_sd=np.zeros_like(v.bias_sd)) for k, v in truth.items.items()})
    design = Design(TEAMS, {"staff": (3, 9), "customers": (2, 8)}, seed=1)
    surveys = measured(small, sample(small, design, truth, 1, discrete=False))
    found, naive = corrected(surveys, small), on_averages(surveys, small)
    true = truth.named()["path_standardised"]
    for name, value in true.items():
        assert abs(found[name].value - value) < 0.09
        assert found[name].lower < found[name].value < found[name].upper
    # One predictor: the naive slope is the true one times the root of both reliabilities.
    averages_error = sampling_error(surveys, small).mean(axis=0)
    i = small.chain.constructs.index("overall")
    reliability = truth.team_sd["overall"] ** 2 / (truth.team_sd["overall"] ** 2 + averages_error[i, i])
    assert naive["margin ~ overall"].value == pytest.approx(true["margin ~ overall"] * np.sqrt(reliability), abs=0.06)


def test_no_estimate_where_no_covariance_is_left(small: Specification) -> None:
    truth = fixed_truth(small, dict.fromkeys(ICC, 1e-4), {})
    design = Design(12, {"staff": (2, 2), "customers": (2, 2)}, seed=1)
    surveys = measured(small, sample(small, design, truth, 1, discrete=False))
    assert all(np.isnan(each.value) and np.isnan(each.lower) for each in corrected(surveys, small).values())
    assert np.isnan(NONE.value)


def test_errors_of_averages_are_shared_within_a_survey_alone(small: Specification) -> None:
    drawn = sample(small, Design(40, {"staff": (3, 9), "customers": (0, 8)}), case_truth(small), 1, discrete=False)
    error = sampling_error(measured(small, drawn), small)
    place = {name: i for i, name in enumerate(small.chain.constructs)}
    assert error[:, place["trust"], place["clarity"]].min() > 0.0
    assert np.all(error[:, place["trust"], place["benefit"]] == 0.0)
    assert np.all(error[:, place["margin"]] == 0.0)


def test_lavaan_is_told_of_the_same_chain(small: Specification) -> None:
    text = model_text(small)
    assert "trust_w =~ staff.trust.1 + trust_2*staff.trust.2 + trust_3*staff.trust.3" in text
    assert "trust =~ staff.trust.1 + trust_2*staff.trust.2 + trust_3*staff.trust.3" in text
    assert "trust_w ~~ 0*benefit_w" in text
    assert "trust_w ~~ 0*clarity_w" not in text
    assert "overall ~ benefit + hostility\n" in text
    assert text.endswith("margin ~ overall\n")
    drawn = sample(small, Design(40, {"staff": (3, 9), "customers": (0, 8)}), case_truth(small), 1, discrete=False)
    error = sampling_error(measured(small, drawn), small)
    place = {name: i for i, name in enumerate(small.chain.constructs)}
    assert error[:, place["trust"], place["clarity"]].min() > 0.0
    assert np.all(error[:, place["trust"], place["benefit"]] == 0.0)
    assert np.all(error[:, place["margin"]] == 0.0)


def test_averages_are_of_who_answered_an_item(small: Specification) -> None:
    design = Design(10, {"staff": (6, 6), "customers": (6, 6)}, seed=1, skipped=0.3)
    drawn = sample(small, design, case_truth(small), 3, discrete=False)
    found = team_averages(measured(small, drawn), small)
    construct = small.construct("trust")
    low, high = construct.scale or (0.0, 1.0)
    answers = drawn.answers["staff"].set_index(drawn.answers["staff"].columns[0])[list(construct.items)]
    turned = answers.assign(**{item: low + high - answers[item] for item in construct.reverse})
    expected = (100.0 * (turned - low) / (high - low)).groupby(level=0, sort=False).mean().mean(axis=1, skipna=False)
    np.testing.assert_allclose(found["trust"].to_numpy(), expected.to_numpy(), rtol=1e-12)
