"""Answers of new teams, person by person: what the averages of ordinal answers have no closed form for."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.checks.conditions import conditions
from bayeschain.checks.team_means import TeamMeans
from bayeschain.conventions import ADJUSTMENT, ITEM, SURVEY, TEAM
from bayeschain.inference.schema import CATEGORY
from bayeschain.model.levels import singular_root
from bayeschain.model.ordinal_kernel import ERROR_SHARE
from bayeschain.model.parameters import Layout
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.intervals import Floats

Integers = NDArray[np.int64]
TIMES: Final = 2
"""New data sets of each draw used; 800 in all resolve an adjusted p of .002."""


@dataclass(frozen=True)
class NewAnswers:
    """Scale means of J new teams on C constructs, and shares of K categories, for R draws.

    Parameters
    ----------
    means : (R, J, C) float
        NaN where the team had no answers.
    scatter : (R, C) float
        Sums of squares of persons' scale means within teams; NaN for team columns.
    shares : (R, K) float
        Share of an item's answers in each category of the ordinal items, over the teams asked for.
    """

    means: Floats
    scatter: Floats
    shares: Floats


@dataclass(frozen=True)
class _Survey:
    """Who was asked what in one survey: N people of J teams, team by team, p indicators of q constructs.

    Parameters
    ----------
    team : (N,) int
        Team of each person.
    n : (J,) int
        People of each team.
    answered : (N, p) float
        1 for an answer: the first people of a team answer an item that was skipped by as many as are left.
    constructs : (q,) int
        Their places among all.
    items : slice
        Place of the indicators among all.
    average : (p, q) float
        Weights by which indicators become scale means.
    sampling : (J,) float
        1 / n_eff.
    scores : (p, categories) float or None
        Scores of the categories, the last repeated; None where answers are Gaussian.
    root : (M, q, q) float
        Roots of the covariance of people's levels within teams.
    """

    team: Integers
    n: Integers
    answered: Floats
    constructs: Integers
    items: slice
    average: Floats
    sampling: Floats
    scores: Floats | None
    root: Floats


def new_answers(fitted: Fitted, means: TeamMeans, rng: np.random.Generator, times: int = TIMES) -> NewAnswers:
    """Draw new teams, people in them, and their answers.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened.
    means : TeamMeans
        Teams whose averages are wanted, and the draws to use.
    rng : numpy.random.Generator
    times : int
        Data sets of each draw, one after the other.

    Returns
    -------
    NewAnswers
        As many teams, with as many respondents who answer as many items; covariates and units are the same. What
        respondent covariates account for within teams is drawn as well, with the variance that it had.
    """
    layout = fitted.posterior.layout
    surveys = [_survey(fitted, means, layout, s) for s in range(len(layout.sources))]
    drawer = _Drawer(fitted, means, layout)
    drawn = [drawer.draw(surveys, m, rng) for m in range(len(means.kept)) for _ in range(times)]
    y, scatter, shares = (np.array([each[i] for each in drawn]) for i in range(3))
    return NewAnswers(np.where(np.isfinite(means.observed), y, np.nan), scatter, shares)


def seen_shares(fitted: Fitted, teams: NDArray[np.bool_]) -> tuple[Floats, Integers]:
    """(K,) observed shares of the categories, in whole percent, and (K,) answers of their items, of some teams (J,)."""
    counts = fitted.data["category_count"].transpose(TEAM, CATEGORY).to_numpy()[teams].sum(axis=0)
    owners = fitted.data["category_item"].to_numpy().astype(str)
    total = np.array([counts[owners == owner].sum() for owner in owners])
    # A share in full digits would tell a count, and counts of two reports can be subtracted.
    return np.round(counts / np.maximum(total, 1), 2), total


def _survey(fitted: Fitted, means: TeamMeans, layout: Layout, s: int) -> _Survey:
    source, survey = layout.sources[s], layout.surveys[s]
    first = sum(len(each) for each in layout.sources[:s])
    counts = layout.counts[first : first + len(source)]
    start = sum(layout.counts[:first])
    items = slice(start, start + sum(counts))
    places = np.array([layout.place[construct.name] for construct in source])
    wanted = np.isfinite(means.observed[:, places]).any(axis=1)
    n = np.where(wanted, fitted.data["n_respondents"].sel({SURVEY: survey}).to_numpy(), 0)
    team = np.repeat(np.arange(len(n)), n)
    order = np.arange(len(team)) - np.repeat(np.cumsum(n) - n, n)
    ordinal = s in layout.ordinal_sources
    answered = np.ones((len(team), sum(counts)))
    if not layout.is_manifest(source[0]):
        asked = fitted.data["n_answered"].sel({ITEM: list(layout.items[items])}).transpose(TEAM, ITEM).to_numpy()
        answered = (order[:, None] < asked[team]).astype(float)
    owner = np.repeat(np.arange(len(source)), counts)
    single = np.array(counts) == 1
    share = np.where(single & ordinal, np.sqrt(1.0 - ERROR_SHARE), 1.0)
    covariance = fitted.posterior.within_covariance([construct.name for construct in source])[means.kept]
    average = np.where(owner[:, None] == np.arange(len(source)), 1.0 / np.array(counts), 0.0)
    sampling = means.sampling[:, places[0]]
    scores = _scores(layout, items) if ordinal else None
    root = singular_root(covariance) * share[:, None]
    return _Survey(team, n, answered, places, items, average, sampling, scores, root)


def _scores(layout: Layout, items: slice) -> Floats:
    """Scores of the categories of ordinal items, the last repeated."""
    known = dict(zip(layout.ordinal_items, layout.categories, strict=True))
    own = [known[name] for name in layout.items[items]]
    most = max(len(each) for each in own)
    return np.array([(*each, *[each[-1]] * (most - len(each))) for each in own])


class _Drawer:
    """Draws of the parameters that answers come from."""

    def __init__(self, fitted: Fitted, means: TeamMeans, layout: Layout) -> None:
        posterior, kept = fitted.posterior, means.kept
        given = conditions(fitted, kept)
        self.layout, self.J = layout, len(means.observed)
        self.mean, self.level = posterior.mean[kept], given.mean
        self.root = singular_root(given.phi)
        self.measurement = {name: values[kept] for name, values in posterior.measurement.items()}
        free = np.maximum(np.nan_to_num(means.respondents) - 1.0, 0.0).sum(axis=0)
        self.explained = np.sqrt(given.explained / np.maximum(free, 1.0)) if ADJUSTMENT in fitted.data.dims else None

    def draw(self, surveys: list[_Survey], m: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        """(J, C) scale means, (C,) sums of squares within teams and (K,) shares of one new data set."""
        C = self.mean.shape[1]
        latent = self.level[m] + rng.standard_normal((self.J, C)) @ self.root[m].T
        y, scatter, shares = latent.copy(), np.full(C, np.nan), []
        for survey in surveys:
            answers, category = self._answers(survey, latent, m, rng)
            n_item = _by_team(survey.answered, survey.n)
            item_means = _by_team(answers * survey.answered, survey.n) / np.maximum(n_item, 1.0)
            y[:, survey.constructs] = item_means @ survey.average
            persons = answers @ survey.average
            centre = _by_team(persons, survey.n) / np.maximum(survey.n, 1)[:, None]
            scatter[survey.constructs] = ((persons - centre[survey.team]) ** 2).sum(axis=0)
            if category is not None and survey.scores is not None:
                shares.append(self._shares(survey, category))
        return y, scatter, np.concatenate(shares) if shares else np.zeros(0)

    def _answers(
        self, survey: _Survey, latent: Floats, m: int, rng: np.random.Generator
    ) -> tuple[Floats, Integers | None]:
        """(N, p) answers of all people to all indicators, and categories of ordinal ones."""
        c, k, N, J = survey.constructs, survey.items, len(survey.team), self.J
        root = survey.root[m]
        people = rng.standard_normal((N, len(c))) @ root.T
        if self.explained is not None:
            people += rng.standard_normal(people.shape) * self.explained[m, c]
        people -= (_by_team(people, survey.n) / np.maximum(survey.n, 1)[:, None])[survey.team]
        sampled = rng.standard_normal((J, len(c))) @ root.T * np.sqrt(survey.sampling)[:, None]
        level = (latent[:, c] - self.mean[m, c] + sampled)[survey.team] + people
        owner = np.argmax(survey.average, axis=1)
        part = {name: self.measurement[name][m, k] for name in ("loading", "intercept_deviation")}
        bias = rng.standard_normal((J, len(owner))) * self.measurement["item_bias_sd"][m, k]
        error = rng.standard_normal((N, len(owner))) * self.measurement["item_sd"][m, k]
        answers = self.mean[m, c][owner] + part["intercept_deviation"] + part["loading"] * level[:, owner]
        answers += bias[survey.team] + error
        if survey.scores is None:
            return answers, None
        category = np.zeros(answers.shape, dtype=np.int64)
        for cut in self._thresholds(survey, m).T:
            category += answers > cut
        return survey.scores[np.arange(len(owner)), category], category

    def _thresholds(self, survey: _Survey, m: int) -> Floats:
        """(p, most) thresholds of the items; infinite where an item has fewer."""
        counts = dict(zip(self.layout.ordinal_items, self.layout.threshold_counts, strict=True))
        start = dict(zip(counts, np.cumsum([0, *counts.values()]), strict=False))
        own = self.layout.items[survey.items]
        out = np.full((len(own), max(counts[name] for name in own)), np.inf)
        for i, name in enumerate(own):
            out[i, : counts[name]] = self.measurement["threshold"][m, start[name] : start[name] + counts[name]]
        return out

    def _shares(self, survey: _Survey, category: Integers) -> Floats:
        known = dict(zip(self.layout.ordinal_items, self.layout.categories, strict=True))
        found = []
        for i, name in enumerate(self.layout.items[survey.items]):
            weight = survey.answered[:, i]
            count = np.bincount(category[:, i], weights=weight, minlength=len(known[name]))
            found.append(count / max(weight.sum(), 1.0))
        return np.concatenate(found)


def _by_team(values: Floats, n: Integers) -> Floats:
    """(J, …) sums over the people (N, …) of each team, n (J,) of them."""
    out = np.zeros((len(n), *values.shape[1:]))
    reached = n > 0
    if reached.any():
        out[reached] = np.add.reduceat(values, (np.cumsum(n) - n)[reached], axis=0)
    return out
