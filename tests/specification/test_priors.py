"""Priors: defaults, overrides by name, and how they are told."""

import pytest
from tests.specification.helpers import MODEL, only_problem

from bayeschain.specification import Priors, parse_model
from bayeschain.specification.priors import DEFAULTS, Beta, Normal, Spread


def priors(text: str) -> Priors:
    return parse_model(f"{MODEL}priors: {text}\n").priors


def test_defaults_are_those_of_the_design() -> None:
    assert Priors() == Priors(
        means=Normal(50, 25), item_deviations=Spread(15), item_sd=Spread(25), item_bias=Spread(3), icc=Beta(2, 12)
    )
    assert (DEFAULTS.loadings.concentration, DEFAULTS.within_sd.sd, DEFAULTS.team_sd.sd) == (10, 25, 10)
    assert (DEFAULTS.within_correlations.eta, DEFAULTS.team_correlations.eta) == (2, 2)
    assert DEFAULTS.paths == Normal(0, 1)
    assert DEFAULTS.changed() == {}


def test_what_is_not_overridden_keeps_its_own_default() -> None:
    assert priors("{paths: {mean: .5}}").paths == Normal(0.5, 1.0)
    assert priors("{means: {sd: 10}}").means == Normal(50.0, 10.0)
    assert priors("{icc: {beta: 20}}").icc == Beta(2.0, 20.0)


def test_what_was_changed_is_told() -> None:
    mine = priors("{paths: {mean: .5}, item_sd: {sd: 25}}")
    assert mine.changed() == {"paths": {"mean": 0.5}}
    told = dict(mine.describe())
    assert "Normal(0.5, 1/√k)" in told["paths"]
    assert "Set in the model file; the default is: Paths: z ~ Normal(0, 1/√k)" in told["paths"]
    assert "Set in" not in told["item_sd"]


def test_every_family_is_described() -> None:
    assert [name for name, _ in DEFAULTS.describe()] == list(Priors.__dataclass_fields__)
    assert all(text.endswith(".") for _, text in DEFAULTS.describe())


@pytest.mark.parametrize("text", ["", "{}", "null"])
def test_no_priors_are_the_defaults(text: str) -> None:
    assert priors(text) == DEFAULTS


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("{path: {mean: 1}}", "'path' is not an option of 'priors'", "Did you mean 'paths'?"),
        ("{paths: {average: 1}}", "'average' is not an option of 'paths'", "Known: mean, sd"),
        ("{paths: {sd: 0}}", "'sd' must be more than 0, not '0'", "Correct"),
        ("{icc: {alpha: -1}}", "'alpha' must be more than 0", "Correct"),
        ("{paths: {mean: much}}", "'mean' must be a number, not 'much'", "decimal point"),
        ("{paths: {mean: '0,5'}}", "'mean' must be a number, not '0,5'", "decimal point"),
        ("{paths: {mean: nan}}", "'mean' must be a number, not 'nan'", "decimal point"),
        ("{paths: {sd: inf}}", "'sd' must be a number, not 'inf'", "decimal point"),
        ("{paths: {sd: }}", "'sd' is empty", "remove the line"),
        ("{paths: 3}", "'paths' must hold options", "Write paths: {option: value}"),
        ("{paths: }", "'paths' is empty", "remove the line"),
        ("5", "'priors' must hold options", "Write priors:"),
        ("[paths]", "'priors' must hold options", "Write priors:"),
    ],
)
def test_wrong_priors(text: str, message: str, remedy: str) -> None:
    found = only_problem(f"{MODEL}priors: {text}\n")
    assert message in found
    assert remedy in found
    assert f"line {MODEL.count(chr(10)) + 1}, column" in found
