"""How often the checks ask for a look at a model that is right: 36 simulated data sets of the fitted model.

Usage: python scripts/study_checks.py [OUT]

Five constructs of two surveys, 20 to 40 teams; answers are drawn person by person from the model that is fitted, half
of the truths from the default priors, half plausible. One row a check: data sets, and how many passed, asked for a look
and failed, with the exact 95 % interval of the share that did not pass (Clopper & Pearson).
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from scipy.stats import beta
from scripts.study_convergence import ROOT
from scripts.study_recovery import MODEL

from bayeschain.checks import verdicts
from bayeschain.experiments import Design, case_truth, measured, sample, truth_from_priors
from bayeschain.inference import compile_chain
from bayeschain.inference.fitting import settings_for, start_values
from bayeschain.inference.log_prior import GROUP as LOG_PRIOR
from bayeschain.inference.log_prior import log_prior
from bayeschain.inference.refitting import CompiledChain
from bayeschain.model import ChainModel, build_model
from bayeschain.specification import parse_model

DATA_SETS = 36
MASTER = 91
DRAWS, TUNE, CHAINS = 500, 200, 4


def simulated(number: int) -> ChainModel:
    """Model of one data set."""
    rng = np.random.default_rng([MASTER, number])
    specification = parse_model(MODEL)
    truth = truth_from_priors(specification, rng) if number % 2 else case_truth(specification)
    people = {"staff": (5, 12), "customers": (5, 15)}
    design = Design(teams=int(rng.integers(20, 41)), respondents=people, seed=number)
    drawn = sample(specification, design, truth, number, discrete=False)
    return build_model(specification, measured(specification, drawn))


def fitted(chain: CompiledChain, model: ChainModel, number: int) -> xr.DataTree:
    """Fit of one data set, as `fit` would have made it but for the compiling."""
    settings = settings_for(model.specification, draws=DRAWS, tune=TUNE, chains=CHAINS, seed=MASTER + number)
    fit = chain.fit(model.surveys, settings)
    fit["prior"] = fit["posterior"].copy()  # no check reads the draws of the prior
    flat = start_values(model, fit)
    named = {name: values.reshape(CHAINS, DRAWS, -1) for name, values in flat.items()}
    fit[LOG_PRIOR] = xr.DataTree(log_prior(model, named))
    return fit


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Verdicts by check, from one row a data set and check."""
    table = pd.crosstab(rows["check"], rows["status"]).reindex(columns=["pass", "look", "fail"], fill_value=0)
    table = table.reindex(list(dict.fromkeys(rows["check"])))
    n, odd = table.sum(axis=1), table["look"] + table["fail"]
    return table.assign(
        data_sets=n,
        share=odd / n,
        lower=np.nan_to_num(beta.ppf(0.025, odd, n - odd + 1)),
        upper=np.where(odd < n, beta.ppf(0.975, odd + 1, np.maximum(n - odd, 1)), 1.0),
    ).reset_index()


def main() -> None:
    """Fit and check all, and write the table."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "studies" / "checks.csv"
    chain = compile_chain(simulated(0), prior_draws=0)
    rows = []
    for number in range(DATA_SETS):
        found = verdicts(fitted(chain, simulated(number), number))
        rows += [{"number": number, "check": each.check, "status": each.status} for each in found]
        odd = [f"{each.check}: {each.sentence}" for each in found if each.status != "pass"]
        print(number, *odd, sep="  ", flush=True)
    table = counted(pd.DataFrame(rows))
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.3g")
    print(table.to_string())


if __name__ == "__main__":
    main()
