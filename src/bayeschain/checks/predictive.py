"""Would new teams of the fitted population look like these? Posterior predictive checks of the teams' scale means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.checks.new_answers import new_answers, seen_shares
from bayeschain.checks.statistics import (
    CORRELATION,
    FARTHEST,
    ICC,
    SD,
    SHARE,
    SKEWNESS,
    correlations,
    intraclass,
    shapes,
    spreads,
)
from bayeschain.checks.team_means import TeamMeans, is_gaussian, team_means
from bayeschain.checks.verdict import FAIL_BELOW, LOOK_BELOW, Status, Verdict, about
from bayeschain.conventions import ITEM
from bayeschain.messages import Message
from bayeschain.model.levels import singular_root
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats, interval

CHECK: Final = "predictive"
COLUMNS: Final = (
    *("statistic", "construct", "other", "observed", "expected", "lower", "upper"),
    *("distance", "p", "adjusted_p", "answer"),
)
COUNTS: Final = ("count", "answered")
"""Columns behind shares: answers in the category, and to the item."""
REPLICATIONS: Final = 10
"""New data sets of each draw used; 4,000 in all resolve an adjusted p of .001."""
CONSEQUENTIAL: Final = frozenset({SD, ICC, CORRELATION})
"""Statistics that the reported ones rest on; the others, of single teams or of the shape, say look at most."""


TINY: Final = 1e-9
SCALES: Final[dict[str, Callable[[Floats], Floats]]] = {
    SD: lambda value: np.log(np.maximum(value, TINY)),
    CORRELATION: lambda value: np.arctanh(np.clip(value, -1.0 + TINY, 1.0 - TINY)),
    FARTHEST: lambda value: np.log(np.maximum(value - 1.0, TINY)),
    SHARE: lambda value: np.arcsin(np.sqrt(value)),
}
"""Statistics that are near normal only after a transformation."""


@dataclass(frozen=True)
class Statistics:
    """Statistics of R data sets: what they are, and their values (R, K)."""

    labels: pd.DataFrame
    values: Floats

    @property
    def scaled(self) -> Floats:
        """(R, K) values on scales where they are near normal."""
        kind = self.labels["statistic"].to_numpy()
        out = np.array(self.values)
        for name, scale in SCALES.items():
            out[:, kind == name] = scale(self.values[:, kind == name])
        return out


def predictive(fit: xr.DataTree, teams: NDArray[np.bool_] | None = None) -> Verdict:
    """Compare the teams' scale means with those of new teams, drawn from the fitted model.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned.
    teams : (J,) bool, optional
        Teams whose averages are compared; all of them, by default.

    Returns
    -------
    Verdict
        One row a statistic, the most surprising first: ``statistic`` (sd: SD of the team means; icc: classical ICC(1);
        correlation of two constructs' team means; skewness; farthest: distance of the farthest team in SDs; share: of
        the answers to an ordinal item, in whole percent), ``construct, other``, what was ``observed``, what new teams
        are ``expected`` to show with the interval ``lower, upper``, the ``distance`` of the observed value in SDs of
        the new ones, ``p`` (two-sided), ``adjusted_p`` for all statistics together, and the item and its ``answer``
        that a share is of.

    Notes
    -----
    New teams, new respondents, new errors: as many teams, with as many respondents each, as there were;
    covariates are the same, and so are units. Averages are drawn by their normal distribution where all answers are
    Gaussian, else answers are drawn person by person (`new_answers`). Because the
    parameters were fitted to the same data, p is conservative: P(p <= alpha) is at most 2 alpha, and below alpha
    where a parameter follows the statistic (Meng 1994, Annals of Statistics 22:1142). ``adjusted_p`` compares the
    largest distance of all with that of each new data set (Westfall & Young 1993), so it knows their dependence.
    """
    fitted = open_fit(fit)
    means = team_means(fitted)
    means = means if teams is None else means.of(teams)
    rng = np.random.default_rng([int(fit.attrs["seed"]), 3])
    return about(judged(fitted, means, rng), teams)


def judged(fitted: Fitted, means: TeamMeans, rng: np.random.Generator) -> Verdict:
    """Verdict on team means, and on shares of ordinal answers."""
    names = list(fitted.posterior.place)
    seen = statistics(names, means.observed[None], means, means.scatter[None])
    if is_gaussian(fitted.specification):
        expected = statistics(names, replicate(means, rng), means, new_scatter(means, rng))
    else:
        new = new_answers(fitted, means, rng)
        expected = statistics(names, new.means, means, new.scatter)
        seen, expected = _with_shares(fitted, means, seen, expected, new.shares)
    return _verdict(compare(seen, expected, fitted.mass(None)), fitted)


def _with_shares(
    fitted: Fitted, means: TeamMeans, seen: Statistics, new: Statistics, shares: Floats
) -> tuple[Statistics, Statistics]:
    """Statistics with the shares of ordinal answers among them."""
    if "category_count" not in fitted.data:  # the fit of an earlier version
        return seen, new
    labels = share_labels(fitted)
    observed, answered = seen_shares(fitted, np.isfinite(means.observed).any(axis=1))
    counted = labels.assign(count=np.round(observed * answered), answered=answered)
    return (
        Statistics(
            pd.concat([seen.labels, counted], ignore_index=True), np.column_stack([seen.values, observed[None]])
        ),
        Statistics(pd.concat([new.labels, labels], ignore_index=True), np.column_stack([new.values, shares])),
    )


def share_labels(fitted: Fitted) -> pd.DataFrame:
    """What the shares of `new_answers` are of: construct, item and answer as it was given."""
    data, specification = fitted.data, fitted.specification
    owner = dict(zip(data["item_construct"][ITEM].to_numpy(), data["item_construct"].to_numpy(), strict=True))
    rows = []
    for item, score in zip(data["category_item"].to_numpy(), data["category_score"].to_numpy(), strict=True):
        construct = specification.construct(str(owner[item]))
        low, high = construct.scale or (0.0, 100.0)
        name = str(item).removeprefix(f"{construct.survey}.")
        turned = 100.0 - float(score) if name in construct.reverse else float(score)
        rows.append((SHARE, construct.name, "", f"{name} = {low + turned / 100.0 * (high - low):g}"))
    return pd.DataFrame(rows, columns=["statistic", "construct", "other", "answer"])


def replicate(means: TeamMeans, rng: np.random.Generator, times: int = REPLICATIONS) -> Floats:
    """(R, J, C) scale means of new teams, `times` data sets for each draw; NaN where the team had none."""
    M, J, C = means.noise.shape
    shape = (M, times, J, C)
    latent = _normal(means.phi, rng.standard_normal(shape))
    sampled = _normal(means.within, rng.standard_normal(shape)) * np.sqrt(means.sampling)
    error = rng.standard_normal(shape) * np.sqrt(means.noise[:, None])
    made = means.mean[:, None] + latent + sampled + error
    return np.where(np.isfinite(means.observed), made, np.nan).reshape(-1, J, C)


def new_scatter(means: TeamMeans, rng: np.random.Generator, times: int = REPLICATIONS) -> Floats:
    """(R, C) sums of squares of scale means within new teams."""
    count = np.where(np.isfinite(means.observed), means.respondents, 0.0)
    df = np.maximum(np.nan_to_num(count).sum(axis=0) - (np.nan_to_num(count) > 0).sum(axis=0), 0.0)
    size = (len(means.mean), times, len(df))
    variance = means.within_variance[:, None]
    drawn = rng.noncentral_chisquare(np.maximum(df, 1.0), means.explained[:, None] / variance, size) * variance
    return np.asarray(drawn.reshape(-1, len(df)))


def statistics(names: list[str], y: Floats, means: TeamMeans, scatter: Floats) -> Statistics:
    """All statistics of team means (R, J, C) with sums of squares within teams (R, C)."""
    skewness, farthest = shapes(y)
    one, other = (each.tolist() for each in np.triu_indices(len(names), 1))
    parts: list[tuple[str, Sequence[int], Sequence[int] | None, Floats]] = [
        (SD, range(len(names)), None, spreads(y)),
        (ICC, range(len(names)), None, intraclass(y, means.respondents, scatter)),
        (CORRELATION, one, other, correlations(y)[:, one, other]),
        (SKEWNESS, range(len(names)), None, skewness),
        (FARTHEST, range(len(names)), None, farthest),
    ]
    labels = [
        (kind, names[c], "" if others is None else names[others[i]], "")
        for kind, those, others, _ in parts
        for i, c in enumerate(those)
    ]
    frame = pd.DataFrame(labels, columns=["statistic", "construct", "other", "answer"])
    return Statistics(frame, np.concatenate([values for *_, values in parts], axis=1))


def _normal(covariance: Floats, noise: Floats) -> Floats:
    """Draws with covariance (M, C, C), which may be singular, from standard normals (M, …, C)."""
    return np.asarray(np.einsum("mab,mtjb->mtja", singular_root(covariance), noise, optimize=True))


def compare(seen: Statistics, new: Statistics, mass: float) -> pd.DataFrame:
    """Table of `predictive`: statistics of one data set among those of R new ones."""
    told = np.isfinite(seen.values[0]) & np.isfinite(new.values).all(axis=0) & (np.ptp(new.values, axis=0) > 0.0)
    observed, values = seen.values[0, told], new.values[:, told]
    centre, spread = new.scaled[:, told].mean(axis=0), new.scaled[:, told].std(axis=0)
    distance = (seen.scaled[0, told] - centre) / spread
    largest = np.abs((new.scaled[:, told] - centre) / spread).max(axis=1)
    R = len(values)
    beyond = np.minimum((values >= observed).sum(axis=0), (values <= observed).sum(axis=0))
    lower, upper = interval(values, mass)
    found = {
        "observed": observed,
        "expected": values.mean(axis=0),
        "lower": lower,
        "upper": upper,
        "distance": distance,
        "p": np.minimum(2.0 * (beyond + 1.0) / (R + 1.0), 1.0),
        "adjusted_p": ((largest[:, None] >= np.abs(distance)).sum(axis=0) + 1.0) / (R + 1.0),
    }
    labels = seen.labels[told].reset_index(drop=True)
    table = labels.drop(columns="answer").assign(**found, answer=labels["answer"])
    order = np.argsort(-np.abs(table["distance"].to_numpy()), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _verdict(table: pd.DataFrame, fitted: Fitted) -> Verdict:
    odd = table[table["adjusted_p"] < LOOK_BELOW]
    worst = odd[(odd["adjusted_p"] < FAIL_BELOW) & odd["statistic"].isin(CONSEQUENTIAL)]
    status: Status = "fail" if len(worst) else "look" if len(odd) else "pass"
    if status == "pass":
        said = Message(
            "These teams look like new teams of the fitted model, as many and with as many respondents: none of {n} "
            "statistics of the team averages stands out.",
            n=len(table),
        )
        return Verdict(CHECK, status, said, Message(""), table)
    row = (worst if len(worst) else odd).iloc[0]
    counted = Message("{n} of {m} statistics of the team averages stand out.", n=len(odd), m=len(table))
    said = Message.joined(_said(row, fitted), counted if len(odd) > 1 else "")
    return Verdict(CHECK, status, said, _remedy(str(row["statistic"])), table)


def _said(row: "pd.Series[Any]", fitted: Fitted) -> Message:
    """What stands out, in words."""
    c = fitted.specification.label(str(row["construct"]))
    other = fitted.specification.label(str(row["other"])) if row["other"] else ""
    answer = str(row["answer"])
    more, less = {
        SD: (
            Message("The teams differ more in “{c}” than new teams of the fitted model would.", c=c),
            Message("The teams differ less in “{c}” than new teams of the fitted model would.", c=c),
        ),
        ICC: (
            Message("Members of a team agree more on “{c}” than in new teams of the fitted model.", c=c),
            Message("Members of a team agree less on “{c}” than in new teams of the fitted model.", c=c),
        ),
        CORRELATION: (
            Message("“{c}” and “{other}” go together more than the fitted model says.", c=c, other=other),
            Message("“{c}” and “{other}” go together less than the fitted model says.", c=c, other=other),
        ),
        SKEWNESS: (
            Message("Averages of “{c}” have a longer upper tail than the fitted model says.", c=c),
            Message("Averages of “{c}” have a longer lower tail than the fitted model says.", c=c),
        ),
        FARTHEST: (
            Message("At least one team lies farther out in “{c}” than the fitted model says.", c=c),
            Message("No team lies as far out in “{c}” as the fitted model says.", c=c),
        ),
        SHARE: (
            Message("More people give the answer {answer} to “{c}” than the fitted model says.", answer=answer, c=c),
            Message("Fewer people give the answer {answer} to “{c}” than the fitted model says.", answer=answer, c=c),
        ),
    }[str(row["statistic"])]
    return more if row["distance"] > 0 else less


def _remedy(statistic: str) -> Message:
    if statistic == CORRELATION:
        return Message("See which arrow is missing or superfluous: another check ranks the candidates.")
    if statistic == SKEWNESS:
        return Message("Look for a floor or a ceiling of the answers, or for two kinds of teams under one roof.")
    if statistic == SHARE:
        return Message("See whether the item was understood as the others were; the model takes it as one of them.")
    if statistic == FARTHEST:
        return Message("See which team it is, and whether its answers are right.")
    return Message(
        "Look for a prior that holds the spread of the teams down or up, for teams of another kind, and at the "
        "aggregation: a team that answers as a whole is not a sample."
    )
