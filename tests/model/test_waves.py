"""Two waves in the compiled likelihood against the stacked normal of all answers."""

import numpy as np
import pytest
from tests.support.designs import NO_ACCOUNT, Design, dense_sources, random_parameters, source_moments

from bayeschain.model import equations
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import natural
from bayeschain.specification import parse_model
from bayeschain.surveys import Surveys

MODEL = """\
title: Waves
waves: [1, 2{third}]
surveys:
  staff: {{file: staff_<wave>.csv, team: team, scale: [1, 5]}}
constructs:
  trust: {{survey: staff, items: [tr1, tr2, tr3]}}
  flow: {{survey: staff, items: [fl1]}}
  goals: {{survey: staff, items: [go1, go2]}}
chain: |
  goals ~ trust + flow
outcome: goals
"""


def design(seed: int, third: str = "") -> Design:
    """Few teams, some of them in one wave only."""
    rng = np.random.default_rng(seed)
    specification = parse_model(MODEL.format(third=third))
    layout, teams = Layout(specification), 6
    sizes = rng.integers(1, 5, (len(specification.surveys), teams))
    sizes[0, 0], sizes[1, 1] = 0, 0
    answers, sources = [], []
    for s, survey in enumerate(specification.surveys):
        items = tuple(item for each in specification.survey_constructs(survey) for item in each.items)
        own = tuple(rng.normal(50.0, 15.0, (n, len(items))) for n in sizes[s])
        answers.append(own)
        sources.append(source_moments(survey, items, own, sizes[s].astype(float)))
    names, nothing = tuple(f"team {j}" for j in range(teams)), np.zeros((teams, 0))
    surveys = Surveys(names, tuple(sources), nothing, (), np.zeros(0), np.ones(0), NO_ACCOUNT)
    return Design(specification, tuple(answers), surveys, random_parameters(layout, rng), ())


@pytest.mark.parametrize("third", ["", ", 3"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equals_the_stacked_normal_of_all_answers_of_all_waves(seed: int, third: str) -> None:
    made = design(seed, third)
    layout, S = made.layout, len(made.surveys.sources)
    sources, mean, phi = dense_sources(made)
    nowhere, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    brute = sum(
        equations.Stacked(
            *equations.stacked_moments(
                sources, mean, phi, [made.answers[s][j] for s in range(S)], [0.0] * S, nowhere, nothing
            )
        ).log_likelihood
        for j in range(len(made.surveys.teams))
    )
    value, _ = evaluate(made.params, pack(layout, made.surveys), np.array(layout.structure, dtype=np.int64))
    assert value == pytest.approx(brute, rel=1e-11, abs=1e-9)


def test_residuals_of_the_same_construct_covary_and_others_do_not() -> None:
    """Of three waves: the implied covariance is that of its equations, residual by residual."""
    made = design(4, ", 3")
    layout = made.layout
    place = layout.place
    parts = natural(layout, layout.unpack(made.params))
    C = len(layout.constructs)
    B = np.zeros((C, C))
    for path, value in zip(made.specification.chain.paths, parts["path_unstandardised"], strict=True):
        B[place[path.target], place[path.source]] = value
    phi = parts["team_correlation"] * np.outer(parts["team_sd"], parts["team_sd"])
    residual = (np.eye(C) - B) @ phi @ (np.eye(C) - B).T
    goals = [place[f"goals@{wave}"] for wave in made.specification.waves]
    others = [i for i in range(C) if i not in goals]
    np.testing.assert_allclose(residual[np.ix_(goals, others)], 0.0, atol=1e-9)
    correlation = residual / np.sqrt(np.outer(np.diag(residual), np.diag(residual)))
    named = dict(zip(layout.coords["residual_pair"], parts["residual_correlation"], strict=True))
    for (one, other), value in (((a, b), v) for k, v in named.items() for a, b in [k.split(" ~~ ")]):
        assert correlation[place[one], place[other]] == pytest.approx(value)
        assert abs(value) > 1e-3
