"""What the target acceptance of step-size adaptation costs and brings: the case, the army, and simulated data sets.

Usage: python scripts/study_acceptance.py [OUT]

For each data set, target and seed, with default draws and one pass: step size, gradients a kept draw, divergent
transitions, the least effective sample size (bulk and tail) and the largest R-hat of all parameters, and effective
draws of the worst parameter for a thousand gradients of kept draws.
"""

import sys
from pathlib import Path

import arviz as az
import pandas as pd
import xarray as xr
from scripts.study_convergence import ROOT, army_leadership, customer_benefit
from scripts.study_preview import simulated

from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.inference.fitting import settings_for, silent
from bayeschain.inference.sampling import Sampled, sample_compiled
from bayeschain.model import ChainModel

TARGETS = (0.6, 0.7, 0.8, 0.9)
SEEDS = (1, 2)
SIMULATED = 12


def parameters(sampled: Sampled) -> xr.Dataset:
    """Draws of all parameters."""
    dims = ("chain", "draw")
    return xr.Dataset({name: ((*dims, f"{name}_dim"), values) for name, values in sampled.named.items() if values.size})


def row(name: str, compiled: Compiled, model: ChainModel, target: float, seed: int) -> dict[str, object]:
    """One fit."""
    sampled = sample_compiled(compiled, settings_for(model.specification, seed=seed, target_accept=target), silent)
    draws, told = parameters(sampled), sampled.statistics
    least = {
        kind: min(float(each.min()) for each in az.ess(draws, method=kind).data_vars.values())
        for kind in ("bulk", "tail")
    }
    steps = float(told["n_steps"].mean())
    return {
        "data": name,
        "teams": len(model.surveys.teams),
        "target": target,
        "seed": seed,
        "step_size": float(told["step_size"].mean()),
        "acceptance": float(told["acceptance_rate"].mean()),
        "gradients_a_draw": steps,
        "divergences": int(told["diverging"].sum()),
        "ess_bulk": least["bulk"],
        "ess_tail": least["tail"],
        "rhat": max(float(each.max()) for each in az.rhat(draws).data_vars.values()),
        "ess_per_1000_gradients": 1000.0 * least["bulk"] / (steps * told["n_steps"].size),
    }


def fits(name: str, model: ChainModel, seeds: tuple[int, ...]) -> list[dict[str, object]]:
    """All fits of one data set."""
    compiled = compile_model(model)
    return [row(name, compiled, model, target, seed) for target in TARGETS for seed in seeds]


def main() -> None:
    """Sample all and write the table."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "studies" / "acceptance.csv"
    rows = fits("customer_benefit", customer_benefit(), SEEDS) + fits("army_leadership", army_leadership(), SEEDS)
    for number in range(SIMULATED):
        rows += fits(f"simulated {number:02d}", simulated(number), SEEDS[:1])
        print(f"simulated {number:02d}", flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows)
    table.to_csv(out, index=False, float_format="%.4g")
    kind = table["data"].where(table["seed"].groupby(table["data"]).transform("nunique") > 1, "simulated")
    numbers = ["step_size", "gradients_a_draw", "ess_bulk", "ess_tail", "rhat", "ess_per_1000_gradients"]
    print(table.groupby([kind, "target"])[numbers].median().to_string())
    print(table.assign(diverged=table["divergences"] > 0).groupby([kind, "target"])["diverged"].mean().to_string())


if __name__ == "__main__":
    main()
