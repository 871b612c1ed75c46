"""Simulated people against the model's formulas."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayeschain.experiments import Design, Truth, case_truth, measured, population, sample, simulate
from bayeschain.experiments.truth import Floats
from bayeschain.specification import Specification, parse_model


def pomp(spec: Specification, answers: dict[str, pd.DataFrame], survey: str) -> Floats:
    columns = []
    for construct in spec.survey_constructs(survey):
        assert construct.scale is not None
        low, high = construct.scale
        for item in construct.items:
            x = answers[survey][item].to_numpy(dtype=float)
            x = low + high - x if item in construct.reverse else x
            columns.append(100 * (x - low) / (high - low))
    return np.array(columns).T


def implied(truth: Truth, survey: str) -> tuple[Floats, Floats, Floats]:
    """Means, within and between covariance of the items of a survey, by the matrix formulas of the model."""
    spec, names = truth.specification, list(truth.chain.constructs)
    C = len(names)
    B, psi = np.zeros((C, C)), np.diag([truth.residual_sd[name] ** 2 for name in names])
    for path, value in zip(truth.chain.paths, truth.path, strict=True):
        B[names.index(path.target), names.index(path.source)] = value
    roots = [names.index(name) for name in truth.chain.exogenous]
    sd = np.array([truth.team_sd[name] for name in truth.chain.exogenous])
    psi[np.ix_(roots, roots)] = truth.exogenous_correlation * np.outer(sd, sd)
    inverse = np.linalg.inv(np.eye(C) - B)
    phi = inverse @ psi @ inverse.T
    own = spec.survey_constructs(survey)
    w = np.array([truth.within_sd[each.name] for each in own])
    phi_w = truth.within_correlation[survey] * np.outer(w, w)
    Lambda = np.zeros((sum(len(each.items) for each in own), len(own)))
    row = 0
    for at, each in enumerate(own):
        Lambda[row : row + len(each.items), at] = truth.items[each.name].loading
        row += len(each.items)
    theta = np.concatenate([truth.items[each.name].sd ** 2 for each in own])
    theta_b = np.concatenate([truth.items[each.name].bias_sd ** 2 for each in own])
    mean = np.concatenate([truth.construct_mean[each.name] + truth.items[each.name].deviation for each in own])
    places = [names.index(each.name) for each in own]
    between = Lambda @ phi[np.ix_(places, places)] @ Lambda.T + np.diag(theta_b)
    return mean, Lambda @ phi_w @ Lambda.T + np.diag(theta), between


def assert_close_covariance(found: Floats, wanted: Floats, n: int) -> None:
    variance = np.diag(wanted)
    standard_error = np.sqrt((np.outer(variance, variance) + wanted**2) / n)
    assert np.abs((found - wanted) / standard_error).max() < 4.5


@pytest.mark.parametrize("survey", ["staff", "customers"])
def test_moments_of_many_single_respondents(small: Specification, survey: str) -> None:
    truth = case_truth(small)
    J = 60_000
    answers = simulate(small, Design(J, {"staff": (1, 1), "customers": (1, 1)}), truth, 1, discrete=False)
    y = pomp(small, answers, survey)
    mean, within, between = implied(truth, survey)
    assert np.abs((y.mean(axis=0) - mean) / np.sqrt(np.diag(within + between) / J)).max() < 4.5
    assert_close_covariance(np.cov(y.T), within + between, J)


@pytest.mark.parametrize("survey", ["staff", "customers"])
def test_moments_within_a_few_large_teams(small: Specification, survey: str) -> None:
    truth = case_truth(small)
    design = Design(4, {"staff": (15_000, 15_000), "customers": (15_000, 15_000)})
    answers = simulate(small, design, truth, 2, discrete=False)
    by_team = pomp(small, answers, survey).reshape(4, 15_000, -1)
    y = (by_team - by_team.mean(axis=1, keepdims=True)).reshape(60_000, -1)
    _, within, _ = implied(truth, survey)
    assert_close_covariance(y.T @ y / (60_000 - 4), within, 60_000)


def test_surveys_of_a_team_share_its_level_only(small: Specification) -> None:
    """Item covariances across surveys are those of the team levels: different people answer."""
    truth = case_truth(small)
    J = 40_000
    drawn = sample(small, Design(J, {"staff": (1, 1), "customers": (1, 1)}), truth, 3, discrete=False)
    R = np.corrcoef(drawn.latents.to_numpy().T)
    np.testing.assert_allclose(R, truth.team_correlation, atol=0.02)
    trust = pomp(small, drawn.answers, "staff")[:, 0]
    overall = pomp(small, drawn.answers, "customers")[:, -1]
    at = [truth.chain.constructs.index(name) for name in ("trust", "overall")]
    wanted = truth.team_correlation[at[0], at[1]] * truth.team_sd["trust"] * truth.team_sd["overall"]
    wanted *= truth.items["trust"].loading[0]
    error = trust.std() * overall.std() / np.sqrt(J)
    assert abs(np.cov(trust, overall)[0, 1] - wanted) < 4.5 * error


def test_icc_is_as_set(small: Specification) -> None:
    truth = case_truth(small)
    n, J = 10, 4_000
    answers = simulate(small, Design(J, {"staff": (n, n), "customers": (n, n)}), truth, 4, discrete=False)
    y = pomp(small, answers, "customers")[:, -1].reshape(J, n)  # a single item without error: the construct itself
    between, within = n * y.mean(axis=1).var(ddof=1), y.var(axis=1, ddof=1).mean()
    icc = (between - within) / (between + (n - 1) * within)
    assert abs(icc - truth.icc["overall"]) < 0.02
    assert all(0.149 < value < 0.251 for value in truth.icc.values())


def test_reversed_items_correlate_negatively(small: Specification) -> None:
    answers = simulate(small, Design(300, {"staff": (5, 9), "customers": (5, 9)}), case_truth(small), 5)
    R = answers["staff"][["t1", "t2", "t3"]].corr().to_numpy()
    assert R[0, 1] > 0.3
    assert R[0, 2] < -0.3
    assert R[1, 2] < -0.3


def test_bad_constructs_go_the_other_way(small: Specification) -> None:
    truth = case_truth(small)
    path = truth.named()["path_unstandardised"]
    assert path["hostility ~ trust"] < 0 < path["benefit ~ trust"]
    assert path["overall ~ hostility"] < 0
    assert truth.construct_mean["hostility"] < 50


def test_likert_answers_stay_on_their_own_scale(small: Specification) -> None:
    answers = simulate(small, Design(100, {"staff": (5, 9), "customers": (5, 9)}), case_truth(small), 6)
    staff, customers = answers["staff"], answers["customers"]
    assert list(staff.columns) == ["unit", "t1", "t2", "t3", "c1", "c2", "h1", "h2"]
    assert set(np.unique(staff[["t1", "t2", "t3", "c1", "c2"]])) == {1, 2, 3, 4, 5}
    assert set(np.unique(staff[["h1", "h2"]])) == {0, 1, 2, 3, 4}
    assert set(np.unique(customers[["b1", "b2", "b3", "o1"]])) <= set(range(11))


def test_continuous_answers_round_to_the_likert_ones(small: Specification) -> None:
    design, truth = Design(30, {"staff": (5, 9), "customers": (5, 9)}), case_truth(small)
    rounded = simulate(small, design, truth, 7)["customers"]["b1"]
    smooth = simulate(small, design, truth, 7, discrete=False)["customers"]["b1"]
    np.testing.assert_array_equal(rounded, np.clip(np.rint(smooth), 0, 10))


def test_equal_seeds_repeat_and_others_differ(small: Specification) -> None:
    design, truth = Design(12, {"staff": (3, 9), "customers": (2, 8)}), case_truth(small)
    one, two, other = (simulate(small, design, truth, seed) for seed in (8, 8, 9))
    for survey in small.surveys:
        pd.testing.assert_frame_equal(one[survey], two[survey])
        assert not one[survey].equals(other[survey])
        assert one[survey].iloc[:, 0].equals(other[survey].iloc[:, 0])  # the design, not the seed, sets the sizes


def test_sizes_follow_the_design(small: Specification) -> None:
    design = Design(400, {"staff": (3, 5), "customers": (0, 2)})
    answers = simulate(small, design, case_truth(small), 10)
    sizes = answers["staff"].groupby("unit").size()
    assert (sizes.min(), sizes.max(), len(sizes)) == (3, 5, 400)
    assert answers["customers"]["team"].nunique() == int((design.sizes()["customers"] > 0).sum()) < 400


def test_a_finite_team_of_which_all_answer_has_no_sampling_error() -> None:
    spec = parse_model(
        "title: F\nsurveys: {s: {file: s.csv, team: team, scale: [0, 100], aggregation: finite}}\n"
        "teams: {file: t.csv, team: team, size: n}\n"
        "constructs:\n  a: {survey: s, items: [a1]}\n  b: {survey: s, items: [b1]}\nchain: b ~ a\noutcome: b\n"
    )
    truth = case_truth(spec)
    everybody = sample(spec, Design(50, {"s": (4, 9)}, response_rate=1.0), truth, 1, discrete=False)
    means = everybody.answers["s"].groupby("team")[["a1", "b1"]].mean().to_numpy()
    np.testing.assert_allclose(means, everybody.latents.to_numpy(), atol=1e-9)
    J, n, N = 8_000, 6, 8
    some = sample(spec, Design(J, {"s": (n, n)}, response_rate=0.75), truth, 2, discrete=False)
    assert some.team_table is not None
    assert set(some.team_table["n"]) == {N}
    error = some.answers["s"].groupby("team")["a1"].mean() - some.latents["a"]
    wanted = truth.within_sd["a"] ** 2 * (1 / n - 1 / N)
    assert abs(error.var() / wanted - 1) < 4.5 * np.sqrt(2 / J)


def test_a_design_must_name_every_survey(small: Specification) -> None:
    with pytest.raises(ValueError, match="customers"):
        simulate(small, Design(12, {"staff": (3, 9)}), case_truth(small), 1)


@pytest.mark.parametrize(
    ("teams", "respondents", "rate"), [(0, (1, 2), 0.5), (5, (3, 2), 0.5), (5, (-1, 2), 0.5), (5, (1, 2), 0.0)]
)
def test_impossible_designs_are_refused(teams: int, respondents: tuple[int, int], rate: float) -> None:
    with pytest.raises(ValueError, match=r"team|respondents|response_rate"):
        Design(teams, {"staff": respondents}, response_rate=rate)


def test_population_totals_and_tier_ratios_match_a_large_population(small: Specification) -> None:
    truth = case_truth(small)
    named = population(truth)
    levels = sample(small, Design(300_000, {"staff": (0, 0), "customers": (0, 0)}), truth, 11).latents
    third = len(levels) // 3
    ranked = levels.sort_values("trust")
    scales = {"clarity": (1, 4), "benefit": (0, 10), "hostility": (0, 4), "trust": (1, 4)}
    for construct, (low, width) in scales.items():
        original = low + width / 100 * ranked[construct].to_numpy()
        thirds = [original[:third].mean(), original[third : 2 * third].mean(), original[2 * third :].mean()]
        for tier, found in zip(("lowest", "middle", "highest"), thirds, strict=True):
            assert abs(found / original.mean() - named.tier_ratio[tier, construct]) < 2e-3
    X = levels[["trust", "clarity"]].to_numpy()
    X = X - X.mean(axis=0)
    slopes = np.linalg.lstsq(X, levels["margin"] - levels["margin"].mean(), rcond=None)[0]
    np.testing.assert_allclose(slopes, [named.total["margin", s] for s in ("trust", "clarity")], atol=0.02)
    scaled = slopes * levels[["trust", "clarity"]].std().to_numpy() / levels["margin"].std()
    np.testing.assert_allclose(scaled, [named.total_standardised["margin", s] for s in ("trust", "clarity")], atol=0.01)
    assert ("highest", "margin") not in named.tier_ratio
    assert named.path_standardised == truth.named()["path_standardised"]


def test_population_without_tiers_has_no_ratios(small: Specification) -> None:
    assert population(replace(case_truth(small), specification=replace(small, tiers=None))).tier_ratio == {}


def test_paths_that_explain_everything_are_refused(small: Specification) -> None:
    with pytest.raises(ValueError, match="all of a construct's variance"):
        replace(case_truth(small), path_standardised=np.full(6, 0.9))


def test_designs_and_truths_can_be_sent_to_workers(small: Specification) -> None:
    design, truth = Design(12, {"staff": (3, 9), "customers": (2, 8)}), case_truth(small)
    sent, same = pickle.loads(pickle.dumps((design, truth)))
    for survey, answers in simulate(small, design, truth, 1).items():
        pd.testing.assert_frame_equal(answers, simulate(small, sent, same, 1)[survey])


def test_skipping_takes_answers_out_and_changes_no_other(small: Specification) -> None:
    truth, people = case_truth(small), {"staff": (20, 30), "customers": (20, 30)}
    whole = simulate(small, Design(40, people), truth, 6)
    gaps = simulate(small, Design(40, people, skipped=0.2), truth, 6)
    for construct in small.respondent_constructs:
        survey = construct.survey or ""
        items = list(construct.items)
        there = gaps[survey][items].notna().to_numpy()
        np.testing.assert_array_equal(
            gaps[survey][items].to_numpy()[there], whole[survey][items].to_numpy(dtype=float)[there]
        )
    assert gaps["staff"][["t1", "t2", "t3"]].isna().to_numpy().mean() == pytest.approx(0.2, abs=0.02)
    moments = measured(small, sample(small, Design(40, people, skipped=0.2), truth, 6)).sources[0]
    assert moments.partial is not None
    with pytest.raises(ValueError, match="below 1"):
        Design(40, people, skipped=1.0)
