"""Appended teams: moments are those of the raw answers of both, put under one another."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayeschain.experiments import Design, Sample, case_truth, measured, sample
from bayeschain.experiments.skipping import skip_items
from bayeschain.model.moments import pack
from bayeschain.model.parameters import Layout
from bayeschain.specification import parse_model
from bayeschain.surveys import SourceMoments, Surveys
from bayeschain.surveys.appending import appended
from bayeschain.surveys.moments import Floats

SPECIFICATION = parse_model("""
title: Two surveys
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], aggregation: finite}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team, size: headcount}
constructs:
  trust: {survey: staff, items: [t1, t2, t3], reverse: [t3]}
  benefit: {survey: customers, items: [b1, b2]}
  margin: {column: margin}
chain: |
  benefit ~ trust
  margin ~ benefit
outcome: margin
""")
TRUTH = case_truth(SPECIFICATION)


def drawn(teams: int, first: str, seed: int, gaps: float) -> Sample:
    """Answers of teams whose names begin with a letter."""
    found = sample(SPECIFICATION, Design(teams, {"staff": (1, 6), "customers": (0, 5)}, seed=seed), TRUTH, seed)
    answers = skip_items(SPECIFICATION, found.answers, gaps, seed) if gaps else found.answers
    answers = {name: each.assign(team=first + each["team"].astype(str)) for name, each in answers.items()}
    assert found.team_table is not None
    table = found.team_table.assign(team=first + found.team_table["team"].astype(str))
    latents = found.latents.set_axis(first + found.latents.index.astype(str))
    return Sample(answers, table, latents, latents)


def under_one_another(one: Sample, other: Sample) -> Sample:
    """Raw answers of both."""
    answers = {name: pd.concat([one.answers[name], other.answers[name]]) for name in one.answers}
    assert one.team_table is not None
    latents = pd.concat([one.latents, other.latents])
    return Sample(answers, pd.concat([one.team_table, other.team_table]), latents, latents)


@pytest.mark.parametrize("gaps", [(0.0, 0.0), (0.2, 0.0), (0.0, 0.2), (0.2, 0.3)])
def test_appended_moments_are_those_of_all_raw_answers(gaps: tuple[float, float]) -> None:
    one, other = drawn(9, "A", 1, gaps[0]), drawn(7, "B", 2, gaps[1])
    wanted = measured(SPECIFICATION, under_one_another(one, other), rescale=False)
    found = appended(*(_bare(measured(SPECIFICATION, each, rescale=False)) for each in (one, other)))
    assert found.teams == wanted.teams
    np.testing.assert_array_equal(found.columns, wanted.columns)
    for mine, true in zip(found.sources, wanted.sources, strict=True):
        for name in ("n", "n_complete", "means", "scatter", "item_means", "variances", "pooled"):
            np.testing.assert_allclose(getattr(mine, name), getattr(true, name), rtol=1e-9, atol=1e-9, err_msg=name)
    np.testing.assert_array_equal(found.sources[0].members, wanted.sources[0].members)
    assert found.sources[1].members is None
    for mine, true in zip(found.sources, wanted.sources, strict=True):
        groups = groups_of(mine)
        assert groups.keys() == groups_of(true).keys()
        for key, moments in groups_of(true).items():
            np.testing.assert_allclose(groups[key], moments, rtol=1e-9, atol=1e-9)
    if not any(gaps):
        layout = Layout(SPECIFICATION)
        np.testing.assert_allclose(pack(layout, found), pack(layout, wanted), rtol=1e-9, atol=1e-9)


def groups_of(source: SourceMoments) -> dict[tuple[int, tuple[bool, ...]], Floats]:
    """n, means and cross-products of people who skipped items, by team and pattern."""
    partial = source.partial
    if partial is None:
        return {}
    found = {}
    for g, (team, n, means) in enumerate(zip(partial.team, partial.n, partial.means, strict=True)):
        own = partial.roots[partial.group == g]
        moments = np.concatenate([[n], np.nan_to_num(means), (own.T @ own).ravel()])
        found[int(team), tuple(np.isfinite(means).tolist())] = moments
    assert len(found) == len(partial.n)
    return found


def _bare(surveys: Surveys) -> Surveys:
    return replace(surveys, sources=tuple(replace(each, scale_means=None) for each in surveys.sources))


def test_other_questions_and_what_teams_cannot_bring_along_are_refused() -> None:
    one, other = (_bare(measured(SPECIFICATION, drawn(5, "A", seed, 0.2), rescale=False)) for seed in (1, 2))
    with pytest.raises(ValueError, match="asked the same"):
        appended(one, replace(other, column_names=("revenue",)))
    with pytest.raises(ValueError, match="scale means"):
        appended(measured(SPECIFICATION, drawn(5, "A", 1, 0.2), rescale=False), other)
