"""Do teams' constructs go together beyond what the chain explains? A score test for every pair without an arrow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from scipy.stats import norm

from bayeschain.checks.team_means import TeamMeans, team_means
from bayeschain.checks.verdict import FAIL_BELOW, LOOK_BELOW, Status, Verdict
from bayeschain.messages import Message
from bayeschain.specification.chain import Chain
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats

CHECK: Final = "missing_arrows"
ARROW: Final = "arrow"
SHARED: Final = "shared"
COLUMNS: Final = ("source", "target", "kind", "size", "lower", "upper", "z", "p", "adjusted_p", "information")
LEAST_INFORMATION: Final = 0.1
"""Share of a pair's information that other parameters must leave it; below it the answers do not tell of the pair."""
LEAST_CHANGE: Final = 0.1
WORST_CHANGE: Final = 0.3
"""Standardised slope or residual correlation that is worth a look; that makes the chain as drawn untenable."""


@dataclass(frozen=True)
class Pair:
    """Two constructs that the chain does not link.

    Parameters
    ----------
    source, target : str
        Constructs; where an arrow could stand, it goes from the source.
    kind : {"arrow", "shared"}
        An arrow from an earlier construct, or a common cause of two that stand beside each other.
    """

    source: str
    target: str
    kind: str


def missing_arrows(fit: xr.DataTree) -> Verdict:
    """Rank the pairs of constructs by what links them beyond the chain.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned.

    Returns
    -------
    Verdict
        One row a pair that the chain does not link, the strongest first: ``source, target, kind`` (arrow, shared);
        ``size``, the slope in SDs, or the residual correlation, that one step of maximum likelihood would give it,
        with the interval ``lower, upper``; ``z, p``, and ``adjusted_p`` for the number of pairs (Holm);
        ``information``, the share of its information that the other parameters leave it.

    Notes
    -----
    The teams' scale means are normal with covariance V_j = Phi + sampling error. An arrow c -> d that the chain lacks,
    or a residual covariance, changes Phi by g h' + h g'. Its score is S = Σ_j (u_j'g)(u_j'h) - g'V_j^-1 h with u_j =
    V_j^-1 (ȳ_j - mu), its information I = Σ_j (g'V_j^-1 h)² + (g'V_j^-1 g)(h'V_j^-1 h). One draw of the posterior has,
    with the data, the joint distribution of the true values; so E[S | y] has mean 0 and variance E[I] - E[var(S | y)],
    in which the uncertainty of all other parameters is taken off: the modification index of structural equation models
    (Sörbom 1989, Psychometrika 54:371) from draws alone. With covariates or units, links are those among what these
    leave of the constructs, and SDs are of that.
    """
    fitted = open_fit(fit)
    pairs = unlinked(fitted.specification.chain)
    table = pd.DataFrame(columns=list(COLUMNS))
    if pairs:
        means = team_means(fitted)
        score, information = scores(means, fitted.posterior.direct[0][means.kept], pairs, fitted.posterior.place)
        table = _table(pairs, score, information, fitted.mass(None))
    return _verdict(table, fitted)


def unlinked(chain: Chain) -> tuple[Pair, ...]:
    """Pairs of constructs with neither an arrow nor a free covariance between them."""
    order, exogenous = chain.order, set(chain.exogenous)
    found = []
    for i, later in enumerate(order):
        for earlier in order[:i]:
            both_free = {earlier, later} <= exogenous or _covary(chain, earlier, later)
            if both_free or earlier in chain.parents(later) or later in chain.parents(earlier):
                continue
            source, target = (later, earlier) if later in exogenous else (earlier, later)
            leads = source in exogenous or source in chain.ancestors(target)
            found.append(Pair(source, target, ARROW if leads else SHARED))
    return tuple(found)


def scores(means: TeamMeans, B: Floats, pairs: tuple[Pair, ...], place: Mapping[str, int]) -> tuple[Floats, Floats]:
    """Scores and information of pairs in every draw.

    Parameters
    ----------
    means : TeamMeans
        M draws, C constructs.
    B : (M, C, C) float
        Direct effects, rows targets.
    pairs : tuple of Pair
        K pairs.
    place : mapping of str to int
        Position of each construct.

    Returns
    -------
    score, information : (M, K) float
        By the standardised slope, or the residual correlation.
    """
    C = B.shape[1]
    tau = np.sqrt(np.einsum("mcc->mc", means.phi))
    unexplained = np.eye(C) - B
    root = np.linalg.inv(unexplained)
    psi = np.sqrt(np.einsum("mcc->mc", unexplained @ means.phi @ np.swapaxes(unexplained, 1, 2)))
    # g and h are columns of these: effects of a residual SD, the same by an SD, and covariances with an SD
    columns = np.concatenate([root * psi[:, None], root * tau[:, None], means.phi / tau[:, None]], axis=2)
    is_arrow = np.array([pair.kind == ARROW for pair in pairs])
    source, target = (np.array([place[getattr(pair, end)] for pair in pairs]) for end in ("source", "target"))
    g, h = np.where(is_arrow, C, 0) + target, np.where(is_arrow, 2 * C, 0) + source
    score, information = np.zeros((len(B), len(pairs))), np.zeros((len(B), len(pairs)))
    for j, y in enumerate(means.observed):
        K = means.precision(j)
        away = np.where(np.isfinite(y), y - means.mean[:, j], 0.0)
        fitted = np.einsum("mc,mck->mk", away, K @ columns)
        among = np.swapaxes(columns, 1, 2) @ K @ columns
        score += fitted[:, g] * fitted[:, h] - among[:, g, h]
        information += among[:, g, h] ** 2 + among[:, g, g] * among[:, h, h]
    return score, information


def _covary(chain: Chain, one: str, other: str) -> bool:
    return any({one, other} == set(pair) for pair in chain.residual_covariances)


def _table(pairs: tuple[Pair, ...], score: Floats, information: Floats, mass: float) -> pd.DataFrame:
    mean, whole = score.mean(axis=0), information.mean(axis=0)
    share = 1.0 - score.var(axis=0) / whole
    left = np.where(share > LEAST_INFORMATION, share * whole, np.nan)
    z, change, spread = mean / np.sqrt(left), mean / left, 1.0 / np.sqrt(left)
    p = 2.0 * norm.sf(np.abs(z))
    half = norm.ppf(0.5 + 0.5 * mass) * spread
    bound = np.array([np.inf if pair.kind == ARROW else 1.0 for pair in pairs])
    table = pd.DataFrame(
        {
            "source": [pair.source for pair in pairs],
            "target": [pair.target for pair in pairs],
            "kind": [pair.kind for pair in pairs],
            "size": np.clip(change, -bound, bound),
            "lower": np.clip(change - half, -bound, bound),
            "upper": np.clip(change + half, -bound, bound),
            "z": z,
            "p": p,
            "adjusted_p": adjusted(p),
            "information": share,
        }
    )
    return table.sort_values("p", kind="stable", ignore_index=True)


def adjusted(p: Floats) -> Floats:
    """P values adjusted for their number (Holm 1979, Scandinavian J. Statistics 6:65); NaN are not counted."""
    order = np.argsort(p, kind="stable")
    tests = int(np.isfinite(p).sum())
    out = np.full(len(p), np.nan)
    ranked = np.maximum.accumulate(p[order][:tests] * np.arange(tests, 0, -1))
    out[order[:tests]] = np.minimum(ranked, 1.0)
    return out


def _verdict(table: pd.DataFrame, fitted: Fitted) -> Verdict:
    told = table[table["p"].notna()]
    if told.empty:
        said = (
            Message("Of no pair of constructs without an arrow do the answers tell enough.")
            if len(table)
            else Message("The chain links every pair of constructs.")
        )
        return Verdict(CHECK, "pass", said, Message(""), table)
    first = told.iloc[0]
    p, size = float(first["adjusted_p"]), abs(float(first["size"]))
    status: Status = "pass"
    if p < LOOK_BELOW and size >= LEAST_CHANGE:
        status = "fail" if p < FAIL_BELOW and size >= WORST_CHANGE else "look"
    if status == "pass":
        said = Message(
            "Of {n} pairs of constructs without an arrow, none goes together clearly more, or less, than the chain "
            "explains.",
            n=len(told),
        )
        return Verdict(CHECK, status, said, Message(""), table)
    several = int(((told["adjusted_p"] < LOOK_BELOW) & (told["size"].abs() >= LEAST_CHANGE)).sum())
    more = Message("{k} of {n} pairs without an arrow do so clearly.", k=several, n=len(told)) if several > 1 else ""
    remedy = Message(
        "Ask whether such an arrow makes sense; if it does, add it, and say that the data suggested it: this is "
        "exploration, and an arrow found so needs new data to be confirmed."
    )
    return Verdict(CHECK, status, Message.joined(_said(first, fitted), more), remedy, table)


def _said(row: "pd.Series[Any]", fitted: Fitted) -> Message:
    one, other = (fitted.specification.label(str(row[end])) for end in ("source", "target"))
    change = float(row["size"])
    if row["kind"] == ARROW:
        return Message(
            "An arrow from “{one}” to “{other}” seems to be missing: about {change:.2f} standard deviations.",
            one=one,
            other=other,
            change=change,
        )
    if change <= -1.0:  # one step of an estimate can leave the range of a correlation
        return Message(
            "“{one}” and “{other}” go together otherwise than the chain explains: strongly, one high where the other "
            "is low.",
            one=one,
            other=other,
        )
    if change >= 1.0:
        return Message(
            "“{one}” and “{other}” go together otherwise than the chain explains: strongly, both high or both low.",
            one=one,
            other=other,
        )
    return Message(
        "“{one}” and “{other}” go together otherwise than the chain explains: a residual correlation of about "
        "{change:.2f}.",
        one=one,
        other=other,
        change=change,
    )
