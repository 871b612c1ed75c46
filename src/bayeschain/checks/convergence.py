"""Can the posterior be trusted? Divergences, R-hat and effective sample sizes of what is reported and of the rest."""

import math
from typing import Final

import arviz as az
import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.verdict import Status, Verdict
from bayeschain.conventions import (
    BFMI_LIMIT,
    CHAIN,
    DRAW,
    ESS_LIMIT,
    ESTIMANDS,
    RHAT_LIMIT,
    RHAT_LIMIT_NUISANCE,
    TIERS,
)
from bayeschain.messages import Message
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats
from bayeschain.summaries.tiers import estimands, tier_constructs, tier_draws

CHECK: Final = "convergence"
REPORTED: Final = (
    *("construct_mean", "team_sd", "icc", "path_unstandardised", "path_standardised", "r2"),
    *("residual_correlation", "covariate_effect", "respondent_slope", "unit_sd"),
)
NUISANCE: Final = (
    "within_sd",
    "item_sd",
    "item_bias_sd",
    "loading",
    "intercept_deviation",
    "within_partial_raw",
    "exogenous_partial_raw",
    "path_z_raw",
    "covariate_z_raw",
    "unit_share_raw",
    "threshold",
)
ADVISED: Final = (0.98, 0.99)
"""Acceptance rates that are advised where transitions diverged: the first that was not tried."""

NUMBERS: Final = ("rhat", "ess_bulk", "ess_tail")
CONSTANT: Final = 1e-10
"""Quantities that vary less than this are fixed by the model (the loading of a single item) and have no diagnostics."""


def convergence(fit: xr.DataTree) -> Verdict:
    """Judge whether the draws of a fit can be trusted.

    Every reported quantity must have R-hat below 1.01 and bulk and tail effective sample size above 400, every nuisance
    parameter R-hat below 1.05, no transition may diverge (Vehtari et al. 2021, Bayesian Analysis 16:667), and the
    energy must move: E-BFMI of at least .3 in every chain (Betancourt 2016, arXiv:1604.00695).

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned.

    Returns
    -------
    Verdict
        Status ``pass`` or ``fail``; its table has one row a quantity: quantity, role (reported, nuisance), rhat,
        ess_bulk, ess_tail. Attributes of the table: ``divergences``, ``draws``, and ``bfmi``, the lowest of a chain.
    """
    fitted = open_fit(fit)
    posterior = fit["posterior"].dataset
    table = pd.concat(
        [
            diagnose(_reported(fitted, posterior)).assign(role="reported"),
            diagnose(posterior[[name for name in NUISANCE if name in posterior]]).assign(role="nuisance"),
        ],
        ignore_index=True,
    )[["quantity", "role", "rhat", "ess_bulk", "ess_tail"]]
    divergences = int(fit["sample_stats"]["diverging"].sum())
    energy = lowest_bfmi(fit["sample_stats"].dataset)
    draws = posterior.sizes[CHAIN] * posterior.sizes[DRAW]
    table.attrs = {"divergences": divergences, "draws": draws, "bfmi": energy}
    tried = float(fit.attrs.get("target_accept", 0.0))
    advised = next((each for each in ADVISED if each > tried), ADVISED[-1])
    return _verdict(table, divergences, energy, advised)


def lowest_bfmi(statistics: xr.Dataset) -> float:
    """Lowest energy Bayesian fraction of missing information of a chain; NaN where no energy is told."""
    return float(az.bfmi(statistics)["energy"].min()) if "energy" in statistics else math.nan


def diagnose(draws: xr.Dataset) -> pd.DataFrame:
    """R-hat (rank-normalised, split), bulk and tail effective sample size of every varying scalar of a dataset."""
    found = [pd.DataFrame(columns=["quantity", "rhat", "ess_bulk", "ess_tail"]).astype(dict.fromkeys(NUMBERS, float))]
    for name, variable in draws.data_vars.items():
        values = variable.transpose(CHAIN, DRAW, ...)
        flat = values.to_numpy().reshape(*values.shape[:2], -1)
        varies = np.flatnonzero(flat.std(axis=(0, 1)) > CONSTANT * (1.0 + np.abs(flat.mean(axis=(0, 1)))))
        if not varies.size:  # all known, as item parameters are where measurement is manifest
            continue
        labels = _labels(str(name), values)
        one = xr.Dataset({"x": ((CHAIN, DRAW, "scalar"), flat[:, :, varies])})
        found.append(
            pd.DataFrame(
                {
                    "quantity": [labels[i] for i in varies],
                    "rhat": az.rhat(one)["x"].to_numpy(),
                    "ess_bulk": az.ess(one, method="bulk")["x"].to_numpy(),
                    "ess_tail": az.ess(one, method="tail")["x"].to_numpy(),
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def _labels(name: str, values: xr.DataArray) -> list[str]:
    dims = values.dims[2:]
    if not dims:
        return [name]
    stacked = values.isel({CHAIN: 0, DRAW: 0}, drop=True).stack(scalar=dims)
    return [f"{name}[{', '.join(map(str, np.atleast_1d(each)))}]" for each in stacked.indexes["scalar"]]


def _reported(fitted: Fitted, posterior: xr.Dataset) -> xr.Dataset:
    """Draws of what the report prints: parameters, total effects, relative tier means."""
    chains, draws = posterior.sizes[CHAIN], posterior.sizes[DRAW]
    pairs = [
        (target, source)
        for target in fitted.specification.chain.endogenous
        for source in sorted(fitted.specification.chain.ancestors(target))
    ]
    place = fitted.posterior.place
    at = ([place[target] for target, _ in pairs], [place[source] for _, source in pairs])
    names = [f"{target} ~ {source}" for target, source in pairs]
    more: dict[str, tuple[tuple[str, str, str], Floats]] = {}
    for kind, total in zip(("total_unstandardised", "total_standardised"), fitted.posterior.total, strict=True):
        more[kind] = ((CHAIN, DRAW, "pair"), total[:, at[0], at[1]].reshape(chains, draws, -1))
    found = posterior[[name for name in REPORTED if name in posterior]].assign(more).assign_coords(pair=names)
    return found.assign(_relative(fitted, chains)) if fitted.specification.tiers is not None else found


def _relative(fitted: Fitted, chains: int) -> dict[str, xr.DataArray]:
    """Relative tier means of every shown construct, by estimand."""
    names = tier_constructs(fitted, None, None)
    third = tier_draws(fitted.posterior, names[0])
    return {
        f"relative_{estimand}": xr.DataArray(
            thirds.relative.reshape(chains, -1, len(TIERS), len(names)),
            dims=(CHAIN, DRAW, "tier", "shown"),
            coords={"tier": list(TIERS), "shown": list(names)},
        )
        for estimand, thirds in zip(ESTIMANDS, estimands(fitted, fitted.posterior, names, third), strict=True)
    }


def _verdict(table: pd.DataFrame, divergences: int, energy: float, advised: float) -> Verdict:
    reported, nuisance = (table[table["role"] == role] for role in ("reported", "nuisance"))
    ess = reported[["ess_bulk", "ess_tail"]].min(axis=1)
    troubles = []
    if divergences:
        troubles.append(Message.counted("{n} transition diverged", "{n} transitions diverged", divergences))
    late = int((~(reported["rhat"] < RHAT_LIMIT)).sum())
    if late:
        troubles.append(
            Message.counted(
                "the chains disagree on {n} reported quantity (R-hat {limit:.2f} or more)",
                "the chains disagree on {n} reported quantities (R-hat {limit:.2f} or more)",
                late,
                limit=RHAT_LIMIT,
            )
        )
    few = int((~(ess > ESS_LIMIT)).sum())
    if few:
        troubles.append(
            Message.counted(
                "{n} reported quantity rests on {limit} effective draws or fewer",
                "{n} reported quantities rest on {limit} effective draws or fewer",
                few,
                limit=ESS_LIMIT,
            )
        )
    stray = int((~(nuisance["rhat"] < RHAT_LIMIT_NUISANCE)).sum())
    if stray:
        troubles.append(
            Message.counted(
                "the chains disagree on {n} other parameter (R-hat {limit:.2f} or more)",
                "the chains disagree on {n} other parameters (R-hat {limit:.2f} or more)",
                stray,
                limit=RHAT_LIMIT_NUISANCE,
            )
        )
    if energy < BFMI_LIMIT:
        troubles.append(
            Message(
                "the sampler moves slowly from one energy to another (E-BFMI {energy:.2f}, below {limit:.1f})",
                energy=energy,
                limit=BFMI_LIMIT,
            )
        )
    status: Status = "fail" if troubles else "pass"
    if troubles:
        sentence = Message("The posterior cannot be trusted: {troubles:; }.", troubles=tuple(troubles))
        more = (
            Message("Take more draws and tuning steps, and a target_accept of {p:.2f} or more.", p=advised)
            if divergences
            else Message("Take more draws and tuning steps.")
        )
        wide = Message("Look for a prior that is very wide, or a variance near 0.") if energy < BFMI_LIMIT else ""
        remedy = Message.joined(more, wide, Message("If that does not help, simplify the chain."))
        return Verdict(CHECK, status, sentence, remedy, table)
    sentence = Message(
        "The chains agree: no divergence, R-hat at most {rhat:.3f}, and at least {ess:.0f} effective draws behind "
        "every reported quantity.",
        rhat=float(reported["rhat"].max()),
        ess=float(ess.min()),
    )
    return Verdict(CHECK, status, sentence, Message(""), table)
